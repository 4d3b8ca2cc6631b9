//! Two `f64` bounds, rounded outward.
//!
//! # What an infinite bound means
//!
//! An interval whose two bounds are the same infinity *is* that infinity. Everywhere else an
//! infinite bound is only a bound: the value is real, though nothing is known of its size (an
//! overflow gives `[MAX, ∞]`). So `0·[1, ∞] = 0`, while `0·∞` has no value, nor has `∞ − ∞`. Where
//! a value may be real *or* infinite (`−x·ln y` over a y that may be 0), the result is marked
//! [`Defined::Perhaps`]: it is never a pass, and the next tier may know more.
//!
//! # How far a bound is from the value
//!
//! Sums, products, quotients and roots are rounded in the right direction by their error terms
//! (see `rounding`), so exact results stay degenerate. Library functions are widened: no proof
//! supports their error bounds, only measurements (100,000 arguments of `scripts/oracle.py`), and
//! each is widened by four times or more of what was seen (twice just above a power of two, where
//! a step down is half an ulp).

mod arithmetic;
mod comparison;
mod elementary;
mod information;
mod modulo;
mod power;
mod rounding;
mod special;
#[cfg(test)]
mod tests;
mod working;

use dashu_base::Approximation;

use super::{Binary, Constant, Defined, Enclosure, IBig, Nary, Rational, Scalar, Special, UBig, Unary, incomplete};
use rounding::{add_up, div_down, div_up};

/// Two `f64` bounds around a value, and whether that value exists.
///
/// Invariant: no bound is NaN, `lo` ≤ `hi`, `lo` is +∞ or `hi` −∞ only if the value is infinite.
/// Where there is no value, the bounds are infinite and mean nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    lo: f64,
    hi: f64,
    defined: Defined,
}

impl Interval {
    /// All real numbers.
    pub const ENTIRE: Self = Self { lo: f64::NEG_INFINITY, hi: f64::INFINITY, defined: Defined::Yes };
    /// No value.
    pub const UNDEFINED: Self = Self { lo: f64::NEG_INFINITY, hi: f64::INFINITY, defined: Defined::No };
    /// 0.
    pub const ZERO: Self = Self::point(0.0);
    /// 1.
    pub const ONE: Self = Self::point(1.0);

    const PI: Self = Self { lo: std::f64::consts::PI, hi: std::f64::consts::PI.next_up(), defined: Defined::Yes };
    const HALF_PI: Self =
        Self { lo: std::f64::consts::FRAC_PI_2, hi: std::f64::consts::FRAC_PI_2.next_up(), defined: Defined::Yes };
    const TWO_PI: Self = Self { lo: std::f64::consts::TAU, hi: std::f64::consts::TAU.next_up(), defined: Defined::Yes };

    /// The interval from `lo` to `hi`, either of which may be infinite; no value if one is NaN or
    /// they are in the wrong order.
    pub fn new(lo: f64, hi: f64) -> Self {
        if lo <= hi { Self::bounds(lo, hi) } else { Self::UNDEFINED }
    }

    /// One number, possibly infinite; it must not be NaN.
    pub const fn point(x: f64) -> Self {
        Self { lo: x + 0.0, hi: x + 0.0, defined: Defined::Yes }
    }

    /// The lower bound.
    pub const fn lo(&self) -> f64 {
        self.lo
    }

    /// The upper bound.
    pub const fn hi(&self) -> f64 {
        self.hi
    }

    /// Whether the bounds are equal and the value exists: then it is known exactly.
    pub fn is_point(&self) -> bool {
        self.lo == self.hi && self.defined == Defined::Yes
    }

    /// The same bounds with less certain existence: the worse of what is known and `defined`.
    #[must_use]
    pub fn limited(self, defined: Defined) -> Self {
        if defined == Defined::No { Self::UNDEFINED } else { Self { defined: self.defined.max(defined), ..self } }
    }

    /// Trusted bounds; a negative zero becomes a positive one.
    #[inline]
    const fn bounds(lo: f64, hi: f64) -> Self {
        debug_assert!(lo <= hi);
        Self { lo: lo + 0.0, hi: hi + 0.0, defined: Defined::Yes }
    }

    /// The bounds of values that may not exist, or may be infinite.
    const fn perhaps(lo: f64, hi: f64) -> Self {
        Self { lo, hi, defined: Defined::Perhaps }
    }

    /// p / q, as tight as can be.
    fn ratio(p: i32, q: i32) -> Self {
        let (p, q) = (f64::from(p), f64::from(q));
        Self::bounds(div_down(p, q), div_up(p, q))
    }

