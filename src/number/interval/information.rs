//! The terms of entropies, cross-entropies and divergences, and the log of a sum of exponentials.
//!
//! Each is one function of its operands, not a product of intervals: −x·ln x rises to 1/e and
//! falls after it, x·ln(x/y) is convex in x with its minimum −y/e at y/e and falls with y, so the
//! bounds are those of the corners.

use super::rounding::{div_down, div_up, step};
use super::{Defined, Interval};

impl Interval {
    /// −x·ln x: 0 at 0, rising until 1/e, falling after it.
    pub(super) fn entropy_term(&self) -> Self {
        if self.infinity() == Some(f64::INFINITY) {
            return Self::point(f64::NEG_INFINITY);
        }
        let Some(x) = self.inside(0.0, f64::INFINITY) else { return Self::UNDEFINED };
        let at = |x: f64| {
            if x == 0.0 {
                Self::ZERO
            } else if x.is_infinite() {
                Self::bounds(f64::NEG_INFINITY, -f64::MAX)
            } else {
                Self::point(-x).multiply(&Self::point(x).ln())
            }
        };
        let (first, last) = (at(x.lo), at(x.hi));
        // 1/e lies between this f64 and the next, and is the maximum as well as its place.
        const INVERSE_E: f64 = 0.367_879_441_171_442_3;
        let top = INVERSE_E.next_up();
        let has_top = x.lo <= top && x.hi >= INVERSE_E;
        let hi = if has_top { top } else { first.hi.max(last.hi).min(top) };
        Self::bounds(first.lo.min(last.lo), hi).limited(x.defined)
    }

    /// −x·ln y: 0 at x = 0, +∞ at x > 0 = y.
    pub(super) fn cross_term(&self, other: &Self) -> Self {
        let Some(y) = other.inside(0.0, f64::INFINITY) else { return Self::UNDEFINED };
        if self.lo == 0.0 && self.hi == 0.0 {
            return Self::ZERO.limited(y.defined);
        }
        if y.hi == 0.0 {
            let result = match (self.lo > 0.0, self.hi > 0.0) {
                (true, _) => Self::point(f64::INFINITY),
                (false, true) => Self::perhaps(0.0, f64::INFINITY),
                (false, false) if self.hi == 0.0 => Self::perhaps(0.0, 0.0),
                (false, false) => Self::UNDEFINED,
            };
            return result.limited(y.defined);
        }
        let result = self.negate().multiply(&y.ln());
        // A y that may be 0: infinite there for x > 0, without a value for x < 0.
        result.limited(y.defined)
    }

    /// x·ln(x/y): 0 at x = 0, +∞ at x > 0 = y.
    pub(super) fn divergence_term(&self, other: &Self) -> Self {
        let (Some(x), Some(y)) = (self.inside(0.0, f64::INFINITY), other.inside(0.0, f64::INFINITY)) else {
            return Self::UNDEFINED;
        };
        let defined = x.defined.max(y.defined);
        if x.hi == 0.0 {
            return Self::ZERO.limited(defined);
        }
        let result = match (x.infinity(), y.infinity()) {
            (Some(_), Some(_)) => Self::UNDEFINED,
            (Some(infinity), None) => Self::point(infinity),
            (None, Some(infinity)) if x.lo > 0.0 => Self::point(-infinity),
            (None, Some(infinity)) => Self::perhaps(-infinity, 0.0),
            (None, None) if y.hi == 0.0 && x.lo > 0.0 => Self::point(f64::INFINITY),
            (None, None) if y.hi == 0.0 => Self::perhaps(0.0, f64::INFINITY),
            (None, None) => {
                let bounds = Self::bounds(divergence_low(&x, y.hi), divergence_high(&x, y.lo));
                if y.lo == 0.0 { bounds.limited(Defined::Perhaps) } else { bounds }
            }
        };
        result.limited(defined)
    }

    /// ln Σ exp(xᵢ); −∞ of none. Rising with each operand, so the lower bounds give the lower
    /// bound; shifted by the greatest, so nothing overflows.
    pub(super) fn log_sum_exp(operands: &[Self]) -> Self {
        let lo = log_sum_exp_at(operands.iter().map(|x| x.lo));
        let hi = log_sum_exp_at(operands.iter().map(|x| x.hi));
        Self::bounds(lo.lo, hi.hi)
    }
}

/// x·ln(x/y) for finite x ≥ 0, y > 0.
fn divergence_at(x: f64, y: f64) -> Interval {
    if x == 0.0 || x == y {
        return Interval::ZERO;
    }
    let ratio = Interval::bounds(div_down(x, y), div_up(x, y));
    let log = if ratio.lo > f64::MIN_POSITIVE && ratio.hi < f64::MAX {
        ratio.ln()
    } else {
        Interval::point(x).ln().subtract(&Interval::point(y).ln())
    };
    Interval::point(x).multiply(&log)
}

/// The least of x·ln(x/y) over x at the greatest y.
fn divergence_low(x: &Interval, y: f64) -> f64 {
    if y.is_infinite() {
        return f64::NEG_INFINITY;
    }
    let place = Interval::point(y).divide(&Interval::bounds(std::f64::consts::E, std::f64::consts::E.next_up()));
    if x.lo > place.hi {
        return divergence_at(x.lo, y).lo;
    }
    if x.hi < place.lo {
        return divergence_at(x.hi, y).lo;
    }
    -place.hi
}

/// The greatest of x·ln(x/y) over x at the least y: convex, so at one of the ends.
fn divergence_high(x: &Interval, y: f64) -> f64 {
    if y == 0.0 || x.hi.is_infinite() {
        return f64::INFINITY;
    }
    divergence_at(x.lo, y).hi.max(divergence_at(x.hi, y).hi)
}

/// ln Σ exp(xᵢ) of numbers, enclosed.
fn log_sum_exp_at(operands: impl Iterator<Item = f64> + Clone) -> Interval {
    let Some((place, greatest)) = operands.clone().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)) else {
        return Interval::point(f64::NEG_INFINITY);
    };
    if greatest.is_infinite() {
        return Interval::point(greatest);
    }
    let shift = Interval::point(greatest);
    let mut rest = Interval::ZERO;
    for (index, x) in operands.enumerate() {
        if index != place && x != f64::NEG_INFINITY {
            rest = rest.add(&Interval::point(x).subtract(&shift).exp());
        }
    }
    if rest.hi == 0.0 {
        return shift;
    }
    let log = Interval::bounds(step(libm::log1p(rest.lo), -4).max(0.0), step(libm::log1p(rest.hi), 4));
    shift.add(&log)
}
