//! The plan of a course: made from front matter alone, so that one lesson can be shown with the
//! links of the whole course in view.

use std::collections::BTreeMap;

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
