//! Entropy, cross-entropy, Kullback–Leibler and Jensen–Shannon divergence, in nats.
//!
//! Discrete ones are finite sums of terms that know 0·ln 0 = 0 and that a model's zero costs ∞.
//! Continuous ones are closed forms where there is one, else integrals of the right integrand.

use super::super::bench::{Bench, Made};
use super::super::formula::{Formula, Term};
use super::super::graph::{Node, NodeId};
use super::super::value::{Distribution, Family, Outcome};
use super::continuous::{Component, Shape, components, integrate, pieces, shape};
use super::discrete::{finite, mass};
use super::family::ln_beta;
use super::moments::{mean, variance};
use crate::diagnostic::{Code, Fault, said};
use crate::number::{Binary, Nary, Unary};
use crate::source::Span;

/// The ends of `on: a..b`.
pub(crate) type Window = Option<(NodeId, NodeId, Span)>;

/// H(P) = −Σ p ln p, or −∫ p ln p.
///
/// # Errors
///
/// `expr-type` where a window is asked of a discrete distribution.
pub(crate) fn entropy(bench: &mut Bench, p: &Distribution, window: Window, span: Span) -> Made<NodeId> {
    if p.is_continuous() {
        if window.is_none()
            && let Some(closed) = entropy_in_closed_form(bench, p)
        {
            return Ok(closed);
        }
        let components = components(bench, p, span)?;
        return Ok(over_pieces(bench, &[&components], window, |f, shapes| match shapes {
            [Shape::Logarithm(ln_p)] => {
                let ln_p = f.term(*ln_p);
                -(ln_p.exp() * ln_p)
            }
            [Shape::Density(p)] => f.term(*p).unary(Unary::EntropyTerm),
            _ => f.integer(0),
        }));
    }
    no_window(window)?;
    if let Some(outcomes) = finite(bench, p, span)? {
        let terms = outcomes.iter().map(|(_, mass)| bench.graph.unary(Unary::EntropyTerm, *mass)).collect();
        return Ok(bench.graph.nary(Nary::Sum, terms));
    }
    match p {
        // H₂(p)/p
        Distribution::Family(Family::Geometric, parameters) if let Some(&p) = parameters.first() => {
            let f = Formula::new(&mut bench.graph);
            let p = f.term(p);
            Ok(((p.unary(Unary::EntropyTerm) + (-p + 1).unary(Unary::EntropyTerm)) / p).id())
        }
        _ => series(
            bench,
            p,
            |bench, x, span| {
                let mass = mass(bench, p, x, span)?;
                Ok(bench.graph.unary(Unary::EntropyTerm, mass))
            },
            span,
        ),
    }
}

/// H(P, Q) = −Σ p ln q, or −∫ p ln q.
///
/// # Errors
///
/// `expr-distribution` where the two have nothing to do with each other.
pub(crate) fn cross_entropy(
    bench: &mut Bench,
    p: &Distribution,
    q: &Distribution,
    window: Window,
    span: Span,
) -> Made<NodeId> {
    if same_kind(p, q, span)? {
        if window.is_none()
            && let Some(closed) = cross_entropy_in_closed_form(bench, p, q, span)
        {
            return Ok(closed);
        }
        let (p, q) = (components(bench, p, span)?, components(bench, q, span)?);
        return Ok(over_pieces(bench, &[&p, &q], window, |f, shapes| match shapes {
            [Shape::Zero, _] => f.integer(0),
            [_, Shape::Zero] => f.infinity(),
            [Shape::Logarithm(ln_p), Shape::Logarithm(ln_q)] => -(f.term(*ln_p).exp() * f.term(*ln_q)),
            [p, q] => density(f, p).binary(Binary::CrossTerm, density(f, q)),
            _ => f.integer(0),
        }));
    }
    no_window(window)?;
    discrete_pair(bench, p, q, Binary::CrossTerm, span)
}

