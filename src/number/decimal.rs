//! Rationals as decimal text.
//!
//! The digits come from integer division, so that every rounding is exactly what it says.

use super::{IBig, Rational, UBig};

/// Where a decimal that does not fit is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Toward −∞: the text is a lower bound.
    Down,
    /// Toward +∞: the text is an upper bound.
    Up,
    /// To the nearest; a tie goes away from zero, as [`Unary::Round`](super::Unary::Round) has it.
    Nearest,
}

/// Decimal exponents from here up to [`PLAIN_TO`] are written plainly, others as `1.234e-12`.
const PLAIN_FROM: i64 = -7;
/// See [`PLAIN_FROM`].
const PLAIN_TO: i64 = 21;
/// The most digits of a decimal expansion that [`terminating`] writes.
const LONGEST: usize = 10_000;

/// `value` with `significant` digits (at least one), rounded.
///
/// An exact value is written without trailing zeros after the point; any other has all its digits.
/// Zero is `0`, never `-0`.
pub fn decimal(value: &Rational, significant: usize, rounding: Rounding) -> String {
    let significant = significant.max(1);
    if value.is_zero() {
        return "0".into();
    }
    let negative = *value < Rational::ZERO;
    let mut exponent = leading_exponent(value);
    // The digits as an integer: value·10^(significant − 1 − exponent).
    let (mut digits, exact) = scaled(value, significant as i64 - 1 - exponent, rounding);
    if digits.len() > significant {
        // 9.99… went up to 10.0…
        digits.pop();
        exponent += 1;
    }
    if exact {
        let kept = digits.trim_end_matches('0').len().max(1);
        digits.truncate(kept);
    }
    let sign = if negative { "-" } else { "" };
    if (PLAIN_FROM..PLAIN_TO).contains(&exponent) {
        format!("{sign}{}", plain(&digits, exponent))
    } else if digits.len() == 1 {
        format!("{sign}{digits}e{exponent}")
    } else {
        format!("{sign}{}.{}e{exponent}", &digits[..1], &digits[1..])
    }
}

/// `value` with exactly `decimals` digits after the point, rounded; never `-0.000`.
pub fn fixed(value: &Rational, decimals: usize, rounding: Rounding) -> String {
    let (digits, _) = scaled(value, decimals as i64, rounding);
    let padded = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = padded.split_at(padded.len() - decimals);
    let zero = digits.bytes().all(|digit| digit == b'0');
    let sign = if *value < Rational::ZERO && !zero { "-" } else { "" };
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// All digits of `value`, if its expansion ends and is not absurdly long.
pub fn terminating(value: &Rational) -> Option<String> {
    let (mut rest, mut twos, mut fives) = (value.denominator().clone(), 0, 0);
    for (prime, count) in [(2u8, &mut twos), (5, &mut fives)] {
        *count = rest.remove(&UBig::from(prime)).unwrap_or(0);
    }
    let decimals = twos.max(fives);
    (rest.is_one() && decimals <= LONGEST && value.numerator().ilog10_at_most(LONGEST))
        .then(|| fixed(value, decimals, Rounding::Nearest))
}

/// `value` as an integer or fraction, `7/4`; `None` where it has more than `longest` characters.
pub fn fraction(value: &Rational, longest: usize) -> Option<String> {
    use dashu_base::BitTest;
    // A decimal digit is more than three bits.
    if value.numerator().bit_len() + value.denominator().bit_len() > 4 * longest + 8 {
        return None;
    }
    let text = value.to_string();
    (text.chars().count() <= longest).then_some(text)
}

/// The `f64` nearest to a decimal as Rust, JSON and JavaScript write it: `-12.5`, `1e-7`, `1.5e+21`.
///
/// `None` of anything else, infinities and what is longer than any of them writes included. Exact
/// integers do what `str::parse` does with a table of ten kilobytes, too many for the browser's core.
pub fn nearest(text: &str) -> Option<f64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    if whole.len() + fraction.len() > 2 * 400 || digits().next().is_none() || !digits().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let exponent: i32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let power = i64::from(exponent) - fraction.len() as i64;
    let digits = digits().fold(UBig::ZERO, |value, c| value * 10u8 + UBig::from(c - b'0'));
    if power.abs() > 2_000 {
        return None;
    }
    let scale = UBig::from(10u8).pow(usize::try_from(power.unsigned_abs()).ok()?);
    let value = match power >= 0 {
        true => Rational::from(digits * scale),
        false => Rational::from_parts(IBig::from(digits), scale),
    };
    let value = value.to_f64().value();
    Some(if negative { -value } else { value })
}

