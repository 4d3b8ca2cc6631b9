//! Labels and what is read.

use super::*;
use crate::number::Rational;

/// The pieces of a label in which `$…$` is math, `` `…` `` code, and `|` ends a piece as markup would.
fn pieces(label: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut kind = PieceKind::Text;
    let mut push = |kind, start: usize, end: usize| {
        if start < end {
            pieces.push(Piece { kind, text: label[start..end].to_owned(), span: Span::new(start, end) });
        }
    };
    let mut escaped = false;
    for (at, c) in label.char_indices() {
        let toggles = match c {
            '$' if !escaped => Some(PieceKind::Math),
            '`' => Some(PieceKind::Other),
            '|' if kind == PieceKind::Text => Some(PieceKind::Text),
            _ => None,
        };
        escaped = c == '\\';
        if let Some(other) = toggles {
            push(kind, start, at);
            kind = if kind == other { PieceKind::Text } else { other };
            start = at + 1;
        }
    }
    push(kind, start, label.len());
    pieces
}

fn text(text: &str) -> Piece {
    Piece { kind: PieceKind::Text, text: text.to_owned(), span: Span::new(1000, 1000 + text.len()) }
}

/// What is read, in one line: relation, value ± half unit, unit.
fn show(label: &str, stated: &Stated) -> String {
    let number = |written: &Written| {
        let value = match written.infinite {
            Some(true) => "∞".to_owned(),
            Some(false) => "-∞".to_owned(),
            None => written.value.to_string(),
        };
        assert_eq!(written.text, label[written.span.range()], "the number's text stands at its span");
        match (&written.half_unit, stated.relation) {
            (Some(half), _) => format!("{value} ± {half}"),
            (None, Relation::About) => format!("{value} ± {}", written.half_unit_if_about),
            (None, _) => value,
        }
    };
    let relation = match stated.relation {
        Relation::Equal => "",
        Relation::About => "≈ ",
        Relation::Compare(Comparison::Less) => "< ",
        Relation::Compare(Comparison::LessEqual) => "≤ ",
        Relation::Compare(Comparison::Greater) => "> ",
        Relation::Compare(Comparison::GreaterEqual) => "≥ ",
        Relation::Compare(Comparison::NotEqual) => "≠ ",
        Relation::Compare(Comparison::Equal) => "== ",
    };
    let content = match &stated.content {
        Content::Empty => "empty".to_owned(),
        Content::Truth(_) => "truth".to_owned(),
        Content::Number(written) => number(written),
        Content::List(items, _) => format!("({})", items.iter().map(number).collect::<Vec<_>>().join(", ")),
    };
    let unit = match &stated.unit {
        None => String::new(),
        Some(Unit::Information(unit, _)) => format!(" {unit:?}"),
        Some(Unit::Other(word, _)) => format!(" [{word}]"),
    };
    format!("{relation}{content}{unit}")
}

fn reads(label: &str, expected: &str) {
    match read(&pieces(label), None) {
        Ok(stated) => assert_eq!(show(label, &stated), expected, "{label}"),
        Err(fault) => panic!("{label}: expected {expected}, got {fault:?}"),
    }
}

/// Refused at the span of `at`, with `help` in the help.
fn refused(label: &str, at: &str, help: &str) {
    match read(&pieces(label), None) {
        Ok(stated) => panic!("{label}: read as {}", show(label, &stated)),
        Err(fault) => {
            assert_eq!(&label[fault.span.range()], at, "{label}: {fault:?}");
            let all = format!("{} {}", fault.message, fault.help.clone().unwrap_or_default());
            assert!(all.contains(help), "{label}: {fault:?}");
        }
    }
}

