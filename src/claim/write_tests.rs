//! Written values: the form is kept, the digits are right, and the claim rule accepts them.

use super::*;
use crate::claim::{Content, Piece, PieceKind, read};
use crate::source::Span;

fn written(label: &str) -> (Written, Relation) {
    let (kind, text) = match label.strip_prefix('$') {
        Some(math) => (PieceKind::Math, math.trim_end_matches('$')),
        None => (PieceKind::Text, label),
    };
    let piece = Piece { kind, text: text.to_owned(), span: Span::new(0, text.len()) };
    let stated = read(&[piece], None).unwrap_or_else(|fault| panic!("{label}: {fault:?}"));
    let Content::Number(written) = stated.content else { panic!("{label}") };
    (written, stated.relation)
}

fn rational(text: &str) -> Rational {
    text.parse().unwrap()
}

fn around(value: &Rational) -> Bounds {
    Bounds::between(value - power_of_ten(-40), value + power_of_ten(-40))
}

fn exactly(label: &str, value: &str) -> Result<String, Unwritable> {
    let (number, relation) = written(label);
    write(&number, relation, &Bounds::point(rational(value)))
}

fn enclosed(label: &str, value: &str) -> Result<String, Unwritable> {
    let (number, relation) = written(label);
    write(&number, relation, &around(&rational(value)))
}

#[test]
fn the_form_is_kept() {
    for (label, value, expected) in [
        ("1.736", "17369655941662062/10000000000000000", "1.737"),
        ("0.1", "1234/10", "123.4"),
        ("−0.1", "1234/10", "123.4"),
        ("−0.1", "-1234/10", "−123.4"),
        ("-0.1", "-1234/10", "-123.4"),
        ("0.1", "-1234/10", "−123.4"),
        ("+0.1", "26/100", "+0.3"),
        (".05", "1/16", ".06"),
        (".05", "33/16", "2.06"),
        ("1,024.5", "123456789/100", "1,234,567.9"),
        ("1\u{202f}024.5", "123456789/100", "1\u{202f}234\u{202f}567.9"),
        ("$1{,}024.5$", "123456789/100", "1{,}234{,}567.9"),
        ("€1,024.50", "5/3", "€1.67"),
        ("\\$1.00", "-5/3", "−\\$1.67"),
        ("$\\$-1.00$", "-5/3", "\\$-1.67"),
        ("£ 5.00", "5/3", "£ 1.67"),
        ("90%", "683/1000", "68%"),
        ("12.5 %", "683/1000", "68.3 %"),
        ("$5\\,\\%$", "683/1000", "68\\,\\%"),
        ("5 percent", "683/1000", "68 percent"),
        ("≈ 100%", "683/1000", "68%"),
        ("≈ 7", "833/100", "8"),
        ("6.02e23", "123456", "1.23e5"),
        ("6.02E-23", "123456", "1.23E5"),
        ("6.02e+23", "123456", "1.23e+5"),
        ("6.02e5", "1/123456", "8.10e-6"),
        ("6.02 × 10^23", "1/123456", "8.10 × 10^-6"),
        ("6.02 × 10^−23", "1/123456", "8.10 × 10^−6"),
        ("6 × 10⁻⁷", "1/123456", "8 × 10⁻⁶"),
        ("6 × 10⁷", "1/123456", "8 × 10⁻⁶"),
        ("6 × 10⁷", "12345678901234", "1 × 10¹³"),
        ("$6.02 \\times 10^{23}$", "1/123456", "8.10 \\times 10^{-6}"),
        ("$6 \\times 10^3$", "123456789", "1 \\times 10^8"),
        ("$6 \\times 10^3$", "123456789012345", "1 \\times 10^{14}"),
        ("9.9e3", "99960", "1.0e5"),
        ("12.0e3", "9996", "10.0e3"),
        ("1.00e3", "99999", "1.00e5"),
    ] {
        assert_eq!(enclosed(label, value).as_deref(), Ok(expected), "{label} for {value}");
    }
}

