//! Fenced blocks: the tool's own, code to show, and fences that end too early.

use super::lines::{line_end, line_start};
use super::report::{Report, closest};
use super::{BlockKind, Fence, ScopeId};
use crate::diagnostic::{Code, Fault};
use crate::source::{Excerpt, Span};

/// The info strings of the tool's own fences.
const OWN: &[&str] = &["calc", "widget", "plot"];

/// The block that a fence at `span` with the text `body` is. `closed_after` is where the last
/// text of the body ends.
pub(super) fn block(
    report: &mut Report<'_>,
    text: &str,
    span: Span,
    body: Excerpt,
    body_end: Option<usize>,
    scope: ScopeId,
    unclosed_before: &mut bool,
) -> BlockKind {
    let words = info_words(text, span);
    let closed = is_closed(text, span, body_end);
    // Behind an unclosed fence, one without a word is that one's closing line gone astray.
    let astray = *unclosed_before && words.is_empty();
    if !closed && !astray {
        report.fault(unclosed(text, span));
    }
    *unclosed_before |= !closed;
    let Some((first, first_span)) = words.first().cloned() else {
        return BlockKind::Code { language: String::new(), text: body };
    };
    if let Some(own) = misspelt(&first) {
        let help = if OWN.iter().any(|own| first.starts_with(own)) && first.contains(['{', ',', ':']) {
            format!("separate the words by spaces: `{own} show`")
        } else {
            format!("write `{own}`; code of another language can be fenced as `text`")
        };
        report.fault(
            Fault::new(Code::Fence, first_span, format!("`{first}` is shown as plain code, not read as `{own}`"))
                .help(help),
        );
    }
    let flags: Vec<(String, Span)> = words[1..].to_vec();
    let fence = Fence { flags, body, span, scope };
    match first.as_str() {
        "calc" => {
            check_flags(report, "calc", &fence.flags, &["show"]);
            BlockKind::Calc(fence)
        }
        "widget" | "plot" => {
            check_flags(report, &first, &fence.flags, &[]);
            if closed && fence.body.text.trim().is_empty() {
                report.fault(empty(&first, first_span));
            }
            if first == "widget" { BlockKind::Widget(fence) } else { BlockKind::Plot(fence) }
        }
        _ => BlockKind::Code { language: first, text: fence.body },
    }
}

fn empty(name: &str, span: Span) -> Fault {
    Fault::new(Code::Fence, span, format!("an empty {name}"))
        .note("in a list, every line of the block must be indented like the opening line")
        .help(format!(
            "write the {name}'s parts into the block, at least `title = \"…\"`, `vars = [\"P\"]` and a `[[view]]`"
        ))
}

fn unclosed(text: &str, span: Span) -> Fault {
    let line = Span::new(span.start, line_end(text, span.start));
    let run = text[line.range()].trim_start();
    let fence: String = run.chars().take_while(|c| run.starts_with(*c)).collect();
    let indent = span.start - line_start(text, span.start);
    let fault = Fault::new(Code::Fence, super::report::first_line(text, line), "a fenced block is not closed")
        .label("opened here")
        .note("without its closing line a block runs to the end of what surrounds it");
    let inside = line_start(text, span.start) < span.start
        && text[line_start(text, span.start)..span.start].chars().all(|c| c == ' ' || c == '\t');
    if inside {
        fault.help(format!(
            "indent every line of the block by {indent} columns like the first, and close it with\n{fence}"
        ))
    } else {
        fault.help(format!("close it, with the same `>` and indentation as the opening line, with\n{fence}"))
    }
}

/// The words behind the fence's signs, with their places.
fn info_words(text: &str, span: Span) -> Vec<(String, Span)> {
    let end = line_end(text, span.start).min(span.end);
    let line = &text[span.start..end];
    let Some(mark) = line.trim_start().chars().next() else { return Vec::new() };
    let info = line.trim_start().trim_start_matches(mark);
    let mut at = end - info.len();
    let mut words = Vec::new();
    for word in info.split([' ', '\t']) {
        if !word.is_empty() {
            words.push((word.to_owned(), Span::new(at, at + word.len())));
        }
        at += word.len() + 1;
    }
    words
}

/// Whether the last line of the block is a closing fence.
fn is_closed(text: &str, span: Span, body_end: Option<usize>) -> bool {
    let block = text[span.range()].trim_end_matches(['\r', '\n']);
    let end = span.start + block.len();
    let last = line_start(text, end);
    // The opening line doesn't close the block, and neither does a line of its text.
    if last <= span.start || body_end.is_some_and(|body_end| body_end > last) {
        return false;
    }
    let open = text[span.range()].trim_start();
    let Some(mark) = open.chars().next() else { return false };
    let length = open.chars().take_while(|c| *c == mark).count();
    let line = text[last..end].trim_start_matches([' ', '\t', '>']).trim_end_matches([' ', '\t']);
    line.chars().all(|c| c == mark) && line.chars().count() >= length
}

