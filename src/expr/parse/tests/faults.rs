//! Every fault with its span and its text, as reviewed in `faults.txt`.
//!
//! `RECKON_BLESS=1 cargo test faults` writes the file again; read the difference before it is kept.

use std::fmt::Write as _;

use crate::diagnostic::{Code, Fault};
use crate::expr::{parse_assignment, parse_definitions, parse_expression};

const EXPRESSIONS: &[&str] = &[
    // Nothing, or too little.
    "",
    "  ",
    "1 +",
    "2 *",
    "-",
    "not",
    "a and",
    "a <",
    "1..",
    "..5",
    "* 3",
    "/ 2",
    "and b",
    "a or or b",
    "1 + * 3",
    "a < = b",
    "a > = b",
    // Brackets.
    "(1 + 2",
    "f(x",
    "f(x,",
    "f(g(x)",
    "[1, 2",
    "v[1",
    "f(1, [2)",
    "(1]",
    "1)",
    "a]",
    ")",
    "()",
    "v[]",
    "(1, 2",
    "f(",
    "(",
    // Commas and colons.
    "1, 2",
    "[1,, 2]",
    "[1, 2,]",
    "f(,1)",
    "f(1,)",
    "f(a: )",
    "a: 1",
    "[a: 1]",
    "(a: 1)",
    "f(a: 1: 2)",
    "v[1, 2]",
    "v[1:3]",
    // Literals.
    ".5",
    "a + .5",
    "5.",
    "5. + 1",
    "5.e3",
    ".5%",
    "1.2.3",
    "1e5.5",
    "1_000",
    "1_000.5",
    "1'000",
    "1,024",
    "1,234,567",
    "3,14",
    "(1,024)",
    "[1,024, 3]",
    "f(1,000)",
    "1 024",
    "1e999999999",
    "1e-10001",
    "1e99999999999999999999",
    "0x1F",
    "1...5",
    "1..2..3",
    "３",
    "x + ٣",
    "½",
    "5 %",
    "5 % 3",
    "5%3",
    "x % 3",
    "x%",
    // Missing operators.
    "2x",
    "2 x",
    "2(3+4)",
    "(a)(b)",
    "(x+1)(x-1)",
    "x y",
    "2 H(P)",
    "2pi",
    "2π",
    "2e",
    "(a) b",
    "(a) 2",
    "2 3",
    "2[1]",
    "f(x) g(y)",
    "1 bit 2",
    "1 bit(2)",
    "H(P) bits",
    "x bits",
    "2^x bits",
    "6.02 x 10^23",
    "2 bits(x)",
    "a mod b",
    "a is b",
    "x if c else y",
    "if c then a else b",
    "let x",
    "a not b",
    "H(P) in bits (2)",
    // Operators of other languages.
    "x = 3",
    "f(x) = 2*x + 1",
    "normal(mean = 0, sd = 1)",
    "sum(k = 1..n: k)",
    "[x = 1]",
    "a && b",
    "a & b",
    "a || b",
    "a | b",
    "a ‖ b",
    "f(a || b)",
    "(a || b)",
    "KL(P | Q)",
    "H(Y | X)",
    "KL(P || Q || R)",
    "sum(k in 1..3: a || b)",
    "!x",
    "5!",
    "n! / 2",
    "a ** b",
    "a // b",
    "a === b",
    "a !== b",
    "a =< b",
    "a => b",
    "a <> b",
    "x := 1",
    "x -> x^2",
    "x += 1",
    "|x|",
    "‖v‖",
    "a ~ b",
    "c ? a : b",
    // Characters.
    "“x”",
    "'x'",
    "\"e\"",
    "x²",
    "x⁻¹",
    "2ⁿ",
    "√2",
    "∑",
    "x ∈ P",
    "a ≈ b",
    "1 – 2",
    "a → b",
    "{1}",
    "\\mu + 1",
    "\\",
    "x; y",
    "$5",
    "P.mean",
    "a . b",
    "1\u{200b}+ 2",
    "x + 🙂",
    "f(x\u{202e})",
    "a @ b",
    "1 # one",
    "1 +\n2\n3",
    // Words.
    "if",
    "if + 1",
    "if()",
    "if(a)",
    "if(a, b)",
    "if(a, b, c, d)",
    "in",
    "for",
    "a for b",
    "x in P",
    "x in 1..3",
    "x in",
    "H(P) in bits ^ 2",
    "1 == not b",
    "-not a",
    "in + 1",
    // Binders.
    "sum(k in 1..10)",
    "sum(k in 0..10, k^2)",
    "sum(k in 0..10: )",
    "sum(k in 0..10: k, 2)",
    "sum(k in 1..2, k in 1..2: k)",
    "sum(if in 1..3: 1)",
    "sum(k in 1..3",
    "sum(k in: k)",
    "mean(x in P: x)",
    "f(x in 1..3)",
    "sum(k^2 for k in 1..n)",
    "[k for k]",
    "[k for 3 in v]",
    "[a for a in u for b in v]",
    "[k for k in v if k > 1]",
    "[k for k in v, j in w]",
    "(k for k in v)",
    "sum(k in 1..3: a for b)",
];