    /// The infinity that the value is, if it is one.
    #[inline]
    fn infinity(&self) -> Option<f64> {
        (self.lo == self.hi && self.lo.is_infinite()).then_some(self.lo)
    }

    /// The smallest interval around a rational.
    fn enclose(value: &Rational) -> Self {
        // Most constants of a lesson: two small integers.
        const SMALL: u64 = 1 << 53;
        if let (Ok(p), Ok(q)) = (i64::try_from(value.numerator().clone()), i64::try_from(value.denominator().clone()))
            && p.unsigned_abs() <= SMALL
            && q.unsigned_abs() <= SMALL
        {
            let (p, q) = (p as f64, q as f64);
            return Self::bounds(div_down(p, q), div_up(p, q));
        }
        let near = match value.to_f64() {
            Approximation::Exact(near) | Approximation::Inexact(near, _) => near,
        };
        if near.is_infinite() {
            return if near > 0.0 { Self::bounds(f64::MAX, near) } else { Self::bounds(near, -f64::MAX) };
        }
        match Rational::try_from(near).map(|near| near.cmp(value)) {
            Ok(std::cmp::Ordering::Equal) => Self::bounds(near, near),
            Ok(std::cmp::Ordering::Less) => Self::bounds(near, near.next_up()),
            Ok(std::cmp::Ordering::Greater) => Self::bounds(near.next_down(), near),
            Err(_) => Self::ENTIRE,
        }
    }
}

impl Scalar for Interval {
    type Context = ();

    fn constant((): &(), constant: &Constant) -> Self {
        match constant {
            Constant::Rational(value) => Self::enclose(value),
            Constant::Pi => Self::PI,
            // The nearest f64 is below e.
            Constant::E => Self::bounds(std::f64::consts::E, std::f64::consts::E.next_up()),
            Constant::Infinity => Self::point(f64::INFINITY),
        }
    }

    fn undefined((): &()) -> Self {
        Self::UNDEFINED
    }

    #[inline]
    fn unary((): &(), operation: Unary, x: &Self) -> Self {
        if x.defined == Defined::No {
            return Self::UNDEFINED;
        }
        let result = match operation {
            Unary::Negate => Self::bounds(-x.hi, -x.lo),
            Unary::Abs => x.abs(),
            Unary::Sqrt => x.sqrt(),
            Unary::Exp => x.exp(),
            Unary::Ln => x.ln(),
            Unary::Sin => x.sin(),
            Unary::Cos => x.cos(),
            Unary::Tan => x.tan(),
            Unary::Asin => x.asin(),
            Unary::Acos => x.acos(),
            Unary::Atan => x.atan(),
            Unary::Sinh => x.sinh(),
            Unary::Cosh => x.cosh(),
            Unary::Tanh => x.tanh(),
            Unary::Floor => x.floor(),
            Unary::Ceil => x.ceil(),
            Unary::Round => x.round(),
            Unary::Erf => x.erf(),
            Unary::Erfc => x.erfc(),
            Unary::Gamma => x.gamma(),
            Unary::LnGamma => x.ln_gamma(),
            Unary::Digamma => x.digamma(),
            Unary::EntropyTerm => x.entropy_term(),
            Unary::Not => x.not(),
        };
        result.limited(x.defined)
    }

    #[inline]
    fn binary((): &(), operation: Binary, x: &Self, y: &Self) -> Self {
        // The three that quadrature spends its time in treat existence themselves.
        match operation {
            Binary::Add => return x.add(y),
            Binary::Subtract => return x.subtract(y),
            Binary::Multiply => return x.multiply(y),
            _ => {}
        }
        let defined = x.defined.max(y.defined);
        if defined == Defined::No {
            return Self::UNDEFINED;
        }
        let result = match operation {
            Binary::Add | Binary::Subtract | Binary::Multiply => Self::UNDEFINED,
            Binary::Divide => x.divide(y),
            Binary::Power => x.pow(y),
            Binary::Modulo => x.modulo(y),
            Binary::CrossTerm => x.cross_term(y),
            Binary::DivergenceTerm => x.divergence_term(y),
            Binary::Less => x.less(y),
            Binary::LessEqual => x.less_equal(y),
            Binary::Equal => x.equal(y),
            Binary::And => x.and(y),
            Binary::Or => x.or(y),
        };
        result.limited(defined)
    }

    fn power((): &(), x: &Self, n: i64) -> Self {
        if x.defined == Defined::No { Self::UNDEFINED } else { x.integer_power(n).limited(x.defined) }
    }

