//! Words that bind a name: `sum(k in 1..n: body)`.

use super::fault::{quote, syntax};
use super::{Bracket, Kind, Parse, Parser, Sign, Tree, Word};
use crate::diagnostic::{Code, said};
use crate::expr::ast::{Binder, Binding, ExprKind, Name};
use crate::expr::lex;

/// The binders by their names.
pub(super) const BINDERS: &[(&str, Binder)] = &[
    ("sum", Binder::Sum),
    ("prod", Binder::Product),
    ("min", Binder::Min),
    ("max", Binder::Max),
    ("all", Binder::All),
    ("any", Binder::Any),
    ("integral", Binder::Integral),
    ("argmin", Binder::Argmin),
    ("argmax", Binder::Argmax),
];

impl Parser<'_> {
    /// The binder that starts here: its name, and `(x in …`. The same names with plain arguments
    /// are calls, even `max(x in bits, 2)`.
    pub(super) fn binder_here(&self) -> Option<Binder> {
        let Some(Kind::Name(name)) = self.kind(0) else { return None };
        let &(_, binder) = BINDERS.iter().find(|(known, _)| *known == &**name)?;
        let bound = matches!(self.kind(2), Some(Kind::Name(_) | Kind::Word(_)));
        if !self.is_open(1, Bracket::Round) || !bound || !self.is_word(3, Word::In) {
            return None;
        }
        match self.kind(4) {
            Some(Kind::Name(unit)) if lex::unit(unit).is_some() && !self.has_colon(self.at + 1) => None,
            _ => Some(binder),
        }
    }

    /// Whether a `:` stands in the bracket at token `open`, outside of inner brackets.
    fn has_colon(&self, open: usize) -> bool {
        let mut depth = 0_usize;
        for token in self.tokens.iter().skip(open) {
            match token.kind {
                Kind::Open(_) => depth += 1,
                Kind::Close(_) if depth <= 1 => return false,
                Kind::Close(_) => depth -= 1,
                Kind::Sign(Sign::Colon) if depth == 1 => return true,
                _ => {}
            }
        }
        false
    }

    /// `sum(k in 1..n, j in 1..k: body)`; the name stands here.
    pub(super) fn binder(&mut self, binder: Binder) -> Parse<Tree> {
        let word = self.here();
        let name = self.slice(word);
        self.at += 1;
        self.open(Bracket::Round, Some(Name::from(name)))?;
        let mut height = 0;
        let mut bindings: Vec<Binding> = Vec::new();
        loop {
            let (binding, deep) = self.binding(name)?;
            height = deep.max(height);
            if bindings.iter().any(|earlier| earlier.name == binding.name) {
                let fault = syntax(binding.name_span, said!("{} is bound twice", quote(&binding.name)));
                return Err(Box::new(fault.help("give the second one another name")));
            }
            bindings.push(binding);
            let more = self.is_sign(0, Sign::Comma)
                && matches!(self.kind(1), Some(Kind::Name(_) | Kind::Word(_)))
                && self.is_word(2, Word::In);
            if !more {
                break;
            }
            self.at += 1;
        }
        let first = self.slice(bindings[0].name_span);
        if !self.is_sign(0, Sign::Colon) {
            return Err(self.missing_body(name, first));
        }
        self.at += 1;
        if self.is_close(0, Bracket::Round) {
            let fault =
                syntax(self.before().map_or(word, |token| token.span), said!("`{name}` has nothing after its `:`"));
            return Err(Box::new(fault.help(said!("write what depends on `{first}` after the `:`"))));
        }
        let body = self.expression()?;
        if self.is_sign(0, Sign::Comma) {
            let fault =
                syntax(self.here(), said!("`{name}` has a second body")).label("one expression stands after the `:`");
            return Err(Box::new(
                fault.help("put all ranges before the `:`, and a function's arguments into its own parentheses"),
            ));
        }
        let span = word.to(self.close()?);
        let height = body.height.max(height);
        Self::node(ExprKind::Binder(binder, bindings, Box::new(body.expr)), span, height)
    }

    /// `k in 1..n`, after the word `binder`; and the height of its domain.
    pub(super) fn binding(&mut self, binder: &str) -> Parse<(Binding, u32)> {
        let name_span = self.here();
        let name = match self.kind(0) {
            Some(Kind::Name(name)) => name.clone(),
            Some(Kind::Word(_)) => {
                let word = quote(self.slice(name_span));
                let fault = syntax(name_span, said!("{word} is a word of the language")).label("not a name");
                return Err(Box::new(fault.help("bind another name, such as `k`")));
            }
            Some(Kind::Faulty(fault)) => return Err(fault.clone()),
            _ => {
                let fault = syntax(name_span, said!("`{binder}` binds no name"));
                return Err(Box::new(fault.help("write a name and what it runs over: `k in 1..n`")));
            }
        };
        self.at += 1;
        if !self.is_word(0, Word::In) {
            if let Some(Kind::Faulty(fault)) = self.kind(0) {
                return Err(fault.clone());
            }
            let fault = syntax(self.here(), said!("{} lacks what it runs over", quote(&name)));
            return Err(Box::new(fault.help(said!("write `{name} in 1..n`"))));
        }
        self.at += 1;
        if matches!(self.kind(0), None | Some(Kind::Sign(Sign::Colon | Sign::Comma) | Kind::Close(_))) {
            let span = name_span.to(self.before().map_or(name_span, |token| token.span));
            let fault = syntax(span, said!("{} lacks what it runs over", quote(&name)));
            return Err(Box::new(fault.help(said!("write `{name} in 1..n`"))));
        }
        let domain = self.expression()?;
        Ok((Binding { name, name_span, domain: domain.expr }, domain.height))
    }

    /// What stands here is no `:`.
    fn missing_body(&self, name: &str, bound: &str) -> Box<crate::diagnostic::Fault> {
        let here = self.here();
        let body = said!("`{name}` lacks its `:`");
        match self.kind(0) {
            Some(Kind::Sign(Sign::Comma)) => {
                let start = self.opened.last().map_or(here, |opened| opened.span);
                let bindings = self.slice(crate::source::Span::new(start.end, here.start));
                let rest = match self.partner_of_last() {
                    Some(close) => self.slice(crate::source::Span::new(here.end, close.start)).trim(),
                    None => "…",
                };
                let help = said!("write `{name}({bindings}: {rest})`");
                Box::new(syntax(here, body).label("a `:` stands before what depends on the name").help(help))
            }
            Some(Kind::Close(Bracket::Round)) | None => {
                let start = self.opened.last().map_or(here, |opened| opened.span);
                let bindings = self.slice(crate::source::Span::new(start.end, here.start)).trim_end();
                // At the end of the text nothing can be marked: the bracket is.
                let span = if here.is_empty() { start } else { here };
                let fault = syntax(span, body).label(said!("expected `:` and what depends on `{bound}`"));
                Box::new(
                    fault.help(said!(
                        "write what depends on `{bound}` after the range: `{name}({bindings}: f({bound}))`"
                    )),
                )
            }
            _ => self.unexpected(),
        }
    }

    /// Where the bracket that was opened last is closed.
    pub(super) fn partner_of_last(&self) -> Option<crate::source::Span> {
        let opened = self.opened.last()?;
        let open = self.tokens.iter().position(|token| token.span == opened.span)?;
        self.tokens.get(self.partner(open)?).map(|token| token.span)
    }

    /// `[f(a, b) for a in u for b in v]` or with a filter.
    pub(super) fn more_than_one_for(&self) -> Box<crate::diagnostic::Fault> {
        let here = self.here();
        Box::new(match self.kind(0) {
            Some(Kind::Word(Word::If)) => {
                crate::diagnostic::Fault::new(Code::ExprSyntax, here, "a list is not filtered")
                    .help("choose inside: `sum([if(c, f(k), 0) for k in 1..n])`")
            }
            _ => syntax(here, "a list runs over one name").help("nest it: `[[f(a, b) for b in v] for a in u]`"),
        })
    }
}
