//! Quantiles: in closed form, or where the cumulative function passes p.

use super::super::bench::{Bench, Ends, Made};
use super::super::formula::Formula;
use super::super::graph::{Node, NodeId};
use super::super::value::{Distribution, Family};
use super::cumulative::{cumulative, survival, unsupported};
use super::discrete::finite;
use super::family;
use super::moments::numeric;
use crate::number::{Binary, Rational, Unary};
use crate::source::Span;

/// The most outcomes among which a quantile is chosen by their sums.
const WRITTEN_OUT: i64 = 200;

/// The smallest x with P(X ≤ x) ≥ p; at p = 0 the lower end of the support.
///
/// # Errors
///
/// `expr-domain` where p lies outside [0, 1], `expr-unsettled` where no formula is known.
pub(crate) fn quantile(bench: &mut Bench, distribution: &Distribution, p: NodeId, span: Span) -> Made<NodeId> {
    let many = match distribution {
        Distribution::Family(Family::Binomial, parameters) => {
            parameters.first().and_then(|&n| bench.known_integer(n)).is_some_and(|n| n > WRITTEN_OUT)
        }
        _ => false,
    };
    if !many && let Some(outcomes) = finite(bench, distribution, span)? {
        return discrete(bench, numeric(&outcomes, span)?, p, span);
    }
    if let Some(end) = at_an_end(bench, distribution, p) {
        return Ok(end);
    }
    let Distribution::Family(family, parameters) = distribution else {
        let ends = whole_line(bench);
        return root(bench, distribution, p, ends, false, span);
    };
    if let Some(closed) = closed(bench, *family, parameters, p) {
        return Ok(closed);
    }
    let standard = |bench: &mut Bench, family: Family, shape: Option<NodeId>| {
        let one = bench.graph.integer(1);
        let zero = bench.graph.integer(0);
        let first = shape.unwrap_or(zero);
        Distribution::Family(family, vec![first, one].into())
    };
    let (zero, infinity) = (bench.graph.integer(0), bench.graph.infinity());
    let first = parameters.first().copied();
    match (family, &parameters[..]) {
        // Location and scale stay outside, so that what is searched depends on p and shapes only.
        (Family::Normal, &[mean, sd]) => {
            let standard = standard(bench, Family::Normal, None);
            let ends = whole_line(bench);
            let z = root(bench, &standard, p, ends, false, span)?;
            let f = Formula::new(&mut bench.graph);
            let [mean, sd, z] = f.terms([mean, sd, z]);
            Ok((mean + sd * z).id())
        }
        (Family::Gamma, &[shape, rate]) => {
            let standard = standard(bench, Family::Gamma, Some(shape));
            let x = root(bench, &standard, p, (zero, infinity), false, span)?;
            Ok(bench.graph.binary(Binary::Divide, x, rate))
        }
        (Family::ChiSquared, &[df]) => {
            let f = Formula::new(&mut bench.graph);
            let half = (f.term(df) / 2).id();
            let standard = standard(bench, Family::Gamma, Some(half));
            let x = root(bench, &standard, p, (zero, infinity), false, span)?;
            let two = bench.graph.integer(2);
            Ok(bench.graph.binary(Binary::Multiply, x, two))
        }
        (Family::StudentT, _) => {
            let ends = whole_line(bench);
            root(bench, distribution, p, ends, false, span)
        }
        (Family::F, _) => root(bench, distribution, p, (zero, infinity), false, span),
        (Family::Beta, _) => {
            let one = bench.graph.integer(1);
            root(bench, distribution, p, (zero, one), false, span)
        }
        (Family::Poisson, _) => root(bench, distribution, p, (zero, infinity), true, span),
        (Family::Binomial, _) => root(bench, distribution, p, (zero, first.unwrap_or(infinity)), true, span),
        _ => Err(unsupported("this distribution", "quantile", span)),
    }
}

fn whole_line(bench: &mut Bench) -> (NodeId, NodeId) {
    let infinity = bench.graph.infinity();
    (bench.graph.unary(Unary::Negate, infinity), infinity)
}

/// The ends of the support, for p = 0 and p = 1.
fn at_an_end(bench: &mut Bench, distribution: &Distribution, p: NodeId) -> Option<NodeId> {
    let upper = bench.graph.is_integer(p, 1);
    if !upper && !bench.graph.is_integer(p, 0) {
        return None;
    }
    let (minus_infinity, infinity) = whole_line(bench);
    Some(match distribution {
        Distribution::Family(family, parameters) => {
            let (low, high) = match family {
                Family::Geometric => (Some(bench.graph.integer(1)), None),
                Family::Poisson => (Some(bench.graph.integer(0)), None),
                Family::Binomial => (Some(bench.graph.integer(0)), parameters.first().copied()),
                _ => family::support(&mut bench.graph, *family, parameters),
            };
            if upper { high.unwrap_or(infinity) } else { low.unwrap_or(minus_infinity) }
        }
        Distribution::Mixture(parts) => {
            let mut ends = Vec::with_capacity(parts.len());
            for (weight, part) in parts {
                if !bench.graph.is_integer(*weight, 0) {
                    ends.push(at_an_end(bench, part, p)?);
                }
            }
            let operation = if upper { crate::number::Nary::Max } else { crate::number::Nary::Min };
            bench.graph.nary(operation, ends)
        }
        _ => return None,
    })
}

