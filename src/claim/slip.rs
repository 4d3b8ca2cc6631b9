//! Naming the slip behind a wrong number: the claim rule, asked of other values.
//!
//! A slip fits only where the value that it explains agrees with the stated digits by the rule
//! that refuted the true one. So a name is never a guess at the author's mind: it is a fact.

use super::number::power_of_ten;
use super::write::{self, absolute, round};
use super::{Bounds, ClaimedSet, Relation, Shape, Verdict, Written};
use crate::expr::ast::InformationUnit;
use crate::number::{Rational, UBig};

/// A slip and what to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Which one.
    pub kind: SlipKind,
    /// A sentence without its period, for a diagnostic's note.
    pub note: String,
}

/// The slips that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlipKind {
    /// A stated zero for a small value: zero is never rounded.
    RoundedZero,
    /// A whole number or 100 % for a value that only rounds to it.
    RoundedExact,
    /// The digits cut off instead of rounded.
    Truncated,
    /// The sign is missing, or one too many.
    LostSign,
    /// The value in another unit of information, which is named.
    Unit(InformationUnit),
    /// The value with the arguments swapped.
    Swapped,
    /// The value times ten to this power.
    FactorOfTen(i32),
    /// One minus the value.
    Complement,
    /// Two digits exchanged.
    Transposed,
}

/// A value that the author may have taken for the right one, such as that with swapped arguments.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// What to call it where it fits.
    pub kind: SlipKind,
    /// The expression, such as `KL(Q, P)`.
    pub expression: String,
    /// Its value in the stated unit.
    pub bounds: Bounds,
}

/// The slip that explains why `written` was refuted for a value within `bounds`; `unit` is the
/// stated unit of information. `None` where none fits.
pub fn name_slip(
    written: &Written,
    relation: Relation,
    bounds: &Bounds,
    unit: Option<InformationUnit>,
    alternatives: &[Alternative],
) -> Option<Slip> {
    if matches!(relation, Relation::Compare(_)) {
        return None;
    }
    let stated = Stated { written, relation, set: ClaimedSet::new(written, relation), bounds };
    if let (Some((low, high)), None) = (bounds.finite(), written.infinite) {
        let value = Ends(low.clone(), high.clone());
        let plain = || rounded_zero(&stated, &value).or_else(|| rounded_exact(&stated, &value));
        let slip = plain()
            .or_else(|| truncated(&stated, &value))
            .or_else(|| lost_sign(&stated, &value))
            .or_else(|| swapped(&stated, alternatives))
            .or_else(|| other_unit(&stated, &value, unit?))
            .or_else(|| factor_of_ten(&stated, &value))
            .or_else(|| complement(&stated, &value))
            .or_else(|| transposed(&stated, &value));
        return slip;
    }
    swapped(&stated, alternatives)
}

/// What was stated, and what is true.
struct Stated<'a> {
    written: &'a Written,
    relation: Relation,
    set: ClaimedSet,
    bounds: &'a Bounds,
}

impl Stated<'_> {
    fn agrees(&self, value: &Ends) -> bool {
        let bounds = Bounds::between(value.0.clone(), value.1.clone());
        self.set.decide(&bounds, false) == Some(Verdict::Proved)
    }

    /// "`1.736` …; the value is `1.737`", as far as the value can be written in this form.
    fn note(&self, what: &str) -> String {
        let text = &self.written.text;
        match write::write(self.written, self.relation, self.bounds) {
            Ok(value) => format!("`{text}` {what}; the value is `{value}`"),
            Err(_) => format!("`{text}` {what}"),
        }
    }

    /// The unit of the last written digit, where there is one.
    fn digit(&self) -> Option<Rational> {
        let half = &self.written.half_unit_if_about;
        (!half.is_zero()).then(|| half * Rational::from(2))
    }

    fn slip(&self, kind: SlipKind, what: &str) -> Option<Slip> {
        Some(Slip { kind, note: self.note(what) })
    }
}

/// An enclosure.
#[derive(Clone)]
struct Ends(Rational, Rational);