#[test]
fn decimals_and_integers() {
    reads("1.737", "1737/1000 ± 1/2000");
    reads("1.000", "1 ± 1/2000");
    reads("1", "1");
    reads("0", "0");
    reads("0.00", "0");
    reads(".05", "1/20 ± 1/200");
    reads("-3", "-3");
    reads("−3", "-3");
    reads("−0.5", "-1/2 ± 1/20");
    reads("+5", "5");
    reads("1,537", "1537");
    reads("1,234,567.8", "12345678/10 ± 1/20".replace("12345678/10", "6172839/5").as_str());
    reads("1\u{2009}024", "1024");
    reads("1\u{202f}024\u{202f}000", "1024000");
    reads("$1{,}024$", "1024");
    reads("$1\\,024$", "1024");
    reads("$1,024$", "1024");
    reads("$5$ years", "5 [years]");
    reads("€1,024.50", "2049/2 ± 1/200");
    reads("\\$5", "5");
    reads("-\\$5", "-5");
    reads("£ 5", "5");
    reads("$\\$5.00$", "5 ± 1/200");
    reads("¥-5", "-5");
    reads("5 €", "5 [€]");
    reads("5€", "5 [€]");
}

#[test]
fn scientific_notation() {
    reads("6.02e23", &format!("{} ± {}", power(602, 21), half(21)));
    reads("6.02E23", &format!("{} ± {}", power(602, 21), half(21)));
    reads("6.02 × 10^23", &format!("{} ± {}", power(602, 21), half(21)));
    reads("6.02×10²³", &format!("{} ± {}", power(602, 21), half(21)));
    reads("$6.02 \\times 10^{23}$", &format!("{} ± {}", power(602, 21), half(21)));
    reads("$6.02\\cdot10^{23}$", &format!("{} ± {}", power(602, 21), half(21)));
    reads("$6.02\\,\\times\\,10^{23}$", &format!("{} ± {}", power(602, 21), half(21)));
    reads("6 × 10⁻⁷", &format!("{} ± {}", power(6, -7), half(-7)));
    reads("6·10^−7", &format!("{} ± {}", power(6, -7), half(-7)));
    reads("6e-7", &format!("{} ± {}", power(6, -7), half(-7)));
    reads("6e−7", &format!("{} ± {}", power(6, -7), half(-7)));
    reads("$2 \\times 10^3$", "2000 ± 500");
    reads("1.0e3", "1000 ± 50");
    reads("5e2", "500 ± 50");
    reads("0e5", "0");
    reads("$-1.5 \\times 10^{-2}$", "-3/200 ± 1/2000");
}

fn power(digits: i64, k: i64) -> String {
    (Rational::from(digits) * number::power_of_ten(k)).to_string()
}

fn half(k: i64) -> String {
    (number::power_of_ten(k) / Rational::from(2)).to_string()
}

#[test]
fn percentages() {
    reads("90%", "9/10 ± 1/200");
    reads("12.5%", "1/8 ± 1/2000");
    reads("5 %", "1/20 ± 1/200");
    reads("5\\%", "1/20 ± 1/200");
    reads("$5\\%$", "1/20 ± 1/200");
    reads("$5\\,\\%$", "1/20 ± 1/200");
    reads("0%", "0");
    reads("0.0%", "0");
    reads("100%", "1");
    reads("100.0%", "1 ± 1/2000");
    reads("≈ 100%", "≈ 1 ± 1/200");
    reads("200%", "2 ± 1/200");
    reads("-100%", "-1 ± 1/200");
    reads("5 percent", "1/20 ± 1/200");
    reads("100 percent", "1");
    reads("$5$ percent", "1/20 ± 1/200");
    refused("$5%$", "5%", "\\%");
    refused("½ %", "½", "percent sign after a fraction");
    refused("½ percent", "½", "percent");
}

#[test]
fn fractions_and_infinities() {
    reads("1/2", "1/2");
    reads("7/4", "7/4");
    reads("-1/2", "-1/2");
    reads("½", "1/2");
    reads("−¾", "-3/4");
    reads("$\\frac12$", "1/2");
    reads("$\\frac{1}{2}$", "1/2");
    reads("$-\\tfrac{10}{4}$", "-5/2");
    reads("$\\dfrac 1 2$", "1/2");
    reads("∞", "∞");
    reads("-∞", "-∞");
    reads("$\\infty$", "∞");
    reads("$= -\\infty$", "-∞");
    refused("1/0", "1/0", "denominator 0");
    refused("$\\frac{0.5}{2}$", "\\frac{0.5}{2}", "\\frac{1}{2}");
    refused("≈ 1/3", "1/3", "no last digit");
    refused("≈ ∞", "∞", "no last digit");
}

