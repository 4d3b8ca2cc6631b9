//! Factorials, the gamma function and its kin, the error function.

use super::{Call, Function, Kind, Meaning, Parameter, SPECIAL, X};
use crate::diagnostic::{Code, Fault, said};
use crate::expr::bench::Made;
use crate::expr::elaborate::show;
use crate::expr::fold;
use crate::expr::formula::Formula;
use crate::expr::value::{Quantity, Value};
use crate::number::{Rational, Unary};

/// The rows.
pub(super) const ROWS: &[Function] = super::rows![
    Function {
        name: "factorial",
        aliases: &[],
        foreign: &["fact"],
        parameters: &[Parameter::new("n", Kind::Plain)],
        summary: "How many orders n things have.",
        formula: "n! = 1 \\cdot 2 \\cdots n",
        domain: "n = 0, 1, 2, …",
        bound: "exact; beyond 3000! enclosed through the gamma function",
        source: "NIST Digital Library of Mathematical Functions, 5.2",
        examples: &[("factorial(5)", "120"), ("factorial(0)", "1")],
        meaning: Meaning::Built(factorial),
    },
    Function {
        name: "choose",
        aliases: &["binom"],
        foreign: &["ncr", "comb", "binomial_coefficient", "nchoosek"],
        parameters: &[Parameter::new("n", Kind::Plain), Parameter::new("k", Kind::Plain)],
        summary: "How many ways there are to choose k of n things.",
        formula: "\\binom{n}{k} = \\frac{n!}{k!\\,(n-k)!}",
        domain: "n = 0, 1, 2, …; k an integer (0 ways below 0 and above n)",
        bound: "exact; huge values are enclosed through the gamma function",
        source: "NIST Digital Library of Mathematical Functions, 26.3",
        examples: &[("choose(5, 2)", "10"), ("choose(52, 5)", "2598960")],
        meaning: Meaning::Built(choose),
    },
    Function {
        name: "gamma",
        aliases: &[],
        foreign: &["tgamma"],
        parameters: X,
        summary: "The gamma function.",
        formula: "\\Gamma(x) = \\int_0^\\infty t^{x-1} e^{-t}\\,dt",
        domain: "all real numbers but 0, −1, −2, …",
        bound: SPECIAL,
        source: "NIST Digital Library of Mathematical Functions, 5.2, 5.12, 7.2",
        examples: &[("gamma(5)", "24"), ("gamma(1/2)", "1.77245")],
        meaning: Meaning::Unary(Unary::Gamma),
    },
    Function {
        name: "ln_gamma",
        aliases: &[],
        foreign: &["lgamma", "gammaln", "loggamma", "lngamma"],
        parameters: X,
        summary: "The natural logarithm of the gamma function's absolute value.",
        formula: "\\ln |\\Gamma(x)|",
        domain: "all real numbers but 0, −1, −2, …",
        bound: SPECIAL,
        source: "NIST Digital Library of Mathematical Functions, 5.2, 5.12, 7.2",
        examples: &[("ln_gamma(10)", "12.8018"), ("ln_gamma(1)", "0")],
        meaning: Meaning::Unary(Unary::LnGamma),
    },
    Function {
        name: "beta",
        aliases: &[],
        foreign: &[],
        parameters: &[Parameter::new("a", Kind::Positive), Parameter::new("b", Kind::Positive)],
        summary: "The beta function.",
        formula: "B(a, b) = \\frac{\\Gamma(a)\\,\\Gamma(b)}{\\Gamma(a+b)}",
        domain: "a > 0, b > 0",
        bound: SPECIAL,
        source: "NIST Digital Library of Mathematical Functions, 5.2, 5.12, 7.2",
        examples: &[("beta(2, 3)", "0.08333"), ("beta(1/2, 1/2)", "3.14159")],
        meaning: Meaning::Built(beta),
    },
    Function {
        name: "erf",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The error function.",
        formula: "\\operatorname{erf} x = \\frac{2}{\\sqrt\\pi}\\int_0^x e^{-t^2}\\,dt",
        domain: "all real numbers",
        bound: SPECIAL,
        source: "NIST Digital Library of Mathematical Functions, 5.2, 5.12, 7.2",
        examples: &[("erf(0)", "0"), ("erf(1)", "0.842701")],
        meaning: Meaning::Unary(Unary::Erf),
    },
    Function {
        name: "erfc",
        aliases: &[],
        foreign: &[],
        parameters: X,
        summary: "The complementary error function, without the cancellation of 1 − erf(x).",
        formula: "\\operatorname{erfc} x = 1 - \\operatorname{erf} x",
        domain: "all real numbers",
        bound: SPECIAL,
        source: "NIST Digital Library of Mathematical Functions, 5.2, 5.12, 7.2",
        examples: &[("erfc(0)", "1"), ("erfc(1)", "0.157299")],
        meaning: Meaning::Unary(Unary::Erfc),
    },
];