/// The e with 10^e ≤ |value| < 10^(e+1).
fn leading_exponent(value: &Rational) -> i64 {
    use dashu_base::{BitTest, UnsignedAbs};
    let numerator = value.numerator().unsigned_abs();
    let denominator = value.denominator();
    // |value| lies strictly between 2^(bits−1) and 2^(bits+1); log₁₀ 2 is a little above 0.30102999.
    let bits = numerator.bit_len() as i64 - denominator.bit_len() as i64;
    let mut exponent = (bits - 1) * 30_103 / 100_000 - 1;
    let reaches = |e: i64| {
        let power = UBig::from(10u8).pow(usize::try_from(e.unsigned_abs()).unwrap_or(usize::MAX));
        if e >= 0 { numerator >= denominator * power } else { &numerator * power >= *denominator }
    };
    while !reaches(exponent) {
        exponent -= 1;
    }
    while reaches(exponent + 1) {
        exponent += 1;
    }
    exponent
}

/// The digits of the integer |value|·10^`power`, rounded, and whether that is exact.
fn scaled(value: &Rational, power: i64, rounding: Rounding) -> (String, bool) {
    use dashu_base::{DivRem, UnsignedAbs};
    let factor = UBig::from(10u8).pow(usize::try_from(power.unsigned_abs()).unwrap_or(usize::MAX));
    let mut numerator = value.numerator().unsigned_abs();
    let mut denominator = value.denominator().clone();
    if power >= 0 {
        numerator *= factor
    } else {
        denominator *= factor
    }
    let negative = *value < Rational::ZERO;
    let (mut quotient, remainder) = numerator.div_rem(&denominator);
    let exact = remainder.is_zero();
    let away = match rounding {
        Rounding::Down => negative && !exact,
        Rounding::Up => !negative && !exact,
        Rounding::Nearest => remainder * UBig::from(2u8) >= denominator,
    };
    if away {
        quotient += UBig::ONE;
    }
    (quotient.to_string(), exact)
}

