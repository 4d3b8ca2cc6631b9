//! Elementary functions of one point, in fixed point with proved error bounds.
//!
//! A *fixed* number is an integer n that stands for n·2^−w, with w from the context; its ulp is
//! 2^−w. Each kernel gives an integer and a bound of its error in ulps, derived in its comment from
//! two facts: a floor division errs by less than 1 ulp, and a truncated series by less than its
//! tail. The functions at the end choose w, reduce the argument and give two bounds that enclose
//! the exact value at the point. Their tests compare them with independent values.

use dashu_base::Sign;

use super::Precision;
use super::dyadic::{Bound, Direction, Dyadic, EXPONENT_LIMIT, floor_divide, floor_shift};
use crate::number::IBig;

/// Trigonometric functions of larger arguments (binary exponent) are left open: reducing them
/// would need more bits of π than is sensible.
const LARGEST_ANGLE: i64 = 8192;

/// An enclosure of a value: two bounds.
pub(super) type Bounds = (Bound, Bound);

fn one(w: i64) -> IBig {
    IBig::ONE << w as usize
}

/// (value ± error)·2^exponent, rounded outward.
fn ball(value: &IBig, error: &IBig, exponent: i64, bits: usize) -> Bounds {
    (
        Dyadic::new(value - error, exponent).round(bits, Direction::Down),
        Dyadic::new(value + error, exponent).round(bits, Direction::Up),
    )
}

fn between(low: Dyadic, high: Dyadic, bits: usize) -> Bounds {
    (low.round(bits, Direction::Down), high.round(bits, Direction::Up))
}

/// atanh(1/n) or, with alternating signs, atan(1/n), in `w` bits.
///
/// Each of the K terms errs by less than 2 ulps, and the tail is less than 1: the error is below
/// 2K + 1 ≤ w + 1 ulps.
fn inverse_series(n: u32, alternating: bool, w: i64) -> IBig {
    let square = IBig::from(n) * IBig::from(n);
    let mut power = one(w) / IBig::from(n);
    let mut sum = IBig::ZERO;
    let mut k = 0u32;
    while !power.is_zero() {
        let term = &power / IBig::from(2 * k + 1);
        if alternating && k % 2 == 1 {
            sum -= term
        } else {
            sum += term
        }
        power /= &square;
        k += 1;
    }
    sum
}

/// π in `w` bits, with an error below 2 ulps: π = 16 atan(1/5) − 4 atan(1/239) (Machin).
pub(super) fn compute_pi(w: i64) -> IBig {
    // Twenty multiples of w + 1 ulps at 48 more bits are far below one ulp.
    let guarded = w + 48;
    let sum = IBig::from(16) * inverse_series(5, true, guarded) - IBig::from(4) * inverse_series(239, true, guarded);
    sum >> 48
}

/// ln 2 in `w` bits, with an error below 2 ulps:
/// ln 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749).
pub(super) fn compute_ln2(w: i64) -> IBig {
    let guarded = w + 48;
    let sum = IBig::from(18) * inverse_series(26, false, guarded)
        - IBig::from(2) * inverse_series(4801, false, guarded)
        + IBig::from(8) * inverse_series(8749, false, guarded);
    sum >> 48
}

/// How often an argument is halved before its Taylor series.
fn halvings(w: i64) -> i64 {
    // The square root of w balances the squarings against the terms.
    let mut root = 2;
    while (root + 1) * (root + 1) <= w {
        root += 1;
    }
    root * 3 / 4 + 2
}

/// exp of `r`·2^−w in [0, 1), with an error bound in ulps.
///
/// With t = r/2^s ≤ ¼, each of the n Taylor terms errs by less than 4 ulps (e′ ≤ e/4 + 2) and the
/// tail by 4: 4n + 8. A squaring at most doubles the relative error and adds an ulp, and no value
/// exceeds e < 3, so the error is at most 3·2^s·(4n + 8 + s + 1)·(1 + 2^−8).
fn exp_kernel(r: &IBig, w: i64) -> (IBig, IBig) {
    let s = halvings(w);
    let t = floor_shift(r, s);
    let mut term = one(w);
    let mut sum = one(w);
    let mut n = 0i64;
    while !term.is_zero() {
        n += 1;
        term = ((term * &t) >> w as usize) / IBig::from(n);
        sum += &term;
    }
    for _ in 0..s {
        sum = (&sum * &sum) >> w as usize;
    }
    // One more ulp for the halved argument, which was floored.
    (sum, IBig::from(4 * (4 * n + s + 12)) << s as usize)
}

