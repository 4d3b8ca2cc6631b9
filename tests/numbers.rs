//! Worked numbers with values of thirty digits: the right ones are proved, the typical slips refuted.
//!
//! `tests/numbers/*.txt` hold a case a line: expression, right, wrong, and, where a slip must be
//! named, a word of its note. `#` starts a comment.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use reckon::claim::Verdict;
use reckon::project::Project;
use reckon::{CheckOptions, check};

struct Case {
    file: String,
    expression: String,
    right: String,
    wrong: String,
    slip: Option<String>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/numbers");
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        for line in fs::read_to_string(&path).expect("a text").lines() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split(" | ").map(str::trim).collect();
            assert!((3..=4).contains(&fields.len()), "{file}: {line}");
            cases.push(Case {
                file: file.clone(),
                expression: fields[0].to_owned(),
                right: fields[1].to_owned(),
                wrong: fields[2].to_owned(),
                slip: fields.get(3).map(|&slip| slip.to_owned()),
            });
        }
    }
    cases
}

/// One lesson with a claim a case; the verdicts in their order, and the notes of each refutation.
fn judge(cases: &[Case], label: impl Fn(&Case) -> &str) -> (Vec<Verdict>, Vec<(usize, Vec<String>)>) {
    let mut lesson = String::from("+++\ntitle = \"Numbers\"\n+++\n");
    for case in cases {
        let _ = write!(lesson, "\n[{}](= \"{}\")\n", label(case), case.expression);
    }
    let report = check(&Project::from_text("numbers.md", lesson), &CheckOptions::default());
    let verdicts = report.lessons[0].claims.iter().map(|claim| claim.verdict).collect();
    let notes = report
        .diagnostics
        .iter()
        .filter_map(|diagnostic| {
            let place = diagnostic.place.as_ref()?;
            let line = place.source.position(place.span.start).line;
            Some(((line - 5) / 2, diagnostic.notes.clone()))
        })
        .collect();
    (verdicts, notes)
}

#[test]
fn the_right_numbers_are_proved() {
    let cases = cases();
    let (verdicts, _) = judge(&cases, |case| &case.right);
    assert_eq!(verdicts.len(), cases.len());
    let failed: Vec<String> = cases
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| **verdict != Verdict::Proved)
        .map(|(case, verdict)| format!("{}: {} as {}: {verdict:?}", case.file, case.expression, case.right))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_slips_are_refuted_and_named() {
    let cases = cases();
    let (verdicts, notes) = judge(&cases, |case| &case.wrong);
    assert_eq!(verdicts.len(), cases.len());
    let mut failed = Vec::new();
    for (index, (case, verdict)) in cases.iter().zip(&verdicts).enumerate() {
        if *verdict != Verdict::Refuted {
            failed.push(format!("{}: {} as {}: {verdict:?}", case.file, case.expression, case.wrong));
        }
        if let Some(slip) = &case.slip {
            let notes: Vec<&String> =
                notes.iter().filter(|(at, _)| *at == index).flat_map(|(_, notes)| notes).collect();
            if !notes.iter().any(|note| note.contains(slip.as_str())) {
                failed.push(format!("{}: {} as {}: no `{slip}` in {notes:?}", case.file, case.expression, case.wrong));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
