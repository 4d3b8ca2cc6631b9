//! Integrals and optima in plain `f64`, fast enough to follow a pointer.

use super::eval::{Evaluate, Evaluation};
use super::graph::{Graph, Node, NodeId, Variable};
use super::root::{key, number};
use crate::calculus::{minimize, quadrature};
use crate::number::Float;

/// The integers among which a root is looked for.
const FARTHEST: f64 = (1u64 << 53) as f64;

impl Evaluate for Float {
    fn unsettled(_: &Self::Context) -> Self {
        Self(f64::NAN)
    }

    fn cost(_: &Self::Context, _: &Node) -> u64 {
        1
    }

    fn integral(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variable: Variable,
        (from, to): (&Self, &Self),
        body: NodeId,
    ) -> Self {
        Self(quadrature(from.0, to.0, &mut |x| evaluation.body_at(graph, (body, variable), &Self(x)).0))
    }

    fn root(evaluation: &mut Evaluation<Self>, graph: &Graph, id: NodeId, (from, to): (&Self, &Self)) -> Self {
        let Node::Root { variable, body, integers, .. } = *graph.node(id) else { return Self(f64::NAN) };
        let mut at = |x: f64| evaluation.body_at(graph, (body, variable), &Self(x)).0;
        // Bisection over integers, or over the ordered `f64` themselves.
        let point = |place: i64| if integers { place as f64 } else { number(place) };
        let place = |x: f64| if integers { libm::ceil(x.clamp(-FARTHEST, FARTHEST)) as i64 } else { key(x) };
        let (mut low, mut high) = (place(from.0), place(to.0));
        if from.0.is_nan() || to.0.is_nan() || at(point(low)) >= 0.0 {
            return Self(if to.0.is_nan() { f64::NAN } else { from.0 });
        }
        while high.saturating_sub(low) > 1 {
            let middle = low / 2 + high / 2 + (low % 2 + high % 2) / 2;
            match at(point(middle)) {
                value if value.is_nan() => return Self(f64::NAN),
                value if value < 0.0 => low = middle,
                _ => high = middle,
            }
        }
        Self(point(high))
    }

    fn argmin(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variables: &[(Variable, NodeId, NodeId)],
        body: NodeId,
        coordinate: usize,
    ) -> Self {
        let known = evaluation.context.optima.get(&body.index()).cloned();
        let point = known.unwrap_or_else(|| {
            let end = |id: NodeId| evaluation.remembered(id).map_or(f64::NAN, |value| value.0);
            let ranges: Vec<(f64, f64)> = variables.iter().map(|&(_, from, to)| (end(from), end(to))).collect();
            let start = evaluation.context.start.clone();
            let mut objective = |point: &[f64]| {
                for ((variable, ..), x) in variables.iter().zip(point) {
                    evaluation.assign(graph, *variable, Self(*x));
                }
                evaluation.value(graph, body).0
            };
            let point = minimize(&ranges, &start, &mut objective);
            evaluation.context.optima.insert(body.index(), point.clone());
            point
        });
        Self(point.get(coordinate).copied().unwrap_or(f64::NAN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::value::Value;
    use crate::expr::{Session, parse_expression};

    /// The value of an expression in plain `f64`.
    fn float(text: &str) -> f64 {
        let mut session = Session::default();
        let expr = parse_expression(text).expect("an expression");
        let value = session.elaborate(Session::ROOT, 0, &expr).expect("a value");
        let Value::Number(node, _) = value else { panic!("no number: {text}") };
        Evaluation::<Float>::new(Default::default(), 1_000_000).value(session.graph(), node).0
    }

    #[test]
    fn special_functions_and_quantiles_follow_a_pointer() {
        for (text, expected) in [
            ("cdf(gamma_dist(2.5, 1), 3)", 0.6937810815867216),
            ("cdf(student_t(7.5), 1.25)", 0.875554053450059),
            ("quantile(normal(0, 1), 0.975)", 1.959963984540054),
            ("quantile(student_t(11), 0.995)", 3.105_806_515_539_28),
            ("quantile(poisson(4.5), 0.9)", 7.0),
            ("max(eigenvalues([[2, 1], [1, 3]]))", 3.618033988749895),
        ] {
            let found = float(text);
            assert!((found - expected).abs() <= 1e-9, "{text}: {found} against {expected}");
        }
    }
}
