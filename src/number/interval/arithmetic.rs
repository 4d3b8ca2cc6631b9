//! Sums, products, quotients, roots and the steps to integers.

use super::rounding::{add_down, add_up, div_down, div_up, mul_down, mul_up, sqrt_down, sqrt_up, two_sum};
use super::{Defined, Enclosure, Interval};

impl Interval {
    #[inline]
    pub(super) fn add(&self, other: &Self) -> Self {
        let (lo, hi) = (add_down(self.lo, other.lo), add_up(self.hi, other.hi));
        if lo.is_finite() && hi.is_finite() {
            // No operand is infinite or undefined: those have an infinite bound, which stays one.
            return Self { lo: lo + 0.0, hi: hi + 0.0, defined: self.defined.max(other.defined) };
        }
        self.add_rare(other)
    }

    #[cold]
    fn add_rare(&self, other: &Self) -> Self {
        let defined = self.defined.max(other.defined);
        if defined == Defined::No {
            return Self::UNDEFINED;
        }
        let result = match (self.infinity(), other.infinity()) {
            (Some(a), Some(b)) if a != b => Self::UNDEFINED,
            (Some(a), _) | (None, Some(a)) => Self::point(a),
            (None, None) => Self::bounds(add_down(self.lo, other.lo), add_up(self.hi, other.hi)),
        };
        result.limited(defined)
    }

    #[inline]
    pub(super) fn negate(&self) -> Self {
        Self { lo: -self.hi, hi: -self.lo, defined: self.defined }
    }

