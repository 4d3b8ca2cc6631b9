//! The tiers: one graph evaluated exactly, in `f64` intervals, and with more and more bits.

use std::collections::{BTreeMap, BTreeSet};

use super::eval::{Evaluate, Evaluation};
use super::graph::{Graph, Node, NodeId, Variable};
use super::integral::{Trouble, enclose};
use super::{optimum, root, series};
use crate::calculus::{Jet, Optimum, QuadratureOptions, Standing, Tail, TailContext, Unproved};
use crate::number::{
    Binary, Constant, Defined, Enclosure, Exact, Interval, Limits, Nary, Precision, Rational, Scalar, Special, Unary,
    Wide, work,
};

/// The precisions of the tiers above `f64`, in bits.
const PRECISIONS: [usize; 4] = [128, 256, 512, 1024];

/// What one question may cost in each tier, in steps; a step is about the cost of an interval operation.
const STEPS: u64 = 10_000_000;

/// The same above `f64`, where a step takes longer.
const WIDE_STEPS: u64 = 15_000_000;

/// How far apart, as a part of the larger, two `f64` enclosures must be for a verdict: 2⁻⁴⁰.
const CLEAR: f64 = 1.0 / (1u64 << 40) as f64;

/// What the search of a whole number may cost where it is to be exact.
const ROOT_STEPS: u64 = 6_000_000;

/// What the search of optima may cost in one question, in the same steps.
const SEARCH_STEPS: u64 = 50_000_000;

/// What one expression may cost in all: every tier, search and repetition of a question draws on it.
/// A step takes about twenty nanoseconds, so that this is well below two seconds.
const ALLOWANCE: u64 = 70_000_000;

/// The values of a graph over all tiers, as far as they have been asked for.
#[derive(Debug)]
pub struct Evaluator {
    exact: Evaluation<Exact>,
    interval: Evaluation<Interval>,
    wide: Vec<Evaluation<Wide>>,
    /// The first tier that spent its budget on a node: more bits would only cost more.
    spent: BTreeMap<NodeId, usize>,
    /// How many steps are left for the expression at hand.
    allowance: u64,
}

impl Default for Evaluator {
    fn default() -> Self {
        Self {
            exact: Evaluation::new(Limits::default(), STEPS),
            interval: Evaluation::new((), STEPS),
            wide: PRECISIONS.iter().map(|&bits| Evaluation::new(Precision::new(bits), WIDE_STEPS)).collect(),
            spent: BTreeMap::new(),
            allowance: ALLOWANCE,
        }
    }
}

impl Evaluator {
    /// How many tiers of enclosures there are.
    pub const TIERS: usize = 1 + PRECISIONS.len();

    /// Begins with another expression, which has a budget of its own.
    pub fn begin(&mut self) {
        self.allowance = ALLOWANCE;
    }

    /// The exact form of a node.
    pub fn exact(&mut self, graph: &Graph, id: NodeId) -> Exact {
        if let Some(known) = self.exact.remembered(id) {
            return known.clone();
        }
        let steps = STEPS.min(self.allowance);
        self.exact.set_steps(steps);
        self.exact.context.refill();
        let value = self.exact.value(graph, id);
        self.allowance -= steps - self.exact.steps();
        value
    }

    /// The enclosure of a node in `f64`.
    pub fn interval(&mut self, graph: &Graph, id: NodeId) -> Interval {
        self.exact(graph, id);
        if let Some(known) = self.interval.remembered(id) {
            return *known;
        }
        let steps = STEPS.min(self.allowance);
        let search = SEARCH_STEPS.min(self.allowance - steps);
        self.interval.set_steps(steps);
        self.interval.search_steps = search;
        let exact = &self.exact;
        let value = self.interval.value_or(graph, id, &mut |id| known(exact, &(), id));
        self.allowance -= (steps - self.interval.steps()) + (search - self.interval.search_steps);
        if self.interval.steps() == 0 {
            self.mark_spent(graph, id, 1);
        }
        value
    }

