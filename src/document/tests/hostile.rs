//! Hostile input ends soon, on a small stack, without a panic.

use std::time::{Duration, Instant};

use super::{HEAD, parse_as};
use crate::document::Options;

const MEGABYTE: usize = 1 << 20;

/// Parses `body` on a stack of 1 MiB, drops the document there, and gives the faults.
fn survive(name: &str, body: String) -> Vec<String> {
    let start = Instant::now();
    let thread = std::thread::Builder::new().stack_size(MEGABYTE).spawn(move || {
        let (document, errors) = parse_as(&format!("{HEAD}{body}"), Options::default());
        drop(document);
        errors
    });
    let errors = thread.expect("a thread").join().expect("no panic");
    assert!(start.elapsed() < Duration::from_secs(5), "{name}: {:?}", start.elapsed());
    errors
}

#[test]
fn deep_nesting_is_an_error() {
    let deep = 10_000;
    for (name, body) in [
        ("quotes", "> ".repeat(deep) + "a\n"),
        ("quotes without spaces", ">".repeat(deep) + "a\n"),
        ("lists", "- ".repeat(deep) + "a\n"),
        ("ordered lists", "1. ".repeat(deep) + "a\n"),
        ("both", "> - ".repeat(deep) + "a\n"),
        ("indented lists", (0..1000).map(|depth| " ".repeat(2 * depth) + "- a\n").collect()),
        ("growing quotes", (0..1000).map(|depth| ">".repeat(depth) + " a\n\n").collect()),
        (
            "callouts",
            (0..200).map(|depth| "> ".repeat(depth + 1) + "[!note] a\n" + &"> ".repeat(depth + 1) + "\n").collect(),
        ),
    ] {
        let errors = survive(name, body);
        assert!(errors.iter().any(|error| error.contains("nest deeper than 64")), "{name}: {:?}", errors.first());
    }
    let deep = 50_000;
    for (name, body) in [
        ("emphasis", "*a ".repeat(deep) + &"a* ".repeat(deep)),
        ("strong", "**a ".repeat(deep) + &"a** ".repeat(deep)),
        ("struck and more", "~~a **b *c ".repeat(deep / 3) + &"c* b** a~~ ".repeat(deep / 3)),
        ("images", "![".repeat(deep) + "a" + &"](b)".repeat(deep)),
    ] {
        survive(name, body);
    }
}

#[test]
fn a_megabyte_of_one_sign_ends_soon() {
    for sign in [
        "[", "]", "*", "_", "`", "|", "$", "<", ">", "~", "(", "!", "\\", "&", "#", "+", "-", "=", "\0", "\r", "\n",
        "\t", " ", "1", "é",
    ] {
        survive(sign, sign.repeat(MEGABYTE / sign.len()));
    }
}

#[test]
fn a_megabyte_of_one_pattern_ends_soon() {
    for pattern in [
        "](=",
        "[](=",
        "[1](=x) ",
        "[1](=x)",
        "[1](= \"x\") ",
        "![1](=x)",
        "[1](=x",
        "[1](= \"",
        "[1](<=x",
        "[[",
        "a[b](c",
        "[^1]",
        "[^1]: a\n\n",
        "[a]: =b\n\n",
        "[!note]\n",
        "> [!note]\n",
        "> a\nb\n",
        "> a\nb\n\n",
        "<b>",
        "<!--",
        "<!-- -->",
        "<a href='](=x)'>",
        "$a",
        "$$",
        "\\href{=",
        "$\\href{=x}{1}$ ",
        "\\href{=x}{",
        "| a ",
        "|a|\n|-|\n",
        "|a|b|\n",
        "```\n",
        "```calc\n",
        "~~~",
        "- a\n",
        "- [ ] ",
        "1. a\n\n",
        "a `b ",
        "`` ` ",
        "**a* ",
        "*_*_",
        "90% of 3 ",
        "Figure 2, ",
        "1,024",
        "1.",
        "1/",
        "1e",
        "+++\n",
        "---\n",
        "# {a}\n",
        "&amp;",
        "\\](=",
        "](\n",
        "] (=x",
        "a\\\n",
        "a  \n",
        "\u{feff}",
        "x@y.z ",
        "[a [1](=x) b](",
        "![[",
    ] {
        survive(pattern, pattern.repeat(MEGABYTE / pattern.len()));
        // The same inside a formula, a quote, a table.
        survive(pattern, format!("$${}$$", pattern.repeat(MEGABYTE / 32 / pattern.len())));
        survive(pattern, format!("> {}", pattern.repeat(MEGABYTE / 32 / pattern.len()).replace('\n', "\n> ")));
        survive(
            pattern,
            format!("| a |\n|---|\n| {} |", pattern.repeat(MEGABYTE / 32 / pattern.len()).replace('\n', " ")),
        );
    }
}

#[test]
fn one_formula_with_a_megabyte_of_claims_ends_soon() {
    for inside in ["\\href{=x}{1}", "\\href{=x}{1", "{", "\\", "= 1", "\\frac", "_{", "^", "\n> ", "\\href{"] {
        survive(inside, format!("> $${}$$", inside.repeat(MEGABYTE / inside.len())));
    }
}

/// Small texts from an alphabet of what matters, by a fixed generator: spans stay in bounds.
#[test]
fn random_texts_do_no_harm() {
    const TOKENS: &[&str] = &[
        "[",
        "]",
        "(",
        ")",
        "](=",
        "=",
        "x",
        "1.7",
        " ",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "  ",
        "`",
        "```",
        "$",
        "$$",
        "*",
        "**",
        "_",
        "|",
        "\\",
        "<",
        ">",
        "<b>",
        "<!--",
        "-->",
        "[!note]",
        "[!answer]",
        "[!problem]",
        "\"",
        "'",
        "&lt;",
        "é",
        "𝜇",
        "\r\n",
        "\t",
        "#",
        "{",
        "}",
        "\\href{=x}{1}",
        "[^1]",
        "[^1]:",
        ":",
        "![",
        "+++\n",
        "calc",
        "widget",
        "|---|\n",
        "- [x] ",
        "1. ",
        "90%",
        "~~",
        "\\|",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or(0)
    };
    for _ in 0..20_000 {
        let length = 1 + next() % 40;
        let body: String = (0..length).map(|_| TOKENS[next() % TOKENS.len()]).collect();
        let (document, _) = parse_as(&format!("{HEAD}{body}"), Options { allow_html: next() % 2 == 0 });
        let text = document.source.text();
        for claim in &document.claims {
            assert!(text.get(claim.span.range()).is_some() && text.get(claim.label_span.range()).is_some(), "{body:?}");
            assert!(text[claim.span.start..].starts_with(['[', '\\']), "{body:?}");
            assert!(text.get(claim.expression.whole().range()).is_some(), "{body:?}");
            for piece in claim.label.iter().chain(&claim.after) {
                assert!(text.get(piece.span.range()).is_some(), "{body:?}");
            }
        }
        for span in &document.unclaimed {
            assert!(text.get(span.range()).is_some_and(|number| number.chars().any(char::is_numeric)), "{body:?}");
        }
    }
}
