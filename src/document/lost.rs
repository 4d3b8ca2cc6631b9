//! Raw `](=` that became no claim: nothing is lost silently, and each says why.

use super::builder::Builder;
use super::claims::unspaced_quotes;
use super::lines::{line_end, line_start};
use crate::diagnostic::{Code, Fault};
use crate::source::Span;

/// How far around a lost claim its cause is looked for.
const WINDOW: usize = 2000;

/// Reports every `](=` and `\href{=` outside code, HTML and comments that is no claim's own, and
/// table cells that Markdown drops. `definitions` are the places of link reference definitions.
pub(super) fn check(builder: &mut Builder<'_, '_>, definitions: &[Span]) {
    let text = builder.text;
    let opaque = merged(&builder.opaque);
    let reported = merged(&builder.reported);
    let maths = merged(&builder.maths);
    let dropped = merged(&builder.dropped);
    let cells = merged(&builder.cells);
    builder.openers.sort_unstable();
    let mut silent = dropped.clone();
    for (at, _) in text.match_indices(']') {
        if builder.report.is_full() {
            return;
        }
        let Some(end) = opener(text, at) else { continue };
        if builder.openers.binary_search(&at).is_ok() || holds(&opaque, at).is_some() || holds(&reported, at).is_some()
        {
            continue;
        }
        let places = Places { definitions, maths: &maths, dropped: &dropped, cells: &cells, builder };
        let mut fault = Fault::new(Code::ClaimLost, Span::new(at, end), "a claim that Markdown doesn't see");
        let cause = places.cause(at, end);
        fault = fault.label(cause.label).help(cause.help);
        spare_row(&mut silent, text, at);
        builder.report.fault(fault);
    }
    let mut broken_formula = None;
    for (at, found) in text.match_indices("\\href") {
        let rest = text[at + found.len()..].trim_start();
        let Some(inside) = rest.strip_prefix('{') else { continue };
        if !inside.trim_start().starts_with('=') || holds(&maths, at).is_some() || holds(&opaque, at).is_some() {
            continue;
        }
        let end = text.len() - inside.trim_start().len() + 1;
        let split = holds(&cells, at).is_some_and(|cell| !balanced(&text[end.min(cell.end)..cell.end], b'{', b'}').1);
        let list = formula_broken_by_list(text, at);
        if list.is_some() && list == broken_formula {
            // One cause, one error.
            spare_row(&mut silent, text, at);
            continue;
        }
        broken_formula = list;
        let help = if split {
            "in a table write `\\|` for each `|` of the formula"
        } else if list.is_some() {
            "a line of the formula starts with `+`, `-` or `*`, which begins a list: end the line above with that sign"
        } else {
            "put it between dollars: `$\\href{=EXPR}{1.737}$`, or write `[1.737](=EXPR)`"
        };
        let mark = super::report::first_line(text, Span::new(at, end));
        builder.report.fault(Fault::new(Code::ClaimLost, mark, "a claim of a formula outside of math").help(help));
        spare_row(&mut silent, text, at);
    }
    for span in silent {
        let raw = &text[span.range()];
        let start = span.start + raw.bytes().take_while(|byte| b" \t|".contains(byte)).count();
        builder.report.fault(
            Fault::new(
                Code::Markdown,
                super::report::first_line(text, Span::new(start, span.end)),
                "a table cell beyond the header's columns",
            )
            .note("Markdown drops it")
            .help("add a column to the header and to the line of dashes; a `|` of the text is `\\|`"),
        );
    }
}

/// Takes the row of `at` out of `silent`: its dropped cells are the same fault.
fn spare_row(silent: &mut Vec<Span>, text: &str, at: usize) {
    silent.retain(|span| {
        let near = at < span.end && span.end - at < 5 * WINDOW;
        !near || text[at..span.start.max(at)].contains('\n')
    });
}

/// The end of the `](=` that starts with the `]` at `at`, if it is one; also `] (=x`.
fn opener(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let spaces = bytes[at + 1..].iter().take_while(|byte| **byte == b' ').take(8).count();
    let open = at + 1 + spaces;
    if bytes.get(open) != Some(&b'(') {
        return None;
    }
    let mut end = open + 1;
    let mut breaks = 0;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b' ' | b'\t' | b'\r' => {}
            b'\n' if breaks == 0 => breaks = 1,
            b'>' if breaks == 1 => {}
            _ => break,
        }
        end += 1;
    }
    if bytes.get(end) == Some(&b'<') {
        end += 1;
    }
    if bytes.get(end) != Some(&b'=') {
        return None;
    }
    // Prose such as `[0, 1] (= the unit interval)` is none.
    let glued = bytes.get(end + 1).is_some_and(|next| !next.is_ascii_whitespace());
    (spaces == 0 || (glued && end == open + 1)).then_some(end + 1)
}

