//! Where a number that is wrong now stands on the last good page.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::claim::Verdict;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lesson::JudgedClaim;
use crate::report::{LessonReport, Report};

/// The expressions of the claims of each lesson, by the lesson's path, as the last good pages number them.
#[derive(Debug, Default)]
pub(super) struct Good(BTreeMap<String, Vec<String>>);

/// A number that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// The path of its page.
    page: String,
    /// The number of its proof there.
    proof: usize,
    /// What the author states now.
    stated: String,
    /// What is wrong with it.
    text: String,
}

impl Mark {
    pub(super) fn to_json(&self) -> Value {
        json!({ "page": self.page, "proof": self.proof, "stated": self.stated, "text": self.text })
    }
}

impl Good {
    /// What a report says of claims, when its pages are published.
    pub(super) fn of(report: &Report) -> Self {
        let expressions = |lesson: &LessonReport| numbered(lesson).map(|claim| claim.expression.clone()).collect();
        Self(report.lessons.iter().map(|lesson| (lesson.path.clone(), expressions(lesson))).collect())
    }

    /// The wrong numbers of `report` that have a place on the last good pages.
    pub(super) fn marks(&self, report: &Report) -> Vec<Mark> {
        let mut marks = Vec::new();
        for lesson in &report.lessons {
            let Some(before) = self.0.get(&lesson.path) else { continue };
            let claims: Vec<&JudgedClaim> = numbered(lesson).collect();
            if claims.iter().all(|claim| claim.verdict == Verdict::Proved) {
                continue;
            }
            let now: Vec<String> = claims.iter().map(|claim| claim.expression.clone()).collect();
            let places = places(before, &now);
            for (claim, place) in claims.iter().zip(places) {
                let Some(place) = place.filter(|_| claim.verdict != Verdict::Proved) else { continue };
                marks.push(Mark {
                    page: lesson.page.clone(),
                    proof: place + 1,
                    stated: claim.stated.clone(),
                    text: text(claim, &report.diagnostics),
                });
            }
        }
        marks
    }
}

/// The claims of a lesson in the order of the numbers of their proofs.
fn numbered(lesson: &LessonReport) -> impl Iterator<Item = &JudgedClaim> {
    let mut claims: Vec<&JudgedClaim> = lesson.claims.iter().filter(|claim| claim.verdict != Verdict::Given).collect();
    claims.sort_by_key(|claim| claim.span);
    claims.into_iter()
}

/// For each claim there is now, the one that it was.
fn places(before: &[String], now: &[String]) -> Vec<Option<usize>> {
    let mut places = vec![None; now.len()];
    for operation in capture_diff_slices(Algorithm::Myers, before, now) {
        let (old, new, length) = match operation {
            DiffOp::Equal { old_index, new_index, len } => (old_index, new_index, len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } if old_len == new_len => {
                (old_index, new_index, old_len)
            }
            _ => continue,
        };
        for step in 0..length {
            places[new + step] = Some(old + step);
        }
    }
    places
}

/// The headline of the error that points into the claim.
fn text(claim: &JudgedClaim, diagnostics: &[Diagnostic]) -> String {
    let inside = |diagnostic: &&Diagnostic| {
        diagnostic.severity == Severity::Error
            && diagnostic.place.as_ref().is_some_and(|place| {
                place.source.path() == claim.source.path()
                    && claim.span.start <= place.span.start
                    && place.span.end <= claim.span.end
            })
    };
    match diagnostics.iter().filter(inside).min_by_key(|diagnostic| diagnostic.code != Code::ClaimRefuted) {
        Some(diagnostic) => diagnostic.message.clone(),
        None if claim.verdict == Verdict::Refuted => format!("`{}` is wrong", claim.stated),
        None => format!("`{}` could not be decided", claim.stated),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;

    fn report(text: &str) -> Report {
        crate::build(&Project::from_text("a.md", text), &crate::BuildOptions::default()).0
    }

    const FRONT: &str = "+++\ntitle = \"A\"\n+++\n\n";

    #[test]
    fn a_refuted_number_is_found_among_claims_that_came_and_went() {
        let good = Good::of(&report(&format!("{FRONT}[2](=1+1), [3](=1+2), [0.5](=given) and [4](=2+2).\n")));
        let now = report(&format!("{FRONT}[9](=3*3), [2](=1+1) and [5](=2+2).\n"));
        let marks = good.marks(&now);
        assert_eq!(marks.len(), 1, "{marks:?}");
        assert_eq!((marks[0].proof, marks[0].stated.as_str()), (3, "5"));
        assert!(marks[0].text.starts_with("`5` is wrong"), "{}", marks[0].text);
        assert!(!marks[0].page.is_empty());
    }

    #[test]
    fn a_changed_expression_keeps_its_place_and_a_new_one_has_none() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(places(&texts(&["a", "b", "c"]), &texts(&["a", "x", "c"])), [Some(0), Some(1), Some(2)]);
        assert_eq!(places(&texts(&["a", "c"]), &texts(&["a", "b", "c"])), [Some(0), None, Some(1)]);
        assert_eq!(places(&[], &texts(&["a"])), [None]);
    }
}
