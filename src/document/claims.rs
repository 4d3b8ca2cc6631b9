//! Where the expression of a claim stands: `](`, then the expression verbatim.
//!
//! Markdown has decided that a link ends here and gives its target decoded; this file finds the
//! same target in the source and compares. What differs was an escape or an entity: an error, so
//! that an expression stands exactly as it is computed.

use super::lines::skip_blank;
use crate::diagnostic::{Code, Fault};
use crate::source::{Excerpt, Span};

/// A link as Markdown saw it.
pub(super) struct Target<'t> {
    /// The first byte after `](`.
    pub(super) open: usize,
    /// The closing parenthesis.
    pub(super) close: usize,
    /// The target, decoded.
    pub(super) dest: &'t str,
    /// The title, decoded.
    pub(super) title: &'t str,
    /// Whether the link stands in a table, where `\|` is `|`.
    pub(super) in_table: bool,
}

/// Whether a decoded target makes its link a claim.
pub(super) fn is_claim(dest: &str) -> bool {
    dest.trim_start().starts_with('=')
}

/// Where the closing bracket of a label stands whose last child ends at `from`.
pub(super) fn bracket(text: &str, from: usize, end: usize) -> Option<usize> {
    let at = skip_blank(text, from, end);
    text[at..end].starts_with("](").then_some(at)
}

/// Where the target of an inline link stands, without title and angle brackets.
pub(super) fn target_span(text: &str, open: usize, close: usize) -> Span {
    let start = skip_blank(text, open, close);
    let rest = &text[start..close];
    match rest.strip_prefix('<') {
        Some(inside) => Span::new(start + 1, start + 1 + inside.find('>').unwrap_or(inside.len())),
        None => {
            let length = rest.find([' ', '\t', '\r', '\n']).unwrap_or(rest.len());
            Span::new(start, start + length)
        }
    }
}

/// The expression of a claim, verbatim.
///
/// # Errors
///
/// A fault at its place in the source: a form that isn't one of the four, or a character that
/// doesn't stand for itself.
pub(super) fn expression(text: &str, target: &Target<'_>) -> Result<Excerpt, Fault> {
    let start = skip_blank(text, target.open, target.close);
    let inner = text[start..target.close].trim_end_matches([' ', '\t', '\r', '\n']);
    let whole = Span::new(start, start + inner.len());
    if let Some(raw) = unspaced_quotes(inner) {
        return Err(Fault::new(Code::ClaimSyntax, whole, "no space between `=` and the quotes")
            .help(format!("write `(= {raw})`")));
    }
    let (span, decoded) = if inner.starts_with('<') {
        angle(text, target, whole)?
    } else if inner.starts_with('=') {
        let word = inner.find([' ', '\t', '\r', '\n']).unwrap_or(inner.len());
        let title = skip_blank(text, start + word, target.close);
        let title = Span::new(title, whole.end.max(title));
        if title.is_empty() {
            (Span::new(start + 1, start + word), target.dest.get(1..).unwrap_or_default())
        } else if word == 1 {
            (quoted(text, title)?, target.title)
        } else {
            return Err(both(text, whole));
        }
    } else {
        return Err(Fault::new(
            Code::ClaimSyntax,
            super::report::first_line(text, whole),
            "a claim's `=` is not written as `=`",
        )
        .help("write the target as `(=EXPR)`, with the sign itself"));
    };
    if text[span.range()].trim().is_empty() {
        return Err(Fault::new(Code::ClaimSyntax, whole, "a claim without an expression")
            .help("write what the number must equal: `[1.737 bits](=H(P,Q))`"));
    }
    verbatim(text, span, decoded, target.in_table)
}

/// What stands between quotes directly behind `=`, quotes included: no expression starts so.
pub(super) fn unspaced_quotes(inner: &str) -> Option<&str> {
    let raw = inner.strip_prefix('=')?;
    let mark = raw.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    (raw.len() > 2 && raw.ends_with(mark)).then_some(raw)
}

