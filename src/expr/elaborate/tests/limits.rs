//! Hostile inputs end soon, with a message, on a small stack.

use std::time::{Duration, Instant};

use super::{fault, session};
use crate::diagnostic::Code;
use crate::expr::parse_expression;
use crate::expr::session::Session;

/// The code of the fault, found within two seconds (a debug build gets ten).
fn ends(calc: &str, text: &str) -> Code {
    let started = Instant::now();
    let (fault, _) = fault(calc, text);
    assert!(started.elapsed() < Duration::from_secs(10), "{text} took {:?}", started.elapsed());
    fault.code
}

#[test]
fn budgets_end_what_would_not() {
    for text in [
        "repeat(1, 1000000000000)",
        "repeat(repeat(repeat(1, 10000), 10000), 10000) + 1",
        "[k for k in 1..1000000000]",
        "sum(i in 1..990, j in 1..990: i*j)",
        "sum(repeat(1, 1200000))",
        "[[j for j in 1..1000] for i in 1..1000]",
        "binomial(1000000000, 0.5)(3) + H(binomial(1000000000, 0.5))",
        "sum(k in 1..900, j in 1..900: if(ln(k + 1) > ln(j + 1/3), 1, 0))",
        "median([k for k in 1..2000] * ln(2))",
    ] {
        assert_eq!(ends("", text), Code::ExprLimit, "{text}");
    }
}

#[test]
fn huge_numbers_stay_symbolic_or_end() {
    let mut session = session("");
    for text in ["2^1000000000", "factorial(100000)", "10^10^10", "choose(100000, 50000)", "prod(k in 1..999: 10^30)"] {
        let started = Instant::now();
        let expr = parse_expression(text).unwrap();
        assert!(session.elaborate(Session::ROOT, 1, &expr).is_ok(), "{text}");
        assert!(started.elapsed() < Duration::from_secs(5), "{text}");
    }
}

#[test]
fn a_tower_of_calls_is_too_deep() {
    let mut calc = String::from("f0(x) = x\n");
    for k in 1..500 {
        calc.push_str(&format!("f{k}(x) = f{}(x) + 1\n", k - 1));
    }
    let run = move || assert_eq!(ends(&calc, "f499(1)"), Code::ExprLimit);
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn calls_that_double_end() {
    let mut calc = String::from("f0(x) = x + 1\n");
    for k in 1..40 {
        calc.push_str(&format!("f{k}(x) = f{0}(x) + f{0}(x + 1)\n", k - 1));
    }
    assert_eq!(ends(&calc, "f39(1)"), Code::ExprLimit);
}

#[test]
fn the_deepest_nesting_fits_a_small_stack() {
    // Each function nests as deep as the parser allows, and calls the next at the bottom.
    let mut calc = String::from("g0(x) = x\n");
    for k in 1..10 {
        calc.push_str(&format!("g{k}(x) = {}g{}(x){}\n", "abs(".repeat(90), k - 1, ")".repeat(90)));
    }
    let run = move || assert_eq!(ends(&calc, "g9(1)"), Code::ExprLimit);
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
    let deep = format!("{}1{}", "sum(k in 1..1: ".repeat(60), ")".repeat(60));
    let run = move || assert_eq!(super::folded("", &deep), "1");
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

#[test]
fn a_lesson_has_one_budget() {
    let mut session = session("");
    let expr = parse_expression("sum(i in 1..300, j in 1..300: i*j)").unwrap();
    let results: Vec<bool> = (0..40).map(|_| session.elaborate(Session::ROOT, 1, &expr).is_ok()).collect();
    assert!(results[0]);
    assert!(!results[39]);
}
