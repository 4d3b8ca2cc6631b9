//! What is asked of distributions: masses and densities, cumulative functions, quantiles.

use super::{BUILT, Call, Function, Kind, Meaning, Parameter};
use crate::expr::bench::Made;
use crate::expr::distribution;
use crate::expr::graph::NodeId;
use crate::expr::value::{Quantity, Value};

const TAILS: &str = "erfc, or the incomplete gamma and beta functions by series and continued fractions of terms of one sign, whose rests are bounded; both tails without cancellation; at most 1e-9 of the value wide in the ordinary range: parameters from 1e-3 to 1e3, chances above 1e-290";
const TAIL_SOURCE: &str = "Abramowitz and Stegun, 26; DLMF 8.7, 8.8, 8.9, 8.17, 15.7";

/// The rows.
pub(super) const ROWS: &[Function] = super::rows![
    Function {
        name: "cdf",
        aliases: &[],
        foreign: &["cumulative", "pnorm", "normcdf"],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::new("x", Kind::Plain)],
        summary: "The probability of an outcome up to x.",
        formula: "F(x) = P(X \\le x)",
        domain: "distributions on numbers",
        bound: TAILS,
        source: TAIL_SOURCE,
        examples: &[
            ("cdf(normal(0, 1), 0)", "0.5"),
            ("cdf(binomial(3, 0.5), 1)", "0.5"),
            ("cdf(student_t(5), 2.015)", "0.95000"),
            ("cdf(poisson(3.5), 2)", "0.32085"),
        ],
        meaning: Meaning::Built(cdf),
    },
    Function {
        name: "sf",
        aliases: &[],
        foreign: &["survival", "ccdf"],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::new("x", Kind::Plain)],
        summary: "The probability of an outcome beyond x, without the cancellation of 1 − cdf.",
        formula: "P(X > x)",
        domain: "distributions on numbers",
        bound: TAILS,
        source: TAIL_SOURCE,
        examples: &[
            ("sf(normal(0, 1), 5)", "2.8665e-7"),
            ("sf(exponential(1), 2)", "0.1353"),
            ("sf(chi_squared(3), 100)", "1.554e-21"),
            ("sf(f_dist(3, 10), 3.708)", "0.0500"),
        ],
        meaning: Meaning::Built(sf),
    },
    Function {
        name: "quantile",
        aliases: &[],
        foreign: &["ppf", "inverse_cdf", "icdf", "qnorm", "percentile"],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::new("p", Kind::Probability)],
        summary: "The smallest x with cdf(P, x) ≥ p.",
        formula: "F^{-1}(p) = \\inf\\{x : F(x) \\ge p\\}",
        domain: "0 ≤ p ≤ 1; distributions on numbers",
        bound: "in closed form, or by bisection: at the lower end of the bracket the cumulative function is certainly below p, at its upper end certainly not; whole numbers are exact; at most 1e-9 of the value wide for the same parameters, in 128 bits where the cumulative function is flat",
        source: TAIL_SOURCE,
        examples: &[
            ("quantile(exponential(1), 0.5)", "0.6931"),
            ("quantile(binomial(3, 0.5), 0.5)", "1"),
            ("quantile(student_t(11), 0.995)", "3.1058065155"),
            ("quantile(normal(0, 1), 0.975)", "1.95996398454"),
            ("quantile(poisson(4), 0.9)", "7"),
        ],
        meaning: Meaning::Built(quantile),
    },
    Function {
        name: "pdf",
        aliases: &[],
        foreign: &["density"],
        parameters: &[Parameter::new("P", Kind::Distribution), Parameter::new("x", Kind::Plain)],
        summary: "The density or mass at x; the same as P(x).",
        formula: "p(x)",
        domain: "distributions on numbers",
        bound: BUILT,
        source: "Abramowitz and Stegun, 26; DLMF 7, 8",
        examples: &[("pdf(normal(0, 1), 0)", "0.398942"), ("pdf(uniform(0, 2), 1)", "0.5")],
        meaning: Meaning::Built(pdf),
    },
];

fn plain(node: NodeId) -> Value {
    Value::Number(node, Quantity::Plain)
}

fn cdf(call: &mut Call<'_>) -> Made<Value> {
    let (p, x) = (call.distribution(0)?, call.plain(1)?);
    distribution::cumulative(call.bench, &p, x, call.at(0)).map(plain)
}

fn sf(call: &mut Call<'_>) -> Made<Value> {
    let (p, x) = (call.distribution(0)?, call.plain(1)?);
    distribution::survival(call.bench, &p, x, call.at(0)).map(plain)
}

fn quantile(call: &mut Call<'_>) -> Made<Value> {
    let (p, at) = (call.distribution(0)?, call.plain(1)?);
    distribution::quantile(call.bench, &p, at, call.at(0)).map(plain)
}

fn pdf(call: &mut Call<'_>) -> Made<Value> {
    let (p, x) = (call.distribution(0)?, call.plain(1)?);
    distribution::at(call.bench, &p, x, call.at(1)).map(plain)
}
