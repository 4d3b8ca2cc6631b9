//! Formulas as they stand in books, written with Rust's operators, that become nodes of a graph.

use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};

use super::graph::{Graph, Node, NodeId};
use crate::number::{Binary, Constant, Nary, Unary};

/// Lends a graph to the terms of a formula.
pub(crate) struct Formula<'g>(RefCell<&'g mut Graph>);

/// A node of the graph that a [`Formula`] lends; operators on it make new nodes.
#[derive(Clone, Copy)]
pub(crate) struct Term<'f, 'g> {
    formula: &'f Formula<'g>,
    id: NodeId,
}

impl<'g> Formula<'g> {
    /// Lends `graph`.
    pub(crate) fn new(graph: &'g mut Graph) -> Self {
        Self(RefCell::new(graph))
    }

    /// A node as a term.
    pub(crate) fn term(&self, id: NodeId) -> Term<'_, 'g> {
        Term { formula: self, id }
    }

    /// Several nodes as terms.
    pub(crate) fn terms<const N: usize>(&self, ids: [NodeId; N]) -> [Term<'_, 'g>; N] {
        ids.map(|id| self.term(id))
    }

    pub(super) fn made(&self, make: impl FnOnce(&mut Graph) -> NodeId) -> Term<'_, 'g> {
        let id = make(&mut self.0.borrow_mut());
        self.term(id)
    }

    /// The integer `n`.
    pub(crate) fn integer(&self, n: i64) -> Term<'_, 'g> {
        self.made(|graph| graph.integer(n))
    }

    /// p/q.
    pub(crate) fn ratio(&self, p: i64, q: u64) -> Term<'_, 'g> {
        self.made(|graph| graph.ratio(p, q))
    }

    /// π.
    pub(crate) fn pi(&self) -> Term<'_, 'g> {
        self.made(|graph| graph.add(Node::Constant(Constant::Pi)))
    }

    /// +∞.
    pub(crate) fn infinity(&self) -> Term<'_, 'g> {
        self.made(Graph::infinity)
    }

    /// No value, and why.
    pub(crate) fn undefined(&self, reason: &str) -> Term<'_, 'g> {
        self.made(|graph| graph.undefined(reason))
    }

    /// How many ways there are to choose k of n; n is small enough for a sum over k.
    pub(crate) fn chosen(&self, n: u64, k: u64) -> Term<'_, 'g> {
        self.made(|graph| match super::fold::choose(n, k) {
            Some(ways) => graph.rational(crate::number::Rational::from(ways)),
            None => graph.undefined("too many ways to choose"),
        })
    }

    /// The sum of nodes.
    pub(crate) fn sum(&self, ids: Vec<NodeId>) -> Term<'_, 'g> {
        self.made(|graph| graph.nary(Nary::Sum, ids))
    }

    /// ln Σ exp of nodes.
    pub(crate) fn log_sum_exp(&self, ids: Vec<NodeId>) -> Term<'_, 'g> {
        self.made(|graph| graph.nary(Nary::LogSumExp, ids))
    }
}

impl<'f, 'g> Term<'f, 'g> {
    /// The node.
    pub(crate) fn id(self) -> NodeId {
        self.id
    }

    /// One operation on this term.
    pub(crate) fn unary(self, operation: Unary) -> Self {
        self.formula.made(|graph| graph.unary(operation, self.id))
    }

    /// One operation on this term and another.
    pub(crate) fn binary(self, operation: Binary, other: Self) -> Self {
        self.formula.made(|graph| graph.binary(operation, self.id, other.id))
    }

    /// The natural logarithm.
    pub(crate) fn ln(self) -> Self {
        self.unary(Unary::Ln)
    }

    /// eˣ.
    pub(crate) fn exp(self) -> Self {
        self.unary(Unary::Exp)
    }

    /// √x.
    pub(crate) fn sqrt(self) -> Self {
        self.unary(Unary::Sqrt)
    }

    /// |x|.
    pub(crate) fn abs(self) -> Self {
        self.unary(Unary::Abs)
    }

    /// ln Γ(x).
    pub(crate) fn ln_gamma(self) -> Self {
        self.unary(Unary::LnGamma)
    }

    /// ψ(x).
    pub(crate) fn digamma(self) -> Self {
        self.unary(Unary::Digamma)
    }

    /// Whether it is the constant 0.
    pub(crate) fn is_zero(self) -> bool {
        self.formula.0.borrow().is_integer(self.id, 0)
    }

    /// Whether it is a constant below `n`.
    pub(crate) fn known_below(self, n: i64) -> bool {
        self.formula.0.borrow().as_rational(self.id).is_some_and(|x| *x < crate::number::Rational::from(n))
    }

    /// Whether both are one node.
    pub(crate) fn is_same(self, other: Self) -> bool {
        self.id == other.id
    }

    /// x².
    pub(crate) fn squared(self) -> Self {
        self.power(2)
    }

    /// xⁿ.
    pub(crate) fn power(self, n: i64) -> Self {
        self.formula.made(|graph| graph.power(self.id, n))
    }

    /// xʸ; an integer power where y is a known integer.
    pub(crate) fn to_the(self, exponent: Self) -> Self {
        let integer = self
            .formula
            .0
            .borrow()
            .as_rational(exponent.id)
            .filter(|x| x.is_int())
            .and_then(|x| i64::try_from(x.numerator()).ok());
        match integer {
            Some(n) => self.power(n),
            None => self.binary(Binary::Power, exponent),
        }
    }

    /// x < y, as 0 or 1.
    pub(crate) fn less(self, other: Self) -> Self {
        self.binary(Binary::Less, other)
    }

    /// x ≤ y, as 0 or 1.
    pub(crate) fn less_equal(self, other: Self) -> Self {
        self.binary(Binary::LessEqual, other)
    }

    /// `yes` where this term is true, `no` elsewhere.
    pub(crate) fn choose(self, yes: Self, no: Self) -> Self {
        self.formula.made(|graph| graph.select(self.id, yes.id, no.id))
    }
}

impl Neg for Term<'_, '_> {
    type Output = Self;
    fn neg(self) -> Self {
        self.unary(Unary::Negate)
    }
}

macro_rules! operator {
    ($($trait:ident $method:ident $operation:ident)*) => {$(
        impl $trait for Term<'_, '_> {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                self.binary(Binary::$operation, other)
            }
        }
        impl $trait<i64> for Term<'_, '_> {
            type Output = Self;
            fn $method(self, other: i64) -> Self {
                self.binary(Binary::$operation, self.formula.integer(other))
            }
        }
    )*};
}

operator! { Add add Add  Sub sub Subtract  Mul mul Multiply  Div div Divide }
