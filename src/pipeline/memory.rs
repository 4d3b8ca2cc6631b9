//! What one build leaves for the next, so that what did not change is not done again.
//!
//! Nothing here is a promise by itself: each piece says what it was made from, and is used only
//! where that is the same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::plan::Place;
use super::texts::Parsed;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::lesson::{self, Lesson, Shared};
use crate::project::Addresses;
use crate::site::{Fonts, Page, Press, SiteFile, search_entry};
use crate::timing::{self, Stage};

/// What a build leaves.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// By the paths of lesson files.
    pub(super) lessons: BTreeMap<String, Known>,
    /// By the paths of pages; all of them are as the press of `course` would make them.
    pub(super) pages: BTreeMap<String, Arc<Sheet>>,
    pub(super) course: Option<Course>,
    /// The search index, and the entries that it was made of.
    pub(super) search: Option<(Vec<Arc<str>>, SiteFile)>,
    /// Stylesheets, scripts and fonts: what they were made for, and they.
    pub(super) assets: Option<(Fonts, Vec<SiteFile>)>,
}

/// The course as planned: what follows from front matter and the names of files.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) press: Press,
    pub(super) places: Vec<Place>,
    pub(super) addresses: Arc<Addresses>,
    /// Sitemap and feed.
    pub(super) listings: Vec<SiteFile>,
    /// Whether nothing was to be said of addresses, macros and templates.
    pub(super) quiet: bool,
}

/// What is known of a lesson file.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) parsed: Arc<Parsed>,
    pub(super) judged: Option<Arc<Judged>>,
}

impl Memory {
    pub(super) fn parsed(&self, path: &str) -> Option<&Arc<Parsed>> {
        self.lessons.get(path).map(|known| &known.parsed)
    }

    /// The lesson that `parsed` became with these definitions around it, if it is known.
    pub(super) fn judged(&self, path: &str, parsed: &Arc<Parsed>, shared: &Arc<Shared>) -> Option<Arc<Judged>> {
        let known = self.lessons.get(path)?.judged.as_ref()?;
        known.is_of(parsed, shared).then(|| Arc::clone(known))
    }
}

/// A lesson as meant, and what was wrong with it.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) faults: Vec<Diagnostic>,
    pub(super) lesson: Lesson,
    pub(super) shared: Arc<Shared>,
    parsed: Arc<Parsed>,
}

impl Judged {
    pub(super) fn new(parsed: &Arc<Parsed>, shared: &Arc<Shared>) -> Self {
        let mut sink = Diagnostics::default();
        let lesson = timing::measure(Stage::Judge, || lesson::check(&mut sink, parsed.document(), shared));
        Self { faults: sink.into_sorted(), lesson, shared: Arc::clone(shared), parsed: Arc::clone(parsed) }
    }

    fn is_of(&self, parsed: &Arc<Parsed>, shared: &Arc<Shared>) -> bool {
        let fences = || self.shared.fences.iter().zip(&shared.fences);
        let texts = || {
            self.shared.fences.len() == shared.fences.len()
                && fences().all(|((_, known), (_, body))| known.text == body.text)
        };
        // What is wrong may be shown in the section's text, whose lines may have moved.
        let places = || fences().all(|((one, known), (other, body))| Arc::ptr_eq(one, other) && known == body);
        Arc::ptr_eq(&self.parsed, parsed)
            && (Arc::ptr_eq(&self.shared, shared) || texts() && (self.faults.is_empty() || places()))
    }
}

/// A page, and what it was made of.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) page: Page,
    /// What was wrong.
    pub(super) faults: Vec<Diagnostic>,
    /// Its text.
    pub(super) judged: Option<Arc<Judged>>,
    /// What the search index holds of it, for a share of so many bytes.
    search: Mutex<Option<(usize, Arc<str>)>>,
}

impl Sheet {
    pub(super) fn new(page: Page, faults: Vec<Diagnostic>, judged: Option<Arc<Judged>>, share: usize) -> Self {
        let sheet = Self { page, faults, judged, search: Mutex::default() };
        sheet.search(share);
        sheet
    }

    /// Whether its text is that of `judged`.
    pub(super) fn is_of(&self, judged: Option<&Arc<Judged>>) -> bool {
        match (&self.judged, judged) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }

    /// What the search index holds of it; `None` where it is no lesson.
    pub(super) fn search(&self, share: usize) -> Option<Arc<str>> {
        let entry = self.page.search.as_ref()?;
        let mut known = self.search.lock().unwrap_or_else(PoisonError::into_inner);
        match known.as_ref() {
            Some((of, text)) if *of == share => Some(Arc::clone(text)),
            _ => Some(Arc::clone(&known.insert((share, search_entry(entry, share).into())).1)),
        }
    }
}
