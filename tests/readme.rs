//! The README is true: its commands run, its lesson excerpt checks, its error is the tool's own.
//!
//! * A block `markdown` whose info string goes on with a file name (```` ```markdown lesson.md ````)
//!   is written to that file; an excerpt without front matter gets some.
//! * A block `text` that holds `error[` or `warning[` is what `reckon check` prints, on standard
//!   error, for the file named in its arrow.
//! * In the blocks `sh` and `console`, each line with `reckon` or `cargo run … --` is run, in a copy
//!   of the repository's course.

mod support;

use std::fs;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use support::{copy, folder, run};

struct Block {
    info: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(path).unwrap_or_default();
    let mut blocks = Vec::new();
    let mut inside = false;
    for event in Parser::new(&readme) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                inside = true;
                blocks.push(Block { info: info.to_string(), text: String::new() });
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => blocks.last_mut().expect("an open block").text += &text,
            _ => {}
        }
    }
    blocks
}

fn write_lessons(blocks: &[Block], dir: &Path) {
    for block in blocks {
        if let Some(name) = block.info.strip_prefix("markdown ").map(str::trim) {
            let front = if block.text.starts_with("+++") { "" } else { "+++\ntitle = \"Excerpt\"\n+++\n\n" };
            fs::write(dir.join(name), format!("{front}{}", block.text)).expect("the excerpt");
        }
    }
}

#[test]
fn the_errors_are_the_tools_own() {
    let blocks = blocks();
    let dir = folder(&[]);
    write_lessons(&blocks, dir.path());
    for block in blocks.iter().filter(|block| block.info == "text") {
        if !block.text.contains("error[") && !block.text.contains("warning[") {
            continue;
        }
        let place = block.text.split("--> ").nth(1).expect("an error has an arrow");
        let file = place.split(':').next().expect("a path");
        let check = run(dir.path(), &["check", file]);
        assert!(check.stderr.contains(block.text.trim_end()), "{}\nis not in\n{}", block.text, check.stderr);
    }
}

#[test]
fn the_excerpts_check() {
    let blocks = blocks();
    let dir = folder(&[]);
    write_lessons(&blocks, dir.path());
    let errors: String = blocks.iter().filter(|block| block.info == "text").map(|block| block.text.as_str()).collect();
    for entry in fs::read_dir(dir.path()).expect("the folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        // One that is shown with its error must fail, every other must pass.
        let status = if errors.contains(&format!("--> {name}:")) { 1 } else { 0 };
        run(dir.path(), &["check", &name]).expect(status);
    }
}

#[test]
fn the_commands_run() {
    let blocks = blocks();
    let dir = folder(&[]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content", "templates", "static", "course.toml"] {
        if root.join(part).exists() {
            copy(&root.join(part), &dir.path().join(part));
        }
    }
    write_lessons(&blocks, dir.path());
    for block in blocks.iter().filter(|block| ["sh", "console"].contains(&block.info.as_str())) {
        for line in block.text.lines() {
            let line = line.strip_prefix("$ ").unwrap_or(line);
            let line = line.split(" #").next().unwrap_or(line).trim();
            let arguments = match line.strip_prefix("reckon ") {
                Some(arguments) => arguments,
                None if line.starts_with("cargo run ") => match line.split_once(" -- ") {
                    Some((_, arguments)) => arguments,
                    None => continue,
                },
                None => continue,
            };
            if arguments.starts_with("serve") {
                continue; // It doesn't end by itself.
            }
            run(dir.path(), &split(arguments).iter().map(String::as_str).collect::<Vec<_>>()).expect(0);
        }
    }
}

/// The words of a command line; quotes keep spaces.
fn split(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for char in line.chars() {
        match quote {
            Some(open) if char == open => quote = None,
            None if char == '\'' || char == '"' => quote = Some(char),
            None if char == ' ' => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(char),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