/// A known argument that must be a natural number; `None` where it isn't known.
fn natural(call: &Call<'_>, index: usize) -> Made<Option<u64>> {
    let node = call.plain(index)?;
    let Some(x) = call.bench.known(node) else { return Ok(None) };
    let natural = x.is_int().then(|| u64::try_from(x.numerator()).ok()).flatten();
    if natural.is_none() {
        let headline = said!("`{}` isn't defined at {}", call.function.name, show(&x));
        let fault = Fault::new(Code::ExprDomain, call.at(index), headline);
        return Err(fault.note(said!("its domain: {}", call.function.domain)).into());
    }
    Ok(natural)
}

fn factorial(call: &mut Call<'_>) -> Made<Value> {
    let _ = natural(call, 0)?;
    let node = call.plain(0)?;
    let f = Formula::new(&mut call.bench.graph);
    // n! = Γ(n + 1), which folds where n is known.
    Ok(Value::Number((f.term(node) + 1).unary(Unary::Gamma).id(), Quantity::Plain))
}

fn choose(call: &mut Call<'_>) -> Made<Value> {
    let n = natural(call, 0)?;
    let (of, node) = (call.plain(0)?, call.plain(1)?);
    let known = call.bench.known(node);
    if let Some(k) = known.as_ref().filter(|k| !k.is_int()) {
        let headline = said!("`choose` isn't defined at k = {}", show(k));
        return Err(Fault::new(Code::ExprDomain, call.at(1), headline).note("k must be an integer").into());
    }
    if let (Some(n), Some(k)) = (n, &known) {
        let ways = match u64::try_from(k.numerator()) {
            Ok(k) => fold::choose(n, k).map(Rational::from),
            Err(_) => Some(Rational::ZERO),
        };
        if let Some(ways) = ways {
            call.spend(ways.numerator().to_string().len() / 8)?;
            return Ok(Value::Number(call.bench.graph.rational(ways), Quantity::Plain));
        }
    }
    let f = Formula::new(&mut call.bench.graph);
    let (n, k) = (f.term(of), f.term(node));
    let ways = ((n + 1).ln_gamma() - (k + 1).ln_gamma() - (n - k + 1).ln_gamma()).exp();
    // A symbolic k between 0 and n; outside there is no way.
    let inside = f.integer(0).less_equal(k).binary(crate::number::Binary::And, k.less_equal(n));
    Ok(Value::Number(inside.choose(ways, f.integer(0)).id(), Quantity::Plain))
}

fn beta(call: &mut Call<'_>) -> Made<Value> {
    let (a, b) = (call.plain(0)?, call.plain(1)?);
    let f = Formula::new(&mut call.bench.graph);
    let [a, b] = f.terms([a, b]);
    // Small arguments go through Γ itself, which is exact at integers.
    let small = [a, b].iter().all(|t| t.known_below(150));
    let value = if small {
        a.unary(Unary::Gamma) * b.unary(Unary::Gamma) / (a + b).unary(Unary::Gamma)
    } else {
        (a.ln_gamma() + b.ln_gamma() - (a + b).ln_gamma()).exp()
    };
    Ok(Value::Number(value.id(), Quantity::Plain))
}
