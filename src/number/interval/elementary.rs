//! Exponentials, logarithms, circular and hyperbolic functions.
//!
//! Monotone functions are evaluated at the bounds and widened; the circular ones look first for
//! the extrema and poles between the bounds, with enclosures of π, so that none is missed. For a
//! single number of any size `libm` reduces the argument exactly (Payne and Hanek), an interval
//! beyond 2³⁰ gets the whole range.

use super::rounding::step;
use super::{Defined, Interval};

/// Neighbours by which a result of `libm` is widened; 0.83 ulp was the most seen for these.
const NARROW: i64 = 4;
/// The same for the functions that `libm` builds from others; 2.0 ulp was the most seen.
const WIDE: i64 = 12;
/// Beyond this the position within a period is not worth the trouble.
const FAR: f64 = 1_073_741_824.0;

impl Interval {
    /// An increasing function at both bounds, widened, and cut to the range of the function.
    pub(super) fn increasing(&self, function: impl Fn(f64) -> f64, steps: i64, range: (f64, f64)) -> Self {
        let (lo, hi) = (step(function(self.lo), -steps), step(function(self.hi), steps));
        Self::bounds(lo.clamp(range.0, range.1), hi.clamp(range.0, range.1))
    }

    pub(super) fn exp(&self) -> Self {
        if let Some(infinity) = self.infinity() {
            return if infinity > 0.0 { *self } else { Self::ZERO };
        }
        let lo = match self.lo {
            0.0 => 1.0,
            lo => step(libm::exp(lo), -NARROW).max(0.0),
        };
        let hi = match self.hi {
            0.0 => 1.0,
            hi => step(libm::exp(hi), NARROW),
        };
        Self::bounds(lo, hi)
    }

    pub(super) fn ln(&self) -> Self {
        if self.hi <= 0.0 {
            return Self::UNDEFINED;
        }
        if self.infinity().is_some() {
            return *self;
        }
        let lo = match self.lo {
            1.0 => 0.0,
            lo if lo <= 0.0 => f64::NEG_INFINITY,
            lo => step(libm::log(lo), -NARROW),
        };
        let hi = match self.hi {
            1.0 => 0.0,
            f64::INFINITY => f64::INFINITY,
            hi => step(libm::log(hi), NARROW),
        };
        let result = Self::bounds(lo, hi);
        if self.lo <= 0.0 { result.limited(Defined::Perhaps) } else { result }
    }

    pub(super) fn sin(&self) -> Self {
        if self.infinity().is_some() {
            return Self::UNDEFINED;
        }
        if self.lo == self.hi {
            return Self::circular_at(self.lo, libm::sin);
        }
        let Some(turns) = self.turns() else { return Self::bounds(-1.0, 1.0) };
        // Maxima at a quarter turn, minima at three quarters.
        let quarter = Self::point(0.25);
        let (has_max, has_min) = (turns.subtract(&quarter).has_integer(), turns.add(&quarter).has_integer());
        self.circular_between(libm::sin, has_max, has_min)
    }

    pub(super) fn cos(&self) -> Self {
        if self.infinity().is_some() {
            return Self::UNDEFINED;
        }
        if self.lo == self.hi {
            return if self.lo == 0.0 { Self::ONE } else { Self::circular_at(self.lo, libm::cos) };
        }
        let Some(turns) = self.turns() else { return Self::bounds(-1.0, 1.0) };
        let (has_max, has_min) = (turns.has_integer(), turns.add(&Self::point(0.5)).has_integer());
        self.circular_between(libm::cos, has_max, has_min)
    }

    pub(super) fn tan(&self) -> Self {
        if self.infinity().is_some() {
            return Self::UNDEFINED;
        }
        if self.lo == 0.0 && self.hi == 0.0 {
            return Self::ZERO;
        }
        // No f64 is an odd multiple of π/2, so a point has a tangent.
        if self.lo != self.hi {
            let has_pole = match self.turns() {
                Some(turns) => turns.add(&turns).add(&Self::point(0.5)).has_integer(),
                None => true,
            };
            if has_pole {
                return Self::perhaps(f64::NEG_INFINITY, f64::INFINITY);
            }
        }
        self.increasing(libm::tan, NARROW, (f64::NEG_INFINITY, f64::INFINITY))
    }

