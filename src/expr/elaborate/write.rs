//! Expressions and numbers as text again, for the help of a fault.

use dashu_base::{Abs, Signed};

use crate::expr::ast::{Argument, Binder, Binding, Comparison, Expr, ExprKind, Infix, InformationUnit, Prefix};
use crate::number::{Rational, UBig};

/// A rational for readers: a decimal where it is a short one, else a fraction, else about.
pub(crate) fn show(x: &Rational) -> String {
    if x.is_int() {
        let digits = x.numerator().to_string();
        return if digits.len() <= 25 { digits } else { format!("about {}", x.to_f64_fast()) };
    }
    for decimals in 1..=18usize {
        let scaled = x.clone().abs() * Rational::from(UBig::from(10u8).pow(decimals));
        if scaled.is_int() {
            let digits = format!("{:0>width$}", scaled.numerator().to_string(), width = decimals + 1);
            if digits.len() > 25 {
                break;
            }
            let (whole, fraction) = digits.split_at(digits.len() - decimals);
            return format!("{}{whole}.{fraction}", if x.is_negative() { "-" } else { "" });
        }
    }
    let fraction = format!("{}/{}", x.numerator(), x.denominator());
    if fraction.len() <= 20 { fraction } else { format!("about {}", x.to_f64_fast()) }
}

/// How tightly the outermost operator of an expression binds.
fn tightness(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Range(..) => 0,
        ExprKind::Infix(Infix::Or, ..) => 1,
        ExprKind::Infix(Infix::And, ..) => 2,
        ExprKind::Prefix(Prefix::Not, _) => 3,
        ExprKind::Comparison(..) => 4,
        ExprKind::InUnit(..) => 5,
        ExprKind::Infix(Infix::Add | Infix::Subtract, ..) => 6,
        ExprKind::Infix(Infix::Multiply | Infix::Divide, ..) => 7,
        ExprKind::Prefix(..) => 8,
        ExprKind::Infix(Infix::Power, ..) => 9,
        ExprKind::Quantity(..) => 10,
        ExprKind::Number(x) if x.is_negative() || !x.is_int() && show(x).contains('/') => 7,
        _ => 11,
    }
}

/// The expression as one could write it.
pub(crate) fn write(expr: &Expr) -> String {
    let mut text = String::new();
    put(&mut text, expr, 0);
    text
}

/// The expression as one could write it where an operand of a function's argument list, a unit or a
/// power stands: with parentheses around anything but a name, a literal or a call.
pub(crate) fn write_operand(expr: &Expr) -> String {
    let mut text = String::new();
    put(&mut text, expr, 11);
    text
}

