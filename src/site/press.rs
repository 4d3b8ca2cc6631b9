//! Makes pages: the plan of a course, its templates and its renderer.
//!
//! A [`Press`] knows every page by its front matter and makes one at a time, so that a large
//! course is never held in memory. It is shared by the threads that do.

use std::collections::BTreeMap;

use super::address::{Map, PageLinks, Target};
use super::assets::{self, Styles};
use super::glyphs::Fonts;
use super::{SiteFile, listing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::lesson::Lesson;
use crate::render::html::escape_data_block;
use crate::render::template::{
    AssetsContext, HeadingContext, LessonContext, LinkContext, PageContext, SectionContext, SiteContext, Templates,
};
use crate::render::{self, Body, Heading, Math};

/// A course, as much of it as every page needs to know.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The title.
    pub title: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// One or two sentences.
    pub description: Option<String>,
    /// The language, as in `lang`: `en`.
    pub language: String,
    /// Where it will be published; needed for the sitemap and the feed only.
    pub base_url: Option<String>,
    /// Macros for formulas.
    pub macros: BTreeMap<String, String>,
    /// The course's own templates, by their path in `templates/`.
    pub templates: BTreeMap<String, String>,
    /// The course's own `style.css`, `math.css` and scripts that take the place of built-in ones.
    pub overrides: BTreeMap<String, Vec<u8>>,
    /// Files that links and images may name, each with its path on the site: those beside lessons
    /// by their path in `content/`, those in `static/` without that folder. Whoever holds them
    /// publishes them.
    pub files: BTreeMap<String, String>,
    /// Built-in classic scripts by name, in the order in which pages load them.
    pub scripts: Vec<(String, Vec<u8>)>,
    /// The sections in order; lessons outside of sections are in one without an address.
    pub sections: Vec<Section>,
}

/// A folder of lessons.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its address, `basics`; empty for lessons outside of sections.
    pub address: String,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// The path of its `_index.md` in `content/`, if it has one.
    pub index: Option<String>,
    /// Its lessons in order.
    pub lessons: Vec<Entry>,
}

/// A lesson as lists show it.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The path of its file in `content/`, with `/` between folders.
    pub path: String,
    /// Its address, `basics/entropy`.
    pub address: String,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// How long a reader needs.
    pub minutes: Option<u32>,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Whether it is a draft.
    pub draft: bool,
}

/// The place of a lesson in [`Plan::sections`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LessonId {
    /// Its section.
    pub section: usize,
    /// Its place there.
    pub lesson: usize,
}

/// A lesson's page, and what the rest of the site takes from it.
#[derive(Debug)]
pub struct Page {
    /// The page.
    pub file: SiteFile,
    /// The fonts of mathematics that it needs.
    pub fonts: Fonts,
    /// What the search knows of it.
    pub search: SearchEntry,
}

/// What the search knows of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchEntry {
    /// Its address, relative to the site.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its section's title.
    pub section: String,
    /// Id and text of its headings.
    pub headings: Vec<(String, String)>,
    /// Its text.
    pub text: String,
}

/// The plan of a course, its templates and its renderer.
#[derive(Debug)]
pub struct Press {
    plan: Plan,
    map: Map,
    math: Math,
    templates: Templates,
    styles: Styles,
}

impl Press {
    /// A press for a course. Faults of templates and macros are reported.
    pub fn new(sink: &mut Diagnostics, plan: Plan) -> Self {
        let math = Math::new(plan.macros.clone());
        for (name, fault) in math.macro_faults() {
            let message = format!("the macro `{name}` in `course.toml` can't be used: {}", fault.message);
            sink.push(placeless(Code::Course, message, fault.notes.clone(), fault.help.clone()));
        }
        let templates = Templates::new(&plan.templates);
        for fault in templates.faults() {
            sink.push(fault.clone());
        }
        let (map, styles) = (Map::new(&plan), Styles::new(&plan));
        Self { plan, map, math, templates, styles }
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Every lesson, in the order in which it is read.
    pub fn lessons(&self) -> impl Iterator<Item = LessonId> + '_ {
        self.plan
            .sections
            .iter()
            .enumerate()
            .flat_map(|(section, content)| (0..content.lessons.len()).map(move |lesson| LessonId { section, lesson }))
    }

    /// The path of a lesson's page in the output folder.
    pub fn path(&self, id: LessonId) -> String {
        self.map.path(Target::Lesson(id)).to_owned()
    }

