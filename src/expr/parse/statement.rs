//! Statements: `name = expr`, `f(x) = expr`, and assignments of a widget's control.

use super::fault::{quote, syntax, too_long};
use super::{Bracket, Kind, MAX_LENGTH, Parse, Parser, Sign, lex};
use crate::diagnostic::{Code, Fault, briefly, said};
use crate::expr::ast::{Assignment, Definition, Name};
use crate::expr::lex::Token;
use crate::source::Span;

/// The statements of `text`, one a line; brackets hold a line open.
pub(super) fn definitions(faults: &mut Vec<Fault>, text: &str) -> Vec<Definition> {
    let mut definitions = Vec::new();
    let mut cut_short = false;
    for tokens in statements(lex(text)) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
        let span = first.span.to(last.span);
        // What goes on after a line that ended too early has been reported with it.
        if cut_short && !starts_definition(&tokens) {
            continue;
        }
        if span.end - span.start > MAX_LENGTH {
            cut_short = true;
            faults.push(*too_long(span));
            continue;
        }
        let mut parser = Parser::new(text, tokens, span);
        parser.statement = true;
        match parser.definition() {
            Ok(definition) => {
                cut_short = false;
                definitions.push(definition);
            }
            Err(fault) => {
                cut_short = parser.token(0).is_none();
                faults.push(*fault);
            }
        }
    }
    definitions
}

/// Splits the tokens of a fence into statements, without comments and line breaks.
///
/// A bracket that is never closed doesn't swallow the rest of the fence: a line that starts with
/// `name =` or `f(x) =`, and isn't indented more than the statement, is a new statement, for `=`
/// can't be part of an expression.
fn statements(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let mut tokens: Vec<Token> = tokens.into_iter().filter(|token| !matches!(token.kind, Kind::Comment)).collect();
    let mut starts = Vec::new();
    let mut depth = 0_usize;
    let mut indent = tokens.first().map_or(0, |first| first.span.start);
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Newline => {
                let line = tokens.get(index + 1..).unwrap_or_default();
                let column = line.first().map_or(0, |first| first.span.start - token.span.end);
                if depth == 0 || (column <= indent && starts_definition(line)) {
                    depth = 0;
                    indent = column;
                    starts.push(index);
                }
            }
            Kind::Open(_) => depth += 1,
            Kind::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    // From the back, so that each token moves once.
    let mut statements: Vec<Vec<Token>> = Vec::new();
    for start in starts.into_iter().rev() {
        statements.push(tokens.split_off(start));
    }
    statements.push(tokens);
    statements.reverse();
    for statement in &mut statements {
        statement.retain(|token| !matches!(token.kind, Kind::Newline));
    }
    statements.retain(|statement| !statement.is_empty());
    statements
}

/// Whether `tokens` start with `name =` or `f(x, y) =`.
fn starts_definition(tokens: &[Token]) -> bool {
    let mut kinds = tokens.iter().map(|token| &token.kind);
    if !matches!(kinds.next(), Some(Kind::Name(_))) {
        return false;
    }
    match kinds.next() {
        Some(Kind::Sign(Sign::Assign)) => true,
        Some(Kind::Open(Bracket::Round)) => {
            let mut rest = kinds.skip_while(|kind| matches!(kind, Kind::Name(_) | Kind::Sign(Sign::Comma)));
            matches!(rest.next(), Some(Kind::Close(Bracket::Round)))
                && matches!(rest.next(), Some(Kind::Sign(Sign::Assign)))
        }
        _ => false,
    }
}

