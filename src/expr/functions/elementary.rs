//! Powers, logarithms, angles, rounding.

use super::{Call, EXACT, EXACT_OR_INTERVAL, Function, Kind, LIBM, Meaning, Parameter, X};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::bench::Made;
use crate::expr::elaborate::show;
use crate::expr::graph::NodeId;
use crate::expr::value::{Quantity, Value};
use crate::number::{Binary, Rational, Unary};

/// The rows.
pub(super) const ROWS: &[Function] = super::rows![
    Function {
        name: "abs",
        aliases: &[],
        foreign: &["fabs"],
        parameters: &[Parameter::new("x", Kind::Number)],
        summary: "The absolute value; keeps the unit of a quantity of information.",
        formula: "|x|",
        domain: "all real numbers",
        bound: EXACT_OR_INTERVAL,
        source: "definition",
        examples: &[("abs(-3/4)", "0.75"), ("abs(2)", "2")],
        meaning: Meaning::Built(abs),
    },
    Function {
        name: "sqrt",
        aliases: &[],
        foreign: &["root", "squareroot"],
        parameters: X,
        summary: "The square root.",
        formula: "\\sqrt{x}",
        domain: "x ≥ 0",
        bound: EXACT_OR_INTERVAL,
        source: "NIST Digital Library of Mathematical Functions, 4.2; IEEE 754 rounds it correctly",
        examples: &[("sqrt(2)", "1.4142"), ("sqrt(9/16)", "0.75")],
        meaning: Meaning::Unary(Unary::Sqrt),
    },
    Function {
        name: "exp",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The exponential function.",
        formula: "e^x",
        domain: "all real numbers",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.2",
        examples: &[("exp(1)", "2.71828"), ("exp(0)", "1")],
        meaning: Meaning::Unary(Unary::Exp),
    },
    Function {
        name: "ln",
        aliases: &[],
        foreign: &["loge"],
        parameters: X,
        summary: "The natural logarithm.",
        formula: "\\ln x",
        domain: "x > 0",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.2",
        examples: &[("ln(2)", "0.693147"), ("ln(1)", "0")],
        meaning: Meaning::Unary(Unary::Ln),
    },
    Function {
        name: "log2",
        aliases: &[],
        foreign: &["lb", "ld"],
        parameters: X,
        summary: "The logarithm to base 2.",
        formula: "\\log_2 x = \\frac{\\ln x}{\\ln 2}",
        domain: "x > 0",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.2",
        examples: &[("log2(8)", "3"), ("log2(27)", "4.755")],
        meaning: Meaning::Built(log2),
    },
    Function {
        name: "log10",
        aliases: &[],
        foreign: &["lg"],
        parameters: X,
        summary: "The logarithm to base 10.",
        formula: "\\log_{10} x = \\frac{\\ln x}{\\ln 10}",
        domain: "x > 0",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.2",
        examples: &[("log10(1000)", "3"), ("log10(2)", "0.30103")],
        meaning: Meaning::Built(log10),
    },
    Function {
        name: "log",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("x", Kind::Plain), Parameter::new("base", Kind::Plain)],
        summary: "The logarithm to a base that is named.",
        formula: "\\log_b x = \\frac{\\ln x}{\\ln b}",
        domain: "x > 0, base > 0, base ≠ 1",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.2",
        examples: &[("log(81, 3)", "4"), ("log(2, 10)", "0.30103")],
        meaning: Meaning::Built(log),
    },
    Function {
        name: "sin",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The sine of an angle in radians.",
        formula: "\\sin x",
        domain: "all real numbers",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("sin(0)", "0"), ("sin(1)", "0.84147")],
        meaning: Meaning::Unary(Unary::Sin),
    },
    Function {
        name: "cos",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The cosine of an angle in radians.",
        formula: "\\cos x",
        domain: "all real numbers",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("cos(0)", "1"), ("cos(1)", "0.54030")],
        meaning: Meaning::Unary(Unary::Cos),
    },
    Function {
        name: "tan",
        aliases: &[],
        foreign: &["tg"],
        parameters: X,
        summary: "The tangent of an angle in radians.",
        formula: "\\tan x",
        domain: "all real numbers but π/2 + kπ",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("tan(0)", "0"), ("tan(1)", "1.55741")],
        meaning: Meaning::Unary(Unary::Tan),
    },
    Function {
        name: "asin",
        aliases: &[],
        foreign: &["arcsin"],
        parameters: X,
        summary: "The angle in [−π/2, π/2] with this sine.",
        formula: "\\arcsin x",
        domain: "−1 ≤ x ≤ 1",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("asin(0)", "0"), ("asin(1/2)", "0.5236")],
        meaning: Meaning::Unary(Unary::Asin),
    },
    Function {
        name: "acos",
        aliases: &[],
        foreign: &["arccos"],
        parameters: X,
        summary: "The angle in [0, π] with this cosine.",
        formula: "\\arccos x",
        domain: "−1 ≤ x ≤ 1",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("acos(1)", "0"), ("acos(1/2)", "1.0472")],
        meaning: Meaning::Unary(Unary::Acos),
    },
    Function {
        name: "atan",
        aliases: &[],
        foreign: &["arctan", "arctg"],
        parameters: X,
        summary: "The angle in (−π/2, π/2) with this tangent.",
        formula: "\\arctan x",
        domain: "all real numbers",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("atan(0)", "0"), ("atan(1)", "0.7854")],
        meaning: Meaning::Unary(Unary::Atan),
    },
    Function {
        name: "sinh",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The hyperbolic sine.",
        formula: "\\sinh x",
        domain: "all real numbers",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("sinh(0)", "0"), ("sinh(1)", "1.1752")],
        meaning: Meaning::Unary(Unary::Sinh),
    },
    Function {
        name: "cosh",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The hyperbolic cosine.",
        formula: "\\cosh x",
        domain: "all real numbers",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("cosh(0)", "1"), ("cosh(1)", "1.5431")],
        meaning: Meaning::Unary(Unary::Cosh),
    },
    Function {
        name: "tanh",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The hyperbolic tangent.",
        formula: "\\tanh x",
        domain: "all real numbers",
        bound: LIBM,
        source: "NIST Digital Library of Mathematical Functions, 4.14, 4.23, 4.28",
        examples: &[("tanh(0)", "0"), ("tanh(1)", "0.76159")],
        meaning: Meaning::Unary(Unary::Tanh),
    },
    Function {
        name: "floor",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The largest integer that isn't above x.",
        formula: "\\lfloor x \\rfloor",
        domain: "all real numbers",
        bound: EXACT,
        source: "definition",
        examples: &[("floor(2.7)", "2"), ("floor(-2.5)", "-3")],
        meaning: Meaning::Unary(Unary::Floor),
    },
    Function {
        name: "ceil",
        aliases: &[],
        foreign: &["ceiling"],
        parameters: X,
        summary: "The smallest integer that isn't below x.",
        formula: "\\lceil x \\rceil",
        domain: "all real numbers",
        bound: EXACT,
        source: "definition",
        examples: &[("ceil(2.1)", "3"), ("ceil(-2.5)", "-2")],
        meaning: Meaning::Unary(Unary::Ceil),
    },
    Function {
        name: "round",
        aliases: &[],
        foreign: &["nint"],
        parameters: X,
        summary: "The nearest integer; ties go away from zero.",
        formula: "\\operatorname{sgn}(x)\\lfloor |x| + \\tfrac12 \\rfloor",
        domain: "all real numbers",
        bound: EXACT,
        source: "definition",
        examples: &[("round(2.5)", "3"), ("round(-2.5)", "-3")],
        meaning: Meaning::Unary(Unary::Round),
    },
    Function {
        name: "mod",
        aliases: &[],
        foreign: &["remainder", "rem"],
        parameters: &[Parameter::new("x", Kind::Plain), Parameter::new("y", Kind::Plain)],
        summary: "The remainder of a division, with the sign of the divisor.",
        formula: "x - y\\lfloor x/y \\rfloor",
        domain: "y ≠ 0",
        bound: EXACT,
        source: "Knuth, The Art of Computer Programming, 1.2.4",
        examples: &[("mod(17, 5)", "2"), ("mod(-1, 7)", "6")],
        meaning: Meaning::Built(modulo),
    },
];

