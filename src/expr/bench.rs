//! What elaboration works with: the graph, the budget, the variables that binders have open, and
//! what remains to be proved.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::decider::Decider;
use super::graph::{Graph, Node, NodeId, Variable};
use super::session::TextId;
use crate::diagnostic::{Code, Fault, briefly, said};
use crate::number::{Binary, Constant, IBig, Nary, Rational, UBig, Unary};
use crate::source::Span;

/// A result of elaboration; the fault lies in the text at hand.
pub(crate) type Made<T> = Result<T, Box<Fault>>;

/// How near to 1 the sum of masses that aren't rational must provably be: 1e-15.
pub fn tolerance() -> Rational {
    Rational::from_parts(IBig::ONE, UBig::from(10u8).pow(15))
}

/// The budget of one expression or definition: about what its graph costs to build, a node a unit.
pub const EXPRESSION_STEPS: u64 = 1_000_000;

/// The budget of a lesson.
pub const LESSON_STEPS: u64 = 3_000_000;

/// What must hold of a value that isn't rational, so that it couldn't be checked while elaborating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Above 0.
    Positive,
    /// Not below 0.
    NonNegative,
    /// In [0, 1].
    Probability,
    /// Masses (their sum is the node): 1, provably within 1e-15.
    SumsToOne,
}

/// Something that must be proved before a value that depends on it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// What must hold.
    pub requirement: Requirement,
    /// Of which value.
    pub node: NodeId,
    /// The text that asks for it.
    pub text: TextId,
    /// Where in that text.
    pub span: Span,
    /// What the value is, as a message names it: `the standard deviation`.
    pub subject: String,
}

impl Obligation {
    /// The fault where it doesn't hold; `value` is the computed value for readers.
    pub fn fault(&self, value: Option<&str>) -> Fault {
        let subject = &self.subject;
        let fault = Fault::new(Code::ExprDistribution, self.span, self.requirement.headline(subject));
        match value {
            Some(value) => fault.label(said!("this is {value}")),
            None => fault.note("this could not be proved"),
        }
    }
}

impl Requirement {
    fn headline(self, subject: &str) -> String {
        briefly!(String::new());
        match self {
            Self::Positive => said!("{subject} must be positive"),
            Self::NonNegative => said!("{subject} must not be negative"),
            Self::Probability => said!("{subject} must lie between 0 and 1"),
            Self::SumsToOne => said!("{subject} must sum to 1"),
        }
    }

    fn holds(self, x: &Rational) -> bool {
        match self {
            Self::Positive => *x > Rational::ZERO,
            Self::NonNegative => *x >= Rational::ZERO,
            Self::Probability => *x >= Rational::ZERO && *x <= Rational::ONE,
            Self::SumsToOne => x.is_one(),
        }
    }
}

/// What asking the evaluator costs.
const DECISION_STEPS: u64 = 1000;

/// The range of an open variable.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ends {
    /// The lower end, where it is known.
    pub(crate) low: Option<Rational>,
    /// The upper end, where it is known.
    pub(crate) high: Option<Rational>,
    /// Whether the variable runs over integers.
    pub(crate) integers: bool,
}

/// What elaboration works with.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    /// The graph that all expressions of a session share.
    pub(crate) graph: Graph,
    /// What remains to be proved.
    pub(crate) obligations: Vec<Obligation>,
    /// Knows the values of closed nodes that didn't fold, such as `floor(log2(27))`.
    decider: RefCell<Decider>,
    /// The cost of what it was asked, not yet counted as work.
    decided: Cell<u64>,
    /// The text at hand.
    pub(crate) text: TextId,
    /// The work done when the expression at hand was begun.
    pub(crate) start: u64,
    /// Variables for binders whose bodies are being elaborated, one a level; used again and again.
    temporaries: Vec<Variable>,
    /// The ranges of the variables that are open now.
    open: Vec<Ends>,
}

