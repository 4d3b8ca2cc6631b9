//! Every example of every row states what the graph evaluates to.

use super::approximate::approximate;
use super::{number, value};
use crate::expr::functions::reference;
use crate::expr::value::{Quantity, Value};

/// Half a unit of the last written digit of `0.500 bits`, its number, and nats a unit.
fn stated(label: &str) -> (f64, f64, Option<f64>) {
    let (digits, unit) = label.split_once(' ').unwrap_or((label, ""));
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((digits, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    let exponent: i32 = exponent.parse().unwrap();
    let exact = decimals == 0 && exponent == 0;
    let half = if exact { 1e-9 } else { 0.5 * libm::pow(10.0, f64::from(exponent - decimals)) + 1e-12 };
    let unit = match unit {
        "" => None,
        "bit" | "bits" => Some(std::f64::consts::LN_2),
        "nat" | "nats" => Some(1.0),
        other => panic!("{other}"),
    };
    (digits.parse().unwrap(), half, unit)
}

#[test]
fn every_example_states_its_value() {
    let mut wrong = Vec::new();
    for row in reference() {
        for (expression, label) in row.examples {
            let (session, value) = value("", expression);
            assert!(!matches!(value, Value::Truth(_)), "{expression}");
            let (node, quantity) = number(&value);
            let (digits, half, unit) = stated(label);
            let expected = if unit.is_some() { Quantity::Information } else { Quantity::Plain };
            let computed = approximate(session.graph(), node, &[]) / unit.unwrap_or(1.0);
            if (computed - digits).abs() > half || computed.is_nan() || (quantity != expected && digits != 0.0) {
                wrong.push(format!("{expression} = {computed} ({quantity:?}), stated {label}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_example_is_proved() {
    use crate::expr::Evaluator;
    use crate::number::{Defined, Enclosure};

    let mut wrong = Vec::new();
    for row in reference() {
        for (expression, label) in row.examples {
            let (session, value) = value("", expression);
            let (node, _) = number(&value);
            let mut evaluator = Evaluator::default();
            let (digits, half, unit) = stated(label);
            let unit = unit.unwrap_or(1.0);
            let enclosed = evaluator.interval(session.graph(), node);
            let (low, high) = (enclosed.low(), enclosed.high());
            let (Some(low), Some(high)) = (low, high) else {
                wrong.push(format!("{expression}: no bounds ({enclosed:?})"));
                continue;
            };
            let (low, high) = (low.to_f64_fast() / unit, high.to_f64_fast() / unit);
            let inside = low >= digits - half && high <= digits + half;
            if !inside || enclosed.defined() != Defined::Yes {
                wrong.push(format!("{expression} in {low}..{high} ({:?}), stated {label}", enclosed.defined()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A stated value without a point, and 0, is exact: it must come out so.
#[test]
fn exact_examples_are_exact() {
    use crate::expr::Evaluator;
    let mut wrong = Vec::new();
    for row in reference() {
        for (expression, label) in row.examples {
            let (digits, ..) = stated(label);
            let unit = label.split_once(' ').map_or("", |(_, unit)| unit);
            let plain = label.split(' ').next().unwrap_or("");
            if plain.contains(['.', 'e']) {
                continue;
            }
            let text = match unit {
                "bit" | "bits" => format!("({expression}) in bits"),
                "nat" | "nats" => format!("({expression}) in nats"),
                _ => (*expression).to_owned(),
            };
            let (session, value) = value("", &text);
            let exact = Evaluator::default().exact(session.graph(), number(&value).0);
            if exact.as_rational().map(|x| x.to_f64_fast()) != Some(digits) {
                wrong.push(format!("{text}: {exact:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_flagship_s_integrals_are_enclosed() {
    use crate::expr::Evaluator;
    use crate::number::{Enclosure, Rational};
    let calc = "truth = mixture(0.5: normal(-2.2, 0.7), 0.5: normal(2.2, 0.7))\nQ = normal(0, 1.5)\n\
        best = normal(0, 2.3086790783203710)";
    // Computed to 30 digits by an independent tool.
    for (expression, digits) in [
        ("KL(truth, Q, on: -6..6)", "7558385013488235432535550"),
        ("KL(Q, truth, on: -6..6)", "12432339963613497096601160"),
        ("KL(truth, best, on: -6..6)", "5026046923612461"),
    ] {
        let (session, value) = value(calc, expression);
        let enclosed = Evaluator::default().interval(session.graph(), number(&value).0);
        let scale = if expression.contains("best") { 16 } else { 25 };
        let expected = Rational::from_parts(digits.parse().unwrap(), crate::number::UBig::from(10u8).pow(scale));
        let (low, high) = (enclosed.low().unwrap(), enclosed.high().unwrap());
        let slack = Rational::from_parts(1.into(), crate::number::UBig::from(10u8).pow(15));
        assert!(low <= expected.clone() + slack.clone() && expected - slack <= high, "{expression}: {enclosed:?}");
        assert!(enclosed.width() < 1e-8, "{expression}: {enclosed:?}");
    }
}

#[test]
fn distributions_with_edges_are_enclosed() {
    use crate::expr::Evaluator;
    use crate::number::{Defined, Enclosure};
    for (expression, expected) in [
        ("H(uniform(0, 2), on: -1..3) in bits", 1.0),
        ("JS(uniform(0, 2), uniform(1, 3)) in bits", 0.5),
        ("H(mixture(0.5: uniform(0, 1), 0.5: uniform(2, 3))) in bits", 1.0),
        ("KL(laplace(0, 1), laplace(1, 2), on: -20..20) in nats", libm::log(2.0) + (1.0 + libm::exp(-1.0)) / 2.0 - 1.0),
        ("integral(x in 0..1: x*uniform(0, 2)(x))", 0.25),
        ("sum(x in binomial(20, 0.3): binomial(20, 0.3)(x)*x)", 6.0),
        ("cdf(student_t(5), 2.015048373333024)", 0.95),
        ("sf(chi_squared(3), 7.814727903251179)", 0.05),
    ] {
        let (session, value) = value("", expression);
        let enclosed = Evaluator::default().interval(session.graph(), number(&value).0);
        let (low, high) = (enclosed.low().unwrap().to_f64_fast(), enclosed.high().unwrap().to_f64_fast());
        assert_eq!(enclosed.defined(), Defined::Yes, "{expression}");
        assert!(low - 1e-7 <= expected && expected <= high + 1e-7 && high - low < 1e-6, "{expression}: {low}..{high}");
    }
}
