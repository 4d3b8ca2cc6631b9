//! The examples of `reckon explain` are true: a wrong one gets its diagnostic, a right one passes.

mod support;

use std::fs;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use reckon::diagnostic::CODES;
use support::{folder, run};

/// The examples of an explanation: whether right, and the lesson.
fn examples(explanation: &str) -> Vec<(bool, String)> {
    let mut examples: Vec<(bool, String)> = Vec::new();
    let mut open = false;
    for event in Parser::new(explanation) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = info.starts_with("markdown ");
                if open {
                    examples.push((&*info == "markdown right", String::new()));
                }
            }
            Event::End(_) => open = false,
            Event::Text(text) if open => examples.last_mut().expect("an example").1 += &text,
            _ => {}
        }
    }
    examples
}

#[test]
fn examples_are_true() {
    let dir = folder(&[]);
    let mut failures = Vec::new();
    for row in CODES {
        for (right, example) in examples(row.explanation) {
            let front = if example.starts_with("+++") { "" } else { "+++\ntitle = \"Example\"\n+++\n\n" };
            fs::write(dir.path().join("lesson.md"), format!("{front}{example}")).expect("the example");
            let check = run(dir.path(), &["check", "--deny-warnings", "lesson.md"]);
            let named = check.stderr.contains(&format!("[{}]", row.name));
            if if right { check.status != Some(0) } else { check.status != Some(1) || !named } {
                failures.push(format!("{} ({}):\n{example}\n{}", row.name, right, check.stderr));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_code_is_explained() {
    for row in CODES {
        assert!(row.explanation.len() > 60 && row.explanation.ends_with('\n'), "{}", row.name);
        assert!(examples(row.explanation).len() <= 2, "{}", row.name);
    }
    let wrong = CODES.iter().filter(|row| !examples(row.explanation).is_empty()).count();
    assert!(wrong >= 20, "{wrong} codes have examples");
}
