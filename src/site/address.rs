//! Where pages lie, and how one leads to another.
//!
//! Every link is relative and names its file (`../next/index.html`), so that a site works below
//! any path of a server and without one.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{LessonId, Plan};
use crate::diagnostic::{Code, Fault};
use crate::render::Links;

/// The path of the page at an address: `basics/entropy/index.html`; the first page has an empty address.
pub fn page_path(address: &str) -> String {
    if address.is_empty() { "index.html".to_owned() } else { format!("{address}/index.html") }
}

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The first page.
    Course,
    /// A section's.
    Section(usize),
    /// A lesson's.
    Lesson(LessonId),
    /// That for addresses that lead nowhere.
    NotFound,
}

/// The addresses of all pages.
#[derive(Debug)]
pub(super) struct Map {
    /// By section and lesson.
    lessons: Vec<Vec<String>>,
    sections: Vec<String>,
    /// Lessons by the path of their source.
    sources: BTreeMap<String, LessonId>,
    /// Sections by the path of their text.
    texts: BTreeMap<String, usize>,
    /// The paths of all pages.
    pages: BTreeSet<String>,
    base_url: Option<String>,
}

impl Map {
    pub(super) fn new(plan: &Plan) -> Self {
        let sections: Vec<String> = plan.sections.iter().map(|section| page_path(&section.address)).collect();
        let lessons =
            |section: &super::Section| section.lessons.iter().map(|lesson| page_path(&lesson.address)).collect();
        let lessons: Vec<Vec<String>> = plan.sections.iter().map(lessons).collect();
        let pages = sections.iter().chain(lessons.iter().flatten()).cloned().collect();
        let mut sources = BTreeMap::new();
        let mut texts = BTreeMap::new();
        for (section, content) in plan.sections.iter().enumerate() {
            if let Some(path) = &content.index {
                texts.entry(path.clone()).or_insert(section);
            }
            for (lesson, entry) in content.lessons.iter().enumerate() {
                sources.insert(entry.path.clone(), LessonId { section, lesson });
            }
        }
        let base_url = plan.base_url.as_ref().map(|url| format!("{}/", url.trim_end_matches('/')));
        Self { lessons, sections, sources, texts, pages, base_url }
    }

    /// The path of a page in the output folder.
    pub(super) fn path(&self, target: Target) -> &str {
        match target {
            Target::Course => "index.html",
            Target::NotFound => "404.html",
            Target::Section(section) => self.sections.get(section).map_or("index.html", String::as_str),
            Target::Lesson(id) => self
                .lessons
                .get(id.section)
                .and_then(|lessons| lessons.get(id.lesson))
                .map_or("index.html", String::as_str),
        }
    }

    /// From a page to the folder of the site.
    ///
    /// The page for missing addresses is shown at any depth, so it names the base URL's path.
    pub(super) fn root(&self, from: Target) -> String {
        match (from, &self.base_url) {
            (Target::NotFound, Some(url)) => {
                let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                rest.find('/').map_or("/", |at| &rest[at..]).to_owned()
            }
            _ => "../".repeat(self.path(from).matches('/').count()),
        }
    }

    /// The address of a page, relative to another; from the page for missing addresses, like [`Map::root`].
    pub(super) fn relative(&self, from: Target, to: Target) -> String {
        match from {
            Target::NotFound => format!("{}{}", self.root(from), encoded(self.path(to))),
            _ => relative(self.path(from), self.path(to)),
        }
    }

    /// The full address of a page; empty without a base URL.
    pub(super) fn canonical(&self, target: Target) -> String {
        match (&self.base_url, target) {
            (Some(base), Target::Course | Target::Section(_) | Target::Lesson(_)) => {
                format!("{base}{}", encoded(self.path(target).trim_end_matches("index.html")))
            }
            _ => String::new(),
        }
    }

    /// The lesson before, across sections.
    pub(super) fn before(&self, id: LessonId) -> Option<LessonId> {
        match id.lesson.checked_sub(1) {
            Some(lesson) => Some(LessonId { lesson, ..id }),
            None => (0..id.section)
                .rev()
                .find_map(|section| Some(LessonId { section, lesson: self.lessons[section].len().checked_sub(1)? })),
        }
    }

    /// The lesson after, across sections.
    pub(super) fn after(&self, id: LessonId) -> Option<LessonId> {
        if id.lesson + 1 < self.lessons.get(id.section).map_or(0, Vec::len) {
            return Some(LessonId { lesson: id.lesson + 1, ..id });
        }
        let section = (id.section + 1..self.lessons.len()).find(|section| !self.lessons[*section].is_empty())?;
        Some(LessonId { section, lesson: 0 })
    }
}

/// The links of one page.
#[derive(Debug)]
pub(super) struct PageLinks<'a> {
    pub(super) plan: &'a Plan,
    pub(super) map: &'a Map,
    pub(super) from: Target,
    /// The path of the page's source in `content/`.
    source: &'a str,
    /// What was asked, and the answers.
    pub(super) leads: RefCell<Vec<Lead>>,
}