    fn nary((): &(), operation: Nary, operands: &[Self]) -> Self {
        let defined = operands.iter().map(|x| x.defined).max().unwrap_or(Defined::Yes);
        if defined == Defined::No {
            return Self::UNDEFINED;
        }
        let result = match operation {
            Nary::Sum => Self::sum(operands),
            Nary::Product => operands.iter().fold(Self::ONE, |product, x| product.multiply(x)),
            Nary::Min => Self::least(operands),
            Nary::Max => Self::greatest(operands),
            Nary::LogSumExp => Self::log_sum_exp(operands),
        };
        result.limited(defined)
    }

    fn special((): &(), operation: Special, operands: &[Self]) -> Self {
        incomplete::special(&(), operation, operands).unwrap_or(Self::UNDEFINED)
    }

    fn select((): &(), condition: &Self, yes: &Self, no: &Self) -> Self {
        if condition.defined == Defined::No {
            return Self::UNDEFINED;
        }
        let result = match condition.truth() {
            Some(true) => *yes,
            Some(false) => *no,
            None => yes.hull(no),
        };
        result.limited(condition.defined)
    }
}

impl Enclosure for Interval {
    fn between((): &(), low: &Rational, high: &Rational) -> Self {
        let (low, high) = (Self::enclose(low), Self::enclose(high));
        Self::new(low.lo, high.hi)
    }

    fn defined(&self) -> Defined {
        self.defined
    }

    fn low(&self) -> Option<Rational> {
        if self.defined == Defined::No { None } else { to_rational(self.lo) }
    }

    fn high(&self) -> Option<Rational> {
        if self.defined == Defined::No { None } else { to_rational(self.hi) }
    }

    fn infinite(&self) -> Option<bool> {
        self.infinity().map(|infinity| infinity > 0.0)
    }

    fn intersection(&self, other: &Self) -> Option<Self> {
        match (self.defined, other.defined) {
            (Defined::No, Defined::Yes) | (Defined::Yes, Defined::No) => return None,
            (Defined::No, _) | (_, Defined::No) => return Some(Self::UNDEFINED),
            _ => {}
        }
        let (lo, hi) = (self.lo.max(other.lo), self.hi.min(other.hi));
        // Each is certain of what it says: if one knows that the value exists, it does.
        (lo <= hi).then(|| Self { lo, hi, defined: self.defined.min(other.defined) })
    }

    fn hull(&self, other: &Self) -> Self {
        match (self.defined, other.defined) {
            (Defined::No, Defined::No) => return Self::UNDEFINED,
            (Defined::No, _) => return other.limited(Defined::Perhaps),
            (_, Defined::No) => return self.limited(Defined::Perhaps),
            _ => {}
        }
        let defined = if self.infinity() == other.infinity() { Defined::Yes } else { Defined::Perhaps };
        Self {
            lo: self.lo.min(other.lo),
            hi: self.hi.max(other.hi),
            defined: defined.max(self.defined).max(other.defined),
        }
    }

    fn midpoint(&self, (): &()) -> Self {
        Self::point(self.middle())
    }

    fn bisect(&self, (): &()) -> (Self, Self) {
        let middle = self.middle();
        (Self { hi: middle, ..*self }, Self { lo: middle, ..*self })
    }

    fn width(&self) -> f64 {
        if self.lo.is_infinite() || self.hi.is_infinite() { f64::INFINITY } else { add_up(self.hi, -self.lo) }
    }

    fn to_interval(&self) -> Interval {
        *self
    }
}

impl Interval {
    /// A finite number in the interval, near the middle where there is one.
    fn middle(&self) -> f64 {
        match (self.lo.is_finite(), self.hi.is_finite()) {
            (true, true) => {
                // Halving first would lose the last bit of subnormal numbers, adding first overflows.
                let sum = self.lo + self.hi;
                let middle = if sum.is_finite() { sum / 2.0 } else { self.lo / 2.0 + self.hi / 2.0 };
                middle.clamp(self.lo, self.hi)
            }
            (true, false) if self.lo < f64::MAX / 2.0 => 2.0 * self.lo.max(0.5),
            (false, true) if self.hi > -f64::MAX / 2.0 => 2.0 * self.hi.min(-0.5),
            (true, false) => f64::MAX,
            (false, true) => -f64::MAX,
            (false, false) if self.lo == self.hi => self.lo,
            (false, false) => 0.0,
        }
    }
}

/// A finite number as a rational.
fn to_rational(x: f64) -> Option<Rational> {
    const SMALL: f64 = (1_u64 << 53) as f64;
    if x.abs() <= SMALL && libm::trunc(x) == x {
        return Some(Rational::from_parts(IBig::from(x as i64), UBig::ONE));
    }
    Rational::try_from(x).ok()
}
