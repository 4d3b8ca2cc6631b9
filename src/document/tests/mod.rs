//! Tests across the room: forms of claims, structure, hostile input.

mod callouts;
mod claims;
mod hostile;
mod structure;

use super::{Document, Options, parse};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Source;

/// The three lines that a lesson starts with; what follows starts in line 4.
pub(super) const HEAD: &str = "+++\ntitle = \"T\"\n+++\n";

/// The document of `text` and its faults, as lines.
pub(super) fn parse_text(text: &str) -> (Document, Vec<String>) {
    parse_as(text, Options::default())
}

pub(super) fn parse_as(text: &str, options: Options) -> (Document, Vec<String>) {
    let source = Source::new("lesson.md", text);
    let mut sink = Diagnostics::default();
    let document = parse(&mut sink, &source, &options);
    (document, sink.into_sorted().iter().map(line).collect())
}

/// `4:1-4:6 headline (label) | help`.
fn line(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.place.as_ref().map(|place| super::dump::place(&place.source, place.span));
    let label = diagnostic.label.as_ref().map(|label| format!(" ({label})")).unwrap_or_default();
    let help = diagnostic.help.as_ref().map(|help| format!(" | {help}")).unwrap_or_default();
    assert!(diagnostic.help.is_some(), "without a help: {}", diagnostic.message);
    assert!(!diagnostic.message.ends_with('.'), "a period: {}", diagnostic.message);
    format!("{} {}{label}{help}", place.unwrap_or_default(), diagnostic.message)
}

/// The faults of a whole file.
pub(super) fn errors(text: &str) -> Vec<String> {
    parse_text(text).1
}

/// The faults of a body, which starts in line 4.
pub(super) fn lesson_errors(body: &str) -> Vec<String> {
    errors(&format!("{HEAD}{body}"))
}

/// The dump of a faultless body, which starts in line 4.
pub(super) fn dump(body: &str) -> String {
    let (document, errors) = parse_text(&format!("{HEAD}{body}"));
    assert_eq!(errors, Vec::<String>::new(), "{body}");
    super::dump::dump(&document)
}
