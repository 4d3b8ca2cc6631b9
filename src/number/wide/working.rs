//! What algorithms for both kinds of enclosures need of this one.

use super::dyadic::{Bound, Dyadic};
use super::{Defined, Down, Precision, Up, Wide};
use crate::number::working::Working;

impl Working for Wide {
    const RAISES: bool = true;

    fn bits(p: &Precision) -> usize {
        p.bits()
    }

    fn raised(p: &Precision, bits: usize) -> Precision {
        p.raised(bits)
    }

    fn ends(&self) -> (Self, Self) {
        (Self::point(self.low.clone()), Self::point(self.high.clone()))
    }

    fn spanning(low: &Self, high: &Self) -> Self {
        let defined = low.defined.max(high.defined);
        if low.low > high.high {
            return Self::unknown();
        }
        Self::new(low.low.clone(), high.high.clone()).doubted(defined)
    }

    fn limited(self, defined: Defined) -> Self {
        self.doubted(defined)
    }

    fn estimate(&self) -> f64 {
        let (low, high) = (self.low.to_f64(Down), self.high.to_f64(Up));
        if low == high || low.is_infinite() || high.is_infinite() {
            return if low.is_infinite() { high } else { low };
        }
        low / 2.0 + high / 2.0
    }

    fn exponent(&self) -> i64 {
        let top = |bound: &Bound| bound.finite().map_or(i64::MAX / 2, Dyadic::top);
        top(&self.low).max(top(&self.high))
    }

    fn stirling_rest(p: &Precision, a: &Self) -> Self {
        // The terms that cancel are about a·ln a.
        let raised = p.raised(usize::try_from(self_size(a)).unwrap_or(0) + 16);
        let half = Self::integer(1).scaled(-1);
        let leading = a.subtract(&raised, &half).multiply(&raised, &a.ln(&raised));
        let half_ln_two_pi = Self::pi(&raised).scaled(1).ln(&raised).scaled(-1);
        let rest = a.ln_gamma(&raised).subtract(&raised, &leading).add(&raised, a);
        rest.subtract(&raised, &half_ln_two_pi).rounded(p)
    }
}

/// The bits that the terms of Stirling's formula have before the point.
fn self_size(a: &Wide) -> i64 {
    (2 * a.exponent()).clamp(0, 4096)
}
