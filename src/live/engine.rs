//! Values in `f64` for what moves, and what is known of a number that a learner is compared with.

mod frozen;
#[cfg(feature = "language")]
mod written;

use super::data::Item;
use crate::claim::{Bounds, Computed};
use crate::expr::ast::InformationUnit;
use crate::expr::graph::{Graph, NodeId, Variable};
use crate::expr::value::Quantity;
use crate::expr::{Evaluation, ScopeId};
use crate::number::{Defined, Exact, Float, FloatContext, Rational};
use frozen::Frozen;
#[cfg(feature = "language")]
use written::Written;

/// What one question may cost, in steps.
const STEPS: u64 = 20_000_000;
/// The same in intervals, where a step takes longer.
#[cfg(feature = "language")]
const INTERVAL_STEPS: u64 = 3_000_000;
/// How far, as a part of it, an `f64` value may be from the exact one.
const ROUNDING: f64 = 1e-9;

/// A variable of a widget: what a reader changes, and the values that it begins with.
pub(super) type Bound = (Vec<Variable>, Vec<NodeId>);

/// A number in nats, bits and bans; a plain one is the same in all.
pub(super) type InUnits = [NodeId; 3];

/// A number in a unit.
pub(super) fn in_unit(number: &InUnits, unit: InformationUnit) -> NodeId {
    match unit {
        InformationUnit::Nats => number[0],
        InformationUnit::Bits => number[1],
        InformationUnit::Bans => number[2],
    }
}

/// What a page's expressions are: elaborated from their texts, or as a build found them to be.
pub(super) trait Meanings: std::fmt::Debug {
    /// What all meanings are nodes of.
    fn graph(&self) -> &Graph;
    /// A scope inside `parent`; `None` for the outermost.
    fn child(&mut self, parent: Option<ScopeId>) -> ScopeId;
    /// Adds definitions to a scope.
    fn define(&mut self, scope: ScopeId, text: usize, definitions: &str);
    /// Lets outer definitions follow the variables of `scope`.
    fn follow(&mut self, scope: ScopeId);
    /// Makes `name` a number that a reader may change.
    fn bind_number(&mut self, scope: ScopeId, name: &str) -> Option<Variable>;
    /// Makes the pmf or list `name` of `outer` one that a reader may change in `scope`.
    fn bind(&mut self, outer: ScopeId, scope: ScopeId, name: &str) -> Option<Bound>;
    /// A number; a quantity of information in `unit`.
    fn number(&mut self, scope: ScopeId, text: &str, unit: InformationUnit) -> Option<NodeId>;
    /// The numbers of a list or a pmf.
    fn numbers(&mut self, scope: ScopeId, text: &str) -> Option<Vec<NodeId>>;
    /// The height of a curve at the `x` of `inner`: of a distribution its density, of a function its value.
    fn height(&mut self, scope: ScopeId, inner: ScopeId, text: &str) -> Option<NodeId>;
    /// The targets of `P, Q = Q, P` with their new values.
    fn assignment(&mut self, scope: ScopeId, text: &str) -> Option<Vec<(String, Vec<NodeId>)>>;
    /// A number in every unit.
    fn quantity(&mut self, scope: ScopeId, text: &str) -> Option<(Quantity, InUnits)>;
    /// The same of what a learner typed; or what to tell. `None` where the language isn't known.
    #[cfg(feature = "language")]
    fn typed(&mut self, scope: ScopeId, text: &str) -> Option<Result<(Quantity, InUnits), Item>>;
    /// What another needs to give the same meanings to the same questions, asked in the same order.
    #[cfg(feature = "language")]
    fn freeze(&self) -> Item;
}

/// A lesson's definitions and their values.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) meanings: Box<dyn Meanings>,
    floats: Evaluation<Float>,
    #[cfg(feature = "language")]
    intervals: Evaluation<crate::number::Interval>,
}

impl Engine {
    fn new(meanings: Box<dyn Meanings>) -> Self {
        Self {
            meanings,
            floats: Evaluation::new(FloatContext::default(), STEPS),
            #[cfg(feature = "language")]
            intervals: Evaluation::new((), INTERVAL_STEPS),
        }
    }

    /// From texts alone.
    #[cfg(feature = "language")]
    pub(super) fn written() -> Self {
        Self::new(Box::new(Written::default()))
    }

    /// From what [`Meanings::freeze`] gave.
    pub(super) fn frozen(meanings: &Item) -> Option<Self> {
        Some(Self::new(Box::new(Frozen::read(meanings)?)))
    }

    /// Sets what a reader may change.
    pub(super) fn assign(&mut self, variable: Variable, value: f64) {
        self.floats.context.optima.clear();
        self.floats.assign(self.meanings.graph(), variable, Float(value));
    }

    /// Where the search for an optimum begins.
    pub(super) fn start_at(&mut self, start: Vec<f64>) {
        self.floats.context.start = start;
        self.floats.forget_optima(self.meanings.graph());
        self.floats.context.optima.clear();
    }

    /// About the value of a node; NaN where it has none.
    pub(super) fn float(&mut self, node: NodeId) -> f64 {
        self.floats.set_steps(STEPS);
        self.floats.value(self.meanings.graph(), node).0
    }

    /// The values of `body` with `variable` at each of `points`.
    pub(super) fn curve(&mut self, body: NodeId, variable: Variable, points: &[f64]) -> Vec<f64> {
        self.floats.set_steps(STEPS);
        let graph = self.meanings.graph();
        // What doesn't depend on the variable is computed once.
        self.floats.assign(graph, variable, Float(f64::NAN));
        self.floats.value(graph, body);
        points.iter().map(|x| self.floats.body_at(graph, (body, variable), &Float(*x)).0).collect()
    }

