//! Comparisons, `if`, and numbers that must share a unit.

use super::arithmetic::{Side, mixed};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::ast::{Comparison, Expr};
use crate::expr::bench::{Bench, Made};
use crate::expr::graph::NodeId;
use crate::expr::value::{Distribution, Quantity, Value};
use crate::number::{Binary, Unary};
use crate::source::Span;

/// The unit that numbers share; 0 and ∞ go with either.
pub(crate) fn shared(bench: &Bench, numbers: &[(NodeId, Quantity, &Expr)], span: Span) -> Made<Quantity> {
    let information = numbers.iter().find(|(_, quantity, _)| *quantity == Quantity::Information);
    let Some((_, _, with_unit)) = information else { return Ok(Quantity::Plain) };
    let neutral = |node: NodeId| bench.graph.is_integer(node, 0) || bench.graph.as_infinity(node).is_some();
    let plain = numbers.iter().find(|(node, quantity, _)| *quantity == Quantity::Plain && !neutral(*node));
    match plain {
        None => Ok(Quantity::Information),
        Some((_, _, without)) => Err(mixed((without, with_unit), span)),
    }
}

/// The truth of `left sign right`.
pub(super) fn compare(
    bench: &mut Bench,
    sign: Comparison,
    left: Side<'_>,
    right: Side<'_>,
    span: Span,
) -> Made<NodeId> {
    bench.spend(1, span)?;
    match (left.0, right.0) {
        (Value::Number(x, of_x), Value::Number(y, of_y)) => {
            shared(bench, &[(*x, *of_x, left.1), (*y, *of_y, right.1)], span)?;
            Ok(order(bench, sign, *x, *y))
        }
        _ if matches!(sign, Comparison::Equal | Comparison::NotEqual) => {
            let equal = equal(bench, left, right, span)?;
            Ok(if sign == Comparison::Equal { equal } else { bench.graph.unary(Unary::Not, equal) })
        }
        (a, b) => {
            let headline = said!("{} and {} have no order", a.describe(), b.describe());
            Err(Fault::new(Code::ExprType, span, headline).into())
        }
    }
}

fn order(bench: &mut Bench, sign: Comparison, x: NodeId, y: NodeId) -> NodeId {
    match sign {
        Comparison::Less => bench.graph.binary(Binary::Less, x, y),
        Comparison::LessEqual => bench.graph.binary(Binary::LessEqual, x, y),
        Comparison::Greater => bench.graph.binary(Binary::Less, y, x),
        Comparison::GreaterEqual => bench.graph.binary(Binary::LessEqual, y, x),
        Comparison::Equal => bench.graph.binary(Binary::Equal, x, y),
        Comparison::NotEqual => {
            let equal = bench.graph.binary(Binary::Equal, x, y);
            bench.graph.unary(Unary::Not, equal)
        }
    }
}

/// Equality of truth values, labels, lists and finite distributions.
fn equal(bench: &mut Bench, left: Side<'_>, right: Side<'_>, span: Span) -> Made<NodeId> {
    match (left.0, right.0) {
        (Value::Truth(x), Value::Truth(y)) => Ok(bench.graph.binary(Binary::Equal, *x, *y)),
        (Value::Label(x), Value::Label(y)) => Ok(bench.graph.integer(i64::from(x == y))),
        (Value::List(xs), Value::List(ys)) => {
            let mut all = bench.graph.integer(i64::from(xs.len() == ys.len()));
            for (x, y) in xs.iter().zip(ys.iter()) {
                let here = compare(bench, Comparison::Equal, (x, left.1), (y, right.1), span)?;
                all = bench.graph.binary(Binary::And, all, here);
            }
            Ok(all)
        }
        (Value::Distribution(p), Value::Distribution(q)) => match (&**p, &**q) {
            (Distribution::Pmf(of_p), Distribution::Pmf(of_q)) if of_p.len() == of_q.len() => {
                let mut all = bench.graph.integer(1);
                for (outcome, here) in of_p {
                    let Some((_, there)) = of_q.iter().find(|(other, _)| other == outcome) else {
                        return Ok(bench.graph.integer(0));
                    };
                    let same = bench.graph.binary(Binary::Equal, *here, *there);
                    all = bench.graph.binary(Binary::And, all, same);
                }
                Ok(all)
            }
            (p, q) if p == q => Ok(bench.graph.integer(1)),
            _ => {
                let fault = Fault::new(Code::ExprType, span, "these distributions can't be compared");
                Err(fault.help("compare numbers: `KL(P, Q) == 0`").into())
            }
        },
        (a, b) => {
            let headline = said!("{} and {} can't be compared", a.describe(), b.describe());
            Err(Fault::new(Code::ExprType, span, headline).into())
        }
    }
}

/// `if(condition, yes, no)` where the condition isn't known.
pub(super) fn select(bench: &mut Bench, condition: NodeId, yes: Side<'_>, no: Side<'_>, span: Span) -> Made<Value> {
    bench.spend(1, span)?;
    match (yes.0, no.0) {
        (Value::Number(x, of_x), Value::Number(y, of_y)) => {
            let quantity = shared(bench, &[(*x, *of_x, yes.1), (*y, *of_y, no.1)], span)?;
            Ok(Value::Number(bench.graph.select(condition, *x, *y), quantity))
        }
        (Value::Truth(x), Value::Truth(y)) => Ok(Value::Truth(bench.graph.select(condition, *x, *y))),
        (Value::List(xs), Value::List(ys)) if xs.len() == ys.len() => {
            let pairs = xs.iter().zip(ys.iter());
            let made: Made<Vec<Value>> =
                pairs.map(|(x, y)| select(bench, condition, (x, yes.1), (y, no.1), span)).collect();
            Ok(Value::List(made?.into()))
        }
        (a, b) => {
            let headline = said!("`if` chooses between {} and {}", a.describe(), b.describe());
            let fault = Fault::new(Code::ExprType, span, headline);
            Err(fault.note("whether the condition holds isn't known yet, so both must be of one kind").into())
        }
    }
}