/// Digits d₀d₁d₂… that stand for d₀.d₁d₂…·10^exponent, without an exponent.
fn plain(digits: &str, exponent: i64) -> String {
    if exponent < 0 {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        return format!("0.{}{digits}", "0".repeat(zeros));
    }
    let whole = usize::try_from(exponent).unwrap_or(0) + 1;
    if digits.len() <= whole {
        format!("{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        format!("{}.{}", &digits[..whole], &digits[whole..])
    }
}

/// A bound of decimal lengths without writing the digits.
trait DecimalLength {
    fn ilog10_at_most(&self, digits: usize) -> bool;
}

impl DecimalLength for IBig {
    fn ilog10_at_most(&self, digits: usize) -> bool {
        dashu_base::BitTest::bit_len(self) <= digits * 10 / 3
    }
}

/// The rational that a plain or scientific decimal text stands for; panics on other text.
#[cfg(test)]
pub(crate) fn parse(text: &str) -> Rational {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().expect("an exponent");
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: IBig = format!("{whole}{fraction}").parse().expect("digits");
    let power = exponent - fraction.len() as i64;
    let factor = UBig::from(10u8).pow(power.unsigned_abs() as usize);
    if power >= 0 { Rational::from(digits * IBig::from(factor)) } else { Rational::from_parts(digits, factor) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(n: i64, d: u64) -> Rational {
        Rational::from_parts(IBig::from(n), UBig::from(d))
    }

    #[test]
    fn the_nearest_float_is_the_one_that_the_standard_library_reads() {
        let mut state = 1u64;
        let mut numbers = vec![0.0, -0.0, 5e-324, 2.2250738585072014e-308, f64::MAX, 0.1, 1e23, 9007199254740993.0];
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            numbers.push(f64::from_bits(state));
        }
        for number in numbers.into_iter().filter(|number| number.is_finite()) {
            for text in [format!("{number:e}"), format!("{number:.3e}"), format!("{number}")] {
                let standard: f64 = text.parse().expect("a number");
                assert_eq!(nearest(&text).map(f64::to_bits), Some(standard.to_bits()), "{text}");
            }
        }
        assert_eq!(nearest("1e+21"), Some(1e21));
        for text in ["", "-", ".", "e5", "1e", "NaN", "inf", "1,5", "--1", "+1", "1e99999", "1e5000000000", " 1"] {
            assert_eq!(nearest(text), None, "{text}");
        }
    }

    #[test]
    fn significant_digits_are_rounded_as_told() {
        let third = ratio(1, 3);
        assert_eq!(decimal(&third, 5, Rounding::Down), "0.33333");
        assert_eq!(decimal(&third, 5, Rounding::Up), "0.33334");
        assert_eq!(decimal(&-third.clone(), 5, Rounding::Down), "-0.33334");
        assert_eq!(decimal(&-third, 5, Rounding::Up), "-0.33333");
        assert_eq!(decimal(&ratio(2, 3), 3, Rounding::Nearest), "0.667");
        assert_eq!(decimal(&ratio(25, 10), 1, Rounding::Nearest), "3");
        assert_eq!(decimal(&ratio(-25, 10), 1, Rounding::Nearest), "-3");
        assert_eq!(decimal(&ratio(999_999, 1000), 3, Rounding::Up), "1000");
        assert_eq!(decimal(&ratio(9_999, 10_000), 3, Rounding::Nearest), "1.00");
    }

    #[test]
    fn exact_values_have_no_trailing_zeros_and_others_keep_theirs() {
        assert_eq!(decimal(&ratio(7, 4), 17, Rounding::Nearest), "1.75");
        assert_eq!(decimal(&ratio(1200, 1), 17, Rounding::Down), "1200");
        assert_eq!(decimal(&ratio(0, 1), 17, Rounding::Nearest), "0");
        assert_eq!(decimal(&ratio(100_000_001, 100_000_000), 4, Rounding::Nearest), "1.000");
    }

    #[test]
    fn far_exponents_are_scientific() {
        assert_eq!(decimal(&ratio(1, 10_000_000), 3, Rounding::Nearest), "0.0000001");
        assert_eq!(decimal(&ratio(1, 100_000_000), 3, Rounding::Nearest), "1e-8");
        assert_eq!(decimal(&ratio(1234, 1_000_000_000_000_000), 4, Rounding::Nearest), "1.234e-12");
        assert_eq!(decimal(&parse("123456789e12"), 17, Rounding::Nearest), "123456789000000000000");
        assert_eq!(decimal(&parse("123456789e13"), 17, Rounding::Nearest), "1.23456789e21");
        assert_eq!(decimal(&parse("1e400"), 17, Rounding::Nearest), "1e400");
        assert_eq!(decimal(&-parse("1e-400"), 17, Rounding::Nearest), "-1e-400");
    }

    #[test]
    fn leading_exponents_are_right_around_every_power() {
        for e in -40..40i64 {
            let power = parse(&format!("1e{e}"));
            let below = &power - &power * parse("1e-30");
            assert_eq!(leading_exponent(&power), e);
            assert_eq!(leading_exponent(&below), e - 1);
        }
    }

    #[test]
    fn fixed_decimals() {
        assert_eq!(fixed(&ratio(1737, 1000), 2, Rounding::Nearest), "1.74");
        assert_eq!(fixed(&ratio(-1, 10_000), 3, Rounding::Nearest), "0.000");
        assert_eq!(fixed(&ratio(-1, 10_000), 3, Rounding::Down), "-0.001");
        assert_eq!(fixed(&ratio(5, 2), 0, Rounding::Nearest), "3");
        assert_eq!(fixed(&ratio(1, 1), 3, Rounding::Nearest), "1.000");
        assert_eq!(fixed(&ratio(1, 20), 1, Rounding::Nearest), "0.1");
    }

    #[test]
    fn endings_are_known() {
        assert_eq!(terminating(&ratio(7, 4)).as_deref(), Some("1.75"));
        assert_eq!(terminating(&ratio(-3, 40)).as_deref(), Some("-0.075"));
        assert_eq!(terminating(&ratio(12, 1)).as_deref(), Some("12"));
        assert_eq!(terminating(&ratio(1, 3)), None);
        assert_eq!(fraction(&ratio(7, 4), 10).as_deref(), Some("7/4"));
        assert_eq!(fraction(&ratio(7, 1), 10).as_deref(), Some("7"));
        assert_eq!(fraction(&ratio(123_456_789, 1_000_000_007), 10), None);
    }
}
