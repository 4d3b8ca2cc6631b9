//! Source lines: how deep in quotes they are, and excerpts that run across them.

use crate::source::{Excerpt, Span};

/// Where the line of byte `at` starts.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line of byte `at` ends, before its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if text[at..end].ends_with('\r') { end - 1 } else { end }
}

/// How many `>` stand between `start` and `until` before anything but white space.
pub(super) fn quote_marks(text: &str, start: usize, until: usize) -> usize {
    text.as_bytes()
        .get(start..until)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'>'))
        .filter(|&&byte| byte == b'>')
        .count()
}

/// The first byte from `at` that is no white space, line break or mark of a quote.
pub(super) fn skip_blank(text: &str, at: usize, end: usize) -> usize {
    let blank = text.as_bytes()[at..end].iter().take_while(|byte| b" \t\r\n>".contains(byte)).count();
    at + blank
}

/// The excerpt of `span` whose text Markdown gave as `cooked`.
///
/// Markdown takes away the marks of quotes and the indentation at the start of each line, the `\r`
/// of a line break, and in tables the backslash before `|`; everything else stands as written.
pub(super) fn aligned(text: &str, span: Span, cooked: &str) -> Excerpt {
    let mut excerpt = Excerpt::default();
    let mut at = span.start;
    for (index, line) in cooked.split_inclusive('\n').enumerate() {
        let raw_end = text[at..span.end].find('\n').map_or(span.end, |newline| at + newline + 1);
        let body = line.trim_end_matches('\n');
        if index > 0 {
            let raw = text[at..raw_end].trim_end_matches(['\r', '\n']);
            at = match raw.strip_suffix(body) {
                Some(prefix) => at + prefix.len(),
                None => skip_prefix(text, at, raw_end),
            };
        }
        push_line(&mut excerpt, text, at, raw_end, body);
        if line.ends_with('\n') {
            excerpt.push("\n", raw_end.saturating_sub(1).max(at));
        }
        at = raw_end;
    }
    excerpt
}

fn skip_prefix(text: &str, at: usize, end: usize) -> usize {
    at + text.as_bytes()[at..end].iter().take_while(|byte| b" \t>".contains(byte)).count()
}

/// Pushes `body`, which stood in `text[at..end]` with backslashes before some `|`.
fn push_line(excerpt: &mut Excerpt, text: &str, mut at: usize, end: usize, body: &str) {
    let mut rest = body;
    while !rest.is_empty() {
        let raw = &text[at..end];
        // As far as both agree; then a backslash was taken away.
        let same = raw.bytes().zip(rest.bytes()).take_while(|(a, b)| a == b).count();
        let same = (0..=same).rev().find(|&n| rest.is_char_boundary(n) && raw.is_char_boundary(n)).unwrap_or(0);
        excerpt.push(&rest[..same], at);
        rest = &rest[same..];
        at += same;
        if rest.is_empty() {
            return;
        }
        if text[at..end].starts_with('\\') {
            at += 1;
        } else {
            // Markdown changed the text in a way not known here: keep its text, near its place.
            excerpt.push(rest, at.min(end));
            return;
        }
    }
}

/// The part `span` of `excerpt`, with its places.
pub(super) fn part(excerpt: &Excerpt, span: Span) -> Excerpt {
    let mut out = Excerpt::default();
    append(&mut out, excerpt, span);
    out
}

/// Appends the part `span` of `excerpt` to `out`.
pub(super) fn append(out: &mut Excerpt, excerpt: &Excerpt, span: Span) {
    let mut start = span.start;
    for (at, character) in excerpt.text[span.range()].char_indices() {
        let here = span.start + at;
        let next = here + character.len_utf8();
        if next < span.end && excerpt.origin(next) == excerpt.origin(start) + (next - start) {
            continue;
        }
        out.push(&excerpt.text[start..next], excerpt.origin(start));
        start = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_counted_up_to_the_text() {
        assert_eq!(quote_marks("> > a > b", 0, 9), 2);
        assert_eq!(quote_marks(">>\t>x", 0, 5), 3);
        assert_eq!(quote_marks("a", 0, 1), 0);
    }

    #[test]
    fn excerpts_skip_what_markdown_takes_away() {
        let text = "$a\r\n> > b \\| c$";
        let excerpt = aligned(text, Span::new(1, text.len() - 1), "a\nb | c");
        assert_eq!(excerpt.text, "a\nb | c");
        assert_eq!(excerpt.span(Span::new(0, 1)), Span::new(1, 2));
        assert_eq!(excerpt.span(Span::new(2, 3)), Span::new(8, 9));
        assert_eq!(excerpt.span(Span::new(4, 5)), Span::new(11, 12));
        let end = part(&excerpt, Span::new(4, 7));
        assert_eq!((end.text.as_str(), end.whole()), ("| c", Span::new(11, 14)));
    }
}
