//! Tests of [`Exact`].

use super::*;
use crate::number::Enclosure;
use crate::number::decimal::parse;

fn q(text: &str) -> Exact {
    match text.split_once('/') {
        Some((n, d)) => Exact::Rational(parse(n) / parse(d)),
        None => Exact::Rational(parse(text)),
    }
}

/// Operations with fresh limits.
struct Ops(Limits);

impl Ops {
    fn new() -> Self {
        Self(Limits::default())
    }

    fn u(&self, operation: Unary, x: &Exact) -> Exact {
        Exact::unary(&self.0, operation, x)
    }

    fn b(&self, operation: Binary, x: &Exact, y: &Exact) -> Exact {
        Exact::binary(&self.0, operation, x, y)
    }

    fn sum(&self, terms: &[Exact]) -> Exact {
        Exact::nary(&self.0, Nary::Sum, terms)
    }

    fn ln(&self, text: &str) -> Exact {
        self.u(Unary::Ln, &q(text))
    }

    fn sqrt(&self, text: &str) -> Exact {
        self.u(Unary::Sqrt, &q(text))
    }

    fn entropy(&self, masses: &[&str]) -> Exact {
        let terms: Vec<_> = masses.iter().map(|mass| self.u(Unary::EntropyTerm, &q(mass))).collect();
        self.sum(&terms)
    }

    fn bits(&self, nats: &Exact) -> Exact {
        self.b(Binary::Divide, nats, &self.ln("2"))
    }

    fn equal(&self, x: &Exact, y: &Exact) -> bool {
        self.b(Binary::Equal, x, y) == Exact::one()
    }

    fn less(&self, x: &Exact, y: &Exact) -> bool {
        self.b(Binary::Less, x, y) == Exact::one()
    }
}

#[test]
fn entropies_that_are_rational_are_found() {
    let ops = Ops::new();
    assert_eq!(ops.bits(&ops.entropy(&["0.5", "0.25", "0.125", "0.125"])), q("7/4"));
    assert_eq!(ops.bits(&ops.entropy(&["0.5", "0.5"])), q("1"));
    assert_eq!(ops.bits(&ops.entropy(&["1", "0"])), q("0"));
    let three = ops.entropy(&["1/3", "1/3", "1/3"]);
    assert!(ops.equal(&three, &ops.ln("3")));
    assert_eq!(ops.b(Binary::Divide, &three, &ops.ln("9")), q("1/2"));
    assert_eq!(ops.b(Binary::Divide, &ops.ln("8"), &ops.ln("2")), q("3"));
    // log₂ 27 is irrational, and still a form that knows log₂ 3.
    let log = |x: &str| ops.bits(&ops.ln(x));
    assert!(ops.equal(&log("27"), &ops.b(Binary::Multiply, &q("3"), &log("3"))));
    // Perplexity of a fair coin, and of a fair die through its surprisals.
    assert_eq!(ops.u(Unary::Exp, &ops.entropy(&["0.5", "0.5"])), q("2"));
    assert_eq!(ops.u(Unary::Exp, &ops.entropy(&["1/6"; 6])), q("6"));
    assert_eq!(ops.b(Binary::Power, &q("2"), &log("3")), q("3"));
    assert_eq!(ops.b(Binary::Power, &q("8"), &log("3")), q("27"));
}

#[test]
fn cross_entropy_is_entropy_and_divergence() {
    let ops = Ops::new();
    let (p, r) = (["0.1", "0.2", "0.3", "0.4"], ["0.37", "0.13", "0.21", "0.29"]);
    let terms = |operation, p: &[&str], r: &[&str]| {
        ops.sum(&p.iter().zip(r).map(|(p, r)| ops.b(operation, &q(p), &q(r))).collect::<Vec<_>>())
    };
    let cross = terms(Binary::CrossTerm, &p, &r);
    let divergence = terms(Binary::DivergenceTerm, &p, &r);
    assert!(ops.equal(&cross, &ops.sum(&[ops.entropy(&p), divergence.clone()])));
    // Gibbs: positive, and 0 with equality.
    assert!(ops.less(&q("0"), &divergence));
    assert_eq!(terms(Binary::DivergenceTerm, &p, &p), q("0"));
    assert_eq!(ops.b(Binary::CrossTerm, &q("0.5"), &q("0")), Exact::Infinity(true));
    assert_eq!(ops.b(Binary::CrossTerm, &q("0"), &q("0")), q("0"));
    assert_eq!(ops.b(Binary::DivergenceTerm, &q("0.5"), &q("0")), Exact::Infinity(true));
    assert_eq!(ops.b(Binary::DivergenceTerm, &q("0"), &q("0")), q("0"));
    assert_eq!(ops.b(Binary::CrossTerm, &q("-1"), &q("0")), Exact::Undefined);
    assert_eq!(ops.u(Unary::EntropyTerm, &q("-0.1")), Exact::Undefined);
}

