//! Which targets links and images may have, judged after Markdown has decoded them.

use crate::diagnostic::{Code, Fault};
use crate::source::Span;

/// The schemes that a link may use.
const SCHEMES: &[&str] = &["http", "https", "mailto"];

/// What is wrong with `target`, as Markdown understood it; the fault is at `span`.
pub(super) fn check(target: &str, image: bool, span: Span) -> Option<Fault> {
    let fault = |message: String| Fault::new(Code::Link, span, message);
    if target.trim().is_empty() {
        let what = if image { "an image without a file" } else { "a link without a target" };
        return Some(fault(what.to_owned()).help("write the target between the parentheses: `[text](target)`"));
    }
    if let Some(control) = target.chars().find(|c| c.is_control()) {
        return Some(
            fault(format!("a target with the control character U+{:04X}", u32::from(control)))
                .help("write the target without it"),
        );
    }
    if target.trim() != target {
        return Some(
            fault("a target with white space at its ends".to_owned()).help(format!("write `{}`", target.trim())),
        );
    }
    // Browsers read `\` as `/`, and `//host` as another site.
    if target.starts_with("//") || target.contains('\\') {
        return Some(
            fault(format!("a target that browsers read as another site or folder: `{target}`"))
                .help("write a whole address, `https://…`, or a path with single slashes"),
        );
    }
    let scheme = scheme(target)?.to_lowercase();
    if image {
        return Some(
            fault(format!("an image from outside the course: `{scheme}:`"))
                .note("no request leaves the site, so images are files of the course")
                .help("put the file beside the lesson and write its name: `![text](file.png)`"),
        );
    }
    if SCHEMES.contains(&scheme.as_str()) {
        return None;
    }
    Some(
        fault(format!("a link with the scheme `{scheme}:`"))
            .note("links use `http`, `https` or `mailto`, or are relative")
            .help(format!("write `https://…`, or for a file named so `./{target}`")),
    )
}

/// What stands before the first colon, if it has the form of a scheme (RFC 3986, section 3.1).
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    // White space inside is no scheme by the standard, but old browsers drop it.
    let mut characters = scheme.chars().filter(|c| !c.is_whitespace());
    let form = characters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    form.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tests::lesson_errors;

    #[test]
    fn schemes_are_checked_after_decoding() {
        for target in
            ["https://a.example/", "HTTP://a", "mailto:a@b.example", "next.md", "../a/b.md#c", "#d", "a.md#x:y"]
        {
            assert_eq!(check(target, false, Span::default()), None, "{target}");
        }
        for target in
            ["javascript:alert(1)", "data:text/html,x", "java script:x", "//host/x", "\\\\host", "file:///etc"]
        {
            assert!(check(target, false, Span::default()).is_some(), "{target}");
        }
        assert_eq!(check("a/b.png", true, Span::default()), None);
        assert!(check("https://a.example/b.png", true, Span::default()).is_some());
    }

    #[test]
    fn faults_stand_on_the_target() {
        for (text, expected) in [
            ("[x](java&#x0A;script:a)", "4:5-4:23 a target with the control character U+000A"),
            ("[x](&#106;avascript:a)", "4:5-4:22 a link with the scheme `javascript:`"),
            ("a <javascript:a> b", "4:4-4:16 a link with the scheme `javascript:`"),
            ("[x]()", "4:1-4:6 a link without a target"),
            ("![x](http://a/b.png)", "4:6-4:20 an image from outside the course"),
            ("[x][r]\n\n[r]: data:x", "4:1-4:7 a link with the scheme `data:`"),
        ] {
            let found = lesson_errors(text);
            assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{text}: {found:?}");
        }
        assert_eq!(lesson_errors("[x](next.md) <https://a.example/> <a@b.example> ![y](z.svg)"), Vec::<String>::new());
    }
}