    /// A lesson's page. `data` is JSON for the browser's core.
    pub fn lesson(&self, sink: &mut Diagnostics, id: LessonId, lesson: &Lesson, data: Option<&str>) -> Option<Page> {
        let section = self.plan.sections.get(id.section)?;
        let entry = section.lessons.get(id.lesson)?;
        let target = Target::Lesson(id);
        let links = PageLinks { plan: &self.plan, map: &self.map, from: target, source: &entry.path };
        let body = render::render(sink, lesson, &self.math, &links);
        let search = SearchEntry {
            url: self.map.path(target).to_owned(),
            title: entry.title.clone(),
            section: section.title.clone(),
            headings: body.headings.iter().map(|heading| (heading.id.clone(), heading.text.clone())).collect(),
            text: body.text.clone(),
        };
        let in_section = (!section.address.is_empty()).then(|| LinkContext {
            title: section.title.clone(),
            url: self.map.relative(target, Target::Section(id.section)),
        });
        let (previous, next) = self.neighbours(id);
        let page = PageContext {
            kind: "lesson",
            title: entry.title.clone(),
            description: entry.description.clone().unwrap_or_default(),
            minutes: entry.minutes.unwrap_or(0),
            date: entry.date.clone().unwrap_or_default(),
            draft: entry.draft,
            key: self.key(id),
            section: in_section,
            previous,
            next,
            data: data.map(escape_data_block).unwrap_or_default(),
            ..PageContext::default()
        };
        let (file, fonts) = self.page(sink, target, "lesson.html", page, body);
        Some(Page { file, fonts, search })
    }

    /// The page of a section, with the text of its `_index.md`; `None` for lessons outside of sections.
    pub fn section(&self, sink: &mut Diagnostics, index: usize, text: Option<&Lesson>) -> Option<(SiteFile, Fonts)> {
        let section = self.plan.sections.get(index).filter(|section| !section.address.is_empty())?;
        let target = Target::Section(index);
        let source = section.index.as_deref().unwrap_or("_index.md");
        let body = self.text(sink, target, source, text);
        let named = |other: &usize| !self.plan.sections[*other].address.is_empty();
        let link = |other: usize| {
            let title = self.plan.sections[other].title.clone();
            LinkContext { title, url: self.map.relative(target, Target::Section(other)) }
        };
        let page = PageContext {
            kind: "section",
            title: section.title.clone(),
            description: section.description.clone().unwrap_or_default(),
            minutes: minutes(section),
            previous: (0..index).rev().find(named).map(link),
            next: (index + 1..self.plan.sections.len()).find(named).map(link),
            sections: vec![self.section_context(target, index)],
            ..PageContext::default()
        };
        Some(self.page(sink, target, "section.html", page, body))
    }

    /// The first page: every section and lesson, with the text of `content/_index.md`.
    pub fn first(&self, sink: &mut Diagnostics, text: Option<&Lesson>) -> (SiteFile, Fonts) {
        let body = self.text(sink, Target::Course, "_index.md", text);
        let page = PageContext {
            kind: "course",
            title: self.plan.title.clone(),
            description: self.plan.description.clone().unwrap_or_default(),
            sections: self.all_sections(Target::Course),
            ..PageContext::default()
        };
        self.page(sink, Target::Course, "course.html", page, body)
    }

    /// The page for addresses that lead nowhere.
    pub fn not_found(&self, sink: &mut Diagnostics) -> SiteFile {
        let page = PageContext {
            kind: "404",
            title: "This page does not exist".into(),
            sections: self.all_sections(Target::NotFound),
            ..PageContext::default()
        };
        self.page(sink, Target::NotFound, "404.html", page, Body::default()).0
    }

    /// Stylesheets, scripts and the `fonts` that pages need.
    pub fn assets(&self, fonts: &Fonts) -> Vec<SiteFile> {
        self.styles.files(fonts)
    }

    /// Sitemap and feed; none without a base URL.
    pub fn listings(&self) -> Vec<SiteFile> {
        listing::files(&self.plan, &self.map)
    }

    /// What the search reads: a classic script, so that it works without a server.
    pub fn search_index(&self, entries: &[SearchEntry]) -> SiteFile {
        listing::search(entries)
    }