#[test]
fn relations() {
    reads("≈ 7", "≈ 7 ± 1/2");
    reads("~7", "≈ 7 ± 1/2");
    reads("\\~ 7", "≈ 7 ± 1/2");
    reads("about 1.7", "≈ 17/10 ± 1/20");
    reads("About $1.7$", "≈ 17/10 ± 1/20");
    reads("≈ 0", "≈ 0 ± 0");
    reads("< 0.001", "< 1/1000 ± 1/2000");
    reads("≥ 1", "≥ 1");
    reads("≠ 0", "≠ 0");
    reads("\\> 1", "> 1");
    reads("&lt; 1", "< 1");
    reads("$\\approx 7$", "≈ 7 ± 1/2");
    reads("$\\sim7$", "≈ 7 ± 1/2");
    reads("$x \\leq 7$", "≤ 7");
    reads("$x \\leqslant 7$", "≤ 7");
    reads("$x\\ge7$", "≥ 7");
    reads("$x \\not= 7$", "≠ 7");
    reads("$x \\neq -7$", "≠ -7");
    reads("$x \\lt\\, 7$", "< 7");
    reads("$H(P, Q) = 1.737$", "1737/1000 ± 1/2000");
    reads("$H(P) =$ 1.000 bits", "1 ± 1/2000 Bits");
    reads("$H(P)$ = $1.000$", "1 ± 1/2000");
    reads("entropy = 2 bits", "2 Bits");
    reads("$H_2 = 1.5$", "3/2 ± 1/20");
    reads("$\\sigma^2 = 5.33$", "533/100 ± 1/200");
    reads("$\\mathrm{H}_{12} \\approx 5.33$", "≈ 533/100 ± 1/200");
    refused("costs about 1.7", "costs about", "link the number alone");
    refused("H ~ 1.7", "H ~", "link the number alone");
    refused(">= 1", ">=", "≥ 1");
    refused("$\\le= 1$", "\\le=", "two relation signs");
    refused("x != 1", "x !=", "≠ 1");
    refused("$x \\not< 1$", "x \\not<", "two relation signs");
    refused("= ≈ 1", "= ≈", "two relation signs");
    refused("not 1", "not", "link the number alone");
    refused("$2^{10} = 1024$", "2^{10}", "power");
    refused("$P(1) = 0.5$", "P", "link the number alone");
    refused("$\\log_2 8 = 3$", "\\log_2", "link the number alone");
    refused("$z_{0.975} = 1.96$", "z_{", "link the number alone");
    refused("$5 = 5$", "5 = 5", "one claim each");
    refused("`x` = 5", "x", "link the number alone");
}

#[test]
fn units() {
    reads("1.737 bits", "1737/1000 ± 1/2000 Bits");
    reads("1 bit", "1 Bits");
    reads("0.5 nats", "1/2 ± 1/20 Nats");
    reads("1 hartley", "1 Bans");
    reads("1 ban", "1 Bans");
    reads("1 dit", "1 Bans");
    reads("2 bits/symbol", "2 Bits");
    reads("$1.737\\,\\text{bits}$", "1737/1000 ± 1/2000 Bits");
    reads("$1.737\\ \\mathrm{bits}$", "1737/1000 ± 1/2000 Bits");
    reads("$1.737\\text{ bits}$", "1737/1000 ± 1/2000 Bits");
    reads("$1.737$ bits", "1737/1000 ± 1/2000 Bits");
    reads("|1.737| bits", "1737/1000 ± 1/2000 Bits");
    reads("9.81 m/s²", "981/100 ± 1/200 [m/s²]");
    reads("9.81 m/s^2", "981/100 ± 1/200 [m/s^2]");
    reads("$9.81\\,\\mathrm{m/s^2}$", "981/100 ± 1/200 [m/s^2]");
    reads("$9.81\\,\\mathrm{m}/\\mathrm{s}^{2}$", "981/100 ± 1/200 [m/s^2]");
    reads("20°C", "20 [°C]");
    reads("$90^\\circ$", "90 [°]");
    reads("$20\\,^\\circ\\mathrm{C}$", "20 [°C]");
    reads("5 USD", "5 [USD]");
    refused("1.737 bits per letter", "per letter", "link the number alone");
    refused("1.737bits", "1.737bits", "1.737 bits");
    refused("$1.737 bits$", "bits", "link the number alone");
    refused("$2x$", "2x", "link the number alone");
    refused("1.737.", "1.737.", "link the number alone");
    refused("1.737 bits.", ".", "link the number alone");
    refused("5 million", "million", "5 × 10^6");
    refused("5 k", "k", "5 × 10^3");
    refused("5k", "5k", "5 × 10^3");
    refused("5M", "5M", "5 × 10^6");
    refused("$2.5\\,\\text{million}$", "million", "2.5 \\times 10^{6}");
    refused("3 billion", "billion", "3 × 10^9");
    refused("5 `m`", "m", "link the number alone");
    refused("|5|m", "5|m", "5 m");
}

