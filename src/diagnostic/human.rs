//! Diagnostics for people: the source line, carets under the exact place, notes and a help.
//!
//! The drawing is rustc's own (`annotate-snippets`). What is added here keeps it cheap and safe on
//! any input: only the lines of the span are handed over, long lines are cut to a window around the
//! span first, and control characters never reach the terminal.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::failure::Failure;
use crate::source::{Source, Span};

/// The width that snippets are drawn for; the same everywhere, so that the same input gives the same text.
const WIDTH: usize = 120;
/// Of a longer line, only a window around the span is drawn.
const LONG_LINE: usize = 2_000;
/// How much of a long line is kept on each side of the span, in bytes.
const MARGIN: usize = 300;
/// A span over more lines than this is drawn as its first line.
const MANY_LINES: usize = 12;

/// The text of `diagnostics`, ready to print, a blank line after each; `color` asks for terminal colours.
pub fn render(diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&draw(&renderer, diagnostic));
        out.push_str("\n\n");
    }
    out
}

/// The text of a failure, in the same style.
pub fn render_failure(failure: &Failure, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut group = Group::with_title(Level::ERROR.primary_title(clean(&failure.message)));
    for note in &failure.notes {
        group = group.element(Level::NOTE.message(clean(note)));
    }
    if let Some(help) = &failure.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    renderer.render(&[group]) + "\n"
}

/// One diagnostic, without the blank line after it.
fn draw(renderer: &Renderer, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    // What the renderer prints as the place of a window, and what it should print.
    let mut moved = None;
    if let Some(place) = &diagnostic.place {
        let source = &place.source;
        let position = source.position(source.text().floor_char_boundary(place.span.start));
        if source.text().is_empty() {
            // No line to show.
            group = group.element(Origin::path(source.path()).line(position.line).char_column(position.column));
        } else {
            let window = window(source, place.span);
            if let Some(column) = window.column {
                let place = |column| format!(":{}:{column}", position.line);
                moved = Some((place(column), place(position.column)));
            }
            let mut annotation = AnnotationKind::Primary.span(window.span.range());
            if let Some(label) = &diagnostic.label {
                annotation = annotation.label(clean(label));
            }
            let snippet = Snippet::source(window.text).path(source.path()).line_start(position.line);
            group = group.element(snippet.annotation(annotation));
        }
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(clean(note)));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let drawn = renderer.render(&[group]);
    let arrow = drawn.find("-->").unwrap_or(0);
    match moved {
        Some((from, to)) => format!("{}{}", &drawn[..arrow], drawn[arrow..].replacen(&from, &to, 1)),
        None => drawn,
    }
}

/// The piece of a source that is drawn.
struct Window {
    text: String,
    /// The place to mark, in `text`.
    span: Span,
    /// The column of `span` in `text`, where `text` doesn't start with its line.
    column: Option<usize>,
}

/// The lines of `span`, or the surroundings of `span` where they are long.
fn window(source: &Source, span: Span) -> Window {
    let text = source.text();
    let start = text.floor_char_boundary(span.start);
    let mut end = text.floor_char_boundary(span.end).max(start);
    // A span that ends with a line break is drawn to the end of its line.
    if end > start && text[start..end].ends_with('\n') {
        end -= 1;
        if text[start..end].ends_with('\r') {
            end -= 1;
        }
    }
    if text[start..end].matches('\n').count() >= MANY_LINES {
        end = start + text[start..].find('\n').unwrap_or(0);
    }
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let mut line_end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    if text[end..line_end].ends_with('\r') {
        line_end -= 1;
    }
    if line_end - line_start <= LONG_LINE {
        return Window {
            text: text[line_start..line_end].to_owned(),
            span: Span::new(start - line_start, end - line_start),
            column: None,
        };
    }
    // Long lines: a minified table, a whole lesson in one paragraph.
    let end = if end - start > LONG_LINE { text.floor_char_boundary(start + LONG_LINE) } else { end };
    let from = text.floor_char_boundary(start.saturating_sub(MARGIN)).max(line_start);
    let to = text.floor_char_boundary(end + MARGIN).min(line_end).max(end);
    let head = if from > line_start { "…" } else { "" };
    let tail = if to < line_end { "…" } else { "" };
    let shift = head.len();
    Window {
        text: format!("{head}{}{tail}", &text[from..to]),
        span: Span::new(start - from + shift, end - from + shift),
        column: Some(text[from..start].chars().count() + head.chars().count() + 1),
    }
}

