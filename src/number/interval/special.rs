//! The error function and the gamma family.
//!
//! ψ increases on every interval free of poles, so ln|Γ| is convex there: its greatest value lies
//! at a bound, its least at a bound or where ψ = 0. On the positive axis that is the known
//! minimum; left of 0 the tangents at the bounds give a lower bound. `libm`'s ln Γ has no bounded
//! relative error near its zeros, so it is widened absolutely too; ψ is our own, with a proved
//! remainder.

use super::rounding::step;
use super::{Defined, Interval};

/// Neighbours by which erf and erfc are widened; 0.8 and 2.5 ulp were the most seen.
const ERROR_FUNCTION: i64 = 12;
/// The same for Γ; 5.9 ulp was the most seen.
const GAMMA: i64 = 32;
/// The same for ln Γ on x > 0, away from its zeros; 1.9 ulp was the most seen.
const LN_GAMMA: i64 = 16;
/// ψ vanishes here on the positive axis: 1.461632144968362341…
const VALLEY: (f64, f64) = (1.461_632_144_968_362_2, 1.461_632_144_968_362_5);
/// Below Γ there: 0.885603194410888700278…
const VALLEY_GAMMA: f64 = 0.885_603_194_410_888_6;
/// Below ln Γ there: −0.121486290535849608095…
const VALLEY_LN_GAMMA: f64 = -0.121_486_290_535_849_62;

impl Interval {
    pub(super) fn erf(&self) -> Self {
        if let Some(infinity) = self.infinity() {
            return Self::point(if infinity > 0.0 { 1.0 } else { -1.0 });
        }
        let at = |x: f64, steps| match x {
            0.0 => 0.0,
            x => step(libm::erf(x), steps).clamp(-1.0, 1.0),
        };
        Self::bounds(at(self.lo, -ERROR_FUNCTION), at(self.hi, ERROR_FUNCTION))
    }

    pub(super) fn erfc(&self) -> Self {
        if let Some(infinity) = self.infinity() {
            return Self::point(if infinity > 0.0 { 0.0 } else { 2.0 });
        }
        let at = |x: f64, steps| match x {
            0.0 => 1.0,
            x => step(libm::erfc(x), steps).clamp(0.0, 2.0),
        };
        Self::bounds(at(self.hi, -ERROR_FUNCTION), at(self.lo, ERROR_FUNCTION))
    }

    /// Where the gamma functions are treated: what lies right of 0 with a pole at most at 0, or
    /// between two poles.
    fn gamma_piece(&self) -> Piece {
        if self.infinity() == Some(f64::INFINITY) {
            return Piece::Infinity;
        }
        if self.lo > 0.0 {
            return Piece::Positive(Defined::Yes);
        }
        if self.lo == 0.0 && self.hi > 0.0 {
            return Piece::Positive(Defined::Perhaps);
        }
        if self.lo == self.hi && (self.lo.is_infinite() || libm::floor(self.lo) == self.lo) {
            return Piece::Pole;
        }
        let floor = libm::floor(self.lo);
        if floor < self.lo && floor == libm::floor(self.hi) { Piece::Between(floor) } else { Piece::Poles }
    }

    pub(super) fn gamma(&self) -> Self {
        let entire = Self::perhaps(f64::NEG_INFINITY, f64::INFINITY);
        match self.gamma_piece() {
            Piece::Infinity => *self,
            Piece::Pole => Self::UNDEFINED,
            Piece::Poles => entire,
            Piece::Positive(defined) => {
                let (first, last) = (gamma_at(self.lo), gamma_at(self.hi));
                let lo = if self.hi <= VALLEY.0 {
                    last.lo
                } else if self.lo >= VALLEY.1 {
                    first.lo
                } else {
                    VALLEY_GAMMA
                };
                Self::bounds(lo, first.hi.max(last.hi)).limited(defined)
            }
            Piece::Between(floor) => {
                let (first, last) = (gamma_at(self.lo).abs(), gamma_at(self.hi).abs());
                let lo = self.above_tangents(&first, &last, |size, exponent| size.multiply(&exponent.exp()).lo);
                let size = Self::bounds(lo.max(0.0), first.hi.max(last.hi));
                if libm::fmod(floor, 2.0) == 0.0 { size } else { Self::bounds(-size.hi, -size.lo) }
            }
        }
    }

    pub(super) fn ln_gamma(&self) -> Self {
        match self.gamma_piece() {
            Piece::Infinity => *self,
            Piece::Pole => Self::UNDEFINED,
            Piece::Poles => Self::perhaps(f64::NEG_INFINITY, f64::INFINITY),
            Piece::Positive(defined) => {
                let (first, last) = (ln_gamma_at(self.lo), ln_gamma_at(self.hi));
                let lo = if self.hi <= VALLEY.0 {
                    last.lo
                } else if self.lo >= VALLEY.1 {
                    first.lo
                } else {
                    VALLEY_LN_GAMMA
                };
                Self::bounds(lo, first.hi.max(last.hi)).limited(defined)
            }
            Piece::Between(_) => {
                let (first, last) = (ln_gamma_at(self.lo), ln_gamma_at(self.hi));
                let lo = self.above_tangents(&first, &last, |value, slope| value.add(slope).lo);
                Self::bounds(lo, first.hi.max(last.hi))
            }
        }
    }