impl Bench {
    /// Counts `units` of work.
    ///
    /// # Errors
    ///
    /// `expr-limit` at `span` where a budget is exhausted.
    pub(crate) fn spend(&mut self, units: u64, span: Span) -> Made<()> {
        self.graph.charge(units.saturating_add(self.decided.take()));
        let work = self.graph.work();
        if work.saturating_sub(self.start) > EXPRESSION_STEPS {
            let fault = Fault::new(Code::ExprLimit, span, "this expression is too large to compute")
                .note(said!("an expression may take {EXPRESSION_STEPS} steps"));
            return Err(fault.help("use fewer terms or shorter lists").into());
        }
        if work > LESSON_STEPS {
            let fault = Fault::new(Code::ExprLimit, span, "the expressions of this lesson are too large to compute");
            return Err(fault.note(said!("a lesson may take {LESSON_STEPS} steps")).into());
        }
        Ok(())
    }

    /// Opens a variable of a binder, with the ends of its range where they are known.
    pub(crate) fn open(&mut self, ends: Ends) -> Variable {
        let level = self.open.len();
        self.open.push(ends);
        match self.temporaries.get(level) {
            Some(&variable) => variable,
            None => {
                let variable = self.graph.fresh_variable();
                self.temporaries.push(variable);
                variable
            }
        }
    }

    /// Closes the variable that was opened last.
    pub(crate) fn close(&mut self) {
        self.open.pop();
    }

    /// How many variables are open.
    pub(crate) fn level(&self) -> usize {
        self.open.len()
    }

    /// Closes variables until `level` of them are open, after a fault inside a binder.
    pub(crate) fn close_to(&mut self, level: usize) {
        self.open.truncate(level);
    }

    fn is_open(&self, node: NodeId) -> bool {
        let open = &self.temporaries[..self.open.len().min(self.temporaries.len())];
        self.graph.free_variables(node).iter().any(|variable| open.contains(variable))
    }

    /// The value of a node, where it is known to be rational, truth values as 0 and 1: a constant,
    /// or a closed node without a sum, integral or optimum inside that the evaluator can decide.
    pub(crate) fn known(&self, node: NodeId) -> Option<Rational> {
        if let Some(value) = self.graph.as_rational(node) {
            return Some(value.clone());
        }
        if !self.graph.is_closed(node) || self.graph.has_binders(node) {
            return None;
        }
        self.decided.set(self.decided.get() + DECISION_STEPS);
        self.decider.borrow_mut().value(&self.graph, node)
    }

    /// The value of a node, where it is known to be an integer.
    pub(crate) fn known_integer(&self, node: NodeId) -> Option<i64> {
        self.known(node).filter(Rational::is_int).and_then(|x| i64::try_from(x.numerator()).ok())
    }

    /// The truth value of a node, where it is known.
    pub(crate) fn known_truth(&self, node: NodeId) -> Option<bool> {
        self.known(node).map(|x| !x.is_zero())
    }

    /// The node, whose value must meet `requirement`: checked now where it is rational, noted as
    /// an obligation where it is not. Where it depends on a variable of an open binder it comes
    /// back guarded, so that it has no value where the requirement isn't met.
    ///
    /// # Errors
    ///
    /// `expr-distribution` at `span`.
    pub(crate) fn require(
        &mut self,
        requirement: Requirement,
        node: NodeId,
        span: Span,
        subject: &str,
    ) -> Made<NodeId> {
        let value = self.graph.as_rational(node).cloned().or_else(|| match requirement {
            Requirement::SumsToOne => self.cancelled(node),
            _ => None,
        });
        if let Some(value) = &value {
            if requirement.holds(value) {
                return Ok(node);
            }
            let label = said!("this is {}", super::elaborate::show(value));
            return Err(Fault::new(Code::ExprDistribution, span, requirement.headline(subject)).label(label).into());
        }
        if self.graph.as_infinity(node).is_some() {
            let headline = said!("{subject} must be finite");
            return Err(Fault::new(Code::ExprDistribution, span, headline).into());
        }
        if self.is_open(node) {
            return Ok(self.guard(requirement, node, subject));
        }
        let obligation = Obligation { requirement, node, text: self.text, span, subject: subject.to_owned() };
        if !self.obligations.contains(&obligation) {
            self.obligations.push(obligation);
        }
        Ok(node)
    }