/// A link or image, and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lead {
    /// The target as written.
    pub(super) target: String,
    /// Whether it is an image's.
    pub(super) image: bool,
    /// The address, or what is wrong with it.
    pub(super) answer: Result<String, Fault>,
}

impl<'a> PageLinks<'a> {
    /// The links of the page `from`.
    pub(super) fn new(plan: &'a Plan, map: &'a Map, from: Target) -> Self {
        let section = |index: usize| plan.sections.get(index);
        let source = match from {
            Target::Lesson(id) => {
                section(id.section).and_then(|section| section.lessons.get(id.lesson)).map(|entry| &*entry.path)
            }
            Target::Section(index) => section(index).and_then(|section| section.index.as_deref()),
            Target::Course | Target::NotFound => None,
        };
        Self { plan, map, from, source: source.unwrap_or("_index.md"), leads: RefCell::default() }
    }
}

impl Links for PageLinks<'_> {
    fn resolve(&self, target: &str, image: bool) -> Result<String, Fault> {
        let answer = self.look_up(target, image);
        self.leads.borrow_mut().push(Lead { target: target.to_owned(), image, answer: answer.clone() });
        answer
    }
}

impl PageLinks<'_> {
    fn look_up(&self, target: &str, image: bool) -> Result<String, Fault> {
        let (path, rest) = target.find(['?', '#']).map_or((target, ""), |at| target.split_at(at));
        let decoded = crate::render::percent_decoded(path);
        let folder = self.source.rsplit_once('/').map_or("", |(folder, _)| folder);
        let start = if decoded.starts_with('/') { "" } else { folder };
        let Some(path) = joined(start, &decoded) else {
            return Err(link_fault(format!("`{target}` leads out of the course")));
        };
        let here = self.map.path(self.from);
        let page = |target: Target| format!("{}{rest}", relative(here, self.map.path(target)));
        if !image {
            if let Some(id) = self.map.sources.get(&path) {
                return Ok(page(Target::Lesson(*id)));
            }
            if path == "_index.md" {
                return Ok(page(Target::Course));
            }
            if let Some(section) = self.map.texts.get(&path) {
                return Ok(page(Target::Section(*section)));
            }
        }
        if let Some(published) = self.plan.files.get(&path) {
            return Ok(format!("{}{rest}", relative(here, published)));
        }
        // A page by its address, as `/section/lesson/`.
        let folder = path.trim_end_matches("index.html").trim_end_matches('/');
        let as_page = if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
        if !image && (as_page == "index.html" || self.map.pages.contains(&as_page)) {
            return Ok(format!("{}{rest}", relative(here, &as_page)));
        }
        Err(self.nowhere(target, &path, image))
    }

    /// The fault of a link to what isn't there, with what may have been meant.
    fn nowhere(&self, target: &str, path: &str, image: bool) -> Fault {
        let what = if image { "no such image is in the course" } else { "no such page or file is in the course" };
        let fault = link_fault(format!("`{target}` leads nowhere")).label(what);
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let wanted = name(path);
        let pages = self.map.sources.keys().filter(|_| !image);
        let near = pages
            .chain(self.plan.files.keys())
            .map(|known| (strsim::damerau_levenshtein(&name(known), &wanted), known))
            .filter(|(distance, _)| *distance <= 2.max(wanted.chars().count() / 4))
            .min();
        match near {
            Some((_, known)) => fault.help(format!("did you mean `{}`?", relative(self.source, known))),
            None => fault,
        }
    }
}

/// A fault of a link; whoever knows where the link stands places it.
fn link_fault(message: impl Into<String>) -> Fault {
    Fault::new(Code::Link, 0..0, message)
}

/// `path` seen from `folder`, without `.` and `..`; `None` where it leaves the root.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let slash = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    Some(format!("{}{slash}", parts.join("/")))
}

/// The address of the file `to`, from the file `from`, both seen from the root.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = from.len() - 1;
    let shared = from[..folders].iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    format!("{}{}", "../".repeat(folders - shared), encoded(&to[shared..].join("/")))
}

/// A path as it may stand in an address.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_and_encoded() {
        assert_eq!(relative("a/b/index.html", "a/c/index.html"), "../c/index.html");
        assert_eq!(relative("a/b/index.html", "index.html"), "../../index.html");
        assert_eq!(relative("index.html", "a/b/index.html"), "a/b/index.html");
        assert_eq!(relative("a/b/index.html", "a/b/index.html"), "index.html");
        assert_eq!(
            relative("404.html", "энтропия/x y.png"),
            "%D1%8D%D0%BD%D1%82%D1%80%D0%BE%D0%BF%D0%B8%D1%8F/x%20y.png"
        );
    }

    #[test]
    fn paths_cannot_leave_the_course() {
        assert_eq!(joined("a", "../b/./c.md").as_deref(), Some("b/c.md"));
        assert_eq!(joined("a", "../../etc"), None);
        assert_eq!(joined("", "a/").as_deref(), Some("a/"));
    }
}
