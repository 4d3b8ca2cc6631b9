//! Text to tokens.
//!
//! The lexer never fails: a character or a number that can't be is a [`Kind::Faulty`] token, which
//! the parser reports when it comes to it. So a faulty line of a `calc` fence doesn't hide the next.

mod character;
mod number;

#[cfg(feature = "tool")]
use unicode_ident::{is_xid_continue, is_xid_start};

use super::ast::{Comparison, InformationUnit, Name};
use crate::diagnostic::Fault;
use crate::number::Rational;
use crate::source::Span;

/// A piece of the text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a piece is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A literal, its percent sign included.
    Number(Rational),
    /// A name in Unicode normal form NFKC; `π` is `pi` and `∞` is `inf`.
    Name(Name),
    /// A word of the language.
    Word(Word),
    /// A sign.
    Sign(Sign),
    /// `(` or `[`.
    Open(Bracket),
    /// `)` or `]`.
    Close(Bracket),
    /// A sign of other languages, kept so that the parser can say what to write instead.
    Foreign(Foreign),
    /// The end of a line.
    Newline,
    /// From `#` to the end of the line.
    Comment,
    /// What can't be.
    Faulty(Box<Fault>),
}

/// Words that can't be names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    And,
    Or,
    Not,
    In,
    For,
    If,
}

/// The signs of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Compare(Comparison),
    Assign,
    Range,
    Comma,
    Colon,
    /// `||` or `‖`.
    Bars,
}

/// The two kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    Round,
    Square,
}

impl Bracket {
    pub(super) fn open(self) -> char {
        match self {
            Self::Round => '(',
            Self::Square => '[',
        }
    }

    pub(super) fn close(self) -> char {
        match self {
            Self::Round => ')',
            Self::Square => ']',
        }
    }
}

/// Signs that other languages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// `&`, `&&`, `∧`
    And,
    /// `|`, `∨`
    Or,
    /// `!`, `¬`
    Bang,
    /// A percent sign that no literal stands before.
    Percent,
    /// `**`
    Stars,
    /// `//`
    Slashes,
}

/// The word `text` is, if it is one.
fn word(text: &str) -> Option<Word> {
    Some(match text {
        "and" => Word::And,
        "or" => Word::Or,
        "not" => Word::Not,
        "in" => Word::In,
        "for" => Word::For,
        "if" => Word::If,
        _ => return None,
    })
}

/// The unit of information that `text` names.
pub(super) fn unit(text: &str) -> Option<InformationUnit> {
    Some(match text {
        "bit" | "bits" => InformationUnit::Bits,
        "nat" | "nats" => InformationUnit::Nats,
        "ban" | "bans" | "dit" | "dits" | "hartley" | "hartleys" => InformationUnit::Bans,
        _ => return None,
    })
}

/// Whether a name may start with `c`.
#[cfg(feature = "tool")]
pub(super) fn starts_name(c: char) -> bool {
    c == '_' || (is_xid_start(c) && character::superscript(c).is_none())
}

/// The same in the browser's core, which has no room for Unicode's tables: the build has refused
/// definitions with any other characters, and a learner's would be an unknown name.
#[cfg(not(feature = "tool"))]
pub(super) fn starts_name(c: char) -> bool {
    const SIGNS: &str = "−×·⋅\u{387}÷≤≥≠‖∥∨∧¬∞";
    match c.is_ascii() {
        true => c == '_' || c.is_ascii_alphabetic(),
        false => !c.is_whitespace() && !SIGNS.contains(c),
    }
}

/// Whether a name may go on with `c`. Subscript digits may stand in names, superscripts may not:
/// normal form NFKC would make `x2` of `x²`. Nor may the middle dot, which multiplies.
#[cfg(feature = "tool")]
fn continues_name(c: char) -> bool {
    let sign = character::superscript(c).is_some() || matches!(c, '·' | '\u{387}');
    (is_xid_continue(c) && !sign) || matches!(c, '₀'..='₉')
}

#[cfg(not(feature = "tool"))]
fn continues_name(c: char) -> bool {
    c.is_ascii_digit() || starts_name(c)
}

/// Whether a line ends with `c`.
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// The tokens of `text`, in order, without blanks.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(first) = lexer.peek() {
        let start = lexer.at;
        if first.is_whitespace() && !ends_line(first) {
            lexer.take(first);
            continue;
        }
        let kind = lexer.token(first);
        debug_assert!(lexer.at > start, "each token takes a character");
        tokens.push(Token { kind, span: Span::new(start, lexer.at) });
    }
    tokens
}

/// What a piece of an expression is, for those who only colour it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenClass {
    /// A literal.
    Number,
    /// A name.
    Name,
    /// A name before `(`.
    Function,
    /// A word of the language, or a unit of information after a value.
    Keyword,
    /// A sign, brackets and separators included.
    Operator,
    /// A comment.
    Comment,
}

