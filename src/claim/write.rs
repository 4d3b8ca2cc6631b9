//! Writing a computed value in the form of a written number, for `fix`; and in a form of our own
//! where nothing was written.
//!
//! A value is known by an enclosure; its digits are written only where both ends round to the
//! same ones. Ties round away from zero (either neighbour of a tie would be proved). What is
//! written is judged before it is handed out, so `fix` can't write a number that `check` refutes.

use super::number::{GLYPHS, SUPERSCRIPTS, group_digits, make_percent, number_at, power_of_ten};
use super::{Bounds, ClaimedSet, Form, FractionForm, Relation, Shape, Verdict, Written};
use crate::number::{Defined, IBig, Rational, UBig};

/// The most digits that are written for an exact number.
const MAX_EXACT_DIGITS: usize = 40;

/// Why a value can't be written in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// The form is exact (a whole number, a fraction, ∞), and the value isn't.
    NotExact,
    /// Rounded to the written digits the value would be a stated zero, 0 % or 100 %, which are exact.
    RoundsToExact,
    /// The enclosure is too wide to tell the digits.
    TooWide,
    /// The value doesn't exist, or may not.
    Undefined,
    /// A bound has no digits to correct.
    Bound,
    /// The exact number would be too long.
    TooLong,
}

impl Unwritable {
    /// The reason as a sentence without its period.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotExact => "the stated form is exact, and the value isn't: write a decimal, or put `≈` before it",
            Self::RoundsToExact => {
                "rounded to the stated digits it would be 0, 0 % or 100 %, which claim the exact value: write more digits or a bound"
            }
            Self::TooWide => "the enclosure of the value is too wide to tell its digits",
            Self::Undefined => "the value doesn't exist",
            Self::Bound => "a bound has no digits to correct",
            Self::TooLong => "the exact value is too long to write",
        }
    }
}

/// The value within `bounds` in the form and precision of `written`: what to put in the place of
/// its text. The unit and the sign before it stay as they are.
///
/// # Errors
///
/// Where no number in this form would be proved.
pub fn write(written: &Written, relation: Relation, bounds: &Bounds) -> Result<String, Unwritable> {
    if matches!(relation, Relation::Compare(_)) {
        return Err(Unwritable::Bound);
    }
    let form = &written.form;
    if bounds.defined == Defined::Yes
        && let Some(positive) = bounds.infinite
    {
        let infinity = if form.math { "\\infty" } else { "∞" };
        return Ok(if positive { infinity.to_owned() } else { format!("{}{infinity}", form.minus) });
    }
    let (low, high) = ends(bounds)?;
    let text = match form.shape {
        Shape::Integer if relation == Relation::Equal && !form.percent => {
            whole(form, bounds.exact().ok_or(Unwritable::NotExact)?)?
        }
        Shape::Integer | Shape::Decimal => both(low, high, |value| Ok(decimal_text(form, value, form.decimals)))?,
        Shape::Scientific => both(low, high, |value| scientific(form, value))?,
        Shape::Fraction => fraction(form, bounds.exact().ok_or(Unwritable::NotExact)?)?,
        Shape::Infinity => whole(form, bounds.exact().ok_or(Unwritable::NotExact)?)?,
    };
    let proved = number_at(&text, 0, form.math, false).is_ok_and(|mut read| {
        let tail = &text[read.span.end..];
        // The word `percent` is read after the number.
        if form.percent && !read.form.percent && tail == form.percent_sign {
            make_percent(&mut read, form.percent_sign.clone());
        } else if !tail.is_empty() {
            return false;
        }
        ClaimedSet::new(&read, relation).decide(bounds, false) == Some(Verdict::Proved)
    });
    match proved {
        true => Ok(text),
        false if bounds.exact().is_some() => Err(Unwritable::RoundsToExact),
        // The digits are right, and the enclosure reaches over the edge of what they claim, or
        // they would be an exact zero.
        false if is_exact_text(&text, form) => Err(Unwritable::RoundsToExact),
        false => Err(Unwritable::TooWide),
    }
}