    /// The enclosure of a node with the bits of tier `tier`, from 1; `None` past the last, and where
    /// it or a lower one spent its budget without an answer.
    pub fn wide(&mut self, graph: &Graph, id: NodeId, tier: usize) -> Option<Wide> {
        if !self.optima_below(graph, id).is_empty() && self.interval.remembered(id).is_none() {
            self.interval(graph, id);
        }
        let at = tier.checked_sub(1)?;
        if self.is_spent(graph, id, tier) {
            return None;
        }
        self.exact(graph, id);
        let (exact, interval) = (&self.exact, &self.interval);
        let wide = self.wide.get_mut(at)?;
        if let Some(known) = wide.remembered(id) {
            return Some(known.clone());
        }
        let steps = WIDE_STEPS.min(self.allowance);
        wide.set_steps(steps);
        for (&body, root) in &interval.roots {
            wide.roots.entry(body).or_insert(*root);
        }
        // Tails are bounded in `f64`: more bits don't settle a sum whose tail isn't.
        for (&body, trouble) in &interval.troubles {
            if matches!(trouble, Trouble::SumDiverges | Trouble::NoSumTail) {
                wide.troubles.insert(body, *trouble);
            }
        }
        let context = wide.context.clone();
        let value = wide.value_or(graph, id, &mut |id| match graph.node(id) {
            Node::Argmin { .. } => interval.remembered(id).and_then(|placed| widened(&context, placed)),
            _ => known(exact, &context, id),
        });
        self.allowance -= steps - wide.steps();
        if wide.steps() == 0 {
            self.mark_spent(graph, id, tier);
            return None;
        }
        Some(value)
    }

    /// Notes that the sums, integrals and optima below `id` cost more than there is from `tier` on.
    fn mark_spent(&mut self, graph: &Graph, id: NodeId, tier: usize) {
        for node in below(graph, id) {
            let heavy = matches!(
                graph.node(node),
                Node::Reduction { .. } | Node::Integral { .. } | Node::Root { .. } | Node::Argmin { .. }
            );
            if heavy || node == id {
                self.spent.entry(node).or_insert(tier);
            }
        }
    }

    fn is_spent(&self, graph: &Graph, id: NodeId, tier: usize) -> bool {
        let spent = |id: &NodeId| self.spent.get(id).is_some_and(|&first| first <= tier);
        !self.spent.is_empty() && below(graph, id).iter().any(spent)
    }

    /// Whether an optimum was proved, and what of it: the least point of its whole range, or the
    /// least around it.
    ///
    /// # Errors
    ///
    /// Why it could not be proved. `None` where the node is no optimum, or hasn't been evaluated.
    pub fn standing(&self, graph: &Graph, id: NodeId) -> Option<Result<Standing, Unproved>> {
        self.optimum(graph, id).map(|optimum| optimum.map(|optimum| optimum.standing))
    }

    /// The optimum that was proved, with all its coordinates.
    ///
    /// # Errors
    ///
    /// As [`Evaluator::standing`].
    pub fn optimum(&self, graph: &Graph, id: NodeId) -> Option<Result<&Optimum, Unproved>> {
        let Node::Argmin { variables, body, .. } = graph.node(id) else { return None };
        let place = self.interval.optima.get(&(*body, variables.clone()))?;
        Some(place.as_ref().as_ref().map_err(|unproved| *unproved))
    }

