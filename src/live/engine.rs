//! Expressions to values: `f64` for what moves, exact forms and intervals for what is judged.

use crate::claim::{Bounds, Computed};
use crate::expr::ast::InformationUnit;
use crate::expr::graph::{NodeId, Variable};
use crate::expr::value::{Distribution, Quantity, Value};
use crate::expr::{Evaluation, ScopeId, Session, parse_expression};
use crate::number::{Enclosure, Exact, Float, FloatContext, Interval, Limits, Rational};

/// What one question may cost, in steps.
const STEPS: u64 = 20_000_000;
/// What a learner's expression may cost in intervals.
const JUDGING_STEPS: u64 = 2_000_000;

/// A lesson's definitions and their values.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) session: Session,
    floats: Evaluation<Float>,
    exact: Evaluation<Exact>,
    intervals: Evaluation<Interval>,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            session: Session::default(),
            floats: Evaluation::new(FloatContext::default(), STEPS),
            exact: Evaluation::new(Limits::default(), STEPS),
            intervals: Evaluation::new((), STEPS),
        }
    }
}

impl Engine {
    /// The value of an expression as written.
    pub(super) fn value(&mut self, scope: ScopeId, text: &str) -> Option<Value> {
        let expr = parse_expression(text).ok()?;
        self.session.elaborate(scope, 0, &expr).ok()
    }

    /// The node of a number as written; a quantity of information in `unit`.
    pub(super) fn number(&mut self, scope: ScopeId, text: &str, unit: InformationUnit) -> Option<NodeId> {
        match self.value(scope, text)? {
            Value::Number(node, Quantity::Plain) => Some(node),
            Value::Number(node, Quantity::Information) => Some(self.session.in_unit(node, unit)),
            _ => None,
        }
    }

    /// The nodes of the numbers of a list or a pmf.
    pub(super) fn numbers(value: &Value) -> Option<Vec<NodeId>> {
        match value {
            Value::List(list) => list
                .iter()
                .map(|element| match element {
                    Value::Number(node, Quantity::Plain) => Some(*node),
                    _ => None,
                })
                .collect(),
            Value::Distribution(distribution) => match &**distribution {
                Distribution::Pmf(masses) => Some(masses.iter().map(|(_, node)| *node).collect()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Sets what a reader may change.
    pub(super) fn assign(&mut self, variable: Variable, value: f64) {
        self.floats.context.optima.clear();
        self.floats.assign(self.session.graph(), variable, Float(value));
    }

    /// Where the search for an optimum begins.
    pub(super) fn start_at(&mut self, start: Vec<f64>) {
        self.floats.context.start = start;
        self.floats.context.optima.clear();
    }

    /// About the value of a node; NaN where it has none.
    pub(super) fn float(&mut self, node: NodeId) -> f64 {
        self.floats.set_steps(STEPS);
        self.floats.value(self.session.graph(), node).0
    }

    /// The values of `body` with `variable` at each of `points`.
    pub(super) fn curve(&mut self, body: NodeId, variable: Variable, points: &[f64]) -> Vec<f64> {
        self.floats.set_steps(STEPS);
        // What doesn't depend on the variable is computed once.
        self.floats.assign(self.session.graph(), variable, Float(f64::NAN));
        self.floats.value(self.session.graph(), body);
        let graph = self.session.graph();
        points.iter().map(|x| self.floats.body_at(graph, (body, variable), &Float(*x)).0).collect()
    }

    /// A node for the claim rule; `enclosure` is what the page knows of it.
    pub(super) fn judged(&mut self, node: NodeId, enclosure: Option<Bounds>) -> Judged<'_> {
        Judged { engine: self, node, enclosure }
    }
}

/// A value for the claim rule.
pub(super) struct Judged<'a> {
    engine: &'a mut Engine,
    node: NodeId,
    enclosure: Option<Bounds>,
}

impl Computed for Judged<'_> {
    fn exact(&mut self) -> Option<Exact> {
        let Engine { session, exact, .. } = &mut *self.engine;
        exact.set_steps(JUDGING_STEPS);
        exact.context.refill();
        match exact.value(session.graph(), self.node) {
            Exact::Unknown => None,
            exact => Some(exact),
        }
    }

    fn bounds(&mut self, tier: usize) -> Option<Bounds> {
        match (tier, &self.enclosure) {
            // Twice: the first tier is that of `f64` intervals, of which a clear distance is asked;
            // the page's enclosure was proved when the page was built.
            (0 | 1, Some(bounds)) => Some(bounds.clone()),
            (0, None) => {
                let Engine { session, intervals, .. } = &mut *self.engine;
                intervals.set_steps(JUDGING_STEPS);
                let interval = intervals.value(session.graph(), self.node);
                Some(Bounds {
                    defined: interval.defined(),
                    infinite: interval.infinite(),
                    low: interval.low(),
                    high: interval.high(),
                })
            }
            _ => None,
        }
    }
}

/// One number, known exactly.
pub(super) struct Point(pub(super) Rational);

impl Computed for Point {
    fn exact(&mut self) -> Option<Exact> {
        Some(Exact::Rational(self.0.clone()))
    }

    fn bounds(&mut self, tier: usize) -> Option<Bounds> {
        (tier == 0).then(|| Bounds::point(self.0.clone()))
    }
}
