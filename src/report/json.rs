//! A report for programs: the object of `check --format json`.

use serde_json::{Value, json};

use super::Report;
use crate::claim::Verdict;
use crate::diagnostic::{corners, render_json};
use crate::document::ClaimPlace;
use crate::lesson::JudgedClaim;

/// The object that `check --format json` prints.
pub fn render(report: &Report) -> Value {
    let totals = report.totals();
    json!({
        "claims": report.lessons.iter().flat_map(|lesson| lesson.claims.iter()).map(claim).collect::<Vec<_>>(),
        "diagnostics": report.diagnostics.iter().map(render_json).collect::<Vec<_>>(),
        "summary": {
            "lessons": totals.lessons,
            "claims": totals.claims,
            "proved": totals.proved,
            "refuted": totals.refuted,
            "undecided": totals.undecided,
            "given": totals.given,
            "unclaimed": totals.unclaimed,
        },
    })
}

/// One claim as an object. What does not exist (the value of a faulty expression, the unit of a
/// plain number) is `null`.
fn claim(claim: &JudgedClaim) -> Value {
    let [line, column, end_line, end_column] = corners(&claim.source, claim.number_span);
    let value = claim.value.as_ref();
    let mut object = json!({
        "file": claim.source.path(),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "stated": claim.stated,
        "expression": claim.expression,
        "value": value.map(|value| &value.text),
        "low": value.map(|value| &value.low),
        "high": value.map(|value| &value.high),
        "unit": value.map(|value| &value.unit).filter(|unit| !unit.is_empty()),
        "verdict": match claim.verdict {
            Verdict::Proved => "proved",
            Verdict::Refuted => "refuted",
            Verdict::Undecided => "undecided",
            Verdict::Given => "given",
        },
        "where": match claim.place {
            ClaimPlace::Prose => "prose",
            ClaimPlace::Math => "math",
            ClaimPlace::Problem => "problem",
            ClaimPlace::Widget => "widget",
        },
    });
    // Only where there is something to say: of an optimum, whether it is global.
    if let Some(value) = value.filter(|value| !value.notes.is_empty()) {
        object["notes"] = json!(value.notes);
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::report;

    #[test]
    fn a_claim_has_the_keys_of_the_contract() {
        let json = render(&report(&[Verdict::Proved]));
        let expected = json!({
            "file": "content/a.md", "line": 1, "column": 12, "end_line": 1, "end_column": 17,
            "stated": "1.737 bits", "expression": "H(P,Q)", "value": "1.7369655941662062",
            "low": "1.7369655941662061", "high": "1.7369655941662063", "unit": "bits",
            "verdict": "proved", "where": "prose",
        });
        assert_eq!(json["claims"][0], expected);
    }

    #[test]
    fn notes_are_there_where_something_is_to_be_said() {
        let mut report = report(&[Verdict::Proved]);
        assert_eq!(render(&report)["claims"][0].get("notes"), None);
        let mut claim = report.lessons[0].claims[0].clone();
        if let Some(value) = &mut claim.value {
            value.notes.push("the optimum at 1 is the global minimum on the window, proved".into());
        }
        report.lessons[0].claims = [claim].into();
        let notes = &render(&report)["claims"][0]["notes"];
        assert_eq!(notes, &json!(["the optimum at 1 is the global minimum on the window, proved"]));
    }
}
