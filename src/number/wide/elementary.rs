//! Elementary functions of enclosures.
//!
//! Where a function is monotone, its bounds are those at the ends; where it turns, the turning
//! points that the enclosure may hold are added. A turning point that is included needlessly
//! costs width, never truth.

use dashu_base::Sign;

use super::dyadic::Direction::{Down, Up};
use super::dyadic::{Bound, Dyadic};
use super::fixed::{self, Bounds};
use super::{Precision, Wide};
use crate::number::{Enclosure, IBig};

impl Wide {
    fn from_bounds((low, high): Bounds) -> Self {
        Self::new(low, high)
    }

    pub(super) fn pi(p: &Precision) -> Self {
        Self::from_bounds(fixed::pi(p))
    }

    /// The image under a non-decreasing function, from its values at finite points and its limits.
    pub(super) fn increasing(&self, limits: (Bound, Bound), value: impl Fn(&Dyadic) -> Bounds) -> Self {
        let at = |bound: &Bound| match bound {
            Bound::MinusInfinity => (limits.0.clone(), limits.0.clone()),
            Bound::PlusInfinity => (limits.1.clone(), limits.1.clone()),
            Bound::Finite(x) => value(x),
        };
        let (low, high) = at(&self.low);
        if self.is_thin() { Self::new(low, high) } else { Self::new(low, at(&self.high).1) }
    }

    pub(super) fn sqrt(&self, p: &Precision) -> Self {
        if self.high.signum() < 0 {
            return Self::nothing();
        }
        let clipped = Self::new(self.low.clone().max(Bound::ZERO), self.high.clone());
        let limits = (Bound::ZERO, Bound::PlusInfinity);
        clipped.increasing(limits, |x| (x.sqrt(p.bits(), Down), x.sqrt(p.bits(), Up))).perhaps_if(self.low.signum() < 0)
    }

    pub(super) fn exp(&self, p: &Precision) -> Self {
        self.increasing((Bound::ZERO, Bound::PlusInfinity), |x| fixed::exp(p, x))
    }

    pub(super) fn ln(&self, p: &Precision) -> Self {
        if self.high.signum() <= 0 {
            return Self::nothing();
        }
        let clipped = Self::new(self.low.clone().max(Bound::ZERO), self.high.clone());
        clipped.ln_of_positive(p).perhaps_if(self.low.signum() <= 0)
    }

    /// ln x for x ≥ 0, with ln 0 = −∞.
    pub(super) fn ln_of_positive(&self, p: &Precision) -> Self {
        self.increasing((Bound::MinusInfinity, Bound::PlusInfinity), |x| {
            if x.is_positive() { fixed::ln(p, x) } else { (Bound::MinusInfinity, Bound::MinusInfinity) }
        })
    }

    /// The integers n for which x may be (n + ½)·π, or n·π where `half` is not set: the first and
    /// the last. `None` where x is too large to tell.
    fn turns(&self, p: &Precision, half: bool) -> Option<(IBig, IBig)> {
        let magnitude = usize::try_from(self.magnitude()).ok().filter(|magnitude| *magnitude <= 1 << 13)?;
        let raised = p.raised(magnitude + 16);
        let mut count = self.divide(&raised, &Self::pi(&raised));
        if half {
            count = count.subtract(&raised, &Self::integer(1).scaled(-1));
        }
        Some((count.low.finite()?.ceil().to_fixed(0), count.high.finite()?.floor().to_fixed(0)))
    }

    /// sin or cos: hull of the ends and of the extrema in between.
    fn wave(&self, p: &Precision, half: bool, value: impl Fn(&Dyadic) -> Option<Bounds>) -> Self {
        if self.is_infinite() {
            return Self::nothing();
        }
        let all = || Self::new(Bound::Finite(Dyadic::integer(-1)), Bound::ONE);
        let (Some(low), Some(high)) = (self.low.finite(), self.high.finite()) else { return all() };
        let (Some(first), Some(last)) = (value(low), value(high)) else { return all() };
        let mut image = Self::from_bounds(first).hull(&Self::from_bounds(last));
        if self.is_thin() {
            return image;
        }
        let Some((from, to)) = self.turns(p, half) else { return all() };
        if to > from {
            return all();
        }
        if to == from {
            let even = (from & IBig::ONE).is_zero();
            image = image.hull(&Self::integer(if even { 1 } else { -1 }));
        }
        image
    }

