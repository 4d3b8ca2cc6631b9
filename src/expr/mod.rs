//! The expression language: text → tokens → [`ast::Expr`] → scalar [`graph::Graph`] → value.
//!
//! Invariant: this room does no I/O and knows nothing of lessons; it speaks of [`Fault`](crate::diagnostic::Fault)s with
//! spans relative to the text it was given.

pub mod ast;
mod bench;
mod closed_series;
mod decider;
mod derivative;
mod distribution;
mod elaborate;
mod eval;
mod evaluator;
mod float;
mod fold;
mod formula;
pub mod functions;
pub mod graph;
mod integral;
mod lex;
mod optimum;
#[cfg(test)]
mod oracle_tests;
mod parse;
#[cfg(test)]
mod proof_tests;
mod root;
mod series;
mod session;
mod smooth_series;
pub mod value;

pub use eval::{Evaluate, Evaluation};
pub use evaluator::Evaluator;
pub use integral::Trouble;
pub use lex::{TokenClass, classify};
pub use parse::{parse_assignment, parse_definitions, parse_expression, print};

pub use bench::{EXPRESSION_STEPS, LESSON_STEPS, Obligation, Requirement, tolerance};
pub use session::{Literal, LocatedFault, ScopeId, Session, TextId};
