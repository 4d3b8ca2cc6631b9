//! Cumulative functions, survival functions and quantiles.

use super::super::bench::{Bench, Made};
use super::super::formula::{Formula, Term};
use super::super::graph::NodeId;
use super::super::value::{Distribution, Family};
use super::continuous;
use super::discrete::{finite, mass};
use super::moments::numeric;
use crate::diagnostic::{Code, Fault};
use crate::number::{Binary, Nary, Rational, Unary};
use crate::source::Span;

/// Which side of x is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// P(X ≤ x)
    Below,
    /// P(X > x)
    Above,
}

/// P(X ≤ x).
///
/// # Errors
///
/// `expr-type` where the outcomes are no numbers, `expr-unsettled` where no formula is known.
pub(crate) fn cumulative(bench: &mut Bench, distribution: &Distribution, x: NodeId, span: Span) -> Made<NodeId> {
    side(bench, distribution, x, Side::Below, span)
}

/// P(X > x), without the cancellation of 1 − P(X ≤ x).
///
/// # Errors
///
/// As [`cumulative`].
pub(crate) fn survival(bench: &mut Bench, distribution: &Distribution, x: NodeId, span: Span) -> Made<NodeId> {
    side(bench, distribution, x, Side::Above, span)
}

fn side(bench: &mut Bench, distribution: &Distribution, x: NodeId, side_of: Side, span: Span) -> Made<NodeId> {
    if let Some(positive) = bench.graph.as_infinity(x) {
        return Ok(bench.graph.integer(i64::from(positive == (side_of == Side::Below))));
    }
    if let Distribution::Mixture(parts) = distribution {
        let mut terms = Vec::with_capacity(parts.len());
        for (weight, part) in parts {
            let value = side(bench, part, x, side_of, span)?;
            terms.push(bench.graph.binary(Binary::Multiply, *weight, value));
        }
        return Ok(bench.graph.nary(Nary::Sum, terms));
    }
    if let Some(outcomes) = finite(bench, distribution, span)? {
        let mut terms = Vec::with_capacity(outcomes.len());
        for (outcome, mass) in numeric(&outcomes, span)? {
            let zero = bench.graph.integer(0);
            let here = match side_of {
                Side::Below => bench.graph.binary(Binary::LessEqual, outcome, x),
                Side::Above => bench.graph.binary(Binary::Less, x, outcome),
            };
            terms.push(bench.graph.select(here, mass, zero));
        }
        return Ok(bench.graph.nary(Nary::Sum, terms));
    }
    let Distribution::Family(family, parameters) = distribution else {
        return Err(unsupported("this distribution", "cdf", span));
    };
    let f_parameters = parameters.to_vec();
    if *family == Family::Poisson {
        return poisson(bench, distribution, x, side_of, span);
    }
    match closed(bench, *family, &f_parameters, x, side_of) {
        Some(node) => Ok(node),
        None => by_integral(bench, distribution, *family, x, side_of, span),
    }
}

/// The closed forms.
fn closed(bench: &mut Bench, family: Family, parameters: &[NodeId], x: NodeId, side: Side) -> Option<NodeId> {
    let known = |index: usize| parameters.get(index).and_then(|&id| bench.graph.as_rational(id)).cloned();
    let (first, second) = (known(0), known(1));
    let f = Formula::new(&mut bench.graph);
    let x = f.term(x);
    let a = f.term(*parameters.first()?);
    let b = parameters.get(1).map_or(a, |&id| f.term(id));
    let (zero, one) = (f.integer(0), f.integer(1));
    let term = match family {
        // ½ erfc(∓z/√2)
        Family::Normal => {
            let z = (x - a) / (b * f.integer(2).sqrt());
            (if side == Side::Below { -z } else { z }).unary(Unary::Erfc) / 2
        }
        Family::Uniform => {
            let (below, above) = match side {
                Side::Below => (zero, one),
                Side::Above => (one, zero),
            };
            let inside = if side == Side::Below { (x - a) / (b - a) } else { (b - x) / (b - a) };
            x.less_equal(a).choose(below, b.less_equal(x).choose(above, inside))
        }
        Family::Exponential => {
            let above = (-(a * x)).exp();
            let (outside, inside) = if side == Side::Below { (zero, -above + 1) } else { (one, above) };
            x.less_equal(zero).choose(outside, inside)
        }
        Family::Laplace => {
            let z = (x - a) / b;
            let z = if side == Side::Below { z } else { -z };
            z.less_equal(zero).choose(z.exp() / 2, -((-z).exp() / 2) + 1)
        }
        Family::Logistic => {
            let z = (x - a) / b;
            one / ((if side == Side::Below { -z } else { z }).exp() + 1)
        }
        // 1 − (1 − p)^⌊x⌋
        Family::Geometric => {
            let above = (-a + 1).to_the(x.unary(Unary::Floor));
            let (outside, inside) = if side == Side::Below { (zero, -above + 1) } else { (one, above) };
            x.less(one).choose(outside, inside)
        }
        Family::ChiSquared => gamma(&f, first? / Rational::from(2), x / 2, side)?,
        Family::Gamma => gamma(&f, first?, b * x, side)?,
        Family::StudentT => {
            let upper = student(&f, small(&first?)?, x.abs());
            let tail_is_asked = if side == Side::Below { x.less(zero) } else { zero.less(x) };
            tail_is_asked.choose(upper, -upper + 1)
        }
        Family::Beta => {
            let inside = beta(&f, small(&first?)?, small(&second?)?, x, side);
            let (below, above) = if side == Side::Below { (zero, one) } else { (one, zero) };
            x.less_equal(zero).choose(below, one.less_equal(x).choose(above, inside))
        }
        // With even degrees of freedom d₁x/(d₁x + d₂) has a beta distribution of whole parameters.
        Family::F => {
            let half = Rational::from(2);
            let (c, d) = (small(&(first? / &half))?, small(&(second? / &half))?);
            let inside = beta(&f, c, d, a * x / (a * x + b), side);
            let outside = if side == Side::Below { zero } else { one };
            x.less_equal(zero).choose(outside, inside)
        }
        Family::Bernoulli | Family::Binomial | Family::Poisson => return None,
    };
    Some(term.id())
}

