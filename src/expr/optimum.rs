//! Optima of graphs: the objective for [`minimise`] is a body with its derivatives as further nodes.

use std::rc::Rc;

use super::derivative::differentiate;
use super::eval::Evaluation;
use super::graph::{Graph, NodeId, Variable};
use crate::calculus::{Objective, Optimum, QuadratureOptions, Unproved, minimise};
use crate::number::Interval;

/// A proved optimum, or why there is none.
pub(super) type Place = Result<Optimum, Unproved>;

/// What one enclosure of a value or a derivative may cost, in steps.
const QUESTION: u64 = 6_000_000;

/// What a search costs before it begins: copies of the graph and of its values, and derivatives.
const SETTING_UP: u64 = 100_000;

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
    evaluation.search_steps = evaluation.search_steps.saturating_sub(SETTING_UP);
    if evaluation.search_steps == 0 {
        return Err(Unproved::Budget);
    }
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
    let inner = evaluation.without(&graph, &own);
    let steps = evaluation.search_steps;
    let sizes = range.iter().map(|(from, to)| to.hi() - from.lo()).collect();
    let mut objective = GraphObjective {
        graph,
        evaluation: inner,
        variables: own,
        body,
        gradient,
        hessian,
        sizes,
        budget: steps,
        steps,
    };
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
    /// The sizes of the variables' ranges.
    sizes: Vec<f64>,
    /// The steps to begin with, and those that are left.
    budget: u64,
    steps: u64,
}

impl GraphObjective {
    fn set(&mut self, at: &[Interval], relative: f64) {
        let assigned: Vec<(Variable, Interval)> = self.variables.iter().copied().zip(at.iter().copied()).collect();
        self.evaluation.assign_all(&self.graph, &assigned);
        let default = QuadratureOptions::default();
        let relative = relative.max(default.relative);
        let floor = if relative > default.relative { relative / 8.0 } else { default.floor };
        // Where a parameter is a range, no number of panels makes the integral as narrow as asked.
        let parts = at.iter().zip(&self.sizes).map(|(x, size)| (x.hi() - x.lo()) / size.max(f64::MIN_POSITIVE));
        let (panels, patience) = if parts.fold(0.0, f64::max) > 1e-4 { (96, 0.8) } else { (1000, 1.0) };
        let order = match relative {
            ..=1e-12 => 16,
            ..=1e-7 => 12,
            ..=1e-4 => 8,
            _ => 6,
        };
        self.evaluation.quadrature = Some(QuadratureOptions { order, relative, floor, panels, patience, ..default });
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
    fn value(&mut self, at: &[Interval], relative: f64) -> Interval {
        self.set(at, relative);
        self.enclose(self.body)
    }

    fn gradient(&mut self, at: &[Interval], relative: f64) -> Vec<Interval> {
        self.set(at, relative);
        self.gradient.clone().into_iter().map(|node| self.enclose(node)).collect()
    }

    fn hessian(&mut self, at: &[Interval], relative: f64) -> Vec<Vec<Interval>> {
        self.set(at, relative);
        let lower: Vec<Vec<Interval>> = self
            .hessian
            .clone()
            .into_iter()
            .map(|row| row.into_iter().map(|node| self.enclose(node)).collect())
            .collect();
        let entry = |i: usize, j: usize| if j <= i { lower[i][j] } else { lower[j][i] };
        (0..lower.len()).map(|i| (0..lower.len()).map(|j| entry(i, j)).collect()).collect()
    }

    fn spent(&self) -> f64 {
        if self.budget == 0 { 1.0 } else { (self.budget - self.steps) as f64 / self.budget as f64 }
    }
}
