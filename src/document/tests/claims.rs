//! Claims in every container and form, with exact places; what is none, with its repaired twin.

use super::{HEAD, dump, lesson_errors, parse_text};
use crate::claim::PieceKind;
use crate::document::dump::{claim, place};
use crate::document::{ClaimPlace, Document};
use crate::source::Span;

/// What stands before a claim, how its next line starts, and what stands after it.
const CONTAINERS: &[(&str, &str, &str, &str)] = &[
    ("paragraph", "Letters cost ", "", " each.\n"),
    ("start of a paragraph", "", "", " each.\n"),
    ("behind a soft break", "Letters\n", "", "\neach.\n"),
    ("heading", "## It costs ", "!", "\n"),
    ("setext heading", "It costs ", "", "\n========\n"),
    ("tight list", "- one\n- two ", "  ", "\n- three\n"),
    ("loose list", "- one\n\n- two ", "  ", "\n\n- three\n"),
    ("nested list", "1. one\n   - two ", "     ", "\n"),
    ("task", "- [ ] one ", "  ", "\n"),
    ("quote", "> one ", "> ", "\n"),
    ("nested quote", "> > one ", "> > ", "\n"),
    ("quote in a list", "- > one ", "  > ", "\n"),
    ("list in a quote", "> - one ", ">   ", "\n"),
    ("callout", "> [!note] Title\n> one ", "> ", "\n"),
    ("bare callout", "> [!NOTE]\n> one ", "> ", "\n"),
    ("title of a callout", "> [!tip] Title ", "!", "\n"),
    ("nested callout", "> [!problem]\n>\n> > [!answer] ", "!", "\n"),
    ("footnote", "a[^1]\n\n[^1]: one ", "    ", "\n"),
    ("footnote that nobody cites", "a\n\n[^1]: one ", "    ", "\n"),
    ("emphasis", "one *two ", "", "* three\n"),
    ("strong", "one **", "", "** three\n"),
    ("struck", "one ~~", "", "~~ three\n"),
    ("head of a table", "| one ", "!", " | b |\n|---|---|\n| c | d |\n"),
    ("cell", "| a | b |\n|---|---|\n| one | ", "!", " |\n"),
    ("cell in a quote", "> | a |\n> |---|\n> | ", "!", " |\n"),
    ("behind an entity", "a &amp; &lt; ", "", "\n"),
    ("behind an escape", "a \\$5 \\[ ", "", "\n"),
    ("behind a character of four bytes", "a 𝜇 é ", "", "\n"),
    ("between brackets", "the set [a ", "", " b]\n"),
    ("between parentheses", "(about ", "", ")\n"),
    ("behind code and math", "`x](=y)` $a$ ", "", "\n"),
];

/// The forms of a target: what stands before the expression and after it.
const FORMS: &[(&str, &str, &str)] = &[
    ("](=", "H(P,Q)", ")"),
    ("](<=", "H(P, Q)", ">)"),
    ("](= \"", "H(P, 'Q')", "\")"),
    ("](= '", "H(P, \"Q\")", "')"),
];

#[test]
fn every_form_is_found_in_every_container() {
    let mut count = 0;
    for (name, before, next, after) in CONTAINERS {
        for (open, expression, close) in FORMS {
            for label in ["1.737 bits", "", "$1.737$ bits", "1.737\nbits"] {
                if label.contains('\n') && *next == "!" {
                    continue;
                }
                let label = label.replace('\n', &format!("\n{next}"));
                let link = format!("[{label}{open}{expression}{close}");
                let text = format!("{HEAD}{before}{link}{after}");
                let (document, errors) = parse_text(&text);
                assert_eq!(errors, Vec::<String>::new(), "{name}: {text}");
                assert_eq!(document.claims.len(), 1, "{name}: {text}");
                let found = &document.claims[0];
                let at = HEAD.len() + before.len();
                let label_span = Span::new(at + 1, at + 1 + label.len());
                let start = label_span.end + open.len();
                assert_eq!(found.span, Span::new(at, at + link.len()), "{name}: {text}");
                assert_eq!(found.label_span, label_span, "{name}: {text}");
                assert_eq!(found.expression.text, *expression, "{name}: {text}");
                assert_eq!(found.expression.whole(), Span::new(start, start + expression.len()), "{name}: {text}");
                for piece in &found.label {
                    if piece.kind != PieceKind::Other {
                        assert_eq!(document.source.slice(piece.span), piece.text, "{name}: {text}");
                    }
                }
                count += 1;
            }
        }
    }
    assert!(count >= 105, "{count} forms only");
}

