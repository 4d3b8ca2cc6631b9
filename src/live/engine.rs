//! Expressions to values in `f64`: what moves follows the pointer, and what a learner types is
//! compared with what was proved when the page was built.

use crate::claim::{Bounds, Computed};
use crate::expr::ast::InformationUnit;
use crate::expr::graph::{NodeId, Variable};
use crate::expr::value::{Distribution, Quantity, Value};
use crate::expr::{Evaluation, ScopeId, Session, parse_expression};
use crate::number::{Defined, Exact, Float, FloatContext, Rational};

/// What one question may cost, in steps.
const STEPS: u64 = 20_000_000;
/// How far, as a part of it, an `f64` value may be from the exact one.
const ROUNDING: f64 = 1e-9;

/// A lesson's definitions and their values.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) session: Session,
    floats: Evaluation<Float>,
}

impl Default for Engine {
    fn default() -> Self {
        Self { session: Session::default(), floats: Evaluation::new(FloatContext::default(), STEPS) }
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
        self.floats.forget_optima(self.session.graph());
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

    /// A number for the claim rule: exactly, where it is known to be rational, else within bounds
    /// that hold what rounding may have done to it.
    pub(super) fn known(&mut self, node: NodeId) -> Known {
        if let Some(exact) = self.session.graph().as_rational(node) {
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
