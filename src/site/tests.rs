use std::sync::Arc;

use super::*;
use crate::diagnostic::Diagnostics;
use crate::document::{Block, BlockKind, Document, FrontMatter, Inline};
use crate::lesson::Lesson;
use crate::source::{Source, Span};

fn entry(path: &str, address: &str, title: &str) -> Entry {
    Entry { path: path.into(), address: address.into(), title: title.into(), minutes: Some(10), ..Entry::default() }
}

fn plan() -> Plan {
    Plan {
        title: "Information".into(),
        language: "en".into(),
        base_url: Some("https://example.org/info".into()),
        files: ["info/graph.png", "logo.svg"].map(|path| (path.to_owned(), path.to_owned())).into(),
        sections: vec![
            Section {
                address: "info".into(),
                title: "Basics".into(),
                index: Some("info/_index.md".into()),
                lessons: vec![
                    entry("info/one.md", "info/one", "One"),
                    entry("info/two.md", "info/two", "Two & a half"),
                ],
                ..Section::default()
            },
            Section {
                address: "more".into(),
                title: "More".into(),
                lessons: vec![Entry {
                    date: Some("2026-11-01".into()),
                    ..entry("more/three.md", "more/three", "Three")
                }],
                ..Section::default()
            },
        ],
        ..Plan::default()
    }
}

fn lesson(blocks: Vec<Block>) -> Lesson {
    let source: Arc<Source> = Source::new("content/info/one.md", "[a](b.md)\n");
    let front = FrontMatter { title: "One".into(), ..FrontMatter::default() };
    Lesson {
        unclaimed: 0,
        edits: Vec::new(),
        document: Document {
            source,
            front,
            blocks,
            claims: Vec::new(),
            unclaimed: Vec::new(),
            scopes: vec![None],
            links: Vec::new(),
        },
        claims: [].into(),
        widgets: Vec::new(),
        plots: Vec::new(),
        problems: Vec::new(),
        tables: Vec::new(),
    }
}

fn text_of(file: &SiteFile) -> String {
    String::from_utf8(file.content.bytes().expect("at hand").into_owned()).expect("UTF-8")
}

fn link(target: &str) -> Block {
    let content = vec![Inline::Text("a".into())];
    let link = Inline::Link { target: target.into(), title: String::new(), content, span: Span::new(0, 9) };
    Block { kind: BlockKind::Paragraph(vec![link]), span: Span::new(0, 9) }
}

/// The href that a link in `info/one.md` gets, or what is said of it.
fn href(target: &str) -> Result<String, String> {
    let mut sink = Diagnostics::default();
    let press = Press::new(&mut sink, plan());
    let id = LessonId { section: 0, lesson: 0 };
    let page = press.page(&mut sink, Target::Lesson(id), Some(&lesson(vec![link(target)])), None).expect("a page");
    if let Some(diagnostic) = sink.into_sorted().first() {
        assert_eq!(diagnostic.place.as_ref().map(|place| place.span), Some(Span::new(0, 9)));
        return Err(format!("{} {}", diagnostic.message, diagnostic.help.as_deref().unwrap_or_default()));
    }
    let html = text_of(&page.file);
    let from = html.find("<p><a href=\"").expect("a link") + 12;
    Ok(html[from..].split('"').next().unwrap_or_default().to_owned())
}

#[test]
fn links_lead_from_page_to_page() {
    assert_eq!(href("two.md").as_deref(), Ok("../two/index.html"));
    assert_eq!(href("./two.md#kl").as_deref(), Ok("../two/index.html#kl"));
    assert_eq!(href("../more/three.md").as_deref(), Ok("../../more/three/index.html"));
    assert_eq!(href("/more/three/").as_deref(), Ok("../../more/three/index.html"));
    assert_eq!(href("_index.md").as_deref(), Ok("../index.html"));
    assert_eq!(href("graph.png").as_deref(), Ok("../graph.png"));
    assert_eq!(href("/logo.svg").as_deref(), Ok("../../logo.svg"));
    assert_eq!(href("https://example.com/a?b#c").as_deref(), Ok("https://example.com/a?b#c"));
}

#[test]
fn links_that_lead_nowhere_are_errors_at_their_place() {
    assert_eq!(href("tow.md").expect_err("unknown"), "`tow.md` leads nowhere did you mean `two.md`?");
    assert!(href("../../../etc/passwd").expect_err("outside").contains("out of the course"));
    assert!(href("#nowhere").expect_err("fragment").contains("#nowhere"));
}

#[test]
fn targets_that_reading_refused_are_no_links() {
    let press = Press::new(&mut Diagnostics::default(), plan());
    for target in ["java\nscript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "//example.org/x", "\\\\host", ""] {
        let page = press.page(
            &mut Diagnostics::default(),
            Target::Lesson(LessonId { section: 0, lesson: 0 }),
            Some(&lesson(vec![link(target)])),
            None,
        );
        assert!(text_of(&page.expect("a page").file).contains("<p>a</p>"), "{target}");
    }
}

#[test]
fn pages_have_neighbours_across_sections() {
    let mut sink = Diagnostics::default();
    let press = Press::new(&mut sink, plan());
    let target = Target::Lesson(LessonId { section: 0, lesson: 1 });
    let page = press.page(&mut sink, target, Some(&lesson(Vec::new())), Some("\"</script>\""));
    let html = text_of(&page.expect("a page").file);
    assert!(html.contains("href=\"../one/index.html\"") && html.contains("href=\"../../more/three/index.html\""));
    assert!(
        html.contains("Two &amp; a half")
            && html.contains("<link rel=\"canonical\" href=\"https://example.org/info/info/two/\">")
    );
    assert!(html.contains("\"\\u003c/script>\""));
    assert!(!sink.has_errors());
}

#[test]
fn the_page_for_missing_addresses_works_at_any_depth() {
    let mut sink = Diagnostics::default();
    let press = Press::new(&mut sink, plan());
    let html = text_of(&press.page(&mut sink, Target::NotFound, None, None).expect("a page").file);
    assert!(html.contains("href=\"/info/index.html\"") && html.contains("href=\"/info/style."), "{html}");
    // It shows what there is.
    assert!(html.contains("href=\"/info/info/two/index.html\"") && html.contains("Two &amp; a half"), "{html}");
}

#[test]
fn machines_find_every_page() {
    let mut sink = Diagnostics::default();
    let press = Press::new(&mut sink, plan());
    let listings = press.listings();
    let text = |path: &str| text_of(listings.iter().find(|file| file.path == path).expect(path));
    assert_eq!(text("sitemap.xml").matches("<loc>").count(), 6);
    assert!(text("feed.xml").contains("<updated>2026-11-01T00:00:00Z</updated>"));
    let entry = SearchEntry { url: "a/index.html".into(), title: "</script>".into(), ..SearchEntry::default() };
    let index = text_of(&search_index(&[search_entry(&entry, search_share(1)).into()]));
    assert!(index.starts_with("self.searchIndex = [{\"url\":\"a/index.html\""), "{index}");
}