#[test]
fn exact_forms_take_exact_values_only() {
    assert_eq!(exactly("1,536", "1537").as_deref(), Ok("1,537"));
    assert_eq!(exactly("2", "-3").as_deref(), Ok("−3"));
    assert_eq!(exactly("1/2", "7/4").as_deref(), Ok("7/4"));
    assert_eq!(exactly("1/2", "-4").as_deref(), Ok("−4"));
    assert_eq!(exactly("½", "3/4").as_deref(), Ok("¾"));
    assert_eq!(exactly("½", "7/4").as_deref(), Ok("7/4"));
    assert_eq!(exactly("$\\frac12$", "3/4").as_deref(), Ok("\\frac34"));
    assert_eq!(exactly("$\\frac12$", "13/4").as_deref(), Ok("\\frac{13}{4}"));
    assert_eq!(exactly("$-\\tfrac{1}{2}$", "3/4").as_deref(), Ok("\\tfrac{3}{4}"));
    assert_eq!(exactly("∞", "5").as_deref(), Ok("5"));
    assert_eq!(exactly("0.5", "1/8").as_deref(), Ok("0.1"));
    assert_eq!(exactly("0.55", "1/8").as_deref(), Ok("0.13"));
    assert_eq!(exactly("0.55", "-1/8").as_deref(), Ok("−0.13"));
    assert_eq!(exactly("0.55", "0").as_deref(), Ok("0.00"));
    assert_eq!(exactly("50%", "0").as_deref(), Ok("0%"));
    assert_eq!(exactly("50%", "1").as_deref(), Ok("100%"));
    assert_eq!(exactly("5e3", "0").as_deref(), Ok("0"));
    assert_eq!(exactly("2", "3/2"), Err(Unwritable::NotExact));
    assert_eq!(enclosed("2", "3"), Err(Unwritable::NotExact));
    assert_eq!(enclosed("1/2", "3/4"), Err(Unwritable::NotExact));
    assert_eq!(exactly("1/2", &format!("1/{}", "7".repeat(50))), Err(Unwritable::TooLong));
    assert_eq!(exactly("2", &"7".repeat(50)), Err(Unwritable::TooLong));
}

#[test]
fn nothing_is_written_that_would_be_refuted() {
    assert_eq!(exactly("0.55", "1/1000"), Err(Unwritable::RoundsToExact));
    assert_eq!(enclosed("0.55", "1/1000"), Err(Unwritable::RoundsToExact));
    assert_eq!(enclosed("50%", "999/1000"), Err(Unwritable::RoundsToExact));
    assert_eq!(enclosed("50%", "1/1000"), Err(Unwritable::RoundsToExact));
    assert_eq!(enclosed("50.0%", "9999/10000").as_deref(), Ok("100.0%"));
    assert_eq!(enclosed("0.55", "1/8"), Err(Unwritable::TooWide));
    assert_eq!(exactly("> 1", "2"), Err(Unwritable::Bound));
    let (number, relation) = written("0.5");
    let with = |defined, infinite| Bounds { defined, infinite, low: None, high: None };
    assert_eq!(write(&number, relation, &with(Defined::No, None)), Err(Unwritable::Undefined));
    assert_eq!(write(&number, relation, &with(Defined::Perhaps, Some(true))), Err(Unwritable::Undefined));
    assert_eq!(write(&number, relation, &with(Defined::Yes, None)), Err(Unwritable::TooWide));
    assert_eq!(write(&number, relation, &with(Defined::Yes, Some(false))).as_deref(), Ok("−∞"));
}

