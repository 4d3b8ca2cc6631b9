//! The stages in a row: what the commands call.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::lesson::ComputedValue;
use crate::project::Project;
use crate::report::Report;
use crate::site::Site;
use crate::source::{Source, Span};

/// What `check` is asked for.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// Whether every unclaimed number is listed as a warning.
    pub coverage: bool,
}

/// What `build` is asked for.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// Instead of the base URL of `course.toml`; ends with a slash.
    pub base_url: Option<String>,
    /// Whether drafts are published.
    pub drafts: bool,
}

/// A replacement in a text that was read.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The text.
    pub source: Arc<Source>,
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// What `fix` would write.
#[derive(Debug, Default)]
pub struct Fixes {
    /// The replacements, in no particular order; no two overlap.
    pub edits: Vec<Edit>,
    /// What is wrong and stays so, such as an exact claim whose value isn't exact.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks the selected lessons of a project.
pub fn check(project: &Project, options: &CheckOptions) -> Report {
    let _ = options;
    let mut report = Report { lessons: Vec::new(), diagnostics: faults(project) };
    report.require_coverage(&project.course);
    report
}

/// Checks a project and makes its site; the site is whole only if the report is clean.
pub fn build(project: &Project, options: &BuildOptions) -> (Report, Site) {
    let _ = options;
    (Report { lessons: Vec::new(), diagnostics: faults(project) }, Site::default())
}

/// What would put the refuted and empty claims of the selected lessons right.
pub fn fix(project: &Project) -> Fixes {
    Fixes { edits: Vec::new(), diagnostics: faults(project) }
}

/// The value of an expression, with the definitions of a project's first selected lesson in scope.
///
/// # Errors
///
/// What is wrong with the expression or the lesson.
pub fn evaluate(expression: &str, lesson: Option<&Project>) -> Result<ComputedValue, Vec<Diagnostic>> {
    let _ = (expression, lesson);
    Err(Vec::new())
}

/// What was wrong with what was read, in order.
fn faults(project: &Project) -> Vec<Diagnostic> {
    let mut sink = Diagnostics::default();
    project.faults.iter().cloned().for_each(|fault| sink.push(fault));
    sink.into_sorted()
}
