//! Directed rounding of the basic operations, by the error terms of the rounded ones.
//!
//! A sum's error is found by Knuth's TwoSum, a product's by Dekker's splitting (both exact barring
//! overflow and underflow: Muller et al., *Handbook of Floating-Point Arithmetic*, ch. 4); the sign
//! of a quotient's or root's residual tells on which side the exact value lies. So a bound moves by
//! an ulp only where it must, and exact results stay exact. No fused multiply-add: in software it
//! costs more, and the bits would be the same.

/// Below this product the error term may underflow.
const TINY: f64 = f64::from_bits((1023 - 960) << 52);
/// Above this operand Dekker's splitting may overflow.
const HUGE: f64 = f64::from_bits((1023 + 990) << 52);
/// 2²⁰⁰ and its inverse, exact scalings out of the dangerous ranges.
const UP_200: f64 = f64::from_bits((1023 + 200) << 52);
const DOWN_200: f64 = f64::from_bits((1023 - 200) << 52);
const UP_100: f64 = f64::from_bits((1023 + 100) << 52);
const DOWN_100: f64 = f64::from_bits((1023 - 100) << 52);

/// The rounded sum and its error; the error is NaN where the sum overflows.
#[inline]
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// The error a·b − p of the rounded product p = a·b, in the ranges where it is exact.
#[inline]
fn product_error(a: f64, b: f64, product: f64) -> f64 {
    const SPLITTER: f64 = 134_217_729.0; // 2²⁷ + 1
    let (ca, cb) = (SPLITTER * a, SPLITTER * b);
    let (a_high, b_high) = (ca - (ca - a), cb - (cb - b));
    let (a_low, b_low) = (a - a_high, b - b_high);
    a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
}

/// a + b rounded down. A bound of −∞ stays.
#[inline]
pub(super) fn add_down(a: f64, b: f64) -> f64 {
    let (sum, error) = two_sum(a, b);
    // A NaN error (overflow) must take the cautious branch.
    if error >= 0.0 { sum } else { sum.next_down() }
}

/// a + b rounded up. A bound of +∞ stays.
#[inline]
pub(super) fn add_up(a: f64, b: f64) -> f64 {
    let (sum, error) = two_sum(a, b);
    if error <= 0.0 { sum } else { sum.next_up() }
}

/// a·b rounded down, with 0·∞ = 0 (the infinity is a bound, not a value).
#[inline]
pub(super) fn mul_down(a: f64, b: f64) -> f64 {
    let product = a * b;
    let size = product.abs();
    if size > TINY && size < HUGE && a.abs() < HUGE && b.abs() < HUGE {
        if product_error(a, b, product) >= 0.0 { product } else { product.next_down() }
    } else {
        mul_down_rare(a, b, product)
    }
}

/// a·b rounded up, with 0·∞ = 0.
#[inline]
pub(super) fn mul_up(a: f64, b: f64) -> f64 {
    -mul_down(-a, b)
}

#[cold]
fn mul_down_rare(a: f64, b: f64, product: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        return 0.0;
    }
    if a.is_infinite() || b.is_infinite() || a.abs() == 1.0 || b.abs() == 1.0 {
        return product;
    }
    if product.is_finite() && product.abs() > TINY {
        // Shrink the larger factor: the error keeps its sign.
        let (large, small) = if a.abs() > b.abs() { (a, b) } else { (b, a) };
        let shrunk = large * DOWN_200;
        return if product_error(shrunk, small, product * DOWN_200) >= 0.0 { product } else { product.next_down() };
    }
    if product == 0.0 && (a < 0.0) == (b < 0.0) {
        return 0.0;
    }
    product.next_down()
}

/// a / b rounded down for b ≠ 0; a finite number over an infinite bound is 0.
#[inline]
pub(super) fn div_down(a: f64, b: f64) -> f64 {
    let quotient = a / b;
    let (size, dividend) = (quotient.abs(), a.abs());
    if size > TINY && size < HUGE && dividend > TINY && dividend < HUGE && b.abs() < HUGE {
        let product = quotient * b;
        let residual = (a - product) - product_error(quotient, b, product);
        if residual == 0.0 || (residual > 0.0) == (b > 0.0) { quotient } else { quotient.next_down() }
    } else {
        div_down_rare(a, b, quotient)
    }
}

#[cold]
fn div_down_rare(a: f64, b: f64, quotient: f64) -> f64 {
    if a == 0.0 || b.is_infinite() {
        0.0
    } else if a.is_infinite() || b.abs() == 1.0 {
        quotient
    } else if quotient == 0.0 && (a < 0.0) == (b < 0.0) {
        0.0
    } else if quotient.abs() > TINY && quotient.abs() < HUGE {
        // Dividend or divisor is out of range: move both, which keeps the quotient.
        let scale = if a.abs() <= TINY { UP_200 } else { DOWN_200 };
        div_down(a * scale, b * scale)
    } else {
        quotient.next_down()
    }
}

