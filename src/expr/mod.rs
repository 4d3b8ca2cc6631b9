//! The expression language: text → tokens → [`ast::Expr`] → scalar [`graph::Graph`] → value.
//!
//! Invariant: this room does no I/O and knows nothing of lessons; it speaks of [`Fault`]s with
//! spans relative to the text it was given.

pub mod ast;
pub mod graph;
mod lex;
mod parse;
mod session;
pub mod value;

pub use parse::{parse_assignment, parse_definitions, parse_expression, print};
pub use session::{LocatedFault, ScopeId, Session, TextId};