impl Ends {
    fn times(&self, low: &Rational, high: &Rational) -> Self {
        let products = [&self.0 * low, &self.0 * high, &self.1 * low, &self.1 * high];
        let least = products.iter().min().cloned().unwrap_or_default();
        let greatest = products.iter().max().cloned().unwrap_or_default();
        Self(least, greatest)
    }

    fn negative(&self) -> Option<bool> {
        match (self.0 < Rational::ZERO, self.1 < Rational::ZERO) {
            (a, b) if a == b => Some(a),
            _ => None,
        }
    }
}

fn rounded_zero(stated: &Stated, value: &Ends) -> Option<Slip> {
    let written = stated.written;
    if !written.value.is_zero() || matches!(written.form.shape, Shape::Fraction | Shape::Infinity) {
        return None;
    }
    let percent = if written.form.percent { 2 } else { 0 };
    let digit = power_of_ten(-i64::from(written.form.decimals) - percent);
    let half = &digit / Rational::from(2);
    if absolute(&value.0) > half || absolute(&value.1) > half {
        return None;
    }
    let negative = value.negative()?;
    let edge = Bounds::point(if negative { -digit } else { digit });
    let edge = write::rounded(written, &edge, written.form.decimals)?;
    let sign = if negative { ">" } else { "<" };
    let note = format!("zero is never rounded, so `{}` claims exactly 0: write a bound, `{sign} {edge}`", written.text);
    Some(Slip { kind: SlipKind::RoundedZero, note })
}

fn rounded_exact(stated: &Stated, value: &Ends) -> Option<Slip> {
    let written = stated.written;
    if written.form.shape != Shape::Integer || written.half_unit.is_some() || stated.relation != Relation::Equal {
        return None;
    }
    let half = &written.half_unit_if_about;
    let near = |end: &Rational| absolute(&(end - &written.value)) <= *half;
    if half.is_zero() || !near(&value.0) || !near(&value.1) {
        return None;
    }
    let places = if written.form.percent { 1 } else { 3 };
    let decimal = write::rounded(written, stated.bounds, places)?;
    let about = if written.form.math { "\\approx" } else { "≈" };
    let text = &written.text;
    let note =
        format!("`{text}` claims exactly that, and the value only rounds to it: write `{decimal}` or `{about} {text}`");
    Some(Slip { kind: SlipKind::RoundedExact, note })
}

fn truncated(stated: &Stated, value: &Ends) -> Option<Slip> {
    let digit = stated.digit()?;
    let cut = |end: &Rational| absolute(&(end / &digit)).floor();
    let written = &stated.written.value;
    let negative = *written < Rational::ZERO;
    if value.negative() != Some(negative) || cut(&value.0) != cut(&value.1) || cut(&value.0) != cut(written) {
        return None;
    }
    // A whole number is exact, so its rounded twin needs the sign.
    let (relation, sign) = match stated.relation {
        Relation::Equal if stated.written.half_unit.is_none() => (Relation::About, "≈ "),
        relation => (relation, ""),
    };
    let text = &stated.written.text;
    let note = match write::write(stated.written, relation, stated.bounds) {
        Ok(rounded) => format!("`{text}` is the value truncated; rounded it is `{sign}{rounded}`"),
        Err(_) => format!("`{text}` is the value truncated, not rounded"),
    };
    Some(Slip { kind: SlipKind::Truncated, note })
}

fn lost_sign(stated: &Stated, value: &Ends) -> Option<Slip> {
    let negated = Ends(-&value.1, -&value.0);
    if !stated.agrees(&negated) {
        return None;
    }
    let what =
        if stated.written.value < Rational::ZERO { "has a minus sign too many" } else { "has lost its minus sign" };
    stated.slip(SlipKind::LostSign, what)
}

fn swapped(stated: &Stated, alternatives: &[Alternative]) -> Option<Slip> {
    let alternative = alternatives.iter().find(|one| {
        stated.set.decide(&one.bounds, false) == Some(Verdict::Proved)
            && one.bounds.defined == crate::number::Defined::Yes
    })?;
    let what = match alternative.kind {
        SlipKind::Swapped => format!("is `{}`: the arguments are swapped", alternative.expression),
        _ => format!("is `{}`", alternative.expression),
    };
    stated.slip(alternative.kind, &what)
}

