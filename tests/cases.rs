//! Runs every case below `tests/cases`: `<area>/<name>/` is a folder with
//!
//! * `lesson.md`, or `course/` for a whole course;
//! * `command.txt`, if it is not `check lesson.md` (for a course `check`): the arguments, one line;
//! * `expected.txt`: exit status, standard output, standard error;
//! * `expected.json`, optional: what `check --format json` prints;
//! * `repaired.md`, optional: the lesson as the help says to write it, which must pass.
//!
//! A case runs in a copy of its folder. `RECKON_BLESS=1 cargo test --test cases` rewrites what is
//! expected (for `expected.json`, where the file exists); read the difference before committing
//! it. `RECKON_CASE=claims/` runs only the cases whose path holds that text.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use similar::TextDiff;
use support::{copy, run};

/// No lesson may keep anybody waiting; what the tool promises is two seconds, of an unburdened machine.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let bless = std::env::var_os("RECKON_BLESS").is_some_and(|value| value == "1");
    assert!(!(bless && std::env::var_os("CI").is_some()), "CI never writes what is expected");
    let filter = std::env::var("RECKON_CASE").unwrap_or_default();
    let mut count = 0;
    let mut failures = Vec::new();
    for area in folders(&root) {
        for case in folders(&area) {
            let name = case.strip_prefix(&root).expect("a case").display().to_string();
            if name.contains(&filter) {
                count += 1;
                let problems = Case::new(&case).run(bless);
                failures.extend(problems.into_iter().map(|problem| format!("{name}: {problem}")));
            }
        }
    }
    assert!(count > 0, "no case has a path that holds `{filter}`");
    assert!(failures.is_empty(), "{} of {count} cases\n\n{}", failures.len(), failures.join("\n"));
}

struct Case {
    folder: PathBuf,
    arguments: Vec<String>,
}

impl Case {
    fn new(folder: &Path) -> Self {
        let arguments = match fs::read_to_string(folder.join("command.txt")) {
            Ok(command) => command.split_whitespace().map(str::to_owned).collect(),
            Err(_) if folder.join("course").is_dir() => vec!["check".into()],
            Err(_) => vec!["check".into(), "lesson.md".into()],
        };
        Self { folder: folder.to_owned(), arguments }
    }

    /// What is wrong with the case.
    fn run(&self, bless: bool) -> Vec<String> {
        let copied = tempfile::tempdir().expect("a temporary folder");
        let mut dir = copied.path().to_owned();
        copy(&self.folder, &dir);
        if dir.join("course").is_dir() {
            dir = dir.join("course");
        }
        let mut problems = Vec::new();
        let start = Instant::now();
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let found = run(&dir, &arguments);
        let status = found.status.map_or("killed".to_owned(), |status| status.to_string());
        let shown = format!(
            "exit status: {status}\n--- stdout\n{}--- stderr\n{}",
            timeless(&found.stdout),
            timeless(&found.stderr)
        );
        self.compare("expected.txt", &shown, bless, &mut problems);
        if self.folder.join("expected.json").exists() {
            let json = run(&dir, &[&arguments[..], &["--format", "json"]].concat()).stdout;
            self.compare("expected.json", &json, bless, &mut problems);
        }
        if self.folder.join("repaired.md").exists() {
            let repaired = run(&dir, &["check", "--deny-warnings", "repaired.md"]);
            if repaired.status != Some(0) {
                problems.push(format!("`repaired.md` does not pass\n{}{}", repaired.stdout, repaired.stderr));
            }
        }
        if start.elapsed() > PATIENCE {
            problems.push(format!("took {:?}", start.elapsed()));
        }
        problems
    }

    fn compare(&self, file: &str, found: &str, bless: bool, problems: &mut Vec<String>) {
        let path = self.folder.join(file);
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected == found {
            return;
        }
        if bless {
            fs::write(path, found).expect("the case can be blessed");
            return;
        }
        let diff = TextDiff::from_lines(expected.as_str(), found);
        problems.push(format!("\n{}", diff.unified_diff().header(file, "found")));
    }
}

/// The text without the time that a build took.
fn timeless(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| match line.trim_end().rsplit_once(" in ") {
        Some((before, time)) if time.ends_with(" s") && time.starts_with(|char: char| char.is_ascii_digit()) => {
            format!("{before} in TIME\n")
        }
        _ => line.to_owned(),
    });
    lines.collect()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of cases").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
