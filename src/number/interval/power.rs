//! Powers.
//!
//! An integer power is tight at 0 where it is even. A real power is monotone in its base and in
//! its exponent, so the bounds over a box lie at its corners; a negative base has a power only
//! where the exponent is an integer.

use super::rounding::{div_down, div_up, mul_down, mul_up, sqrt_down, sqrt_up, step};
use super::{Defined, Interval};

/// Neighbours by which `libm::pow` is widened; 0.8 ulp was the most seen.
const WIDENING: i64 = 4;
/// Up to here a power is multiplied out, so that small integers stay exact.
const MULTIPLIED: u64 = 1024;

impl Interval {
    /// xⁿ.
    pub(super) fn integer_power(&self, n: i64) -> Self {
        match n {
            0 => return Self::ONE,
            1 => return *self,
            _ => {}
        }
        if let Some(infinity) = self.infinity() {
            return Self::point(match n {
                ..0 => 0.0,
                _ if infinity < 0.0 && n % 2 != 0 => f64::NEG_INFINITY,
                _ => f64::INFINITY,
            });
        }
        if n < 0 && self.has_zero() {
            return self.inverse_power_around_zero(n);
        }
        let at = |x: f64| natural_power(x.abs(), n);
        if n % 2 == 0 {
            let size = self.abs();
            let (near, far) = (at(size.lo), at(size.hi));
            return if n > 0 { Self::bounds(near.0, far.1) } else { Self::bounds(far.0, near.1) };
        }
        // Odd: rising for n > 0, falling on either side of 0 for n < 0.
        let (first, last) = if n > 0 { (self.lo, self.hi) } else { (self.hi, self.lo) };
        let lo = if first < 0.0 { -at(first).1 } else { at(first).0 };
        let hi = if last < 0.0 { -at(last).0 } else { at(last).1 };
        Self::bounds(lo, hi)
    }

    /// x⁻ⁿ where x may be 0, where it has no value.
    fn inverse_power_around_zero(&self, n: i64) -> Self {
        if self.lo == 0.0 && self.hi == 0.0 {
            return Self::UNDEFINED;
        }
        let result = if n % 2 == 0 {
            Self::bounds(natural_power(self.hi.max(-self.lo), n).0, f64::INFINITY)
        } else if self.lo == 0.0 {
            Self::bounds(natural_power(self.hi, n).0, f64::INFINITY)
        } else if self.hi == 0.0 {
            Self::bounds(f64::NEG_INFINITY, -natural_power(-self.lo, n).0)
        } else {
            Self::ENTIRE
        };
        result.limited(Defined::Perhaps)
    }

    /// xʸ for x > 0, 0ʸ = 0 for y > 0, and integer y.
    pub(super) fn pow(&self, exponent: &Self) -> Self {
        if exponent.lo == exponent.hi && exponent.lo.is_finite() && libm::trunc(exponent.lo) == exponent.lo {
            // Beyond 2⁶³ the cast saturates; such powers are 0, 1 or out of range.
            if exponent.lo.abs() < 9e18 {
                return self.integer_power(exponent.lo as i64);
            }
        }
        if self.infinity().is_some() || exponent.infinity().is_some() {
            return self.pow_infinite(exponent);
        }
        let positive = (self.hi >= 0.0).then(|| Self::bounds(self.lo.max(0.0), self.hi).pow_positive(exponent));
        if self.lo >= 0.0 {
            return positive.unwrap_or(Self::UNDEFINED);
        }
        // Below 0 only an integer exponent has a power, of either sign.
        let has_integer = libm::ceil(exponent.lo) <= libm::floor(exponent.hi);
        let negative = has_integer.then(|| {
            let size = Self::bounds((-self.hi).max(0.0), -self.lo).pow_positive(exponent);
            Self::perhaps(-size.hi, size.hi)
        });
        let result = match (positive, negative) {
            (Some(a), Some(b)) => Self::perhaps(a.lo.min(b.lo), a.hi.max(b.hi)),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => return Self::UNDEFINED,
        };
        result.limited(Defined::Perhaps)
    }

    /// Real powers of x ≥ 0.
    fn pow_positive(&self, exponent: &Self) -> Self {
        if self.hi == 0.0 {
            return match (exponent.lo > 0.0, exponent.hi >= 0.0) {
                (true, _) => Self::ZERO,
                (false, true) => Self::perhaps(0.0, if exponent.lo <= 0.0 { 1.0 } else { 0.0 }),
                (false, false) => Self::UNDEFINED,
            };
        }
        let corners = [
            corner(self.lo, exponent.lo),
            corner(self.lo, exponent.hi),
            corner(self.hi, exponent.lo),
            corner(self.hi, exponent.hi),
        ];
        let lo = corners.iter().fold(f64::INFINITY, |lo, corner| lo.min(corner.0));
        let hi = corners.iter().fold(0.0_f64, |hi, corner| hi.max(corner.1));
        let result = Self::bounds(lo, hi);
        if self.lo == 0.0 && exponent.lo < 0.0 { result.limited(Defined::Perhaps) } else { result }
    }