    pub(super) fn sin(&self, p: &Precision) -> Self {
        self.wave(p, true, |x| fixed::sin_cos(p, x).map(|(sin, _)| sin))
    }

    pub(super) fn cos(&self, p: &Precision) -> Self {
        self.wave(p, false, |x| fixed::sin_cos(p, x).map(|(_, cos)| cos))
    }

    pub(super) fn tan(&self, p: &Precision) -> Self {
        if self.is_infinite() {
            return Self::nothing();
        }
        let (Some(low), Some(high)) = (self.low.finite(), self.high.finite()) else { return Self::whole().perhaps() };
        // No dyadic number is a pole.
        if !self.is_thin() && self.turns(p, true).is_none_or(|(from, to)| from <= to) {
            return Self::whole().perhaps();
        }
        let value = |x: &Dyadic| {
            // Near a pole the cosine needs as many bits more as it has lost.
            [16, p.bits() + 64]
                .into_iter()
                .filter_map(|extra| {
                    let raised = p.raised(extra);
                    let (sin, cos) = fixed::sin_cos(&raised, x)?;
                    let cos = Self::from_bounds(cos);
                    let settled = cos.low.finite()?.top().max(cos.high.finite()?.top()) > 12 - extra as i64;
                    (settled && !cos.contains_zero()).then(|| Self::from_bounds(sin).divide(p, &cos))
                })
                .next()
        };
        match (value(low), value(high)) {
            (Some(first), Some(last)) if first.high <= last.high => Self::new(first.low.min(last.low), last.high),
            _ => Self::whole(),
        }
    }

    pub(super) fn asin(&self, p: &Precision) -> Self {
        self.arc(p, false)
    }

    pub(super) fn acos(&self, p: &Precision) -> Self {
        self.negate().arc(p, true)
    }

    /// asin x, or acos(−x), both increasing over [−1, 1].
    ///
    /// asin x = atan(x/√((1 − x)(1 + x))), and acos(−x) = 2 atan √((1 + x)/(1 − x)).
    fn arc(&self, p: &Precision, cosine: bool) -> Self {
        let (least, greatest) = (Bound::Finite(Dyadic::integer(-1)), Bound::ONE);
        if self.high < least || self.low > greatest {
            return Self::nothing();
        }
        let doubt = self.low < least || self.high > greatest;
        let clipped = Self::new(self.low.clone().max(least.clone()), self.high.clone().min(greatest));
        let raised = p.raised(16);
        let one = Self::integer(1);
        let half_pi = Self::pi(p).scaled(-1);
        let value = |x: &Dyadic| -> Bounds {
            let image = if *x == Dyadic::ONE {
                if cosine { Self::pi(p) } else { half_pi.clone() }
            } else if *x == Dyadic::integer(-1) {
                if cosine { Self::integer(0) } else { half_pi.negate() }
            } else {
                let x = Self::dyadic(x);
                let (minus, plus) = (one.subtract(&raised, &x), one.add(&raised, &x));
                if cosine {
                    plus.divide(&raised, &minus).sqrt(&raised).atan(&raised).scaled(1)
                } else {
                    x.divide(&raised, &minus.multiply(&raised, &plus).sqrt(&raised)).atan(&raised)
                }
            };
            let image = image.rounded(p);
            (image.low, image.high)
        };
        clipped.increasing((least.clone(), least.clone()), value).perhaps_if(doubt)
    }