/// sin and cos of `r`·2^−w in [0, 2), with one error bound in ulps for both.
///
/// (cos t, sin t) at t = r/2^s ≤ ½ by Taylor's series, within 4n + 8 ulps each as above, then s
/// complex squarings. A squaring of a number of modulus about 1 doubles its error and adds at most
/// 3 ulps: 2^s·(1.5·(4n + 10) + 3)·(1 + 2^−8).
fn sin_cos_kernel(r: &IBig, w: i64) -> (IBig, IBig, IBig) {
    let s = halvings(w);
    let t = floor_shift(r, s);
    let mut term = one(w);
    let (mut cos, mut sin) = (one(w), IBig::ZERO);
    let mut n = 0i64;
    while !term.is_zero() {
        n += 1;
        term = ((term * &t) >> w as usize) / IBig::from(n);
        match n % 4 {
            0 => cos += &term,
            1 => sin += &term,
            2 => cos -= &term,
            _ => sin -= &term,
        }
    }
    for _ in 0..s {
        let product = &cos * &sin;
        cos = (&cos * &cos - &sin * &sin) >> w as usize;
        sin = product >> (w - 1) as usize;
    }
    (sin, cos, IBig::from(8 * n + 40) << s as usize)
}

/// atanh (or atan) of z = `z`·2^−w, |z| < ¼, with an error bound in ulps: 3 for each term.
fn odd_series(z: &IBig, alternating: bool, w: i64) -> (IBig, IBig) {
    let magnitude = if z.sign() == Sign::Negative { -z } else { z.clone() };
    let square = (&magnitude * &magnitude) >> w as usize;
    let mut power = magnitude;
    let mut sum = IBig::ZERO;
    let mut k = 0i64;
    while !power.is_zero() {
        let term = &power / IBig::from(2 * k + 1);
        if alternating && k % 2 == 1 {
            sum -= term
        } else {
            sum += term
        }
        power = (&power * &square) >> w as usize;
        k += 1;
    }
    (if z.sign() == Sign::Negative { -sum } else { sum }, IBig::from(3 * k + 3))
}

/// π.
pub(super) fn pi(p: &Precision) -> Bounds {
    let w = p.bits() as i64 + 8;
    ball(&p.pi(w), &IBig::from(2), -w, p.bits())
}

/// eˣ.
pub(super) fn exp(p: &Precision, x: &Dyadic) -> Bounds {
    let bits = p.bits();
    let top = x.top();
    if top < -(bits as i64) - 8 {
        // |eˣ − 1| ≤ 2|x| there.
        let step = Dyadic::power_of_two(Sign::Positive, -(bits as i64) - 7);
        let around = |low: &Dyadic, high: &Dyadic| {
            (Dyadic::ONE.add(low, bits, Direction::Down), Dyadic::ONE.add(high, bits, Direction::Up))
        };
        return match (x.is_zero(), x.is_negative()) {
            (true, _) => (Bound::ONE, Bound::ONE),
            (_, true) => around(&step.negate(), &Dyadic::ZERO),
            _ => around(&Dyadic::ZERO, &step),
        };
    }
    if top > 41 {
        return if x.is_negative() {
            (Bound::ZERO, Bound::Finite(Dyadic::power_of_two(Sign::Positive, -EXPONENT_LIMIT)))
        } else {
            (Bound::Finite(Dyadic::power_of_two(Sign::Positive, EXPONENT_LIMIT - 1)), Bound::PlusInfinity)
        };
    }
    let s = halvings(bits as i64 + 128);
    let w = bits as i64 + s + 48;
    // x = k·ln 2 + r. At w2 bits the error of k·ln 2 is below 2|k| ≤ 2^(top+2) ulps, a quarter of
    // an ulp at w bits.
    let extra = top.max(0) + 4;
    let ln2 = p.ln2(w + extra);
    let scaled = x.to_fixed(w + extra);
    let (k, _) = floor_divide(&scaled, &ln2);
    let r = floor_shift(&(scaled - &k * ln2), extra);
    let (value, error) = exp_kernel(&r, w);
    // The argument errs by at most 3 ulps, and the derivative is below 3.
    let k = i64::try_from(k).unwrap_or(0);
    ball(&value, &(error + 9), k - w, bits)
}

