//! What the tool has to say about what was read: one type, one sink, one table of codes.
//!
//! A stage never stops at a fault. It reports to [`Diagnostics`] and goes on, so that one run
//! shows everything that is wrong.

mod codes;
#[cfg(feature = "tool")]
mod human;
#[cfg(feature = "tool")]
mod json;

use std::sync::Arc;

pub use codes::{CODES, Code, CodeRow};
#[cfg(feature = "tool")]
pub use human::{render as render_human, render_failure};
#[cfg(feature = "tool")]
pub use json::{corners, render as render_json};

#[cfg(feature = "tool")]
use crate::source::Excerpt;
use crate::source::{Source, Span};

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the build goes on.
    Warning,
    /// The content is wrong; nothing is published.
    Error,
}

/// What is wrong with a piece of text, before it is known in which file the text stands.
///
/// The pure rooms (`expr`, `claim`) speak of faults, with spans relative to the text that they
/// were given; [`Fault::in_excerpt`] places one in its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row of the table of codes.
    pub code: Code,
    /// Where it is, in the text that was given.
    pub span: Span,
    /// The headline: the problem in lower case, without a final period, code in backticks.
    #[cfg(feature = "tool")]
    pub message: String,
    /// A few words under the carets.
    #[cfg(feature = "tool")]
    pub label: Option<String>,
    /// Facts: stated and computed values, the rule.
    #[cfg(feature = "tool")]
    pub notes: Vec<String>,
    /// What to do, pasteable where possible.
    #[cfg(feature = "tool")]
    pub help: Option<String>,
}

/// A text for authors: what `format!` makes in the command, nothing in the browser's core.
macro_rules! said {
    ($($text:tt)*) => {
        if cfg!(feature = "tool") { ::std::format!($($text)*) } else { ::std::string::String::new() }
    };
}
pub(crate) use said;

/// Ends a function whose only work is to find words for authors: in the browser's core with this value.
macro_rules! briefly {
    ($value:expr) => {
        if cfg!(not(feature = "tool")) {
            return $value;
        }
    };
}
pub(crate) use briefly;

impl Fault {
    /// A fault at `span`, with its headline.
    #[cfg(feature = "tool")]
    pub fn new(code: Code, span: impl Into<Span>, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span: span.into(), label: None, notes: Vec::new(), help: None }
    }

    /// A fault at `span`; the browser's core has no room for words.
    #[cfg(not(feature = "tool"))]
    #[inline(always)]
    pub fn new(code: Code, span: impl Into<Span>, _: impl Into<String>) -> Self {
        Self { code, span: span.into() }
    }

    /// The same, with a few words under the carets.
    #[must_use]
    #[inline(always)]
    #[cfg_attr(not(feature = "tool"), expect(unused, reason = "the browser's core has no room for words"))]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        #[cfg(feature = "tool")]
        {
            self.label = Some(label.into());
        }
        self
    }

    /// The same, with one more fact.
    #[must_use]
    #[inline(always)]
    #[cfg_attr(not(feature = "tool"), expect(unused, reason = "the browser's core has no room for words"))]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        #[cfg(feature = "tool")]
        self.notes.push(note.into());
        self
    }

    /// The same, with what to do.
    #[must_use]
    #[inline(always)]
    #[cfg_attr(not(feature = "tool"), expect(unused, reason = "the browser's core has no room for words"))]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        #[cfg(feature = "tool")]
        {
            self.help = Some(help.into());
        }
        self
    }

    /// How many facts it states.
    pub(crate) fn facts(&self) -> usize {
        #[cfg(feature = "tool")]
        return self.notes.len();
        #[cfg(not(feature = "tool"))]
        0
    }

    /// The same fault, at its place in the source from which `excerpt` was taken.
    #[cfg(feature = "tool")]
    pub fn in_excerpt(self, source: &Arc<Source>, excerpt: &Excerpt) -> Diagnostic {
        let span = excerpt.span(self.span);
        self.at(source, span)
    }

    /// The same fault, at `span` of `source`.
    #[cfg(feature = "tool")]
    pub fn at(self, source: &Arc<Source>, span: Span) -> Diagnostic {
        Diagnostic {
            severity: self.code.row().severity,
            code: self.code,
            message: cut(self.message),
            place: Some(Place { source: Arc::clone(source), span }),
            label: self.label.map(cut),
            notes: self.notes.into_iter().map(cut).collect(),
            help: self.help.map(cut),
        }
    }
}

/// A text that quotes what an author wrote, cut where nobody reads on.
#[cfg(feature = "tool")]
fn cut(text: String) -> String {
    const LONGEST: usize = 1000;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// A place in a source.
#[derive(Clone, Debug)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// The bytes in it.
    pub span: Span,
}

/// One thing that is wrong, or worth a look, and where.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The row of the table of codes.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// The headline.
    pub message: String,
    /// Where it is; `None` only where no text is to blame, such as an empty folder.
    pub place: Option<Place>,
    /// A few words under the carets.
    pub label: Option<String>,
    /// Facts.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// What is said, without the place: headline, label, notes and help, a line each.
    pub fn text(&self) -> String {
        let label = self.label.as_ref().filter(|label| !label.is_empty());
        let help = self.help.as_ref().map(|help| format!("help: {help}"));
        let lines = [&self.message].into_iter().chain(label).chain(&self.notes).cloned().chain(help);
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The sink into which every stage reports.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Takes a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Takes all of `other`.
    pub fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All of them, in order of path, line and column, each once.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        fn key(diagnostic: &Diagnostic) -> (&str, Span, Code, &str) {
            let (path, span) = match &diagnostic.place {
                Some(place) => (place.source.path(), place.span),
                None => ("", Span::default()),
            };
            (path, span, diagnostic.code, &diagnostic.message)
        }
        let mut list = self.list;
        list.sort_by(|a, b| key(a).cmp(&key(b)));
        list.dedup_by(|a, b| key(a) == key(b));
        list
    }
}
