//! Diagnostics for programs.

use serde_json::{Value, json};

use super::{Diagnostic, Severity};
use crate::source::{Source, Span};

/// One diagnostic as the JSON object of the contract.
///
/// Lines and columns count from 1, columns count characters, ends are exclusive. A diagnostic
/// without a place has `null` for the file and the numbers.
pub fn render(diagnostic: &Diagnostic) -> Value {
    let place = diagnostic.place.as_ref();
    let [line, column, end_line, end_column] = match place {
        Some(place) => corners(&place.source, place.span).map(Value::from),
        None => [const { Value::Null }; 4],
    };
    json!({
        "code": diagnostic.code.name(),
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "message": diagnostic.message,
        "file": place.map(|place| place.source.path()),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        // What stands under the carets has no key of its own.
        "notes": diagnostic.label.iter().filter(|label| !label.is_empty()).chain(&diagnostic.notes).collect::<Vec<_>>(),
        "help": diagnostic.help,
    })
}

/// First line and column, last line and the column after the last character.
pub fn corners(source: &Source, span: Span) -> [usize; 4] {
    let text = source.text();
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end).max(start);
    let (start, end) = (source.position(start), source.position(end));
    [start.line, start.column, end.line, end.column]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Fault};

    #[test]
    fn an_object_has_the_keys_of_the_contract() {
        let source = Source::new("a.md", "μ\nσ = [1](=x)\n");
        let diagnostic =
            Fault::new(Code::ClaimRefuted, 0..0, "wrong").note("a").note("b").at(&source, Span::new(9, 10));
        let expected = json!({
            "code": "claim-refuted", "severity": "error", "message": "wrong", "file": "a.md",
            "line": 2, "column": 6, "end_line": 2, "end_column": 7, "notes": ["a", "b"], "help": null,
        });
        assert_eq!(render(&diagnostic), expected);
        let keys: Vec<_> = render(&diagnostic).as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys[..4], ["code", "severity", "message", "file"]);
    }

    #[test]
    fn any_span_has_corners() {
        let source = Source::new("a.md", "é");
        assert_eq!(corners(&source, Span::new(1, 9)), [1, 1, 1, 2]);
        assert_eq!(corners(&source, Span::new(7, 3)), [1, 2, 1, 2]);
    }
}
