//! Means and variances.

use super::super::bench::{Bench, Made};
use super::super::elaborate::count;
use super::super::formula::Formula;
use super::super::graph::NodeId;
use super::super::value::{Distribution, Family, Outcome};
use crate::diagnostic::{Code, Fault, said};
use crate::number::Nary;
use crate::source::Span;

/// The mean.
///
/// # Errors
///
/// `expr-type` where the outcomes are no numbers; `expr-domain` where it doesn't exist.
pub(crate) fn mean(bench: &mut Bench, distribution: &Distribution, span: Span) -> Made<NodeId> {
    match distribution {
        Distribution::Pmf(outcomes) => {
            let outcomes = numeric(outcomes, span)?;
            Ok(expectation(bench, &outcomes, 1))
        }
        Distribution::Joint(_) => Err(no_numbers("a joint distribution has pairs as outcomes", span)
            .help("ask its marginals: `rows(J)` or `columns(J)`")
            .into()),
        Distribution::Family(family, parameters) => {
            if let (Family::StudentT | Family::F, Some(&df)) = (family, parameters.last()) {
                exists(bench, *family, df, if *family == Family::F { 2 } else { 1 }, "mean", span)?;
            }
            let f = Formula::new(&mut bench.graph);
            let p = |index: usize| {
                parameters.get(index).map_or_else(|| f.undefined("a parameter is missing"), |&id| f.term(id))
            };
            let term = match family {
                Family::Bernoulli | Family::Poisson | Family::Normal | Family::Laplace | Family::Logistic => p(0),
                Family::ChiSquared => p(0),
                Family::Binomial => p(0) * p(1),
                Family::Geometric | Family::Exponential => f.integer(1) / p(0),
                Family::Uniform => (p(0) + p(1)) / 2,
                Family::StudentT => f.integer(1).less(p(0)).choose(f.integer(0), f.undefined("the mean doesn't exist")),
                Family::F => {
                    let mean = p(1) / (p(1) - 2);
                    f.integer(2).less(p(1)).choose(mean, f.undefined("the mean doesn't exist"))
                }
                Family::Gamma => p(0) / p(1),
                Family::Beta => p(0) / (p(0) + p(1)),
            };
            Ok(term.id())
        }
        Distribution::Mixture(parts) => {
            let mut terms = Vec::with_capacity(parts.len());
            for (weight, part) in parts {
                let mean = mean(bench, part, span)?;
                let f = Formula::new(&mut bench.graph);
                terms.push((f.term(*weight) * f.term(mean)).id());
            }
            Ok(bench.graph.nary(Nary::Sum, terms))
        }
    }
}

/// The variance.
///
/// # Errors
///
/// `expr-type` where the outcomes are no numbers; `expr-domain` where it doesn't exist.
pub(crate) fn variance(bench: &mut Bench, distribution: &Distribution, span: Span) -> Made<NodeId> {
    match distribution {
        // Σ p (x − m)², which unlike E X² − m² can't come out negative.
        Distribution::Pmf(outcomes) => {
            let outcomes = numeric(outcomes, span)?;
            let mean = expectation(bench, &outcomes, 1);
            let f = Formula::new(&mut bench.graph);
            let deviations: Vec<_> =
                outcomes.iter().map(|&(x, mass)| ((f.term(x) - f.term(mean)).id(), mass)).collect();
            Ok(expectation(bench, &deviations, 2))
        }
        Distribution::Joint(_) => mean(bench, distribution, span),
        Distribution::Family(family, parameters) => {
            if let (Family::StudentT | Family::F, Some(&df)) = (family, parameters.last()) {
                exists(bench, *family, df, if *family == Family::F { 4 } else { 2 }, "variance", span)?;
            }
            let f = Formula::new(&mut bench.graph);
            let p = |index: usize| {
                parameters.get(index).map_or_else(|| f.undefined("a parameter is missing"), |&id| f.term(id))
            };
            let none = || f.undefined("the variance doesn't exist");
            let term = match family {
                Family::Bernoulli => p(0) * (-p(0) + 1),
                Family::Binomial => p(0) * p(1) * (-p(1) + 1),
                Family::Geometric => (-p(0) + 1) / p(0).squared(),
                Family::Poisson => p(0),
                Family::Normal => p(1).squared(),
                Family::Uniform => (p(1) - p(0)).squared() / 12,
                Family::Exponential => f.integer(1) / p(0).squared(),
                Family::Laplace => p(1).squared() * 2,
                Family::Logistic => p(1).squared() * f.pi().squared() / 3,
                Family::StudentT => f.integer(2).less(p(0)).choose(p(0) / (p(0) - 2), none()),
                Family::ChiSquared => p(0) * 2,
                Family::F => {
                    let (a, b) = (p(0), p(1));
                    let value = b.squared() * (a + b - 2) * 2 / (a * (b - 2).squared() * (b - 4));
                    f.integer(4).less(b).choose(value, none())
                }
                Family::Gamma => p(0) / p(1).squared(),
                Family::Beta => {
                    let sum = p(0) + p(1);
                    p(0) * p(1) / (sum.squared() * (sum + 1))
                }
            };
            Ok(term.id())
        }
        // Σ w (v + (m − mean)²)
        Distribution::Mixture(parts) => {
            let whole = mean(bench, distribution, span)?;
            let mut terms = Vec::with_capacity(parts.len());
            for (weight, part) in parts {
                let mean = mean(bench, part, span)?;
                let variance = variance(bench, part, span)?;
                let f = Formula::new(&mut bench.graph);
                let [weight, mean, variance, whole] = f.terms([*weight, mean, variance, whole]);
                terms.push((weight * (variance + (mean - whole).squared())).id());
            }
            Ok(bench.graph.nary(Nary::Sum, terms))
        }
    }
}

/// Σ p xⁿ
fn expectation(bench: &mut Bench, outcomes: &[(NodeId, NodeId)], n: i64) -> NodeId {
    let f = Formula::new(&mut bench.graph);
    let terms = outcomes.iter().map(|&(x, mass)| (f.term(mass) * f.term(x).power(n)).id()).collect();
    f.sum(terms).id()
}

/// The outcomes as numbers.
pub(super) fn numeric(outcomes: &[(Outcome, NodeId)], span: Span) -> Made<Vec<(NodeId, NodeId)>> {
    outcomes
        .iter()
        .map(|(outcome, mass)| match outcome {
            Outcome::Number(x) => Ok((*x, *mass)),
            Outcome::Label(name) => Err(no_numbers(&said!("the outcome `{name}` is no number"), span).into()),
            Outcome::Cell(..) => Err(no_numbers("a pair is no number", span).into()),
        })
        .collect()
}

fn no_numbers(why: &str, span: Span) -> Fault {
    Fault::new(Code::ExprType, span, "this distribution's outcomes are no numbers").label(why)
}

/// Faults where the parameter is a constant for which the moment doesn't exist.
fn exists(bench: &Bench, family: Family, df: NodeId, above: i64, what: &str, span: Span) -> Made<()> {
    let too_few = bench.graph.as_rational(df).is_some_and(|df| *df <= crate::number::Rational::from(above));
    if !too_few {
        return Ok(());
    }
    let name = if family == Family::F { "an F distribution" } else { "a Student t distribution" };
    let degrees = count(above as usize, "degree");
    let headline = said!("the {what} of {name} with {degrees} of freedom or fewer doesn't exist");
    Err(Fault::new(Code::ExprDomain, span, headline).into())
}