    /// Powers of and with infinite values, where a limit is certain.
    fn pow_infinite(&self, exponent: &Self) -> Self {
        let entire = Self::perhaps(f64::NEG_INFINITY, f64::INFINITY);
        match (self.infinity(), exponent.infinity()) {
            (Some(base), _) if base < 0.0 => {
                let integer = libm::ceil(exponent.lo) <= libm::floor(exponent.hi);
                if integer && exponent.infinity().is_none() { entire } else { Self::UNDEFINED }
            }
            _ if self.hi < 0.0 => Self::UNDEFINED,
            (_, Some(_)) if self.lo == 1.0 && self.hi == 1.0 => Self::UNDEFINED,
            _ if self.lo > 1.0 && exponent.lo > 0.0 => Self::point(f64::INFINITY),
            _ if self.lo > 1.0 && exponent.hi < 0.0 => Self::ZERO,
            _ if self.lo >= 0.0 && self.hi < 1.0 && exponent.lo > 0.0 => Self::ZERO,
            _ if self.lo > 0.0 && self.hi < 1.0 && exponent.hi < 0.0 => Self::point(f64::INFINITY),
            _ if self.hi == 0.0 => Self::UNDEFINED,
            _ => Self::perhaps(0.0, f64::INFINITY),
        }
    }
}

/// The bounds of xⁿ for x ≥ 0, n ≠ 0, with 0⁻ⁿ and overflows as the bound ∞.
fn natural_power(x: f64, n: i64) -> (f64, f64) {
    let wide = (step(libm::pow(x, n as f64), -WIDENING).max(0.0), step(libm::pow(x, n as f64), WIDENING));
    if x == 0.0 || x.is_infinite() {
        let limit = if (x == 0.0) == (n > 0) { 0.0 } else { f64::INFINITY };
        return (limit, limit);
    }
    if x == 1.0 {
        return (1.0, 1.0);
    }
    let size = n.unsigned_abs();
    if size > MULTIPLIED {
        // `pow` gets n as an f64, which must be n.
        return if size < 1 << 53 { wide } else { corner_by_parts(x, n) };
    }
    let (mut lo, mut hi) = (1.0, 1.0);
    for bit in (0..u64::BITS - size.leading_zeros()).rev() {
        (lo, hi) = (mul_down(lo, lo), mul_up(hi, hi));
        if size >> bit & 1 == 1 {
            (lo, hi) = (mul_down(lo, x), mul_up(hi, x));
        }
    }
    if n < 0 {
        let inverse = (if hi.is_infinite() { 0.0 } else { div_down(1.0, hi) }, reciprocal_up(lo));
        (lo, hi) = inverse;
    }
    (lo.max(wide.0), hi.min(wide.1))
}

fn reciprocal_up(x: f64) -> f64 {
    if x == 0.0 { f64::INFINITY } else { div_up(1.0, x) }
}

/// Exponents that are no `f64`: between the powers with the neighbouring ones.
fn corner_by_parts(x: f64, n: i64) -> (f64, f64) {
    let near = n as f64;
    let (a, b) = (corner(x, near.next_down()), corner(x, near.next_up()));
    (a.0.min(b.0), a.1.max(b.1))
}

/// The bounds of xʸ at one corner of a box with x ≥ 0; a corner where there is no value gives the
/// limits around it.
fn corner(x: f64, y: f64) -> (f64, f64) {
    if x == 0.0 {
        return match y {
            0.0 => (0.0, 1.0),
            y if y > 0.0 => (0.0, 0.0),
            _ => (f64::INFINITY, f64::INFINITY),
        };
    }
    if y == 0.0 || x == 1.0 {
        return (1.0, 1.0);
    }
    if y == 1.0 {
        return (x, x);
    }
    if x.is_infinite() || y.is_infinite() {
        let limit = libm::pow(x, y);
        return (limit, limit);
    }
    let twice = 2.0 * y;
    if libm::trunc(twice) == twice && twice.abs() <= MULTIPLIED as f64 {
        if libm::trunc(y) == y {
            return natural_power(x, y as i64);
        }
        let (down, up) = (sqrt_down(x), sqrt_up(x));
        if twice == 1.0 {
            return (down, up);
        }
        if down == up {
            return natural_power(down, twice as i64);
        }
    }
    let power = libm::pow(x, y);
    (step(power, -WIDENING).max(0.0), step(power, WIDENING))
}
