//! Hostile texts end soon, with a fault or a tree that can be walked and dropped on a small stack.

use std::time::{Duration, Instant};

use crate::expr::parse::MAX_NESTING;
use crate::expr::{parse_assignment, parse_definitions, parse_expression, print};

const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "((",
    "([",
    "f(",
    "f(x)(",
    "v[",
    "-",
    "+",
    "not ",
    "1+",
    "1-",
    "1*",
    "1/",
    "1^",
    "a^",
    "2^-",
    "1<",
    "1..",
    "a and ",
    "a or ",
    "a,",
    "a:",
    "f(a:",
    "KL(a||",
    "||",
    "|",
    "!",
    "=",
    "a=",
    "==",
    "\"",
    "“",
    "1",
    "1.",
    ".",
    "..",
    "...",
    "1e",
    "1e9",
    "%",
    "1%",
    "a ",
    "a\n",
    "\n",
    "#",
    "a=1\n",
    "a=(\n",
    "f(x)=(\n",
    "if(",
    "if(a,",
    "sum(k in ",
    "sum(k in 1..2:",
    "[k for k in ",
    "x in bits ",
    "1 bit ",
    "²",
    "３",
    "\\",
    "\u{200b}",
    "🙂",
    "ﬁ",
    "_",
    "é",
];

/// Runs `work` with half the stack of a small platform: whoever calls the parser needs some too.
fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(1 << 19).spawn(work).expect("a thread starts");
    thread.join().expect("no panic");
}

fn all_ways(text: &str) {
    if let Ok(expr) = parse_expression(text) {
        let again = parse_expression(&print(&expr));
        // Of a long text only the limits may stand in the way.
        if text.len() < 1000 {
            assert!(again.is_ok_and(|again| again.is_same(&expr)), "{text}");
        }
        drop(expr.clone());
        let _ = format!("{expr:?}");
    }
    let _ = parse_assignment(text);
    let mut faults = Vec::new();
    parse_definitions(&mut faults, text);
    for fault in &faults {
        assert!(text.get(fault.span.range()).is_some(), "{:?} of {text}", fault.span);
    }
}

#[test]
fn long_repetitions_end_soon() {
    on_small_stack(|| {
        for piece in PIECES {
            for size in [300, 5_000, 60_000, 100_000] {
                for text in [piece.repeat(size / piece.len()), format!("a = {}", piece.repeat(size / piece.len()))] {
                    let start = Instant::now();
                    all_ways(&text);
                    assert!(start.elapsed() < Duration::from_secs(2), "{piece} × {size}: {:?}", start.elapsed());
                }
            }
        }
    });
}

#[test]
fn nesting_is_at_most_128() {
    on_small_stack(|| {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("abs(", ")"),
            ("if(a, b, ", ")"),
            ("sum(k in 1..2: ", ")"),
            ("-", ""),
            ("2^", ""),
            ("not ", ""),
            ("[k for k in ", "]"),
            ("f(a: ", ")"),
            ("v[", "]"),
        ] {
            let nested = |depth: usize| format!("{}x{}", open.repeat(depth), close.repeat(depth));
            assert!(parse_expression(&nested(MAX_NESTING)).is_ok(), "{open}");
            assert!(parse_expression(&nested(MAX_NESTING + 1)).is_err(), "{open}");
        }
        // Three operators a bracket are allowed at the full depth, on a small stack too.
        let deep = format!("{}1{}", "(a < b + c * ".repeat(MAX_NESTING - 1), ")".repeat(MAX_NESTING - 1));
        all_ways(&deep);
        assert!(parse_expression(&deep).is_ok());
    });
}

#[test]
fn long_chains_are_no_nesting() {
    on_small_stack(|| {
        for sign in ["+", "-", "*", " and ", " or ", "<", " + x - "] {
            let text = vec!["1"; 5_000].join(sign);
            let expr = parse_expression(&text).unwrap_or_else(|fault| panic!("{sign}: {fault:?}"));
            let again = parse_expression(&print(&expr)).unwrap_or_else(|fault| panic!("{sign}: {fault:?}"));
            assert!(again.is_same(&expr), "{sign}");
        }
        assert!(parse_expression(&vec!["1"; 300].join("/")).is_ok());
        assert!(parse_expression(&vec!["1"; 400].join("/")).is_err());
        assert!(parse_expression(&format!("f{}", "(1)".repeat(1000))).is_err());
        assert!(parse_expression(&format!("v{}", "[1]".repeat(1000))).is_err());
        assert!(parse_expression(&format!("[{}1]", "1, ".repeat(10_000))).is_ok());
    });
}

/// The value of a balanced chain is that of the leaning one.
#[test]
fn grouping_a_chain_keeps_its_signs() {
    use crate::expr::ast::{Expr, ExprKind, Infix};
    use crate::number::Rational;
    fn value(expr: &Expr) -> Rational {
        match &expr.kind {
            ExprKind::Number(value) => value.clone(),
            ExprKind::Infix(Infix::Add, a, b) => value(a) + value(b),
            ExprKind::Infix(Infix::Subtract, a, b) => value(a) - value(b),
            ExprKind::Infix(Infix::Multiply, a, b) => value(a) * value(b),
            other => panic!("{other:?}"),
        }
    }
    let mut state = 7_u32;
    for length in 1..200_u32 {
        let mut text = String::from("0");
        let mut expected = 0_i64;
        for term in 1..=length {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let minus = state >> 31 == 1;
            text.push_str(&format!(" {} {term}", if minus { '-' } else { '+' }));
            expected += if minus { -i64::from(term) } else { i64::from(term) };
        }
        let expr = parse_expression(&text).expect("a sum");
        assert_eq!(value(&expr), Rational::from(crate::number::IBig::from(expected)), "{text}");
    }
}

#[test]
fn soup_never_panics() {
    on_small_stack(|| {
        let mut state = 0x2545_F491_u32;
        let mut next = |bound: usize| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as usize % bound
        };
        for _ in 0..20_000 {
            let text: String = (0..next(24)).map(|_| PIECES[next(PIECES.len())]).collect();
            all_ways(&text);
        }
        for _ in 0..5_000 {
            let text: String =
                (0..next(40)).filter_map(|_| char::from_u32(u32::try_from(next(0x2_0000)).unwrap_or(0))).collect();
            all_ways(&text);
            let text: String = (0..next(40)).map(|_| char::from(u8::try_from(next(128)).unwrap_or(0))).collect();
            all_ways(&text);
        }
    });
}