struct Cause {
    label: &'static str,
    help: String,
}

struct Places<'p, 'a, 't> {
    definitions: &'p [Span],
    maths: &'p [Span],
    dropped: &'p [Span],
    cells: &'p [Span],
    builder: &'p Builder<'a, 't>,
}

impl Places<'_, '_, '_> {
    /// Why the `](=` in `at..end` is no claim.
    fn cause(&self, at: usize, end: usize) -> Cause {
        let text = self.builder.text;
        let cause = |label, help: &str| Cause { label, help: help.to_owned() };
        if let Some(math) = holds(self.maths, at) {
            let dollar = &text[math.start..math.start + 1];
            return Cause {
                label: "inside a formula: a `$` swallowed it",
                help: format!(
                    "write a dollar of the text as `\\{dollar}`, or claim in the formula with `\\href{{=EXPR}}{{1.737}}`"
                ),
            };
        }
        if holds(self.dropped, at).is_some() {
            return cause(
                "in a table cell beyond the header's columns, which Markdown drops",
                "add the missing column to the header and to the line of dashes; a `|` of the text is `\\|`",
            );
        }
        if self.definitions.iter().any(|span| span.start <= at && at < span.end) {
            return cause(
                "in the definition of a link reference",
                "write the claim at its number: `[1.737 bits](=H(P,Q))`",
            );
        }
        let escapes = text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        if escapes % 2 == 1 {
            return cause(
                "its `]` is escaped",
                "drop the backslash, or put the text between backticks if it is no claim",
            );
        }
        if text.as_bytes().get(at + 1) == Some(&b' ') {
            return cause("a space stands between `]` and `(`", "drop the space: `[1.737 bits](=H(P,Q))`");
        }
        if self.builder.link_spans.iter().any(|span| span.start < at && at < span.end) {
            return cause("inside a link or image", "end the link or image before the number");
        }
        let Some(open) = opening(text, at) else {
            return cause("no `[` opens its label", "write the number between brackets: `[1.737 bits](=H(P,Q))`");
        };
        if let Some(math) = holds(self.maths, open) {
            let dollar = &text[math.start..math.start + 1];
            return Cause {
                label: "a `$` swallowed the `[` of its label",
                help: format!("write a dollar of the text as `\\{dollar}`"),
            };
        }
        if holds(&self.builder.opaque, open).is_some() {
            return cause("code or HTML swallowed the `[` of its label", "close the code before the number");
        }
        if text[..open].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1 {
            return cause(
                "its `[` is escaped",
                "drop the backslash, or put the text between backticks if it is no claim",
            );
        }
        if self.builder.openers.iter().any(|inner| open < *inner && *inner < at) {
            return cause("its label holds another claim", "claim each number alone, one beside the other");
        }
        if self.builder.link_spans.iter().any(|span| open < span.start && span.end <= at) {
            return cause("its label holds a link", "link the number alone");
        }
        if let Some(cell) = holds(self.cells, at)
            && !balanced(&text[end.min(cell.end)..cell.end], b'(', b')').1
            && text[cell.end..].starts_with('|')
        {
            return cause(
                "a `|` ends the table cell inside it",
                "in a table write `\\|` for each `|` of the text or expression",
            );
        }
        expression_cause(text, end)
    }
}