fn closed(bench: &mut Bench, family: Family, parameters: &[NodeId], p: NodeId) -> Option<NodeId> {
    let f = Formula::new(&mut bench.graph);
    let p = f.term(p);
    let a = parameters.first().map_or(p, |&id| f.term(id));
    let b = parameters.get(1).map_or(a, |&id| f.term(id));
    let (one, half) = (f.integer(1), f.ratio(1, 2));
    let is_half = p.is_same(half);
    let term = match family {
        // The median of a symmetric distribution is its centre.
        Family::Normal | Family::Laplace | Family::Logistic if is_half => a,
        Family::StudentT if is_half => f.integer(0),
        Family::Uniform => a + p * (b - a),
        Family::Exponential => -((-p + 1).ln() / a),
        Family::Laplace => p.less_equal(half).choose(a + b * (p * 2).ln(), a - b * ((-p + 1) * 2).ln()),
        Family::Logistic => a + b * (p / (-p + 1)).ln(),
        // ⌈ln(1 − p)/ln(1 − p₁)⌉, at least 1
        Family::Geometric if a.is_same(one) => one,
        Family::Geometric => {
            let trials = ((-p + 1).ln() / (-a + 1).ln()).unary(Unary::Ceil);
            one.less(trials).choose(trials, one)
        }
        // Cauchy: tan(π(p − ½))
        Family::StudentT if a.is_same(one) => (f.pi() * (p - half)).unary(Unary::Tan),
        // (2p − 1) √(2/(4p(1 − p)))
        Family::StudentT if a.is_same(f.integer(2)) => (p * 2 - 1) * (one / (p * (-p + 1) * 2)).sqrt(),
        Family::ChiSquared if a.is_same(f.integer(2)) => (-p + 1).ln() * -2,
        Family::Gamma if a.is_same(one) => -((-p + 1).ln() / b),
        _ => return None,
    };
    Some(term.id())
}

/// The place where P(X ≤ x) passes p, by whichever tail p belongs to.
fn root(
    bench: &mut Bench,
    distribution: &Distribution,
    p: NodeId,
    (from, to): (NodeId, NodeId),
    integers: bool,
    span: Span,
) -> Made<NodeId> {
    let known = |bench: &Bench, id: NodeId| bench.graph.as_rational(id).cloned();
    let ends = Ends { low: known(bench, from), high: known(bench, to), integers };
    let level = bench.level();
    let variable = bench.open(ends);
    let x = bench.graph.add(Node::Variable(variable));
    let sides = cumulative(bench, distribution, x, span)
        .and_then(|below| survival(bench, distribution, x, span).map(|above| (below, above)));
    bench.close_to(level);
    let (below, above) = sides?;
    let f = Formula::new(&mut bench.graph);
    let [p, below, above] = f.terms([p, below, above]);
    let body = p.less_equal(f.ratio(1, 2)).choose(below - p, -p + 1 - above).id();
    let (variables, body) = bench.graph.bind(&[variable], body);
    let variable = variables.first().copied().unwrap_or(variable);
    Ok(bench.graph.add(Node::Root { variable, from, to, body, integers }))
}

fn discrete(bench: &mut Bench, outcomes: Vec<(NodeId, NodeId)>, p: NodeId, span: Span) -> Made<NodeId> {
    let mut known: Vec<(Rational, NodeId, NodeId)> = Vec::with_capacity(outcomes.len());
    for (outcome, mass) in outcomes {
        let Some(value) = bench.known(outcome) else {
            return Err(unsupported("outcomes that aren't known numbers", "quantile", span));
        };
        known.push((value, outcome, mass));
    }
    known.sort_by(|a, b| a.0.cmp(&b.0));
    let Some((_, mut result, _)) = known.last().cloned() else {
        return Err(unsupported("no outcomes", "quantile", span));
    };
    // From the last outcome down: the first whose cumulative mass reaches p.
    let mut sums = Vec::with_capacity(known.len());
    let mut sum = bench.graph.integer(0);
    for (_, _, mass) in &known {
        sum = bench.graph.binary(Binary::Add, sum, *mass);
        sums.push(sum);
    }
    for ((_, outcome, _), sum) in known.iter().zip(&sums).rev().skip(1) {
        let reached = bench.graph.binary(Binary::LessEqual, p, *sum);
        result = bench.graph.select(reached, *outcome, result);
    }
    Ok(result)
}
