//! What a run found: the claims of each lesson, what is wrong, and the totals.
//!
//! A report is written for people by [`diagnostic`](crate::diagnostic), and for programs in the
//! formats of this room, one a file.

mod github;
mod json;
mod junit;
mod sarif;

use std::sync::Arc;

pub use github::render as render_github;
pub use json::render as render_json;
pub use junit::render as render_junit;
pub use sarif::render as render_sarif;

use crate::claim::Verdict;
use crate::diagnostic::{Code, Diagnostic, Fault, Severity};
use crate::failure::Status;
use crate::lesson::JudgedClaim;
use crate::project::Course;

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What is known of each lesson, in the order of the project.
    pub lessons: Vec<LessonReport>,
    /// What is wrong or worth a look, in order of path, line and column.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is known of one lesson.
#[derive(Clone, Debug, Default)]
pub struct LessonReport {
    /// The path by which messages name it.
    pub path: String,
    /// The path of its page on the site.
    pub page: String,
    /// Whether it is the text of a section, which is no lesson of its own.
    pub is_section: bool,
    /// Its claims, given numbers included, in the order of the text.
    pub claims: Arc<[JudgedClaim]>,
    /// How many numbers in prose and math no claim covers.
    pub unclaimed: usize,
}

impl LessonReport {
    /// How many there are of what in this lesson.
    pub fn totals(&self) -> Totals {
        let mut totals =
            Totals { lessons: usize::from(!self.is_section), unclaimed: self.unclaimed, ..Totals::default() };
        for claim in self.claims.iter() {
            match claim.verdict {
                Verdict::Proved => totals.proved += 1,
                Verdict::Refuted => totals.refuted += 1,
                Verdict::Undecided => totals.undecided += 1,
                Verdict::Given => totals.given += 1,
            }
        }
        totals.claims = totals.proved + totals.refuted + totals.undecided;
        totals
    }
}

/// How many there are of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Lessons.
    pub lessons: usize,
    /// Claims without the given ones.
    pub claims: usize,
    /// Claims that are proved.
    pub proved: usize,
    /// Claims that are refuted.
    pub refuted: usize,
    /// Claims that are neither.
    pub undecided: usize,
    /// Numbers marked `=given`.
    pub given: usize,
    /// Numbers that are neither claimed nor given.
    pub unclaimed: usize,
}

impl Totals {
    fn and(self, other: Self) -> Self {
        Self {
            lessons: self.lessons + other.lessons,
            claims: self.claims + other.claims,
            proved: self.proved + other.proved,
            refuted: self.refuted + other.refuted,
            undecided: self.undecided + other.undecided,
            given: self.given + other.given,
            unclaimed: self.unclaimed + other.unclaimed,
        }
    }

    /// How many numbers are claimed or given.
    pub fn covered(&self) -> usize {
        self.claims + self.given
    }

    /// How many numbers there are.
    pub fn numbers(&self) -> usize {
        self.covered() + self.unclaimed
    }

    /// The part of all numbers that is claimed or given, in percent; 100 where there is no number.
    pub fn coverage(&self) -> f64 {
        match self.numbers() {
            0 => 100.0,
            all => 100.0 * self.covered() as f64 / all as f64,
        }
    }
}

impl Report {
    /// How many there are of what, over all lessons.
    pub fn totals(&self) -> Totals {
        self.lessons.iter().map(LessonReport::totals).fold(Totals::default(), Totals::and)
    }

    /// How many diagnostics weigh `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// The exit status that the report leads to.
    ///
    /// A wrong `course.toml` is bad configuration and outweighs wrong content. A claim that is not
    /// proved fails even if no diagnostic speaks of it: nothing passes by an omission.
    pub fn status(&self, deny_warnings: bool) -> Status {
        let wrong = |diagnostic: &Diagnostic| deny_warnings || diagnostic.severity == Severity::Error;
        let totals = self.totals();
        if self.diagnostics.iter().any(|diagnostic| wrong(diagnostic) && diagnostic.code == Code::Course) {
            Status::Usage
        } else if self.diagnostics.iter().any(wrong) || totals.proved != totals.claims {
            Status::Content
        } else {
            Status::Success
        }
    }