/// The value within `bounds` with `significant` digits, for a claim that states nothing: a decimal
/// (`1.737`), in scientific notation where it is tiny or huge (`4.200e-7`), `0` and longer whole
/// numbers exactly, `∞`.
///
/// # Errors
///
/// Where the enclosure is too wide, or the value doesn't exist.
pub fn propose(bounds: &Bounds, significant: u32, math: bool) -> Result<String, Unwritable> {
    let significant = significant.max(1);
    let mut form = Form {
        shape: Shape::Decimal,
        math,
        minus: if math { '-' } else { '−' },
        plus: false,
        currency: None,
        sign_after_currency: false,
        thousands: None,
        lead: 1,
        decimals: significant - 1,
        power: None,
        fraction: None,
        percent: false,
        percent_sign: String::new(),
    };
    let written = |form: Form| Written {
        text: String::new(),
        value: Rational::ZERO,
        infinite: None,
        half_unit: None,
        half_unit_if_about: Rational::ZERO,
        form: Box::new(form),
        span: crate::source::Span::default(),
    };
    if bounds.infinite.is_some() {
        return write(&written(form), Relation::Equal, bounds);
    }
    let (low, high) = ends(bounds)?;
    if let Some(value) = bounds.exact().filter(|value| value.is_int()) {
        let digits = value.numerator().to_string().trim_start_matches('-').len();
        if value.is_zero() || digits >= usize::try_from(significant).unwrap_or(usize::MAX) && digits <= 15 {
            form.shape = Shape::Integer;
            form.decimals = 0;
            return write(&written(form), Relation::Equal, bounds);
        }
    }
    if *low <= Rational::ZERO && *high >= Rational::ZERO {
        return Err(Unwritable::TooWide);
    }
    let magnitude = magnitude(&magnitude_after_rounding(low, significant)?);
    if (-4..7).contains(&magnitude) {
        form.decimals = u32::try_from((i64::from(significant) - 1 - magnitude).max(1)).unwrap_or(1);
    } else {
        form.shape = Shape::Scientific;
        form.power = Some(super::PowerForm {
            before: if math { " \\times 10^{".to_owned() } else { "e".to_owned() },
            after: if math { "}".to_owned() } else { String::new() },
            superscript: false,
            minus: '-',
            plus: false,
        });
    }
    write(&written(form), Relation::Equal, bounds)
}

/// The value within `bounds` with `decimals` digits after the point in the surroundings (sign,
/// currency, thousands, percent) of `written`; `None` where the bounds don't tell the digits.
pub(super) fn rounded(written: &Written, bounds: &Bounds, decimals: u32) -> Option<String> {
    let (low, high) = ends(bounds).ok()?;
    let mut form = written.form.clone();
    form.shape = Shape::Decimal;
    form.lead = form.lead.max(1);
    both(low, high, |value| Ok(decimal_text(&form, value, decimals))).ok()
}

fn ends(bounds: &Bounds) -> Result<(&Rational, &Rational), Unwritable> {
    match bounds.finite() {
        Some(ends) => Ok(ends),
        None if bounds.defined == Defined::Yes => Err(Unwritable::TooWide),
        None => Err(Unwritable::Undefined),
    }
}

/// The text of both ends, where it is the same.
fn both(
    low: &Rational,
    high: &Rational,
    text: impl Fn(&Rational) -> Result<String, Unwritable>,
) -> Result<String, Unwritable> {
    let low = text(low)?;
    if low == text(high)? { Ok(low) } else { Err(Unwritable::TooWide) }
}

fn is_exact_text(text: &str, form: &Form) -> bool {
    number_at(text, 0, form.math, false).is_ok_and(|read| read.half_unit.is_none())
}

pub(super) fn absolute(value: &Rational) -> Rational {
    if *value < Rational::ZERO { -value } else { value.clone() }
}

/// The nearest whole number of a non-negative value, ties up.
pub(super) fn round(value: &Rational) -> UBig {
    let (two, shifted) = (UBig::from(2u8), value.numerator() * IBig::from(2) + IBig::from(value.denominator().clone()));
    let (_, shifted) = shifted.into_parts();
    shifted / (two * value.denominator())
}

/// ⌊log₁₀ value⌋ of a positive value.
fn magnitude(value: &Rational) -> i64 {
    let digits = |n: &UBig| i64::try_from(n.to_string().len()).unwrap_or(i64::MAX);
    let (_, numerator) = value.numerator().clone().into_parts();
    let guess = digits(&numerator) - digits(value.denominator());
    if *value < power_of_ten(guess) { guess - 1 } else { guess }
}

/// A value of the magnitude that `value` has once it is rounded to `significant` digits.
fn magnitude_after_rounding(value: &Rational, significant: u32) -> Result<Rational, Unwritable> {
    let value = absolute(value);
    if value.is_zero() {
        return Err(Unwritable::TooWide);
    }
    let shift = i64::from(significant) - 1 - magnitude(&value);
    Ok(Rational::from(round(&(value * power_of_ten(shift)))) * power_of_ten(-shift))
}

