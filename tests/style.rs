//! The built-in stylesheet holds what the pages need and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The stylesheet without its comments.
fn style() -> String {
    let text = read(&root().join("static/style.css"));
    let mut bare = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").expect("a comment ends").1;
    }
    bare + rest
}

/// What stands before each `{`: selectors, and the conditions of media.
fn preludes(style: &str) -> impl Iterator<Item = &str> {
    style.split('{').map(|part| part.rsplit(['}', ';']).next().unwrap_or(part).trim())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
}

/// The names after each dot.
fn classes(style: &str) -> BTreeSet<&str> {
    preludes(style)
        .filter(|prelude| !prelude.starts_with('@'))
        .flat_map(|prelude| prelude.split('.').skip(1))
        .filter_map(|rest| words(rest).next())
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect()
}

#[test]
fn every_class_is_one_that_a_page_can_have() {
    let mut known = String::new();
    for folder in ["templates", "static", "src/render"] {
        for entry in WalkDir::new(root().join(folder)) {
            let entry = entry.expect("a readable folder");
            let name = entry.file_name().to_string_lossy();
            if name.ends_with(".html") || name.ends_with(".rs") || (name.ends_with(".js") && name != "core.js") {
                known.push_str(&read(entry.path()));
            }
        }
    }
    let known: BTreeSet<&str> = words(&known).collect();
    let style = style();
    let found = classes(&style);
    assert!(found.len() > 60, "{found:?}");
    // Formulas get theirs from KaTeX.
    let formulas = ["katex", "katex-html", "katex-base"];
    let dead: Vec<&&str> = found.iter().filter(|name| !known.contains(**name) && !formulas.contains(name)).collect();
    assert!(dead.is_empty(), "no page has these classes of style.css: {dead:?}");
}

#[test]
fn every_property_of_its_own_is_used_and_defined() {
    let style = style();
    let used: BTreeSet<&str> = style
        .split("var(")
        .skip(1)
        .filter_map(|rest| words(rest).next())
        .filter(|name| name.starts_with("--"))
        .collect();
    let defined: BTreeSet<&str> = style
        .split(['{', ';', '}'])
        .filter_map(|part| part.trim().split_once(':'))
        .map(|(name, _)| name.trim())
        .filter(|name| name.starts_with("--"))
        .collect();
    assert_eq!(used, defined);
}

#[test]
fn it_is_small_and_asks_for_nothing() {
    let style = style();
    assert!(style.len() < 40_000, "{}", style.len());
    assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("@font-face"));
}