/// D(P‖Q) = Σ p ln(p/q), or ∫ p (ln p − ln q).
///
/// # Errors
///
/// `expr-distribution` where the two have nothing to do with each other.
pub(crate) fn divergence(
    bench: &mut Bench,
    p: &Distribution,
    q: &Distribution,
    window: Window,
    span: Span,
) -> Made<NodeId> {
    let continuous = same_kind(p, q, span)?;
    if !continuous {
        no_window(window)?;
    }
    if p == q {
        return Ok(bench.graph.integer(0));
    }
    if !continuous {
        return discrete_pair(bench, p, q, Binary::DivergenceTerm, span);
    }
    if window.is_none()
        && let Some(closed) = divergence_in_closed_form(bench, p, q, span)
    {
        return Ok(closed);
    }
    let (p, q) = (components(bench, p, span)?, components(bench, q, span)?);
    Ok(over_pieces(bench, &[&p, &q], window, |f, shapes| match shapes {
        [Shape::Zero, _] => f.integer(0),
        [_, Shape::Zero] => f.infinity(),
        [Shape::Logarithm(ln_p), Shape::Logarithm(ln_q)] => {
            let [ln_p, ln_q] = f.terms([*ln_p, *ln_q]);
            ln_p.exp() * (ln_p - ln_q)
        }
        [p, q] => density(f, p).binary(Binary::DivergenceTerm, density(f, q)),
        _ => f.integer(0),
    }))
}

/// The mean of D(P‖M) and D(Q‖M), where M is half P, half Q.
///
/// # Errors
///
/// `expr-distribution` where the two have nothing to do with each other.
pub(crate) fn jensen_shannon(
    bench: &mut Bench,
    p: &Distribution,
    q: &Distribution,
    window: Window,
    span: Span,
) -> Made<NodeId> {
    let continuous = same_kind(p, q, span)?;
    if !continuous {
        no_window(window)?;
    }
    if p == q {
        return Ok(bench.graph.integer(0));
    }
    if continuous {
        let (p, q) = (components(bench, p, span)?, components(bench, q, span)?);
        return Ok(over_pieces(bench, &[&p, &q], window, |f, shapes| {
            let ln_two = f.integer(2).ln();
            match shapes {
                [Shape::Zero, Shape::Zero] => f.integer(0),
                // Where the other density is 0, ln(p/m) = ln 2.
                [Shape::Logarithm(ln), Shape::Zero] | [Shape::Zero, Shape::Logarithm(ln)] => {
                    f.term(*ln).exp() * ln_two / 2
                }
                [Shape::Logarithm(ln_p), Shape::Logarithm(ln_q)] => {
                    let [ln_p, ln_q] = f.terms([*ln_p, *ln_q]);
                    let ln_m = f.log_sum_exp(vec![(ln_p - ln_two).id(), (ln_q - ln_two).id()]);
                    (ln_p.exp() * (ln_p - ln_m) + ln_q.exp() * (ln_q - ln_m)) / 2
                }
                [p, q] => half_divergences(density(f, p), density(f, q)),
                _ => f.integer(0),
            }
        }));
    }
    if let (Some(of_p), Some(of_q)) = (finite(bench, p, span)?, finite(bench, q, span)?) {
        let mut terms = Vec::new();
        for (outcome, here) in &of_p {
            let there = lookup(bench, q, outcome, span)?;
            let f = Formula::new(&mut bench.graph);
            terms.push(half_divergences(f.term(*here), f.term(there)).id());
        }
        for (outcome, there) in &of_q {
            if !is_outcome(bench, &of_p, outcome) {
                let f = Formula::new(&mut bench.graph);
                terms.push(half_divergences(f.integer(0), f.term(*there)).id());
            }
        }
        return Ok(bench.graph.nary(Nary::Sum, terms));
    }
    series(
        bench,
        p,
        |bench, x, span| {
            let (here, there) = (mass(bench, p, x, span)?, mass(bench, q, x, span)?);
            let f = Formula::new(&mut bench.graph);
            Ok(half_divergences(f.term(here), f.term(there)).id())
        },
        span,
    )
}

