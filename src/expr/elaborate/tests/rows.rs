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