    fn text(&self, sink: &mut Diagnostics, from: Target, source: &str, text: Option<&Lesson>) -> Body {
        let links = PageLinks { plan: &self.plan, map: &self.map, from, source };
        text.map(|lesson| render::render(sink, lesson, &self.math, &links)).unwrap_or_default()
    }

    fn page(
        &self,
        sink: &mut Diagnostics,
        target: Target,
        template: &str,
        page: PageContext,
        body: Body,
    ) -> (SiteFile, Fonts) {
        let root = self.map.root(target);
        let address = |path: &str| format!("{root}{path}");
        let site = SiteContext {
            title: self.plan.title.clone(),
            author: self.plan.author.clone().unwrap_or_default(),
            description: self.plan.description.clone().unwrap_or_default(),
            language: self.plan.language.clone(),
            url: address("index.html"),
            root: root.clone(),
            feed: if listing::has_feed(&self.plan) { address(listing::FEED) } else { String::new() },
        };
        let assets = AssetsContext {
            styles: self.styles.styles(body.math).map(&address).collect(),
            scripts: self.styles.scripts(!page.data.is_empty()).map(&address).collect(),
        };
        let page = PageContext {
            canonical: self.map.canonical(target),
            problems: body.problems,
            contents: contents(&body.headings),
            body: body.html,
            ledger: body.ledger,
            ..page
        };
        let html = self.templates.render(template, &site, &page, &assets).unwrap_or_else(|fault| {
            sink.push(*fault);
            String::new()
        });
        let fonts = Fonts::used_by(&html);
        (SiteFile::new(self.map.path(target), assets::complete(html, &fonts)), fonts)
    }

    fn neighbours(&self, id: LessonId) -> (Option<LinkContext>, Option<LinkContext>) {
        let link = |other: LessonId| {
            let entry = self.plan.sections.get(other.section)?.lessons.get(other.lesson)?;
            let url = self.map.relative(Target::Lesson(id), Target::Lesson(other));
            Some(LinkContext { title: entry.title.clone(), url })
        };
        (self.map.before(id).and_then(link), self.map.after(id).and_then(link))
    }

    /// Every section that has a lesson.
    fn all_sections(&self, from: Target) -> Vec<SectionContext> {
        (0..self.plan.sections.len())
            .filter(|index| !self.plan.sections[*index].lessons.is_empty())
            .map(|index| self.section_context(from, index))
            .collect()
    }

    fn section_context(&self, from: Target, index: usize) -> SectionContext {
        let section = &self.plan.sections[index];
        let lesson = |(place, entry): (usize, &Entry)| {
            let id = LessonId { section: index, lesson: place };
            LessonContext {
                title: entry.title.clone(),
                description: entry.description.clone().unwrap_or_default(),
                url: self.map.relative(from, Target::Lesson(id)),
                minutes: entry.minutes.unwrap_or(0),
                draft: entry.draft,
                key: self.key(id),
            }
        };
        let outside = section.address.is_empty();
        SectionContext {
            title: if outside { String::new() } else { section.title.clone() },
            description: section.description.clone().unwrap_or_default(),
            url: if outside { String::new() } else { self.map.relative(from, Target::Section(index)) },
            minutes: minutes(section),
            lessons: section.lessons.iter().enumerate().map(lesson).collect(),
        }
    }

    /// By this name a reader's progress in a lesson is kept: its address without `index.html`.
    fn key(&self, id: LessonId) -> String {
        self.map.path(Target::Lesson(id)).trim_end_matches("index.html").trim_end_matches('/').to_owned()
    }
}

fn minutes(section: &Section) -> u32 {
    section.lessons.iter().filter_map(|lesson| lesson.minutes).fold(0, u32::saturating_add)
}

/// The two upper levels of headings.
fn contents(headings: &[Heading]) -> Vec<HeadingContext> {
    let mut contents: Vec<HeadingContext> = Vec::new();
    for heading in headings {
        let entry = HeadingContext { id: heading.id.clone(), html: heading.html.clone(), below: Vec::new() };
        match (heading.level, contents.last_mut()) {
            (0..=2, _) | (3, None) => contents.push(entry),
            (3, Some(above)) => above.below.push(entry),
            _ => {}
        }
    }
    contents
}

/// A diagnostic where no text is at hand to point into.
fn placeless(code: Code, message: String, notes: Vec<String>, help: Option<String>) -> Diagnostic {
    Diagnostic { code, severity: Severity::Error, message, place: None, label: None, notes, help }
}
