//! The stages in a row: what the commands call.
//!
//! `Project` → documents → lessons → pages → [`Site`]. Everything is a pure function of what was
//! read; lessons are worked on in parallel, and the order of results is that of the project,
//! whatever the threads do.
//!
//! | file | what it does |
//! |---|---|
//! | `texts` | lesson files as written; names, addresses, scopes |
//! | `plan` | where each lesson is in the course |
//! | `run` | one run: judging and making pages |
//! | `memory` | what one run leaves for the next |
//! | `fingerprint` | a name for all that a site is made from |

mod fingerprint;
mod memory;
mod plan;
mod run;
mod texts;

use std::sync::{Arc, Mutex, PoisonError};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lesson::{self, ComputedValue};
use crate::project::Project;
use crate::report::Report;
use crate::site::{Site, SiteFile};
use crate::source::{Source, Span};

pub(crate) use fingerprint::fingerprint;
pub(crate) use memory::Memory;
pub(crate) use run::{Done, Request, run};
use texts::Texts;

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

impl BuildOptions {
    pub(crate) fn request(&self) -> Request {
        Request { base_url: self.base_url.clone(), drafts: self.drafts, ..Request::default() }
    }
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
    let request = Request { drafts: true, selected: true, coverage: options.coverage, ..Request::default() };
    quietly(project, &request, &mut Memory::default())
}

/// Checks a project and makes its site; the site is whole only if the report is clean.
pub fn build(project: &Project, options: &BuildOptions) -> (Report, Site) {
    let files = Mutex::new(Vec::new());
    let take = |file| {
        files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        Ok(())
    };
    // Only who takes files can fail.
    let done = run(project, &options.request(), &mut Memory::default(), &take, &|_, _| {}).unwrap_or_default();
    (done.report, site(files.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

/// A run that gives nothing away.
fn quietly(project: &Project, request: &Request, memory: &mut Memory) -> Report {
    // Only who takes files can fail.
    run(project, request, memory, &|_| Ok(()), &|_, _| {}).unwrap_or_default().report
}

/// A site of these files.
pub(crate) fn site(mut files: Vec<SiteFile>) -> Site {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Site { files }
}

/// What would put the refuted and empty claims of the selected lessons right.
pub fn fix(project: &Project) -> Fixes {
    let mut memory = Memory::default();
    let request = Request { drafts: true, selected: true, judge_only: true, remember: true, ..Request::default() };
    let report = quietly(project, &request, &mut memory);
    let mut edits = Vec::new();
    for judged in project.lessons.iter().filter_map(|file| memory.lessons.get(&file.path)?.judged.as_ref()) {
        for (span, replacement) in &judged.lesson.edits {
            let source = Arc::clone(&judged.lesson.document.source);
            edits.push(Edit { source, span: *span, replacement: replacement.clone() });
        }
    }
    let mends = |diagnostic: &Diagnostic| {
        let Some(place) = &diagnostic.place else { return false };
        matches!(diagnostic.code, Code::ClaimRefuted | Code::ClaimEmpty)
            && edits.iter().any(|edit| {
                Arc::ptr_eq(&edit.source, &place.source)
                    && place.span.start <= edit.span.start
                    && edit.span.end <= place.span.end
            })
    };
    let diagnostics = report.diagnostics.into_iter().filter(|diagnostic| !mends(diagnostic)).collect();
    Fixes { edits, diagnostics }
}

/// The value of an expression, with the definitions of a project's first selected lesson in scope.
///
/// # Errors
///
/// What is wrong with the expression or the lesson.
pub fn evaluate(expression: &str, lesson: Option<&Project>) -> Result<ComputedValue, Vec<Diagnostic>> {
    let source = Source::new("the expression", expression);
    let mut sink = Diagnostics::default();
    let definitions = lesson.and_then(|project| {
        let texts = Texts::read(&mut sink, project, true, &Memory::default(), false);
        let index = project.lessons.iter().position(|lesson| lesson.selected)?;
        Some((texts.shared().swap_remove(index), texts.parsed[index].document()))
    });
    let (shared, document) = definitions.unzip();
    let value = lesson::evaluate(&mut sink, &source, document.as_ref(), &shared.unwrap_or_default());
    if sink.has_errors() {
        return Err(sink.into_sorted());
    }
    value.ok_or_else(|| sink.into_sorted())
}