#[test]
fn units_behind_the_link() {
    let unit = |label: &str, after: &str| read(&pieces(label), Some(&text(after))).map(|stated| stated.unit);
    let information =
        |unit, start: usize, end: usize| Ok(Some(Unit::Information(unit, Span::new(1000 + start, 1000 + end))));
    use crate::expr::ast::InformationUnit::{Bans, Bits, Nats};
    assert_eq!(unit("1.737", " bits where one"), information(Bits, 1, 5));
    assert_eq!(unit("1.737", "\nbits"), information(Bits, 1, 5));
    assert_eq!(unit("1.737", " nats."), information(Nats, 1, 5));
    assert_eq!(unit("", " hartleys,"), information(Bans, 1, 9));
    assert_eq!(unit("(1.0, 2.0)", " bits"), information(Bits, 1, 5));
    assert_eq!(unit("1.737", " bitstreams"), Ok(None));
    assert_eq!(unit("1.737", " bit-flips"), Ok(None));
    assert_eq!(unit("1.737", ", bits"), Ok(None));
    assert_eq!(unit("1.737", " years"), Ok(None));
    assert_eq!(unit("5 years", " bits"), Ok(Some(Unit::Other("years".to_owned(), Span::new(2, 7)))));
    let math = Piece { kind: PieceKind::Math, text: "\\,\\text{bits}".to_owned(), span: Span::new(50, 63) };
    let stated = read(&pieces("$1.737$"), Some(&math)).unwrap();
    assert_eq!(stated.unit, Some(Unit::Information(Bits, Span::new(58, 62))));
    for after in ["%", " %", "\\%", " percent of", "37", ".5", ",024", " × 10^6", "e5", "²", "/2"] {
        let fault = unit("1", after).unwrap_err();
        assert_eq!(fault.span, Span::new(0, 1), "{after}");
        assert!(fault.help.unwrap().contains("into the link"), "{after}");
    }
    for after in ["-5", ", 5", " million", "nd", "/[2](=x)", " × 2"] {
        assert_eq!(unit("1", after), Ok(None), "{after}");
    }
}

#[test]
fn lists() {
    reads("(0.5, 0.5)", "(1/2 ± 1/20, 1/2 ± 1/20)");
    reads("(0.5,0.25)", "(1/2 ± 1/20, 1/4 ± 1/200)");
    reads("(1,2,3)", "(1, 2, 3)");
    reads("( 1; 2 )", "(1, 2)");
    reads("$P = (0.5,\\,0.5)$", "(1/2 ± 1/20, 1/2 ± 1/20)");
    reads("$\\left(\\frac12, \\tfrac{1}{4}\\right)$", "(1/2, 1/4)");
    reads("(50%, 50 %)", "(1/2 ± 1/200, 1/2 ± 1/200)");
    reads("(-1, −2) bits", "(-1, -2) Bits");
    reads("(1,024, 5)", "(1024, 5)");
    reads("≈ (1, 2)", "≈ (1 ± 1/2, 2 ± 1/2)");
    refused("(1,024,5)", "(1,024,5)", "a space after each comma");
    refused("(1,024)", "(1,024)", "link the number alone");
    refused("(1.5)", "(1.5)", "link the number alone");
    refused("[0.5, 0.5]", "[", "in parentheses");
    refused("> (1, 2)", "(1, 2)", "bound");
    refused("(1, x)", "x", "can't be read");
    refused("(1, 2", "(1, 2", "closing parenthesis");
    refused("(1, 2, …)", "…", "can't be read");
    refused("(1 2)", "(1 2)", "link the number alone");
    refused("((1, 2), (3, 4))", "(", "link the number alone");
    refused("(1, 2).", "(1, 2).", "link the number alone");
}