/// ½ p ln(p/m) + ½ q ln(q/m)
fn half_divergences<'f, 'g>(p: Term<'f, 'g>, q: Term<'f, 'g>) -> Term<'f, 'g> {
    let m = (p + q) / 2;
    (p.binary(Binary::DivergenceTerm, m) + q.binary(Binary::DivergenceTerm, m)) / 2
}

fn density<'f, 'g>(f: &'f Formula<'g>, shape: &Shape) -> Term<'f, 'g> {
    match shape {
        Shape::Zero => f.integer(0),
        Shape::Logarithm(ln) => f.term(*ln).exp(),
        Shape::Density(density) => f.term(*density),
    }
}

/// Whether both are continuous.
fn same_kind(p: &Distribution, q: &Distribution, span: Span) -> Made<bool> {
    if p.is_continuous() == q.is_continuous() {
        return Ok(p.is_continuous());
    }
    let headline = "a discrete and a continuous distribution can't be compared";
    Err(Fault::new(Code::ExprDistribution, span, headline).note("one has masses, the other a density").into())
}

fn no_window(window: Window) -> Made<()> {
    let Some((_, _, span)) = window else { return Ok(()) };
    let fault = Fault::new(Code::ExprType, span, "`on:` restricts an integral, and this is a sum");
    Err(fault.help("leave `on:` out for discrete distributions").into())
}

/// The sum over pieces of the integrals that `integrand` makes of the shapes of the densities.
fn over_pieces(
    bench: &mut Bench,
    distributions: &[&[Component]],
    window: Window,
    integrand: impl for<'f, 'g> Fn(&'f Formula<'g>, &[Shape]) -> Term<'f, 'g>,
) -> NodeId {
    let (from, to) = match window {
        Some((from, to, _)) => (from, to),
        None => {
            let infinity = bench.graph.infinity();
            (bench.graph.unary(Unary::Negate, infinity), infinity)
        }
    };
    let all: Vec<Component> = distributions.iter().flat_map(|components| components.iter().cloned()).collect();
    let mut terms = Vec::new();
    for piece in pieces(bench, &all, from, to) {
        let mut whole = None;
        let integral = integrate(bench, &piece, |bench, x| {
            let shapes: Vec<Shape> =
                distributions.iter().map(|components| shape(bench, components, &piece, x)).collect();
            let body = integrand(&Formula::new(&mut bench.graph), &shapes).id();
            // Nothing on an unbounded piece is nothing; ∞ on any piece is ∞.
            if bench.graph.is_integer(body, 0) || bench.graph.as_infinity(body).is_some() {
                whole = Some(body);
            }
            body
        });
        terms.push(whole.unwrap_or(integral));
    }
    if let Some(&infinite) = terms.iter().find(|&&term| bench.graph.as_infinity(term).is_some()) {
        return infinite;
    }
    bench.graph.nary(Nary::Sum, terms)
}

/// Σ of a term for each pair of masses of the same outcome.
fn discrete_pair(bench: &mut Bench, p: &Distribution, q: &Distribution, term: Binary, span: Span) -> Made<NodeId> {
    if let Some(outcomes) = finite(bench, p, span)? {
        let mut terms = Vec::with_capacity(outcomes.len());
        for (outcome, here) in &outcomes {
            let there = lookup(bench, q, outcome, span)?;
            terms.push(bench.graph.binary(term, *here, there));
        }
        return Ok(bench.graph.nary(Nary::Sum, terms));
    }
    if finite(bench, q, span)?.is_some() {
        // P gives mass to infinitely many outcomes, Q to finitely many.
        return Ok(bench.graph.infinity());
    }
    if let (Distribution::Family(of_p, a), Distribution::Family(of_q, b)) = (p, q)
        && let (Some(&a), Some(&b)) = (a.first(), b.first())
    {
        match (of_p, of_q) {
            (Family::Geometric, Family::Geometric) => {
                let f = Formula::new(&mut bench.graph);
                let [a, b] = f.terms([a, b]);
                // −ln q − (1/p − 1) ln(1 − q), less the entropy for the divergence
                let cross = -b.ln() - (f.integer(1) / a - 1) * (-b + 1).ln();
                let own = (a.unary(Unary::EntropyTerm) + (-a + 1).unary(Unary::EntropyTerm)) / a;
                return Ok(if term == Binary::CrossTerm { cross.id() } else { (cross - own).id() });
            }
            (Family::Poisson, Family::Poisson) if term == Binary::DivergenceTerm => {
                let f = Formula::new(&mut bench.graph);
                let [a, b] = f.terms([a, b]);
                return Ok((a.binary(term, b) + b - a).id());
            }
            // A Poisson number may be 0, a number of trials can't.
            (Family::Poisson, Family::Geometric) => return Ok(bench.graph.infinity()),
            _ => {}
        }
    }
    series(
        bench,
        p,
        |bench, x, span| {
            let (here, there) = (mass(bench, p, x, span)?, mass(bench, q, x, span)?);
            Ok(bench.graph.binary(term, here, there))
        },
        span,
    )
}