/// The pieces of a `calc` fence or an expression, in order. What is faulty is left out.
pub fn classify(text: &str) -> Vec<(Span, TokenClass)> {
    let tokens = lex(text);
    let mut pieces = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| tokens.get(index)).map(|token| &token.kind);
        let called = tokens.get(index + 1).is_some_and(|next| matches!(next.kind, Kind::Open(Bracket::Round)));
        let class = match &token.kind {
            Kind::Number(_) => TokenClass::Number,
            Kind::Name(_) if called => TokenClass::Function,
            Kind::Name(name) if unit(name).is_some() => match before {
                Some(Kind::Number(_) | Kind::Close(_) | Kind::Word(Word::In)) => TokenClass::Keyword,
                _ => TokenClass::Name,
            },
            Kind::Name(_) => TokenClass::Name,
            Kind::Word(_) => TokenClass::Keyword,
            Kind::Sign(_) | Kind::Open(_) | Kind::Close(_) | Kind::Foreign(_) => TokenClass::Operator,
            Kind::Comment => TokenClass::Comment,
            Kind::Newline | Kind::Faulty(_) => continue,
        };
        pieces.push((token.span, class));
    }
    pieces
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, c: char) {
        self.at += c.len_utf8();
    }

    fn take_while(&mut self, mut fits: impl FnMut(char) -> bool) {
        while let Some(c) = self.peek()
            && fits(c)
        {
            self.take(c);
        }
    }

    /// Takes `sign` if the text goes on with it.
    fn take_sign(&mut self, sign: &str) -> bool {
        let there = self.rest().starts_with(sign);
        if there {
            self.at += sign.len();
        }
        there
    }

    fn token(&mut self, first: char) -> Kind {
        if first.is_ascii_digit() {
            return self.number();
        }
        if starts_name(first) {
            return self.name();
        }
        if first == '#' {
            self.take_while(|c| !ends_line(c));
            return Kind::Comment;
        }
        if ends_line(first) {
            if !self.take_sign("\r\n") {
                self.take(first);
            }
            return Kind::Newline;
        }
        // Longer signs first.
        const SIGNS: &[(&str, Kind)] = &[
            ("==", Kind::Sign(Sign::Compare(Comparison::Equal))),
            ("!=", Kind::Sign(Sign::Compare(Comparison::NotEqual))),
            ("<=", Kind::Sign(Sign::Compare(Comparison::LessEqual))),
            (">=", Kind::Sign(Sign::Compare(Comparison::GreaterEqual))),
            ("<", Kind::Sign(Sign::Compare(Comparison::Less))),
            (">", Kind::Sign(Sign::Compare(Comparison::Greater))),
            ("≤", Kind::Sign(Sign::Compare(Comparison::LessEqual))),
            ("≥", Kind::Sign(Sign::Compare(Comparison::GreaterEqual))),
            ("≠", Kind::Sign(Sign::Compare(Comparison::NotEqual))),
            ("=", Kind::Sign(Sign::Assign)),
            ("+", Kind::Sign(Sign::Plus)),
            ("-", Kind::Sign(Sign::Minus)),
            ("−", Kind::Sign(Sign::Minus)),
            ("**", Kind::Foreign(Foreign::Stars)),
            ("*", Kind::Sign(Sign::Times)),
            ("×", Kind::Sign(Sign::Times)),
            ("·", Kind::Sign(Sign::Times)),
            ("⋅", Kind::Sign(Sign::Times)),
            ("\u{387}", Kind::Sign(Sign::Times)),
            ("//", Kind::Foreign(Foreign::Slashes)),
            ("/", Kind::Sign(Sign::Over)),
            ("÷", Kind::Sign(Sign::Over)),
            ("^", Kind::Sign(Sign::Power)),
            ("..", Kind::Sign(Sign::Range)),
            (",", Kind::Sign(Sign::Comma)),
            (":", Kind::Sign(Sign::Colon)),
            ("||", Kind::Sign(Sign::Bars)),
            ("‖", Kind::Sign(Sign::Bars)),
            ("∥", Kind::Sign(Sign::Bars)),
            ("|", Kind::Foreign(Foreign::Or)),
            ("∨", Kind::Foreign(Foreign::Or)),
            ("&&", Kind::Foreign(Foreign::And)),
            ("&", Kind::Foreign(Foreign::And)),
            ("∧", Kind::Foreign(Foreign::And)),
            ("!", Kind::Foreign(Foreign::Bang)),
            ("¬", Kind::Foreign(Foreign::Bang)),
            ("%", Kind::Foreign(Foreign::Percent)),
            ("(", Kind::Open(Bracket::Round)),
            (")", Kind::Close(Bracket::Round)),
            ("[", Kind::Open(Bracket::Square)),
            ("]", Kind::Close(Bracket::Square)),
        ];
        if let Some(fault) = self.foreign_run() {
            return Kind::Faulty(Box::new(fault));
        }
        if let Some((sign, kind)) = SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign)) {
            self.at += sign.len();
            return kind.clone();
        }
        if first == '.' {
            return self.point();
        }
        if first == '∞' {
            self.take(first);
            return Kind::Name("inf".into());
        }
        Kind::Faulty(Box::new(self.unexpected(first)))
    }

    /// A name or a word.
    fn name(&mut self) -> Kind {
        let start = self.at;
        self.take_while(continues_name);
        let written = &self.text[start..self.at];
        if let Some(word) = word(written) {
            return Kind::Word(word);
        }
        if written.is_ascii() {
            return Kind::Name(written.into());
        }
        let normal: String = crate::source::nfkc(written);
        match (word(&normal), normal.as_str()) {
            (Some(word), _) => Kind::Word(word),
            (None, "π") => Kind::Name("pi".into()),
            (None, _) => Kind::Name(normal.into()),
        }
    }
}