#[test]
fn roots_are_recognised_and_multiplied() {
    let ops = Ops::new();
    let power = |x: &str, y: &str| ops.b(Binary::Power, &q(x), &q(y));
    assert_eq!(ops.sqrt("9/4"), q("3/2"));
    assert_eq!(ops.sqrt("0"), q("0"));
    assert_eq!(power("8", "1/3"), q("2"));
    assert_eq!(power("8/27", "-2/3"), q("9/4"));
    assert_eq!(power("16", "0.75"), q("8"));
    let root = ops.sqrt("2");
    assert_eq!(ops.b(Binary::Multiply, &root, &root), q("2"));
    assert_eq!(Exact::power(&ops.0, &root, -4), q("1/4"));
    assert_eq!(ops.b(Binary::Multiply, &ops.sqrt("12"), &ops.sqrt("3")), q("6"));
    assert_eq!(ops.b(Binary::Subtract, &ops.sqrt("8"), &ops.b(Binary::Multiply, &q("2"), &root)), q("0"));
    assert!(ops.equal(&ops.sqrt("8"), &ops.b(Binary::Add, &root, &root)));
    assert!(ops.equal(&power("4", "1/6"), &power("2", "1/3")));
    assert!(ops.less(&root, &q("1.41421356237309504880168872421")));
    assert!(ops.less(&q("1.41421356237309504880168872420"), &root));
    assert_eq!(power("-8", "1/3"), Exact::Undefined);
    assert_eq!(power("-2", "3"), q("-8"));
    assert_eq!(power("0", "0"), q("1"));
    assert_eq!(power("0", "-1"), Exact::Undefined);
    // ln √2 is half of ln 2.
    assert!(ops.equal(&ops.u(Unary::Ln, &root), &ops.b(Binary::Divide, &ops.ln("2"), &q("2"))));
}