    /// The range of a node that is the variable of an open binder.
    pub(crate) fn range_of(&self, node: NodeId) -> Option<&Ends> {
        let Node::Variable(variable) = *self.graph.node(node) else { return None };
        let level = self.temporaries.iter().position(|&known| known == variable)?;
        self.open.get(level)
    }

    /// Whether the node runs over integers not below `least`.
    pub(crate) fn runs_from(&self, node: NodeId, least: i64) -> bool {
        let from = |low: &Rational| *low >= Rational::from(least);
        self.range_of(node).is_some_and(|ends| ends.integers && ends.low.as_ref().is_some_and(from))
    }

    /// The value of a node whose variables cancel, such as `p + (1 - p)`: sums and multiples of
    /// other nodes are added up exactly.
    pub(crate) fn cancelled(&self, node: NodeId) -> Option<Rational> {
        let mut terms: BTreeMap<NodeId, Rational> = BTreeMap::new();
        let mut constant = Rational::ZERO;
        let mut pending = vec![(node, Rational::ONE)];
        let mut visited = 0;
        while let Some((id, factor)) = pending.pop() {
            visited += 1;
            if visited > 10_000 {
                return None;
            }
            match self.graph.node(id) {
                Node::Constant(Constant::Rational(x)) => constant += x * &factor,
                Node::Unary(Unary::Negate, x) => pending.push((*x, -factor)),
                Node::Binary(Binary::Add, x, y) => pending.extend([(*x, factor.clone()), (*y, factor)]),
                Node::Binary(Binary::Subtract, x, y) => pending.extend([(*x, factor.clone()), (*y, -factor)]),
                Node::Binary(Binary::Multiply, x, y) => {
                    match (self.graph.as_rational(*x), self.graph.as_rational(*y)) {
                        (Some(c), _) => pending.push((*y, factor * c)),
                        (_, Some(c)) => pending.push((*x, factor * c)),
                        _ => *terms.entry(id).or_default() += factor,
                    }
                }
                Node::Binary(Binary::Divide, x, y) => match self.graph.as_rational(*y) {
                    Some(c) if !c.is_zero() => pending.push((*x, factor / c)),
                    _ => *terms.entry(id).or_default() += factor,
                },
                Node::Nary(Nary::Sum, operands) => pending.extend(operands.iter().map(|&x| (x, factor.clone()))),
                _ => *terms.entry(id).or_default() += factor,
            }
        }
        terms.values().all(Rational::is_zero).then_some(constant)
    }

    fn guard(&mut self, requirement: Requirement, node: NodeId, subject: &str) -> NodeId {
        if let Some(Ends { low, high, .. }) = self.range_of(node) {
            let above = |holds: fn(&Rational) -> bool| low.as_ref().is_some_and(holds);
            let met = match requirement {
                Requirement::Positive => above(|low| *low > Rational::ZERO),
                Requirement::NonNegative => above(|low| *low >= Rational::ZERO),
                Requirement::Probability => {
                    above(|low| *low >= Rational::ZERO) && high.as_ref().is_some_and(|high| *high <= Rational::ONE)
                }
                Requirement::SumsToOne => false,
            };
            if met {
                return node;
            }
        }
        let zero = self.graph.integer(0);
        let one = self.graph.integer(1);
        let condition = match requirement {
            Requirement::Positive => self.graph.binary(Binary::Less, zero, node),
            Requirement::NonNegative => self.graph.binary(Binary::LessEqual, zero, node),
            Requirement::Probability => {
                let above = self.graph.binary(Binary::LessEqual, zero, node);
                let below = self.graph.binary(Binary::LessEqual, node, one);
                self.graph.binary(Binary::And, above, below)
            }
            Requirement::SumsToOne => {
                let excess = self.graph.binary(Binary::Subtract, node, one);
                let excess = self.graph.unary(Unary::Abs, excess);
                let tolerance = self.graph.rational(tolerance());
                self.graph.binary(Binary::LessEqual, excess, tolerance)
            }
        };
        let undefined = self.graph.undefined(requirement.headline(subject));
        self.graph.select(condition, node, undefined)
    }
}
