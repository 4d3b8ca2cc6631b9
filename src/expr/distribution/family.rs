//! The families: logarithms of densities, and supports.

use super::super::formula::{Formula, Term};
use super::super::graph::{Graph, NodeId};
use super::super::value::Family;

/// ln of the density at x, inside the support.
///
/// Formulas as in Johnson, Kotz and Balakrishnan, "Continuous Univariate Distributions". Each
/// holds for every x of the open support; families without a density give no value.
pub(super) fn ln_density(graph: &mut Graph, family: Family, parameters: &[NodeId], x: NodeId) -> NodeId {
    let f = Formula::new(graph);
    let x = f.term(x);
    let p =
        |index: usize| parameters.get(index).map_or_else(|| f.undefined("a parameter is missing"), |&id| f.term(id));
    let term = match family {
        // −(x − m)²/(2s²) − ln s − ½ ln 2π
        Family::Normal => {
            let (m, s) = (p(0), p(1));
            -((x - m).squared() / (s.squared() * 2)) - s.ln() - (f.pi() * 2).ln() / 2
        }
        // −ln(b − a)
        Family::Uniform => -(p(1) - p(0)).ln(),
        // ln λ − λx
        Family::Exponential => p(0).ln() - p(0) * x,
        // −|x − m|/s − ln 2s
        Family::Laplace => -((x - p(0)).abs() / p(1)) - (p(1) * 2).ln(),
        // −|z| − ln s − 2 ln(1 + e^−|z|), even in z: −z − 2 ln(1 + e^−z) = −2 ln(2 cosh(z/2)),
        // which as ln Σ exp never overflows.
        Family::Logistic => {
            let z = (x - p(0)) / p(1);
            -p(1).ln() - f.log_sum_exp(vec![(z / 2).id(), (-(z / 2)).id()]) * 2
        }
        // ln Γ((ν+1)/2) − ln Γ(ν/2) − ½ ln νπ − (ν+1)/2 · ln(1 + x²/ν)
        Family::StudentT => {
            let v = p(0);
            ((v + 1) / 2).ln_gamma()
                - (v / 2).ln_gamma()
                - (v * f.pi()).ln() / 2
                - (v + 1) / 2 * (x.squared() / v + 1).ln()
        }
        Family::ChiSquared => gamma(p(0) / 2, f.ratio(1, 2), x),
        Family::Gamma => gamma(p(0), p(1), x),
        // ½(d₁ ln(d₁x) + d₂ ln d₂ − (d₁ + d₂) ln(d₁x + d₂)) − ln x − ln B(d₁/2, d₂/2)
        Family::F => {
            let (a, b) = (p(0), p(1));
            (a * (a * x).ln() + b * b.ln() - (a + b) * (a * x + b).ln()) / 2 - x.ln() - ln_beta(a / 2, b / 2)
        }
        // (a − 1) ln x + (b − 1) ln(1 − x) − ln B(a, b)
        Family::Beta => {
            let (a, b) = (p(0), p(1));
            multiple(a - 1, x.ln()) + multiple(b - 1, (-x + 1).ln()) - ln_beta(a, b)
        }
        Family::Bernoulli | Family::Binomial | Family::Geometric | Family::Poisson => f.undefined("it has no density"),
    };
    term.id()
}

/// c·t, and 0 where c is the constant 0: then t may have no value at an end of the support.
fn multiple<'f, 'g>(c: Term<'f, 'g>, t: Term<'f, 'g>) -> Term<'f, 'g> {
    if c.is_zero() { c } else { c * t }
}

/// a ln b + (a − 1) ln x − bx − ln Γ(a)
fn gamma<'f, 'g>(a: Term<'f, 'g>, b: Term<'f, 'g>, x: Term<'f, 'g>) -> Term<'f, 'g> {
    a * b.ln() + multiple(a - 1, x.ln()) - b * x - a.ln_gamma()
}

/// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b)
pub(super) fn ln_beta<'f, 'g>(a: Term<'f, 'g>, b: Term<'f, 'g>) -> Term<'f, 'g> {
    a.ln_gamma() + b.ln_gamma() - (a + b).ln_gamma()
}

/// The ends of the support, where it has any.
pub(super) fn support(graph: &mut Graph, family: Family, parameters: &[NodeId]) -> (Option<NodeId>, Option<NodeId>) {
    match family {
        Family::Uniform => (parameters.first().copied(), parameters.get(1).copied()),
        Family::Exponential | Family::ChiSquared | Family::F | Family::Gamma => (Some(graph.integer(0)), None),
        Family::Beta => (Some(graph.integer(0)), Some(graph.integer(1))),
        _ => (None, None),
    }
}

/// The point at which the density is continuous but not smooth.
pub(super) fn kink(family: Family, parameters: &[NodeId]) -> Option<NodeId> {
    (family == Family::Laplace).then(|| parameters.first().copied()).flatten()
}
