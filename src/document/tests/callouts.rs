//! Callouts and problems: markers, boxes that text may not leave, and what a problem needs.

use super::{dump, lesson_errors, parse_text};
use crate::document::{Block, BlockKind, CALLOUT_KINDS};

#[test]
fn markers_make_callouts() {
    for (body, expected) in [
        ("> [!note]\n> a", "note 4:5-4:9 @1 in @0\n  paragraph 5:3\n    text \"a\"\n"),
        (
            "> [!NOTE] Title *b*\n> a",
            "note 4:5-4:9 @1 in @0\n  title\n    text \"Title \"\n    emphasis\n      text \"b\"\n  paragraph 4:3\n    text \"a\"\n",
        ),
        (
            "> [!tip]- Folded\n>\n> a",
            "tip folded 4:5-4:8 @1 in @0\n  title\n    text \"Folded\"\n  paragraph 6:3\n    text \"a\"\n",
        ),
        ("> [!proof]-\n> a", "proof folded 4:5-4:10 @1 in @0\n  paragraph 4:3\n    text \"a\"\n"),
        ("> [!warning]-\n> a", "warning folded 4:5-4:12 @1 in @0\n  paragraph 4:3\n    text \"a\"\n"),
        (
            "> [!theorem]\n> a\\\n> b",
            "theorem 4:5-4:12 @1 in @0\n  paragraph 4:3\n    text \"a\"\n    hard break\n    text \"b\"\n",
        ),
        ("> a\n>\n> > [!hint]s", ""),
        ("> plain\n> text", "quote 4:1\n  paragraph 4:3\n    text \"plain\"\n    soft break\n    text \"text\"\n"),
        ("> \\[!note] text", "quote 4:1\n  paragraph 4:3\n    text \"[!note] text\"\n"),
    ] {
        if !expected.is_empty() {
            assert_eq!(dump(body), expected, "{body}");
        }
    }
    for (name, kind) in CALLOUT_KINDS.iter().filter(|(_, kind)| !kind.is_part_of_problem()) {
        for body in [
            format!("> [!{name}]\n> - [x] a\n"),
            format!("> [!{name}] T\n>\n> - [x] a\n"),
            format!(">[!{name}]\n>\n>- [x] a\n"),
        ] {
            let (document, errors) = parse_text(&format!("{}{body}", super::HEAD));
            assert_eq!(errors, Vec::<String>::new(), "{body}");
            let Some(Block { kind: BlockKind::Callout(callout), .. }) = document.blocks.first() else {
                panic!("no callout: {body}")
            };
            assert_eq!(callout.kind, *kind);
        }
    }
}

/// A problem around `inside`, whose lines are nested.
fn problem(inside: &str) -> String {
    let lines: Vec<String> = inside.lines().map(|line| format!("> {line}\n")).collect();
    format!("> [!problem] P\n{}", lines.concat())
}