/// The same text with control characters made visible: a lesson must not steer a terminal.
fn clean(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\n' => char,
            '\t' => ' ',
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + char as u32).unwrap_or('\u{fffd}'),
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            _ => char,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Fault};

    fn shown(text: &str, span: Span) -> String {
        let source = Source::new("content/a.md", text);
        let fault = Fault::new(Code::ClaimRefuted, span, "`1.738` is not the value of `H(P, Q)`")
            .label("computed 1.73697 bits")
            .note("the digits claim the set [1.7375, 1.7385]")
            .note("the value lies outside")
            .help("write `[1.737 bits](=H(P,Q))`");
        render(&[fault.at(&source, span)], false)
    }

    #[test]
    fn a_diagnostic_looks_like_rustcs() {
        let text = "+++\n+++\n\nEach letter costs [1.738 bits](=H(P,Q)) so.\n";
        let at = text.find("1.738").unwrap();
        let expected = "\
error[claim-refuted]: `1.738` is not the value of `H(P, Q)`
 --> content/a.md:4:20
  |
4 | Each letter costs [1.738 bits](=H(P,Q)) so.
  |                    ^^^^^ computed 1.73697 bits
  |
  = note: the digits claim the set [1.7375, 1.7385]
  = note: the value lies outside
  = help: write `[1.737 bits](=H(P,Q))`

";
        assert_eq!(shown(text, Span::new(at, at + 5)), expected);
    }

    #[test]
    fn columns_count_characters_and_tabs_are_spread() {
        let text = "\té ‖ 漢 x = 1\n";
        let at = text.find("x").unwrap();
        let out = shown(text, Span::new(at, at + 5));
        assert!(out.contains("content/a.md:1:8\n"), "{out}");
        assert!(out.contains("1 |     é ‖ 漢 x = 1\n"), "{out}");
        assert!(out.contains("  |            ^^^^^ computed"), "{out}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_span_and_keeps_its_column() {
        let text = format!("{}[7](=x){}", "é".repeat(50_000), "z".repeat(50_000));
        let at = text.find('7').unwrap();
        let out = shown(&text, Span::new(at, at + 1));
        assert!(out.contains("content/a.md:1:50002\n"), "{out}");
        let line = out.lines().find(|line| line.starts_with("1 |")).unwrap();
        assert!(line.contains("[7](=x)") && line.chars().count() < 140, "{line}");
        let caret = out.lines().find(|line| line.contains('^')).unwrap();
        let column = |line: &str, char| line.chars().position(|c| c == char).unwrap();
        assert_eq!(column(line, '7'), column(caret, '^'));
    }

    #[test]
    fn any_span_of_any_text_is_drawn() {
        for text in ["", "\n", "é", "a\r\nb\r\n", "a\u{0}\u{1b}[31m\u{202e}b", "\u{feff}a\n\n\n"] {
            for start in 0..=text.len() + 2 {
                for end in 0..=text.len() + 2 {
                    let out = shown(text, Span::new(start, end));
                    assert!(!out.contains('\u{1b}') && out.contains("--> content/a.md:"), "{text:?} {start} {end}");
                }
            }
        }
    }

    #[test]
    fn a_span_over_lines_is_drawn() {
        let out = shown("a\n> b\n> c\nd\n", Span::new(2, 9));
        assert!(out.contains("2 | / > b\n3 | | > c\n  | |___^ computed"), "{out}");
        let text = "line\n".repeat(40);
        let out = shown(&text, Span::new(0, text.len()));
        assert!(out.contains("1 | line\n  | ^^^^ computed"), "{out}");
    }

    #[test]
    fn colours_only_on_request() {
        let source = Source::new("a.md", "x");
        let diagnostic = Fault::new(Code::File, 0..1, "a \u{1b}[2J b").at(&source, Span::new(0, 1));
        assert!(render(std::slice::from_ref(&diagnostic), true).contains('\u{1b}'));
        assert!(!render(&[diagnostic], false).contains('\u{1b}'));
    }

    #[test]
    fn without_a_place_there_is_no_arrow() {
        let diagnostic = Diagnostic {
            code: Code::NoLesson,
            severity: Severity::Error,
            message: "no lesson in `empty`".into(),
            place: None,
            label: None,
            notes: vec![],
            help: Some("lessons are files that end in `.md`".into()),
        };
        let expected = "error[no-lesson]: no lesson in `empty`\n |\n = help: lessons are files that end in `.md`\n\n";
        assert_eq!(render(&[diagnostic], false), expected);
    }
}
