//! Runs the tables of claims in `tests/claims/*.txt` through the real binary.
//!
//! A table is one lesson. Each line of it is a paragraph with what `check` must say of it:
//!
//! ```text
//! calc P = pmf(e: 0.5, t: 0.5)
//! proved          [1.000 bits](=H(P))
//! refuted         See [«0.999» bits](=H(P)).           ~ computed: 1
//! claim-label     [3,14](=pi)                          ~ 3.14
//! ```
//!
//! The first word is the verdict of every claim of the paragraph (`proved`, `refuted`, `undecided`,
//! `given`; `nothing` for no claim), or the codes of all its diagnostics, joined by `+`, where the claims are not the
//! point. `proved+CODE` is proved with a warning. `«»` marks where the number must be found, to
//! the character. What follows `~` must stand in a message, a note or a help, several parts set
//! apart by another `~`. `⏎` breaks the line; lines that start with `calc ` are the lesson's
//! definitions.

mod support;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use support::Run;

/// One line of a table.
struct Case {
    /// Its line in the table, from 1.
    line: usize,
    expected: Vec<String>,
    /// The paragraph without the marks.
    markdown: String,
    /// The lines of the lesson on which it stands, from 1, the last one excluded.
    lines: std::ops::Range<usize>,
    /// Where the numbers stand: line in the lesson, column, last line and column.
    places: Vec<[usize; 4]>,
    said: Vec<String>,
}

struct Table {
    lesson: String,
    cases: Vec<Case>,
}

