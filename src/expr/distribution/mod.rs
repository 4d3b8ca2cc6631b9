//! Distributions as values: their masses and densities, moments, cumulative functions and
//! divergences, as nodes of the graph.
//!
//! Densities are built as exponentials of their logarithms, and mixtures through ln Σ exp, so that
//! a divergence in the tails never takes the logarithm of a number that underflowed.

mod continuous;
mod cumulative;
mod discrete;
mod divergence;
mod family;
mod moments;
mod quantile;

pub(crate) use cumulative::{cumulative, survival};
pub(crate) use discrete::{finite, mass};
pub(crate) use divergence::{cross_entropy, divergence, entropy, jensen_shannon};
pub(crate) use moments::{mean, variance};
pub(crate) use quantile::quantile;

use super::bench::{Bench, Made, Requirement};
use super::elaborate::{count, show};
use super::functions::{numbers, table};
use super::graph::{Node, NodeId};
use super::value::{Distribution, Family, Outcome, Quantity, Value};
use crate::diagnostic::{Code, Fault, briefly, said};
use crate::number::{Nary, Rational};
use crate::source::Span;

impl Family {
    /// Whether it has a density rather than masses.
    pub fn is_continuous(self) -> bool {
        !matches!(self, Self::Bernoulli | Self::Binomial | Self::Geometric | Self::Poisson)
    }
}

impl Distribution {
    /// Whether it has a density rather than masses.
    pub fn is_continuous(&self) -> bool {
        match self {
            Self::Pmf(_) | Self::Joint(_) => false,
            Self::Family(family, _) => family.is_continuous(),
            Self::Mixture(_) => true,
        }
    }
}

/// The density or mass at a number.
///
/// # Errors
///
/// `expr-type` where the outcomes are no numbers.
pub(crate) fn at(bench: &mut Bench, distribution: &Distribution, x: NodeId, span: Span) -> Made<NodeId> {
    if distribution.is_continuous() {
        continuous::density(bench, distribution, x, span)
    } else {
        mass(bench, distribution, x, span)
    }
}

/// The distribution for which a list stands: masses on 1, 2, …, or a joint table.
///
/// # Errors
///
/// `expr-type` where it holds anything but plain numbers, `expr-distribution` where the masses
/// don't sum to 1.
pub(crate) fn of_list(bench: &mut Bench, value: &Value, span: Span) -> Made<Distribution> {
    if let Value::List(elements) = value {
        bench.spend(elements.len() as u64, span)?;
        if let Some((masses, Quantity::Plain)) = numbers(elements) {
            let mut outcomes = Vec::with_capacity(masses.len());
            for (index, mass) in masses.into_iter().enumerate() {
                let outcome = bench.graph.integer(index as i64 + 1);
                outcomes.push((Outcome::Number(outcome), mass, span));
            }
            return pmf(bench, outcomes, span);
        }
        if let Some(rows) = table(value) {
            return joint(bench, rows, span);
        }
    }
    let headline = said!("{} is no list of masses", value.describe());
    Err(Fault::new(Code::ExprType, span, headline).help("write plain numbers that sum to 1: `[0.5, 0.5]`").into())
}

/// The pmf with these outcomes, masses and their places.
///
/// # Errors
///
/// `expr-distribution` where a mass is negative, an outcome stands twice or the sum isn't 1.
pub(crate) fn pmf(bench: &mut Bench, outcomes: Vec<(Outcome, NodeId, Span)>, span: Span) -> Made<Distribution> {
    let mut seen = std::collections::HashSet::new();
    let mut masses = Vec::with_capacity(outcomes.len());
    let mut result = Vec::with_capacity(outcomes.len());
    for (outcome, mass, place) in outcomes {
        if !seen.insert(outcome.clone()) {
            let name = match &outcome {
                Outcome::Label(name) => said!("`{name}`"),
                _ => "the same number".to_owned(),
            };
            return Err(Fault::new(Code::ExprDistribution, place, said!("the outcome {name} stands twice")).into());
        }
        let mass = bench.require(Requirement::NonNegative, mass, place, "a mass")?;
        masses.push(mass);
        result.push((outcome, mass));
    }
    let guard = sums_to_one(bench, &masses, span)?;
    if let (Some(guard), Some((_, first))) = (guard, result.first_mut()) {
        *first = guard;
    }
    Ok(Distribution::Pmf(result))
}

/// The joint distribution with this table of masses.
///
/// # Errors
///
/// `expr-distribution` where a mass is negative or the sum isn't 1.
pub(crate) fn joint(bench: &mut Bench, mut rows: Vec<Vec<NodeId>>, span: Span) -> Made<Distribution> {
    for mass in rows.iter_mut().flatten() {
        *mass = bench.require(Requirement::NonNegative, *mass, span, "a mass")?;
    }
    let masses: Vec<NodeId> = rows.iter().flatten().copied().collect();
    let guard = sums_to_one(bench, &masses, span)?;
    if let (Some(guard), Some(first)) = (guard, rows.first_mut().and_then(|row| row.first_mut())) {
        *first = guard;
    }
    Ok(Distribution::Joint(rows))
}

/// Checks that masses sum to 1. Where they depend on an open variable and the sum doesn't cancel,
/// the first mass comes back guarded by that condition.
fn sums_to_one(bench: &mut Bench, masses: &[NodeId], span: Span) -> Made<Option<NodeId>> {
    bench.spend(masses.len() as u64, span)?;
    let Some(&first) = masses.first() else {
        return Err(Fault::new(Code::ExprDistribution, span, "a distribution without outcomes").into());
    };
    let sum = bench.graph.nary(Nary::Sum, masses.to_vec());
    let exact = bench.graph.as_rational(sum).cloned().or_else(|| bench.cancelled(sum));
    if let Some(sum) = exact {
        return if sum.is_one() { Ok(None) } else { Err(wrong_sum(bench, masses, &sum, span)) };
    }
    let required = bench.require(Requirement::SumsToOne, sum, span, "the masses")?;
    if required == sum {
        return Ok(None);
    }
    match *bench.graph.node(required) {
        Node::Select(condition, _, undefined) => Ok(Some(bench.graph.select(condition, first, undefined))),
        _ => Ok(None),
    }
}

fn wrong_sum(bench: &Bench, masses: &[NodeId], sum: &Rational, span: Span) -> Box<Fault> {
    briefly!(Fault::new(Code::ExprDistribution, span, "").into());
    let missing = Rational::ONE - sum.clone();
    let fault = Fault::new(Code::ExprDistribution, span, said!("the masses sum to {}, not to 1", show(sum)))
        .label("must sum to 1");
    let shown: Option<Vec<String>> = masses.iter().map(|&mass| bench.graph.as_rational(mass).map(show)).collect();
    let normalised = match shown {
        Some(shown) if shown.len() <= 12 && *sum > Rational::ZERO => said!("`normalize([{}])`", shown.join(", ")),
        _ => "`normalize([…])`".to_owned(),
    };
    let difference = if missing > Rational::ZERO {
        said!("{} is missing", show(&missing))
    } else {
        said!("{} is too much", show(&-missing))
    };
    let outcomes = count(masses.len(), "mass").replace("masss", "masses");
    fault.note(said!("{outcomes}: {difference}")).help(said!("change a mass, or scale them all: {normalised}")).into()
}