/// ln x for x > 0.
pub(super) fn ln(p: &Precision, x: &Dyadic) -> Bounds {
    let bits = p.bits();
    let top = x.top();
    if top == 0 || top == 1 {
        let u = x.minus_one();
        if u.top() < -15 {
            return ln_near_one(bits, &u);
        }
    }
    // x = m·2^k with m in (0.70, 1.42).
    let first = x.scale(1 - top).to_f64(Direction::Down);
    let (k, m) = if first > 1.42 { (top, first / 2.0) } else { (top - 1, first) };
    let s = halvings(bits as i64 + 192);
    let w = bits as i64 + s + 72;
    let scaled = x.scale(-k).to_fixed(w);
    // A guess y₀ of ln m, whose quality is only a matter of speed: ln m = y₀ + ln(m·e^−y₀).
    let guess = Dyadic::from_f64(libm::log(m)).to_fixed(w);
    let (ratio, ratio_error) = if guess.sign() == Sign::Negative {
        let (e, error) = exp_kernel(&-&guess, w);
        // |m·e| < 2 and m < 2.
        ((scaled * e) >> w as usize, error * 2 + 4)
    } else {
        let (e, error) = exp_kernel(&guess, w);
        // e ≥ 1 and m/e is near 1.
        ((scaled << w as usize) / e, error * 2 + 4)
    };
    // ln q = 2 atanh((q − 1)/(q + 1)), whose derivative near 1 is below 1.1.
    let (z, _) = floor_divide(&((&ratio - one(w)) << w as usize), &(&ratio + one(w)));
    if Dyadic::new(z.clone(), -w).top() > -4 {
        // Only a broken `libm` comes here.
        return (Bound::MinusInfinity, Bound::PlusInfinity);
    }
    let (half, series_error) = odd_series(&z, false, w);
    // k·ln 2, with enough bits that its error stays below 2 ulps.
    let extra = 64;
    let multiple = floor_shift(&(IBig::from(k) * p.ln2(w + extra)), extra);
    let error = ratio_error * 2 + series_error * 2 + 8;
    ball(&(guess + half * 2 + multiple), &error, -w, bits)
}

/// ln(1 + u), for |u| < 2^−15, to full relative precision: 2 atanh(u/(2 + u)).
fn ln_near_one(bits: usize, u: &Dyadic) -> Bounds {
    if u.is_zero() {
        return (Bound::ZERO, Bound::ZERO);
    }
    let w = bits as i64 + 32 - u.top();
    let scaled = u.to_fixed(w);
    let (z, _) = floor_divide(&(&scaled << w as usize), &(&scaled + one(w + 1)));
    let (half, error) = odd_series(&z, false, w);
    // u errs by 1 ulp, the quotient by 1 more.
    ball(&(half * 2), &(error * 2 + 6), -w, bits)
}