/// log of one unit's base, in nats: what one bit or ban is, enclosed to 36 digits.
fn nats(unit: InformationUnit) -> (Rational, Rational) {
    // ln 2 and ln 10 in units of 10⁻³⁶, rounded down.
    let (low, scale) = match unit {
        InformationUnit::Nats => return (Rational::ONE, Rational::ONE),
        InformationUnit::Bits => (693_147_180_559_945_309_417_232_121_458_176_568u128, power_of_ten(-36)),
        InformationUnit::Bans => (2_302_585_092_994_045_684_017_991_454_684_364_207u128, power_of_ten(-36)),
    };
    (Rational::from(UBig::from(low)) * &scale, Rational::from(UBig::from(low + 1)) * scale)
}

fn other_unit(stated: &Stated, value: &Ends, unit: InformationUnit) -> Option<Slip> {
    let (own_low, own_high) = nats(unit);
    let others = [InformationUnit::Nats, InformationUnit::Bits, InformationUnit::Bans];
    let found = others.into_iter().filter(|other| *other != unit).find(|other| {
        let (low, high) = nats(*other);
        stated.agrees(&value.times(&(&own_low / high), &(&own_high / low)))
    })?;
    stated.slip(
        SlipKind::Unit(found),
        &format!("is the value in {}, and stated are {}", unit_name(found), unit_name(unit)),
    )
}

fn unit_name(unit: InformationUnit) -> &'static str {
    match unit {
        InformationUnit::Bits => "bits",
        InformationUnit::Nats => "nats",
        InformationUnit::Bans => "bans",
    }
}

fn factor_of_ten(stated: &Stated, value: &Ends) -> Option<Slip> {
    if value.negative()? != (stated.written.value < Rational::ZERO) {
        return None;
    }
    let power = [1, -1, 2, -2, 3, -3].into_iter().find(|&k| {
        let factor = power_of_ten(i64::from(k));
        stated.agrees(&value.times(&factor, &factor))
    })?;
    let what = match power {
        1 => "is ten times the value".to_owned(),
        -1 => "is a tenth of the value".to_owned(),
        2 if !stated.written.form.percent => {
            "is a hundred times the value, as if a percentage had lost its sign".to_owned()
        }
        2 => "is a hundred times the value".to_owned(),
        -2 if stated.written.form.percent => {
            "is a hundredth of the value, as if a fraction had got a percent sign".to_owned()
        }
        -2 => "is a hundredth of the value".to_owned(),
        3 => "is a thousand times the value".to_owned(),
        _ => "is a thousandth of the value".to_owned(),
    };
    stated.slip(SlipKind::FactorOfTen(power), &what)
}

fn complement(stated: &Stated, value: &Ends) -> Option<Slip> {
    if value.0 < Rational::ZERO || value.1 > Rational::ONE {
        return None;
    }
    if !stated.agrees(&Ends(Rational::ONE - &value.1, Rational::ONE - &value.0)) {
        return None;
    }
    let one = if stated.written.form.percent { "100 %" } else { "1" };
    stated.slip(SlipKind::Complement, &format!("is the complement, {one} minus the value"))
}

fn transposed(stated: &Stated, value: &Ends) -> Option<Slip> {
    let digit = stated.digit()?;
    if value.negative()? != (stated.written.value < Rational::ZERO) {
        return None;
    }
    let exact = stated.written.half_unit.is_none() && stated.relation == Relation::Equal;
    if exact && !stated.bounds.exact().is_some_and(Rational::is_int) {
        return None;
    }
    let digits = |value: &Rational| round(&(absolute(value) / &digit)).to_string();
    let (low, high, written) = (digits(&value.0), digits(&value.1), digits(&stated.written.value));
    if ![&low, &high].into_iter().any(|computed| exchanged(computed, &written)) {
        return None;
    }
    stated.slip(SlipKind::Transposed, "has two digits exchanged")
}

