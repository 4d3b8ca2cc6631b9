//! `reckon fix`: writes computed digits into refuted and empty claims.

use std::path::PathBuf;
use std::sync::Arc;

use similar::TextDiff;

use super::print;
use crate::Edit;
use crate::failure::{Failure, Status};
use crate::project::{LessonFile, Project};
use crate::publish;
use crate::report::Report;

/// Write the computed digits into claims that are refuted or empty
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Lessons and folders
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Print the changes as a diff, write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::usage("can't fix standard input").help("name a file"));
    }
    let mut remaining = Report::default();
    let mut changes = Vec::new();
    for project in Project::open_all(&arguments.paths)? {
        let fixes = crate::fix(&project);
        remaining.diagnostics.extend(fixes.diagnostics);
        for lesson in &project.lessons {
            let edits: Vec<&Edit> =
                fixes.edits.iter().filter(|edit| Arc::ptr_eq(&edit.source, &lesson.source)).collect();
            if !edits.is_empty() {
                let fixed = apply(lesson.source.text(), &edits)?;
                changes.push(Change::new(lesson, fixed, edits.len()));
            }
        }
    }
    print::diagnostics(&remaining.diagnostics);
    let claims: usize = changes.iter().map(|change| change.claims).sum();
    if arguments.dry_run {
        print::result(&changes.iter().map(Change::diff).collect::<String>())?;
    } else {
        for change in &changes {
            publish::replace_file(&change.file, &change.bytes(&change.old), &change.bytes(&change.new))?;
        }
    }
    let (claims, files) = (counted(claims, "claim"), counted(changes.len(), "file"));
    match (changes.is_empty(), arguments.dry_run) {
        (true, _) => print::message("nothing to fix\n"),
        (false, true) => print::message(&format!("would fix {claims} in {files}\n")),
        (false, false) => print::result(&format!("fixed {claims} in {files}\n"))?,
    }
    let status = remaining.status(false);
    print::verdict(&remaining, status, " that `fix` leaves to you");
    Ok(status)
}

/// A file that is to be rewritten.
struct Change {
    name: String,
    file: PathBuf,
    bom: bool,
    old: String,
    new: String,
    claims: usize,
}

impl Change {
    fn new(lesson: &LessonFile, new: String, claims: usize) -> Self {
        let old = lesson.source.text().to_owned();
        Self { name: lesson.source.path().to_owned(), file: lesson.file.clone(), bom: lesson.bom, old, new, claims }
    }

    /// A text as it stands in the file.
    fn bytes(&self, text: &str) -> Vec<u8> {
        format!("{}{text}", if self.bom { "\u{feff}" } else { "" }).into_bytes()
    }

    /// The change in the format of `diff -u`, for `patch -p1`.
    fn diff(&self) -> String {
        let name = self.name.trim_start_matches('/');
        let diff = TextDiff::from_lines(self.old.as_str(), self.new.as_str());
        diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
    }
}

/// `text` with the replacements, whatever their order.
fn apply(text: &str, edits: &[&Edit]) -> Result<String, Failure> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| edit.span);
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let between = text.get(at..edit.span.start).filter(|_| text.is_char_boundary(edit.span.end));
        let Some(between) = between.filter(|_| edit.span.start <= edit.span.end) else {
            return Err(
                Failure::new(Status::Bug, "two corrections overlap").note(format!("at byte {}", edit.span.start))
            );
        };
        fixed += between;
        fixed += &edit.replacement;
        at = edit.span.end;
    }
    Ok(fixed + &text[at..])
}

fn counted(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, Span};

    fn edit(source: &Arc<Source>, start: usize, end: usize, replacement: &str) -> Edit {
        Edit { source: Arc::clone(source), span: Span::new(start, end), replacement: replacement.into() }
    }

    #[test]
    fn replacements_apply_in_any_order() {
        let source = Source::new("a.md", "µ [](=x) and [1.8](=y)\n");
        let edits = [edit(&source, 15, 18, "1.737"), edit(&source, 4, 4, "0.5")];
        let fixed = apply(source.text(), &edits.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!(fixed, "µ [0.5](=x) and [1.737](=y)\n");
    }

    #[test]
    fn overlapping_replacements_are_a_bug() {
        let source = Source::new("a.md", "µ234567\n");
        for (a, b) in [((2, 5), (4, 6)), ((0, 1), (3, 4)), ((5, 4), (6, 7)), ((6, 99), (3, 4))] {
            let edits = [edit(&source, a.0, a.1, ""), edit(&source, b.0, b.1, "")];
            assert_eq!(apply(source.text(), &edits.iter().collect::<Vec<_>>()).unwrap_err().status, Status::Bug);
        }
    }

    #[test]
    fn a_change_is_shown_as_a_diff() {
        let lesson = LessonFile {
            path: "a.md".into(),
            source: Source::new("content/a.md", "one\n[1.8](=x)\nthree\n"),
            file: PathBuf::new(),
            selected: true,
            bom: true,
        };
        let change = Change::new(&lesson, "one\n[1.7](=x)\nthree\n".into(), 1);
        let expected =
            "--- a/content/a.md\n+++ b/content/a.md\n@@ -1,3 +1,3 @@\n one\n-[1.8](=x)\n+[1.7](=x)\n three\n";
        assert_eq!(change.diff(), expected);
        assert!(change.bytes("x") == "\u{feff}x".as_bytes());
    }
}
