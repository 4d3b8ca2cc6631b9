//! A report as JUnit XML: a suite for each lesson, a case for each claim and one for its text.
//!
//! There is no standard; what is written here is what the common readers agree upon.

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::{LessonReport, Report};
use crate::claim::Verdict;
use crate::diagnostic::{Diagnostic, Severity, corners};
use crate::lesson::JudgedClaim;

/// A test case: its name and place, and why it failed, if it did.
struct Case {
    name: String,
    line: usize,
    failure: Option<(String, String)>,
}

/// The document. Warnings fail a case if they are denied.
pub fn render(report: &Report, deny_warnings: bool) -> String {
    let fails = |diagnostic: &&Diagnostic| deny_warnings || diagnostic.severity == Severity::Error;
    let failing: Vec<&Diagnostic> = report.diagnostics.iter().filter(fails).collect();
    let mut suites: Vec<(String, Vec<Case>)> =
        report.lessons.iter().map(|lesson| (lesson.path.clone(), cases(lesson, &failing))).collect();
    // What is wrong outside of the lessons, such as a template.
    for diagnostic in failing {
        let path = diagnostic.place.as_ref().map_or("the project", |place| place.source.path());
        if report.lessons.iter().any(|lesson| lesson.path == path) {
            continue;
        }
        let case =
            Case { name: diagnostic.code.name().to_owned(), line: line(diagnostic), failure: Some(said(diagnostic)) };
        match suites.iter_mut().find(|(name, _)| name == path) {
            Some((_, cases)) => cases.push(case),
            None => suites.push((path.to_owned(), vec![case])),
        }
    }
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail.
    let _ = write(&mut writer, &suites);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", String::from_utf8_lossy(&writer.into_inner()))
}

/// A case for each claim, and one for whatever else is wrong in the lesson.
fn cases(lesson: &LessonReport, failing: &[&Diagnostic]) -> Vec<Case> {
    let mut rest: Vec<&Diagnostic> = failing
        .iter()
        .copied()
        .filter(|diagnostic| diagnostic.place.as_ref().is_some_and(|place| place.source.path() == lesson.path))
        .collect();
    let mut cases = Vec::new();
    for claim in lesson.claims.iter().filter(|claim| claim.verdict != Verdict::Given) {
        let (own, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|diagnostic| concerns(diagnostic, claim));
        rest = others;
        let unproved = (claim.verdict != Verdict::Proved).then(|| ("not proved".to_owned(), String::new()));
        let [line, column, ..] = corners(&claim.source, claim.number_span);
        cases.push(Case {
            name: format!("{line}:{column} {} = {}", claim.stated, claim.expression),
            line,
            failure: together(&own).or(unproved),
        });
    }
    let line = rest.first().map_or(1, |diagnostic| line(diagnostic));
    cases.insert(0, Case { name: "text".into(), line, failure: together(&rest) });
    cases
}

fn concerns(diagnostic: &Diagnostic, claim: &JudgedClaim) -> bool {
    diagnostic
        .place
        .as_ref()
        .is_some_and(|place| claim.span.start <= place.span.start && place.span.end <= claim.span.end)
}

fn line(diagnostic: &Diagnostic) -> usize {
    diagnostic.place.as_ref().map_or(1, |place| corners(&place.source, place.span)[0])
}

