//! `+ - * / ^` and signs, over numbers with and without a unit and elementwise over lists.

use dashu_base::Signed;

use super::{write, write_operand};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::ast::{Expr, ExprKind, Infix, Prefix};
use crate::expr::bench::{Bench, Made};
use crate::expr::graph::{Node, NodeId};
use crate::expr::value::{Quantity, Value};
use crate::number::{Binary, Constant, IBig, Rational, UBig, Unary};
use crate::source::Span;

/// A side of an operation: its value, and how it was written.
pub(super) type Side<'a> = (&'a Value, &'a Expr);

/// `+x`, `-x`.
pub(super) fn signed(bench: &mut Bench, prefix: Prefix, value: &Value, x: &Expr) -> Made<Value> {
    bench.spend(1, x.span)?;
    match value {
        Value::Number(node, quantity) => {
            let node = if prefix == Prefix::Minus { bench.graph.unary(Unary::Negate, *node) } else { *node };
            Ok(Value::Number(node, *quantity))
        }
        Value::List(elements) => {
            let signed: Made<Vec<Value>> = elements.iter().map(|e| signed(bench, prefix, e, x)).collect();
            Ok(Value::List(signed?.into()))
        }
        other => {
            let headline = said!("a sign before {}", other.describe());
            Err(Fault::new(Code::ExprType, x.span, headline).into())
        }
    }
}

/// The value of `left infix right`.
pub(super) fn infix(bench: &mut Bench, infix: Infix, left: Side<'_>, right: Side<'_>, span: Span) -> Made<Value> {
    bench.spend(1, span)?;
    match (left.0, right.0) {
        (Value::Number(x, of_x), Value::Number(y, of_y)) => {
            let (node, quantity) = numbers(bench, infix, (*x, *of_x, left.1), (*y, *of_y, right.1), span)?;
            Ok(Value::Number(node, quantity))
        }
        _ if infix == Infix::Power => Err(not_numbers(infix, left, right, span)),
        (Value::List(xs), Value::List(ys)) => {
            if xs.len() != ys.len() {
                let headline = said!("lists of {} and {} elements", xs.len(), ys.len());
                let fault = Fault::new(Code::ExprType, span, headline);
                return Err(fault
                    .note(said!("`{}` works element by element, so both need one length", sign(infix)))
                    .into());
            }
            let pairs = xs.iter().zip(ys.iter());
            let made: Made<Vec<Value>> =
                pairs.map(|(x, y)| self::infix(bench, infix, (x, left.1), (y, right.1), span)).collect();
            Ok(Value::List(made?.into()))
        }
        (Value::List(xs), Value::Number(..)) => {
            let made: Made<Vec<Value>> =
                xs.iter().map(|x| self::infix(bench, infix, (x, left.1), right, span)).collect();
            Ok(Value::List(made?.into()))
        }
        (Value::Number(..), Value::List(ys)) => {
            let made: Made<Vec<Value>> =
                ys.iter().map(|y| self::infix(bench, infix, left, (y, right.1), span)).collect();
            Ok(Value::List(made?.into()))
        }
        _ => Err(not_numbers(infix, left, right, span)),
    }
}

fn sign(infix: Infix) -> &'static str {
    match infix {
        Infix::Or => "or",
        Infix::And => "and",
        Infix::Add => "+",
        Infix::Subtract => "-",
        Infix::Multiply => "*",
        Infix::Divide => "/",
        Infix::Power => "^",
    }
}

fn not_numbers(infix: Infix, left: Side<'_>, right: Side<'_>, span: Span) -> Box<Fault> {
    let headline = said!("`{}` of {} and {}", sign(infix), left.0.describe(), right.0.describe());
    let fault = Fault::new(Code::ExprType, span, headline);
    let fault = match (infix, left.0, right.0) {
        (Infix::Power, Value::List(_), Value::Number(..)) => {
            fault.help(said!("for each element: `[x^{} for x in {}]`", write_operand(right.1), write_operand(left.1)))
        }
        (_, Value::Distribution(_), _) | (_, _, Value::Distribution(_)) => {
            fault.help("ask for a number: a mass `P(x)`, `mean(P)`, `H(P)`")
        }
        (_, Value::Truth(_), _) | (_, _, Value::Truth(_)) => fault.help("make it a number: `if(…, 1, 0)`"),
        _ => fault,
    };
    fault.into()
}