const FENCES: &[&str] = &[
    "a =",
    "a = 1 +\n2\nb = 3",
    "a = 1\n  + 2",
    "= 3",
    "1 = a",
    "a == 3",
    "H(P)",
    "P",
    "f(x)",
    "a, b = 1, 2",
    "a = 1, 2",
    "a = b = 3",
    "v[1] = 2",
    "let x = 3",
    "x <- 3",
    "x := 3",
    "P ~ normal(0, 1)",
    "P: pmf(0.5)",
    "if = 1",
    "in = 2",
    "f(x, x) = 1",
    "f() = 1",
    "f(2) = 1",
    "f(x + 1) = 1",
    "f(in) = 1",
    "f(x: 1) = 2",
    "f(x,) = 1",
    "a = 1; b = 2",
    "a = (1 + 2\nb = 3\nc = [1\n  , 2",
    "a = f(1\n\ng(x) = x",
    "a = 1)\nb = 2",
    "P = pmf(\n  e = 0.5,\n  t = 0.5\n)\nQ = 2",
    "“a” = 1",
    "a = “1”\nb = (\nc = 3",
    "x² = 4",
    "a = 1,024",
];

const ASSIGNMENTS: &[&str] = &[
    "",
    "P",
    "P, Q",
    "P, = Q",
    "P, Q = Q, P, P",
    "P = Q, P",
    "P, P = Q, P",
    "P == Q",
    "3 = P",
    "if = 2",
    "P = ",
    "P Q = 1",
    "P = Q; Q = P",
    "P(x) = 1",
];

fn show(text: &str, faults: &[Fault], shown: &mut String) {
    // Quotes and backslashes stay as they are; what can't be seen is escaped.
    let visible =
        |text: &str| text.escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\"").replace("\\\\", "\\");
    let _ = writeln!(shown, "> {}", visible(text));
    for fault in faults {
        let span = fault.span;
        let piece = visible(text.get(span.range()).unwrap_or("OUTSIDE"));
        let _ = writeln!(shown, "{}: {} [{}..{} {piece}]", fault.code.name(), fault.message, span.start, span.end);
        let lines = fault.label.iter().map(|label| format!("  label: {label}"));
        let lines = lines.chain(fault.notes.iter().map(|note| format!("  note: {note}")));
        for line in lines.chain(fault.help.iter().map(|help| format!("  help: {help}"))) {
            let _ = writeln!(shown, "{line}");
        }
    }
    shown.push('\n');
}

#[test]
fn faults_read_as_reviewed() {
    let mut shown = String::new();
    for text in EXPRESSIONS {
        show(text, parse_expression(text).err().as_slice(), &mut shown);
    }
    shown.push_str("# Fences\n\n");
    for text in FENCES {
        let mut faults = Vec::new();
        let definitions = parse_definitions(&mut faults, text);
        show(text, &faults, &mut shown);
        for definition in definitions {
            let _ = writeln!(shown, "defined: {}\n", definition.name);
        }
    }
    shown.push_str("# Assignments\n\n");
    for text in ASSIGNMENTS {
        show(text, parse_assignment(text).err().as_slice(), &mut shown);
    }
    if std::env::var_os("RECKON_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/expr/parse/tests/faults.txt");
        std::fs::write(path, &shown).expect("the reviewed file can be written");
        return;
    }
    let reviewed = include_str!("faults.txt");
    for (line, (found, expected)) in shown.lines().zip(reviewed.lines()).enumerate() {
        assert_eq!(found, expected, "line {} of faults.txt", line + 1);
    }
    assert_eq!(shown.lines().count(), reviewed.lines().count());
}

#[test]
fn every_faulty_text_is_refused() {
    for text in EXPRESSIONS {
        assert!(parse_expression(text).is_err(), "{text}");
    }
    for text in FENCES {
        let mut faults = Vec::new();
        parse_definitions(&mut faults, text);
        assert!(!faults.is_empty(), "{text}");
    }
    for text in ASSIGNMENTS {
        assert!(parse_assignment(text).is_err(), "{text}");
    }
}

#[test]
fn limits_have_their_own_code() {
    for text in ["1e999999999", &"1".repeat(1001), &"(".repeat(200), &"1 + ".repeat(20_000)] {
        assert_eq!(parse_expression(text).map_err(|fault| fault.code).err(), Some(Code::ExprLimit));
    }
}

#[test]
fn a_faulty_line_does_not_hide_the_next() {
    let mut faults = Vec::new();
    let definitions = parse_definitions(&mut faults, "a = 1 +\nb = 2\nc = (3\nd = 4\ne = 5 $\nf(x) = x\ng = .5");
    let names: Vec<_> = definitions.iter().map(|definition| &*definition.name).collect();
    assert_eq!(names, ["b", "d", "f"]);
    assert_eq!(faults.len(), 4);
}
