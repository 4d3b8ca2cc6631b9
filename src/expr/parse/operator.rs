//! Operators between operands and before them.

use super::chain::fold;
use super::fault::syntax;
use super::{Kind, Parse, Parser, Tree, Word};
use crate::diagnostic::said;
use crate::expr::ast::{Comparison, Expr, ExprKind, Infix, InformationUnit, Prefix};
use crate::expr::lex::{self, Sign};
use crate::source::Span;

/// The levels of the table in [`super`].
pub(super) const OR: u8 = 1;
pub(super) const AND: u8 = 2;
pub(super) const NOT: u8 = 3;
pub(super) const COMPARISON: u8 = 4;
pub(super) const RANGE: u8 = 5;
pub(super) const SUM: u8 = 6;
pub(super) const PRODUCT: u8 = 7;
pub(super) const SIGN: u8 = 8;
pub(super) const POWER: u8 = 9;

/// The level of an infix operator.
pub(super) fn level(infix: Infix) -> u8 {
    match infix {
        Infix::Or => OR,
        Infix::And => AND,
        Infix::Add | Infix::Subtract => SUM,
        Infix::Multiply | Infix::Divide => PRODUCT,
        Infix::Power => POWER,
    }
}

/// What stands after an operand.
#[derive(Clone, Copy)]
enum Operator {
    Infix(Infix),
    Compare(Comparison),
    Range,
    In(InformationUnit),
}

impl Operator {
    fn level(self) -> u8 {
        match self {
            Self::Infix(infix) => level(infix),
            Self::Compare(_) => COMPARISON,
            Self::Range => RANGE,
            Self::In(_) => PRODUCT,
        }
    }
}

/// An operator that waits for its right operand.
enum Pending {
    Prefix(Prefix, Span),
    Chain { level: u8, first: Tree, rest: Vec<(Infix, Tree)>, next: Infix },
    Comparison { first: Tree, rest: Vec<(Comparison, Tree)>, next: Comparison },
    Range(Tree),
    Power(Tree),
}

impl Pending {
    fn level(&self) -> u8 {
        match self {
            Self::Prefix(Prefix::Not, _) => NOT,
            Self::Prefix(..) => SIGN,
            Self::Chain { level, .. } => *level,
            Self::Comparison { .. } => COMPARISON,
            Self::Range(_) => RANGE,
            Self::Power(_) => POWER,
        }
    }
}