type Number<'a> = (NodeId, Quantity, &'a Expr);

/// The node and unit of `left infix right`, both numbers.
fn numbers(
    bench: &mut Bench,
    infix: Infix,
    (x, of_x, left): Number<'_>,
    (y, of_y, right): Number<'_>,
    span: Span,
) -> Made<(NodeId, Quantity)> {
    use Quantity::{Information, Plain};
    match infix {
        Infix::Add | Infix::Subtract => {
            if of_x != of_y {
                return Err(mixed(if of_x == Plain { (left, right) } else { (right, left) }, span));
            }
            let operation = if infix == Infix::Add { Binary::Add } else { Binary::Subtract };
            Ok((bench.graph.binary(operation, x, y), of_x))
        }
        Infix::Multiply => {
            let quantity = match (of_x, of_y) {
                (Plain, Plain) => Plain,
                (Information, Information) => {
                    return Err(needs_plain("a product of two quantities of information", right));
                }
                _ => Information,
            };
            Ok((bench.graph.binary(Binary::Multiply, x, y), quantity))
        }
        Infix::Divide => {
            let quantity = match (of_x, of_y) {
                (Plain, Plain) | (Information, Information) => Plain,
                (Information, Plain) => Information,
                (Plain, Information) => {
                    return Err(needs_plain("a plain number over a quantity of information", right));
                }
            };
            if bench.graph.is_integer(y, 0) {
                let fault = Fault::new(Code::ExprDomain, right.span, "division by zero").label("this is 0");
                return Err(fault.into());
            }
            Ok((bench.graph.binary(Binary::Divide, x, y), quantity))
        }
        Infix::Power => {
            if of_x == Information {
                return Err(needs_plain("a power of a quantity of information", left));
            }
            if of_y == Information {
                return Err(needs_plain("a quantity of information as an exponent", right));
            }
            power(bench, x, y, span).map(|node| (node, Plain))
        }
        // `and`, `or` have been taken apart before.
        Infix::And | Infix::Or => Err(Fault::new(Code::ExprType, span, "truth values are wanted here").into()),
    }
}

/// xʸ.
pub(super) fn power(bench: &mut Bench, x: NodeId, y: NodeId, span: Span) -> Made<NodeId> {
    let domain = |headline: &str| -> Made<NodeId> { Err(Fault::new(Code::ExprDomain, span, headline).into()) };
    let half = Rational::from_parts(IBig::ONE, UBig::from(2u8));
    if matches!(bench.graph.node(x), Node::Constant(Constant::E)) {
        return Ok(bench.graph.unary(Unary::Exp, y));
    }
    if let Some(exponent) = bench.graph.as_rational(y).cloned() {
        let base = bench.graph.as_rational(x);
        if base.is_some_and(Rational::is_zero) && exponent.is_negative() {
            return domain("zero to a negative power");
        }
        if exponent.is_int() {
            if let Ok(n) = i64::try_from(exponent.numerator()) {
                return Ok(bench.graph.power(x, n));
            }
        } else if base.is_some_and(Signed::is_negative) {
            return domain("a negative number to a power that is no integer");
        }
        if exponent == half {
            return Ok(bench.graph.unary(Unary::Sqrt, x));
        }
    }
    Ok(bench.graph.binary(Binary::Power, x, y))
}

/// The fault of a sum, difference or comparison of a plain number and a quantity of information.
pub(super) fn mixed((plain, information): (&Expr, &Expr), span: Span) -> Box<Fault> {
    let fault = Fault::new(Code::ExprUnit, span, "a plain number and a quantity of information don't mix").note(said!(
        "`{}` is plain, `{}` is a quantity of information",
        write(plain),
        write(information)
    ));
    let help = match plain.kind {
        ExprKind::Number(ref x) if x.is_one() => "name its unit: `1 bit`".to_owned(),
        ExprKind::Number(_) => said!("name its unit: `{} bits`", write_operand(plain)),
        _ => said!(
            "give one its unit, `bits({})`, or take the other's number, `{} in bits`",
            write(plain),
            write_operand(information)
        ),
    };
    fault.help(help).into()
}

fn needs_plain(what: &str, operand: &Expr) -> Box<Fault> {
    Fault::new(Code::ExprUnit, operand.span, said!("{what} has no meaning"))
        .label("a quantity of information")
        .help(said!("take its number in a unit: `({} in nats)`", write_operand(operand)))
        .into()
}
