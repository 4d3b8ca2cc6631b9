//! Evaluating a graph over one kind of scalar.
//!
//! Values of closed nodes are remembered, so that a lesson's claims share the work on its
//! definitions. Bodies of reductions and integrals are evaluated by *plans*: the nodes that depend
//! on the bound variable, operands first; everything else in a body is computed once, outside.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::graph::{Graph, Node, NodeId, Variable};
use super::integral::Trouble;
use super::optimum::Place;
use crate::calculus::QuadratureOptions;
use crate::number::{Constant, Interval, Nary, Rational, Scalar, Special};

/// What an evaluation needs beyond the plain operations.
pub trait Evaluate: Scalar {
    /// "It exists or not, it may be anything": where no bound is known.
    fn unsettled(context: &Self::Context) -> Self;

    /// What an operation costs, in steps of the budget.
    fn cost(context: &Self::Context, node: &Node) -> u64;

    /// The integral of `body` over `ends`.
    fn integral(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variable: Variable,
        ends: (&Self, &Self),
        body: NodeId,
    ) -> Self;

    /// What a special operation costs on these operands, beyond [`Evaluate::cost`].
    fn work(_: &Self::Context, _: Special, _: &[Self]) -> u64 {
        0
    }

    /// The eigenvalues of the symmetric table with this lower triangle, in ascending order.
    fn spectrum(context: &Self::Context, entries: &[Self]) -> Vec<Self> {
        let rows = (1..).take_while(|n| n * (n + 1) / 2 <= entries.len()).count();
        (0..rows as u32).map(|k| Self::special(context, Special::Eigenvalue(k), entries)).collect()
    }

    /// Σ of `body` over the integers from `from` on; nothing is known of it unless a scalar says how.
    fn series(evaluation: &mut Evaluation<Self>, _: &Graph, _: Nary, _: (Variable, NodeId), _: i64) -> Self {
        Self::unsettled(&evaluation.context)
    }

    /// The value of a [`Node::Root`] with these ends.
    fn root(evaluation: &mut Evaluation<Self>, _: &Graph, _: NodeId, _: (&Self, &Self)) -> Self {
        Self::unsettled(&evaluation.context)
    }

    /// Coordinate `coordinate` of the point at which `body` is least.
    fn argmin(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variables: &[(Variable, NodeId, NodeId)],
        body: NodeId,
        coordinate: usize,
    ) -> Self;
}

/// What a term of a reduction costs, in steps, and each operation in it: counted before the first
/// term is computed, with the bookkeeping around them, so that a sum of a billion terms ends at once.
const TERM: u64 = 50;
const OPERATION: u64 = 15;

/// What an optimum is known by: its body, and its variables with their ends.
type OptimumKey = (NodeId, Box<[(Variable, NodeId, NodeId)]>);

/// The values of a graph's nodes over one scalar, as far as they have been asked for.
#[derive(Debug)]
pub struct Evaluation<S: Evaluate> {
    /// What the operations need.
    pub context: S::Context,
    values: Vec<Option<S>>,
    plans: HashMap<(NodeId, Variable), Rc<[NodeId]>>,
    /// How many steps are left; at 0 everything is unsettled.
    steps: u64,
    /// How many steps are left for the search of optima.
    pub(super) search_steps: u64,
    /// How narrow integrals shall be, where it isn't what the scalar allows.
    pub(super) quadrature: Option<QuadratureOptions>,
    /// Why integrals have no bounds, by their bodies.
    pub(super) troubles: BTreeMap<NodeId, Trouble>,
    /// The eigenvalues of the table that was asked for last.
    spectrum: Option<(Box<[NodeId]>, Vec<S>)>,
    /// The roots that were found, by their bodies: where another tier may begin.
    pub(super) roots: BTreeMap<NodeId, Interval>,
    /// The optima that were looked for, by their nodes' bodies and ranges.
    pub(super) optima: HashMap<OptimumKey, Rc<Place>>,
}

impl<S: Evaluate> Evaluation<S> {
    /// Nothing evaluated yet, and `steps` steps to spend.
    pub fn new(context: S::Context, steps: u64) -> Self {
        Self {
            context,
            values: Vec::new(),
            plans: HashMap::new(),
            steps,
            search_steps: 0,
            quadrature: None,
            troubles: BTreeMap::new(),
            spectrum: None,
            roots: BTreeMap::new(),
            optima: HashMap::new(),
        }
    }