#[test]
fn faults_of_callouts_have_a_repaired_twin() {
    for (body, expected, twin) in [
        ("> [!nte] a", "4:5-4:8 unknown kind of callout `nte` | did you mean `[!note]`?", "> [!note] a"),
        ("> [!xyzzyx] a", "4:5-4:11 unknown kind of callout `xyzzyx` | the kinds are `problem`", "> [!example] a"),
        ("> [!note a", "4:3-4:11 a callout's marker is not closed", "> [!note] a"),
        ("> [!note]+ a", "4:10-4:11 `+` behind a callout's marker", "> [!note]- a"),
        (
            "> a\n> [!note] b",
            "5:3-5:10 the marker `[!note]` does not start a callout (here it is text of the box above)",
            "> a\n>\n> > [!note] b",
        ),
        ("> a\n>\n> [!note] b", "6:3-6:10 the marker `[!note]` does not start a callout", "> a\n\n> [!note] b"),
        (
            "> [!note] a\n> [!tip] b",
            "5:3-5:9 the marker `[!tip]` does not start a callout",
            "> [!note] a\n\n> [!tip] b",
        ),
        (
            "[!note] a",
            "4:1-4:8 the marker `[!note]` does not start a callout (here it is plain text) | start the line with `> `",
            "> [!note] a",
        ),
        ("- [!hint] a", "4:3-4:10 the marker `[!hint]` does not start a callout", "- > [!note] a"),
        ("> [!proof]\n> ---", "4:3-4:11 the marker `[!proof]` does not start a callout", "> [!proof]\n>\n> ---"),
        ("> [!hint] a", "4:5-4:9 `[!hint]` stands outside of a problem", "> [!tip] a"),
        ("> [!note]\n>\n> > [!mistake] [1](=x)", "6:7-6:14 `[!mistake]` stands outside of a problem", ""),
        (
            &problem("\n- a\n\n  > [!answer] [1](=x)"),
            "8:9-8:15 `[!answer]` stands inside a list or quote of its problem",
            &problem("\n> [!answer] [1](=x)"),
        ),
        (&problem("What?"), "4:5-4:12 a problem without an answer", &problem("What?\n\n> [!answer] [1](=x)")),
        (&problem("\n> [!answer] 1"), "6:7-6:13 an answer without a claim", &problem("\n> [!answer]\n> [1](=x)")),
        (
            &problem("\n> [!answer] [1](=x)\n\n> [!answer] [2](=y)"),
            "8:7-8:13 a second answer in one problem",
            &problem("\n> [!answer] [1](=x)\n\n> [!mistake] [2](=y)"),
        ),
        (
            &problem("\n> [!answer] [1](=x)\n\n- [x] a"),
            "6:7-6:13 a problem with both an answer and a task list",
            &problem("\n- [x] a"),
        ),
        (&problem("\n- [ ] a\n- [ ] b"), "6:3-6:8 no choice is marked as right", &problem("\n- [ ] a\n- [x] b")),
        (&problem("\n- [x] a\n- b"), "7:3-7:4 a choice without a box", &problem("\n- [x] a\n- [ ] b")),
        (
            &problem("\n- [x] a\n\nb\n\n- [x] a"),
            "10:3-10:4 a second task list in one problem",
            &problem("\n- [x] a\n- [x] b"),
        ),
        (&problem("\n> [!problem]\n> - [x] a\n\n- [x] b"), "6:7-6:14 a problem inside a problem", ""),
        ("> [!answer](=x)", "4:3-4:12 a callout's marker is read as a link", ""),
        ("> [!note] $a\n> b$ c", "4:11-4:13 a callout's title goes on in the next line", "> [!note] $a$\n> b c"),
        ("> [!note] *a\n> b*", "4:11-4:13 a callout's title goes on in the next line", "> [!note] *a*\n> b"),
    ] {
        let found = lesson_errors(body);
        assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{body}: {found:?}");
        assert_eq!(found.len(), 1, "{body}: {found:?}");
        assert_eq!(lesson_errors(twin), Vec::<String>::new(), "{twin}");
    }
}

#[test]
fn text_does_not_slip_from_one_box_into_another() {
    for (body, expected, twin) in [
        (
            "> a\nb",
            "5:1-5:2 a line of a quote lacks its `>` (no `>` here, 1 at the start of the paragraph) | start the line with `>`",
            "> a\n\nb",
        ),
        (
            "> > a\n> b c",
            "5:3-5:6 a line of a quote lacks its `>` (1 `>` here, 2 at the start of the paragraph) | start the line with `> >`",
            "> > a\n>\n> b c",
        ),
        ("> [!note] T\nb", "5:1-5:2 a line of a quote lacks its `>`", "> [!note] T\n> b"),
        ("> [!note]\n> a\nb", "6:1-6:2 a line of a quote", "> [!note]\n> a\n> b"),
        ("> - a\nb", "5:1-5:2 a line of a quote", "> - a\n> b"),
        ("> - a\n  b", "5:3-5:4 a line of a quote", "> - a\n>   b"),
        ("- > a\n  b", "5:3-5:4 a line of a quote", "- > a\n  > b"),
        ("> `a\nb`", "5:1-5:3 a line of a quote", "> `a\n> b`"),
        ("> $a\nb$", "5:1-5:3 a line of a quote", "> $a\n> b$"),
        ("> *a\nb*", "5:1-5:3 a line of a quote", "> *a\n> b*"),
        ("> [a\nb](c.md)", "5:1-5:9 a line of a quote", "> [a\n> b](c.md)"),
        ("> [a](c.md\n\"b\")", "5:1-5:5 a line of a quote", "> [a](c.md\n> \"b\")"),
        ("> > a\n>     > b", "5:9-5:10 a line of a quote", "> > a\n> > b"),
        ("> a\n===", "5:1-5:4 a line of a quote", ">>a\n>> b"),
        ("> a\\\nb", "5:1-5:2 a line of a quote", "> a\\\n> b"),
    ] {
        let found = lesson_errors(body);
        assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{body}: {found:?}");
        assert_eq!(found.len(), 1, "{body}: {found:?}");
        assert_eq!(lesson_errors(twin), Vec::<String>::new(), "{twin}");
    }
    for body in [
        "- a\nb",
        "> a\n>     b",
        ">\ta\n>\tb",
        "> - a\n>\n>     code > x",
        "[^1]\n\n[^1]: > a\n    > b",
        ">a\n>b",
        "> 1. a\n>    b\n>    > c\n>    > d",
    ] {
        assert_eq!(lesson_errors(body), Vec::<String>::new(), "{body}");
    }
}
