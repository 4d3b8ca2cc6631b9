//! What an expression becomes when it is elaborated.

use crate::diagnostic::briefly;
use std::rc::Rc;

use super::ast::Name;
use super::graph::NodeId;

/// Whether a number is plain or a quantity of information (then its node holds nats).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A plain number.
    Plain,
    /// A quantity of information; the node's value is in nats.
    Information,
}

/// What an expression becomes.
#[derive(Clone, Debug)]
pub enum Value {
    /// A number.
    Number(NodeId, Quantity),
    /// A truth value: a node that is 0 or 1.
    Truth(NodeId),
    /// A list; a table is a list of lists.
    List(Rc<[Value]>),
    /// A distribution.
    Distribution(Rc<Distribution>),
    /// An outcome that is a label, such as `e` in `pmf(e: 0.5, t: 0.5)`.
    Label(Name),
}

/// An outcome of a discrete distribution.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A symbol.
    Label(Name),
    /// A number (a node of the graph).
    Number(NodeId),
    /// A pair, of a joint distribution: row and column, from 1.
    Cell(usize, usize),
}

/// A distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// Finitely many outcomes with their masses.
    Pmf(Vec<(Outcome, NodeId)>),
    /// A table of masses: rows of columns.
    Joint(Vec<Vec<NodeId>>),
    /// A family with its parameters, in the order of the constructor.
    Family(Family, Rc<[NodeId]>),
    /// A mixture of continuous distributions with their weights.
    Mixture(Vec<(NodeId, Rc<Distribution>)>),
}

/// Families of distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// `bernoulli(p)` on 0 and 1.
    Bernoulli,
    /// `binomial(n, p)` on 0..n.
    Binomial,
    /// `geometric(p)`: the number of trials, from 1.
    Geometric,
    /// `poisson(rate)` from 0.
    Poisson,
    /// `normal(mean, sd)`.
    Normal,
    /// `uniform(a, b)`.
    Uniform,
    /// `exponential(rate)`.
    Exponential,
    /// `laplace(mean, scale)`.
    Laplace,
    /// `logistic(mean, scale)`.
    Logistic,
    /// `student_t(df)`.
    StudentT,
    /// `chi_squared(df)`.
    ChiSquared,
    /// `f_dist(d1, d2)`.
    F,
    /// `gamma_dist(shape, rate)`.
    Gamma,
    /// `beta_dist(a, b)`.
    Beta,
}

impl Value {
    /// What the value is, for messages: `a list of 3`, `a quantity of information`.
    pub fn describe(&self) -> String {
        briefly!(String::new());
        match self {
            Self::Number(_, Quantity::Plain) => "a number".to_owned(),
            Self::Number(_, Quantity::Information) => "a quantity of information".to_owned(),
            Self::Truth(_) => "a truth value".to_owned(),
            Self::List(elements) => match elements.first() {
                Some(Self::List(row)) => format!("a table of {} × {}", elements.len(), row.len()),
                _ => format!("a list of {}", elements.len()),
            },
            Self::Distribution(distribution) => match &**distribution {
                Distribution::Joint(_) => "a joint distribution".to_owned(),
                _ => "a distribution".to_owned(),
            },
            Self::Label(name) => format!("the outcome `{name}`"),
        }
    }
}

impl Distribution {
    /// The labels of its outcomes.
    pub fn labels(&self) -> impl Iterator<Item = &Name> {
        let outcomes = match self {
            Self::Pmf(outcomes) => outcomes.as_slice(),
            _ => &[],
        };
        outcomes.iter().filter_map(|(outcome, _)| match outcome {
            Outcome::Label(name) => Some(name),
            _ => None,
        })
    }
}