    /// The same graph's evaluation with all values that don't depend on `variables`.
    pub(super) fn without(&self, graph: &Graph, variables: &[Variable]) -> Self
    where
        S::Context: Clone,
    {
        let mut copy = Self::new(self.context.clone(), 0);
        copy.values = self.values.clone();
        for (id, value) in graph.ids().zip(&mut copy.values) {
            if graph.free_variables(id).iter().any(|variable| variables.contains(variable)) {
                *value = None;
            }
        }
        copy
    }

    /// Forgets all values, and evaluates with another context from here on.
    pub(super) fn restart(&mut self, context: S::Context) {
        self.context = context;
        self.spectrum = None;
        self.values.iter_mut().for_each(|value| *value = None);
    }

    /// Sets the budget for what is asked next.
    pub fn set_steps(&mut self, steps: u64) {
        self.steps = steps;
    }

    /// How many steps are left.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Takes `cost` from the budget; `false` once it is spent.
    pub fn spend(&mut self, cost: u64) -> bool {
        self.steps = self.steps.saturating_sub(cost);
        self.steps > 0
    }

    /// Sets a variable to `value`; what was computed from its former value is forgotten.
    pub fn assign(&mut self, graph: &Graph, variable: Variable, value: S) {
        self.assign_all(graph, &[(variable, value)]);
    }

    /// Sets several variables at once.
    pub fn assign_all(&mut self, graph: &Graph, assigned: &[(Variable, S)]) {
        self.grow(graph);
        for id in graph.ids() {
            let free = graph.free_variables(id);
            if free.is_empty() {
                continue;
            }
            if let Some((_, value)) = assigned.iter().find(|(variable, _)| free.contains(variable)) {
                self.values[id.index()] = matches!(graph.node(id), Node::Variable(_)).then(|| value.clone());
            }
        }
    }

    /// The value of a node whose variables, if any, are all assigned.
    pub fn value(&mut self, graph: &Graph, id: NodeId) -> S {
        self.value_or(graph, id, &mut |_| None)
    }

    /// The same; `known` may supply the value of a node that is known from elsewhere.
    pub fn value_or(&mut self, graph: &Graph, id: NodeId, known: &mut dyn FnMut(NodeId) -> Option<S>) -> S {
        self.grow(graph);
        let plan = self.missing(graph, id);
        for &node in &plan {
            let value = match known(node) {
                Some(value) => value,
                // What there was no budget for may be asked for again, with another.
                None if self.steps == 0 => break,
                None => self.compute(graph, node),
            };
            self.values[node.index()] = Some(value);
        }
        self.values[id.index()].clone().unwrap_or_else(|| S::unsettled(&self.context))
    }

    /// The value of a node, if it has been computed.
    pub fn remembered(&self, id: NodeId) -> Option<&S> {
        self.values.get(id.index()).and_then(Option::as_ref)
    }

    /// The nodes of `body` that depend on `variable`, operands first.
    pub fn plan(&mut self, graph: &Graph, body: NodeId, variable: Variable) -> Rc<[NodeId]> {
        self.grow(graph);
        if let Some(plan) = self.plans.get(&(body, variable)) {
            return Rc::clone(plan);
        }
        let root_free = graph.free_variables(body);
        let plan: Rc<[NodeId]> = reachable(graph, body, |id| graph.free_variables(id).contains(&variable))
            .into_iter()
            // What depends on variables bound further in is computed there.
            .filter(|&id| graph.free_variables(id).iter().all(|v| root_free.contains(v)))
            .collect();
        self.plans.insert((body, variable), Rc::clone(&plan));
        plan
    }

    /// Evaluates `body` over another scalar, with `variable` set to `at`: nodes that don't depend
    /// on the variable are taken from here by `lift`.
    pub fn body_over<T: Evaluate>(
        &mut self,
        graph: &Graph,
        (body, variable): (NodeId, Variable),
        over: &mut Evaluation<T>,
        at: &T,
        lift: &dyn Fn(&S) -> T,
    ) -> T {
        let plan = self.plan(graph, body, variable);
        over.grow(graph);
        if plan.is_empty() {
            let constant = self.value(graph, body);
            return lift(&constant);
        }
        for &id in plan.iter() {
            for operand in operands(graph.node(id)) {
                if !graph.free_variables(operand).contains(&variable)
                    && over.values[operand.index()].is_none()
                    && let Some(value) = self.remembered(operand)
                {
                    over.values[operand.index()] = Some(lift(value));
                }
            }
            let value = match graph.node(id) {
                Node::Variable(v) if *v == variable => at.clone(),
                _ => over.compute(graph, id),
            };
            over.values[id.index()] = Some(value);
        }
        over.values[body.index()].clone().unwrap_or_else(|| T::unsettled(&over.context))
    }

