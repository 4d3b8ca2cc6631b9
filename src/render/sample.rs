//! A lesson that shows everything a page can hold: for tests, and to look at.
//!
//! `RECKON_SAMPLE=/some/folder cargo test --lib sample` writes it as a site.

use crate::diagnostic::Diagnostics;
use crate::document::{self, Options};
use crate::lesson::{self, Lesson, Shared};
use crate::site::{Entry, LessonId, Plan, Press, Section, Target};
use crate::source::Source;

const TEXT: &str = include_str!("sample.md");

fn lesson(sink: &mut Diagnostics) -> Lesson {
    let source = Source::new("content/information/two-distributions.md", TEXT);
    let document = document::parse(sink, &source, &Options::default());
    lesson::check(sink, document, &Shared::default())
}

fn plan() -> Plan {
    let entry = |name: &str, title: &str, minutes, description: &str| Entry {
        path: format!("information/{name}.md"),
        address: format!("information/{name}"),
        title: title.into(),
        minutes: Some(minutes),
        description: Some(description.into()),
        ..Entry::default()
    };
    Plan {
        title: "Information Theory Basics".into(),
        author: Some("A. Author".into()),
        description: Some(
            "What a bit measures, what a wrong model costs, and why every loss curve is a cross-entropy.".into(),
        ),
        language: "en".into(),
        sections: vec![
            Section {
                address: "information".into(),
                title: "Surprise and its average".into(),
                description: Some("From one outcome to two distributions.".into()),
                lessons: vec![
                    entry(
                        "surprise",
                        "Surprise and entropy",
                        12,
                        "How surprising is a letter, and how surprising is a language?",
                    ),
                    entry(
                        "two-distributions",
                        "Two distributions in the same room",
                        15,
                        "Truth P, model Q: the average surprise is the cross-entropy, and its excess over the entropy has a name.",
                    ),
                ],
                ..Section::default()
            },
            Section {
                address: "learning".into(),
                title: "Learning".into(),
                lessons: vec![Entry {
                    path: "learning/softmax.md".into(),
                    address: "learning/softmax".into(),
                    title: "Softmax and one-hot labels".into(),
                    minutes: Some(18),
                    ..Entry::default()
                }],
                ..Section::default()
            },
        ],
        ..Plan::default()
    }
}

#[test]
fn the_sample_is_a_whole_page() {
    let mut sink = Diagnostics::default();
    let press = Press::new(&mut sink, plan());
    let lesson = lesson(&mut sink);
    let target = Target::Lesson(LessonId { section: 0, lesson: 1 });
    let page = press.page(&mut sink, target, Some(&lesson), None).expect("a page");
    let again = press.page(&mut sink, target, Some(&lesson), None).expect("a page");
    let others = [Target::Course, Target::NotFound, Target::Section(0), Target::Section(1)];
    let others = others.into_iter().filter_map(|target| press.page(&mut sink, target, None, None));
    let mut files: Vec<_> = others.map(|page| page.file).collect();
    files.extend(press.assets(&page.fonts));
    let said: Vec<String> = sink.into_sorted().into_iter().map(|diagnostic| diagnostic.message).collect();
    assert_eq!(said, Vec::<String>::new());
    let bytes = |file: &crate::site::SiteFile| file.content.bytes().expect("at hand").into_owned();
    let html = String::from_utf8(bytes(&page.file)).expect("UTF-8");
    assert_eq!(html.as_bytes(), bytes(&again.file), "the same bytes each time");
    if let Some(folder) = std::env::var_os("RECKON_SAMPLE") {
        for file in files.iter().chain([&page.file]) {
            let path = std::path::Path::new(&folder).join(&file.path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, bytes(file)).expect("written");
        }
    }
    // Every link inside the page leads to one of its places, and no place has two names.
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for (index, id) in ids.iter().enumerate() {
        assert!(!ids[..index].contains(id), "`{id}` is there twice");
    }
    for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&target), "nothing is called `{target}`");
    }
    for reference in ["for=\"", "aria-labelledby=\"", "aria-describedby=\""] {
        for id in html.split(reference).skip(1).filter_map(|rest| rest.split('"').next()).flat_map(|ids| ids.split(' '))
        {
            assert!(ids.contains(&id), "nothing is called `{id}`, which {reference} names");
        }
    }
    assert!(!html.contains("<script>") && !html.contains("onclick"), "strict CSP");
    for expected in ["<fieldset class=\"controls\" hidden disabled>", "id=\"proof-1\"", "role=\"status\"", "<template"]
    {
        assert!(html.contains(expected), "{expected}");
    }
}