/// The tool's own word that `word` is likely meant to be.
fn misspelt(word: &str) -> Option<&'static str> {
    if OWN.contains(&word) {
        return None;
    }
    let stem: String = word.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect();
    if let Some(own) = OWN.iter().find(|own| own.eq_ignore_ascii_case(&stem)) {
        return Some(own);
    }
    (stem == word && word.len() >= 4).then(|| closest(word, OWN.iter().copied())).flatten()
}

fn check_flags(report: &mut Report<'_>, name: &str, flags: &[(String, Span)], known: &[&'static str]) {
    for (index, (flag, span)) in flags.iter().enumerate() {
        let twice = flags[..index].iter().any(|(earlier, _)| earlier == flag);
        if known.contains(&flag.as_str()) && !twice {
            continue;
        }
        let help = match closest(flag, known.iter().copied()) {
            _ if twice => "write it once".to_owned(),
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("write `{name}` alone"),
            None => format!("write `{name}`, or `{name} show` for a table of the definitions"),
        };
        report.fault(Fault::new(Code::Fence, *span, format!("unknown word `{flag}` behind `{name}`")).help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::document::tests::{dump, lesson_errors};

    #[test]
    fn faults_of_fences() {
        for (text, expected) in [
            ("```calc shwo\na = 1\n```", "4:9-4:13 unknown word `shwo` behind `calc` | did you mean `show`?"),
            ("```widget x\na = 1\n```", "4:11-4:12 unknown word `x` behind `widget`"),
            ("```calc\na = 1\n", "4:1-4:8 a fenced block is not closed"),
            ("> ```calc\n> a = 1\n\nx", "4:3-4:10 a fenced block is not closed"),
            ("```calc\na = 1\n~~~", "4:1-4:8 a fenced block is not closed"),
            ("````calc\na = 1\n```", "4:1-4:9 a fenced block is not closed"),
            ("```text\na\n    ```", "4:1-4:8 a fenced block is not closed"),
            ("```widget\n\n```", "4:4-4:10 an empty widget"),
            ("```plot\n```", "4:4-4:8 an empty plot"),
            (
                "- a\n  ```widget\nx = 1\n  ```",
                "5:3-5:12 a fenced block is not closed (opened here) | indent every line of the block by 2",
            ),
            ("```Calc\na = 1\n```", "4:4-4:8 `Calc` is shown as plain code, not read as `calc` | write `calc`"),
            ("```wigdet\na = 1\n```", "4:4-4:10 `wigdet` is shown as plain code, not read as `widget`"),
            ("```calc,show\na = 1\n```", "4:4-4:13 `calc,show` is shown as plain code"),
        ] {
            let found = lesson_errors(text);
            assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{text}: {found:?}");
        }
        for text in [
            "```calc show\na = 1\n```",
            "~~~~ calc\na\n~~~~~  ",
            "```rust\nfn a() {}\n```",
            "```dot\nx\n```",
            "```\n```",
            "    code",
        ] {
            assert_eq!(lesson_errors(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn an_empty_body_has_a_place() {
        assert_eq!(dump("> ```calc\n> ```"), "quote 4:1\n  calc 4:3 @0 5:1-5:1 \"\"\n");
    }

    #[test]
    fn bodies_keep_their_places_in_quotes_and_lists() {
        assert_eq!(
            dump("> ```calc show\n> a = 1\n>\n> b = 2\n> ```"),
            "quote 4:1\n  calc show 4:3 @0 5:3-8:1 \"a = 1\\n\\nb = 2\\n\"\n"
        );
        assert_eq!(
            dump("- x\n\n  ```plot\n  a\n    b\n  ```"),
            "list 4:1\n  item 4:1\n    paragraph 4:3\n      text \"x\"\n    plot 6:3 @0 7:3-9:1 \"a\\n  b\\n\"\n"
        );
        assert_eq!(dump("```calc\r\na = 1\r\nb = 2\r\n```\r\n"), "calc 4:1 @0 5:1-7:1 \"a = 1\\nb = 2\\n\"\n");
        assert_eq!(dump("-\t```calc\n\ta = 1\n\t```"), "list 4:1\n  item 4:1\n    calc 4:3 @0 5:2-6:1 \"a = 1\\n\"\n");
    }
}