#[test]
fn empty_claims_get_four_digits() {
    let propose = |value: &str| propose(&around(&rational(value)), 4, false);
    assert_eq!(propose("17369655941662062/10000000000000000").as_deref(), Ok("1.737"));
    assert_eq!(propose("1").as_deref(), Ok("1.000"));
    assert_eq!(propose("7369655941662062/10000000000000000").as_deref(), Ok("0.7370"));
    assert_eq!(propose("-7369655941662062/100000000000000000").as_deref(), Ok("−0.07370"));
    assert_eq!(propose("99999/10000").as_deref(), Ok("10.00"));
    assert_eq!(propose("420039/1000000000000").as_deref(), Ok("4.200e-7"));
    assert_eq!(propose("15366/10").as_deref(), Ok("1536.6"));
    assert_eq!(propose("1204428152000000000000000").as_deref(), Ok("1.204e24"));
    assert_eq!(propose("0"), Err(Unwritable::TooWide));
    let exactly = |value: &str, math| super::propose(&Bounds::point(rational(value)), 4, math);
    assert_eq!(exactly("0", false).as_deref(), Ok("0"));
    assert_eq!(exactly("1", false).as_deref(), Ok("1.000"));
    assert_eq!(exactly("1/2", false).as_deref(), Ok("0.5000"));
    assert_eq!(exactly("1537", false).as_deref(), Ok("1537"));
    assert_eq!(exactly("123456", false).as_deref(), Ok("123456"));
    assert_eq!(exactly("1/3000000", true).as_deref(), Ok("3.333 \\times 10^{-7}"));
    let infinite = Bounds { defined: Defined::Yes, infinite: Some(true), low: None, high: None };
    assert_eq!(super::propose(&infinite, 4, true).as_deref(), Ok("\\infty"));
}

/// What is written is read back and proved; one unit of the last digit away it is refuted.
#[test]
fn written_values_are_proved_and_their_neighbours_refuted() {
    let forms = [
        "1.7",
        "1.737",
        "0.73697",
        "1,024.50",
        "68%",
        "12.5 %",
        "6.02e23",
        "6 × 10⁻⁷",
        "6.02 × 10^23",
        "≈ 7",
        ".05",
        "€1.50",
        "$1{,}024.5$",
        "$5.0\\,\\%$",
        "$6.02 \\times 10^{23}$",
        "$-1.5$",
        "+1.5",
        "about 1,024",
        "$1\\,024.5$",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut tried = 0;
    for round in 0..6000 {
        let label = forms[round % forms.len()];
        let (number, relation) = written(label);
        let numerator = IBig::from(i64::try_from(random() >> 20).unwrap() - (1 << 43));
        let denominator = UBig::from((random() >> (8 + random() % 50)).max(1));
        let value = Rational::from_parts(numerator, denominator);
        let bounds = if round % 2 == 0 { Bounds::point(value.clone()) } else { around(&value) };
        let text = match write(&number, relation, &bounds) {
            Ok(text) => text,
            Err(Unwritable::RoundsToExact | Unwritable::TooWide) => continue,
            Err(other) => panic!("{label}: {other:?}"),
        };
        tried += 1;
        let math = number.form.math;
        let read = number_at(&text, 0, math, false).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        assert_eq!(read.text, text);
        let judged = |number: &Written| ClaimedSet::new(number, relation).decide(&bounds, false);
        assert_eq!(judged(&read), Some(Verdict::Proved), "{label} → {text} for {value}");
        // The form survives, so that writing again changes nothing.
        assert_eq!(write(&read, relation, &bounds), Ok(text.clone()), "{label} → {text}");
        let unit = &read.half_unit_if_about * Rational::from(2);
        if unit.is_zero() {
            continue;
        }
        for step in [-1, 1] {
            let mut moved = read.clone();
            moved.value += &unit * Rational::from(step);
            let verdict = judged(&moved);
            // A tie is proved on both sides.
            let tie = absolute(&(&value - &moved.value)) == moved.half_unit_if_about;
            assert_eq!(verdict, Some(if tie { Verdict::Proved } else { Verdict::Refuted }), "{text} for {value}");
        }
    }
    assert!(tried > 4000, "{tried}");
}
