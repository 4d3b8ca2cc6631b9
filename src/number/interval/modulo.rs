//! x − y·⌊x/y⌋.

use super::rounding::{add_down, add_up, div_down, div_up};
use super::{Defined, Interval};

impl Interval {
    /// The remainder with the sign of the divisor.
    pub(super) fn modulo(&self, other: &Self) -> Self {
        if self.infinity().is_some() || other.infinity().is_some() || (other.lo == 0.0 && other.hi == 0.0) {
            // ⌊±∞/y⌋ has no finite value, and ∞·⌊x/∞⌋ has none at all.
            return Self::UNDEFINED;
        }
        if other.hi < 0.0 {
            // mod(x, y) = −mod(−x, −y).
            let positive = self.negate().modulo_positive(&other.negate());
            return Self::bounds(-positive.hi, -positive.lo);
        }
        if other.lo > 0.0 {
            return self.modulo_positive(other);
        }
        // The divisor may be 0: what its other parts give.
        let range = Self::bounds(other.lo, other.hi);
        range.limited(Defined::Perhaps)
    }

    fn modulo_positive(&self, divisor: &Self) -> Self {
        if self.lo == self.hi && divisor.lo == divisor.hi {
            return modulo_at(self.lo, divisor.lo);
        }
        let range = Self::bounds(0.0, divisor.hi);
        let (low, high) = (
            if self.lo >= 0.0 { div_down(self.lo, divisor.hi) } else { div_down(self.lo, divisor.lo) },
            if self.hi >= 0.0 { div_up(self.hi, divisor.lo) } else { div_up(self.hi, divisor.hi) },
        );
        let (low, high) = (libm::floor(low), libm::floor(high));
        if low == high && low.is_finite() {
            return self.subtract(&divisor.multiply(&Self::point(low))).meet(&range);
        }
        range
    }
}

/// The remainder of two numbers; `fmod` is exact, only the step back to positive may round.
fn modulo_at(x: f64, divisor: f64) -> Interval {
    let remainder = libm::fmod(x, divisor);
    if remainder >= 0.0 {
        return Interval::point(remainder);
    }
    Interval::bounds(add_down(remainder, divisor), add_up(remainder, divisor))
}