/// sin x and cos x; `None` where x is too large to be reduced.
pub(super) fn sin_cos(p: &Precision, x: &Dyadic) -> Option<(Bounds, Bounds)> {
    let bits = p.bits();
    let top = x.top();
    if x.is_zero() {
        return Some(((Bound::ZERO, Bound::ZERO), (Bound::ONE, Bound::ONE)));
    }
    if top > LARGEST_ANGLE {
        return None;
    }
    if x.is_negative() {
        let ((low, high), cos) = sin_cos(p, &x.negate())?;
        return Some(((high.negate(), low.negate()), cos));
    }
    if top < -(bits as i64) {
        // x − x³/6 ≤ sin x ≤ x and 1 − x²/2 ≤ cos x ≤ 1.
        let sin = (
            x.add(&Dyadic::power_of_two(Sign::Negative, 3 * top), bits, Direction::Down),
            x.clone().round(bits, Direction::Up),
        );
        let cos = Dyadic::ONE.add(&Dyadic::power_of_two(Sign::Negative, 2 * top), bits, Direction::Down);
        return Some((sin, (cos, Bound::ONE)));
    }
    let small = (-top).max(0);
    let s = halvings(bits as i64 + small + 128);
    let w = bits as i64 + small + s + 32;
    // x = q·π/2 + r, as for exp.
    let extra = top.max(0) + 4;
    let half_pi = floor_shift(&p.pi(w + extra + 1), 2);
    let scaled = x.to_fixed(w + extra);
    let (q, _) = floor_divide(&scaled, &half_pi);
    let r = floor_shift(&(scaled - &q * half_pi), extra);
    let (sin, cos, error) = sin_cos_kernel(&r, w);
    let error = error + 4;
    let quadrant = u8::try_from(q & IBig::from(3)).unwrap_or(0);
    let (sin, cos) = match quadrant {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    };
    let clamp = |(low, high): Bounds| (low.max(Bound::Finite(Dyadic::integer(-1))), high.min(Bound::ONE));
    Some((clamp(ball(&sin, &error, -w, bits)), clamp(ball(&cos, &error, -w, bits))))
}

/// atan x.
pub(super) fn atan(p: &Precision, x: &Dyadic) -> Bounds {
    let bits = p.bits();
    let top = x.top();
    if x.is_zero() {
        return (Bound::ZERO, Bound::ZERO);
    }
    if x.is_negative() {
        let (low, high) = atan(p, &x.negate());
        return (high.negate(), low.negate());
    }
    if *x > Dyadic::ONE {
        return atan_above_one(p, x);
    }
    if top < -(bits as i64) {
        // x − x³/3 ≤ atan x ≤ x.
        let cube = Dyadic::power_of_two(Sign::Negative, 3 * top);
        return (x.add(&cube, bits, Direction::Down), x.clone().round(bits, Direction::Up));
    }
    let s = halvings(bits as i64 + 128 - top.min(0));
    let w = bits as i64 + s + 48 - top.min(0);
    let scaled = x.to_fixed(w);
    // atan x = y₀ + atan((x cos y₀ − sin y₀)/(cos y₀ + x sin y₀)), with a guess y₀.
    let guess = if top < -30 { Dyadic::ZERO } else { Dyadic::from_f64(libm::atan(x.to_f64(Direction::Down))) };
    let guess = guess.to_fixed(w);
    let (sin, cos, kernel_error) = sin_cos_kernel(&guess, w);
    let numerator = &scaled * &cos - (sin.clone() << w as usize);
    let denominator = cos + ((scaled * sin) >> w as usize);
    // The denominator is √(1 + x²) ≥ 1, so that the errors of both, at most twice the kernel's,
    // pass to the small quotient undiminished but not enlarged.
    let (delta, _) = floor_divide(&numerator, &denominator);
    if Dyadic::new(delta.clone(), -w).top() > -4 {
        return between(Dyadic::ZERO, Dyadic::ONE, bits);
    }
    let (rest, series_error) = odd_series(&delta, true, w);
    ball(&(guess + rest), &(kernel_error * 4 + series_error + 12), -w, bits)
}

/// π/2 − atan(1/x), for x > 1.
fn atan_above_one(p: &Precision, x: &Dyadic) -> Bounds {
    let raised = p.raised(16);
    let bits = raised.bits();
    let (pi_low, pi_high) = pi(&raised);
    let half = |bound: Bound| bound.finite().map_or(Dyadic::ZERO, |pi| pi.scale(-1));
    let end = |direction, half_pi: Dyadic| {
        // The inverse on the other side, and its larger or smaller arc.
        let opposite = if direction == Direction::Down { Direction::Up } else { Direction::Down };
        let inverse = Dyadic::ONE.divide(x, bits, opposite);
        let inverse = inverse.finite().unwrap_or(&Dyadic::ONE).clone().min(Dyadic::ONE);
        let (low, high) = atan(&raised, &inverse);
        let arc = if direction == Direction::Down { high } else { low };
        Bound::Finite(half_pi).add(&arc.negate(), p.bits(), direction)
    };
    (end(Direction::Down, half(pi_low)), end(Direction::Up, half(pi_high)))
}
