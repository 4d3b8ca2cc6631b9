//! Enclosures with bounds of any precision.
//!
//! The bounds are binary floating numbers over [`IBig`](super::IBig) with every rounding directed
//! outward ([`dyadic`]); the elementary functions are computed in fixed point with error bounds
//! derived in place ([`fixed`]), an order of magnitude faster than a general float library, total
//! on every input, and with proofs that fit beside the code.
//!
//! Semantics, as for [`Interval`]: an enclosure whose two bounds are the same infinity *is* that
//! infinity; everywhere else an infinite bound is only a bound, and the value is real. Where a
//! value may be real or infinite (`−x·ln y` over a y that may be 0), it is marked
//! [`Defined::Perhaps`], which is never a pass.

mod arithmetic;
mod dyadic;
mod elementary;
mod fixed;
mod information;
mod precision;
mod special;
#[cfg(test)]
pub(super) mod tests;
mod working;

use dashu_base::Sign;

use self::dyadic::Direction::{Down, Up};
use self::dyadic::{Bound, Dyadic};
use super::{Binary, Constant, Defined, Enclosure, Interval, Nary, Rational, Scalar, Special, Unary, incomplete};
pub use precision::Precision;

/// An enclosure of a value between two bounds of any precision, and whether the value exists.
///
/// Where it does not, the bounds are −∞ and ∞ and mean nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wide {
    low: Bound,
    high: Bound,
    defined: Defined,
}

impl Wide {
    fn new(low: Bound, high: Bound) -> Self {
        debug_assert!(low <= high, "bounds in order: {low:?} {high:?}");
        Self { low, high, defined: Defined::Yes }
    }

    fn point(value: Bound) -> Self {
        Self::new(value.clone(), value)
    }

    fn dyadic(value: &Dyadic) -> Self {
        Self::point(Bound::Finite(value.clone()))
    }

    fn integer(n: i64) -> Self {
        Self::point(Bound::Finite(Dyadic::integer(n)))
    }

    fn truth(value: bool) -> Self {
        Self::integer(i64::from(value))
    }

    /// True, false or either.
    fn unknown_truth() -> Self {
        Self::new(Bound::ZERO, Bound::ONE)
    }

    fn nothing() -> Self {
        Self { low: Bound::MinusInfinity, high: Bound::PlusInfinity, defined: Defined::No }
    }

    fn whole() -> Self {
        Self::new(Bound::MinusInfinity, Bound::PlusInfinity)
    }

    /// The same with its existence as doubtful as `defined` is.
    fn doubted(mut self, defined: Defined) -> Self {
        self.defined = self.defined.max(defined);
        if self.defined == Defined::No { Self::nothing() } else { self }
    }

    fn perhaps(self) -> Self {
        self.doubted(Defined::Perhaps)
    }

    fn perhaps_if(self, doubt: bool) -> Self {
        if doubt { self.perhaps() } else { self }
    }

    /// Nothing known, not even that there is a value.
    pub(super) fn unknown() -> Self {
        Self::whole().perhaps()
    }

    /// Whether the whole enclosure lies above 0.
    pub(super) fn is_positive(&self) -> bool {
        self.low.signum() > 0
    }

    /// Whether the whole enclosure lies below 0.
    pub(super) fn is_negative(&self) -> bool {
        self.high.signum() < 0
    }

    fn is_thin(&self) -> bool {
        self.low == self.high
    }

    /// Both bounds the same infinity.
    fn is_infinite(&self) -> bool {
        self.is_thin() && self.low.finite().is_none()
    }

    fn contains_zero(&self) -> bool {
        self.low.signum() <= 0 && self.high.signum() >= 0
    }

    fn is_zero(&self) -> bool {
        self.low == Bound::ZERO && self.high == Bound::ZERO
    }

    /// The value, where it is one known integer.
    fn thin_integer(&self) -> Option<i64> {
        if self.is_thin() { self.low.finite()?.to_i64() } else { None }
    }

    /// Cut to the precision.
    fn rounded(self, p: &Precision) -> Self {
        let cut = |bound: Bound, direction| match bound {
            Bound::Finite(x) => x.round(p.bits(), direction),
            infinity => infinity,
        };
        Self { low: cut(self.low, Down), high: cut(self.high, Up), defined: self.defined }
    }

    /// An enclosure of a rational.
    fn rational(p: &Precision, value: &Rational) -> Self {
        Self::between(p, value, value)
    }

    /// The largest binary exponent among the bounds, at least 0.
    fn magnitude(&self) -> i64 {
        [&self.low, &self.high].into_iter().filter_map(Bound::finite).map(Dyadic::top).fold(0, i64::max)
    }
}

