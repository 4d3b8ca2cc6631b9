//! The course of this repository cannot lie: every number in it, moved by one unit of its last
//! digit, is refuted at exactly that place.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{copy, folder, run};

/// A stated value of the course, as `check --format json` places it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stated {
    file: String,
    line: usize,
    column: usize,
    end_column: usize,
}

fn course() -> tempfile::TempDir {
    let dir = folder(&[]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&root.join("content"), &dir.path().join("content"));
    copy(&root.join("course.toml"), &dir.path().join("course.toml"));
    dir
}

fn check(dir: &Path, status: i32) -> Value {
    let output = run(dir, &["check", "--format", "json", "."]).expect(status);
    serde_json::from_str(&output.stdout).expect("one JSON object")
}

fn place(entry: &Value) -> Stated {
    let number = |key: &str| entry[key].as_u64().unwrap_or_else(|| panic!("{key} in {entry}")) as usize;
    assert_eq!(number("line"), number("end_line"), "a number stands on one line: {entry}");
    Stated {
        file: entry["file"].as_str().expect("a file").to_owned(),
        line: number("line"),
        column: number("column"),
        end_column: number("end_column"),
    }
}

/// The text between two columns of a line, and a function that replaces it.
fn stated_text(dir: &Path, stated: &Stated) -> String {
    let text = fs::read_to_string(dir.join(&stated.file)).expect("the lesson");
    let line = text.lines().nth(stated.line - 1).expect("the line");
    line.chars().skip(stated.column - 1).take(stated.end_column - stated.column).collect()
}

fn replace(dir: &Path, stated: &Stated, by: &str) {
    let path = dir.join(&stated.file);
    let text = fs::read_to_string(&path).expect("the lesson");
    let lines: Vec<String> = text
        .split('\n')
        .enumerate()
        .map(|(index, line)| {
            if index + 1 != stated.line {
                return line.to_owned();
            }
            let characters: Vec<char> = line.chars().collect();
            let before: String = characters[..stated.column - 1].iter().collect();
            let after: String = characters[stated.end_column - 1..].iter().collect();
            format!("{before}{by}{after}")
        })
        .collect();
    fs::write(path, lines.join("\n")).expect("the lesson is written");
}

/// The number with its last digit moved by one, at the same length: `1.737` becomes `1.738`, and
/// `0.469` becomes `0.468`. `None` for a statement without digits.
fn moved(text: &str) -> Option<String> {
    let at = text.rfind(|c: char| c.is_ascii_digit())?;
    let digit = text.as_bytes()[at];
    let other = if digit == b'9' { b'8' } else { digit + 1 };
    Some(format!("{}{}{}", &text[..at], char::from(other), &text[at + 1..]))
}

#[test]
fn every_number_of_the_course_is_proved_and_counted() {
    let dir = course();
    let report = check(dir.path(), 0);
    let summary = &report["summary"];
    assert!(summary["claims"].as_u64() > Some(150), "{summary}");
    assert_eq!(summary["claims"], summary["proved"], "{summary}");
    assert_eq!(summary["unclaimed"], 0, "{summary}");
}

#[test]
fn every_number_moved_by_one_unit_is_refuted_there() {
    let dir = course();
    let report = check(dir.path(), 0);
    let mut expected = BTreeSet::new();
    for claim in report["claims"].as_array().expect("claims") {
        if claim["verdict"] == "given" {
            continue;
        }
        let stated = place(claim);
        if let Some(text) = moved(&stated_text(dir.path(), &stated)) {
            replace(dir.path(), &stated, &text);
            expected.insert(stated);
        }
    }
    assert!(expected.len() > 150, "only {} numbers", expected.len());
    let report = check(dir.path(), 1);
    let failed: BTreeSet<Stated> = report["claims"]
        .as_array()
        .expect("claims")
        .iter()
        .filter(|claim| claim["verdict"] == "refuted" || claim["verdict"] == "undecided")
        .map(place)
        .collect();
    let differing: Vec<&Stated> = failed.symmetric_difference(&expected).collect();
    assert!(differing.is_empty(), "failed, but not moved, or the other way round: {differing:#?}");
    // A list is one claim with a diagnostic at each wrong number in it.
    let reported: Vec<Stated> = report["diagnostics"]
        .as_array()
        .expect("diagnostics")
        .iter()
        // Zero needs no unit, and one bit does.
        .filter(|diagnostic| diagnostic["code"] == "claim-refuted" || diagnostic["code"] == "claim-unit")
        .map(place)
        .collect();
    for stated in &expected {
        let inside = |other: &Stated| {
            (&other.file, other.line) == (&stated.file, stated.line)
                && stated.column <= other.column
                && other.end_column <= stated.end_column
        };
        assert!(reported.iter().any(inside), "no error at {stated:?}");
    }
}

/// One number at a time: nothing else is refuted with it, and the exit status is 1.
#[test]
fn a_single_wrong_number_fails_alone() {
    let dir = course();
    let report = check(dir.path(), 0);
    let claims = report["claims"].as_array().expect("claims");
    for claim in claims.iter().filter(|claim| claim["verdict"] != "given").step_by(12) {
        let stated = place(claim);
        let text = stated_text(dir.path(), &stated);
        let Some(wrong) = moved(&text) else { continue };
        replace(dir.path(), &stated, &wrong);
        let report = check(dir.path(), 1);
        let refuted: Vec<Stated> = report["claims"]
            .as_array()
            .expect("claims")
            .iter()
            .filter(|claim| claim["verdict"] == "refuted")
            .map(place)
            .collect();
        assert_eq!(refuted, std::slice::from_ref(&stated), "{text} as {wrong}");
        replace(dir.path(), &stated, &text);
    }
}