    /// Reports an error if fewer numbers are claimed or given than the course demands.
    pub fn require_coverage(&mut self, course: &Course) {
        let (Some(minimum), Some(source)) = (course.minimum_coverage, &course.source) else { return };
        let totals = self.totals();
        if totals.coverage() >= minimum {
            return;
        }
        let all = totals.numbers();
        let mut diagnostic = Fault::new(Code::Uncovered, 0..0, "too many numbers are neither claimed nor given")
            .label(format!("{:.1} percent are", totals.coverage()))
            .note(format!("{} of {all} numbers in prose are neither", totals.unclaimed))
            .help("`reckon check --coverage` lists them")
            .at(source, course.minimum_coverage_span);
        diagnostic.severity = Severity::Error;
        self.diagnostics.push(diagnostic);
    }

    /// Takes over what another project's report says.
    pub fn append(&mut self, other: Self) {
        self.lessons.extend(other.lessons);
        self.diagnostics.extend(other.diagnostics);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::document::ClaimPlace;
    use crate::lesson::ComputedValue;
    use crate::source::{Source, Span};

    fn judged(verdict: Verdict) -> JudgedClaim {
        JudgedClaim {
            source: Source::new("content/a.md", "Das µ ist [1.737 bits](=H(P,Q)).\n"),
            number_span: Span::new(12, 17),
            span: Span::new(11, 33),
            stated: "1.737 bits".into(),
            expression: "H(P,Q)".into(),
            place: ClaimPlace::Prose,
            value: (verdict != Verdict::Given).then(|| ComputedValue {
                text: "1.7369655941662062".into(),
                exact: false,
                low: "1.7369655941662061".into(),
                high: "1.7369655941662063".into(),
                unit: "bits".into(),
                notes: Vec::new(),
            }),
            verdict,
        }
    }

    /// A report of one lesson with a claim of each verdict.
    pub(crate) fn report(verdicts: &[Verdict]) -> Report {
        let claims = verdicts.iter().map(|&verdict| judged(verdict)).collect();
        let lesson = LessonReport { path: "content/a.md".into(), claims, unclaimed: 2, ..LessonReport::default() };
        Report { lessons: vec![lesson], diagnostics: vec![] }
    }

    #[test]
    fn given_numbers_are_no_claims() {
        let report = report(&[Verdict::Proved, Verdict::Given, Verdict::Refuted, Verdict::Undecided]);
        let summary = json!({
            "lessons": 1, "claims": 3, "proved": 1, "refuted": 1, "undecided": 1, "given": 1, "unclaimed": 2,
        });
        assert_eq!(render_json(&report)["summary"], summary);
        assert_eq!(render_json(&report)["claims"][1]["value"], Value::Null);
        let coverage = report.totals().coverage();
        assert!((coverage - 200.0 / 3.0).abs() < 1e-9, "{coverage}");
    }

    #[test]
    fn a_course_may_demand_coverage() {
        let source = Source::new("course.toml", "minimum_coverage = 80\n");
        let course = |minimum| Course {
            minimum_coverage: Some(minimum),
            minimum_coverage_span: Span::new(19, 21),
            source: Some(Arc::clone(&source)),
            ..Course::default()
        };
        let mut report = report(&[Verdict::Proved, Verdict::Given]);
        report.require_coverage(&course(50.0));
        assert_eq!(report.status(true), Status::Success);
        report.require_coverage(&course(50.1));
        assert_eq!(report.status(false), Status::Content);
        assert_eq!(report.diagnostics[0].label.as_deref(), Some("50.0 percent are"));
    }

    #[test]
    fn only_proved_claims_pass() {
        assert_eq!(report(&[]).status(true), Status::Success);
        assert_eq!(report(&[Verdict::Proved, Verdict::Given]).status(true), Status::Success);
        assert_eq!(report(&[Verdict::Undecided]).status(false), Status::Content);
        assert_eq!(report(&[Verdict::Refuted]).status(false), Status::Content);
    }

    #[test]
    fn warnings_weigh_when_denied_and_configuration_outweighs_content() {
        let source = Source::new("a", "a");
        let diagnostic = |code| Fault::new(code, 0..1, "m").at(&source, Span::new(0, 1));
        let mut report = report(&[]);
        report.diagnostics.push(diagnostic(Code::Uncovered));
        assert_eq!(report.status(false), Status::Success);
        assert_eq!(report.status(true), Status::Content);
        report.diagnostics.push(diagnostic(Code::ClaimRefuted));
        assert_eq!(report.status(false), Status::Content);
        report.diagnostics.push(diagnostic(Code::Course));
        assert_eq!(report.status(false), Status::Usage);
    }
}