impl Scalar for Wide {
    type Context = Precision;

    fn constant(p: &Precision, constant: &Constant) -> Self {
        match constant {
            Constant::Rational(value) => Self::rational(p, value),
            Constant::Pi => Self::pi(p),
            Constant::E => Self::integer(1).exp(p),
            Constant::Infinity => Self::point(Bound::PlusInfinity),
        }
    }

    fn undefined(_: &Precision) -> Self {
        Self::nothing()
    }

    fn unary(p: &Precision, operation: Unary, x: &Self) -> Self {
        if x.defined == Defined::No {
            return Self::nothing();
        }
        let result = match operation {
            Unary::Negate => x.negate(),
            Unary::Abs => x.abs(),
            Unary::Sqrt => x.sqrt(p),
            Unary::Exp => x.exp(p),
            Unary::Ln => x.ln(p),
            Unary::Sin => x.sin(p),
            Unary::Cos => x.cos(p),
            Unary::Tan => x.tan(p),
            Unary::Asin => x.asin(p),
            Unary::Acos => x.acos(p),
            Unary::Atan => x.atan(p),
            Unary::Sinh => x.sinh(p),
            Unary::Cosh => x.cosh(p),
            Unary::Tanh => x.tanh(p),
            Unary::Floor => x.stepwise(p, Dyadic::floor),
            Unary::Ceil => x.stepwise(p, Dyadic::ceil),
            Unary::Round => x.stepwise(p, Dyadic::round_to_integer),
            Unary::Erf => x.erf(p),
            Unary::Erfc => x.erfc(p),
            Unary::Gamma => x.gamma(p),
            Unary::LnGamma => x.ln_gamma(p),
            Unary::Digamma => x.digamma(p),
            Unary::EntropyTerm => x.entropy_term(p),
            Unary::Not => x.not(),
        };
        result.doubted(x.defined)
    }

    fn binary(p: &Precision, operation: Binary, x: &Self, y: &Self) -> Self {
        let defined = x.defined.max(y.defined);
        if defined == Defined::No {
            return Self::nothing();
        }
        let result = match operation {
            Binary::Add => x.add(p, y),
            Binary::Subtract => x.add(p, &y.negate()),
            Binary::Multiply => x.multiply(p, y),
            Binary::Divide => x.divide(p, y),
            Binary::Power => x.power_any(p, y),
            Binary::Modulo => x.modulo(p, y),
            Binary::CrossTerm => x.cross_term(p, y),
            Binary::DivergenceTerm => x.divergence_term(p, y),
            Binary::Less => x.less(y),
            Binary::LessEqual => y.less(x).not(),
            Binary::Equal => x.equal(y),
            Binary::And => x.not().maximum(&y.not()).not(),
            Binary::Or => x.not().minimum(&y.not()).not(),
        };
        result.doubted(defined)
    }

    fn power(p: &Precision, x: &Self, n: i64) -> Self {
        if x.defined == Defined::No { Self::nothing() } else { x.power_integer(p, n).doubted(x.defined) }
    }

    fn nary(p: &Precision, operation: Nary, operands: &[Self]) -> Self {
        let defined = operands.iter().map(|x| x.defined).max().unwrap_or(Defined::Yes);
        if defined == Defined::No {
            return Self::nothing();
        }
        let raised = p.raised(16);
        let result = match operation {
            Nary::Sum => operands.iter().fold(Self::integer(0), |sum, x| sum.add(&raised, x)).rounded(p),
            Nary::Product => {
                operands.iter().fold(Self::integer(1), |product, x| product.multiply(&raised, x)).rounded(p)
            }
            Nary::Min => operands.iter().cloned().reduce(|x, y| x.minimum(&y)).unwrap_or_else(Self::nothing),
            Nary::Max => operands.iter().cloned().reduce(|x, y| x.maximum(&y)).unwrap_or_else(Self::nothing),
            Nary::LogSumExp => Self::log_sum_exp(p, operands),
        };
        result.doubted(defined)
    }

    fn special(p: &Precision, operation: Special, operands: &[Self]) -> Self {
        incomplete::special(p, operation, operands).unwrap_or_else(Self::nothing)
    }

    fn select(_: &Precision, condition: &Self, yes: &Self, no: &Self) -> Self {
        if condition.defined == Defined::No {
            return Self::nothing();
        }
        let chosen = if condition.low.signum() > 0 {
            yes.clone()
        } else if condition.is_zero() {
            no.clone()
        } else {
            yes.hull(no)
        };
        chosen.doubted(condition.defined)
    }
}

