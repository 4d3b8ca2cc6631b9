//! Lists for machines: sitemap, feed, search.

use std::sync::Arc;

use serde_json::json;

use super::address::{Map, Target};
use super::{Entry, LessonId, Plan, SearchEntry, SiteFile};
use crate::render::html::Html;

/// The feed's path.
pub(super) const FEED: &str = "feed.xml";

/// How much text the search index holds at most.
const SEARCH_BYTES: usize = 2 << 20;

/// Whether there is a feed: it needs full addresses and days of publication.
pub(super) fn has_feed(plan: &Plan) -> bool {
    plan.base_url.is_some() && plan.sections.iter().any(|section| section.lessons.iter().any(is_news))
}

fn is_news(entry: &Entry) -> bool {
    entry.date.is_some() && !entry.draft
}

/// Sitemap and feed.
pub(super) fn files(plan: &Plan, map: &Map) -> Vec<SiteFile> {
    if plan.base_url.is_none() {
        return Vec::new();
    }
    let mut files = vec![SiteFile::new("sitemap.xml", sitemap(plan, map))];
    if has_feed(plan) {
        files.push(SiteFile::new(FEED, feed(plan, map)));
    }
    files
}

fn entries(plan: &Plan) -> impl Iterator<Item = (LessonId, &Entry)> {
    plan.sections.iter().enumerate().flat_map(|(section, content)| {
        content.lessons.iter().enumerate().map(move |(lesson, entry)| (LessonId { section, lesson }, entry))
    })
}

fn sitemap(plan: &Plan, map: &Map) -> String {
    let mut xml = Html::new();
    xml.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.open("urlset", &[("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")]);
    let sections = plan.sections.iter().enumerate().filter(|(_, section)| !section.address.is_empty());
    let pages = std::iter::once((Target::Course, None))
        .chain(sections.map(|(index, _)| (Target::Section(index), None)))
        .chain(entries(plan).map(|(id, entry)| (Target::Lesson(id), entry.date.as_deref())));
    for (target, date) in pages {
        xml.line();
        xml.open("url", &[]);
        xml.element("loc", &[], &map.canonical(target));
        if let Some(date) = date {
            xml.element("lastmod", &[], date);
        }
        xml.close("url");
    }
    xml.line();
    xml.close("urlset");
    xml.line();
    xml.into_string()
}

/// An Atom feed of the lessons with a date, newest first.
fn feed(plan: &Plan, map: &Map) -> String {
    let mut news: Vec<(LessonId, &Entry)> = entries(plan).filter(|(_, entry)| is_news(entry)).collect();
    news.sort_by(|(a, first), (b, second)| second.date.cmp(&first.date).then(a.cmp(b)));
    let time = |entry: &Entry| format!("{}T00:00:00Z", entry.date.as_deref().unwrap_or("1970-01-01"));
    let home = map.canonical(Target::Course);
    let mut xml = Html::new();
    xml.markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &plan.language)]);
    xml.element("title", &[], &plan.title);
    xml.element("id", &[], &home);
    xml.element("link", &[("href", &home)], "");
    xml.element("link", &[("rel", "self"), ("href", &format!("{home}{FEED}"))], "");
    xml.element("updated", &[], &news.first().map(|(_, entry)| time(entry)).unwrap_or_default());
    xml.open("author", &[]);
    xml.element("name", &[], plan.author.as_deref().unwrap_or(&plan.title));
    xml.close("author");
    for (id, entry) in news {
        let url = map.canonical(Target::Lesson(id));
        xml.line();
        xml.open("entry", &[]);
        xml.element("title", &[], &entry.title);
        xml.element("id", &[], &url);
        xml.element("link", &[("href", &url)], "");
        xml.element("updated", &[], &time(entry));
        if let Some(description) = &entry.description {
            xml.element("summary", &[], description);
        }
        xml.close("entry");
    }
    xml.line();
    xml.close("feed");
    xml.line();
    xml.into_string()
}

/// How many bytes of its text each of so many lessons has in the search index: the texts share a
/// budget, so that a large course's index stays small.
pub fn search_share(lessons: usize) -> usize {
    SEARCH_BYTES / lessons.max(1)
}

/// What the search index holds of a lesson: its title and headings, and as much of its text as its
/// `share` allows.
pub fn search_entry(entry: &SearchEntry, share: usize) -> String {
    let end = (0..=share.min(entry.text.len())).rev().find(|at| entry.text.is_char_boundary(*at)).unwrap_or(0);
    let entry = json!({
        "url": super::address::encoded(&entry.url),
        "title": entry.title,
        "section": entry.section,
        "headings": entry.headings,
        "text": entry.text[..end].split_whitespace().collect::<Vec<_>>().join(" "),
    });
    entry.to_string()
}

/// The search index as a classic script that sets `self.searchIndex`, so that it works without a
/// server; of what [`search_entry`] gave for each lesson.
pub fn search_index(entries: &[Arc<str>]) -> SiteFile {
    let (start, end) = ("self.searchIndex = [", "];\n");
    let length = entries.iter().map(|entry| entry.len() + 1).sum::<usize>();
    let mut script = String::with_capacity(start.len() + length + end.len());
    script.push_str(start);
    for (place, entry) in entries.iter().enumerate() {
        if place > 0 {
            script.push(',');
        }
        script.push_str(entry);
    }
    script.push_str(end);
    SiteFile::new("search-index.js", script)
}
