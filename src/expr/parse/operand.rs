//! What operators stand between: literals, names, brackets, and what follows them directly.

use super::fault::syntax;
use super::{Bracket, Kind, Parse, Parser, Sign, Tree, Word};
use crate::diagnostic::said;
use crate::expr::ast::{ExprKind, InformationUnit};
use crate::expr::lex;

impl Parser<'_> {
    /// An operand with its unit, or its calls and indices.
    pub(super) fn operand(&mut self) -> Parse<Tree> {
        let mut tree = self.primary()?;
        let literal = matches!(tree.expr.kind, ExprKind::Number(_));
        if (literal || tree.grouped)
            && let Some(unit) = self.unit()
        {
            let span = tree.expr.span.to(self.here());
            self.at += 1;
            let tree = Self::node(ExprKind::Quantity(Box::new(tree.expr), unit), span, tree.height)?;
            self.no_operand(&tree)?;
            return Ok(tree);
        }
        loop {
            if !literal && !tree.grouped && self.is_open(0, Bracket::Round) {
                tree = self.call(tree)?;
            } else if !literal && self.is_open(0, Bracket::Square) {
                tree = self.index(tree)?;
            } else {
                self.no_operand(&tree)?;
                return Ok(tree);
            }
        }
    }

    /// The unit that stands here; `bits(x)` is a call.
    fn unit(&self) -> Option<InformationUnit> {
        let (unit, end) = match self.token(0) {
            Some(token) => match &token.kind {
                Kind::Name(name) => (lex::unit(name)?, token.span.end),
                _ => return None,
            },
            None => return None,
        };
        match self.token(1) {
            Some(next) if self.is_open(1, Bracket::Round) && next.span.start == end => None,
            _ => Some(unit),
        }
    }

    fn primary(&mut self) -> Parse<Tree> {
        let span = self.here();
        match self.kind(0) {
            Some(Kind::Number(value)) => {
                let kind = ExprKind::Number(value.clone());
                self.at += 1;
                Self::node(kind, span, 0)
            }
            Some(Kind::Name(name)) => {
                let name = name.clone();
                if let Some(binder) = self.binder_here() {
                    return self.binder(binder);
                }
                self.at += 1;
                Self::node(ExprKind::Name(name), span, 0)
            }
            Some(Kind::Word(Word::If)) => self.choice(),
            Some(Kind::Open(Bracket::Round)) => self.group(),
            Some(Kind::Open(Bracket::Square)) => self.list(),
            _ => Err(self.missing_operand()),
        }
    }

    /// `(a)`, `(a, b)`
    fn group(&mut self) -> Parse<Tree> {
        let open = self.open(Bracket::Round, None)?;
        let mut tree = self.expression()?;
        if self.is_sign(0, Sign::Comma) {
            let mut height = tree.height;
            let mut items = vec![tree.expr];
            while self.is_sign(0, Sign::Comma) {
                self.no_grouped_digits()?;
                self.at += 1;
                let item = self.expression()?;
                height = height.max(item.height);
                items.push(item.expr);
            }
            let span = open.to(self.close()?);
            return Self::node(ExprKind::Tuple(items), span, height);
        }
        let close = self.close()?;
        tree.expr.span = open.to(close);
        tree.grouped = true;
        Ok(tree)
    }

    /// `[a, b]`, `[f(k) for k in 1..n]`
    fn list(&mut self) -> Parse<Tree> {
        let open = self.open(Bracket::Square, None)?;
        if self.is_close(0, Bracket::Square) {
            let span = open.to(self.close()?);
            return Self::node(ExprKind::List(Vec::new()), span, 0);
        }
        let first = self.expression()?;
        if self.is_word(0, Word::For) {
            self.at += 1;
            let (binding, height) = self.binding("for")?;
            if self.is_word(0, Word::If) || self.is_word(0, Word::For) || self.is_sign(0, Sign::Comma) {
                return Err(self.more_than_one_for());
            }
            let span = open.to(self.close()?);
            let height = height.max(first.height);
            return Self::node(ExprKind::Comprehension(Box::new(first.expr), Box::new(binding)), span, height);
        }
        let mut height = first.height;
        let mut items = vec![first.expr];
        while self.is_sign(0, Sign::Comma) {
            self.no_grouped_digits()?;
            self.at += 1;
            let item = self.expression()?;
            height = height.max(item.height);
            items.push(item.expr);
        }
        let span = open.to(self.close()?);
        Self::node(ExprKind::List(items), span, height)
    }

    /// `tree[i]`
    fn index(&mut self, tree: Tree) -> Parse<Tree> {
        let open = self.open(Bracket::Square, None)?;
        if self.is_close(0, Bracket::Square) {
            let span = open.to(self.here());
            return Err(Box::new(syntax(span, "an index is missing").help("lists are indexed from 1: `v[1]`")));
        }
        let index = self.expression()?;
        let base = self.slice(tree.expr.span);
        let first = self.slice(index.expr.span);
        if self.is_sign(0, Sign::Comma) {
            return Err(Box::new(
                syntax(self.here(), "a second index in the same brackets")
                    .help(said!("a table is a list of rows: write `{base}[{first}][…]`")),
            ));
        }
        if self.is_sign(0, Sign::Colon) {
            return Err(Box::new(
                syntax(self.here(), "a slice of a list")
                    .help(said!("write `[{base}[k] for k in {first}..{}]`", self.operand_text(1))),
            ));
        }
        let close = self.close()?;
        let span = tree.expr.span.to(close);
        let height = tree.height.max(index.height);
        Self::node(ExprKind::Index(Box::new(tree.expr), Box::new(index.expr)), span, height)
    }
}
