//! The lesson files of a project as written: what names, addresses and scopes are made from.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::memory::Memory;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{self, Document, FrontMatter};
use crate::lesson::{self, Shared};
use crate::project::{Addresses, Asset, LessonFile, Project};
use crate::site::built_in;
use crate::source::{Excerpt, Source};
use crate::timing::{self, Stage};

/// A lesson file as written; of its document only what the whole course needs to know.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) source: Arc<Source>,
    allow_html: bool,
    pub(super) faults: Vec<Diagnostic>,
    pub(super) front: FrontMatter,
    /// The definitions that the text of a section shares.
    definitions: Vec<(Arc<Source>, Excerpt)>,
    /// The targets of a lone lesson's links.
    links: Vec<String>,
    /// The rest, until somebody takes it.
    document: Mutex<Option<Document>>,
}

impl Parsed {
    fn new(source: &Arc<Source>, allow_html: bool, section: bool, lone: bool) -> Self {
        let (sink, document) = parse(source, allow_html);
        let target = |link: &crate::document::LinkTarget| link.target.clone();
        Self {
            source: Arc::clone(source),
            allow_html,
            faults: sink.into_sorted(),
            front: document.front.clone(),
            definitions: if section { lesson::shared_definitions(&document) } else { Vec::new() },
            links: if lone { document.links.iter().map(target).collect() } else { Vec::new() },
            document: Mutex::new(Some(document)),
        }
    }

    /// The document. It is held for one taker: whoever comes later has it read again.
    pub(super) fn document(&self) -> Document {
        self.forget().unwrap_or_else(|| parse(&self.source, self.allow_html).1)
    }

    /// Lets go of the document.
    pub(super) fn forget(&self) -> Option<Document> {
        self.document.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn parse(source: &Arc<Source>, allow_html: bool) -> (Diagnostics, Document) {
    timing::measure(Stage::Parse, || {
        let mut sink = Diagnostics::default();
        let document = document::parse(&mut sink, source, &document::Options { allow_html });
        (sink, document)
    })
}

/// All lesson files of a project as written, and what follows from that for the course.
#[derive(Debug)]
pub(super) struct Texts<'p> {
    pub(super) project: &'p Project,
    /// One a lesson file, as all the lists here.
    pub(super) parsed: Vec<Arc<Parsed>>,
    pub(super) addresses: Arc<Addresses>,
    /// Whether nothing was to be said of the addresses.
    pub(super) quiet: bool,
    /// Whether all that the plan is made from is as it was for the one in memory.
    pub(super) same_plan: bool,
    /// Whether the lesson is published: drafts are left out unless asked for.
    pub(super) published: Vec<bool>,
    /// The texts of sections by their folder.
    pub(super) sections: BTreeMap<&'p str, usize>,
}

impl<'p> Texts<'p> {
    /// Reads every lesson file that `memory` doesn't hold. `same_files` says that but for the texts
    /// of lessons the project is as it was when `memory` was made.
    pub(super) fn read(
        sink: &mut Diagnostics,
        project: &'p Project,
        drafts: bool,
        memory: &Memory,
        same_files: bool,
    ) -> Self {
        for fault in &project.faults {
            sink.push(fault.clone());
        }
        let allow_html = project.course.allow_html;
        let parsed: Vec<Arc<Parsed>> = project
            .lessons
            .par_iter()
            .map(|lesson| {
                let known = memory
                    .parsed(&lesson.path)
                    .filter(|known| Arc::ptr_eq(&known.source, &lesson.source) && known.allow_html == allow_html);
                let new = || Arc::new(Parsed::new(&lesson.source, allow_html, lesson.is_section(), project.is_lone()));
                known.cloned().unwrap_or_else(new)
            })
            .collect();
        for (parsed, file) in parsed.iter().zip(&project.lessons) {
            // What is wrong in a lesson that wasn't asked for is none of this run's business.
            if file.selected {
                parsed.faults.iter().for_each(|fault| sink.push(fault.clone()));
            }
        }
        let known = |(parsed, file): (&Arc<Parsed>, &LessonFile)| {
            memory.parsed(&file.path).is_some_and(|known| Arc::ptr_eq(known, parsed) || known.front == parsed.front)
        };
        // The plan of a lone lesson depends on what lies beside it.
        let course = memory.course.as_ref().filter(|course| same_files && course.quiet && !project.is_lone());
        let course = course.filter(|_| parsed.iter().zip(&project.lessons).all(known));
        let (addresses, quiet) = match course {
            Some(course) => (Arc::clone(&course.addresses), true),
            None => {
                let slugs: Vec<Option<&str>> = parsed.iter().map(|parsed| parsed.front.slug.as_deref()).collect();
                let mut faults = Diagnostics::default();
                let addresses = project.addresses(&mut faults, &slugs);
                let faults = faults.into_sorted();
                let quiet = faults.is_empty();
                faults.into_iter().for_each(|fault| sink.push(fault));
                (Arc::new(addresses), quiet)
            }
        };
        let same_plan = course.is_some();
        let published = parsed.iter().map(|parsed| drafts || !parsed.front.draft).collect();
        let texts = project.lessons.iter().enumerate().filter(|(_, lesson)| lesson.is_section());
        let sections = texts.map(|(index, lesson)| (lesson.folder(), index)).collect();
        Self { project, parsed, addresses, quiet, same_plan, published, sections }
    }