fn put(text: &mut String, expr: &Expr, least: u8) {
    let parenthesised = tightness(expr) < least;
    if parenthesised {
        text.push('(');
    }
    match &expr.kind {
        ExprKind::Number(x) => text.push_str(&show(x)),
        ExprKind::Name(name) => text.push_str(name),
        ExprKind::Quantity(x, unit) => {
            put(text, x, 11);
            text.push(' ');
            text.push_str(unit_name(*unit));
        }
        ExprKind::InUnit(x, unit) => {
            put(text, x, 6);
            text.push_str(" in ");
            text.push_str(unit_name(*unit));
        }
        ExprKind::Prefix(prefix, x) => {
            text.push_str(match prefix {
                Prefix::Minus => "-",
                Prefix::Plus => "+",
                Prefix::Not => "not ",
            });
            put(text, x, if *prefix == Prefix::Not { 3 } else { 8 });
        }
        ExprKind::Infix(infix, left, right) => {
            let (sign, tight) = match infix {
                Infix::Or => (" or ", 1),
                Infix::And => (" and ", 2),
                Infix::Add => (" + ", 6),
                Infix::Subtract => (" - ", 6),
                Infix::Multiply => ("*", 7),
                Infix::Divide => ("/", 7),
                Infix::Power => ("^", 9),
            };
            let right_associative = *infix == Infix::Power;
            put(text, left, if right_associative { 10 } else { tight });
            text.push_str(sign);
            put(text, right, if right_associative { 8 } else { tight + 1 });
        }
        ExprKind::Comparison(first, rest) => {
            put(text, first, 5);
            for (sign, operand) in rest {
                text.push_str(match sign {
                    Comparison::Equal => " == ",
                    Comparison::NotEqual => " != ",
                    Comparison::Less => " < ",
                    Comparison::LessEqual => " <= ",
                    Comparison::Greater => " > ",
                    Comparison::GreaterEqual => " >= ",
                });
                put(text, operand, 5);
            }
        }
        ExprKind::Call(callee, arguments) => {
            put(text, callee, 11);
            text.push('(');
            arguments_into(text, arguments);
            text.push(')');
        }
        ExprKind::Index(list, index) => {
            put(text, list, 11);
            text.push('[');
            put(text, index, 0);
            text.push(']');
        }
        ExprKind::List(elements) => between(text, '[', elements, ']'),
        ExprKind::Tuple(elements) => between(text, '(', elements, ')'),
        ExprKind::Comprehension(body, binding) => {
            text.push('[');
            put(text, body, 0);
            text.push_str(" for ");
            binding_into(text, binding);
            text.push(']');
        }
        ExprKind::Binder(binder, bindings, body) => {
            text.push_str(binder_name(*binder));
            text.push('(');
            for (index, binding) in bindings.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                binding_into(text, binding);
            }
            text.push_str(": ");
            put(text, body, 0);
            text.push(')');
        }
        ExprKind::Range(from, to) => {
            put(text, from, 1);
            text.push_str("..");
            put(text, to, 1);
        }
        ExprKind::If(condition, yes, no) => {
            text.push_str("if(");
            put(text, condition, 0);
            text.push_str(", ");
            put(text, yes, 0);
            text.push_str(", ");
            put(text, no, 0);
            text.push(')');
        }
    }
    if parenthesised {
        text.push(')');
    }
}

fn arguments_into(text: &mut String, arguments: &[Argument]) {
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            text.push_str(if argument.after_bars { " || " } else { ", " });
        }
        if let Some(key) = &argument.key {
            put(text, key, 0);
            text.push_str(": ");
        }
        put(text, &argument.value, 0);
    }
}

fn between(text: &mut String, open: char, elements: &[Expr], close: char) {
    text.push(open);
    for (index, element) in elements.iter().enumerate() {
        text.push_str(if index > 0 { ", " } else { "" });
        put(text, element, 0);
    }
    text.push(close);
}

fn binding_into(text: &mut String, binding: &Binding) {
    text.push_str(&binding.name);
    text.push_str(" in ");
    put(text, &binding.domain, 0);
}

/// The word of a binder.
pub(crate) fn binder_name(binder: Binder) -> &'static str {
    match binder {
        Binder::Sum => "sum",
        Binder::Product => "prod",
        Binder::Min => "min",
        Binder::Max => "max",
        Binder::All => "all",
        Binder::Any => "any",
        Binder::Integral => "integral",
        Binder::Argmin => "argmin",
        Binder::Argmax => "argmax",
    }
}

/// The word of a unit.
pub(crate) fn unit_name(unit: InformationUnit) -> &'static str {
    match unit {
        InformationUnit::Bits => "bits",
        InformationUnit::Nats => "nats",
        InformationUnit::Bans => "bans",
    }
}

/// `1` and `one`, `2` and `several`: the plural of a word where it is needed.
pub(crate) fn count(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// The rational p/q; `q` isn't 0.
#[cfg(test)]
pub(crate) fn ratio(p: i64, q: i64) -> Rational {
    Rational::from_parts_signed(crate::number::IBig::from(p), crate::number::IBig::from(q))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rationals_for_readers() {
        assert_eq!(show(&ratio(9, 10)), "0.9");
        assert_eq!(show(&ratio(-1, 8)), "-0.125");
        assert_eq!(show(&ratio(1, 3)), "1/3");
        assert_eq!(show(&ratio(1537, 1)), "1537");
        assert_eq!(show(&ratio(1, 1_000_000)), "0.000001");
    }
}
