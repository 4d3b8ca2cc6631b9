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
        "claims": report.lessons.iter().flat_map(|lesson| &lesson.claims).map(claim).collect::<Vec<_>>(),
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
    json!({
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
    })
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
}
