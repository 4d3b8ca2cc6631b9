//! Expressions as canonical text.

use std::fmt::Write as _;

use super::chain::{LEANING, regroups};
use super::operator::{COMPARISON, NOT, PRODUCT, RANGE, SIGN, SUM, level};
use crate::expr::ast::{Argument, Binder, Binding, Comparison, Expr, ExprKind, Infix, InformationUnit, Prefix};
use crate::number::{IBig, Rational, UBig};

/// The levels of what binds tighter than all operators.
const QUANTITY: u8 = 10;
const CALLED: u8 = 11;

/// The most digits that are written without an exponent.
const MAX_PLAIN: usize = 40;

/// Canonical text of an expression: `parse_expression(&print(e))` is the same as `e` but for spans
/// ([`Expr::is_same`]), for every `e` that the parser gives.
pub fn print(expr: &Expr) -> String {
    let mut text = String::new();
    write(&mut text, expr, 0);
    text
}

/// The level of an expression: an operand of a tighter operator stands in parentheses.
fn level_of(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Prefix(Prefix::Not, _) => NOT,
        ExprKind::Prefix(..) => SIGN,
        ExprKind::Infix(infix, ..) => level(*infix),
        ExprKind::Comparison(..) => COMPARISON,
        ExprKind::Range(..) => RANGE,
        ExprKind::InUnit(..) => PRODUCT,
        ExprKind::Quantity(..) => QUANTITY,
        _ => CALLED,
    }
}

fn write(text: &mut String, expr: &Expr, least: u8) {
    if level_of(expr) < least {
        text.push('(');
        write(text, expr, 0);
        text.push(')');
        return;
    }
    match &expr.kind {
        ExprKind::Number(value) => number(text, value),
        ExprKind::Name(name) => text.push_str(name),
        ExprKind::Quantity(value, unit) => {
            // A unit binds to a literal or a parenthesis.
            let literal = matches!(value.kind, ExprKind::Number(_));
            if literal {
                write(text, value, CALLED);
            } else {
                let _ = write!(text, "({})", print(value));
            }
            let _ = write!(text, " {}", unit_name(*unit));
        }
        ExprKind::InUnit(value, unit) => {
            write(text, value, PRODUCT);
            let _ = write!(text, " in {}", unit_name(*unit));
        }
        ExprKind::Prefix(Prefix::Not, operand) => {
            text.push_str("not ");
            write(text, operand, NOT);
        }
        ExprKind::Prefix(prefix, operand) => {
            text.push(if *prefix == Prefix::Minus { '-' } else { '+' });
            write(text, operand, SIGN);
        }
        ExprKind::Infix(infix, left, right) => {
            let own = level(*infix);
            let (left_least, right_least) = match infix {
                Infix::Power => (QUANTITY, SIGN),
                _ => (left_level(*infix, left), own + 1),
            };
            write(text, left, left_least);
            text.push_str(match infix {
                Infix::Or => " or ",
                Infix::And => " and ",
                Infix::Add => " + ",
                Infix::Subtract => " - ",
                Infix::Multiply => " * ",
                Infix::Divide => " / ",
                Infix::Power => "^",
            });
            write(text, right, right_least);
        }
        ExprKind::Comparison(first, rest) => {
            write(text, first, RANGE);
            for (comparison, operand) in rest {
                let sign = match comparison {
                    Comparison::Equal => "==",
                    Comparison::NotEqual => "!=",
                    Comparison::Less => "<",
                    Comparison::LessEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterEqual => ">=",
                };
                let _ = write!(text, " {sign} ");
                write(text, operand, RANGE);
            }
        }
        ExprKind::Range(from, to) => {
            write(text, from, SUM);
            text.push_str("..");
            write(text, to, SUM);
        }
        ExprKind::Call(callee, arguments) => {
            write(text, callee, CALLED);
            text.push('(');
            write_arguments(text, arguments);
            text.push(')');
        }
        ExprKind::Index(base, index) => {
            write(text, base, CALLED);
            text.push('[');
            write(text, index, 0);
            text.push(']');
        }
        ExprKind::List(items) => {
            text.push('[');
            write_all(text, items);
            text.push(']');
        }
        ExprKind::Tuple(items) => {
            text.push('(');
            write_all(text, items);
            text.push(')');
        }
        ExprKind::Comprehension(body, binding) => {
            text.push('[');
            write(text, body, 0);
            text.push_str(" for ");
            write_binding(text, binding);
            text.push(']');
        }
        ExprKind::Binder(binder, bindings, body) => {
            text.push_str(binder_name(*binder));
            text.push('(');
            for (index, binding) in bindings.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                write_binding(text, binding);
            }
            text.push_str(": ");
            write(text, body, 0);
            text.push(')');
        }
        ExprKind::If(condition, yes, no) => {
            text.push_str("if(");
            write(text, condition, 0);
            text.push_str(", ");
            write(text, yes, 0);
            text.push_str(", ");
            write(text, no, 0);
            text.push(')');
        }
    }
}