    /// Forgets all optima and what was computed from them, to be searched from elsewhere.
    pub fn forget_optima(&mut self, graph: &Graph) {
        self.grow(graph);
        let mut stale = vec![false; graph.nodes().len()];
        for (index, node) in graph.nodes().iter().enumerate() {
            let from_stale = operands(node).into_iter().chain(body(node)).any(|operand| stale[operand.index()]);
            if from_stale || matches!(node, Node::Argmin { .. }) {
                stale[index] = true;
                self.values[index] = None;
            }
        }
    }

    /// The value of `body` with `variable` set to `at`.
    pub fn body_at(&mut self, graph: &Graph, (body, variable): (NodeId, Variable), at: &S) -> S {
        let plan = self.plan(graph, body, variable);
        for &id in plan.iter() {
            let value = match graph.node(id) {
                Node::Variable(v) if *v == variable => at.clone(),
                _ => self.compute(graph, id),
            };
            self.values[id.index()] = Some(value);
        }
        match self.remembered(body) {
            Some(value) => value.clone(),
            None => self.value(graph, body),
        }
    }

    fn grow(&mut self, graph: &Graph) {
        self.values.resize(graph.nodes().len().max(self.values.len()), None);
    }

    /// The nodes that `root` needs and that have no value yet, operands first, inner bodies' own
    /// nodes left out.
    fn missing(&self, graph: &Graph, root: NodeId) -> Vec<NodeId> {
        let root_free = graph.free_variables(root);
        reachable(graph, root, |id| self.values[id.index()].is_none())
            .into_iter()
            .filter(|&id| graph.free_variables(id).iter().all(|v| root_free.contains(v)))
            .collect()
    }

    /// The value of one node whose operands have values.
    fn compute(&mut self, graph: &Graph, id: NodeId) -> S {
        let node = graph.node(id);
        let cost = S::cost(&self.context, node);
        if !self.spend(cost) {
            return S::unsettled(&self.context);
        }
        match node {
            Node::Constant(constant) => S::constant(&self.context, constant),
            Node::Variable(_) => self.operand(id),
            Node::Undefined(_) => S::undefined(&self.context),
            Node::Unary(operation, x) => S::unary(&self.context, *operation, &self.operand(*x)),
            Node::Binary(operation, x, y) => S::binary(&self.context, *operation, &self.operand(*x), &self.operand(*y)),
            Node::Power(x, n) => S::power(&self.context, &self.operand(*x), *n),
            Node::Nary(operation, operands) => {
                let operands: Vec<S> = operands.iter().map(|&operand| self.operand(operand)).collect();
                S::nary(&self.context, *operation, &operands)
            }
            Node::Special(Special::Eigenvalue(k), entries) => self.eigenvalue(graph, *k, entries),
            Node::Special(operation, operands) => {
                let operands: Vec<S> = operands.iter().map(|&operand| self.operand(operand)).collect();
                if !self.spend(S::work(&self.context, *operation, &operands)) {
                    return S::unsettled(&self.context);
                }
                S::special(&self.context, *operation, &operands)
            }
            Node::Select(condition, yes, no) => {
                S::select(&self.context, &self.operand(*condition), &self.operand(*yes), &self.operand(*no))
            }
            Node::Reduction { operation, variable, from, to, body } => match to {
                Some(to) => self.reduce(graph, *operation, (*variable, *body), *from, *to),
                None => S::series(self, graph, *operation, (*variable, *body), *from),
            },
            Node::Integral { variable, from, to, body } => {
                let (from, to) = (self.operand(*from), self.operand(*to));
                S::integral(self, graph, *variable, (&from, &to), *body)
            }
            Node::Root { from, to, .. } => {
                let (from, to) = (self.operand(*from), self.operand(*to));
                S::root(self, graph, id, (&from, &to))
            }
            Node::Argmin { variables, body, coordinate } => S::argmin(self, graph, variables, *body, *coordinate),
        }
    }