#[test]
fn carriage_returns_and_a_byte_order_mark_shift_nothing() {
    let text = format!("\u{feff}{HEAD}> a [1.7](=x)\n> b [2.7](= \"y\")\n").replace('\n', "\r\n");
    let (document, errors) = parse_text(&text);
    assert_eq!(errors, Vec::<String>::new());
    let places: Vec<String> = document.claims.iter().map(|claim| place(&document.source, claim.span)).collect();
    assert_eq!(places, ["4:5-4:14", "5:5-5:17"]);
}

/// The claims of a faultless body, as lines.
fn claims(body: &str) -> Vec<String> {
    let (document, errors) = parse_text(&format!("{HEAD}{body}"));
    assert_eq!(errors, Vec::<String>::new(), "{body}");
    lines(&document)
}

fn lines(document: &Document) -> Vec<String> {
    document.claims.iter().map(|found| claim(&document.source, found)).collect()
}

#[test]
fn labels_are_pieces_of_the_source() {
    for (body, expected) in [
        (
            "[1.7*3*7](=x)",
            "Prose @0 4:1-4:14 label 4:2-4:9 text[4:2-4:5 \"1.7\"] text[4:6-4:7 \"3\"] text[4:8-4:9 \"7\"] expr 4:12-4:13 \"x\"",
        ),
        ("[1_024](=x)", "Prose @0 4:1-4:12 label 4:2-4:7 text[4:2-4:7 \"1_024\"] expr 4:10-4:11 \"x\""),
        (
            "[**1.7** bits](=x)",
            "Prose @0 4:1-4:19 label 4:2-4:14 text[4:4-4:7 \"1.7\"] text[4:9-4:14 \" bits\"] expr 4:17-4:18 \"x\"",
        ),
        ("[\\$5](=x)", "Prose @0 4:1-4:10 label 4:2-4:5 text[4:2-4:5 \"\\\\$5\"] expr 4:8-4:9 \"x\""),
        ("[5&nbsp;\\%](=x)", "Prose @0 4:1-4:16 label 4:2-4:11 text[4:2-4:11 \"5&nbsp;\\\\%\"] expr 4:14-4:15 \"x\""),
        (
            "[$\\approx$ 1.7](=x)",
            "Prose @0 4:1-4:20 label 4:2-4:15 math[4:3-4:10 \"\\\\approx\"] text[4:11-4:15 \" 1.7\"] expr 4:18-4:19 \"x\"",
        ),
        ("[`1.7`](=x)", "Prose @0 4:1-4:12 label 4:2-4:7 other[4:2-4:7 \"`1.7`\"] expr 4:10-4:11 \"x\""),
        (
            "[1 ![a](b.png)](=x)",
            "Prose @0 4:1-4:20 label 4:2-4:15 text[4:2-4:4 \"1 \"] other[4:4-4:15 \"![a](b.png)\"] expr 4:18-4:19 \"x\"",
        ),
        (
            "[(0.5, 0.5)](= \"[0.5, 0.5]\")",
            "Prose @0 4:1-4:29 label 4:2-4:12 text[4:2-4:12 \"(0.5, 0.5)\"] expr 4:17-4:27 \"[0.5, 0.5]\"",
        ),
        ("[[1, 2]](=v)", "Prose @0 4:1-4:13 label 4:2-4:8 text[4:2-4:8 \"[1, 2]\"] expr 4:11-4:12 \"v\""),
        ("[1](=f(g(x)))", "Prose @0 4:1-4:14 label 4:2-4:3 text[4:2-4:3 \"1\"] expr 4:6-4:13 \"f(g(x))\""),
        ("[1](  =x  )", "Prose @0 4:1-4:12 label 4:2-4:3 text[4:2-4:3 \"1\"] expr 4:8-4:9 \"x\""),
        ("[1](=\n\"a + b\")", "Prose @0 4:1-5:9 label 4:2-4:3 text[4:2-4:3 \"1\"] expr 5:2-5:7 \"a + b\""),
        ("[90%](=given)", "Prose @0 4:1-4:14 label 4:2-4:5 text[4:2-4:5 \"90%\"] expr 4:8-4:13 \"given\""),
    ] {
        assert_eq!(claims(body), [expected], "{body}");
    }
}