/// A whole number that a finite sum may run to.
fn small(x: &Rational) -> Option<i64> {
    x.is_int().then(|| i64::try_from(x.numerator()).ok()).flatten().filter(|n| (1..=400).contains(n))
}

/// The regularised incomplete gamma function of whole and half-whole a (DLMF 8.4, 8.8):
/// Q(a, x) = e^−x Σ x^k/k!, or erfc √x + e^−x Σ x^(k−½)/Γ(k+½).
fn gamma<'f, 'g>(f: &'f Formula<'g>, a: Rational, x: Term<'f, 'g>, side: Side) -> Option<Term<'f, 'g>> {
    let doubled = small(&(a * Rational::from(2)))?;
    let (zero, one) = (f.integer(0), f.integer(1));
    let above = if doubled % 2 == 0 {
        let mut term = one;
        let mut terms = vec![one.id()];
        for k in 1..doubled / 2 {
            term = term * x / k;
            terms.push(term.id());
        }
        (-x).exp() * f.sum(terms)
    } else {
        let root = x.sqrt();
        // x^(k − ½)/Γ(k + ½), beginning with 2√(x/π)
        let mut term = root * 2 / f.pi().sqrt();
        let mut terms = Vec::new();
        for k in 1..=doubled / 2 {
            terms.push(term.id());
            term = term * x * 2 / (2 * k + 1);
        }
        root.unary(Unary::Erfc) + (-x).exp() * f.sum(terms)
    };
    let (outside, inside) = if side == Side::Below { (zero, -above + 1) } else { (one, above) };
    Some(x.less_equal(zero).choose(outside, inside))
}

/// P(T > t) for t ≥ 0 and whole degrees of freedom (Abramowitz and Stegun 26.7.3, 26.7.4).
fn student<'f, 'g>(f: &'f Formula<'g>, df: i64, t: Term<'f, 'g>) -> Term<'f, 'g> {
    let root = f.integer(df).sqrt();
    let angle = (t / root).unary(Unary::Atan);
    let cosine_squared = f.integer(df) / (t.squared() + df);
    let sine = t / (t.squared() + df).sqrt();
    let half = f.ratio(1, 2);
    if df % 2 == 1 {
        // A = (2/π)(θ + sin θ (cos θ + ⅔ cos³ θ + …))
        let mut term = cosine_squared.sqrt();
        let mut terms = Vec::new();
        for k in 1..=(df - 1) / 2 {
            terms.push(term.id());
            term = term * cosine_squared * (2 * k) / (2 * k + 1);
        }
        let inner = if terms.is_empty() { angle } else { angle + sine * f.sum(terms) };
        half - inner / f.pi()
    } else {
        // A = sin θ (1 + ½ cos² θ + (1·3)/(2·4) cos⁴ θ + …)
        let mut term = f.integer(1);
        let mut terms = Vec::new();
        for k in 1..=df / 2 {
            terms.push(term.id());
            term = term * cosine_squared * (2 * k - 1) / (2 * k);
        }
        half - sine * f.sum(terms) / 2
    }
}