fn abs(call: &mut Call<'_>) -> Made<Value> {
    let (node, quantity) = call.number(0)?;
    Ok(Value::Number(call.bench.graph.unary(Unary::Abs, node), quantity))
}

/// ln of an argument, faulting where it is a constant outside the domain.
fn ln(call: &mut Call<'_>, index: usize) -> Made<NodeId> {
    let node = call.plain(index)?;
    if let Some(x) = call.bench.graph.as_rational(node).filter(|x| **x <= Rational::ZERO) {
        let headline = said!("`{}` isn't defined at {}", call.function.name, show(x));
        let fault = Fault::new(Code::ExprDomain, call.at(index), headline);
        return Err(fault.note(said!("its domain: {}", call.function.domain)).into());
    }
    Ok(call.bench.graph.unary(Unary::Ln, node))
}

fn to_base(call: &mut Call<'_>, base: i64) -> Made<Value> {
    let ln = ln(call, 0)?;
    let graph = &mut call.bench.graph;
    let base = graph.integer(base);
    let ln_base = graph.unary(Unary::Ln, base);
    Ok(Value::Number(graph.binary(Binary::Divide, ln, ln_base), Quantity::Plain))
}

fn log2(call: &mut Call<'_>) -> Made<Value> {
    to_base(call, 2)
}

fn log10(call: &mut Call<'_>) -> Made<Value> {
    to_base(call, 10)
}

fn log(call: &mut Call<'_>) -> Made<Value> {
    let (ln_x, ln_base) = (ln(call, 0)?, ln(call, 1)?);
    if call.bench.graph.is_integer(ln_base, 0) {
        return Err(Fault::new(Code::ExprDomain, call.at(1), "there is no logarithm to base 1").into());
    }
    Ok(Value::Number(call.bench.graph.binary(Binary::Divide, ln_x, ln_base), Quantity::Plain))
}

fn modulo(call: &mut Call<'_>) -> Made<Value> {
    let (x, y) = (call.plain(0)?, call.plain(1)?);
    if call.bench.graph.is_integer(y, 0) {
        return Err(Fault::new(Code::ExprDomain, call.at(1), "the remainder of a division by zero").into());
    }
    Ok(Value::Number(call.bench.graph.binary(Binary::Modulo, x, y), Quantity::Plain))
}