/// The infinite sum of a term over the integers of a support.
fn series(
    bench: &mut Bench,
    p: &Distribution,
    term: impl FnOnce(&mut Bench, NodeId, Span) -> Made<NodeId>,
    span: Span,
) -> Made<NodeId> {
    let from = i64::from(matches!(p, Distribution::Family(Family::Geometric, _)));
    let low = Some(crate::number::Rational::from(from));
    let level = bench.level();
    let variable = bench.open(super::super::bench::Ends { low, high: None, integers: true });
    let x = bench.graph.add(Node::Variable(variable));
    let body = term(bench, x, span);
    bench.close_to(level);
    let (variables, body) = bench.graph.bind(&[variable], body?);
    let variable = variables.first().copied().unwrap_or(variable);
    Ok(bench.graph.add(Node::Reduction { operation: Nary::Sum, variable, from, to: None, body }))
}

fn is_outcome(bench: &Bench, outcomes: &[(Outcome, NodeId)], outcome: &Outcome) -> bool {
    let _ = bench;
    outcomes.iter().any(|(known, _)| known == outcome)
}

/// The mass that Q gives to an outcome of P, 0 where it has none.
fn lookup(bench: &mut Bench, q: &Distribution, outcome: &Outcome, span: Span) -> Made<NodeId> {
    let zero = bench.graph.integer(0);
    let mixed = |note: String| -> Made<NodeId> {
        let headline = "the two distributions have different kinds of outcomes";
        Err(Fault::new(Code::ExprDistribution, span, headline).note(note).into())
    };
    match (outcome, q) {
        (Outcome::Cell(i, j), Distribution::Joint(rows)) => {
            Ok(rows.get(i - 1).and_then(|row| row.get(j - 1)).copied().unwrap_or(zero))
        }
        (Outcome::Cell(..), _) | (_, Distribution::Joint(_)) => {
            mixed("one is a joint distribution, the other isn't".to_owned())
        }
        (Outcome::Label(name), Distribution::Pmf(outcomes)) => {
            if let Some((_, mass)) = outcomes.iter().find(|(known, _)| known == outcome) {
                return Ok(*mass);
            }
            if q.labels().next().is_none() {
                return mixed(said!("one has the outcome `{name}`, the other has numbers"));
            }
            Ok(zero)
        }
        (Outcome::Label(name), _) => mixed(said!("one has the outcome `{name}`, the other has numbers")),
        (Outcome::Number(x), Distribution::Pmf(outcomes)) => {
            if let Some((_, mass)) = outcomes.iter().find(|(known, _)| known == outcome) {
                return Ok(*mass);
            }
            if let Some(name) = q.labels().next() {
                return mixed(said!("one has numbers, the other has the outcome `{name}`"));
            }
            mass(bench, q, *x, span)
        }
        (Outcome::Number(x), _) => mass(bench, q, *x, span),
    }
}