#[test]
fn e_and_pi_have_their_identities() {
    let ops = Ops::new();
    let e = Exact::constant(&ops.0, &Constant::E);
    let pi = Exact::constant(&ops.0, &Constant::Pi);
    assert_eq!(ops.u(Unary::Ln, &ops.u(Unary::Exp, &q("3"))), q("3"));
    assert!(ops.equal(&ops.u(Unary::Exp, &q("1")), &e));
    assert_eq!(ops.u(Unary::Exp, &q("0")), q("1"));
    assert_eq!(ops.b(Binary::Divide, &ops.u(Unary::Exp, &q("2.5")), &ops.b(Binary::Power, &e, &q("2.5"))), q("1"));
    let times = |x: &str| ops.b(Binary::Multiply, &q(x), &pi);
    for (operation, angle, value) in [
        (Unary::Sin, "0", "0"),
        (Unary::Sin, "1", "0"),
        (Unary::Sin, "1/6", "1/2"),
        (Unary::Sin, "-1/6", "-1/2"),
        (Unary::Sin, "3/2", "-1"),
        (Unary::Sin, "1000000.5", "1"),
        (Unary::Cos, "0", "1"),
        (Unary::Cos, "1", "-1"),
        (Unary::Cos, "1/2", "0"),
        (Unary::Cos, "1/3", "1/2"),
        (Unary::Cos, "-7/3", "1/2"),
        (Unary::Tan, "1/4", "1"),
        (Unary::Tan, "3/4", "-1"),
        (Unary::Tan, "1", "0"),
    ] {
        assert_eq!(ops.u(operation, &times(angle)), q(value), "{operation:?} {angle}π");
    }
    assert_eq!(ops.u(Unary::Tan, &times("1/2")), Exact::Undefined);
    assert!(ops.equal(&ops.u(Unary::Cos, &times("1/6")), &ops.sqrt("3/4")));
    assert!(ops.equal(&ops.u(Unary::Tan, &times("1/3")), &ops.sqrt("3")));
    assert_eq!(ops.u(Unary::Sin, &times("1/5")), Exact::Unknown);
    for (operation, x, multiple) in [
        (Unary::Asin, "1", "1/2"),
        (Unary::Asin, "-1/2", "-1/6"),
        (Unary::Acos, "-1", "1"),
        (Unary::Acos, "1/2", "1/3"),
        (Unary::Atan, "1", "1/4"),
        (Unary::Atan, "-1", "-1/4"),
    ] {
        assert_eq!(ops.u(operation, &q(x)), times(multiple), "{operation:?} {x}");
    }
    assert_eq!(ops.u(Unary::Acos, &q("1")), q("0"));
    assert_eq!(ops.u(Unary::Asin, &q("1.1")), Exact::Undefined);
    assert_eq!(ops.u(Unary::Atan, &Exact::Infinity(true)), times("1/2"));
    assert_eq!(ops.u(Unary::Asin, &ops.sqrt("1/2")), times("1/4"));
    assert_eq!(ops.b(Binary::Divide, &times("3"), &times("2")), q("3/2"));
    assert!(
        ops.less(&q("3.14159265358979323846264338327"), &pi) && ops.less(&pi, &q("3.14159265358979323846264338328"))
    );
    assert_eq!(ops.u(Unary::Cosh, &ops.ln("2")), q("5/4"));
    assert_eq!(ops.u(Unary::Tanh, &ops.ln("2")), q("3/5"));
    assert_eq!(ops.u(Unary::Sinh, &q("0")), q("0"));
}

#[test]
fn comparisons_decide_near_misses() {
    let ops = Ops::new();
    let log = ops.ln("2");
    assert!(ops.less(&log, &q("0.693147180559945309417232121458176568075500134361")));
    assert!(ops.less(&q("0.693147180559945309417232121458176568075500134360"), &log));
    // ln(1 + 10⁻³⁰) against 10⁻³⁰: they differ by 5·10⁻⁶¹.
    let tiny = q("1e-30");
    let near = ops.u(Unary::Ln, &ops.b(Binary::Add, &q("1"), &tiny));
    assert!(ops.less(&near, &tiny) && ops.less(&q("0"), &near));
    // Different bases: decided where they part, though no form holds the difference.
    let log10 = ops.b(Binary::Divide, &ops.ln("3"), &ops.ln("10"));
    assert!(ops.less(&log10, &ops.bits(&ops.ln("3"))));
    assert!(ops.less(&ops.sqrt("3"), &ops.u(Unary::Exp, &q("0.55"))));
    assert_eq!(Exact::nary(&ops.0, Nary::Max, &[ops.sqrt("2"), log.clone(), q("1.5")]), q("1.5"));
    assert_eq!(Exact::nary(&ops.0, Nary::Min, &[ops.sqrt("2"), log.clone(), Exact::Infinity(true)]), log);
    assert_eq!(ops.sqrt("2").compare_rational(&parse("1.5")), Some(Ordering::Less));
    assert_eq!(Exact::Unknown.compare_rational(&parse("1.5")), None);
    assert_eq!(Exact::Infinity(false).compare_rational(&parse("-1e99")), Some(Ordering::Less));
}

