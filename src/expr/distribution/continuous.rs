//! Distributions with a density: flattened into weighted families, and cut into pieces on which
//! every density is smooth.

use super::super::bench::{Bench, Ends, Made};
use super::super::formula::Formula;
use super::super::graph::{Node, NodeId};
use super::super::value::{Distribution, Family};
use super::family;
use crate::number::{Binary, Rational};
use crate::source::Span;

/// One component of a flattened mixture.
#[derive(Clone, Debug)]
pub(super) struct Component {
    /// Its weight.
    weight: NodeId,
    family: Family,
    parameters: Vec<NodeId>,
    /// The ends of its support.
    low: Option<NodeId>,
    high: Option<NodeId>,
}

/// The weighted families of a continuous distribution.
pub(super) fn components(bench: &mut Bench, distribution: &Distribution, span: Span) -> Made<Vec<Component>> {
    let mut flat = Vec::new();
    let one = bench.graph.integer(1);
    flatten(bench, distribution, one, span, &mut flat)?;
    Ok(flat)
}

fn flatten(
    bench: &mut Bench,
    distribution: &Distribution,
    weight: NodeId,
    span: Span,
    flat: &mut Vec<Component>,
) -> Made<()> {
    bench.spend(1, span)?;
    match distribution {
        Distribution::Family(family, parameters) => {
            let (low, high) = family::support(&mut bench.graph, *family, parameters);
            let parameters = parameters.to_vec();
            flat.push(Component { weight, family: *family, parameters, low, high });
        }
        Distribution::Mixture(parts) => {
            for (part_weight, part) in parts {
                let product = bench.graph.binary(Binary::Multiply, weight, *part_weight);
                if !bench.graph.is_integer(product, 0) {
                    flatten(bench, part, product, span, flat)?;
                }
            }
        }
        Distribution::Pmf(_) | Distribution::Joint(_) => {}
    }
    Ok(())
}

impl Component {
    fn ln_density(&self, bench: &mut Bench, x: NodeId) -> NodeId {
        let ln_density = family::ln_density(&mut bench.graph, self.family, &self.parameters, x);
        if bench.graph.is_integer(self.weight, 1) {
            return ln_density;
        }
        let known = bench.graph.as_rational(self.weight).is_some();
        let f = Formula::new(&mut bench.graph);
        let [weight, ln_density] = f.terms([self.weight, ln_density]);
        if known {
            return (weight.ln() + ln_density).id();
        }
        // A weight that a reader moves to 0 takes the component away.
        f.integer(0).less(weight).choose(weight.ln() + ln_density, -f.infinity()).id()
    }

    /// Whether x lies in the support; `None` where the support is everything.
    fn inside(&self, bench: &mut Bench, x: NodeId) -> Option<NodeId> {
        let mut inside = None;
        for (from, to) in [(self.low, Some(x)), (Some(x), self.high)] {
            let (Some(from), Some(to)) = (from, to) else { continue };
            let here = bench.graph.binary(Binary::LessEqual, from, to);
            inside = Some(match inside {
                None => here,
                Some(so_far) => bench.graph.binary(Binary::And, so_far, here),
            });
        }
        inside
    }

    /// Whether the support covers the piece.
    fn covers(&self, bench: &Bench, piece: &Piece) -> bool {
        let known = |end: Option<NodeId>| end.and_then(|id| bench.graph.as_rational(id));
        let from =
            self.low.is_none() || matches!((known(self.low), &piece.low), (Some(low), End::At(from)) if low <= from);
        let to =
            self.high.is_none() || matches!((known(self.high), &piece.high), (Some(high), End::At(to)) if to <= high);
        from && to
    }
}

