//! Optima of graphs: the objective for [`minimise`] is a body with its derivatives as further nodes.

use std::rc::Rc;

use super::derivative::differentiate;
use super::eval::Evaluation;
use super::graph::{Graph, NodeId, Variable};
use crate::calculus::{Objective, Optimum, QuadratureOptions, Unproved, minimise};
use crate::number::Interval;

/// A proved optimum, or why there is none.
pub(super) type Place = Result<Optimum, Unproved>;

/// What one enclosure of a value or a derivative may cost.
const QUESTION: u64 = 6_000_000;

/// How many nodes the derivatives may add.
const MAX_WORK: u64 = 200_000;

/// The point of a range at which a body is least; found once, then remembered.
pub(super) fn place(
    evaluation: &mut Evaluation<Interval>,
    graph: &Graph,
    variables: &[(Variable, NodeId, NodeId)],
    body: NodeId,
) -> Rc<Place> {
    let closed = variables.iter().flat_map(|&(_, from, to)| [from, to]).all(|end| graph.is_closed(end))
        && graph.free_variables(body).iter().all(|free| variables.iter().any(|(own, ..)| own == free));
    let key = (body, Box::from(variables));
    if let Some(known) = evaluation.optima.get(&key).filter(|_| closed) {
        return Rc::clone(known);
    }
    let place = Rc::new(search(evaluation, graph, variables, body));
    if closed {
        evaluation.optima.insert(key, Rc::clone(&place));
    }
    place
}

fn search(
    evaluation: &mut Evaluation<Interval>,
    graph: &Graph,
    variables: &[(Variable, NodeId, NodeId)],
    body: NodeId,
) -> Place {
    let range: Vec<(Interval, Interval)> =
        variables.iter().map(|&(_, from, to)| (evaluation.value(graph, from), evaluation.value(graph, to))).collect();
    let own: Vec<Variable> = variables.iter().map(|&(variable, ..)| variable).collect();
    let mut graph = graph.clone();
    let limit = graph.work() + MAX_WORK;
    let mut derive = |node: NodeId, variable: Variable| {
        let derivative = differentiate(&mut graph, node, variable);
        if graph.work() > limit { Err(Unproved::Budget) } else { Ok(derivative) }
    };
    let gradient: Vec<NodeId> = own.iter().map(|&variable| derive(body, variable)).collect::<Result<_, _>>()?;
    let mut hessian = Vec::with_capacity(own.len());
    for (i, &slope) in gradient.iter().enumerate() {
        let row: Vec<NodeId> = own[..=i].iter().map(|&variable| derive(slope, variable)).collect::<Result<_, _>>()?;
        hessian.push(row);
    }
    let inner = evaluation.without(&own);
    let steps = evaluation.search_steps;
    let mut objective = GraphObjective { graph, evaluation: inner, variables: own, body, gradient, hessian, steps };
    let place = minimise(&mut objective, &range);
    evaluation.search_steps = objective.steps;
    place
}

struct GraphObjective {
    graph: Graph,
    evaluation: Evaluation<Interval>,
    variables: Vec<Variable>,
    body: NodeId,
    gradient: Vec<NodeId>,
    /// Its lower triangle.
    hessian: Vec<Vec<NodeId>>,
    steps: u64,
}

impl GraphObjective {
    fn set(&mut self, at: &[Interval], rough: bool) {
        let assigned: Vec<(Variable, Interval)> = self.variables.iter().copied().zip(at.iter().copied()).collect();
        self.evaluation.assign_all(&self.graph, &assigned);
        // Where a parameter is a range, no number of panels makes the integral as narrow as asked.
        let narrow = at.iter().all(|x| {
            let size = x.lo().abs().max(x.hi().abs());
            x.hi() - x.lo() <= size * 1e-4
        });
        let default = QuadratureOptions::default();
        self.evaluation.quadrature = match (rough, narrow) {
            (false, true) => Some(QuadratureOptions { panels: 1000, ..default }),
            (true, true) => Some(QuadratureOptions { order: 10, relative: 1e-6, floor: 1e-7, panels: 400, ..default }),
            (_, false) => Some(QuadratureOptions { order: 6, relative: 1e-3, floor: 1e-4, panels: 64, ..default }),
        };
    }

    fn enclose(&mut self, node: NodeId) -> Interval {
        let steps = self.steps.min(QUESTION);
        self.evaluation.set_steps(steps);
        let value = self.evaluation.value(&self.graph, node);
        self.steps -= steps - self.evaluation.steps();
        value
    }
}

impl Objective for GraphObjective {
    fn value(&mut self, at: &[Interval], rough: bool) -> Interval {
        self.set(at, rough);
        self.enclose(self.body)
    }

    fn gradient(&mut self, at: &[Interval], rough: bool) -> Vec<Interval> {
        self.set(at, rough);
        self.gradient.clone().into_iter().map(|node| self.enclose(node)).collect()
    }

    fn hessian(&mut self, at: &[Interval], rough: bool) -> Vec<Vec<Interval>> {
        self.set(at, rough);
        let lower: Vec<Vec<Interval>> = self
            .hessian
            .clone()
            .into_iter()
            .map(|row| row.into_iter().map(|node| self.enclose(node)).collect())
            .collect();
        let entry = |i: usize, j: usize| if j <= i { lower[i][j] } else { lower[j][i] };
        (0..lower.len()).map(|i| (0..lower.len()).map(|j| entry(i, j)).collect()).collect()
    }

    fn is_spent(&self) -> bool {
        self.steps == 0
    }
}