#[test]
fn bars_are_written_with_a_backslash_in_tables() {
    let body = "| a |\n|---|\n| [x \\| y](= \"KL(P \\|\\| Q)\") \\| b $\\href{=KL(P \\|\\| Q)}{1}$ |";
    let found = claims(body);
    assert_eq!(
        found[0],
        "Prose @0 6:3-6:29 label 6:4-6:10 text[6:4-6:10 \"x \\\\| y\"] expr 6:15-6:27 \"KL(P || Q)\" after 6:29-6:35 \" \\\\| b \""
    );
    let (document, _) = parse_text(&format!("{HEAD}{body}"));
    for claim in &document.claims {
        assert_eq!(claim.expression.text, "KL(P || Q)");
        let bar = claim.expression.span(Span::new(6, 7));
        assert_eq!(document.source.slice(bar), "|");
    }
}

#[test]
fn a_unit_may_follow_the_link() {
    for (body, expected) in [
        ("[1](=x) bits, or", Some("4:8-4:17 \" bits, or\"")),
        ("[1](=x)", None),
        ("[1](=x)*bits*", None),
        ("[1](=x)$bits$ a", None),
        ("[1](=x)\nbits", Some("4:8-5:5 \" bits\"")),
        ("> [1](=x)\n> bits", Some("5:2-5:7 \" bits\"")),
        ("[1](=x) bits &amp; \\*more", Some("4:8-4:26 \" bits &amp; \\\\*more\"")),
        ("**[1](=x)** bits", Some("4:12-4:17 \" bits\"")),
        ("$\\href{=x}{1}\\,\\text{bits}$", Some("4:14-4:27 \"\\\\,\\\\text{bits}\"")),
        ("$\\href{=x}{1}$ bits", Some("4:15-4:20 \" bits\"")),
        ("[1](=x)  \nbits", None),
        ("> [!tip] [1](=x)\n> bits", None),
    ] {
        let (document, errors) = parse_text(&format!("{HEAD}{body}"));
        assert_eq!(errors, Vec::<String>::new(), "{body}");
        let after = document.claims[0].after.as_ref();
        let after = after.map(|after| format!("{} {:?}", place(&document.source, after.span), after.text));
        assert_eq!(after.as_deref(), expected, "{body}");
    }
}

#[test]
fn places_and_scopes_are_those_of_the_callouts() {
    let body = "[1](=a)\n\n> [!problem] P [2](=b)\n> [3](=c) $\\href{=d}{4}$\n>\n> > [!answer] [5](=e)\n> > and [6](=f)\n>\n> > [!mistake] [7](=g)\n>\n> > [!hint]\n> > [8](=h)\n\n[9](=i)";
    let (document, errors) = parse_text(&format!("{HEAD}{body}"));
    assert_eq!(errors, Vec::<String>::new());
    let found: Vec<_> =
        document.claims.iter().map(|claim| (claim.expression.text.as_str(), claim.place, claim.scope)).collect();
    assert_eq!(
        found,
        [
            ("a", ClaimPlace::Prose, 0),
            ("b", ClaimPlace::Prose, 1),
            ("c", ClaimPlace::Prose, 1),
            ("d", ClaimPlace::Math, 1),
            ("e", ClaimPlace::Problem, 2),
            ("f", ClaimPlace::Problem, 2),
            ("g", ClaimPlace::Problem, 3),
            ("h", ClaimPlace::Prose, 4),
            ("i", ClaimPlace::Prose, 0),
        ]
    );
    assert_eq!(document.scopes, [None, Some(0), Some(1), Some(1), Some(1)]);
}