/// The density at x.
pub(super) fn density(bench: &mut Bench, distribution: &Distribution, x: NodeId, span: Span) -> Made<NodeId> {
    let components = components(bench, distribution, span)?;
    if components.iter().all(|c| c.low.is_none() && c.high.is_none()) {
        let ln_density = ln_of(bench, &components, x);
        return Ok(Formula::new(&mut bench.graph).term(ln_density).exp().id());
    }
    let mut terms = Vec::with_capacity(components.len());
    for component in &components {
        terms.push(weighted_density(bench, component, x));
    }
    Ok(Formula::new(&mut bench.graph).sum(terms).id())
}

/// The weighted density of one component, 0 outside its support.
fn weighted_density(bench: &mut Bench, component: &Component, x: NodeId) -> NodeId {
    if let Some(at_end) = density_at_end(bench, component, x) {
        let f = Formula::new(&mut bench.graph);
        return (f.term(component.weight) * f.term(at_end)).id();
    }
    let inside = component.inside(bench, x);
    let ln_density = family::ln_density(&mut bench.graph, component.family, &component.parameters, x);
    let f = Formula::new(&mut bench.graph);
    let [weight, ln_density] = f.terms([component.weight, ln_density]);
    // The density of a uniform distribution stays rational where its ends are.
    let density = match (component.family, component.parameters.as_slice()) {
        (Family::Uniform, &[a, b]) => f.integer(1) / (f.term(b) - f.term(a)),
        _ => ln_density.exp(),
    };
    let density = match inside {
        Some(inside) => f.term(inside).choose(density, f.integer(0)),
        None => density,
    };
    (weight * density).id()
}

/// The density at a constant end of the support, where the logarithm in its formula has no value.
fn density_at_end(bench: &mut Bench, component: &Component, x: NodeId) -> Option<NodeId> {
    let at = bench.graph.as_rational(x)?.clone();
    let half = Rational::from_parts(crate::number::IBig::ONE, 2u8.into());
    let known = |index: usize| component.parameters.get(index).and_then(|&id| bench.graph.as_rational(id)).cloned();
    let zero = at.is_zero();
    // The exponent of the distance from the end.
    let exponent = match component.family {
        Family::ChiSquared if zero => known(0)? * half - Rational::ONE,
        Family::F if zero => known(0)? * half - Rational::ONE,
        Family::Gamma | Family::Beta if zero => known(0)? - Rational::ONE,
        Family::Beta if at.is_one() => known(1)? - Rational::ONE,
        _ => return None,
    };
    if exponent > Rational::ZERO {
        Some(bench.graph.integer(0))
    } else if exponent < Rational::ZERO {
        Some(bench.graph.infinity())
    } else if component.family == Family::F {
        // F with two degrees above: the density at 0 is 1.
        Some(bench.graph.integer(1))
    } else {
        None
    }
}

/// ln of the sum of weighted densities, each of which must be positive at x.
fn ln_of(bench: &mut Bench, components: &[Component], x: NodeId) -> NodeId {
    let terms: Vec<NodeId> = components.iter().map(|component| component.ln_density(bench, x)).collect();
    match terms.as_slice() {
        [only] => *only,
        _ => Formula::new(&mut bench.graph).log_sum_exp(terms).id(),
    }
}

/// An end of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    /// A known number.
    At(Rational),
    /// −∞ or +∞.
    Infinite,
    /// A number that isn't known to be rational.
    Unknown,
}

/// A part of the line on which every density is smooth, and either positive or zero.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Where it starts.
    pub(super) from: NodeId,
    /// Where it ends.
    pub(super) to: NodeId,
    low: End,
    high: End,
    /// Whether supports are decided at each point rather than for the whole piece.
    pointwise: bool,
}