    /// The number of turns, x/2π; nothing where it is known too badly to be of use.
    fn turns(&self) -> Option<Self> {
        (self.lo >= -FAR && self.hi <= FAR).then(|| self.divide(&Self::TWO_PI))
    }

    /// Whether an integer lies between the bounds.
    fn has_integer(&self) -> bool {
        libm::ceil(self.lo) <= libm::floor(self.hi)
    }

    fn circular_at(x: f64, function: impl Fn(f64) -> f64) -> Self {
        if x == 0.0 {
            return Self::ZERO;
        }
        Self::point(x).increasing(function, NARROW, (-1.0, 1.0))
    }

    fn circular_between(&self, function: impl Fn(f64) -> f64, has_max: bool, has_min: bool) -> Self {
        let (a, b) = (function(self.lo), function(self.hi));
        let hi = if has_max { 1.0 } else { step(a.max(b), NARROW).min(1.0) };
        let lo = if has_min { -1.0 } else { step(a.min(b), -NARROW).max(-1.0) };
        Self::bounds(lo, hi)
    }

    /// For a function that is 0 at 0 and increasing: the bounds that are exact there, and the
    /// sign that widening must not lose.
    fn exact_at_zero(self, x: &Self) -> Self {
        let lo = if x.lo >= 0.0 { self.lo.max(0.0) } else { self.lo };
        let hi = if x.hi <= 0.0 { self.hi.min(0.0) } else { self.hi };
        Self { lo: if x.lo == 0.0 { 0.0 } else { lo }, hi: if x.hi == 0.0 { 0.0 } else { hi }, defined: self.defined }
    }

    pub(super) fn asin(&self) -> Self {
        let Some(x) = self.inside(-1.0, 1.0) else { return Self::UNDEFINED };
        let range = (-Self::HALF_PI.hi, Self::HALF_PI.hi);
        x.increasing(libm::asin, NARROW, range).exact_at_zero(&x).limited(x.defined)
    }

    pub(super) fn acos(&self) -> Self {
        let Some(x) = self.inside(-1.0, 1.0) else { return Self::UNDEFINED };
        let at = |x: f64, steps| match x {
            1.0 => 0.0,
            x => step(libm::acos(x), steps).clamp(0.0, Self::PI.hi),
        };
        Self::bounds(at(x.hi, -NARROW), at(x.lo, NARROW)).limited(x.defined)
    }

    pub(super) fn atan(&self) -> Self {
        let range = (-Self::HALF_PI.hi, Self::HALF_PI.hi);
        self.increasing(libm::atan, NARROW, range).exact_at_zero(self)
    }

    pub(super) fn sinh(&self) -> Self {
        if self.infinity().is_some() {
            return *self;
        }
        self.increasing(libm::sinh, WIDE, (f64::NEG_INFINITY, f64::INFINITY)).exact_at_zero(self)
    }

    pub(super) fn cosh(&self) -> Self {
        let x = self.abs();
        if x.infinity().is_some() {
            return x;
        }
        let lo = if x.lo == 0.0 { 1.0 } else { step(libm::cosh(x.lo), -WIDE).max(1.0) };
        let hi = if x.hi == 0.0 { 1.0 } else { step(libm::cosh(x.hi), WIDE) };
        Self::bounds(lo, hi)
    }

    pub(super) fn tanh(&self) -> Self {
        if let Some(infinity) = self.infinity() {
            return Self::point(if infinity > 0.0 { 1.0 } else { -1.0 });
        }
        self.increasing(libm::tanh, WIDE, (-1.0, 1.0)).exact_at_zero(self)
    }
}