#[test]
fn malformed_claims_are_errors_with_a_repaired_twin() {
    for (body, expected, twin) in [
        ("[1](=a\\_b)", "4:7-4:9 a backslash in a claim's expression | write `(= \"a_b\")`", "[1](=a_b)"),
        (
            "[1](= \"a \\\" b\")",
            "4:10-4:12 a backslash in a claim's expression | write `(= 'a \" b')`",
            "[1](= 'a \" b')",
        ),
        ("[1](=a&lt;b)", "4:7-4:11 an entity in a claim's expression", "[1](=a<b)"),
        ("[1](= \"a &lt; b\")", "4:10-4:14 an entity in a claim's expression", "[1](= \"a < b\")"),
        ("[1](= \"a +\nb\")", "4:8-4:11 a line break in a claim's expression", "[1](= \"a + b\")"),
        ("> [1](= \"a +\n> b\")", "4:10-4:13 a line break in a claim's expression", "> [1](= \"a + b\")"),
        ("[1](=)", "4:5-4:6 a claim without an expression", "[1](=a)"),
        ("[1](= \" \")", "4:5-4:10 a claim without an expression", "[1](= \" a \")"),
        ("[1](=a \"b\")", "4:5-4:11 a claim with two expressions", "[1](=a)"),
        ("[1](<=a> \"b\")", "4:5-4:13 a claim with two expressions", "[1](<=a>)"),
        (
            "[1](= (a))",
            "4:7-4:10 a claim's expression between parentheses | write it between quotes: `(= \"a\")`",
            "[1](= \"a\")",
        ),
        ("[1](&#61;a)", "4:5-4:11 a claim's `=` is not written as `=`", "[1](=a)"),
        ("[1](< =a>)", "4:5-4:10 a claim's `=` doesn't follow the `<`", "[1](<=a>)"),
        (
            "[1][r]\n\n[r]: =a",
            "4:1-4:7 a claim by reference | write the expression at the number: `[1.737 bits](=a)`",
            "[1](=a)",
        ),
        ("a\n\n[r]: =a", "6:1-6:8 a link reference that leads to an expression", "a"),
        ("![1](=a)", "4:1-4:9 an image can't be a claim", "[1](=a)"),
        ("![b [1](=a)](c.png)", "4:5-4:12 a claim in the text of an image", "![b](c.png) [1](=a)"),
        ("[a [1](=x) b](c.md)", "4:1-4:20 a claim inside a link", "[a](c.md) [1](=x) b"),
        ("[a *[1](=x)* b](c.md \"t\")", "4:1-4:26 a claim inside a link", "[a](c.md) *[1](=x)* b"),
        ("[a [1](=x) b][r]\n\n[r]: c.md", "4:1-4:17 a claim inside a link", "[a][r] [1](=x)\n\n[r]: c.md"),
        ("[$\\href{=a}{1}$](=b)", "4:3-4:15 a claim inside the label of a claim", "[$1$](=b)"),
        ("a[^x]", "4:2-4:6 the footnote `[^x]` is not defined", "a[^x]\n\n[^x]: b"),
    ] {
        let found = lesson_errors(body);
        assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{body}: {found:?}");
        assert!(found.len() == 1 || body.contains("\n[r]: =a"), "{body}: {found:?}");
        assert_eq!(lesson_errors(twin), Vec::<String>::new(), "{twin}");
    }
}

#[test]
fn what_looks_like_a_claim_around_one_is_none() {
    // Brackets and parentheses of the text.
    for body in ["[a [1](=x) b] (see there)", "[a [1](=x) b](not a target)", "[a [1](=x) b][c]"] {
        assert_eq!(claims(body).len(), 1, "{body}");
    }
    assert!(dump("`[1](=x)`").contains("code \"[1](=x)\""));
}