/// The least level that stands without parentheses to the left of `infix`. A chain that is as long
/// as the parser lets one lean keeps its parentheses, or it would be grouped in another way.
fn left_level(infix: Infix, left: &Expr) -> u8 {
    let own = level(infix);
    let mut operands = 2;
    let mut all_regroup = regroups(infix);
    let mut spine = left;
    while let ExprKind::Infix(inner, deeper, _) = &spine.kind
        && level(*inner) == own
    {
        operands += 1;
        all_regroup &= regroups(*inner);
        spine = deeper;
    }
    own + u8::from(all_regroup && operands > LEANING)
}

fn write_all(text: &mut String, items: &[Expr]) {
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { ", " });
        write(text, item, 0);
    }
}

fn write_arguments(text: &mut String, arguments: &[Argument]) {
    for (index, argument) in arguments.iter().enumerate() {
        text.push_str(match (index, argument.after_bars) {
            (0, _) => "",
            (_, true) => " || ",
            (_, false) => ", ",
        });
        if let Some(key) = &argument.key {
            write(text, key, 0);
            text.push_str(": ");
        }
        write(text, &argument.value, 0);
    }
}

fn write_binding(text: &mut String, binding: &Binding) {
    let _ = write!(text, "{} in ", binding.name);
    write(text, &binding.domain, 0);
}

fn unit_name(unit: InformationUnit) -> &'static str {
    match unit {
        InformationUnit::Bits => "bits",
        InformationUnit::Nats => "nats",
        InformationUnit::Bans => "bans",
    }
}

fn binder_name(binder: Binder) -> &'static str {
    super::binder::BINDERS.iter().find(|(_, known)| *known == binder).map_or("sum", |(name, _)| name)
}

/// A literal is never negative and always a decimal. Any other value, which only a program can
/// put into a tree, is written as a fraction in parentheses.
fn number(text: &mut String, value: &Rational) {
    let (numerator, denominator) = (value.numerator(), value.denominator());
    let Some(places) = decimal_places(denominator) else {
        let _ = write!(text, "({numerator} / {denominator})");
        return;
    };
    let scaled = numerator * IBig::from(UBig::from(10_u8).pow(places) / denominator);
    let digits = scaled.to_string();
    if digits.starts_with('-') {
        let _ = write!(text, "(-");
        number(text, &-value.clone());
        text.push(')');
        return;
    }
    let short = digits.trim_end_matches('0');
    if digits.len().max(places) <= MAX_PLAIN || short.is_empty() {
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, decimals) = padded.split_at(padded.len() - places);
        text.push_str(whole);
        if places > 0 {
            let _ = write!(text, ".{decimals}");
        }
        return;
    }
    let places = i64::try_from(places).unwrap_or(i64::MAX);
    let dropped = i64::try_from(digits.len() - short.len()).unwrap_or(0);
    let _ = write!(text, "{short}e{}", dropped - places);
}

/// How many decimals a fraction with this denominator has, if they end.
fn decimal_places(denominator: &UBig) -> Option<usize> {
    let twos = denominator.trailing_zeros()?;
    let mut rest = denominator >> twos;
    let five = UBig::from(5_u8);
    let fives = rest.remove(&five).unwrap_or(0);
    rest.is_one().then_some(twos.max(fives))
}
