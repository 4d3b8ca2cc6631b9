//! Raw HTML: comments are dropped, everything else is an error that names what to write instead.

use super::report::first_line;
use crate::diagnostic::{Code, Fault};
use crate::source::Span;

/// For tags that authors reach for, what Markdown has instead.
const INSTEAD: &[(&[&str], &str)] = &[
    (&["b", "strong"], "write `**text**`"),
    (&["i", "em"], "write `*text*`"),
    (&["s", "del", "strike"], "write `~~text~~`"),
    (&["br"], "end the line with a backslash"),
    (&["hr"], "write `---` on a line of its own"),
    (&["a"], "write `[text](target)`; a heading takes an anchor from `{#name}`"),
    (&["img", "figure", "picture", "figcaption"], "write `![text](file.svg)`"),
    (&["sup", "sub"], "write it as math: `$x^2$`, `$H_2$`"),
    (&["code", "kbd", "samp", "var", "tt"], "write it between backticks"),
    (&["pre"], "write a fenced block"),
    (&["details", "summary"], "write a folded callout: `> [!note]- Title`"),
    (&["table", "thead", "tbody", "tr", "td", "th"], "write a Markdown table"),
    (&["ul", "ol", "li", "dl", "dt", "dd"], "write a Markdown list"),
    (&["blockquote", "aside", "div", "section"], "write a quote, or a callout: `> [!note] Title`"),
    (&["h1", "h2", "h3", "h4", "h5", "h6"], "write a Markdown heading: `## Title`"),
    (&["script", "button", "input", "canvas", "svg"], "write a `widget` or `plot` block"),
    (&["iframe", "video", "audio", "object", "embed"], "link to it: `[text](https://…)`"),
    (&["style"], "put styles into the course's `static/` folder"),
    (&["p", "span", "center", "font", "u"], "write plain Markdown"),
];

/// The fault of an HTML tag at `span`.
pub(super) fn fault(text: &str, span: Span) -> Fault {
    let span = first_line(text, span);
    let name = tag_name(&text[span.range()]);
    let instead = INSTEAD.iter().find(|(names, _)| names.contains(&name.as_str())).map(|(_, help)| *help);
    let message = if name.is_empty() { "raw HTML".to_owned() } else { format!("raw HTML: `<{name}>`") };
    Fault::new(Code::RawHtml, span, message)
        .help(instead.map_or_else(|| "write Markdown instead; a `<` of the text is `\\<`".to_owned(), str::to_owned))
}

/// The name of the first tag in `html`, in lower case.
fn tag_name(html: &str) -> String {
    let Some((_, rest)) = html.split_once('<') else { return String::new() };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    rest.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(20)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// Whether `html` closes a tag: `</b>`.
pub(super) fn is_closing(html: &str) -> bool {
    html.starts_with("</")
}

/// What is wrong with a block of HTML at `span`; nothing if it is comments alone.
pub(super) fn check_block(text: &str, span: Span, allowed: bool) -> Option<Fault> {
    let mut at = span.start;
    let mut comment = false;
    loop {
        let rest = &text[at..span.end];
        // Inside a quote, each line of the block starts with the marks of the quote.
        let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', '>']).len();
        at += skipped;
        let rest = &text[at..span.end];
        if rest.is_empty() {
            return None;
        }
        if let Some(inside) = rest.strip_prefix("<!--") {
            // `<!-->` and `<!--->` are whole comments.
            let end = if inside.starts_with('>') {
                Some(5)
            } else if inside.starts_with("->") {
                Some(6)
            } else {
                inside.find("-->").map(|end| 4 + end + 3)
            };
            let Some(end) = end else {
                return Some(
                    Fault::new(Code::Markdown, Span::new(at, at + 4), "a comment that is not closed")
                        .note("everything below it would be lost")
                        .help("close it with `-->`"),
                );
            };
            at += end;
            comment = true;
            continue;
        }
        if comment && !rest.starts_with('<') {
            let lost = first_line(text, Span::new(at, span.end));
            return Some(
                Fault::new(Code::Markdown, lost, "text behind a comment is lost")
                    .note("a line that starts with `<!--` is HTML to its end")
                    .help("put the comment on a line of its own"),
            );
        }
        return if allowed { None } else { Some(fault(text, Span::new(at, span.end))) };
    }
}

/// Whether the HTML in `html` is a comment.
pub(super) fn is_comment(html: &str) -> bool {
    html.starts_with("<!--")
}

#[cfg(test)]
mod tests {
    use crate::document::tests::lesson_errors;

    #[test]
    fn html_is_an_error_that_names_the_alternative() {
        for (text, expected) in [
            ("a <b>c</b>", "4:3-4:6 raw HTML: `<b>` | write `**text**`"),
            ("<div>\nx\n</div>", "4:1-4:6 raw HTML: `<div>` | write a quote"),
            ("x<br/>y", "4:2-4:7 raw HTML: `<br>` | end the line"),
            ("KL<Q>", "4:3-4:6 raw HTML: `<q>` | write Markdown instead; a `<` of the text is `\\<`"),
            ("<!-- c --> lost", "4:12-4:16 text behind a comment is lost"),
            ("<!-- c\n\nlost", "4:1-4:5 a comment that is not closed"),
            ("> <details>\n> x\n> </details>", "4:3-4:12 raw HTML: `<details>`"),
        ] {
            let found = lesson_errors(text);
            assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{text}: {found:?}");
            assert_eq!(found.len(), 1, "{text}: {found:?}");
        }
        for text in ["<!-- c -->\ntext", "a <!-- c --> b", "> <!-- c\n> d -->\n\nx", "a \\<b", "a < b > c", "<!---->"] {
            assert_eq!(lesson_errors(text), Vec::<String>::new(), "{text}");
        }
    }
}