/// Why Markdown sees no link in the target whose `=` ends at `start`.
fn expression_cause(text: &str, start: usize) -> Cause {
    let angle = text[..start - 1].ends_with('<');
    let stop = paragraph_end(text, start);
    let rest = &text[start..stop];
    let quoted = rest.trim_start_matches([' ', '\t', '\r', '\n', '>']);
    if angle {
        let raw = rest.split(')').next().unwrap_or_default().split('>').next().unwrap_or_default();
        return Cause {
            label: "between `<` and `>` Markdown allows no further `<` or `>` and no line break",
            help: format!("write it between quotes: `(= \"{}…\")`", one_line(raw)),
        };
    }
    if rest.starts_with([' ', '\t', '\r', '\n'])
        && let Some(mark) = quoted.chars().next().filter(|mark| matches!(mark, '"' | '\''))
    {
        let other = if mark == '"' { '\'' } else { '"' };
        return Cause {
            label: "its quotes don't end where the link does",
            help: format!("close the expression with {mark} and `)`; if it holds a {mark}, write it between {other}"),
        };
    }
    let (body, balanced) = balanced(rest, b'(', b')');
    let body = one_line(body);
    let mark = if body.contains('"') { '\'' } else { '"' };
    if !balanced {
        return Cause {
            label: "the parentheses of its expression don't balance",
            help: "close every parenthesis, and then the link: `[1.737 bits](=H(P,Q))`".to_owned(),
        };
    }
    if let Some(raw) = unspaced_quotes(&text[start - 1..start + body.len()]) {
        return Cause { label: "no space between `=` and the quotes", help: format!("write `(= {raw})`") };
    }
    let spaced = rest[..body.len().min(rest.len())].contains([' ', '\t']) || rest.starts_with(' ');
    Cause {
        label: if spaced { "a link's target ends at a space" } else { "Markdown can't read its target" },
        help: format!("write the expression between quotes: `(= {mark}{}{mark})`", body.trim()),
    }
}

/// `rest` up to the sign that closes what was opened before it, and whether there is one.
fn balanced(rest: &str, open: u8, close: u8) -> (&str, bool) {
    let mut depth = 1_usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if byte == open => depth += 1,
            _ if byte == close => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&rest[..at], true);
        }
    }
    (rest, false)
}

fn one_line(text: &str) -> &str {
    text.split(['\r', '\n']).next().unwrap_or_default()
}

/// The `[` that the `]` at `at` closes, in the same paragraph.
fn opening(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 1_usize;
    for here in (at.saturating_sub(WINDOW)..at).rev() {
        match bytes[here] {
            b']' => depth += 1,
            b'[' => depth -= 1,
            b'\n' if blank_line(text, here + 1) => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(here);
        }
    }
    None
}

/// Whether the line that starts at `at` holds nothing but marks of quotes.
fn blank_line(text: &str, at: usize) -> bool {
    text[at..line_end(text, at)].bytes().take(WINDOW).all(|byte| b" \t>\r".contains(&byte))
}

/// Where the paragraph of `at` ends, or a window.
fn paragraph_end(text: &str, at: usize) -> usize {
    let mut end = line_end(text, at);
    for _ in 0..20 {
        let next = end + text[end..].find('\n').map_or(text.len() - end, |newline| newline + 1);
        if next >= text.len() || blank_line(text, next) || end - at > WINDOW {
            break;
        }
        end = line_end(text, next);
    }
    let mut stop = end.min(at + WINDOW);
    while !text.is_char_boundary(stop) {
        stop -= 1;
    }
    stop.max(line_start(text, at).max(at))
}