impl Table {
    fn read(text: &str) -> Self {
        let lines = || text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let mut lesson = "+++\ntitle = \"Claims\"\n+++\n\n".to_owned();
        let definitions: Vec<&str> = lines().filter_map(|(_, line)| line.strip_prefix("calc ")).collect();
        if !definitions.is_empty() {
            write!(lesson, "```calc\n{}\n```\n\n", definitions.join("\n")).expect("a text grows");
        }
        let mut cases = Vec::new();
        for (number, line) in lines().filter(|(_, line)| !line.starts_with("calc ")) {
            let (expected, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let mut parts = rest.trim().split(" ~ ").map(str::trim);
            let marked = parts.next().unwrap_or_default().replace('⏎', "\n");
            let said = parts.map(str::to_owned).collect();
            let mut at = [lesson.lines().count() + 1, 1];
            let first = at[0];
            let (mut markdown, mut places) = (String::new(), Vec::new());
            for character in marked.chars() {
                match character {
                    '«' => places.push([at[0], at[1], 0, 0]),
                    '»' => places.last_mut().expect("an opened mark")[2..].copy_from_slice(&at),
                    '\n' => at = [at[0] + 1, 1],
                    _ => at[1] += 1,
                }
                if !matches!(character, '«' | '»') {
                    markdown.push(character);
                }
            }
            write!(lesson, "{markdown}\n\n").expect("a text grows");
            let expected = expected.split('+').map(str::to_owned).collect();
            cases.push(Case { line: number + 1, expected, markdown, lines: first..at[0] + 1, places, said });
        }
        Self { lesson, cases }
    }
}

/// What `check --format json` says of a lesson.
fn check(lesson: &str) -> (Run, Value) {
    let dir = support::folder(&[]);
    let mut child = support::reckon(dir.path())
        .args(["check", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("a pipe").write_all(lesson.as_bytes()).expect("the lesson is read");
    let run = Run::of(&child.wait_with_output().expect("the binary ends"));
    let json = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("no JSON: {run:?}"));
    (run, json)
}

fn corners(value: &Value) -> [usize; 4] {
    ["line", "column", "end_line", "end_column"].map(|key| value[key].as_u64().unwrap_or(0) as usize)
}

/// What is wrong with what was found for a case.
fn faults(case: &Case, claims: &[&Value], diagnostics: &[&Value]) -> Vec<String> {
    let mut faults = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let verdicts = ["proved", "refuted", "undecided", "given"];
    let codes: Vec<String> = diagnostics.iter().map(|diagnostic| text(&diagnostic["code"])).collect();
    let verdict = &case.expected[0];
    let mut expected: Vec<String> = case.expected.clone();
    if verdicts.contains(&verdict.as_str()) {
        if claims.is_empty() || claims.iter().any(|claim| claim["verdict"] != verdict.as_str()) {
            let found: Vec<String> = claims.iter().map(|claim| text(&claim["verdict"])).collect();
            faults.push(format!("verdicts {found:?}"));
        }
        expected.remove(0);
        match verdict.as_str() {
            "refuted" => expected.extend(claims.iter().map(|_| "claim-refuted".to_owned())),
            "undecided" => expected.extend(claims.iter().map(|_| "claim-undecided".to_owned())),
            _ => {}
        }
    } else if verdict == "nothing" {
        expected.clear();
        if !claims.is_empty() {
            faults.push("a claim is found".to_owned());
        }
    } else if claims.iter().any(|claim| claim["verdict"] == "proved") {
        faults.push("a claim is proved".to_owned());
    }
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    if sorted(codes.clone()) != sorted(expected) {
        faults.push(format!("diagnostics {codes:?}"));
    }
    let subjects = if claims.is_empty() { diagnostics } else { claims };
    if !case.places.is_empty() {
        let found: Vec<[usize; 4]> = subjects.iter().map(|subject| corners(subject)).collect();
        if found != case.places {
            faults.push(format!("places {found:?} instead of {:?}", case.places));
        }
        let refuted = diagnostics.iter().filter(|diagnostic| diagnostic["code"] == "claim-refuted");
        for place in refuted.map(|diagnostic| corners(diagnostic)).filter(|place| !case.places.contains(place)) {
            faults.push(format!("the diagnostic is at {place:?}"));
        }
    }
    let said: Vec<String> = diagnostics
        .iter()
        .flat_map(|diagnostic| {
            let notes = diagnostic["notes"].as_array().cloned().unwrap_or_default();
            [diagnostic["message"].clone(), diagnostic["help"].clone()]
                .into_iter()
                .chain(notes)
                .map(|value| text(&value))
        })
        .collect();
    for part in case.said.iter().filter(|part| !said.iter().any(|said| said.contains(part.as_str()))) {
        faults.push(format!("nothing says `{part}`"));
    }
    if !faults.is_empty() {
        faults.extend(said.into_iter().map(|said| format!("    says: {said}")));
    }
    faults
}

fn run_table(path: &Path) -> (usize, Vec<String>) {
    let name = path.file_stem().expect("a name").display().to_string();
    let table = Table::read(&std::fs::read_to_string(path).expect("a table"));
    let (_, json) = check(&table.lesson);
    let list = |key: &str| json[key].as_array().cloned().unwrap_or_default();
    let (claims, diagnostics) = (list("claims"), list("diagnostics"));
    let of = |list: &'_ [Value], case: &Case| -> Vec<Value> {
        list.iter().filter(|value| case.lines.contains(&corners(value)[0])).cloned().collect()
    };
    let mut problems = Vec::new();
    for case in &table.cases {
        let (claims, diagnostics) = (of(&claims, case), of(&diagnostics, case));
        let faults = faults(case, &claims.iter().collect::<Vec<_>>(), &diagnostics.iter().collect::<Vec<_>>());
        if !faults.is_empty() {
            let markdown = case.markdown.replace('\n', "⏎");
            problems.push(format!(
                "{name}:{}: {} of `{markdown}`\n  {}",
                case.line,
                case.expected.join("+"),
                faults.join("\n  ")
            ));
        }
    }
    let first = table.cases.first().map_or(0, |case| case.lines.start);
    for stray in diagnostics.iter().filter(|diagnostic| corners(diagnostic)[0] < first) {
        problems.push(format!("{name}: {stray}"));
    }
    (table.cases.len(), problems)
}

#[test]
fn tables_of_claims() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/claims");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let filter = std::env::var("RECKON_CASE").unwrap_or_default();
    let results: Vec<(usize, Vec<String>)> =
        paths.iter().filter(|path| path.display().to_string().contains(&filter)).map(|path| run_table(path)).collect();
    let count: usize = results.iter().map(|(count, _)| count).sum();
    let problems: Vec<String> = results.into_iter().flat_map(|(_, problems)| problems).collect();
    assert!(count > 0, "no table");
    assert!(problems.is_empty(), "{} of {count} cases\n\n{}", problems.len(), problems.join("\n"));
}