    #[inline]
    pub(super) fn subtract(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    #[inline]
    pub(super) fn multiply(&self, other: &Self) -> Self {
        let finite = self.lo.is_finite() && self.hi.is_finite() && other.lo.is_finite() && other.hi.is_finite();
        if finite {
            let (lo, hi) = product_bounds(self, other);
            return Self { lo: lo + 0.0, hi: hi + 0.0, defined: self.defined.max(other.defined) };
        }
        self.multiply_rare(other)
    }

    #[cold]
    fn multiply_rare(&self, other: &Self) -> Self {
        let defined = self.defined.max(other.defined);
        if defined == Defined::No {
            return Self::UNDEFINED;
        }
        let result = match (self.infinity(), other.infinity()) {
            (Some(a), _) => other.times_infinity(a),
            (None, Some(b)) => self.times_infinity(b),
            (None, None) => {
                let (lo, hi) = product_bounds(self, other);
                Self::bounds(lo, hi)
            }
        };
        result.limited(defined)
    }

    /// The product with an infinite value: undefined for 0.
    fn times_infinity(&self, infinity: f64) -> Self {
        let (positive, negative) = (self.hi > 0.0, self.lo < 0.0);
        let result = match (positive, negative) {
            (true, false) => Self::point(infinity),
            (false, true) => Self::point(-infinity),
            (true, true) => Self::ENTIRE,
            (false, false) => return Self::UNDEFINED,
        };
        if self.lo <= 0.0 && self.hi >= 0.0 { result.limited(Defined::Perhaps) } else { result }
    }

    #[inline]
    pub(super) fn divide(&self, other: &Self) -> Self {
        if let Some(infinity) = self.infinity() {
            return match other.infinity() {
                Some(_) => Self::UNDEFINED,
                None => other.times_infinity(infinity),
            };
        }
        if other.infinity().is_some() {
            return Self::ZERO;
        }
        if other.lo > 0.0 {
            let lo = if self.lo >= 0.0 { div_down(self.lo, other.hi) } else { div_down(self.lo, other.lo) };
            let hi = if self.hi >= 0.0 { div_up(self.hi, other.lo) } else { div_up(self.hi, other.hi) };
            return Self::bounds(lo, hi);
        }
        if other.hi < 0.0 {
            return self.negate().divide(&other.negate());
        }
        // The divisor may be 0: the quotient by the part that is not.
        let result = match (other.lo < 0.0, other.hi > 0.0) {
            (false, false) => return Self::UNDEFINED,
            _ if self.lo == 0.0 && self.hi == 0.0 => Self::ZERO,
            (true, true) => Self::ENTIRE,
            (false, true) if self.lo >= 0.0 => Self::bounds(div_down(self.lo, other.hi), f64::INFINITY),
            (false, true) if self.hi <= 0.0 => Self::bounds(f64::NEG_INFINITY, div_up(self.hi, other.hi)),
            (true, false) if self.lo >= 0.0 => Self::bounds(f64::NEG_INFINITY, div_up(self.lo, other.lo)),
            (true, false) if self.hi <= 0.0 => Self::bounds(div_down(self.hi, other.lo), f64::INFINITY),
            _ => Self::ENTIRE,
        };
        result.limited(Defined::Perhaps)
    }

    pub(super) fn abs(&self) -> Self {
        if self.lo >= 0.0 {
            *self
        } else if self.hi <= 0.0 {
            Self::bounds(-self.hi, -self.lo)
        } else {
            Self::bounds(0.0, self.hi.max(-self.lo))
        }
    }

    pub(super) fn sqrt(&self) -> Self {
        match self.inside(0.0, f64::INFINITY) {
            Some(x) => Self::bounds(sqrt_down(x.lo), sqrt_up(x.hi)).limited(x.defined),
            None => Self::UNDEFINED,
        }
    }

    /// The part in [low, high], `Perhaps` if it is only a part, nothing if there is none.
    pub(super) fn inside(&self, low: f64, high: f64) -> Option<Self> {
        if self.hi < low || self.lo > high {
            return None;
        }
        if self.lo >= low && self.hi <= high {
            return Some(Self::bounds(self.lo, self.hi));
        }
        Some(Self::perhaps(self.lo.max(low), self.hi.min(high)))
    }

    pub(super) fn floor(&self) -> Self {
        Self::bounds(libm::floor(self.lo), libm::floor(self.hi))
    }

    pub(super) fn ceil(&self) -> Self {
        Self::bounds(libm::ceil(self.lo), libm::ceil(self.hi))
    }

    pub(super) fn round(&self) -> Self {
        Self::bounds(libm::round(self.lo), libm::round(self.hi))
    }

    /// The sum of many, as tight as one rounding: the bounds are summed with their errors, so
    /// that a thousand panels of an integral cost no more than the last bit.
    pub(super) fn sum(operands: &[Self]) -> Self {
        let (mut lo, mut lo_rest, mut hi, mut hi_rest) = (0.0, 0.0, 0.0, 0.0);
        for x in operands {
            let (sum, error) = two_sum(lo, x.lo);
            (lo, lo_rest) = (sum, add_down(lo_rest, error));
            let (sum, error) = two_sum(hi, x.hi);
            (hi, hi_rest) = (sum, add_up(hi_rest, error));
        }
        let (lo, hi) = (add_down(lo, lo_rest), add_up(hi, hi_rest));
        if lo.is_finite() && hi.is_finite() && operands.iter().all(|x| x.lo.is_finite() && x.hi.is_finite()) {
            return Self::bounds(lo, hi);
        }
        // Infinite values may not cancel: one after the other.
        operands.iter().fold(Self::ZERO, |sum, x| sum.add(x))
    }

    pub(super) fn least(operands: &[Self]) -> Self {
        let Some((first, rest)) = operands.split_first() else { return Self::UNDEFINED };
        let (lo, hi) = rest.iter().fold((first.lo, first.hi), |(lo, hi), x| (lo.min(x.lo), hi.min(x.hi)));
        Self::bounds(lo, hi)
    }

    pub(super) fn greatest(operands: &[Self]) -> Self {
        let Some((first, rest)) = operands.split_first() else { return Self::UNDEFINED };
        let (lo, hi) = rest.iter().fold((first.lo, first.hi), |(lo, hi), x| (lo.max(x.lo), hi.max(x.hi)));
        Self::bounds(lo, hi)
    }

    /// Whether 0 lies between the bounds.
    pub(super) fn has_zero(&self) -> bool {
        self.lo <= 0.0 && self.hi >= 0.0
    }

    /// What both hold, where both are known to be right; the first where rounding rules that out.
    pub(super) fn meet(&self, other: &Self) -> Self {
        self.intersection(other).unwrap_or(*self)
    }
}

/// The bounds of the product, by the signs of the factors; 0·∞ counts as 0.
#[inline]
fn product_bounds(x: &Interval, y: &Interval) -> (f64, f64) {
    if x.lo >= 0.0 {
        if y.lo >= 0.0 {
            (mul_down(x.lo, y.lo), mul_up(x.hi, y.hi))
        } else if y.hi <= 0.0 {
            (mul_down(x.hi, y.lo), mul_up(x.lo, y.hi))
        } else {
            (mul_down(x.hi, y.lo), mul_up(x.hi, y.hi))
        }
    } else if x.hi <= 0.0 {
        if y.lo >= 0.0 {
            (mul_down(x.lo, y.hi), mul_up(x.hi, y.lo))
        } else if y.hi <= 0.0 {
            (mul_down(x.hi, y.hi), mul_up(x.lo, y.lo))
        } else {
            (mul_down(x.lo, y.hi), mul_up(x.lo, y.lo))
        }
    } else if y.lo >= 0.0 {
        (mul_down(x.lo, y.hi), mul_up(x.hi, y.hi))
    } else if y.hi <= 0.0 {
        (mul_down(x.hi, y.lo), mul_up(x.lo, y.lo))
    } else {
        (mul_down(x.lo, y.hi).min(mul_down(x.hi, y.lo)), mul_up(x.lo, y.lo).max(mul_up(x.hi, y.hi)))
    }
}