/// Whether two strings of digits differ by the exchange of two of them.
fn exchanged(a: &str, b: &str) -> bool {
    let width = a.len().max(b.len());
    let (a, b) = (format!("{a:0>width$}"), format!("{b:0>width$}"));
    let differ: Vec<(u8, u8)> = a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).collect();
    matches!(differ[..], [(a, b), (c, d)] if a == d && b == c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Content, Piece, PieceKind, read};
    use crate::source::Span;
    use InformationUnit::{Bans, Bits, Nats};

    fn slip_with(
        label: &str,
        value: &str,
        unit: Option<InformationUnit>,
        alternatives: &[Alternative],
    ) -> Option<Slip> {
        let piece = Piece { kind: PieceKind::Text, text: label.to_owned(), span: Span::new(0, label.len()) };
        let stated = read(&[piece], None).unwrap();
        let Content::Number(written) = stated.content else { panic!("{label}") };
        let value = number(value);
        let bounds = if value.denominator() < &UBig::from(1_000_000u32) {
            Bounds::point(value)
        } else {
            let width = power_of_ten(-25);
            Bounds::between(&value - &width, value + width)
        };
        let refuted = ClaimedSet::new(&written, stated.relation).decide(&bounds, false);
        assert_eq!(refuted, Some(Verdict::Refuted), "{label}");
        name_slip(&written, stated.relation, &bounds, unit, alternatives)
    }

    fn number(text: &str) -> Rational {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits: crate::number::IBig = format!("{whole}{fraction}").parse().unwrap();
        Rational::from(digits) * power_of_ten(-i64::try_from(fraction.len()).unwrap())
    }

    fn slip(label: &str, value: &str, unit: Option<InformationUnit>) -> Option<SlipKind> {
        slip_with(label, value, unit, &[]).map(|slip| slip.kind)
    }

    /// Values to 30 digits, wrong statements of them, and the slips behind those.
    #[test]
    fn slips_of_the_reference_table() {
        use SlipKind::{Complement, FactorOfTen, LostSign, Transposed, Truncated, Unit};
        let bits = Some(Bits);
        let nats = Some(Nats);
        for (label, value, unit, expected) in [
            ("0.693", "1", bits, Some(Unit(Nats))),
            ("1.736", "1.73696559416620616641658048554", bits, Some(Truncated)),
            ("0.737", "0.510825623765990683205514096304", nats, Some(Unit(Bits))),
            ("0.325", "0.468995593589281221253589330383", bits, Some(Unit(Nats))),
            ("0.513", "0.531004406410718778746410669617", bits, Some(Transposed)),
            ("1.90", "1.91066215358282678305823853410", bits, None),
            ("0.765", "0.755838293824074726508970301316", nats, Some(Transposed)),
            ("1.243", "1.24377639249872903399417475345", nats, Some(Truncated)),
            ("1.244", "1.24323399636134970966011559296", nats, None),
            ("2.30", "2.30867927612303913971306886936", None, Some(Truncated)),
            ("0.505", "0.502604360340362486028646694024", nats, None),
            ("1.057", "1.07530567681005891162225849851", nats, Some(Transposed)),
            ("0.693", "0.690519486285980396818203946802", nats, None),
            ("0.962", "0.962578083654661098835767976465", nats, Some(Truncated)),
            ("0.501", "0.499915958164527995640499594130", bits, None),
            ("4.754", "4.75488750216346854436121683184", bits, Some(Truncated)),
            ("2.030", "2.03063906222956643195484789602", bits, Some(Truncated)),
            ("1.6585", "1.68547529722733431949903803156", bits, Some(Transposed)),
            ("0.15", "0.85", bits, Some(Complement)),
            ("0.8", "0.4", None, None),
            ("3", "-3", bits, Some(LostSign)),
            ("0.104", "0.0723649429247000870717136756765", nats, Some(Unit(Bits))),
            ("1.50", "1.04019056943010825573354533130", nats, Some(Unit(Bits))),
            ("0.493", "0.507297234323985407225417228337", None, Some(Complement)),
            ("67%", "0.682689492137085897170465091264", None, None),
            ("3.10", "3.10580651753928100709827769280", None, Some(Truncated)),
            ("2.23", "2.32010582010582010582010582011", None, Some(Transposed)),
            ("6e-7", "0.000000420039397602201117803172968121", None, None),
            ("1,536", "1537", None, None),
            ("0.056", "0.0566022264085008283072577656243", None, Some(Truncated)),
            ("0.861", "0.816420516344839840771538258250", None, Some(Transposed)),
            ("3.168", "3.61803398874989484820458683437", None, Some(Transposed)),
            ("2.01", "2.01927510938460890566305740116", None, Some(Truncated)),
            ("1.204e23", "1204428152000000000000000", None, Some(FactorOfTen(-1))),
        ] {
            assert_eq!(slip(label, value, unit), expected, "{label} for {value}");
        }
    }

    #[test]
    fn swapped_arguments_are_judged_by_the_caller_s_value() {
        let swapped = Alternative {
            kind: SlipKind::Swapped,
            expression: "KL(Q, P)".to_owned(),
            bounds: Bounds::point(number("0.531004406410718778746410669617")),
        };
        let slip = slip_with("0.531", "0.736965594166206166416580485542", Some(Bits), &[swapped]).unwrap();
        assert_eq!(slip.kind, SlipKind::Swapped);
        assert_eq!(slip.note, "`0.531` is `KL(Q, P)`: the arguments are swapped; the value is `0.737`");
    }

    #[test]
    fn notes_are_sentences_with_the_right_digits() {
        let note = |label: &str, value: &str, unit| slip_with(label, value, unit, &[]).unwrap().note;
        let h = "1.73696559416620616641658048554";
        assert_eq!(note("1.736", h, None), "`1.736` is the value truncated; rounded it is `1.737`");
        assert_eq!(
            note("1.204", h, Some(Bits)),
            "`1.204` is the value in nats, and stated are bits; the value is `1.737`"
        );
        assert_eq!(note("17.37", h, None), "`17.37` is ten times the value; the value is `1.74`");
        assert_eq!(
            note("2.506", h, Some(Nats)),
            "`2.506` is the value in bits, and stated are nats; the value is `1.737`"
        );
        assert_eq!(
            note("0.5229", h, Some(Bits)),
            "`0.5229` is the value in bans, and stated are bits; the value is `1.7370`"
        );
        assert_eq!(
            note("4.000", h, Some(Bans)),
            "`4.000` is the value in nats, and stated are bans; the value is `1.737`"
        );
        assert_eq!(
            note("0.00", "0.004", None),
            "zero is never rounded, so `0.00` claims exactly 0: write a bound, `< 0.01`"
        );
        assert_eq!(
            note("0%", "-0.004", None),
            "zero is never rounded, so `0%` claims exactly 0: write a bound, `> −1%`"
        );
        assert_eq!(
            note("2", "2.01927510938460890566305740116", None),
            "`2` claims exactly that, and the value only rounds to it: write `2.019` or `≈ 2`"
        );
        assert_eq!(
            note("100%", "0.996", None),
            "`100%` claims exactly that, and the value only rounds to it: write `99.6%` or `≈ 100%`"
        );
        assert_eq!(note("7", "7.6", None), "`7` is the value truncated; rounded it is `≈ 8`");
        assert_eq!(note("-0.5", "0.5", None), "`-0.5` has a minus sign too many; the value is `0.5`");
        assert_eq!(note("15%", "0.85", None), "`15%` is the complement, 100 % minus the value; the value is `85%`");
        assert_eq!(
            note("0.9%", "0.9", None),
            "`0.9%` is a hundredth of the value, as if a fraction had got a percent sign; the value is `90.0%`"
        );
        assert_eq!(note("90", "0.9", None), "`90` is a hundred times the value, as if a percentage had lost its sign");
        assert_eq!(note("1,573", "1537", None), "`1,573` has two digits exchanged; the value is `1,537`");
    }

    #[test]
    fn bounds_and_infinite_values_have_no_slip() {
        assert_eq!(slip("> 1", "0.1", None), None);
        assert_eq!(slip("∞", "5", None), None);
        let piece = Piece { kind: PieceKind::Text, text: "5".to_owned(), span: Span::new(0, 1) };
        let Content::Number(written) = read(&[piece], None).unwrap().content else { panic!() };
        let infinite = Bounds { infinite: Some(true), low: None, high: None, ..Bounds::point(Rational::ZERO) };
        assert_eq!(name_slip(&written, Relation::Equal, &infinite, None, &[]), None);
    }
}