/// Sign, currency and percent sign around the digits of a value.
fn surround(form: &Form, negative: bool, digits: &str) -> String {
    let sign = match (negative, form.plus) {
        (true, _) => form.minus.to_string(),
        (false, true) => "+".to_owned(),
        _ => String::new(),
    };
    let currency = form.currency.as_deref().unwrap_or("");
    let (first, second) = if form.sign_after_currency { (currency, sign.as_str()) } else { (sign.as_str(), currency) };
    format!("{first}{second}{digits}{}", form.percent_sign)
}

/// Digits with a point `decimals` before their end, grouped and led as the form says.
fn with_point(form: &Form, digits: &UBig, decimals: u32) -> String {
    let decimals = usize::try_from(decimals).unwrap_or(0);
    let digits = format!("{:0>1$}", digits.to_string(), decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let whole = match &form.thousands {
        _ if whole == "0" && form.lead == 0 && decimals > 0 => String::new(),
        Some(separator) => group_digits(whole, separator),
        None => whole.to_owned(),
    };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{whole}{point}{fraction}")
}

fn decimal_text(form: &Form, value: &Rational, decimals: u32) -> String {
    let shift = i64::from(decimals) + if form.percent { 2 } else { 0 };
    let digits = round(&(absolute(value) * power_of_ten(shift)));
    let negative = *value < Rational::ZERO && !digits.is_zero();
    surround(form, negative, &with_point(form, &digits, decimals))
}

/// An exact whole number.
fn whole(form: &Form, value: &Rational) -> Result<String, Unwritable> {
    if !value.is_int() {
        return Err(Unwritable::NotExact);
    }
    if value.numerator().to_string().len() > MAX_EXACT_DIGITS {
        return Err(Unwritable::TooLong);
    }
    Ok(decimal_text(form, value, 0))
}

fn scientific(form: &Form, value: &Rational) -> Result<String, Unwritable> {
    let Some(power) = &form.power else { return Err(Unwritable::NotExact) };
    let value = if form.percent { value * power_of_ten(2) } else { value.clone() };
    let negative = value < Rational::ZERO;
    let value = absolute(&value);
    if value.is_zero() {
        return Ok(surround(form, false, "0"));
    }
    // The mantissa keeps its digits before the point; `.5e3` and `0.5e3` have none that count.
    let lead = i64::from(form.lead.max(1));
    let mut exponent = magnitude(&value) - (lead - 1);
    let mut digits = round(&(&value * power_of_ten(i64::from(form.decimals) - exponent)));
    if digits >= UBig::from(10u8).pow(usize::try_from(lead + i64::from(form.decimals)).unwrap_or(0)) {
        exponent += 1;
        digits = round(&(&value * power_of_ten(i64::from(form.decimals) - exponent)));
    }
    let raised = exponent.unsigned_abs().to_string();
    let raised = if power.superscript {
        let digits: String =
            raised.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| SUPERSCRIPTS.get(d as usize)).collect();
        let sign = if exponent < 0 {
            "⁻"
        } else if power.plus {
            "⁺"
        } else {
            ""
        };
        format!("{sign}{digits}")
    } else {
        let sign = if exponent < 0 {
            power.minus.to_string()
        } else if power.plus {
            "+".to_owned()
        } else {
            String::new()
        };
        format!("{sign}{raised}")
    };
    // In TeX `10^6` raises one character only.
    let (open, close) =
        if form.math && power.before.ends_with('^') && raised.len() > 1 { ("{", "}") } else { ("", "") };
    let mantissa = with_point(&Form { lead: 1, ..form.clone() }, &digits, form.decimals);
    Ok(surround(form, negative, &format!("{mantissa}{}{open}{raised}{close}{}", power.before, power.after)))
}

fn fraction(form: &Form, value: &Rational) -> Result<String, Unwritable> {
    let negative = *value < Rational::ZERO;
    let (_, numerator) = value.numerator().clone().into_parts();
    let (numerator, denominator) = (numerator.to_string(), value.denominator().to_string());
    if numerator.len() + denominator.len() > MAX_EXACT_DIGITS {
        return Err(Unwritable::TooLong);
    }
    if denominator == "1" {
        return Ok(surround(form, negative, &numerator));
    }
    let text = match &form.fraction {
        Some(FractionForm::Tex { command, braces }) => {
            if *braces || numerator.len() + denominator.len() > 2 {
                format!("{command}{{{numerator}}}{{{denominator}}}")
            } else {
                format!("{command}{numerator}{denominator}")
            }
        }
        Some(FractionForm::Glyph) => {
            let glyph = GLYPHS.iter().find(|row| row.1.to_string() == numerator && row.2.to_string() == denominator);
            glyph.map_or_else(|| format!("{numerator}/{denominator}"), |row| row.0.to_string())
        }
        _ => format!("{numerator}/{denominator}"),
    };
    Ok(surround(form, negative, &text))
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
