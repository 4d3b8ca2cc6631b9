//! Calls and `if`.

use super::fault::{quote, syntax};
use super::{Bracket, Kind, Parse, Parser, Sign, Tree};
use crate::diagnostic::said;
use crate::expr::ast::{Argument, ExprKind, Name};

/// The functions whose two arguments `||` separates.
const DIVERGENCES: &[&str] =
    &["KL", "JS", "kl_divergence", "js_divergence", "kullback_leibler", "jensen_shannon", "jensen_shannon_divergence"];

impl Parser<'_> {
    /// `callee(…)`
    pub(super) fn call(&mut self, callee: Tree) -> Parse<Tree> {
        let name = match &callee.expr.kind {
            ExprKind::Name(name) => Some(name.clone()),
            _ => None,
        };
        let mut height = callee.height;
        let mut arguments = Vec::new();
        self.open(Bracket::Round, name.clone().or_else(|| Some(Name::from(""))))?;
        if !self.is_close(0, Bracket::Round) {
            let mut after_bars = false;
            loop {
                arguments.push(self.argument(after_bars, &mut height)?);
                after_bars = self.is_sign(0, Sign::Bars);
                if after_bars {
                    self.bars(name.as_ref(), &arguments)?;
                } else if self.is_sign(0, Sign::Comma) {
                    self.no_grouped_digits()?;
                } else {
                    break;
                }
                self.at += 1;
            }
        }
        let close = self.close()?;
        let span = callee.expr.span.to(close);
        Self::node(ExprKind::Call(Box::new(callee.expr), arguments), span, height)
    }

    fn argument(&mut self, after_bars: bool, height: &mut u32) -> Parse<Argument> {
        let first = self.expression()?;
        *height = first.height.max(*height);
        if !self.take_sign(Sign::Colon) {
            return Ok(Argument { key: None, value: first.expr, after_bars });
        }
        let value = self.expression()?;
        *height = value.height.max(*height);
        if self.is_sign(0, Sign::Colon) {
            let fault = syntax(self.here(), "a second `:` in one argument");
            return Err(Box::new(fault.help("an argument has one name: write a `,` between arguments")));
        }
        Ok(Argument { key: Some(first.expr), value: value.expr, after_bars })
    }

    /// `||` stands here, after `arguments` of `callee`.
    fn bars(&self, callee: Option<&Name>, arguments: &[Argument]) -> Parse<()> {
        let span = self.here();
        let sign = self.slice(span);
        if !callee.is_some_and(|name| DIVERGENCES.contains(&&**name)) {
            return Err(Box::new(
                syntax(span, said!("{} is not an operator here", quote(sign)))
                    .note(said!("{} separates the two arguments of `KL` and `JS`", quote(sign)))
                    .help("write `or` for a choice of two conditions, `,` between arguments"),
            ));
        }
        if arguments.len() > 1 {
            let fault = syntax(span, said!("{} after the second argument", quote(sign)));
            return Err(Box::new(fault.help("separate further arguments with `,`: `KL(P || Q, on: -6..6)`")));
        }
        Ok(())
    }

    /// `if(condition, a, b)`; the word stands here.
    pub(super) fn choice(&mut self) -> Parse<Tree> {
        let word = self.here();
        self.at += 1;
        if !self.is_open(0, Bracket::Round) {
            let fault = match self.kind(0) {
                Some(Kind::Sign(Sign::Assign)) => syntax(word, "`if` is a word of the language").label("not a name"),
                _ => syntax(word, "`if` without its parentheses"),
            };
            return Err(Box::new(fault.help("choose with `if(condition, a, b)`")));
        }
        let form = "`if` takes a condition and two values: `if(condition, a, b)`";
        self.open(Bracket::Round, Some(Name::from("if")))?;
        let mut height = 0;
        let mut parts = Vec::new();
        loop {
            if parts.is_empty() && self.is_close(0, Bracket::Round) {
                return Err(Box::new(syntax(word.to(self.here()), "`if` without arguments").help(form)));
            }
            let part = self.expression()?;
            height = part.height.max(height);
            parts.push(part.expr);
            if !self.is_sign(0, Sign::Comma) {
                break;
            }
            self.no_grouped_digits()?;
            self.at += 1;
        }
        let count = parts.len();
        let span = word.to(self.close()?);
        match <[_; 3]>::try_from(parts) {
            Ok([condition, yes, no]) => {
                Self::node(ExprKind::If(Box::new(condition), Box::new(yes), Box::new(no)), span, height)
            }
            Err(_) => {
                let plural = if count == 1 { "" } else { "s" };
                Err(Box::new(syntax(span, said!("`if` with {count} argument{plural}")).help(form)))
            }
        }
    }
}
