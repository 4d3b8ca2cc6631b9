//! Values for drawing: the middle of an enclosure, as an `f64`.

use crate::diagnostic::{Code, Fault};
use crate::expr::ScopeId;
use crate::expr::ast::InformationUnit;
use crate::expr::graph::NodeId;
use crate::expr::value::{Quantity, Value as Meaning};
use crate::number::decimal::{Rounding, decimal};
use crate::number::{Enclosure, Rational};

use super::super::computed;
use super::reader::{Amount, Reader, Text};

/// The nearest `f64`.
pub(super) fn float(number: &Rational) -> f64 {
    number.to_f64().value()
}

/// The value of a node; NaN where it has none, ±∞ where it is infinite.
pub(super) fn value(reader: &mut Reader<'_, '_>, node: NodeId) -> f64 {
    reader.checker.evaluator.begin();
    let interval = reader.checker.evaluator.interval(reader.checker.session.graph(), node);
    match (interval.infinite(), interval.low(), interval.high()) {
        (Some(positive), ..) => {
            if positive {
                f64::INFINITY
            } else {
                f64::NEG_INFINITY
            }
        }
        (None, Some(low), Some(high)) => float(&((low + high) / Rational::from(2))),
        _ => f64::NAN,
    }
}

/// The value of a node in a few characters.
pub(super) fn short(reader: &mut Reader<'_, '_>, node: NodeId) -> String {
    match Rational::try_from(value(reader, node)) {
        Ok(number) => decimal(&number, 6, Rounding::Nearest),
        Err(_) => "?".to_owned(),
    }
}

/// The finite number that an amount comes to; a quantity of information in `unit`.
pub(super) fn amount(
    reader: &mut Reader<'_, '_>,
    scope: ScopeId,
    amount: Amount,
    unit: InformationUnit,
) -> Option<f64> {
    match amount {
        Amount::Number(number) => Some(float(&number)),
        Amount::Expression(text) => expression(reader, scope, &text, unit),
    }
}

/// The finite number that an expression comes to.
pub(super) fn expression(
    reader: &mut Reader<'_, '_>,
    scope: ScopeId,
    text: &Text,
    unit: InformationUnit,
) -> Option<f64> {
    let (expr, id) = reader.parse(text)?;
    let node = match reader.elaborate(scope, id, &expr)? {
        Meaning::Number(node, Quantity::Plain) => node,
        Meaning::Number(node, Quantity::Information) => computed::in_unit(&mut reader.checker.session, node, unit),
        other => {
            reader.fault(Fault::new(
                Code::Fence,
                text.span,
                format!("a number is needed here, and this is {}", other.describe()),
            ));
            return None;
        }
    };
    let number = value(reader, node);
    if !number.is_finite() {
        reader.fault(Fault::new(Code::Fence, text.span, "this has no finite value to draw"));
        return None;
    }
    Some(number)
}