impl Parser<'_> {
    /// An expression: as much as belongs to it. What follows is the caller's.
    pub(super) fn expression(&mut self) -> Parse<Tree> {
        let mut pending = Vec::new();
        loop {
            self.prefixes(&mut pending)?;
            let mut right = self.operand()?;
            loop {
                let Some(operator) = self.operator(&right)? else {
                    while let Some(top) = pending.pop() {
                        right = self.reduce(top, right)?;
                    }
                    return Ok(right);
                };
                while pending.last().is_some_and(|top| top.level() > operator.level()) {
                    right = self.reduce_last(&mut pending, right)?;
                }
                if let Operator::In(unit) = operator {
                    if pending.last().is_some_and(|top| top.level() == operator.level()) {
                        right = self.reduce_last(&mut pending, right)?;
                    }
                    right = self.in_unit(right, unit)?;
                    continue;
                }
                self.wait(&mut pending, right, operator)?;
                break;
            }
        }
    }

    /// Takes the operators before an operand.
    fn prefixes(&mut self, pending: &mut Vec<Pending>) -> Parse<()> {
        loop {
            let prefix = match self.kind(0) {
                Some(Kind::Sign(Sign::Minus)) => Prefix::Minus,
                Some(Kind::Sign(Sign::Plus)) => Prefix::Plus,
                Some(Kind::Word(Word::Not)) => Prefix::Not,
                _ => return Ok(()),
            };
            let span = self.here();
            if prefix == Prefix::Not && pending.last().is_some_and(|top| top.level() > NOT) {
                return Err(Box::new(
                    syntax(span, "`not` after an operator that binds tighter")
                        .help(said!("put parentheses around it: `(not {})`", self.operand_text(1))),
                ));
            }
            self.deeper(span)?;
            pending.push(Pending::Prefix(prefix, span));
            self.at += 1;
        }
    }

    /// The operator after the operand `left`; `None` where the expression ends.
    fn operator(&self, left: &Tree) -> Parse<Option<Operator>> {
        let infix = |infix| Ok(Some(Operator::Infix(infix)));
        match self.kind(0) {
            Some(Kind::Sign(Sign::Plus)) => infix(Infix::Add),
            Some(Kind::Sign(Sign::Minus)) => infix(Infix::Subtract),
            Some(Kind::Sign(Sign::Times)) => infix(Infix::Multiply),
            Some(Kind::Sign(Sign::Over)) => infix(Infix::Divide),
            Some(Kind::Sign(Sign::Power)) if matches!(left.expr.kind, ExprKind::InUnit(..)) && !left.grouped => {
                Err(Box::new(syntax(self.here(), "`^` after a unit").help(said!(
                    "write `({})^{}`",
                    self.slice(left.expr.span),
                    self.operand_text(1)
                ))))
            }
            Some(Kind::Sign(Sign::Power)) => infix(Infix::Power),
            Some(Kind::Word(Word::And)) => infix(Infix::And),
            Some(Kind::Word(Word::Or)) => infix(Infix::Or),
            Some(Kind::Sign(Sign::Compare(comparison))) => Ok(Some(Operator::Compare(*comparison))),
            Some(Kind::Sign(Sign::Range)) => Ok(Some(Operator::Range)),
            Some(Kind::Word(Word::In)) => match self.kind(1) {
                Some(Kind::Name(name)) if let Some(unit) = lex::unit(name) => Ok(Some(Operator::In(unit))),
                _ => Err(self.in_without_unit(left)),
            },
            // Between the arguments of a call, the call decides.
            Some(Kind::Sign(Sign::Bars)) if self.opened.last().is_some_and(|opened| opened.callee.is_some()) => {
                Ok(None)
            }
            Some(Kind::Sign(Sign::Assign | Sign::Bars) | Kind::Foreign(_) | Kind::Faulty(_)) => {
                Err(self.unexpected_operator(left))
            }
            _ => Ok(None),
        }
    }

    /// Puts `operator` and its left operand aside until the right operand is read.
    fn wait(&mut self, pending: &mut Vec<Pending>, left: Tree, operator: Operator) -> Parse<()> {
        let span = self.here();
        match (operator, pending.last_mut()) {
            (Operator::Infix(Infix::Power), _) => {
                self.deeper(span)?;
                pending.push(Pending::Power(left));
            }
            (Operator::Infix(infix), Some(Pending::Chain { level, rest, next, .. })) if *level == operator.level() => {
                rest.push((*next, left));
                *next = infix;
            }
            (Operator::Infix(next), _) => {
                pending.push(Pending::Chain { level: operator.level(), first: left, rest: Vec::new(), next });
            }
            (Operator::Compare(comparison), Some(Pending::Comparison { rest, next, .. })) => {
                rest.push((*next, left));
                *next = comparison;
            }
            (Operator::Compare(next), _) => {
                pending.push(Pending::Comparison { first: left, rest: Vec::new(), next });
            }
            (Operator::Range, Some(Pending::Range(_))) => {
                return Err(Box::new(
                    syntax(span, "a range of three ends").label("a range has two ends").help("write `a..b`"),
                ));
            }
            (Operator::Range, _) => pending.push(Pending::Range(left)),
            (Operator::In(_), _) => return Err(self.unexpected()),
        }
        self.at += 1;
        Ok(())
    }

    /// `left in bits`; the two words stand here.
    fn in_unit(&mut self, left: Tree, unit: InformationUnit) -> Parse<Tree> {
        let span = left.expr.span.to(self.token(1).map_or(self.here(), |token| token.span));
        self.at += 2;
        let tree = Self::node(ExprKind::InUnit(Box::new(left.expr), unit), span, left.height)?;
        self.no_operand(&tree)?;
        Ok(tree)
    }

    fn reduce_last(&mut self, pending: &mut Vec<Pending>, right: Tree) -> Parse<Tree> {
        match pending.pop() {
            Some(top) => self.reduce(top, right),
            None => Ok(right),
        }
    }

    /// Joins a waiting operator with its right operand.
    fn reduce(&mut self, top: Pending, right: Tree) -> Parse<Tree> {
        match top {
            Pending::Prefix(prefix, span) => {
                self.nesting = self.nesting.saturating_sub(1);
                let span = span.to(right.expr.span);
                Self::node(ExprKind::Prefix(prefix, Box::new(right.expr)), span, right.height)
            }
            Pending::Power(left) => {
                self.nesting = self.nesting.saturating_sub(1);
                Self::pair(left, right, |left, right| ExprKind::Infix(Infix::Power, left, right))
            }
            Pending::Range(left) => Self::pair(left, right, ExprKind::Range),
            Pending::Chain { first, mut rest, next, .. } => {
                rest.push((next, right));
                fold(first, rest)
            }
            Pending::Comparison { first, mut rest, next } => {
                let span = first.expr.span.to(right.expr.span);
                rest.push((next, right));
                let height = rest.iter().map(|(_, tree)| tree.height).fold(first.height, u32::max);
                let rest = rest.into_iter().map(|(comparison, tree)| (comparison, tree.expr)).collect();
                Self::node(ExprKind::Comparison(Box::new(first.expr), rest), span, height)
            }
        }
    }

    /// A node over two operands.
    pub(super) fn pair(left: Tree, right: Tree, kind: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind) -> Parse<Tree> {
        let span = left.expr.span.to(right.expr.span);
        let height = left.height.max(right.height);
        Self::node(kind(Box::new(left.expr), Box::new(right.expr)), span, height)
    }
}