/// Headline and full text.
fn said(diagnostic: &Diagnostic) -> (String, String) {
    let place = diagnostic.place.as_ref().map(|place| {
        let [line, column, ..] = corners(&place.source, place.span);
        format!("{}:{line}:{column}: ", place.source.path())
    });
    let text = format!(
        "{}{}[{}]: {}",
        place.unwrap_or_default(),
        severity(diagnostic),
        diagnostic.code.name(),
        diagnostic.text()
    );
    (diagnostic.message.clone(), text)
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn together(diagnostics: &[&Diagnostic]) -> Option<(String, String)> {
    let (first, _) = diagnostics.first().map(|diagnostic| said(diagnostic))?;
    let texts: Vec<String> = diagnostics.iter().map(|diagnostic| said(diagnostic).1).collect();
    Some((first, texts.join("\n\n")))
}

fn write(writer: &mut Writer<Vec<u8>>, suites: &[(String, Vec<Case>)]) -> io::Result<()> {
    let failures = |cases: &[Case]| cases.iter().filter(|case| case.failure.is_some()).count();
    let tests: usize = suites.iter().map(|(_, cases)| cases.len()).sum();
    let failed: usize = suites.iter().map(|(_, cases)| failures(cases)).sum();
    let root = writer.create_element("testsuites").with_attributes([
        ("name", "reckon"),
        ("tests", tests.to_string().as_str()),
        ("failures", failed.to_string().as_str()),
        ("errors", "0"),
    ]);
    root.write_inner_content(|writer| {
        for (path, cases) in suites {
            let path = clean(path);
            let suite = writer.create_element("testsuite").with_attributes([
                ("name", path.as_str()),
                ("tests", cases.len().to_string().as_str()),
                ("failures", failures(cases).to_string().as_str()),
                ("errors", "0"),
                ("skipped", "0"),
            ]);
            suite.write_inner_content(|writer| cases.iter().try_for_each(|case| write_case(writer, &path, case)))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_case(writer: &mut Writer<Vec<u8>>, path: &str, case: &Case) -> io::Result<()> {
    let element = writer.create_element("testcase").with_attributes([
        ("classname", path),
        ("name", clean(&case.name).as_str()),
        ("file", path),
        ("line", case.line.to_string().as_str()),
    ]);
    match &case.failure {
        None => element.write_empty()?,
        Some((message, text)) => element.write_inner_content(|writer| {
            let failure = writer.create_element("failure").with_attribute(("message", clean(message).as_str()));
            failure.write_text_content(BytesText::new(&clean(text)))?;
            Ok(())
        })?,
    };
    Ok(())
}

/// A text without the characters that XML 1.0 forbids even when escaped (section 2.2).
fn clean(text: &str) -> String {
    let allowed = |c: char| c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\t' | '\n' | '\r');
    text.chars().map(|c| if allowed(c) { c } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Fault};
    use crate::report::tests::report;
    use crate::source::Span;

    #[test]
    fn a_claim_is_a_case_and_the_rest_of_a_lesson_another() {
        let mut report = report(&[Verdict::Given, Verdict::Refuted]);
        let source = std::sync::Arc::clone(&report.lessons[0].claims[1].source);
        let at = |code, start, end| Fault::new(code, 0..0, "a < b & \u{1}").at(&source, Span::new(start, end));
        report.diagnostics = vec![at(Code::Uncovered, 0, 1), at(Code::ClaimRefuted, 12, 17)];
        let text = render(&report, false);
        assert!(text.contains(r#"<testsuites name="reckon" tests="2" failures="1" errors="0">"#), "{text}");
        assert!(text.contains(r#"name="1:12 1.737 bits = H(P,Q)" file="content/a.md" line="1">"#), "{text}");
        assert!(text.contains("<failure message=\"a &lt; b &amp; \u{fffd}\">"), "{text}");
        assert!(text.contains("content/a.md:1:12: error[claim-refuted]: a &lt; b"), "{text}");
        assert!(render(&report, true).contains(r#"tests="2" failures="2""#));
    }

    #[test]
    fn what_is_wrong_outside_of_lessons_has_a_suite() {
        let mut report = report(&[]);
        let source = crate::source::Source::new("course.toml", "x");
        report.diagnostics = vec![Fault::new(Code::Course, 0..0, "wrong").at(&source, Span::new(0, 1))];
        assert!(render(&report, false).contains(r#"<testsuite name="course.toml" tests="1" failures="1""#));
    }
}