#[test]
fn steps_of_irrational_values_are_exact() {
    let ops = Ops::new();
    let thousand = ops.bits(&ops.ln("1000"));
    assert_eq!(ops.u(Unary::Floor, &thousand), q("9"));
    assert_eq!(ops.u(Unary::Ceil, &thousand), q("10"));
    assert_eq!(ops.u(Unary::Round, &thousand), q("10"));
    assert_eq!(ops.u(Unary::Floor, &ops.bits(&ops.ln("1024"))), q("10"));
    assert_eq!(ops.u(Unary::Floor, &ops.bits(&ops.ln("1023.9999999999999999999999999"))), q("9"));
    assert_eq!(ops.u(Unary::Round, &q("2.5")), q("3"));
    assert_eq!(ops.u(Unary::Round, &q("-2.5")), q("-3"));
    assert_eq!(ops.u(Unary::Floor, &q("-2.5")), q("-3"));
    assert_eq!(ops.u(Unary::Ceil, &q("-2.5")), q("-2"));
    assert_eq!(ops.u(Unary::Round, &ops.u(Unary::Negate, &ops.sqrt("2"))), q("-1"));
    assert_eq!(ops.b(Binary::Modulo, &q("-7"), &q("3")), q("2"));
    assert_eq!(ops.b(Binary::Modulo, &q("7"), &q("-3")), q("-2"));
    assert_eq!(ops.b(Binary::Modulo, &q("7.5"), &q("0.1")), q("0"));
    assert_eq!(ops.b(Binary::Modulo, &q("7"), &q("0")), Exact::Undefined);
    let pi = Exact::constant(&ops.0, &Constant::Pi);
    assert_eq!(
        ops.b(Binary::Modulo, &ops.b(Binary::Multiply, &q("2.5"), &pi), &pi),
        ops.b(Binary::Divide, &pi, &q("2"))
    );
}

#[test]
fn infinities_follow_the_usual_rules() {
    let ops = Ops::new();
    let (plus, minus) = (Exact::Infinity(true), Exact::Infinity(false));
    assert_eq!(ops.b(Binary::Subtract, &plus, &plus), Exact::Undefined);
    assert_eq!(ops.b(Binary::Add, &plus, &q("5")), plus);
    assert_eq!(ops.b(Binary::Multiply, &plus, &q("-5")), minus);
    assert_eq!(ops.b(Binary::Multiply, &minus, &minus), plus);
    assert_eq!(ops.b(Binary::Multiply, &q("0"), &plus), Exact::Undefined);
    assert_eq!(ops.b(Binary::Divide, &q("5"), &minus), q("0"));
    assert_eq!(ops.b(Binary::Divide, &plus, &minus), Exact::Undefined);
    assert_eq!(ops.b(Binary::Divide, &plus, &ops.u(Unary::Negate, &ops.sqrt("2"))), minus);
    assert_eq!(ops.b(Binary::Divide, &q("0"), &q("0")), Exact::Undefined);
    assert_eq!(ops.u(Unary::Exp, &minus), q("0"));
    assert_eq!(ops.u(Unary::Ln, &plus), plus);
    assert_eq!(ops.u(Unary::Ln, &minus), Exact::Undefined);
    assert_eq!(ops.u(Unary::Ln, &q("0")), Exact::Undefined);
    assert_eq!(ops.u(Unary::Sqrt, &q("-1")), Exact::Undefined);
    assert_eq!(ops.u(Unary::Tanh, &minus), q("-1"));
    assert_eq!(ops.u(Unary::Erfc, &minus), q("2"));
    assert_eq!(ops.b(Binary::Power, &q("1/2"), &plus), q("0"));
    assert_eq!(ops.b(Binary::Power, &q("2"), &minus), q("0"));
    assert_eq!(ops.b(Binary::Power, &q("1"), &plus), Exact::Undefined);
    assert_eq!(ops.b(Binary::Power, &minus, &q("3")), minus);
    assert!(ops.equal(&plus, &plus) && ops.less(&minus, &q("-1e300")));
}

