//! Blocks and inlines as the later stages get them.

use super::{HEAD, dump, errors, lesson_errors, parse_as, parse_text};
use crate::document::dump::place;
use crate::document::{Block, BlockKind, Inline, Options};

#[test]
fn blocks_come_as_written() {
    for (body, expected) in [
        ("## A *b* {#c}\n", "heading 2 #c 4:1\n  text \"A \"\n  emphasis\n    text \"b\"\n"),
        (
            "3. a\n4. b\n",
            "list from 3 4:1\n  item 4:1\n    plain 4:4\n      text \"a\"\n  item 5:1\n    plain 5:4\n      text \"b\"\n",
        ),
        (
            "- [x] a\n- [ ] b\n",
            "list 4:1\n  item [x] 4:1\n    plain 4:7\n      text \"a\"\n  item [ ] 5:1\n    plain 5:7\n      text \"b\"\n",
        ),
        (
            "- [x] a\n\n- [ ] b\n",
            "list 4:1\n  item [x] 4:1\n    paragraph 4:7\n      text \"a\"\n  item [ ] 6:1\n    paragraph 6:7\n      text \"b\"\n",
        ),
        (
            "- a\n  - b\n  c\n",
            "list 4:1\n  item 4:1\n    plain 4:3\n      text \"a\"\n    list 5:3\n      item 5:3\n        plain 5:5\n          text \"b\"\n          soft break\n          text \"c\"\n",
        ),
        ("a\n\n---\n", "paragraph 4:1\n  text \"a\"\nrule 6:1\n"),
        (
            "| a | b |\n|---|:-:|\n| c \\| d |\n",
            "table 4:1\n  row\n    cell\n      text \"a\"\n    cell\n      text \"b\"\n  row\n    cell\n      text \"c | d\"\n    cell\n",
        ),
        (
            "a[^x]\n\n[^x]: b\n",
            "paragraph 4:1\n  text \"a\"\n  footnote x 4:2\nfootnote x 6:1\n  paragraph 6:7\n    text \"b\"\n",
        ),
        ("```rust ignore\na\n```\n    b\n", "code \"rust\" 4:1 \"a\\n\"\ncode \"\" 7:5 \"b\\n\"\n"),
        ("a <!-- b --> c\n\n<!-- d -->\n", "paragraph 4:1\n  text \"a  c\"\n"),
        (
            "$a$ $$b$$ `c` ~~d~~ **e**  \nf\\\ng\nh\n",
            "paragraph 4:1\n  math \"a\" 4:2\n  text \" \"\n  display \"b\" 4:7\n  text \" \"\n  code \"c\"\n  text \" \"\n  struck\n    text \"d\"\n  text \" \"\n  strong\n    text \"e\"\n  hard break\n  text \"f\"\n  hard break\n  text \"g\"\n  soft break\n  text \"h\"\n",
        ),
        (
            "![a *b* `c`](d.png \"e\") [f](g.md)\n",
            "paragraph 4:1\n  image \"d.png\" \"a b c\"\n  text \" \"\n  link \"g.md\"\n    text \"f\"\n",
        ),
        (
            "\"a\" -- 'b' ... : c\n: d\n",
            "paragraph 4:1\n  text \"\\\"a\\\" -- 'b' ... : c\"\n  soft break\n  text \": d\"\n",
        ),
        (
            "> | a $x \\| y$ |\n> |---|\n",
            "quote 4:1\n  table 4:3\n    row\n      cell\n        text \"a \"\n        math \"x | y\" 4:8\n",
        ),
    ] {
        assert_eq!(dump(body), expected, "{body}");
    }
}

#[test]
fn html_passes_only_where_the_course_allows_it() {
    let body = format!("{HEAD}<div>\n\na <b>c</b> <!-- d -->\n");
    assert_eq!(parse_text(&body).1.len(), 2);
    let (document, errors) = parse_as(&body, Options { allow_html: true });
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(
        crate::document::dump::dump(&document),
        "html 4:1 \"<div>\\n\"\nparagraph 6:1\n  text \"a \"\n  html \"<b>\"\n  text \"c\"\n  html \"</b>\"\n  text \" \"\n"
    );
}

