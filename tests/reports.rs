//! The reports of `check` for other programs, as the real binary prints them.

mod support;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};
use support::{folder, run};

/// A number that is wrong, in its second line µ before it; one that is right; and a wrong link.
const LESSON: &str =
    "+++\ntitle = \"A, b: 5 %\"\n+++\n\nµ is [0.34](=1/3), half is [0.5](=1/2), [there](nowhere.md).\n";

#[test]
fn sarif_points_at_the_digits() {
    let dir = folder(&[("a b.md", LESSON)]);
    let run = run(dir.path(), &["check", "a b.md", "--format", "sarif"]);
    assert_eq!(run.status, Some(1));
    let log: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let of = &log["runs"][0];
    assert_eq!(of["invocations"][0]["executionSuccessful"], false);
    let results = of["results"].as_array().expect("results");
    let refuted = results.iter().find(|result| result["ruleId"] == "claim-refuted").expect("a refuted claim");
    let rule = refuted["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
    assert_eq!(of["tool"]["driver"]["rules"][rule]["id"], "claim-refuted");
    let place = &refuted["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b.md");
    assert_eq!(place["region"], json!({ "startLine": 5, "startColumn": 7, "endLine": 5, "endColumn": 11 }));
    assert!(results.iter().any(|result| result["ruleId"] == "link"));
}

#[test]
fn annotations_are_one_line_each() {
    let dir = folder(&[("a b.md", LESSON)]);
    let run = run(dir.path(), &["check", "a b.md", "--format", "github"]);
    assert_eq!(run.status, Some(1));
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", run.stdout);
    let start = "::error file=a b.md,line=5,endLine=5,col=7,endColumn=11,title=claim-refuted::";
    assert!(lines[0].starts_with(start), "{}", run.stdout);
    assert!(lines[1].starts_with("::error ") && lines[1].contains("title=link::"), "{}", run.stdout);
    assert_eq!(lines[2], "2 claims: 1 proved, 1 refuted");
}

/// Names and counts of a JUnit file: each case with whether it failed.
fn cases(xml: &str) -> Vec<(String, bool)> {
    let mut reader = Reader::from_str(xml);
    let mut cases: Vec<(String, bool)> = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "testcase" => {
                    let name = tag.try_get_attribute("name").expect("attributes").expect("a name");
                    cases.push((name.value.into_owned(), false));
                }
                "failure" => cases.last_mut().expect("a case around it").1 = true,
                _ => {}
            },
            Event::Eof => return cases,
            _ => {}
        }
    }
}

#[test]
fn junit_has_a_case_for_each_claim_and_one_for_the_text() {
    let dir = folder(&[("a b.md", LESSON)]);
    let run = run(dir.path(), &["check", "a b.md", "--format", "junit"]);
    assert_eq!(run.status, Some(1));
    let expected = [("text", true), ("5:7 0.34 = 1/3", true), ("5:29 0.5 = 1/2", false)];
    assert_eq!(cases(&run.stdout), expected.map(|(name, failed)| (name.to_owned(), failed)), "{}", run.stdout);
}

#[test]
fn coverage_is_told_lesson_by_lesson() {
    let text = |numbers: &str| format!("+++\ntitle = \"T\"\n+++\n\n{numbers}\n");
    let (half, full) = (text("[0.5](=1/2) and 7."), text("[0.5](=1/2)."));
    let dir = folder(&[("content/a.md", half.as_str()), ("content/b.md", full.as_str())]);
    let run = run(dir.path(), &["check", "--coverage"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines[1..],
        [
            "content/a.md: 1 of 2 numbers are claimed or given (50.0 %)",
            "content/b.md: 1 of 1 numbers are claimed or given (100.0 %)",
            "coverage: 2 of 3 numbers are claimed or given (66.7 %)",
        ]
    );
}