#[test]
fn undefined_and_unknown_spread() {
    let ops = Ops::new();
    assert_eq!(ops.b(Binary::Add, &Exact::Unknown, &Exact::Undefined), Exact::Undefined);
    assert_eq!(ops.b(Binary::Multiply, &q("0"), &Exact::Unknown), Exact::Unknown);
    assert_eq!(ops.sum(&[q("1"), Exact::Undefined]), Exact::Undefined);
    assert_eq!(Exact::select(&ops.0, &q("1"), &q("2"), &Exact::Undefined), q("2"));
    assert_eq!(Exact::select(&ops.0, &q("0"), &q("2"), &Exact::Undefined), Exact::Undefined);
    assert_eq!(Exact::select(&ops.0, &Exact::Unknown, &q("2"), &q("2")), Exact::Unknown);
    assert_eq!(ops.u(Unary::Sin, &q("1")), Exact::Unknown);
    assert_eq!(ops.b(Binary::Add, &ops.sqrt("2"), &q("1")), Exact::Unknown);
    assert_eq!(ops.sum(&[]), q("0"));
    assert_eq!(Exact::nary(&ops.0, Nary::Product, &[]), q("1"));
}

#[test]
fn factorials_and_log_sums() {
    let ops = Ops::new();
    assert_eq!(ops.u(Unary::Gamma, &q("6")), q("120"));
    assert_eq!(ops.u(Unary::Gamma, &q("1")), q("1"));
    assert_eq!(ops.u(Unary::Gamma, &q("0")), Exact::Undefined);
    assert_eq!(ops.u(Unary::Digamma, &q("-2")), Exact::Undefined);
    assert_eq!(ops.u(Unary::Exp, &ops.u(Unary::LnGamma, &q("11"))), q("3628800"));
    let thousand = ops.u(Unary::Gamma, &q("1001"));
    let before = ops.u(Unary::Gamma, &q("1000"));
    assert_eq!(ops.b(Binary::Divide, &thousand, &before), q("1000"));
    assert_eq!(thousand.as_rational().expect("a rational").numerator().to_string().len(), 2568);
    assert!(matches!(ops.u(Unary::LnGamma, &q("1001")), Exact::Logarithm(_)));
    let (a, b) = (ops.ln("0.25"), ops.ln("0.5"));
    let sum = Exact::nary(&ops.0, Nary::LogSumExp, &[a, b, Exact::Infinity(false)]);
    assert!(ops.equal(&sum, &ops.ln("0.75")));
    assert_eq!(Exact::nary(&ops.0, Nary::LogSumExp, &[]), Exact::Infinity(false));
}

#[test]
fn caps_hold_and_giants_cost_nothing() {
    let ops = Ops::new();
    let power = |x: &Exact, y: &Exact| ops.b(Binary::Power, x, y);
    // Too large to write out, and still compared.
    let giant = power(&q("2"), &q("1e9"));
    assert!(matches!(giant, Exact::Power(_)));
    assert!(ops.less(&q("1e30"), &giant));
    assert!(ops.equal(&giant, &power(&q("4"), &q("5e8"))));
    assert!(ops.less(&giant, &power(&q("3"), &q("1e9"))));
    let tower = power(&q("10"), &power(&q("10"), &q("10")));
    assert!(ops.less(&giant, &tower));
    assert_eq!(ops.b(Binary::Divide, &ops.u(Unary::Ln, &tower), &ops.ln("10")), q("1e10"));
    assert_eq!(ops.b(Binary::Add, &giant, &q("1")), Exact::Unknown);
    assert_eq!(ops.u(Unary::Floor, &tower), Exact::Unknown);
    let beyond = power(&q("10"), &tower);
    assert!(!matches!(beyond, Exact::Rational(_)));
    assert!(matches!(power(&q("2"), &q("1000")), Exact::Rational(_)));
    assert_eq!(ops.u(Unary::Gamma, &q("1e12")), Exact::Unknown);
    // A composite of 40 digits, which nobody could factor in time, is one base.
    let composite = "1000000000000000000117000000000000002639";
    let log = ops.ln(composite);
    assert!(ops.equal(&ops.b(Binary::Add, &log, &log), &ops.u(Unary::Ln, &Exact::power(&ops.0, &q(composite), 2))));
    // Six hundred coprime bases are too many.
    let logs: Vec<_> = (0..600).map(|k| ops.u(Unary::Ln, &Exact::integer(2 * (1 << 40) + 2 * k + 1))).collect();
    assert_eq!(ops.sum(&logs), Exact::Unknown);
    // The work is bounded.
    let limits = Limits::new(1 << 17, 2048, 1000);
    let mut sum = q("0");
    for k in 1..1000 {
        sum = Exact::binary(&limits, Binary::Add, &sum, &q(&format!("1/{k}")));
    }
    assert_eq!(sum, Exact::Unknown);
}

