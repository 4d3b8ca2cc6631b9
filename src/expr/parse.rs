//! Tokens to [`Expr`](super::ast::Expr).

use super::ast::{Assignment, Definition, Expr};
use crate::diagnostic::Fault;

/// The expression that is all of `text`.
///
/// # Errors
///
/// The first fault.
pub fn parse_expression(text: &str) -> Result<Expr, Fault> {
    let _ = text;
    unimplemented!("the parser")
}

/// The statements of a `calc` fence, one a line. A faulty line is reported and left out.
pub fn parse_definitions(faults: &mut Vec<Fault>, text: &str) -> Vec<Definition> {
    let _ = (faults, text);
    unimplemented!("the parser")
}

/// The assignment of a widget's control, `P, Q = Q, P`.
///
/// # Errors
///
/// The first fault.
pub fn parse_assignment(text: &str) -> Result<Assignment, Fault> {
    let _ = text;
    unimplemented!("the parser")
}
