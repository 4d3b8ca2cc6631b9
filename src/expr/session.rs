//! A lesson's definitions and the one graph that all its expressions share.

use super::ast::{Definition, Expr};
use super::value::Value;
use crate::diagnostic::Fault;

/// A text that expressions were parsed from, as the caller numbers them.
pub type TextId = usize;

/// A fault and the text in which its span lies.
#[derive(Clone, Debug)]
pub struct LocatedFault {
    /// The text.
    pub text: TextId,
    /// The fault.
    pub fault: Fault,
}

/// A scope of definitions, by its number; [`Session::ROOT`] is the outermost.
pub type ScopeId = usize;

/// A lesson's definitions and the graph that its expressions share.
#[derive(Debug, Default)]
pub struct Session {}

impl Session {
    /// The outermost scope.
    pub const ROOT: ScopeId = 0;

    /// Opens a scope inside `parent`.
    pub fn child(&mut self, parent: ScopeId) -> ScopeId {
        let _ = parent;
        unimplemented!()
    }

    /// Adds definitions of `text` to `scope`; doubles are faults and left out.
    pub fn define(&mut self, scope: ScopeId, text: TextId, definitions: Vec<Definition>) -> Vec<LocatedFault> {
        let _ = (scope, text, definitions);
        unimplemented!()
    }

    /// Elaborates every definition of `scope` and gives the faults; those of functions that depend
    /// on their arguments show only when called.
    pub fn check_definitions(&mut self, scope: ScopeId) -> Vec<LocatedFault> {
        let _ = scope;
        unimplemented!()
    }

    /// Elaborates an expression of `text` in `scope`.
    ///
    /// # Errors
    ///
    /// The first fault, in `text` or in the text of a definition that it uses.
    pub fn elaborate(&mut self, scope: ScopeId, text: TextId, expr: &Expr) -> Result<Value, LocatedFault> {
        let _ = (scope, text, expr);
        unimplemented!()
    }
}