#[test]
fn entropy_of_many_masses_is_exact_and_quick() {
    let ops = Ops::new();
    let masses: Vec<String> = (1..=200).map(|k| format!("{k}/20100")).collect();
    let masses: Vec<&str> = masses.iter().map(String::as_str).collect();
    let entropy = ops.entropy(&masses);
    assert!(matches!(entropy, Exact::Logarithm(_)));
    // H = ln N − Σ k ln k / N.
    let rest: Vec<_> =
        (1..=200).map(|k| ops.b(Binary::Multiply, &q(&format!("-{k}/20100")), &ops.ln(&k.to_string()))).collect();
    assert!(ops.equal(&entropy, &ops.sum(&[ops.ln("20100"), ops.sum(&rest)])));
}

#[test]
fn text_is_for_rationals_and_infinities() {
    assert_eq!(q("7/4").text(20).as_deref(), Some("7/4"));
    assert_eq!(q("-3").text(20).as_deref(), Some("-3"));
    assert_eq!(Exact::Infinity(false).text(20).as_deref(), Some("-∞"));
    assert_eq!(Ops::new().sqrt("2").text(20), None);
    assert_eq!(q("123456789123456789").text(10), None);
}

#[test]
fn every_operation_agrees_with_enclosures_and_none_panics() {
    let ops = Ops::new();
    let p = Precision::new(128);
    let pi = Exact::constant(&ops.0, &Constant::Pi);
    let mut values: Vec<Exact> =
        ["0", "1", "-1", "2", "1/2", "-1/3", "0.9", "7", "1e30", "-1e-30", "12345.678"].into_iter().map(q).collect();
    values.extend([Exact::Infinity(true), Exact::Infinity(false), Exact::Undefined, Exact::Unknown]);
    values.extend([ops.sqrt("2"), ops.u(Unary::Negate, &ops.sqrt("3")), ops.ln("2"), ops.ln("0.3")]);
    values.extend([
        ops.bits(&ops.ln("3")),
        ops.u(Unary::Exp, &q("-2")),
        pi.clone(),
        ops.b(Binary::Divide, &pi, &q("-4")),
    ]);
    values.push(ops.b(Binary::Power, &q("2"), &q("1e6")));
    let check = |exact: &Exact, wide: &Wide, what: &dyn Fn() -> String| {
        let enclosure = exact.enclose(&p);
        let agree = match exact {
            Exact::Unknown => true,
            Exact::Undefined => wide.defined() != crate::number::Defined::Yes,
            _ => wide.intersection(&enclosure).is_some() && wide.defined() != crate::number::Defined::No,
        };
        assert!(agree, "{}: {exact:?}\n{wide:?}", what());
    };
    use crate::number::wide::tests::{BINARY, NARY, UNARY};
    for x in &values {
        let limits = Limits::default();
        let wide_x = x.enclose(&p);
        for operation in UNARY {
            let exact = Exact::unary(&limits, operation, x);
            check(&exact, &Wide::unary(&p, operation, &wide_x), &|| format!("{operation:?} {x:?}"));
        }
        for y in &values {
            let wide_y = y.enclose(&p);
            for operation in BINARY {
                let exact = Exact::binary(&limits, operation, x, y);
                let wide = Wide::binary(&p, operation, &wide_x, &wide_y);
                check(&exact, &wide, &|| format!("{operation:?} {x:?} {y:?}"));
            }
            for operation in NARY {
                let exact = Exact::nary(&limits, operation, &[x.clone(), y.clone()]);
                let wide = Wide::nary(&p, operation, &[wide_x.clone(), wide_y.clone()]);
                check(&exact, &wide, &|| format!("{operation:?} {x:?} {y:?}"));
            }
        }
        for n in [0, 1, -1, 2, -3, 5, 1 << 40, i64::MAX, i64::MIN] {
            let exact = Exact::power(&limits, x, n);
            check(&exact, &Wide::power(&p, &wide_x, n), &|| format!("{x:?}^{n}"));
        }
    }
}
