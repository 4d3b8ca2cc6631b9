//! The tiers: one graph evaluated exactly, in `f64` intervals, and with more and more bits.

use super::eval::{Evaluate, Evaluation};
use super::graph::{Graph, Node, NodeId, Variable};
use super::integral::{Trouble, enclose};
use super::optimum;
use crate::calculus::{Jet, QuadratureOptions, Standing, Tail, TailContext, Unproved};
use crate::number::{
    Binary, Constant, Defined, Enclosure, Exact, Interval, Limits, Precision, Rational, Scalar, Unary, Wide,
};

/// The precisions of the tiers above `f64`, in bits.
const PRECISIONS: [usize; 4] = [128, 256, 512, 1024];

/// What one question may cost in each tier, in steps; a step is about the cost of an interval operation.
const STEPS: u64 = 40_000_000;

/// How far apart, as a part of the larger, two `f64` enclosures must be for a verdict: 2⁻⁴⁰.
const CLEAR: f64 = 1.0 / (1u64 << 40) as f64;

/// What the search of optima may cost in one question, in the same steps.
const SEARCH_STEPS: u64 = 70_000_000;

/// The values of a graph over all tiers, as far as they have been asked for.
#[derive(Debug)]
pub struct Evaluator {
    exact: Evaluation<Exact>,
    interval: Evaluation<Interval>,
    wide: Vec<Evaluation<Wide>>,
}

impl Default for Evaluator {
    fn default() -> Self {
        Self {
            exact: Evaluation::new(Limits::default(), STEPS),
            interval: Evaluation::new((), STEPS),
            wide: PRECISIONS.iter().map(|&bits| Evaluation::new(Precision::new(bits), STEPS)).collect(),
        }
    }
}

impl Evaluator {
    /// How many tiers of enclosures there are.
    pub const TIERS: usize = 1 + PRECISIONS.len();

    /// The exact form of a node.
    pub fn exact(&mut self, graph: &Graph, id: NodeId) -> Exact {
        self.exact.set_steps(STEPS);
        self.exact.context.refill();
        self.exact.value(graph, id)
    }

    /// The enclosure of a node in `f64`.
    pub fn interval(&mut self, graph: &Graph, id: NodeId) -> Interval {
        self.exact(graph, id);
        self.interval.set_steps(STEPS);
        self.interval.search_steps = SEARCH_STEPS;
        let exact = &self.exact;
        self.interval.value_or(graph, id, &mut |id| known(exact, &(), id))
    }

    /// The enclosure of a node with the bits of tier `tier`, from 1; `None` past the last.
    pub fn wide(&mut self, graph: &Graph, id: NodeId, tier: usize) -> Option<Wide> {
        if !self.optima_below(graph, id).is_empty() && self.interval.remembered(id).is_none() {
            self.interval(graph, id);
        }
        self.exact(graph, id);
        let (exact, interval) = (&self.exact, &self.interval);
        let wide = self.wide.get_mut(tier.checked_sub(1)?)?;
        wide.set_steps(STEPS);
        let context = wide.context.clone();
        Some(wide.value_or(graph, id, &mut |id| match graph.node(id) {
            Node::Argmin { .. } => interval.remembered(id).and_then(|placed| widened(&context, placed)),
            _ => known(exact, &context, id),
        }))
    }

    /// Whether an optimum was proved, and what of it: the least point of its whole range, or the
    /// least around it.
    ///
    /// # Errors
    ///
    /// Why it could not be proved. `None` where the node is no optimum, or hasn't been evaluated.
    pub fn standing(&self, graph: &Graph, id: NodeId) -> Option<Result<Standing, Unproved>> {
        let Node::Argmin { variables, body, .. } = graph.node(id) else { return None };
        let place = self.interval.optima.get(&(*body, variables.clone()))?;
        Some(match place.as_ref() {
            Ok(optimum) => Ok(optimum.standing),
            Err(unproved) => Err(*unproved),
        })
    }

    /// The closed optima on which a node's value depends.
    pub fn optima_below(&self, graph: &Graph, id: NodeId) -> Vec<NodeId> {
        let mut found = std::collections::BTreeSet::new();
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
            Node::Integral { body, .. } => self.interval.troubles.get(body),
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

    fn integral(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variable: Variable,
        ends: (&Self, &Self),
        body: NodeId,
    ) -> Self {
        let options = evaluation.quadrature.unwrap_or_default();
        enclose(evaluation, graph, (body, variable), ends, &options)
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

    fn integral(
        evaluation: &mut Evaluation<Self>,
        graph: &Graph,
        variable: Variable,
        ends: (&Self, &Self),
        body: NodeId,
    ) -> Self {
        let options = wide_options(evaluation.context.bits());
        enclose(evaluation, graph, (body, variable), ends, &options)
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
        _ => 1,
    }
}

/// All that is possible.
pub(super) fn anything<E: Enclosure>(context: &E::Context) -> E {
    let infinity = E::constant(context, &Constant::Infinity);
    let minus = E::unary(context, Unary::Negate, &infinity);
    infinity.hull(&minus).hull(&E::undefined(context))
}
