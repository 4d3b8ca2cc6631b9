//! Reading one written number: every form that the contract lists, and no other.
//!
//! The grammar, for text and (where it differs) for TeX:
//!
//! ```text
//! number   = [sign] [currency [space]] [sign] body [percent]
//! body     = ∞ | ½ | \frac12 | integer "/" integer | mantissa [power]
//! integer  = digits, or groups of three with one kind of separator: `,` `{,}` `\,` U+2009 U+202F
//! mantissa = integer ["." digits] | "." digits
//! power    = ("e" | "E") [sign] digits | ("×" | "·" | \times | \cdot) "10" exponent
//! exponent = "^" [sign] digits | "^{" [sign] digits "}" | superscript digits
//! percent  = [space] ("%" | "\%")
//! ```
//!
//! What follows the number is the caller's to judge; it accepts nothing that could make the
//! number a part of something longer.

mod power;

use super::{Form, FractionForm, PowerForm, Shape, Written};
use crate::diagnostic::said;
use crate::number::{IBig, Rational, UBig};
use crate::source::Span;

/// The problem where digits should start and none do.
pub(super) const NO_DIGITS: &str = "a number without digits";
/// The most digits that a number may have.
const MAX_DIGITS: usize = 400;

/// Why the digits are no number that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The headline, without the digits.
    pub(super) message: &'static str,
    /// What to write instead.
    pub(super) help: String,
}

impl Problem {
    fn new(message: &'static str, help: impl Into<String>) -> Self {
        Self { message, help: help.into() }
    }
}

/// The glyphs of fractions.
pub(super) const GLYPHS: &[(char, u8, u8)] = &[
    ('½', 1, 2),
    ('⅓', 1, 3),
    ('⅔', 2, 3),
    ('¼', 1, 4),
    ('¾', 3, 4),
    ('⅕', 1, 5),
    ('⅖', 2, 5),
    ('⅗', 3, 5),
    ('⅘', 4, 5),
    ('⅙', 1, 6),
    ('⅚', 5, 6),
    ('⅐', 1, 7),
    ('⅛', 1, 8),
    ('⅜', 3, 8),
    ('⅝', 5, 8),
    ('⅞', 7, 8),
    ('⅑', 1, 9),
    ('⅒', 1, 10),
    ('↉', 0, 3),
];

/// The superscript digits in order.
pub(super) const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// Currency signs that may stand before a number (or after it, as a unit).
pub(super) const CURRENCIES: &[char] =
    &['$', '€', '£', '¥', '¢', '₹', '₩', '₽', '₺', '₫', '₪', '₴', '₦', '₱', '฿', '₡', '₲', '₵', '₸', '₿'];

/// Commands that set a fraction.
pub(super) const FRACTIONS: &[&str] = &["frac", "tfrac", "dfrac", "cfrac"];

/// Whether the character is a sign that a number may have.
pub(super) fn is_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '−')
}

/// The letters of the TeX command at the start of `text`, without the backslash; empty for none.
pub(super) fn command(text: &str) -> &str {
    match text.strip_prefix('\\') {
        Some(rest) => &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())],
        None => "",
    }
}

/// The length of one space at the start of `text`, 0 for none.
pub(super) fn space(text: &str, math: bool) -> usize {
    if math {
        if let Some(rest) = text.strip_prefix('\\') {
            let word = command(text);
            return match rest.chars().next() {
                _ if matches!(
                    word,
                    "quad" | "enspace" | "thinspace" | "medspace" | "thickspace" | "space" | "nobreakspace"
                ) =>
                {
                    1 + word.len()
                }
                Some(',' | ';' | ':' | '!' | '>' | ' ') => 2,
                _ => 0,
            };
        }
        if text.starts_with('~') {
            return 1;
        }
        if text.starts_with("{}") {
            return 2;
        }
    }
    text.chars().next().filter(|c| c.is_whitespace()).map_or(0, char::len_utf8)
}

/// The length of all spaces at the start of `text`.
pub(super) fn spaces(text: &str, math: bool) -> usize {
    let mut at = 0;
    loop {
        match space(&text[at..], math) {
            0 => return at,
            length => at += length,
        }
    }
}