#[test]
fn no_digits() {
    reads("", "empty");
    reads("  ", "empty");
    reads("exceeds the entropy", "truth");
    reads("$H_2$ is larger", "truth");
    reads("CO2 wins", "truth");
    reads("x² grows", "truth");
    reads("`x1` is larger", "truth");
    reads("the\n`\n`end", "truth");
    refused("`5`", "5", "plain text or math");
    refused("the 2nd is larger", "the", "link the number alone");
}

#[test]
fn other_forms_are_refused() {
    refused("3,14", "3,14", "`3.14`");
    refused("0,024", "0,024", "`0.024`");
    refused("1,02", "1,02", "`1.02`");
    refused("12,34,567", "12,34,567", "`1,234,567`");
    refused("1,0245", "1,0245", "decimal point");
    refused("３.１４", "３.１４", "`3.14`");
    refused("٣", "٣", "0 to 9");
    refused("①", "①", "`1`");
    refused("3–4", "3–4", "one claim each");
    refused("3-4", "3-4", "one claim each");
    refused("3:1", "3:1", "`3/1`");
    refused("1.7 ± 0.1", "1.7 ± 0.1", "one claim each");
    refused("$1.7 \\pm 0.1$", "1.7 \\pm 0.1", "one claim each");
    refused("±5", "±", "link the number alone");
    refused("0.333…", "0.333…", "without the dots");
    refused("0.333...", "0.333...", "without the dots");
    refused("1.7.3", "1.7.3", "one decimal point");
    refused("0x1F", "0x1F", "not one number");
    refused("1e", "1e", "not one number");
    refused("--3", "-", "minus sign");
    refused("- 3", "-", "minus sign");
    refused("–3", "–", "minus sign");
    refused("1½", "1½", "`3/2` or `1.5`");
    refused("1 / 2", "1 / 2", "without spaces");
    refused("1/2/3", "1/2/3", "link the number alone");
    refused("1 024", "1 024", "`1,024`");
    refused("1\u{a0}024", "1\u{a0}024", "`1,024`");
    refused("1'024", "1'024", "thin space");
    refused("1_024", "1_024", "thin space");
    refused("007", "007", "`7`");
    refused("10^6", "10^6", "a mantissa");
    refused("$10^{-3}$", "10^{-3}", "a mantissa");
    refused("$6 \\times 10^23$", "6", "`10^{23}`");
    refused("6 x 10^23", "6 x 10^23", "×");
    refused("6*10", "6*10", "×");
    refused("5!", "5!", "link the number alone");
    refused("5‰", "5‰", "0.5 %");
    refused("1.7 and 1.8", "1.7 and 1.8", "one claim each");
    refused("1.7*3*7", "1.7*3*7", "not one number");
    refused("1.7|3|7", "1.7|3", "in one piece");
    refused("$\\sqrt{2}$", "\\sqrt{", "link the number alone");
    refused("1e99999", "1e99999", "9999");
    refused("0.(3)", "0.(3)", "link the number alone");
    refused("5 e3", "e3", "×");
    refused("6 million bits", "million", "× 10^6");
    refused(&"9".repeat(500), &"9".repeat(500), "400 digits");
}

#[test]
fn an_entity_is_no_digit() {
    let piece =
        |text: &str, start, end| Piece { kind: PieceKind::Text, text: text.to_owned(), span: Span::new(start, end) };
    assert!(read(&[piece("5", 0, 5)], None).is_err());
    let stated = read(&[piece("≤", 0, 4), piece(" 5", 4, 6)], None).unwrap();
    assert_eq!(stated.relation, Relation::Compare(Comparison::LessEqual));
    // Markdown splits text; what adjoins is one run.
    let stated = read(&[piece("~", 0, 1), piece("1.", 1, 3), piece("737", 3, 6)], None).unwrap();
    assert_eq!(stated.relation, Relation::About);
    let Content::Number(written) = stated.content else { panic!() };
    assert_eq!((written.text.as_str(), written.span), ("1.737", Span::new(1, 6)));
}

