//! Makes pages: the plan of a course, its templates and its renderer.
//!
//! A [`Press`] knows every page by its front matter and makes one at a time, so that a large
//! course is never held in memory. It is shared by the threads that do.

use std::sync::Arc;

use super::address::{Lead, Map, PageLinks, Target};
use super::assets::{self, Styles};
use super::frame::Frame;
use super::glyphs::Fonts;
use super::{LessonId, Plan, SiteFile, listing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::lesson::Lesson;
use crate::render::html::escape_data_block;
use crate::render::template::{AssetsContext, HeadingContext, PageContext, Templates};
use crate::render::{self, Body, Heading, Links, Math};
use crate::timing::{self, Stage};

/// A page, and what the rest of the site takes from it.
#[derive(Debug)]
pub struct Page {
    /// The page.
    pub file: SiteFile,
    /// The fonts of mathematics that it needs.
    pub fonts: Fonts,
    /// What the search knows of it; `None` where it is no lesson.
    pub search: Option<SearchEntry>,
    /// What it shows besides its text.
    frame: Frame,
    /// Where its links lead.
    leads: Vec<Lead>,
    /// What it was made with.
    tools: Arc<Tools>,
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

/// What every page is made with.
#[derive(Debug)]
struct Tools {
    math: Math,
    templates: Templates,
    styles: Styles,
}

/// The plan of a course, its templates and its renderer.
#[derive(Debug)]
pub struct Press {
    pub(super) plan: Plan,
    pub(super) map: Map,
    pub(super) has_feed: bool,
    tools: Arc<Tools>,
}

impl Press {
    /// A press for a course. Faults of templates and macros are reported.
    pub fn new(sink: &mut Diagnostics, plan: Plan) -> Self {
        Self::after(sink, plan, None)
    }

    /// The same; its tools are those of the build `before` if they would be equal, so that what
    /// was made with them can be known to be still right.
    pub fn after(sink: &mut Diagnostics, plan: Plan, before: Option<&Self>) -> Self {
        let equal = |other: &&Self| {
            let other = &other.plan;
            (&plan.macros, &plan.templates, &plan.overrides, &plan.scripts)
                == (&other.macros, &other.templates, &other.overrides, &other.scripts)
        };
        let tools = match before.filter(equal) {
            Some(before) => Arc::clone(&before.tools),
            None => Arc::new(Tools {
                math: Math::new(plan.macros.clone()),
                templates: Templates::new(&plan.templates),
                styles: Styles::new(&plan),
            }),
        };
        for (name, fault) in tools.math.macro_faults() {
            let message = format!("the macro `{name}` in `course.toml` can't be used: {}", fault.message);
            sink.push(placeless(Code::Course, message, fault.notes.clone(), fault.help.clone()));
        }
        for fault in tools.templates.faults() {
            sink.push(fault.clone());
        }
        Self { map: Map::new(&plan), has_feed: listing::has_feed(&plan), plan, tools }
    }

    /// Whether both make pages of the same text alike.
    pub fn has_tools_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.tools, &other.tools)
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

    /// The path of a page in the output folder.
    pub fn path(&self, target: Target) -> &str {
        self.map.path(target)
    }

    /// A page with its text, if it has one; `data` is JSON for the browser's core. `None` for what
    /// is no page: the section of lessons that lie outside of sections.
    pub fn page(
        &self,
        sink: &mut Diagnostics,
        target: Target,
        lesson: Option<&Lesson>,
        data: Option<&str>,
    ) -> Option<Page> {
        let frame = self.frame(target)?;
        let links = PageLinks::new(&self.plan, &self.map, target);
        let body = timing::measure(Stage::Render, || {
            lesson.map(|lesson| render::render(sink, lesson, &self.tools.math, &links)).unwrap_or_default()
        });
        let search = match target {
            Target::Lesson(id) => Some(self.search_entry(id, &body)),
            _ => None,
        };
        let leads = links.leads.into_inner();
        let html = timing::measure(Stage::Template, || self.print(sink, &frame, body, data));
        let fonts = timing::measure(Stage::Fonts, || Fonts::used_by(&html));
        let file = SiteFile::new(self.map.path(target), assets::complete(html, &fonts));
        Some(Page { file, fonts, search, frame, leads, tools: Arc::clone(&self.tools) })
    }

    /// Whether a page that an earlier press made of the same lesson would be made again just so.
    pub fn is_current(&self, page: &Page, target: Target) -> bool {
        let links = PageLinks::new(&self.plan, &self.map, target);
        Arc::ptr_eq(&self.tools, &page.tools)
            && page.file.path == self.map.path(target)
            && self.frame(target).is_some_and(|frame| frame == page.frame)
            && page.leads.iter().all(|lead| links.resolve(&lead.target, lead.image) == lead.answer)
    }

    /// Stylesheets, scripts and the `fonts` that pages need.
    pub fn assets(&self, fonts: &Fonts) -> Vec<SiteFile> {
        self.tools.styles.files(fonts)
    }

    /// Sitemap and feed; none without a base URL.
    pub fn listings(&self) -> Vec<SiteFile> {
        listing::files(&self.plan, &self.map)
    }

    fn search_entry(&self, id: LessonId, body: &Body) -> SearchEntry {
        let section = &self.plan.sections[id.section];
        SearchEntry {
            url: self.map.path(Target::Lesson(id)).to_owned(),
            title: section.lessons[id.lesson].title.clone(),
            section: section.title.clone(),
            headings: body.headings.iter().map(|heading| (heading.id.clone(), heading.text.clone())).collect(),
            text: body.text.clone(),
        }
    }

    fn print(&self, sink: &mut Diagnostics, frame: &Frame, body: Body, data: Option<&str>) -> String {
        let address = |path: &str| format!("{}{path}", frame.site.root);
        let data = data.map(escape_data_block).unwrap_or_default();
        let assets = AssetsContext {
            styles: self.tools.styles.styles(body.math).map(address).collect(),
            scripts: self.tools.styles.scripts(!data.is_empty()).map(address).collect(),
        };
        let page = PageContext {
            problems: body.problems,
            contents: contents(&body.headings),
            body: body.html,
            ledger: body.ledger,
            data,
            ..frame.page.clone()
        };
        self.tools.templates.render(frame.template, &frame.site, &page, &assets).unwrap_or_else(|fault| {
            sink.push(*fault);
            String::new()
        })
    }
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
