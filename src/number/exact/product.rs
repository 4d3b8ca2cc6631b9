//! e^r·Π bᵢ^{eᵢ}: positive numbers whose logarithms are rational combinations of 1 and ln bᵢ.
//!
//! Over a coprime base the numbers 1, ln b₁, ln b₂, … are linearly independent over ℚ: a relation
//! among the logarithms would contradict unique factorisation, and one with 1 would make a power
//! of e algebraic, against Hermite and Lindemann. So such a product is 1, and its logarithm 0,
//! only if every exponent is 0.

use super::Limits;
use super::base::Factors;
use crate::number::{Binary, Constant, Precision, Rational, Scalar, Unary, Wide};

/// e^`exponent`·`factors`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Product {
    pub(super) exponent: Rational,
    pub(super) factors: Factors,
}

impl Product {
    /// e^r.
    pub(super) fn exponential(exponent: Rational) -> Self {
        Self { exponent, factors: Factors::default() }
    }

    /// A positive rational.
    pub(super) fn rational(value: &Rational) -> Self {
        Self { exponent: Rational::ZERO, factors: Factors::of(value) }
    }

    pub(super) fn is_one(&self) -> bool {
        self.exponent.is_zero() && self.factors.is_one()
    }

    pub(super) fn multiply(&self, other: &Self, limits: &Limits) -> Option<Self> {
        let exponent = &self.exponent + &other.exponent;
        Some(Self { exponent, factors: self.factors.multiply(&other.factors, limits)? })
    }

    pub(super) fn power(&self, exponent: &Rational, limits: &Limits) -> Option<Self> {
        Some(Self { exponent: &self.exponent * exponent, factors: self.factors.power(exponent, limits)? })
    }

    /// 1/x.
    pub(super) fn inverse(&self) -> Self {
        Self { exponent: -&self.exponent, factors: self.factors.inverse() }
    }

    pub(super) fn divide(&self, other: &Self, limits: &Limits) -> Option<Self> {
        self.multiply(&other.inverse(), limits)
    }

    /// The c with self = other^c, if there is one: `Some(None)` if there is none, `None` beyond
    /// the limits. `other` must not be 1.
    pub(super) fn logarithm_ratio(&self, other: &Self, limits: &Limits) -> Option<Option<Rational>> {
        let mut pairs = self.factors.common(&other.factors, limits)?;
        pairs.push((self.exponent.clone(), other.exponent.clone()));
        let Some((first, second)) = pairs.iter().find(|(_, second)| !second.is_zero()) else { return Some(None) };
        let ratio = first / second;
        Some(pairs.iter().all(|(first, second)| *first == &ratio * second).then_some(ratio))
    }

    /// An enclosure of the logarithm.
    pub(super) fn ln(&self, p: &Precision) -> Wide {
        let rational = |value: &Rational| Wide::constant(p, &Constant::Rational(value.clone()));
        self.factors.iter().fold(rational(&self.exponent), |sum, (base, exponent)| {
            let base = rational(&Rational::from(base.clone()));
            let term = Wide::binary(p, Binary::Multiply, &rational(exponent), &Wide::unary(p, Unary::Ln, &base));
            Wide::binary(p, Binary::Add, &sum, &term)
        })
    }

    /// How many logarithms an enclosure takes.
    pub(super) fn terms(&self) -> usize {
        self.factors.iter().count()
    }
}