impl Enclosure for Wide {
    fn between(p: &Precision, low: &Rational, high: &Rational) -> Self {
        Self::new(Dyadic::from_rational(low, p.bits(), Down), Dyadic::from_rational(high, p.bits(), Up))
    }

    fn defined(&self) -> Defined {
        self.defined
    }

    fn low(&self) -> Option<Rational> {
        if self.defined == Defined::No { None } else { self.low.finite()?.to_rational(Down) }
    }

    fn high(&self) -> Option<Rational> {
        if self.defined == Defined::No { None } else { self.high.finite()?.to_rational(Up) }
    }

    fn infinite(&self) -> Option<bool> {
        (self.defined != Defined::No && self.is_infinite()).then(|| self.low == Bound::PlusInfinity)
    }

    fn intersection(&self, other: &Self) -> Option<Self> {
        let defined = self.defined.min(other.defined);
        if defined == Defined::No {
            return Some(Self::nothing());
        }
        // Two enclosures of one value: what one of them knows is known.
        if self.defined == Defined::No || other.defined == Defined::No {
            return if defined == Defined::Yes { None } else { Some(Self::nothing()) };
        }
        let low = self.low.clone().max(other.low.clone());
        let high = self.high.clone().min(other.high.clone());
        (low <= high).then(|| Self { low, high, defined })
    }

    fn hull(&self, other: &Self) -> Self {
        match (self.defined, other.defined) {
            (Defined::No, Defined::No) => Self::nothing(),
            (Defined::No, _) => other.clone().perhaps(),
            (_, Defined::No) => self.clone().perhaps(),
            (x, y) => Self::new(self.low.clone().min(other.low.clone()), self.high.clone().max(other.high.clone()))
                .doubted(x.max(y)),
        }
    }

    fn midpoint(&self, p: &Precision) -> Self {
        if self.defined == Defined::No { self.clone() } else { Self::dyadic(&self.middle(p)) }
    }

    fn bisect(&self, p: &Precision) -> (Self, Self) {
        if self.defined == Defined::No || self.is_thin() {
            return (self.clone(), self.clone());
        }
        let middle = Bound::Finite(self.middle(p));
        let half = |low: &Bound, high: &Bound| Self { low: low.clone(), high: high.clone(), defined: self.defined };
        (half(&self.low, &middle), half(&middle, &self.high))
    }

    fn width(&self) -> f64 {
        match (self.low.finite(), self.high.finite()) {
            (Some(low), Some(high)) => {
                high.add(&low.negate(), 64, Up).finite().map_or(f64::INFINITY, |width| width.to_f64(Up))
            }
            _ if self.defined != Defined::No && self.is_infinite() => 0.0,
            _ => f64::INFINITY,
        }
    }

    fn to_interval(&self) -> Interval {
        match (self.low.to_f64(Down), self.high.to_f64(Up)) {
            _ if self.defined == Defined::No => Interval::UNDEFINED,
            (low, high) => Interval::new(low, high).limited(self.defined),
        }
    }
}

impl Wide {
    /// A finite number between the bounds, near the middle of finite ones.
    fn middle(&self, p: &Precision) -> Dyadic {
        let beyond = |x: &Dyadic, sign: Sign| Dyadic::power_of_two(sign, x.top().clamp(0, 1 << 32) + 1);
        match (&self.low, &self.high) {
            (Bound::Finite(low), Bound::Finite(high)) if low == high => low.clone(),
            (Bound::Finite(low), Bound::Finite(high)) => {
                // Rounding may step over a bound of more bits than the precision has.
                let middle = low.add(high, p.bits() + 2, Down);
                middle.finite().map_or(Dyadic::ZERO, |sum| sum.scale(-1)).clamp(low.clone(), high.clone())
            }
            (Bound::Finite(low), Bound::PlusInfinity) => {
                if low.is_negative() {
                    Dyadic::ZERO
                } else {
                    beyond(low, Sign::Positive).max(low.clone())
                }
            }
            (Bound::MinusInfinity, Bound::Finite(high)) => {
                if high.is_positive() {
                    Dyadic::ZERO
                } else {
                    beyond(high, Sign::Negative).min(high.clone())
                }
            }
            (Bound::PlusInfinity, _) => Dyadic::power_of_two(Sign::Positive, dyadic::EXPONENT_LIMIT - 1),
            (_, Bound::MinusInfinity) => Dyadic::power_of_two(Sign::Negative, dyadic::EXPONENT_LIMIT - 1),
            _ => Dyadic::ZERO,
        }
    }
}