#[test]
fn markdown_that_loses_text_is_an_error() {
    for (body, expected, twin) in [
        ("## The set {0, 1}", "4:12-4:18 braces at the end of a heading are not shown", "## The set \\{0, 1\\}"),
        ("[^a]\n\n[^a]: b\n\n[^A]: c", "8:1-8:5 the footnote `[^A]` is defined twice", "[^a]\n\n[^a]: b\n\n[^c]: c"),
        ("a\0b", "4:2-4:3 a NUL character", "ab"),
        ("a\rb", "4:2-4:3 a carriage return without a line feed", "a\r\nb"),
        ("a\n\n+++\nb = 1\n+++\n", "6:1-6:4 a second front matter", "a\n\n\\+++\nb = 1\n"),
    ] {
        let found = lesson_errors(body);
        assert!(found.first().is_some_and(|error| error.starts_with(expected)), "{body:?}: {found:?}");
        assert_eq!(found.len(), 1, "{body:?}: {found:?}");
        assert_eq!(lesson_errors(twin), Vec::<String>::new(), "{twin:?}");
    }
}

#[test]
fn links_are_collected_with_their_places() {
    let (document, errors) =
        parse_text(&format!("{HEAD}[a](b.md) ![c](d.png \"t\") [e](<f g.md>) <https://h.example> [i]\n\n[i]: j.md\n"));
    assert_eq!(errors, Vec::<String>::new());
    let found: Vec<String> = document
        .links
        .iter()
        .map(|link| format!("{} {} {}", place(&document.source, link.span), link.target, link.image))
        .collect();
    assert_eq!(
        found,
        [
            "4:5-4:9 b.md false",
            "4:16-4:21 d.png true",
            "4:32-4:38 f g.md false",
            "4:42-4:59 https://h.example false",
            "4:61-4:64 j.md false"
        ]
    );
}

#[test]
fn numbers_without_a_claim_are_listed() {
    let body = "## 2. About 3 coins\n\nIt is 90% of [0.5](=x), `7`, $D = 0.737$, $H_2$, [8 bits](a9.md) and *1*.\n\n| 10 |\n|---|\n| 11 |\n\n> [!note] At 12\n> 13, \\$14 and 15&nbsp;%\n\n1. Figure\n   2\n";
    let (document, errors) = parse_text(&format!("{HEAD}{body}"));
    assert_eq!(errors, Vec::<String>::new());
    let found: Vec<&str> = document.unclaimed.iter().map(|span| document.source.slice(*span)).collect();
    assert_eq!(found, ["3", "90%", "0.737", "8", "1", "10", "11", "12", "13", "14", "15&nbsp;%"]);
}

#[test]
fn the_flagship_shape_is_read() {
    let body = "+++\ntitle = \"Two distributions in the same room\"\nminutes = 15\n+++\n\n```calc\nP = pmf(e: 0.5, t: 0.5)\n```\n\nThe friend assumes an e [90%](=Q(e)) of the time. Each letter costs [1.737 bits](=H(P,Q))\nwhere [1 bit](=H(P)) would do; the waste is $D =$ [0.737 bits](= \"KL(P || Q)\").\n\n> [!problem] The wrong code\n> What is $H(P, Q)$ in bits, to three decimals?\n>\n> > [!answer] [1.737 bits](=H(P,Q))\n>\n> > [!mistake] [0.737 bits](=KL(P,Q))\n> > That is only the excess over $H(P)$.\n>\n> > [!hint]\n> > The weights come from $P$, the logarithm from $Q$.\n";
    assert_eq!(errors(body), Vec::<String>::new());
    let (document, _) = parse_text(body);
    assert_eq!(document.claims.len(), 6);
    assert_eq!(document.unclaimed, []);
    let Some(Block { kind: BlockKind::Callout(problem), .. }) = document.blocks.last() else { panic!("no problem") };
    assert!(matches!(problem.title.as_slice(), [Inline::Text(title)] if title == "The wrong code"));
    assert_eq!(problem.blocks.len(), 4);
}
