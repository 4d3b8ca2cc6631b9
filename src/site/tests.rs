use std::sync::Arc;

use super::*;
use crate::document::{Block, BlockKind, Document, FrontMatter, Inline};
use crate::source::{Source, Span};

fn entry(path: &str, slug: &str, title: &str) -> Entry {
    Entry { path: path.into(), slug: slug.into(), title: title.into(), minutes: Some(10), ..Entry::default() }
}

fn course() -> Course {
    Course {
        title: "Information".into(),
        language: "en".into(),
        base_url: Some("https://example.org/info".into()),
        files: ["info/graph.png".to_owned(), "logo.svg".to_owned()].into(),
        sections: vec![
            Section {
                slug: "info".into(),
                title: "Basics".into(),
                index: Some("info/_index.md".into()),
                lessons: vec![entry("info/one.md", "one", "One"), entry("info/two.md", "two", "Two & a half")],
                ..Section::default()
            },
            Section {
                slug: "more".into(),
                title: "More".into(),
                lessons: vec![Entry { date: Some("2026-11-01".into()), ..entry("more/three.md", "three", "Three") }],
                ..Section::default()
            },
        ],
        ..Course::default()
    }
}

fn lesson(blocks: Vec<Block>) -> Lesson {
    let source: Arc<Source> = Source::new("content/info/one.md", "[a](b.md)\n");
    let front = FrontMatter { title: "One".into(), ..FrontMatter::default() };
    Lesson {
        document: Document { source, front, blocks, claims: Vec::new(), unclaimed: Vec::new() },
        claims: Vec::new(),
        widgets: Vec::new(),
        plots: Vec::new(),
        problems: Vec::new(),
        tables: Vec::new(),
    }
}

fn link(target: &str) -> Block {
    let content = vec![Inline::Text("a".into())];
    let link = Inline::Link { target: target.into(), title: String::new(), content, span: Span::new(0, 9) };
    Block { kind: BlockKind::Paragraph(vec![link]), span: Span::new(0, 9) }
}

/// The href that a link in `info/one.md` gets, or what is said of it.
fn href(target: &str) -> Result<String, String> {
    let mut sink = Diagnostics::default();
    let site = Site::new(&mut sink, course());
    let id = LessonId { section: 0, lesson: 0 };
    let page = site.lesson(&mut sink, id, &lesson(vec![link(target)]), None).expect("a page");
    if let Some(diagnostic) = sink.into_sorted().first() {
        assert_eq!(diagnostic.place.as_ref().map(|place| place.span), Some(Span::new(0, 9)));
        return Err(format!("{} {}", diagnostic.message, diagnostic.help.as_deref().unwrap_or_default()));
    }
    let html = String::from_utf8(page.file.bytes).expect("UTF-8");
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
    assert!(href("java\nscript:alert(1)").expect_err("scheme").contains("javascript"));
    assert!(href("//example.org/x").expect_err("relative scheme").contains("https://example.org/x"));
    assert!(href("#nowhere").expect_err("fragment").contains("#nowhere"));
    assert!(href("").expect_err("empty").contains("no target"));
}

#[test]
fn pages_have_neighbours_across_sections() {
    let mut sink = Diagnostics::default();
    let site = Site::new(&mut sink, course());
    let page = site.lesson(&mut sink, LessonId { section: 0, lesson: 1 }, &lesson(Vec::new()), Some("\"</script>\""));
    let html = String::from_utf8(page.expect("a page").file.bytes).expect("UTF-8");
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
    let html = String::from_utf8(Site::new(&mut sink, course()).not_found(&mut sink).bytes).expect("UTF-8");
    assert!(html.contains("href=\"/info/index.html\"") && html.contains("href=\"/info/style."), "{html}");
}

#[test]
fn addresses_that_differ_only_in_case_collide() {
    let mut sink = Diagnostics::default();
    let mut course = course();
    course.sections[0].lessons.push(entry("info/ONE.md", "ONE", "Also one"));
    Site::new(&mut sink, course);
    let messages: Vec<String> = sink.into_sorted().into_iter().map(|diagnostic| diagnostic.message).collect();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains("info/one.md") && messages[0].contains("info/ONE.md"), "{messages:?}");
}

#[test]
fn machines_find_every_page() {
    let mut sink = Diagnostics::default();
    let site = Site::new(&mut sink, course());
    let listings = site.listings();
    let text = |path: &str| {
        let file = listings.iter().find(|file| file.path == path).expect(path);
        String::from_utf8(file.bytes.clone()).expect("UTF-8")
    };
    assert_eq!(text("sitemap.xml").matches("<loc>").count(), 6);
    assert!(text("feed.xml").contains("<updated>2026-11-01T00:00:00Z</updated>"));
    let entry = SearchEntry { url: "a/index.html".into(), title: "</script>".into(), ..SearchEntry::default() };
    let index = String::from_utf8(site.search_index(&[entry]).bytes).expect("UTF-8");
    assert!(index.starts_with("self.searchIndex = [{\"url\":\"a/index.html\""), "{index}");
}
