//! LANGUAGE.md is what the rows of the functions say, and every example in it is proved.
//!
//! `RECKON_BLESS=1 cargo test --test language` writes the page anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use reckon::expr::functions::{FAMILIES, Function, reference};
use reckon::project::Project;
use reckon::{CheckOptions, check};

/// What stands above the functions.
const INTRODUCTION: &str = include_str!("language/introduction.md");

fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    for (title, functions) in FAMILIES {
        let _ = write!(page, "\n## {title}\n");
        for function in *functions {
            page += &entry(function);
        }
    }
    page
}

fn entry(function: &Function) -> String {
    let mut text = format!("\n### `{}`\n\n{}\n", function.signature(), function.summary);
    if !function.aliases.is_empty() {
        let _ = writeln!(text, "Also called `{}`.", function.aliases.join("`, `"));
    }
    let _ = write!(text, "\n$$\n{}\n$$\n\n", function.formula);
    let _ = writeln!(text, "- Domain: {}.", function.domain.trim_end_matches('.'));
    let _ = writeln!(text, "- Enclosure: {}.", function.bound.trim_end_matches('.'));
    let _ = writeln!(text, "- Source: {}.", function.source.trim_end_matches('.'));
    for (expression, stated) in function.examples {
        let _ = writeln!(text, "- Example: `{expression}` is {stated}.");
    }
    text
}

#[test]
fn the_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("LANGUAGE.md");
    let page = page();
    if std::env::var_os("RECKON_BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &page).expect("the page is written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "LANGUAGE.md is stale: RECKON_BLESS=1 cargo test --test language");
}

/// One lesson with a claim for each example: the tool itself judges its reference.
#[test]
fn every_example_is_proved() {
    let mut lesson = String::from("+++\ntitle = \"Examples\"\n+++\n");
    let mut count = 0;
    for function in reference() {
        for (expression, stated) in function.examples {
            let label = if *stated == "true" { "it holds" } else { stated };
            let _ = write!(lesson, "\n{}: [{label}](= '{expression}')\n", function.name);
            count += 1;
        }
    }
    let report = check(&Project::from_text("examples.md", lesson), &CheckOptions::default());
    let messages: Vec<String> =
        report.diagnostics.iter().map(|diagnostic| format!("{}: {:?}", diagnostic.message, diagnostic.notes)).collect();
    assert_eq!(report.totals().proved, count, "{}", messages.join("\n"));
}

#[test]
fn every_row_is_complete() {
    for function in reference() {
        for (what, text) in [
            ("summary", function.summary),
            ("formula", function.formula),
            ("domain", function.domain),
            ("bound", function.bound),
            ("source", function.source),
        ] {
            assert!(!text.is_empty(), "`{}` has no {what}", function.name);
        }
        assert!(!function.examples.is_empty(), "`{}` has no example", function.name);
    }
}