    /// One eigenvalue; all of a table's are found together, and remembered where it is constant.
    fn eigenvalue(&mut self, graph: &Graph, k: u32, entries: &[NodeId]) -> S {
        let one = |spectrum: &[S]| spectrum.get(k as usize).cloned();
        if let Some((_, spectrum)) = self.spectrum.as_ref().filter(|(known, _)| **known == *entries) {
            return one(spectrum).unwrap_or_else(|| S::undefined(&self.context));
        }
        let operands: Vec<S> = entries.iter().map(|&entry| self.operand(entry)).collect();
        let spectrum = S::spectrum(&self.context, &operands);
        let value = one(&spectrum).unwrap_or_else(|| S::undefined(&self.context));
        if entries.iter().all(|&entry| graph.is_closed(entry)) {
            self.spectrum = Some((entries.into(), spectrum));
        }
        value
    }

    fn operand(&self, id: NodeId) -> S {
        self.values[id.index()].clone().unwrap_or_else(|| S::unsettled(&self.context))
    }

    /// Σ, Π, min, max over integers: pairwise in blocks would be tighter, but a running value is
    /// what every scalar can do without holding all terms.
    fn reduce(
        &mut self,
        graph: &Graph,
        operation: Nary,
        (variable, body): (Variable, NodeId),
        from: i64,
        to: i64,
    ) -> S {
        let plan = self.plan(graph, body, variable);
        let operations = plan.iter().map(|&id| graph.node(id)).filter(|node| !matches!(node, Node::Variable(_)));
        let term = operations.fold(TERM, |sum, node| sum + OPERATION * S::cost(&self.context, node));
        let terms = u64::try_from(i128::from(to) - i128::from(from) + 1).unwrap_or(0);
        // Known to cost too much before a single term is computed; inner sums are charged as they come.
        if terms.checked_mul(term).is_none_or(|cost| !self.spend(cost)) {
            self.steps = 0;
            return S::unsettled(&self.context);
        }
        let mut total: Option<S> = None;
        let mut k = from;
        while k <= to {
            if self.steps == 0 {
                return S::unsettled(&self.context);
            }
            let at = S::constant(&self.context, &Constant::Rational(Rational::from(k)));
            let term = self.body_at(graph, (body, variable), &at);
            total = Some(match total {
                None => term,
                Some(total) => S::nary(&self.context, operation, &[total, term]),
            });
            k += 1;
        }
        total.unwrap_or_else(|| S::nary(&self.context, operation, &[]))
    }
}

/// The operands of a node that are evaluated where the node is: all but the bodies of binders.
pub(crate) fn operands(node: &Node) -> Vec<NodeId> {
    match node {
        Node::Constant(_) | Node::Variable(_) | Node::Undefined(_) | Node::Reduction { .. } => Vec::new(),
        Node::Unary(_, x) | Node::Power(x, _) => vec![*x],
        Node::Binary(_, x, y) => vec![*x, *y],
        Node::Nary(_, operands) | Node::Special(_, operands) => operands.to_vec(),
        Node::Select(condition, yes, no) => vec![*condition, *yes, *no],
        Node::Integral { from, to, .. } | Node::Root { from, to, .. } => vec![*from, *to],
        Node::Argmin { variables, .. } => variables.iter().flat_map(|&(_, from, to)| [from, to]).collect(),
    }
}

/// The body of a binder.
fn body(node: &Node) -> Option<NodeId> {
    match node {
        Node::Reduction { body, .. }
        | Node::Integral { body, .. }
        | Node::Root { body, .. }
        | Node::Argmin { body, .. } => Some(*body),
        _ => None,
    }
}

/// The nodes below `root` that pass `wanted`, bodies included, operands first; nothing below a
/// node that doesn't pass.
fn reachable(graph: &Graph, root: NodeId, wanted: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut stack = vec![root];
    while let Some(id) = stack.pop() {
        if !wanted(id) || !seen.insert(id) {
            continue;
        }
        found.push(id);
        let node = graph.node(id);
        stack.extend(operands(node));
        stack.extend(body(node));
    }
    // Operands have smaller numbers than what uses them.
    found.sort_unstable();
    found
}