impl Parser<'_> {
    /// `name = expr`, `f(x) = expr`: all of the tokens.
    fn definition(&mut self) -> Parse<Definition> {
        let (name, name_span) = self.defined_name()?;
        self.at += 1;
        let parameters = match self.is_open(0, Bracket::Round) {
            true => Some(self.parameters(&name)?),
            false => None,
        };
        if !self.is_sign(0, Sign::Assign) {
            return Err(self.no_definition());
        }
        self.at += 1;
        let body = self.expression()?.expr;
        match self.token(0) {
            None => {}
            Some(token) if matches!(token.kind, Kind::Sign(Sign::Comma)) => {
                let unexpected = self.unexpected();
                #[cfg(feature = "tool")]
                if unexpected.message.starts_with("`,`") {
                    let help = "write a list as `[a, b]`; a definition gives one value to one name";
                    return Err(Box::new(unexpected.help(help)));
                }
                return Err(unexpected);
            }
            Some(_) => return Err(self.unexpected()),
        }
        Ok(Definition { name, name_span, parameters, body, span: self.span })
    }

    /// The name that is defined or assigned; it stands here.
    fn defined_name(&self) -> Parse<(Name, Span)> {
        let span = self.here();
        match self.kind(0) {
            Some(Kind::Name(name)) => Ok((name.clone(), span)),
            Some(Kind::Word(_)) => Err(Box::new(
                Fault::new(Code::ExprDefinition, span, said!("{} is a word of the language", quote(self.slice(span))))
                    .label("not a name")
                    .help("choose another name"),
            )),
            Some(Kind::Faulty(fault)) => Err(fault.clone()),
            Some(Kind::Sign(Sign::Plus | Sign::Minus | Sign::Times | Sign::Over)) if self.statement => Err(Box::new(
                syntax(span, said!("a line that starts with {}", quote(self.slice(span))))
                    .help("to go on in the next line, put the whole expression in parentheses"),
            )),
            _ => Err(self.no_definition()),
        }
    }

    /// `(x, y)`; the parenthesis stands here.
    fn parameters(&mut self, function: &Name) -> Parse<Vec<(Name, Span)>> {
        // A call without a `=` behind it is an expression, not a faulty head.
        match self.partner(self.at) {
            Some(close)
                if matches!(self.tokens.get(close + 1).map(|token| &token.kind), Some(Kind::Sign(Sign::Assign))) => {}
            _ => return Err(self.no_definition()),
        }
        let open = self.open(Bracket::Round, Some(function.clone()))?;
        if self.is_close(0, Bracket::Round) {
            let span = open.to(self.here());
            let fault = Fault::new(Code::ExprDefinition, span, said!("{} has no parameter", quote(function)));
            return Err(Box::new(fault.help(said!("a value is defined without parentheses: `{function} = …`"))));
        }
        let mut parameters: Vec<(Name, Span)> = Vec::new();
        loop {
            let span = self.here();
            let name = match self.kind(0) {
                Some(Kind::Name(name)) => name.clone(),
                Some(Kind::Faulty(fault)) => return Err(fault.clone()),
                Some(Kind::Word(_)) => return Err(self.defined_name().err().unwrap_or_else(|| self.unexpected())),
                Some(Kind::Close(_)) if !parameters.is_empty() => return Err(self.missing_operand()),
                _ => {
                    let text = quote(self.slice(span));
                    let fault = Fault::new(Code::ExprDefinition, span, said!("{text} is no parameter"));
                    return Err(Box::new(fault.help(said!("a parameter is a name: `{function}(x) = …`"))));
                }
            };
            if parameters.iter().any(|(earlier, _)| *earlier == name) {
                let fault = Fault::new(Code::ExprDefinition, span, said!("two parameters are called {}", quote(&name)));
                return Err(Box::new(fault.help("give the second one another name")));
            }
            parameters.push((name, span));
            self.at += 1;
            if self.is_close(0, Bracket::Round) {
                self.close()?;
                return Ok(parameters);
            }
            if !self.take_sign(Sign::Comma) {
                let span = self.here();
                if let Some(Kind::Faulty(fault)) = self.kind(0) {
                    return Err(fault.clone());
                }
                let text = quote(self.slice(span));
                let fault = Fault::new(Code::ExprDefinition, span, said!("unexpected {text} between parameters"));
                return Err(Box::new(fault.help(said!("parameters are names: `{function}(x, y) = …`"))));
            }
        }
    }

    /// The line is no definition.
    fn no_definition(&self) -> Box<Fault> {
        briefly!(Box::new(syntax(self.here(), "")));
        let here = self.here();
        let whole = self.slice(self.span);
        let head = match self.tokens.first() {
            Some(first) => self.slice(first.span),
            None => return Box::new(syntax(self.span, "an empty definition")),
        };
        let sign_text = self.slice(here);
        Box::new(match (self.at, self.kind(0)) {
            (1.., Some(Kind::Faulty(fault))) => return fault.clone(),
            (1, Some(Kind::Sign(Sign::Compare(_)))) if sign_text == "==" => {
                syntax(here, "`==` compares").label("a definition has a single `=`").help(said!("write `{head} = …`"))
            }
            (1, Some(Kind::Sign(Sign::Comma))) => syntax(here, "two names before one `=`")
                .label("a definition gives one value to one name")
                .help("write a line for each name"),
            (1, Some(Kind::Open(Bracket::Square))) => syntax(here, "an element of a list is not defined on its own")
                .help(said!("define the whole list: `{head} = [a, b]`")),
            (1, Some(Kind::Sign(Sign::Colon))) => syntax(here, "`:` does not define").help(said!("write `{head} = …`")),
            (1, Some(Kind::Name(_) | Kind::Number(_))) if matches!(head, "let" | "const" | "var" | "def" | "set") => {
                syntax(self.tokens.first().map_or(here, |first| first.span), said!("`{head}` is not needed"))
                    .help("a definition is `name = expression`")
            }
            (1, Some(Kind::Sign(Sign::Compare(_)))) if sign_text == "<" && whole.starts_with(&said!("{head} <-")) => {
                syntax(here.to(self.token(1).map_or(here, |minus| minus.span)), "`<-` does not define")
                    .help(said!("write `{head} = …`"))
            }
            _ => syntax(self.span, "a line without a definition")
                .label("each line of a `calc` fence defines a name")
                .help(match self.tokens.iter().any(|token| matches!(token.kind, Kind::Sign(Sign::Assign))) {
                    true => "a definition is `name = expression` or `f(x) = expression`".to_owned(),
                    false => said!(
                        "write `name = {}`, or claim the value in the text: `[1](= \"…\")`",
                        quote(whole).trim_matches('`')
                    ),
                }),
        })
    }

    /// `P, Q = Q, P`: all of the tokens.
    pub(super) fn assignment(&mut self) -> Parse<Assignment> {
        let example = "an assignment is `P, Q = Q, P`";
        let mut targets: Vec<(Name, Span)> = Vec::new();
        if self.tokens.is_empty() {
            return Err(Box::new(syntax(self.span, "an empty assignment").help(example)));
        }
        loop {
            let span = self.here();
            let name = match self.kind(0) {
                Some(Kind::Name(name)) => name.clone(),
                Some(Kind::Word(_)) => return Err(self.defined_name().err().unwrap_or_else(|| self.unexpected())),
                Some(Kind::Faulty(fault)) => return Err(fault.clone()),
                _ => return Err(Box::new(syntax(span, "a variable is missing").help(example))),
            };
            if targets.iter().any(|(earlier, _)| *earlier == name) {
                let fault = Fault::new(Code::ExprDefinition, span, said!("{} is assigned twice", quote(&name)));
                return Err(Box::new(fault.help("remove one of the two")));
            }
            targets.push((name, span));
            self.at += 1;
            if !self.take_sign(Sign::Comma) {
                break;
            }
        }
        match self.kind(0) {
            Some(Kind::Sign(Sign::Assign)) => self.at += 1,
            Some(Kind::Faulty(fault)) => return Err(fault.clone()),
            Some(Kind::Sign(Sign::Compare(_))) => {
                return Err(Box::new(syntax(self.here(), "a comparison does not assign").help(example)));
            }
            _ => {
                let span = self.here();
                let fault = syntax(span, "an assignment lacks its `=`").label("expected `,` or `=` before this");
                return Err(Box::new(fault.help(example)));
            }
        }
        let mut values = vec![self.expression()?.expr];
        while self.is_sign(0, Sign::Comma) {
            self.at += 1;
            values.push(self.expression()?.expr);
        }
        self.finish()?;
        // One value may be a list of as many, which only its computation shows.
        if values.len() != targets.len() && values.len() != 1 {
            let first = values.first().map_or(self.span, |value| value.span);
            let span = values.last().map_or(first, |value| first.to(value.span));
            let count = |count: usize, what: &str| said!("{count} {what}{}", if count == 1 { "" } else { "s" });
            let message = said!("{} for {}", count(values.len(), "value"), count(targets.len(), "variable"));
            let fault = Fault::new(Code::ExprDefinition, span, message);
            return Err(Box::new(fault.help("write as many values as variables, or one list")));
        }
        Ok(Assignment { targets, values })
    }
}
