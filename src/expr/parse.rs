//! Tokens to [`Expr`](super::ast::Expr).
//!
//! From the loosest to the tightest, the operators are
//!
//! | level | operators | |
//! |---|---|---|
//! | 1 | `or` | left |
//! | 2 | `and` | left |
//! | 3 | `not` | prefix |
//! | 4 | `== != < <= > >=` | chains: `0 <= x <= 1` |
//! | 5 | `a..b` | doesn't chain |
//! | 6 | `+ -` | left |
//! | 7 | `* /`, `in bits` | left: `KL(P, Q) / 2 in nats` is `(KL(P, Q) / 2) in nats` |
//! | 8 | `-x`, `+x` | prefix |
//! | 9 | `^` | right: `2^3^2` is `2^9`; its exponent may have a sign: `2^-1` |
//! | 10 | `1 bit`, `(a + b) nats` | after a literal or a parenthesis |
//! | 11 | `f(x)`, `v[1]` | left |
//!
//! Operators live on a stack on the heap, so that the parser recurses once a bracket, at most
//! [`MAX_NESTING`] deep, and long chains of one operator become balanced trees: whatever walks a
//! tree afterwards may recurse too.

mod binder;
mod call;
mod chain;
mod fault;
mod operand;
mod operator;
mod print;
mod statement;
#[cfg(test)]
mod tests;

use super::ast::{Assignment, Definition, Expr, ExprKind, Name};
use super::lex::{Bracket, Kind, Sign, Token, Word, lex};
use crate::diagnostic::{Code, Fault};
use crate::source::Span;

pub use print::print;

/// How deep brackets, prefix operators and powers may nest.
pub(super) const MAX_NESTING: usize = 128;
/// How high a tree may grow; three operators a bracket reach it.
const MAX_HEIGHT: u32 = 384;
/// The most bytes of one expression or statement.
const MAX_LENGTH: usize = 64 * 1024;

/// The expression that is all of `text`.
///
/// # Errors
///
/// The first fault.
pub fn parse_expression(text: &str) -> Result<Expr, Fault> {
    let tokens = single(text)?;
    let mut parser = Parser::new(text, tokens, Span::new(0, text.len()));
    let whole = |parser: &mut Parser| {
        let tree = parser.expression()?;
        parser.finish()?;
        Ok(tree.expr)
    };
    whole(&mut parser).map_err(|fault: Box<Fault>| *fault)
}

/// The statements of a `calc` fence, one a line. A faulty line is reported and left out.
pub fn parse_definitions(faults: &mut Vec<Fault>, text: &str) -> Vec<Definition> {
    statement::definitions(faults, text)
}

/// The assignment of a widget's control, `P, Q = Q, P`.
///
/// # Errors
///
/// The first fault.
pub fn parse_assignment(text: &str) -> Result<Assignment, Fault> {
    let tokens = single(text)?;
    let mut parser = Parser::new(text, tokens, Span::new(0, text.len()));
    parser.assignment().map_err(|fault| *fault)
}

/// The tokens of a text that holds one expression: without the line breaks around it and inside
/// its brackets, and without a comment, which would hide a part of a claim.
fn single(text: &str) -> Result<Vec<Token>, Fault> {
    if text.len() > MAX_LENGTH {
        return Err(*fault::too_long(Span::new(0, text.len())));
    }
    let mut open = 0_usize;
    let mut tokens: Vec<Token> = Vec::new();
    let mut break_before: Option<Span> = None;
    for token in lex(text) {
        match &token.kind {
            Kind::Newline => {
                if open == 0 && !tokens.is_empty() {
                    break_before = break_before.or(Some(token.span));
                }
                continue;
            }
            Kind::Comment => {
                let fault = Fault::new(Code::ExprSyntax, token.span, "a comment in an expression");
                let fault = fault.help("comments belong into a `calc` fence: remove it here");
                tokens.push(Token { kind: Kind::Faulty(Box::new(fault)), span: token.span });
                continue;
            }
            Kind::Open(_) => open += 1,
            Kind::Close(_) => open = open.saturating_sub(1),
            _ => {}
        }
        if let Some(span) = break_before.take() {
            let fault = Fault::new(Code::ExprSyntax, token.span, "the expression goes on after a line break")
                .label("the expression ended in a line before")
                .help("put it in parentheses to break it over lines");
            tokens.push(Token { kind: Kind::Faulty(Box::new(fault)), span: span.to(token.span) });
        }
        tokens.push(token);
    }
    Ok(tokens)
}