    /// A number for the claim rule: exactly, where it is known to be rational, else within bounds
    /// that hold what rounding may have done to it.
    pub(super) fn known(&mut self, node: NodeId) -> Known {
        if let Some(exact) = self.meanings.graph().as_rational(node) {
            return Known { exact: Some(exact.clone()), bounds: None };
        }
        let value = self.float(node);
        if value.is_infinite() {
            let bounds = Bounds { defined: Defined::Yes, infinite: Some(value > 0.0), low: None, high: None };
            return Known { exact: None, bounds: Some(bounds) };
        }
        let slack = ROUNDING * libm::fabs(value);
        let ends = (Rational::try_from(value - slack).ok(), Rational::try_from(value + slack).ok());
        let bounds = ends.0.zip(ends.1).map(|(low, high)| Bounds::between(low, high));
        Known { exact: None, bounds }
    }

    #[cfg(feature = "language")]
    fn evaluate(&mut self, node: NodeId) -> crate::number::Interval {
        self.intervals.set_steps(INTERVAL_STEPS);
        self.intervals.value(self.meanings.graph(), node)
    }

    /// Both bounds of a number.
    #[cfg(feature = "language")]
    pub(super) fn interval(&mut self, node: NodeId) -> [f64; 2] {
        let value = self.evaluate(node);
        [value.lo(), value.hi()]
    }

    /// The same of what a learner typed: enclosed by intervals, as the author's numbers are first,
    /// unless they find no bounds.
    #[cfg(feature = "language")]
    pub(super) fn enclosed(&mut self, node: NodeId) -> Known {
        use crate::number::Enclosure;
        if let Some(exact) = self.meanings.graph().as_rational(node) {
            return Known { exact: Some(exact.clone()), bounds: None };
        }
        let value = self.evaluate(node);
        let (defined, infinite) = (value.defined(), value.infinite());
        // A search that would take too long, say.
        if defined != Defined::No && infinite.is_none() && !value.width().is_finite() {
            return self.known(node);
        }
        let bounds = Bounds { defined, infinite, low: value.low(), high: value.high() };
        Known { exact: None, bounds: (defined != Defined::No).then_some(bounds) }
    }
}

/// What is known of a number.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Its value, where that is rational.
    pub(super) exact: Option<Rational>,
    /// Where it lies; `None` where it has no value.
    pub(super) bounds: Option<Bounds>,
}

impl Computed for Known {
    fn exact(&mut self) -> Option<Exact> {
        self.exact.clone().map(Exact::Rational)
    }

    // Twice: of the first tier, which is that of unproved `f64` intervals, a clear distance is
    // asked; a page's bounds were proved when it was built.
    fn bounds(&mut self, tier: usize) -> Option<Bounds> {
        let bounds = self.bounds.clone().or_else(|| self.exact.clone().map(Bounds::point));
        bounds.filter(|_| tier < 2)
    }
}

/// What a page keeps of a meaning. Nodes are written as `#7`.
pub(super) trait Kept: Sized {
    #[cfg(feature = "language")]
    fn keep(&self) -> Item;
    fn take(item: &Item, graph: &Graph) -> Option<Self>;
}

impl Kept for NodeId {
    #[cfg(feature = "language")]
    fn keep(&self) -> Item {
        Item::from(format!("#{}", self.index()))
    }

    fn take(item: &Item, graph: &Graph) -> Option<Self> {
        graph.id(item.text().strip_prefix('#')?.parse().ok()?)
    }
}

impl Kept for Variable {
    #[cfg(feature = "language")]
    fn keep(&self) -> Item {
        Item::from(self.0 as usize)
    }

    fn take(item: &Item, graph: &Graph) -> Option<Self> {
        let number = item.index();
        (number < graph.variable_count()).then_some(Self(u32::try_from(number).ok()?))
    }
}

impl Kept for String {
    #[cfg(feature = "language")]
    fn keep(&self) -> Item {
        Item::from(self.as_str())
    }

    fn take(item: &Item, _: &Graph) -> Option<Self> {
        Some(item.text().to_owned())
    }
}

impl<T: Kept> Kept for Vec<T> {
    #[cfg(feature = "language")]
    fn keep(&self) -> Item {
        self.iter().map(Kept::keep).collect()
    }

    fn take(item: &Item, graph: &Graph) -> Option<Self> {
        item.items().iter().map(|item| T::take(item, graph)).collect()
    }
}

impl<A: Kept, B: Kept> Kept for (A, B) {
    #[cfg(feature = "language")]
    fn keep(&self) -> Item {
        Item::List(vec![self.0.keep(), self.1.keep()])
    }

    fn take(item: &Item, graph: &Graph) -> Option<Self> {
        Some((A::take(item.at(0), graph)?, B::take(item.at(1), graph)?))
    }
}

impl Kept for InUnits {
    #[cfg(feature = "language")]
    fn keep(&self) -> Item {
        self.iter().map(Kept::keep).collect()
    }

    fn take(item: &Item, graph: &Graph) -> Option<Self> {
        Vec::take(item, graph)?.try_into().ok()
    }
}

impl Kept for Quantity {
    #[cfg(feature = "language")]
    fn keep(&self) -> Item {
        Item::from(if *self == Self::Information { "1" } else { "" })
    }

    fn take(item: &Item, _: &Graph) -> Option<Self> {
        Some(if item.text() == "1" { Self::Information } else { Self::Plain })
    }
}

/// `None` as an empty list.
#[cfg(feature = "language")]
fn kept<T: Kept>(answer: Option<&T>) -> Item {
    Item::List(answer.into_iter().map(Kept::keep).collect())
}