/// The differential entropies of the families (Cover and Thomas, table 17.1).
fn entropy_in_closed_form(bench: &mut Bench, p: &Distribution) -> Option<NodeId> {
    let Distribution::Family(family, parameters) = p else { return None };
    let f = Formula::new(&mut bench.graph);
    let a = f.term(*parameters.first()?);
    let b = parameters.get(1).map_or(a, |&id| f.term(id));
    let term = match family {
        Family::Normal => b.ln() + (f.pi() * 2).ln() / 2 + f.ratio(1, 2),
        Family::Uniform => (b - a).ln(),
        Family::Exponential => -a.ln() + 1,
        Family::Laplace => (b * 2).ln() + 1,
        Family::Logistic => b.ln() + 2,
        Family::StudentT => {
            let half = (a + 1) / 2;
            half * (half.digamma() - (a / 2).digamma()) + a.ln() / 2 + ln_beta(a / 2, f.ratio(1, 2))
        }
        Family::ChiSquared => gamma_entropy(a / 2, f.ratio(1, 2)),
        Family::Gamma => gamma_entropy(a, b),
        Family::Beta => ln_beta(a, b) - (a - 1) * a.digamma() - (b - 1) * b.digamma() + (a + b - 2) * (a + b).digamma(),
        Family::F => {
            let (c, d) = (a / 2, b / 2);
            ln_beta(c, d) + (d / c).ln() + (-c + 1) * c.digamma() - (d + 1) * d.digamma() + (c + d) * (c + d).digamma()
        }
        Family::Bernoulli | Family::Binomial | Family::Geometric | Family::Poisson => return None,
    };
    Some(term.id())
}

/// a − ln b + ln Γ(a) + (1 − a) ψ(a)
fn gamma_entropy<'f, 'g>(a: Term<'f, 'g>, b: Term<'f, 'g>) -> Term<'f, 'g> {
    a - b.ln() + a.ln_gamma() + (-a + 1) * a.digamma()
}

/// −E ln q where the model is simple enough for the moments of P to suffice.
fn cross_entropy_in_closed_form(bench: &mut Bench, p: &Distribution, q: &Distribution, span: Span) -> Option<NodeId> {
    let Distribution::Family(of_q, parameters) = q else { return None };
    let (a, b) = (*parameters.first()?, parameters.get(1).copied());
    match (of_q, b) {
        (Family::Normal, Some(s)) => {
            let (mean, variance) = (mean(bench, p, span).ok()?, variance(bench, p, span).ok()?);
            let f = Formula::new(&mut bench.graph);
            let [m, s, mean, variance] = f.terms([a, s, mean, variance]);
            let spread = (variance + (mean - m).squared()) / (s.squared() * 2);
            Some((s.ln() + (f.pi() * 2).ln() / 2 + spread).id())
        }
        (Family::Exponential, _) => match on_half_line(bench, p)? {
            true => {
                let mean = mean(bench, p, span).ok()?;
                let f = Formula::new(&mut bench.graph);
                let [rate, mean] = f.terms([a, mean]);
                Some((rate * mean - rate.ln()).id())
            }
            false => Some(bench.graph.infinity()),
        },
        // −a ln b − (a − 1) E ln X + b E X + ln Γ(a)
        (Family::Gamma | Family::ChiSquared, _) => {
            let (own_shape, own_rate) = gamma_parameters(bench, p)?;
            let (shape, rate) = gamma_parameters(bench, q)?;
            let f = Formula::new(&mut bench.graph);
            let [a, b, own_a, own_b] = f.terms([shape, rate, own_shape, own_rate]);
            let log = own_a.digamma() - own_b.ln();
            Some((a.ln_gamma() - a * b.ln() - (a - 1) * log + b * own_a / own_b).id())
        }
        // ln B(a, b) − (a − 1) E ln X − (b − 1) E ln(1 − X)
        (Family::Beta, Some(b)) => {
            let Distribution::Family(of_p, own) = p else { return None };
            let (own_a, own_b) = (*own.first()?, *own.get(1)?);
            let on_unit = bench.graph.is_integer(own_a, 0) && bench.graph.is_integer(own_b, 1);
            let (own_a, own_b) = match of_p {
                Family::Beta => (own_a, own_b),
                Family::Uniform if on_unit => (own_b, own_b),
                _ => return None,
            };
            let f = Formula::new(&mut bench.graph);
            let [a, b, own_a, own_b] = f.terms([a, b, own_a, own_b]);
            let both = (own_a + own_b).digamma();
            let (log, rest) = (own_a.digamma() - both, own_b.digamma() - both);
            Some((ln_beta(a, b) - (a - 1) * log - (b - 1) * rest).id())
        }
        (Family::Laplace, Some(scale)) => {
            let Distribution::Family(Family::Laplace, own) = p else { return None };
            let (own_mean, own_scale) = (*own.first()?, *own.get(1)?);
            let f = Formula::new(&mut bench.graph);
            let [m, s, own_mean, own_scale] = f.terms([a, scale, own_mean, own_scale]);
            let distance = (own_mean - m).abs();
            // E|X − m| = d + s₁ e^(−d/s₁)
            Some(((s * 2).ln() + (distance + own_scale * (-(distance / own_scale)).exp()) / s).id())
        }
        _ => None,
    }
}