    pub(super) fn atan(&self, p: &Precision) -> Self {
        let half_pi = Self::pi(p).scaled(-1);
        let value = |x: &Dyadic| fixed::atan(p, x);
        let end = |bound: &Bound| match bound {
            Bound::Finite(x) => Self::from_bounds(value(x)),
            Bound::PlusInfinity => half_pi.clone(),
            Bound::MinusInfinity => half_pi.negate(),
        };
        let first = end(&self.low);
        if self.is_thin() { first } else { Self::new(first.low, end(&self.high).high) }
    }

    pub(super) fn sinh(&self, p: &Precision) -> Self {
        self.increasing((Bound::MinusInfinity, Bound::PlusInfinity), |x| {
            odd(x, |x| {
                if let Some(bounds) = nearly_linear(p, x, false) {
                    return bounds;
                }
                let (raised, grown, shrunk) = exponentials(p, x);
                let image = grown.subtract(&raised, &shrunk).scaled(-1).rounded(p);
                (image.low.max(Bound::ZERO), image.high)
            })
        })
    }

    pub(super) fn cosh(&self, p: &Precision) -> Self {
        self.abs().increasing((Bound::PlusInfinity, Bound::PlusInfinity), |x| {
            let (raised, grown, shrunk) = exponentials(&p.raised(16), x);
            let image = grown.add(&raised, &shrunk).scaled(-1).rounded(p);
            (image.low.max(Bound::ONE), image.high)
        })
    }

    pub(super) fn tanh(&self, p: &Precision) -> Self {
        let ends = (Bound::Finite(Dyadic::integer(-1)), Bound::ONE);
        self.increasing(ends, |x| {
            odd(x, |x| {
                if let Some(bounds) = nearly_linear(p, x, true) {
                    return bounds;
                }
                // tanh x = 1 − 2/(e^{2x} + 1).
                let (raised, grown, _) = exponentials(p, &x.scale(1));
                let one = Self::integer(1);
                let rest = Self::integer(2).divide(&raised, &grown.add(&raised, &one));
                let image = one.subtract(&raised, &rest).rounded(p);
                (image.low.max(Bound::ZERO), image.high.min(Bound::ONE))
            })
        })
    }

    /// x·2^k.
    pub(super) fn scaled(&self, k: i64) -> Self {
        let scale = |bound: &Bound| match bound {
            Bound::Finite(x) => Bound::Finite(x.scale(k)),
            infinity => infinity.clone(),
        };
        Self { low: scale(&self.low), high: scale(&self.high), defined: self.defined }
    }
}

/// An odd function from its values at x ≥ 0.
pub(super) fn odd(x: &Dyadic, value: impl Fn(&Dyadic) -> Bounds) -> Bounds {
    if x.is_negative() {
        let (low, high) = value(&x.negate());
        (high.negate(), low.negate())
    } else {
        value(x)
    }
}

/// sinh (or tanh) of an x ≥ 0 so small that x ≤ sinh x ≤ x + x³ (x − x³ ≤ tanh x ≤ x) says all.
fn nearly_linear(p: &Precision, x: &Dyadic, below: bool) -> Option<Bounds> {
    if x.top() >= -(p.bits() as i64) {
        return None;
    }
    if x.is_zero() {
        return Some((Bound::ZERO, Bound::ZERO));
    }
    let own = |direction| x.clone().round(p.bits(), direction);
    let cube = |sign, direction| x.add(&Dyadic::power_of_two(sign, 3 * x.top()), p.bits(), direction);
    Some(if below { (cube(Sign::Negative, Down), own(Up)) } else { (own(Down), cube(Sign::Positive, Up)) })
}

/// eˣ and e⁻ˣ for x ≥ 0, with enough bits for their difference.
fn exponentials(p: &Precision, x: &Dyadic) -> (Precision, Wide, Wide) {
    let lost = usize::try_from((-x.top()).clamp(0, p.bits() as i64 + 8)).unwrap_or(0);
    let raised = p.raised(lost + 16);
    let grown = Wide::from_bounds(fixed::exp(&raised, x));
    let shrunk = Wide::integer(1).divide(&raised, &grown);
    (raised, grown, shrunk)
}