/// The result of a step of the parser. Boxed, so that the frames of the recursion stay small.
type Parse<T> = Result<T, Box<Fault>>;

/// An expression with what the parser must know of it.
#[derive(Debug)]
struct Tree {
    expr: Expr,
    /// How many nodes lie on the longest way down.
    height: u32,
    /// Whether it stands in parentheses.
    grouped: bool,
}

/// A bracket that is open, and the function whose arguments it holds.
struct Opened {
    bracket: Bracket,
    span: Span,
    callee: Option<Name>,
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// What the tokens cover.
    span: Span,
    /// Brackets, prefix operators and powers around the place.
    nesting: usize,
    opened: Vec<Opened>,
    /// Whether the text is a definition, where a line may end too early.
    statement: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, tokens: Vec<Token>, span: Span) -> Self {
        Self { text, tokens, at: 0, span, nesting: 0, opened: Vec::new(), statement: false }
    }

    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.token(ahead).map(|token| &token.kind)
    }

    fn before(&self) -> Option<&Token> {
        self.at.checked_sub(1).and_then(|index| self.tokens.get(index))
    }

    /// Where the next token stands, or where the text ends.
    fn here(&self) -> Span {
        self.token(0).map_or(Span::at(self.span.end), |token| token.span)
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    fn is_sign(&self, ahead: usize, sign: Sign) -> bool {
        matches!(self.kind(ahead), Some(Kind::Sign(found)) if *found == sign)
    }

    fn is_word(&self, ahead: usize, word: Word) -> bool {
        matches!(self.kind(ahead), Some(Kind::Word(found)) if *found == word)
    }

    fn is_open(&self, ahead: usize, bracket: Bracket) -> bool {
        matches!(self.kind(ahead), Some(Kind::Open(found)) if *found == bracket)
    }

    fn is_close(&self, ahead: usize, bracket: Bracket) -> bool {
        matches!(self.kind(ahead), Some(Kind::Close(found)) if *found == bracket)
    }

    fn take_sign(&mut self, sign: Sign) -> bool {
        let there = self.is_sign(0, sign);
        self.at += usize::from(there);
        there
    }

    /// The token that closes the bracket at token `open`.
    fn partner(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (index, token) in self.tokens.iter().enumerate().skip(open) {
            match token.kind {
                Kind::Open(_) => depth += 1,
                Kind::Close(_) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(index);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Counts one more level of nesting at `span`.
    fn deeper(&mut self, span: Span) -> Parse<()> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(fault::too_deep(span));
        }
        Ok(())
    }

    /// Opens the bracket that stands here.
    fn open(&mut self, bracket: Bracket, callee: Option<Name>) -> Parse<Span> {
        let span = self.here();
        self.deeper(span)?;
        self.opened.push(Opened { bracket, span, callee });
        self.at += 1;
        Ok(span)
    }

    /// Closes the bracket that was opened last; its closing sign must stand here.
    fn close(&mut self) -> Parse<Span> {
        let span = self.here();
        match self.opened.last() {
            Some(opened) if self.is_close(0, opened.bracket) => {
                self.opened.pop();
                self.nesting = self.nesting.saturating_sub(1);
                self.at += 1;
                Ok(span)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Nothing may stand here any more.
    fn finish(&self) -> Parse<()> {
        match self.token(0) {
            None => Ok(()),
            Some(_) => Err(self.unexpected()),
        }
    }

    /// A node over children of at most `height`.
    fn node(kind: ExprKind, span: Span, height: u32) -> Parse<Tree> {
        if height >= MAX_HEIGHT {
            return Err(fault::too_deep(span));
        }
        Ok(Tree { expr: Expr { kind, span }, height: height + 1, grouped: false })
    }
}