/// The spans sorted, those that touch made one.
fn merged(spans: &[Span]) -> Vec<Span> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for span in sorted {
        match out.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

/// The span that holds byte `at`; `spans` are sorted and apart.
fn holds(spans: &[Span], at: usize) -> Option<Span> {
    let index = spans.partition_point(|span| span.start <= at);
    index.checked_sub(1).and_then(|index| spans.get(index)).copied().filter(|span| at < span.end)
}

/// How far back the start of a formula is looked for, in bytes.
const LONGEST_LOOK_BACK: usize = 2000;

/// Where the display formula around `at` opens, if a line of it between begins a list.
fn formula_broken_by_list(text: &str, at: usize) -> Option<usize> {
    // A formula that is longer is not looked through: its claims may be many.
    let near = (at.saturating_sub(LONGEST_LOOK_BACK)..=at).find(|&near| text.is_char_boundary(near)).unwrap_or(at);
    let start = near + text[near..at].rfind("\n\n").unwrap_or(0);
    let inside = &text[start..at];
    let open = inside.rfind("$$").filter(|_| inside.matches("$$").count() % 2 == 1)?;
    let marker = |line: &str| {
        let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        ["+ ", "- ", "* "].iter().any(|marker| line.starts_with(marker))
    };
    let line = text[start..at].rfind('\n').map_or(start, |line| start + line + 1);
    // The line of the claim itself counts by how it begins.
    let upto =
        text[line..at].find(|c: char| !c.is_whitespace() && c != '>').map_or(at, |mark| (line + mark + 2).min(at));
    let upto = (upto..=at).find(|&upto| text.is_char_boundary(upto)).unwrap_or(at);
    text[start + open..upto.max(start + open)].lines().skip(1).any(marker).then_some(start + open)
}

#[cfg(test)]
mod tests {
    use crate::document::tests::lesson_errors;

    #[test]
    fn every_cause_is_named() {
        for (text, cause) in [
            (
                "costs $5, [1.7](=x)$ more",
                "4:15-4:18 a claim that Markdown doesn't see (inside a formula: a `$` swallowed it) | write a dollar of the text as `\\$`",
            ),
            (
                "[1.7](=H(P, Q))",
                "4:5-4:8 a claim that Markdown doesn't see (a link's target ends at a space) | write the expression between quotes: `(= \"H(P, Q)\")`",
            ),
            (
                "[1.7](= H(P))",
                "4:5-4:8 a claim that Markdown doesn't see (a link's target ends at a space) | write the expression between quotes: `(= \"H(P)\")`",
            ),
            ("| a |\n|---|\n| 1 | [2](=x) |", "6:9-6:12 a claim that Markdown doesn't see (in a table cell beyond"),
            (
                "$$\nH = a\n  + \\href{=1}{1}\n  + \\href{=2}{2}\n$$",
                "6:5-6:12 a claim of a formula outside of math | a line of the formula starts with `+`",
            ),
            ("[1](=H(P)", "4:3-4:6 a claim that Markdown doesn't see (the parentheses"),
            ("\\[1](=x)", "4:4-4:7 a claim that Markdown doesn't see (its `[` is escaped)"),
            ("[1\\](=x)", "4:4-4:7 a claim that Markdown doesn't see (its `]` is escaped)"),
            ("1](=x)", "4:2-4:5 a claim that Markdown doesn't see (no `[` opens"),
            ("[1] (=x)", "4:3-4:7 a claim that Markdown doesn't see (a space stands between"),
            ("[1](<=a > b>)", "4:3-4:7 a claim that Markdown doesn't see (between `<` and `>`"),
            ("[1](= \"a\" b\")", "4:3-4:6 a claim that Markdown doesn't see (its quotes"),
            (
                "[1](=\"H(P, Q)\")",
                "4:3-4:6 a claim that Markdown doesn't see (no space between `=` and the quotes) | write `(= \"H(P, Q)\")`",
            ),
            (
                "| a |\n|---|\n| $\\href{=KL(P || Q)}{1}$ |",
                "6:4-6:11 a claim of a formula outside of math | in a table write `\\|`",
            ),
            ("[1](= 'a)", "4:3-4:6 a claim that Markdown doesn't see (its quotes"),
            ("![x](a.png \"[1](=x)\")", "4:15-4:18 a claim that Markdown doesn't see (inside a link or image)"),
            (
                "[a]: b.md '[1](=x)'\n\n[a]",
                "4:14-4:17 a claim that Markdown doesn't see (in the definition of a link reference)",
            ),
            ("[a [1](=x)](=y)", "4:11-4:14 a claim that Markdown doesn't see (its label holds another claim)"),
            ("[a [b](c.md)](=y)", "4:13-4:16 a claim that Markdown doesn't see (its label holds a link)"),
            ("costs $5 [a$ b](=x)", "4:15-4:18 a claim that Markdown doesn't see (a `$` swallowed the `[`"),
            (
                "| a | b |\n|---|---|\n| [1](= \"KL(P || Q)\") |",
                "6:5-6:8 a claim that Markdown doesn't see (a `|` ends the table cell inside it)",
            ),
            ("[`1](=x)", ""),
            ("`[1](=x)`", ""),
            ("<!-- [1](=x) -->", ""),
            ("```text\n[1](=x)\n```", ""),
            ("    [1](=x)", ""),
            ("the interval [0, 1] (= all of it)", ""),
        ] {
            let found = lesson_errors(text);
            if cause.is_empty() {
                assert!(
                    found.iter().all(|error| !error.contains("doesn't see")) || text.starts_with("[`"),
                    "{text}: {found:?}"
                );
            } else {
                assert!(found.first().is_some_and(|error| error.starts_with(cause)), "{text}: {found:?}");
                assert_eq!(found.len(), 1, "{text}: {found:?}");
            }
        }
    }

    #[test]
    fn cells_beyond_the_header_are_not_dropped_silently() {
        let found = lesson_errors("| a |\n|---|\n| 1 | more |");
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("6:7-6:13 a table cell beyond the header's columns"), "{found:?}");
        assert_eq!(lesson_errors("| a | b |\n|---|---|\n| 1 | more |\n| 2 |"), Vec::<String>::new());
    }
}
