//! The tiers: one graph evaluated exactly, in `f64` intervals, and with more and more bits.

use super::eval::{Evaluate, Evaluation};
use super::graph::{Graph, Node, NodeId, Variable};
use crate::calculus::{Jet, JetContext, QuadratureOptions, integrate};
use crate::number::{Constant, Defined, Enclosure, Exact, Interval, Limits, Precision, Scalar, Wide};

/// The precisions of the tiers above `f64`, in bits.
const PRECISIONS: [usize; 4] = [128, 256, 512, 1024];

/// What one question may cost in each tier, in steps; a step is about the cost of an interval operation.
const STEPS: u64 = 6_000_000;

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
        self.exact.value(graph, id)
    }

    /// The enclosure of a node in `f64`.
    pub fn interval(&mut self, graph: &Graph, id: NodeId) -> Interval {
        self.exact(graph, id);
        self.interval.set_steps(STEPS);
        let exact = &self.exact;
        self.interval.value_or(graph, id, &mut |id| known(exact, &(), id))
    }

    /// The enclosure of a node with the bits of tier `tier`, from 1; `None` past the last.
    pub fn wide(&mut self, graph: &Graph, id: NodeId, tier: usize) -> Option<Wide> {
        self.exact(graph, id);
        let exact = &self.exact;
        let wide = self.wide.get_mut(tier.checked_sub(1)?)?;
        wide.set_steps(STEPS);
        let context = wide.context.clone();
        Some(wide.value_or(graph, id, &mut |id| known(exact, &context, id)))
    }

    /// Whether a truth value is true; `None` where no tier can tell.
    pub fn truth(&mut self, graph: &Graph, id: NodeId) -> Option<bool> {
        if let Some(exact) = self.exact(graph, id).rational() {
            return Some(!exact.is_zero());
        }
        // A comparison in `f64` may be off by an ulp without a trace in the result, 0 or 1.
        (1..Self::TIERS).find_map(|tier| {
            let value = self.wide(graph, id, tier)?;
            let point = value.low().filter(|low| value.high().as_ref() == Some(low))?;
            (value.defined() == Defined::Yes).then(|| !point.is_zero())
        })
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
    let rational = exact.remembered(id)?.rational()?;
    Some(E::constant(context, &Constant::Rational(rational)))
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

macro_rules! enclosures {
    ($($type:ty, $order:expr, $context:ident => $cost:expr;)*) => {$(
        impl Evaluate for $type {
            fn unsettled(context: &Self::Context) -> Self {
                anything(context)
            }

            fn cost($context: &Self::Context, node: &Node) -> u64 {
                weight(node) * $cost
            }

            fn integral(
                evaluation: &mut Evaluation<Self>,
                graph: &Graph,
                variable: Variable,
                ends: (&Self, &Self),
                body: NodeId,
            ) -> Self {
                enclose_integral(evaluation, graph, (body, variable), ends)
            }

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
    )*};
}

enclosures! {
    Interval, ORDER, _context => 1;
    Wide, ORDER, context => context.bits() as u64 / 16;
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

/// The number of steps of an operation in intervals.
fn weight(node: &Node) -> u64 {
    match node {
        Node::Unary(..) | Node::Power(..) => 4,
        Node::Nary(_, operands) => operands.len() as u64,
        _ => 1,
    }
}

/// All that is possible.
fn anything<E: Enclosure>(context: &E::Context) -> E {
    let infinity = E::constant(context, &Constant::Infinity);
    let minus = E::unary(context, crate::number::Unary::Negate, &infinity);
    infinity.hull(&minus).perhaps()
}
