//! The texts from which a lesson's expressions were taken, so that a fault finds its place.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::expr::{LocatedFault, TextId};
use crate::source::{Excerpt, Source};

/// Excerpts by their [`TextId`].
#[derive(Debug, Default)]
pub(super) struct Texts {
    list: Vec<(Arc<Source>, Excerpt)>,
}

impl Texts {
    /// Takes an excerpt and gives it a number.
    pub(super) fn add(&mut self, source: &Arc<Source>, excerpt: &Excerpt) -> TextId {
        self.list.push((Arc::clone(source), excerpt.clone()));
        self.list.len() - 1
    }

    /// A fault at its place.
    pub(super) fn diagnostic(&self, located: LocatedFault) -> Diagnostic {
        let (source, excerpt) = &self.list[located.text];
        located.fault.in_excerpt(source, excerpt)
    }
}
