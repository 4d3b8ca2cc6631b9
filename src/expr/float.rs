//! Integrals and optima in plain `f64`, fast enough to follow a pointer.

use super::eval::{Evaluate, Evaluation};
use super::graph::{Graph, Node, NodeId, Variable};
use crate::calculus::{minimize, quadrature};
use crate::number::Float;

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
