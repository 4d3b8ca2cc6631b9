//! What algorithms need that are written once for both kinds of enclosures.

use super::{Binary, Constant, Defined, Enclosure, Rational, Unary};

/// An enclosure in which an algorithm computes, with as many bits as it asks for.
pub(super) trait Working: Enclosure<Context: Clone> {
    /// How many significant bits a bound has.
    fn bits(context: &Self::Context) -> usize;

    /// The same with more bits, where there are more to be had.
    fn raised(context: &Self::Context, bits: usize) -> Self::Context;

    /// Whether [`Working::raised`] gives more bits.
    const RAISES: bool;

    /// Both bounds, each as an enclosure of one point.
    fn ends(&self) -> (Self, Self);

    /// From the lower bound of one to the upper bound of the other.
    fn spanning(low: &Self, high: &Self) -> Self;

    /// The value with doubts on its existence.
    fn limited(self, defined: Defined) -> Self;

    /// A number near the middle.
    fn estimate(&self) -> f64;

    /// The e with |x| < 2ᵉ, about; far below everything for 0.
    fn exponent(&self) -> i64;

    /// ln Γ(a) − (a − ½) ln a + a − ½ ln 2π, the rest of Stirling's formula, for a point a > 0.
    fn stirling_rest(context: &Self::Context, a: &Self) -> Self;
}

/// Arithmetic over one context, with names.
pub(super) struct Field<'c, E: Working> {
    pub(super) context: &'c E::Context,
    pub(super) zero: E,
    pub(super) one: E,
}

impl<'c, E: Working> Field<'c, E> {
    pub(super) fn new(context: &'c E::Context) -> Self {
        Self { context, zero: integer(context, 0), one: integer(context, 1) }
    }

    pub(super) fn integer(&self, n: i64) -> E {
        integer(self.context, n)
    }

    pub(super) fn pi(&self) -> E {
        E::constant(self.context, &Constant::Pi)
    }

    pub(super) fn add(&self, x: &E, y: &E) -> E {
        E::binary(self.context, Binary::Add, x, y)
    }

    pub(super) fn subtract(&self, x: &E, y: &E) -> E {
        E::binary(self.context, Binary::Subtract, x, y)
    }

    pub(super) fn multiply(&self, x: &E, y: &E) -> E {
        E::binary(self.context, Binary::Multiply, x, y)
    }

    pub(super) fn divide(&self, x: &E, y: &E) -> E {
        E::binary(self.context, Binary::Divide, x, y)
    }

    pub(super) fn negate(&self, x: &E) -> E {
        E::unary(self.context, Unary::Negate, x)
    }

    pub(super) fn absolute(&self, x: &E) -> E {
        E::unary(self.context, Unary::Abs, x)
    }

    pub(super) fn square(&self, x: &E) -> E {
        E::power(self.context, x, 2)
    }

    pub(super) fn sqrt(&self, x: &E) -> E {
        E::unary(self.context, Unary::Sqrt, x)
    }

    pub(super) fn exp(&self, x: &E) -> E {
        E::unary(self.context, Unary::Exp, x)
    }

    pub(super) fn ln(&self, x: &E) -> E {
        E::unary(self.context, Unary::Ln, x)
    }

    /// From 0 to x.
    pub(super) fn up_to(&self, x: &E) -> E {
        self.zero.hull(x)
    }

    /// From 0 to 1.
    pub(super) fn unit(&self) -> E {
        self.zero.hull(&self.one)
    }

    /// What lies in [0, 1] of it.
    pub(super) fn probability(&self, x: &E) -> E {
        match x.intersection(&self.unit()) {
            Some(inside) if x.defined() == Defined::Yes => inside,
            _ => self.unit(),
        }
    }
}

fn integer<E: Working>(context: &E::Context, n: i64) -> E {
    E::constant(context, &Constant::Rational(Rational::from(n)))
}