    /// The closed optima on which a node's value depends.
    pub fn optima_below(&self, graph: &Graph, id: NodeId) -> Vec<NodeId> {
        if !graph.has_optima() {
            return Vec::new();
        }
        let mut found = BTreeSet::new();
        let mut seen = std::collections::HashSet::new();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            if !seen.insert(id) {
                continue;
            }
            if matches!(graph.node(id), Node::Argmin { .. }) && graph.is_closed(id) {
                found.insert(id);
            }
            graph.node(id).operands(|operand| stack.push(operand));
        }
        found.into_iter().collect()
    }

    /// Why an integral has no bounds.
    pub fn trouble(&self, graph: &Graph, id: NodeId) -> Option<&Trouble> {
        match graph.node(id) {
            Node::Integral { body, .. } | Node::Reduction { to: None, body, .. } => self.interval.troubles.get(body),
            _ => None,
        }
    }

    /// Whether a truth value is true; `None` where no tier can tell.
    pub fn truth(&mut self, graph: &Graph, id: NodeId) -> Option<bool> {
        if let Some(exact) = self.exact(graph, id).as_rational().cloned() {
            return Some(!exact.is_zero());
        }
        // A comparison in `f64` may be off by an ulp without a trace in the result, 0 or 1.
        (1..Self::TIERS).find_map(|tier| {
            let value = self.wide(graph, id, tier)?;
            let point = value.low().filter(|low| value.high().as_ref() == Some(low))?;
            (value.defined() == Defined::Yes).then(|| !point.is_zero())
        })
    }

    /// Whether a truth value is true by comparisons that are clear in `f64` already: both sides lie
    /// apart by a relative 2⁻⁴⁰, far from where an ulp could matter.
    pub fn clear_truth(&mut self, graph: &Graph, id: NodeId) -> Option<bool> {
        match graph.node(id) {
            Node::Binary(Binary::And, x, y) => match (self.clear_truth(graph, *x), self.clear_truth(graph, *y)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Node::Binary(Binary::Or, x, y) => match (self.clear_truth(graph, *x), self.clear_truth(graph, *y)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Node::Unary(Unary::Not, x) => self.clear_truth(graph, *x).map(|truth| !truth),
            Node::Binary(comparison @ (Binary::Less | Binary::LessEqual | Binary::Equal), x, y) => {
                let (x, y) = (self.interval(graph, *x), self.interval(graph, *y));
                if x.defined() != Defined::Yes || y.defined() != Defined::Yes {
                    return None;
                }
                let size = [x.lo(), x.hi(), y.lo(), y.hi()].into_iter().map(f64::abs).fold(0.0, f64::max);
                let margin = size * CLEAR;
                let (below, above) = (x.hi() < y.lo() - margin, x.lo() > y.hi() + margin);
                match comparison {
                    _ if !size.is_finite() || !(below || above) => None,
                    Binary::Equal => Some(false),
                    _ => Some(below),
                }
            }
            _ => None,
        }
    }

    /// The first node below `id`, operands first, that has no value although its operands have
    /// theirs: where a value is lost.
    pub fn undefined_at(&mut self, graph: &Graph, id: NodeId) -> Option<NodeId> {
        let culprit = |remembered: &dyn Fn(NodeId) -> Option<Defined>| {
            let mut stack = vec![id];
            let mut seen = std::collections::HashSet::new();
            let mut lost: Option<NodeId> = None;
            while let Some(id) = stack.pop() {
                if !seen.insert(id) || remembered(id).is_none_or(|defined| defined == Defined::Yes) {
                    continue;
                }
                if lost.is_none_or(|known| id < known) {
                    lost = Some(id);
                }
                stack.extend(super::eval::operands(graph.node(id)));
            }
            lost
        };
        culprit(&|id| self.interval.remembered(id).map(Enclosure::defined))
    }
}

/// The node and all that it is computed from.
fn below(graph: &Graph, id: NodeId) -> BTreeSet<NodeId> {
    let mut seen = BTreeSet::new();
    let mut stack = vec![id];
    while let Some(id) = stack.pop() {
        if seen.insert(id) {
            graph.node(id).operands(|operand| stack.push(operand));
        }
    }
    seen
}

/// The enclosure of a value that is known to be rational.
fn known<E: Enclosure>(exact: &Evaluation<Exact>, context: &E::Context, id: NodeId) -> Option<E> {
    let rational = exact.remembered(id)?.as_rational()?.clone();
    Some(E::constant(context, &Constant::Rational(rational)))
}

/// An optimum's enclosure in more bits. Its `f64` bounds rest on measured errors of library
/// functions, so it gets a margin of 2⁻⁴⁰ of its size; an end of the range is what it is.
fn widened(context: &Precision, placed: &Interval) -> Option<Wide> {
    if placed.defined() != Defined::Yes {
        return None;
    }
    let (low, high) = (placed.low()?, placed.high()?);
    if placed.is_point() {
        return Some(Wide::between(context, &low, &high));
    }
    let margin = Rational::try_from(placed.lo().abs().max(placed.hi().abs()) * libm::exp2(-40.0)).ok()?;
    Some(Wide::between(context, &(low - margin.clone()), &(high + margin)))
}

impl Evaluate for Exact {
    fn unsettled(_: &Self::Context) -> Self {
        Self::Unknown
    }

    fn cost(_: &Self::Context, _: &Node) -> u64 {
        20
    }

    fn spectrum(context: &Self::Context, entries: &[Self]) -> Vec<Self> {
        Self::spectrum(entries, context)
    }

    // A whole number is exact where its enclosure is one number.
    fn root(evaluation: &mut Evaluation<Self>, graph: &Graph, id: NodeId, _: (&Self, &Self)) -> Self {
        if !matches!(graph.node(id), Node::Root { integers: true, .. }) || !graph.is_closed(id) {
            return Self::unsettled(&evaluation.context);
        }
        let (steps, most) = (ROOT_STEPS.min(evaluation.steps()), evaluation.steps());
        let mut near: Evaluation<Interval> = Evaluation::new((), most);
        near.value(graph, id);
        let mut wide: Evaluation<Wide> = Evaluation::new(Precision::new(192), steps.min(near.steps()));
        let most_wide = wide.steps();
        wide.roots = near.roots.clone();
        let value = wide.value(graph, id);
        evaluation.spend((most - near.steps()) + (most_wide - wide.steps()));
        match (value.defined(), value.low(), value.high()) {
            (Defined::Yes, Some(low), Some(high)) if low == high => Self::Rational(low),
            _ => Self::unsettled(&evaluation.context),
        }
    }

    fn integral(_: &mut Evaluation<Self>, _: &Graph, _: Variable, _: (&Self, &Self), _: NodeId) -> Self {
        Self::Unknown
    }

    fn argmin(_: &mut Evaluation<Self>, _: &Graph, _: &[(Variable, NodeId, NodeId)], _: NodeId, _: usize) -> Self {
        Self::Unknown
    }
}

impl Evaluate for Interval {
    fn unsettled(context: &Self::Context) -> Self {
        anything(context)
    }

    fn cost(_: &Self::Context, node: &Node) -> u64 {
        weight(node)
    }

    fn work(_: &Self::Context, operation: Special, operands: &[Self]) -> u64 {
        work(operation, operands)
    }

    fn spectrum(_: &Self::Context, entries: &[Self]) -> Vec<Self> {
        Self::spectrum(entries)
    }

    fn integral(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variable: Variable,
        ends: (&Self, &Self),
        body: NodeId,
    ) -> Self {
        let options = evaluation.quadrature.unwrap_or_else(|| patient(graph, body, QuadratureOptions::default()));
        enclose(evaluation, graph, (body, variable), ends, &options)
    }

    fn series(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        operation: Nary,
        summed: (Variable, NodeId),
        from: i64,
    ) -> Self {
        let goal = (48, series::MOST_TERMS);
        series::enclose(evaluation, graph, operation, summed, from, goal, &QuadratureOptions::default())
    }

    fn root(evaluation: &mut Evaluation<Self>, graph: &Graph, id: NodeId, range: (&Self, &Self)) -> Self {
        root::enclose(evaluation, graph, id, range)
    }

    fn argmin(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variables: &[(Variable, NodeId, NodeId)],
        body: NodeId,
        coordinate: usize,
    ) -> Self {
        match optimum::place(evaluation, graph, variables, body).as_ref() {
            Ok(optimum) => optimum.point.get(coordinate).copied().unwrap_or(Self::UNDEFINED),
            Err(_) => anything(&evaluation.context),
        }
    }
}

impl Evaluate for Wide {
    fn unsettled(context: &Self::Context) -> Self {
        anything(context)
    }

    fn cost(context: &Self::Context, node: &Node) -> u64 {
        weight(node) * 8 * (context.bits() as u64 / 64)
    }

    fn work(context: &Self::Context, operation: Special, operands: &[Self]) -> u64 {
        wide_work(context, operation, operands)
    }

    fn spectrum(context: &Self::Context, entries: &[Self]) -> Vec<Self> {
        Self::spectrum(context, entries)
    }

    fn integral(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variable: Variable,
        ends: (&Self, &Self),
        body: NodeId,
    ) -> Self {
        let options = patient(graph, body, wide_options(evaluation.context.bits()));
        enclose(evaluation, graph, (body, variable), ends, &options)
    }

    fn series(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        operation: Nary,
        summed: (Variable, NodeId),
        from: i64,
    ) -> Self {
        if let Some(Trouble::SumDiverges | Trouble::NoSumTail) = evaluation.troubles.get(&summed.1) {
            return anything(&evaluation.context);
        }
        let goal = (evaluation.context.bits(), wide_terms(evaluation.context.bits()));
        let options = wide_options(evaluation.context.bits());
        series::enclose(evaluation, graph, operation, summed, from, goal, &options)
    }

    fn root(evaluation: &mut Evaluation<Self>, graph: &Graph, id: NodeId, range: (&Self, &Self)) -> Self {
        root::enclose(evaluation, graph, id, range)
    }

    // Optima are placed in `f64`: see `Evaluator::wide`.

    fn argmin(
        evaluation: &mut Evaluation<Self>,
        _: &Graph,
        _: &[(Variable, NodeId, NodeId)],
        _: NodeId,
        _: usize,
    ) -> Self {
        anything(&evaluation.context)
    }
}

/// The work of a special operation with more bits: more terms, each dearer.
fn wide_work(context: &Precision, operation: Special, operands: &[Wide]) -> u64 {
    let words = context.bits() as u64 / 64;
    let operands: Vec<Interval> = operands.iter().map(Wide::to_interval).collect();
    work(operation, &operands).saturating_mul(4 * words * words)
}

/// How many terms of a sum to infinity are worth their time: what lies beyond is bounded in `f64`.
fn wide_terms(bits: usize) -> i64 {
    ((1 << 21) / bits.max(1) as i64).max(1 << 12)
}

/// The options for an integrand; one with an optimum in it is itself only enclosed, so that halving
/// panels soon stops helping.
fn patient(graph: &Graph, body: NodeId, options: QuadratureOptions) -> QuadratureOptions {
    let blurred =
        graph.has_optima() && below(graph, body).iter().any(|&id| matches!(graph.node(id), Node::Argmin { .. }));
    if blurred { QuadratureOptions { patience: 0.9, panels: 1000, ..options } } else { options }
}

/// Half of the bits right, with series that grow with them.
fn wide_options(bits: usize) -> QuadratureOptions {
    let relative = libm::exp2(-(bits as f64) / 2.0);
    let order = (bits / 6 + 2) & !1;
    QuadratureOptions { order, relative, floor: relative * relative, ..QuadratureOptions::default() }
}

impl<E: Enclosure + Evaluate> Evaluate for Jet<E> {
    fn unsettled(context: &Self::Context) -> Self {
        Self::constant_at(E::unsettled(context.inner()))
    }

    fn cost(context: &Self::Context, node: &Node) -> u64 {
        let order = context.order() as u64 + 1;
        E::cost(context.inner(), node) * order * order.div_ceil(8)
    }

    fn work(context: &Self::Context, operation: Special, operands: &[Self]) -> u64 {
        let values: Vec<E> = operands.iter().map(|operand| operand.value().clone()).collect();
        E::work(context.inner(), operation, &values)
    }

    // An integral inside an integral: its change with the outer variable isn't known.
    fn integral(evaluation: &mut Evaluation<Self>, _: &Graph, _: Variable, _: (&Self, &Self), _: NodeId) -> Self {
        Self::unsettled(&evaluation.context)
    }

    fn argmin(
        evaluation: &mut Evaluation<Self>,
        _: &Graph,
        _: &[(Variable, NodeId, NodeId)],
        _: NodeId,
        _: usize,
    ) -> Self {
        Self::unsettled(&evaluation.context)
    }
}

impl Evaluate for Tail {
    fn unsettled(context: &TailContext) -> Self {
        Self::undefined(context)
    }

    fn cost(_: &TailContext, node: &Node) -> u64 {
        weight(node) * 8
    }

    fn integral(evaluation: &mut Evaluation<Self>, _: &Graph, _: Variable, _: (&Self, &Self), _: NodeId) -> Self {
        Self::unsettled(&evaluation.context)
    }

    fn argmin(
        evaluation: &mut Evaluation<Self>,
        _: &Graph,
        _: &[(Variable, NodeId, NodeId)],
        _: NodeId,
        _: usize,
    ) -> Self {
        Self::unsettled(&evaluation.context)
    }
}

/// The number of steps of an operation in intervals.
fn weight(node: &Node) -> u64 {
    match node {
        Node::Unary(..) | Node::Power(..) => 4,
        Node::Nary(_, operands) => operands.len() as u64,
        Node::Special(Special::Eigenvalue(_), entries) => {
            // A symmetric table of n rows: about ten rounds of rotations, n³ each.
            let n = libm::sqrt(2.0 * entries.len() as f64);
            (60.0 * n * n * n) as u64
        }
        _ => 1,
    }
}

/// All that is possible.
pub(super) fn anything<E: Enclosure>(context: &E::Context) -> E {
    let infinity = E::constant(context, &Constant::Infinity);
    let minus = E::unary(context, Unary::Negate, &infinity);
    infinity.hull(&minus).hull(&E::undefined(context))
}
