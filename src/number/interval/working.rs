//! What algorithms for both kinds of enclosures need of this one.

use super::rounding::{div_down, div_up};
use super::{Defined, Interval};
use crate::number::Enclosure;
use crate::number::working::Working;

/// B₂ₖ/(2k(2k − 1)) for k = 1, …, 8.
const STIRLING: [(i32, i32); 8] =
    [(1, 12), (-1, 360), (1, 1260), (-1, 1680), (1, 1188), (-691, 360_360), (1, 156), (-3617, 122_400)];

impl Working for Interval {
    const RAISES: bool = false;

    fn bits((): &()) -> usize {
        53
    }

    fn raised((): &(), _: usize) {}

    fn ends(&self) -> (Self, Self) {
        // An infinite bound of real values stands for the numbers beyond all f64.
        (Self::point(self.lo), Self::point(self.hi))
    }

    fn spanning(low: &Self, high: &Self) -> Self {
        let defined = low.defined.max(high.defined);
        Self::new(low.lo, high.hi).limited(defined)
    }

    fn limited(self, defined: Defined) -> Self {
        Self::limited(self, defined)
    }

    fn estimate(&self) -> f64 {
        self.midpoint(&()).lo
    }

    fn exponent(&self) -> i64 {
        let size = self.lo.abs().max(self.hi.abs());
        if size == 0.0 { i64::MIN / 2 } else { i64::from(libm::ilogb(size)) + 1 }
    }

    // For a ≥ 16 the series Σ B₂ₖ/(2k(2k − 1)·a²ᵏ⁻¹), whose remainder for a > 0 lies between 0 and
    // the first omitted term (DLMF 5.11.1, §5.11(ii)); below, the rest itself from ln Γ, which is
    // known to an absolute error that hardly grows.
    fn stirling_rest((): &(), a: &Self) -> Self {
        if a.lo < 16.0 {
            let half = Self::point(0.5);
            let leading = a.subtract(&half).multiply(&a.ln());
            let half_ln_two_pi = Self::TWO_PI.ln().multiply(&half);
            return a.ln_gamma().subtract(&leading).add(a).subtract(&half_ln_two_pi);
        }
        let inverse = Self::ONE.divide(a);
        let square = inverse.multiply(&inverse);
        let (p, q) = STIRLING[7];
        let last = Self::bounds(div_down(f64::from(p), f64::from(q)), 0.0);
        let mut sum = last;
        for (p, q) in STIRLING[..7].iter().rev() {
            let (p, q) = (f64::from(*p), f64::from(*q));
            sum = Self::bounds(div_down(p, q), div_up(p, q)).add(&sum.multiply(&square));
        }
        sum.multiply(&inverse)
    }
}
