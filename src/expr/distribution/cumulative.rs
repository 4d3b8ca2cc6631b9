//! Cumulative and survival functions.

use super::super::bench::{Bench, Made};
use super::super::formula::{Formula, Term};
use super::super::graph::NodeId;
use super::super::value::{Distribution, Family};
use super::discrete::finite;
use super::moments::numeric;
use crate::diagnostic::{Code, Fault, said};
use crate::number::{Binary, Nary, Rational, Special, Unary};
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
    if let Distribution::Family(Family::Binomial, parameters) = distribution
        && let &[n, p] = &parameters[..]
        && bench.known_integer(n).is_some_and(|n| n > WRITTEN_OUT)
    {
        return Ok(binomial(bench, n, p, x, side_of));
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
    let parameters = parameters.to_vec();
    match closed(bench, *family, &parameters, x, side_of) {
        Some(node) => Ok(node),
        None => Err(unsupported("this distribution", "cdf", span)),
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
        Family::ChiSquared => gamma(&f, a / 2, x / 2, side),
        Family::Gamma => gamma(&f, a, b * x, side),
        Family::StudentT => {
            let upper = student(&f, a, x.abs());
            let tail_is_asked = if side == Side::Below { x.less(zero) } else { zero.less(x) };
            tail_is_asked.choose(upper, -upper + 1)
        }
        Family::Beta => {
            let written_out = small(first.as_ref(), 1).zip(small(second.as_ref(), 1));
            let inside = match written_out {
                Some((c, d)) if c + d <= MOST_SUCCESSES => successes(&f, c, d, x, side),
                _ => share(&f, [x, -x + 1, a, b], side),
            };
            let (below, above) = if side == Side::Below { (zero, one) } else { (one, zero) };
            x.less_equal(zero).choose(below, one.less_equal(x).choose(above, inside))
        }
        // d₁x/(d₁x + d₂) has a beta distribution of half the degrees of freedom.
        Family::F => {
            let written_out = small(first.as_ref(), 2).zip(small(second.as_ref(), 2));
            let inside = match written_out {
                Some((c, d)) if c + d <= MOST_SUCCESSES => successes(&f, c, d, a * x / (a * x + b), side),
                _ => share(&f, [a * x, b, a / 2, b / 2], side),
            };
            let outside = if side == Side::Below { zero } else { one };
            x.less_equal(zero).choose(outside, inside)
        }
        // P(X ≤ k) = Q(k + 1, λ) (DLMF 8.4.10)
        Family::Poisson => {
            let (outside, operation) = match side {
                Side::Below => (zero, Special::UpperGamma),
                Side::Above => (one, Special::LowerGamma),
            };
            x.less(zero).choose(outside, f.special(operation, [x.unary(Unary::Floor) + 1, a]))
        }
        Family::Bernoulli | Family::Binomial => return None,
    };
    Some(term.id())
}

/// The largest number of trials whose masses are summed one by one, exactly where they are rational.
const WRITTEN_OUT: i64 = 200;

/// The largest a + b for which I_x(a, b) is written as a sum of chances, exact for rational x.
const MOST_SUCCESSES: i64 = 40;

/// A whole multiple of `unit` as that many units.
fn small(x: Option<&Rational>, unit: i64) -> Option<i64> {
    let count = x?.clone() / Rational::from(unit);
    count.is_int().then(|| i64::try_from(count.numerator().clone()).ok()).flatten().filter(|n| (1..=400).contains(n))
}

/// P(a, x) or Q(a, x), the regularised incomplete gamma functions (DLMF 8.2.4); e^−x at a = 1.
fn gamma<'f, 'g>(f: &'f Formula<'g>, a: Term<'f, 'g>, x: Term<'f, 'g>, side: Side) -> Term<'f, 'g> {
    let (zero, one) = (f.integer(0), f.integer(1));
    let (outside, inside) = match (side, a.is_same(one)) {
        (Side::Below, true) => (zero, -(-x).exp() + 1),
        (Side::Above, true) => (one, (-x).exp()),
        (Side::Below, false) => (zero, f.special(Special::LowerGamma, [a, x])),
        (Side::Above, false) => (one, f.special(Special::UpperGamma, [a, x])),
    };
    x.less_equal(zero).choose(outside, inside)
}

/// I_x(a, b) at x = u/(u + v), or what is missing to 1.
fn share<'f, 'g>(f: &'f Formula<'g>, [u, v, a, b]: [Term<'f, 'g>; 4], side: Side) -> Term<'f, 'g> {
    let operands = if side == Side::Below { [u, v, a, b] } else { [v, u, b, a] };
    f.special(Special::Beta, operands)
}

/// P(T > t) for t ≥ 0: ½ I_x(ν/2, ½) at x = ν/(ν + t²) (Abramowitz and Stegun 26.7.1), and without
/// cancellation in elementary functions for one and two degrees of freedom.
fn student<'f, 'g>(f: &'f Formula<'g>, df: Term<'f, 'g>, t: Term<'f, 'g>) -> Term<'f, 'g> {
    let (one, half) = (f.integer(1), f.ratio(1, 2));
    if df.is_same(one) {
        let near = half - t.unary(Unary::Atan) / f.pi();
        let far = (one / t).unary(Unary::Atan) / f.pi();
        return t.less_equal(one).choose(near, far);
    }
    if df.is_same(f.integer(2)) {
        // ½(1 − s) = ½(1 − s²)/(1 + s) at s = t/√(t² + 2)
        let square = t.squared() + 2;
        return one / (square * (t / square.sqrt() + 1));
    }
    share(f, [df, t.squared(), df / 2, half], Side::Below) / 2
}

/// The regularised incomplete beta function of whole parameters: I_x(a, b) is the chance of at
/// least a successes in a + b − 1 trials (DLMF 8.17.5).
fn successes<'f, 'g>(f: &'f Formula<'g>, a: i64, b: i64, x: Term<'f, 'g>, side: Side) -> Term<'f, 'g> {
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

/// P(X ≤ k) = I_{1−p}(n − k, k + 1) of many trials (DLMF 8.17.5), k = ⌊x⌋.
fn binomial(bench: &mut Bench, n: NodeId, p: NodeId, x: NodeId, side: Side) -> NodeId {
    let f = Formula::new(&mut bench.graph);
    let [n, p, x] = f.terms([n, p, x]);
    let (zero, one) = (f.integer(0), f.integer(1));
    let k = x.unary(Unary::Floor);
    let inside = share(&f, [-p + 1, p, n - k, k + 1], side);
    let (below, above) = if side == Side::Below { (zero, one) } else { (one, zero) };
    x.less(zero).choose(below, n.less_equal(x).choose(above, inside)).id()
}

pub(super) fn unsupported(what: &str, asked: &str, span: Span) -> Box<Fault> {
    let headline = said!("`{asked}` of {what} is not supported");
    Fault::new(Code::ExprUnsettled, span, headline)
        .note("no enclosure of it is known, so nothing could be proved")
        .into()
}