/// `<=EXPR>`: the span of the expression and what Markdown made of it.
fn angle<'t>(text: &str, target: &Target<'t>, whole: Span) -> Result<(Span, &'t str), Fault> {
    let inside = &text[whole.start + 1..whole.end];
    let mut escaped = false;
    let length = inside
        .find(|c| {
            let ends = c == '>' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })
        .unwrap_or(inside.len());
    let end = whole.start + 1 + length;
    let body = &text[whole.start + 1..end];
    let rest = skip_blank(text, (end + 1).min(target.close), target.close);
    if rest < whole.end {
        return Err(both(text, whole));
    }
    if !body.starts_with('=') {
        return Err(Fault::new(
            Code::ClaimSyntax,
            super::report::first_line(text, whole),
            "a claim's `=` doesn't follow the `<`",
        )
        .help("write `(<=EXPR>)`, without anything between"));
    }
    Ok((Span::new(whole.start + 2, end), target.dest.get(1..).unwrap_or_default()))
}

/// `"EXPR"` or `'EXPR'`: the span between the quotes.
fn quoted(text: &str, title: Span) -> Result<Span, Fault> {
    let raw = &text[title.range()];
    let mark = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
    match mark {
        Some(mark) if raw.len() >= 2 && raw.ends_with(mark) => Ok(Span::new(title.start + 1, title.end - 1)),
        _ => Err(Fault::new(
            Code::ClaimSyntax,
            super::report::first_line(text, title),
            "a claim's expression between parentheses",
        )
        .help(format!("write it between quotes: `(= \"{}\")`", raw.trim_matches(['(', ')'])))),
    }
}

fn both(text: &str, whole: Span) -> Fault {
    let raw = text[whole.range()].trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '<' | '='));
    if raw.ends_with(')') && !raw.contains(['"', '\'', '<', '>']) {
        // Markdown takes `(x)` of `(=f (x))` for a title.
        let expression = raw.strip_suffix("))").map_or(raw, |_| &raw[..raw.len() - 1]);
        return Fault::new(
            Code::ClaimSyntax,
            super::report::first_line(text, whole),
            "an expression with spaces lacks its quotes",
        )
        .help(format!("write `(= \"{expression}\")`"));
    }
    Fault::new(Code::ClaimSyntax, super::report::first_line(text, whole), "a claim with two expressions")
        .note("one stands as the link's target, one as its title")
        .help("keep one of them: `(=EXPR)`, or with spaces `(= \"EXPR\")`")
}

/// The text of `span`, if every character of it stands for itself.
fn verbatim(text: &str, span: Span, decoded: &str, in_table: bool) -> Result<Excerpt, Fault> {
    let raw = &text[span.range()];
    let mut excerpt = Excerpt::default();
    let mut run = 0;
    let mut characters = raw.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let here = span.start + at;
        match character {
            '\\' if in_table && characters.peek().is_some_and(|&(_, next)| next == '|') => {
                excerpt.push(&raw[run..at], span.start + run);
                run = at + 1;
            }
            '\\' => {
                let length = 1 + characters.peek().map_or(0, |(_, next)| next.len_utf8());
                let fault = Fault::new(
                    Code::ClaimSyntax,
                    Span::new(here, here + length),
                    "a backslash in a claim's expression",
                )
                .note("an expression stands verbatim");
                let clean = raw.replace('\\', "");
                let mark = if clean.contains('"') { '\'' } else { '"' };
                return Err(
                    fault.help(format!("write `(= {mark}{clean}{mark})`; no character needs an escape between quotes"))
                );
            }
            '\r' | '\n' => {
                return Err(Fault::new(
                    Code::ClaimSyntax,
                    super::report::first_line(text, span),
                    "a line break in a claim's expression",
                )
                .label("the expression goes on in the next line")
                .help("write it in one line, or define it in a `calc` block and claim its name"));
            }
            _ => {}
        }
    }
    excerpt.push(&raw[run..], span.start + run);
    if excerpt.text == decoded {
        return Ok(excerpt);
    }
    let entity = entity(raw).map_or(span, |entity| entity.shifted(span.start));
    Err(Fault::new(Code::ClaimSyntax, entity, "an entity in a claim's expression")
        .note(format!("Markdown reads the expression as `{decoded}`"))
        .help("write the character itself; an expression stands verbatim"))
}

/// The first character reference in `raw`.
fn entity(raw: &str) -> Option<Span> {
    raw.match_indices('&').find_map(|(at, _)| {
        let name = &raw[at + 1..];
        let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '#')?;
        (length > 0 && name[length..].starts_with(';')).then(|| Span::new(at, at + length + 2))
    })
}