    /// A lower bound of ln|Γ|, or of |Γ|, between two poles, from the values at both ends:
    /// `extend` goes along the tangent of the logarithm by the given rise.
    fn above_tangents(&self, first: &Self, last: &Self, extend: impl Fn(&Self, &Self) -> f64) -> f64 {
        let (left, right) = (digamma_at(self.lo), digamma_at(self.hi));
        if left.lo >= 0.0 || self.lo == self.hi {
            return first.lo;
        }
        if right.hi <= 0.0 {
            return last.lo;
        }
        let width = Self::point(self.hi).subtract(&Self::point(self.lo));
        extend(first, &left.multiply(&width)).max(extend(last, &right.negate().multiply(&width)))
    }

    pub(super) fn digamma(&self) -> Self {
        match self.gamma_piece() {
            Piece::Infinity => *self,
            Piece::Pole => Self::UNDEFINED,
            Piece::Poles => Self::perhaps(f64::NEG_INFINITY, f64::INFINITY),
            Piece::Positive(Defined::Yes) | Piece::Between(_) => {
                Self::bounds(digamma_at(self.lo).lo, digamma_at(self.hi).hi)
            }
            Piece::Positive(defined) => Self::bounds(f64::NEG_INFINITY, digamma_at(self.hi).hi).limited(defined),
        }
    }
}

enum Piece {
    /// The value +∞.
    Infinity,
    /// Exactly a pole (or −∞).
    Pole,
    /// Perhaps a pole, and no side of it alone.
    Poles,
    /// Positive numbers; `Perhaps` with the pole 0 as lower bound.
    Positive(Defined),
    /// Negative numbers between this integer and the next.
    Between(f64),
}

/// Γ of a number that is no pole, or +∞ at 0.
fn gamma_at(x: f64) -> Interval {
    if x == 0.0 || x == f64::INFINITY {
        return Interval::bounds(f64::MAX, f64::INFINITY);
    }
    // 22! is the last factorial that an f64 holds.
    if (1.0..=23.0).contains(&x) && libm::floor(x) == x {
        let mut factorial = 1.0;
        let mut factor = 2.0;
        while factor < x {
            factorial *= factor;
            factor += 1.0;
        }
        return Interval::point(factorial);
    }
    let near = libm::tgamma(x);
    let (lo, hi) = (step(near, -GAMMA), step(near, GAMMA));
    if x > 0.0 { Interval::bounds(lo.max(0.0), hi) } else { Interval::bounds(lo, hi) }
}

/// ln|Γ| of a number that is no pole, or +∞ at 0.
fn ln_gamma_at(x: f64) -> Interval {
    if x == 0.0 || x == f64::INFINITY {
        return Interval::bounds(f64::MAX, f64::INFINITY);
    }
    if x == 1.0 || x == 2.0 {
        return Interval::ZERO;
    }
    let near = libm::lgamma(x);
    let widened = Interval::bounds(step(near, -LN_GAMMA), step(near, LN_GAMMA));
    // Near 1 and 2 terms of the size of 1 cancel; left of 0, ln Γ(−x) and a logarithm do.
    let slack = if x > 3.0 || (0.0..0.5).contains(&x) {
        return widened;
    } else if x > 0.0 {
        8.0 * f64::EPSILON
    } else {
        let mirrored = libm::lgamma(-x).abs();
        32.0 * f64::EPSILON * (4.0 + near.abs() + mirrored + libm::log(-x).abs())
    };
    widened.add(&Interval::bounds(-slack, slack))
}

/// ψ of a number that is no pole.
fn digamma_at(x: f64) -> Interval {
    if x == f64::INFINITY {
        return Interval::bounds(f64::MAX, f64::INFINITY);
    }
    if x > 0.0 {
        return digamma_shifted(&Interval::point(x));
    }
    // ψ(x) = ψ(1 − x) − π·cot(πx), the cotangent of the distance from the next integer.
    let rest = Interval::point(x).subtract(&Interval::point(libm::round(x)));
    let angle = Interval::PI.multiply(&rest);
    let cotangent = angle.cos().divide(&angle.sin());
    let mirrored = Interval::ONE.subtract(&Interval::point(x));
    digamma_shifted(&mirrored).subtract(&Interval::PI.multiply(&cotangent))
}

/// ψ of x > 0 by ψ(x) = ψ(x + 1) − 1/x up to 12, then the asymptotic series
///
/// ψ(x) = ln x − 1/(2x) − Σ B₂ₖ/(2k·x²ᵏ),
///
/// whose remainder for x > 0 lies between 0 and the first omitted term (DLMF 5.11.2, §5.11(ii)).
fn digamma_shifted(x: &Interval) -> Interval {
    let mut x = *x;
    let mut steps = Interval::ZERO;
    while x.lo < 12.0 {
        steps = steps.add(&Interval::ONE.divide(&x));
        x = x.add(&Interval::ONE);
    }
    // B₂ₖ/2k for k = 1, …, 8.
    const TERMS: [(i32, i32); 8] =
        [(1, 12), (-1, 120), (1, 252), (-1, 240), (1, 132), (-691, 32_760), (1, 12), (-3617, 8160)];
    let inverse_square = Interval::ONE.divide(&x.integer_power(2));
    let remainder = Interval::ratio(TERMS[7].0, TERMS[7].1);
    let mut series = Interval::bounds(remainder.lo, 0.0);
    for (p, q) in TERMS[..7].iter().rev() {
        series = Interval::ratio(*p, *q).add(&series.multiply(&inverse_square));
    }
    let half = Interval::point(0.5).divide(&x);
    x.ln().subtract(&half).subtract(&series.multiply(&inverse_square)).subtract(&steps)
}