/// 10ᵏ.
pub(super) fn power_of_ten(k: i64) -> Rational {
    let power = UBig::from(10u8).pow(usize::try_from(k.unsigned_abs()).unwrap_or(0));
    if k < 0 { Rational::from_parts(IBig::ONE, power) } else { Rational::from(power) }
}

/// Reads the number that starts at byte `at` of `text`, its sign and currency included.
///
/// In a list, a comma that doesn't group digits by three ends the number; elsewhere it is a
/// problem. The span and the end are bytes of `text`.
pub(super) fn number_at(text: &str, at: usize, math: bool, in_list: bool) -> Result<Written, Problem> {
    Reader { text, at, math, in_list }.number()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    math: bool,
    in_list: bool,
}

/// What the body of a number amounts to, before sign and percent.
struct Body {
    shape: Shape,
    value: Rational,
    infinite: bool,
    /// The unit of the last digit; 0 for fractions and ∞.
    unit: Rational,
    lead: u32,
    decimals: u32,
    thousands: Option<String>,
    power: Option<PowerForm>,
    fraction: Option<FractionForm>,
}

impl Body {
    fn fraction(numerator: UBig, denominator: UBig, form: FractionForm) -> Result<Self, Problem> {
        if denominator.is_zero() {
            return Err(Problem::new("a fraction with the denominator 0", "write a denominator other than 0"));
        }
        Ok(Self {
            shape: Shape::Fraction,
            value: Rational::from_parts(IBig::from(numerator), denominator),
            infinite: false,
            unit: Rational::ZERO,
            lead: 0,
            decimals: 0,
            thousands: None,
            power: None,
            fraction: Some(form),
        })
    }
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn digit_follows(&self, length: usize) -> bool {
        self.rest().as_bytes().get(length).is_some_and(u8::is_ascii_digit)
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn eat_command(&mut self, name: &str) -> bool {
        let found = self.math && command(self.rest()) == name;
        if found {
            self.at += 1 + name.len();
        }
        found
    }

    fn eat_sign(&mut self) -> Option<char> {
        let sign = self.peek().filter(|&c| is_sign(c))?;
        self.at += sign.len_utf8();
        Some(sign)
    }

    fn digits(&mut self) -> &'a str {
        let rest = self.rest();
        let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())];
        self.at += digits.len();
        digits
    }

    fn number(mut self) -> Result<Written, Problem> {
        let start = self.at;
        let mut sign = self.eat_sign();
        let currency = self.currency();
        let sign_after_currency = currency.is_some() && sign.is_none() && self.peek().is_some_and(is_sign);
        if sign_after_currency {
            sign = self.eat_sign();
        }
        let body = self.body()?;
        let percent_sign = self.percent(&body)?;
        let negative = matches!(sign, Some('-' | '−'));
        let value = if negative { -body.value } else { body.value };
        let zero = value.is_zero();
        let exact = matches!(body.shape, Shape::Fraction | Shape::Infinity) || zero;
        let half_unit_if_about = if exact { Rational::ZERO } else { body.unit / Rational::from(2) };
        let mut written = Written {
            text: self.text[start..self.at].to_owned(),
            infinite: body.infinite.then_some(!negative),
            half_unit: (!exact && body.shape != Shape::Integer).then(|| half_unit_if_about.clone()),
            half_unit_if_about,
            value,
            form: Box::new(Form {
                shape: body.shape,
                math: self.math,
                minus: match sign {
                    Some(c @ ('-' | '−')) => c,
                    _ if self.math => '-',
                    _ => '−',
                },
                plus: sign == Some('+'),
                currency,
                sign_after_currency,
                thousands: body.thousands,
                lead: body.lead,
                decimals: body.decimals,
                power: body.power,
                fraction: body.fraction,
                percent: false,
                percent_sign: String::new(),
            }),
            span: Span::new(start, self.at),
        };
        if let Some(sign) = percent_sign {
            make_percent(&mut written, sign);
        }
        Ok(written)
    }

    fn currency(&mut self) -> Option<String> {
        let start = self.at;
        self.eat("\\");
        let sign = self.peek().filter(|c| CURRENCIES.contains(c) && (!self.math || *c != '$' || self.at > start));
        let Some(sign) = sign else {
            self.at = start;
            return None;
        };
        self.at += sign.len_utf8();
        self.at += space(self.rest(), self.math);
        Some(self.text[start..self.at].to_owned())
    }

    fn body(&mut self) -> Result<Body, Problem> {
        if self.eat("∞") || self.eat_command("infty") {
            return Ok(Body {
                shape: Shape::Infinity,
                value: Rational::ZERO,
                infinite: true,
                unit: Rational::ZERO,
                lead: 0,
                decimals: 0,
                thousands: None,
                power: None,
                fraction: None,
            });
        }
        if let Some(&(glyph, numerator, denominator)) = GLYPHS.iter().find(|row| self.peek() == Some(row.0)) {
            self.at += glyph.len_utf8();
            return Body::fraction(numerator.into(), denominator.into(), FractionForm::Glyph);
        }
        if self.math && FRACTIONS.contains(&command(self.rest())) {
            return self.tex_fraction();
        }
        self.mantissa()
    }

    fn tex_fraction(&mut self) -> Result<Body, Problem> {
        let problem = || Problem::new("a fraction that is not one of two whole numbers", "write it as `\\frac{1}{2}`");
        let name = command(self.rest());
        let command = format!("\\{name}");
        self.at += command.len();
        let mut braces = false;
        let mut argument = || {
            self.at += self.rest().len() - self.rest().trim_start().len();
            if self.eat("{") {
                braces = true;
                self.at += self.rest().len() - self.rest().trim_start().len();
                let value = self.whole_number()?.0;
                self.at += self.rest().len() - self.rest().trim_start().len();
                if self.eat("}") { Ok(value) } else { Err(problem()) }
            } else if self.digit_follows(0) {
                self.at += 1;
                parse(&self.text[self.at - 1..self.at])
            } else {
                Err(problem())
            }
        };
        let numerator = argument()?;
        let denominator = argument()?;
        Body::fraction(numerator, denominator, FractionForm::Tex { command, braces })
    }

    /// The separator of thousands at this place, if a digit follows it.
    fn separator(&self) -> Option<&'static str> {
        let all: &[&'static str] =
            if self.math { &[",", "{,}", "\\,", "\u{2009}", "\u{202f}"] } else { &[",", "\u{2009}", "\u{202f}"] };
        all.iter().copied().find(|separator| self.rest().starts_with(separator) && self.digit_follows(separator.len()))
    }

    /// Digits, perhaps in groups of three: the number, how many digits, and what separates them.
    fn whole_number(&mut self) -> Result<(UBig, u32, Option<String>), Problem> {
        let start = self.at;
        let first = self.digits();
        if first.is_empty() {
            return Err(Problem::new(NO_DIGITS, "write digits"));
        }
        let mut all = first.to_owned();
        let mut thousands = None;
        while let Some(separator) = self.separator() {
            let at = self.at;
            self.at += separator.len();
            let group = self.digits();
            let fits = group.len() == 3
                && first.len() <= 3
                && !first.starts_with('0')
                && thousands.as_deref().is_none_or(|before| before == separator);
            if !fits {
                self.at = at;
                if self.in_list && separator == "," {
                    break;
                }
                return Err(self.grouping(start, separator, &all, group));
            }
            thousands = Some(separator.to_owned());
            all.push_str(group);
        }
        if all.len() > 1 && all.starts_with('0') {
            let digits = all.trim_start_matches('0');
            let digits = if digits.is_empty() { "0" } else { digits };
            return Err(Problem::new("a number with a leading zero", said!("drop the leading zeros: `{digits}`")));
        }
        let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
        Ok((parse(&all)?, count, thousands))
    }

    /// The problem with digits that a separator divides otherwise than by three.
    fn grouping(&self, start: usize, separator: &str, before: &str, group: &str) -> Problem {
        let tail = &self.text[self.at + separator.len() + group.len()..];
        let groups_follow =
            tail.starts_with(separator) && tail[separator.len()..].starts_with(|c: char| c.is_ascii_digit());
        let plain = &self.text[start..self.at];
        if matches!(separator, "," | "{,}") && !groups_follow && plain == before {
            return Problem::new(
                "a comma that is neither a decimal point nor a separator of thousands",
                said!("write a decimal point: `{before}.{group}`"),
            );
        }
        let digits: String =
            self.text[start..].chars().take_while(|c| !c.is_alphabetic()).filter(char::is_ascii_digit).collect();
        Problem::new(
            "digits that are not grouped by three",
            said!("write groups of three digits: `{}`", group_digits(&digits, ",")),
        )
    }

    fn mantissa(&mut self) -> Result<Body, Problem> {
        let (whole, lead, thousands) =
            if self.rest().starts_with('.') { (UBig::ZERO, 0, None) } else { self.whole_number()? };
        let mut shape = Shape::Integer;
        let mut fraction = "";
        if self.rest().starts_with('.') && self.digit_follows(1) {
            self.at += 1;
            fraction = self.digits();
            shape = Shape::Decimal;
        }
        if fraction.len() > MAX_DIGITS {
            return Err(too_long());
        }
        if shape == Shape::Integer && self.rest().starts_with('/') && self.digit_follows(1) {
            self.at += 1;
            let denominator = self.whole_number()?.0;
            return Body::fraction(whole, denominator, FractionForm::Slash);
        }
        let decimals = i64::try_from(fraction.len()).unwrap_or(0);
        let mut value = Rational::from(whole);
        if !fraction.is_empty() {
            value += Rational::from(parse(fraction)?) * power_of_ten(-decimals);
        }
        let mut unit = power_of_ten(-decimals);
        let power = self.power()?;
        if let Some((exponent, _)) = power {
            shape = Shape::Scientific;
            value *= power_of_ten(exponent);
            unit *= power_of_ten(exponent);
        }
        Ok(Body {
            shape,
            value,
            infinite: false,
            unit,
            lead,
            decimals: u32::try_from(decimals).unwrap_or(0),
            thousands,
            power: power.map(|(_, form)| form),
            fraction: None,
        })
    }

    /// The percent sign with the spaces before it, if one follows.
    fn percent(&mut self, body: &Body) -> Result<Option<String>, Problem> {
        let start = self.at;
        self.at += spaces(self.rest(), self.math);
        if self.math && self.rest().starts_with('%') {
            return Err(Problem::new("a `%` starts a comment in TeX", "write `\\%`"));
        }
        if !self.eat("%") && !self.eat("\\%") {
            self.at = start;
            return Ok(None);
        }
        match body.shape {
            Shape::Fraction => Err(Problem::new("a percent sign after a fraction", "write a decimal: `0.5 %`")),
            Shape::Infinity => Err(Problem::new("a percent sign after `∞`", "drop the percent sign")),
            _ => Ok(Some(self.text[start..self.at].to_owned())),
        }
    }
}

/// Turns a number into a percentage: a hundredth of it, rounded unless it is 0 % or 100 %.
pub(super) fn make_percent(written: &mut Written, percent_sign: String) {
    let hundredth = power_of_ten(-2);
    let whole = written.form.shape == Shape::Integer && written.value == Rational::from(100);
    written.value *= &hundredth;
    written.half_unit_if_about *= &hundredth;
    let exact = whole || written.half_unit_if_about.is_zero();
    written.half_unit = (!exact).then(|| written.half_unit_if_about.clone());
    written.form.percent = true;
    written.form.percent_sign = percent_sign;
}

/// `digits` in groups of three.
pub(super) fn group_digits(digits: &str, separator: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push_str(separator);
        }
        grouped.push(digit);
    }
    grouped
}

fn parse(digits: &str) -> Result<UBig, Problem> {
    if digits.len() > MAX_DIGITS {
        return Err(too_long());
    }
    digits.parse().map_err(|_| Problem::new(NO_DIGITS, "write digits"))
}

fn too_long() -> Problem {
    Problem::new("a number with too many digits", said!("write at most {MAX_DIGITS} digits"))
}