/// The regularised incomplete beta function of whole parameters: I_x(a, b) is the chance of at
/// least a successes in a + b − 1 trials (DLMF 8.17.5).
fn beta<'f, 'g>(f: &'f Formula<'g>, a: i64, b: i64, x: Term<'f, 'g>, side: Side) -> Term<'f, 'g> {
    let n = a + b - 1;
    let range = if side == Side::Below { a..=n } else { 0..=a - 1 };
    let terms = range
        .map(|j| {
            let ways = f.chosen(n.unsigned_abs(), j.unsigned_abs());
            (ways * x.power(j) * (-x + 1).power(n - j)).id()
        })
        .collect();
    f.sum(terms)
}

/// Σ of masses up to ⌊x⌋, for a known x.
fn poisson(bench: &mut Bench, distribution: &Distribution, x: NodeId, side: Side, span: Span) -> Made<NodeId> {
    let Some(last) = bench.known(x).map(|x| x.floor()).and_then(|x| i64::try_from(x).ok()) else {
        return Err(unsupported("a Poisson distribution at a point that isn't known", "cdf", span));
    };
    let mut terms = Vec::new();
    for k in 0..=last {
        let k = bench.graph.integer(k);
        terms.push(mass(bench, distribution, k, span)?);
        bench.spend(4, span)?;
    }
    let below = bench.graph.nary(Nary::Sum, terms);
    let f = Formula::new(&mut bench.graph);
    let below = f.term(below);
    Ok(if side == Side::Below { below } else { -below + 1 }.id())
}

/// ∫ of the density from an end of the support, or from the point of symmetry.
fn by_integral(
    bench: &mut Bench,
    distribution: &Distribution,
    family: Family,
    x: NodeId,
    side: Side,
    span: Span,
) -> Made<NodeId> {
    let zero = bench.graph.integer(0);
    // From 0: the centre of Student's t, the lower end of the others.
    let start = if family == Family::StudentT { bench.graph.ratio(1, 2) } else { zero };
    let variable = bench.open(super::super::bench::Ends::default());
    let at = bench.graph.add(super::super::graph::Node::Variable(variable));
    let body = continuous::inner_density(bench, distribution, at, span);
    bench.close();
    let end = match family {
        Family::Beta => {
            let one = bench.graph.integer(1);
            bench.graph.nary(Nary::Min, vec![x, one])
        }
        _ => x,
    };
    let integral = continuous::integral(bench, variable, zero, end, body?);
    let f = Formula::new(&mut bench.graph);
    let [x, start, integral, zero] = f.terms([x, start, integral, zero]);
    let below = start + integral;
    let below = if family == Family::StudentT { below } else { x.less_equal(zero).choose(zero, below) };
    Ok(if side == Side::Below { below } else { -below + 1 }.id())
}

/// The smallest x with P(X ≤ x) ≥ p.
///
/// # Errors
///
/// `expr-domain` where p lies outside [0, 1], `expr-unsettled` where no formula is known.
pub(crate) fn quantile(bench: &mut Bench, distribution: &Distribution, p: NodeId, span: Span) -> Made<NodeId> {
    if let Some(outcomes) = finite(bench, distribution, span)? {
        return discrete_quantile(bench, numeric(&outcomes, span)?, p, span);
    }
    let Distribution::Family(family, parameters) = distribution else {
        return Err(unsupported("a mixture", "quantile", span));
    };
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
        Family::Geometric => {
            let trials = ((-p + 1).ln() / (-a + 1).ln()).unary(Unary::Ceil);
            one.less(trials).choose(trials, one)
        }
        // Cauchy: tan(π(p − ½))
        Family::StudentT if a.is_same(one) => (f.pi() * (p - half)).unary(Unary::Tan),
        // (2p − 1) √(2/(4p(1 − p)))
        Family::StudentT if a.is_same(f.integer(2)) => (p * 2 - 1) * (one / (p * (-p + 1) * 2)).sqrt(),
        Family::ChiSquared if a.is_same(f.integer(2)) => (-p + 1).ln() * -2,
        _ => return Err(unsupported(&format!("{family:?}"), "quantile", span)),
    };
    Ok(term.id())
}

fn discrete_quantile(bench: &mut Bench, outcomes: Vec<(NodeId, NodeId)>, p: NodeId, span: Span) -> Made<NodeId> {
    let mut known = Vec::with_capacity(outcomes.len());
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

fn unsupported(what: &str, asked: &str, span: Span) -> Box<Fault> {
    let what = match what {
        "Normal" => "a normal distribution",
        "Poisson" => "a Poisson distribution",
        "StudentT" => "a Student t distribution",
        "ChiSquared" => "a chi-squared distribution",
        "F" => "an F distribution",
        "Gamma" => "a gamma distribution",
        "Beta" => "a beta distribution",
        other => other,
    };
    let headline = format!("`{asked}` of {what} is not supported yet");
    Fault::new(Code::ExprUnsettled, span, headline)
        .note("no enclosure of it is implemented, so nothing could be proved")
        .into()
}