    /// What the sections around each lesson file share with it, outermost first; those of one
    /// folder have it in common.
    pub(super) fn shared(&self) -> Vec<Arc<Shared>> {
        let mut inside: BTreeMap<&str, Arc<Shared>> = BTreeMap::new();
        let mut all = Vec::new();
        for lesson in &self.project.lessons {
            let folder = lesson.folder();
            let shared = match (lesson.is_section(), folder.rsplit_once('/')) {
                (false, _) => self.shared_in(&mut inside, Some(folder)),
                (true, Some((parent, _))) => self.shared_in(&mut inside, Some(parent)),
                (true, None) => self.shared_in(&mut inside, (!folder.is_empty()).then_some("")),
            };
            all.push(shared);
        }
        all
    }

    /// What is in scope in a folder; `None` is what lies around the whole course.
    fn shared_in(&self, inside: &mut BTreeMap<&'p str, Arc<Shared>>, folder: Option<&'p str>) -> Arc<Shared> {
        let Some(folder) = folder else { return Arc::default() };
        if let Some(known) = inside.get(folder) {
            return Arc::clone(known);
        }
        let parent = match folder.rsplit_once('/') {
            Some((parent, _)) => Some(parent),
            None => (!folder.is_empty()).then_some(""),
        };
        let around = self.shared_in(inside, parent);
        let own = self.sections.get(folder).map(|index| self.parsed[*index].definitions.as_slice()).unwrap_or_default();
        let shared = if own.is_empty() {
            around
        } else {
            Arc::new(Shared { fences: around.fences.iter().chain(own).cloned().collect() })
        };
        inside.insert(folder, Arc::clone(&shared));
        shared
    }

    /// The files of `static/` that are published as they are. A built-in one as it stands is not: it
    /// has its place under the name that changes with its content.
    pub(super) fn statics(&self) -> impl Iterator<Item = (&str, &Asset)> {
        let is_built_in =
            |path: &str, asset: &Asset| built_in(path).is_some_and(|bytes| asset.read().is_ok_and(|own| own == bytes));
        let statics = self.project.statics.iter().map(|(path, asset)| (path.as_str(), asset));
        statics.filter(move |(path, asset)| !is_built_in(path, asset))
    }

    /// Files beside a lone lesson that its links and images name: they were not read with it.
    pub(super) fn neighbours(&self) -> Vec<String> {
        let mut paths = Vec::new();
        if !self.project.is_lone() {
            return paths;
        }
        for (parsed, file) in self.parsed.iter().zip(&self.project.lessons) {
            for target in &parsed.links {
                let target = target.split(['#', '?']).next().unwrap_or("").trim_start_matches("./");
                let path = match file.folder() {
                    "" => target.to_owned(),
                    folder => format!("{folder}/{target}"),
                };
                let known = self.project.lessons.iter().any(|lesson| lesson.path == path);
                if !known && (self.project.asset(&path).is_some() || self.project.has_lesson(&path)) {
                    paths.push(path);
                }
            }
        }
        paths
    }
}
