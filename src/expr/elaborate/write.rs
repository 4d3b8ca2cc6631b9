//! Expressions and numbers as text again, for the help of a fault.

use crate::diagnostic::briefly;
use dashu_base::{Abs, Signed};

use crate::expr::ast::{Binder, Expr, ExprKind, InformationUnit};
use crate::expr::parse::print;
use crate::number::{Rational, UBig};

/// A rational for readers: a decimal where it is a short one, else a fraction, else about.
pub(crate) fn show(x: &Rational) -> String {
    briefly!(String::new());
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

/// The expression as one could write it.
pub(crate) fn write(expr: &Expr) -> String {
    briefly!(String::new());
    print(expr)
}

/// The expression as one could write it before a unit, a power or a call: with parentheses around
/// anything but a name, a literal or a call.
pub(crate) fn write_operand(expr: &Expr) -> String {
    briefly!(String::new());
    let text = print(expr);
    match &expr.kind {
        ExprKind::Number(x) if !x.is_negative() && !text.contains('/') => text,
        ExprKind::Name(_) | ExprKind::Call(..) | ExprKind::Index(..) | ExprKind::List(_) => text,
        ExprKind::Comprehension(..) | ExprKind::Binder(..) | ExprKind::If(..) | ExprKind::Tuple(_) => text,
        _ => format!("({text})"),
    }
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
    briefly!(String::new());
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