/// a / b rounded up for b ≠ 0.
#[inline]
pub(super) fn div_up(a: f64, b: f64) -> f64 {
    -div_down(-a, b)
}

/// The root of x ≥ 0 rounded down.
pub(super) fn sqrt_down(x: f64) -> f64 {
    sqrt_toward(x, |root, residual| if residual >= 0.0 { root } else { root.next_down() })
}

/// The root of x ≥ 0 rounded up.
pub(super) fn sqrt_up(x: f64) -> f64 {
    sqrt_toward(x, |root, residual| if residual <= 0.0 { root } else { root.next_up() })
}

fn sqrt_toward(x: f64, round: impl Fn(f64, f64) -> f64) -> f64 {
    if x == 0.0 || x.is_infinite() {
        return x;
    }
    let (scaled, back) = if x < DOWN_200 {
        (x * UP_200, DOWN_100)
    } else if x > UP_200 {
        (x * DOWN_200, UP_100)
    } else {
        (x, 1.0)
    };
    let root = libm::sqrt(scaled);
    let product = root * root;
    round(root, (scaled - product) - product_error(root, root, product)) * back
}

/// `x` moved by `steps` neighbours on the line of all `f64`, both zeros counting as one; stops at
/// the infinities. This is how a library function's result is widened by so many ulps.
#[inline]
pub(super) fn step(x: f64, steps: i64) -> f64 {
    const INFINITY_KEY: i64 = f64::INFINITY.to_bits() as i64;
    if x.is_nan() {
        return if steps < 0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let bits = x.abs().to_bits() as i64;
    let key = if x.is_sign_negative() { -bits } else { bits };
    let key = (key + steps).clamp(-INFINITY_KEY, INFINITY_KEY);
    let size = f64::from_bits(key.unsigned_abs());
    if key < 0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Rational;

    fn rational(x: f64) -> Rational {
        Rational::try_from(x).expect("finite")
    }

    /// A fixed sequence of awkward numbers of all sizes.
    fn awkward() -> Vec<f64> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut numbers = vec![0.0, 1.0, -1.0, 3.0, 0.1, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e300, -1e-300, 1e-170];
        for _ in 0..120 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let x = f64::from_bits(state);
            if x.is_finite() {
                numbers.push(x);
            }
            numbers.push((state >> 40) as f64 / 1024.0 - 5000.0);
        }
        numbers
    }

    /// `rounded` must be the greatest `f64` not above `exact`, except at the ends of the range,
    /// where one step more is allowed.
    fn assert_down(rounded: f64, exact: &Rational, what: &str) {
        if rounded == f64::NEG_INFINITY {
            assert!(*exact < rational(-f64::MAX), "{what}");
            return;
        }
        assert!(rational(rounded) <= *exact, "{what}: {rounded:e} is above");
        let next = if rounded.abs() < 1e-280 || rounded.abs() > 1e290 {
            rounded.next_up().next_up()
        } else {
            rounded.next_up()
        };
        if next.is_finite() {
            assert!(rational(next) > *exact, "{what}: {rounded:e} is not tight");
        }
    }

    #[test]
    fn directed_operations_are_the_tightest() {
        let numbers = awkward();
        for &a in &numbers {
            for &b in &numbers {
                let (ra, rb) = (rational(a), rational(b));
                assert_down(add_down(a, b), &(&ra + &rb), &format!("{a:e} + {b:e}"));
                assert_down(-add_up(a, b), &-(&ra + &rb), &format!("-({a:e} + {b:e})"));
                assert_down(mul_down(a, b), &(&ra * &rb), &format!("{a:e} * {b:e}"));
                assert_down(-mul_up(a, b), &-(&ra * &rb), &format!("-({a:e} * {b:e})"));
                if b != 0.0 {
                    assert_down(div_down(a, b), &(&ra / &rb), &format!("{a:e} / {b:e}"));
                    assert_down(-div_up(a, b), &-(&ra / &rb), &format!("-({a:e} / {b:e})"));
                }
            }
        }
    }

    #[test]
    fn directed_roots_are_the_tightest() {
        for x in awkward().into_iter().map(f64::abs) {
            let (down, up) = (sqrt_down(x), sqrt_up(x));
            let square = |y: f64| rational(y) * rational(y);
            assert!(square(down) <= rational(x) && square(up) >= rational(x), "{x:e}");
            assert!(up == down || up == down.next_up(), "{x:e}");
        }
        assert_eq!((sqrt_down(144.0), sqrt_up(144.0)), (12.0, 12.0));
        assert_eq!((sqrt_down(0.25), sqrt_up(0.25)), (0.5, 0.5));
    }

    #[test]
    fn steps_cross_zero_and_stop_at_infinity() {
        assert_eq!(step(5e-324, -2), -5e-324);
        assert_eq!(step(-0.0, 1), 5e-324);
        assert_eq!(step(f64::MAX, 5), f64::INFINITY);
        assert_eq!(step(f64::INFINITY, -1), f64::MAX);
        assert_eq!(step(1.0, -4), 1.0 - 4.0 * f64::EPSILON / 2.0);
    }
}