/// The shape and rate of a distribution of the gamma family.
fn gamma_parameters(bench: &mut Bench, p: &Distribution) -> Option<(NodeId, NodeId)> {
    let Distribution::Family(family, parameters) = p else { return None };
    let first = *parameters.first()?;
    match family {
        Family::Gamma => Some((first, *parameters.get(1)?)),
        Family::ChiSquared => {
            let f = Formula::new(&mut bench.graph);
            Some(((f.term(first) / 2).id(), f.ratio(1, 2).id()))
        }
        Family::Exponential => Some((bench.graph.integer(1), first)),
        _ => None,
    }
}

/// Whether P gives no mass below 0, where that is known.
fn on_half_line(bench: &Bench, p: &Distribution) -> Option<bool> {
    match p {
        Distribution::Family(family, parameters) => match family {
            Family::Exponential | Family::ChiSquared | Family::F | Family::Gamma | Family::Beta => Some(true),
            Family::Uniform => {
                let low = bench.graph.as_rational(*parameters.first()?)?;
                Some(*low >= crate::number::Rational::ZERO)
            }
            Family::Normal | Family::Laplace | Family::Logistic | Family::StudentT => Some(false),
            _ => None,
        },
        Distribution::Mixture(parts) => {
            let mut all = true;
            for (weight, part) in parts {
                if bench.graph.as_rational(*weight)?.is_zero() {
                    continue;
                }
                all &= on_half_line(bench, part)?;
            }
            Some(all)
        }
        _ => None,
    }
}

fn divergence_in_closed_form(bench: &mut Bench, p: &Distribution, q: &Distribution, span: Span) -> Option<NodeId> {
    if let (Distribution::Family(Family::Normal, a), Distribution::Family(Family::Normal, b)) = (p, q) {
        let (m, s, n, t) = (*a.first()?, *a.get(1)?, *b.first()?, *b.get(1)?);
        let f = Formula::new(&mut bench.graph);
        let [m, s, n, t] = f.terms([m, s, n, t]);
        // ln(s₂/s₁) + (s₁² + (m₁ − m₂)²)/(2 s₂²) − ½
        let spread = (s.squared() + (m - n).squared()) / (t.squared() * 2);
        return Some(((t / s).ln() + spread - f.ratio(1, 2)).id());
    }
    let cross = cross_entropy_in_closed_form(bench, p, q, span)?;
    if bench.graph.as_infinity(cross).is_some() {
        return Some(cross);
    }
    let own = match (p, entropy_in_closed_form(bench, p)) {
        (_, Some(own)) => own,
        // Its entropy is an integral, but one that the model has no part in: a search for the best
        // model computes it once.
        (Distribution::Mixture(_), None) => entropy(bench, p, None, span).ok()?,
        _ => return None,
    };
    Some(bench.graph.binary(Binary::Subtract, cross, own))
}