/// Cuts a range into pieces at the ends of supports and at kinks.
///
/// Where an end isn't rational the range stays whole, and supports are decided point by point.
pub(super) fn pieces(bench: &mut Bench, components: &[Component], from: NodeId, to: NodeId) -> Vec<Piece> {
    let mut cuts: Vec<Rational> = Vec::new();
    let mut known = true;
    for component in components {
        for end in [component.low, component.high].into_iter().flatten() {
            match bench.graph.as_rational(end) {
                Some(value) => cuts.push(value.clone()),
                None => known = false,
            }
        }
        let kink = family::kink(component.family, &component.parameters);
        if let Some(value) = kink.and_then(|id| bench.graph.as_rational(id)) {
            cuts.push(value.clone());
        }
    }
    let end = |bench: &Bench, id: NodeId| match bench.graph.as_rational(id) {
        Some(value) => End::At(value.clone()),
        None if bench.graph.as_infinity(id).is_some() => End::Infinite,
        None => End::Unknown,
    };
    let (low, high) = (end(bench, from), end(bench, to));
    if !known || !cuts.is_empty() && (low == End::Unknown || high == End::Unknown) {
        return vec![Piece { from, to, low, high, pointwise: true }];
    }
    cuts.sort();
    cuts.dedup();
    cuts.retain(|cut| !matches!(&low, End::At(low) if cut <= low) && !matches!(&high, End::At(high) if cut >= high));
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    let (mut start, mut start_end) = (from, low);
    for cut in cuts {
        let at = bench.graph.rational(cut.clone());
        let here = End::At(cut);
        pieces.push(Piece { from: start, to: at, low: start_end, high: here.clone(), pointwise: false });
        (start, start_end) = (at, here);
    }
    pieces.push(Piece { from: start, to, low: start_end, high, pointwise: false });
    pieces
}

/// What is known of a density on a piece.
pub(super) enum Shape {
    /// It is 0.
    Zero,
    /// Its logarithm is this node of x, finite on the inside of the piece.
    Logarithm(NodeId),
    /// It is this node of x, which may be 0 at places.
    Density(NodeId),
}

/// The density on a piece, as a function of the node x.
pub(super) fn shape(bench: &mut Bench, components: &[Component], piece: &Piece, x: NodeId) -> Shape {
    if piece.pointwise && components.iter().any(|c| c.low.is_some() || c.high.is_some()) {
        let terms = components.iter().map(|component| weighted_density(bench, component, x)).collect();
        return Shape::Density(Formula::new(&mut bench.graph).sum(terms).id());
    }
    let active: Vec<Component> = components.iter().filter(|c| c.covers(bench, piece)).cloned().collect();
    if active.is_empty() { Shape::Zero } else { Shape::Logarithm(ln_of(bench, &active, x)) }
}

/// The integral over a piece of what `integrand` makes of x.
pub(super) fn integrate(
    bench: &mut Bench,
    piece: &Piece,
    integrand: impl FnOnce(&mut Bench, NodeId) -> NodeId,
) -> NodeId {
    let known = |end: &End| match end {
        End::At(value) => Some(value.clone()),
        _ => None,
    };
    let ends = Ends { low: known(&piece.low), high: known(&piece.high), integers: false };
    let variable = bench.open(ends);
    let x = bench.graph.add(Node::Variable(variable));
    let body = integrand(bench, x);
    bench.close();
    integral(bench, variable, piece.from, piece.to, body)
}

/// ∫ body over from..to; a constant body is multiplied by the width.
pub(crate) fn integral(
    bench: &mut Bench,
    variable: super::super::graph::Variable,
    from: NodeId,
    to: NodeId,
    body: NodeId,
) -> NodeId {
    let bounded = bench.graph.as_infinity(from).is_none() && bench.graph.as_infinity(to).is_none();
    if bounded && !bench.graph.free_variables(body).contains(&variable) {
        let f = Formula::new(&mut bench.graph);
        let [from, to, body] = f.terms([from, to, body]);
        return ((to - from) * body).id();
    }
    let (variables, body) = bench.graph.bind(&[variable], body);
    let variable = variables.first().copied().unwrap_or(variable);
    bench.graph.add(Node::Integral { variable, from, to, body })
}