#[test]
fn learners_type_commas() {
    let values =
        |typed: &str| -> Vec<String> { read_typed(typed).unwrap().iter().map(|stated| show(typed, stated)).collect() };
    let texts = |typed: &str| -> Vec<String> {
        read_typed(typed)
            .unwrap()
            .iter()
            .map(|stated| match &stated.content {
                Content::Number(written) => written.value.to_string(),
                other => format!("{other:?}"),
            })
            .collect()
    };
    assert_eq!(values("1.737 bits"), ["1737/1000 ± 1/2000 Bits"]);
    assert_eq!(texts("1,737"), ["1737", "1737/1000"]);
    assert_eq!(texts("0,5"), ["1/2"]);
    assert_eq!(texts("90 %"), ["9/10"]);
    assert_eq!(texts("half").len(), 0);
    assert!(read_typed("log2(27)").is_err());
    assert!(read_typed("1/2/3").is_err());
}

#[test]
fn numbers_are_found_for_coverage() {
    let found = |kind, text: &str| -> Vec<String> {
        let piece = Piece { kind, text: text.to_owned(), span: Span::new(10, 10 + text.len()) };
        numbers(&piece).iter().map(|span| text[span.start - 10..span.end - 10].to_owned()).collect()
    };
    assert_eq!(found(PieceKind::Text, "In 1948, 90% of H2 cost -\\$5.00."), ["1948", "90%", "-\\$5.00"]);
    assert_eq!(found(PieceKind::Math, "H_2 = 1.737 \\le \\frac12 + x^2"), ["1.737", "\\frac12"]);
    assert_eq!(found(PieceKind::Text, "3,14 and ３ or ½"), ["3,14", "３", "½"]);
}

/// Random strings of digits, letters and separators: a number is the whole run between spaces, or
/// the label is refused, or it has no digits outside words.
#[test]
fn never_read_in_part() {
    let alphabet: Vec<char> = "0123456789012345.,.,eE+-−×^/%xkm (){}½∞²_:…±~≈=<$\\'\u{2009}３".chars().collect();
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut read_some = 0;
    for round in 0..60_000 {
        let length = 1 + random(9);
        let label: String = (0..length).map(|_| alphabet[random(alphabet.len())]).collect();
        let math = round % 3 == 0;
        let kind = if math { PieceKind::Math } else { PieceKind::Text };
        let piece = Piece { kind, text: label.clone(), span: Span::new(0, label.len()) };
        match read(std::slice::from_ref(&piece), None) {
            Ok(Stated { content: Content::Number(written), unit, .. }) => {
                read_some += 1;
                let (before, after) = (&label[..written.span.start], &label[written.span.end..]);
                let before = if math { trim_end(before, true) } else { before.trim_end() };
                assert!(before.is_empty() || before.ends_with(['=', '<', '≈', '~']), "{label}");
                let mut after = after.to_owned();
                if let Some(Unit::Other(word, _)) = &unit {
                    assert!(!word.contains(|c: char| c.is_ascii_digit()) || word.contains('^'), "{label}");
                    after = after.replacen(word.as_str(), "", 1);
                }
                assert!(spaces(&after, math) == after.len(), "{label}: {written:?} {unit:?}");
            }
            Ok(Stated { content: Content::Truth(_) | Content::Empty, .. }) => {
                assert!(numbers(&piece).is_empty(), "{label}");
            }
            Ok(Stated { content: Content::List(items, _), .. }) => assert!(items.len() > 1, "{label}"),
            Err(fault) => {
                assert!(label.get(fault.span.range()).is_some_and(|text| !text.is_empty()), "{label}: {fault:?}");
                assert!(fault.help.is_some(), "{label}");
            }
        }
    }
    assert!(read_some > 1000, "{read_some}");
}
