//! The stages in a row: what the commands call.
//!
//! `Project` → [`Document`]s → [`Lesson`]s → pages → [`Site`]. Everything is a pure function of
//! what was read; lessons are worked on in parallel, and the order of results is that of the
//! project, whatever the threads do.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Fault};
use crate::document::{self, Document, FrontMatter};
use crate::lesson::{self, ComputedValue, Lesson, Shared};
use crate::project::{Addresses, Asset, LessonFile, Project};
use crate::render;
use crate::report::{LessonReport, Report};
use crate::site::{self, Content, Entry, Fonts, LessonId, Plan, Press, Section, Site, SiteFile};
use crate::source::{Source, Span};

/// What `check` is asked for.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// Whether every unclaimed number is listed as a warning.
    pub coverage: bool,
}

/// What `build` is asked for.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// Instead of the base URL of `course.toml`; ends with a slash.
    pub base_url: Option<String>,
    /// Whether drafts are published.
    pub drafts: bool,
}

/// A replacement in a text that was read.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The text.
    pub source: Arc<Source>,
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// What `fix` would write.
#[derive(Debug, Default)]
pub struct Fixes {
    /// The replacements, in no particular order; no two overlap.
    pub edits: Vec<Edit>,
    /// What is wrong and stays so, such as an exact claim whose value isn't exact.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks the selected lessons of a project.
pub fn check(project: &Project, options: &CheckOptions) -> Report {
    let mut sink = Diagnostics::default();
    let mut run = Run::new(&mut sink, project, None, true);
    run.judge(&mut sink, |lesson| lesson.selected);
    run.pages(&mut sink);
    if options.coverage {
        run.report_unclaimed(&mut sink);
    }
    run.into_report(sink).0
}

/// Checks a project and makes its site; the site is whole only if the report is clean.
pub fn build(project: &Project, options: &BuildOptions) -> (Report, Site) {
    let mut sink = Diagnostics::default();
    let mut run = Run::new(&mut sink, project, options.base_url.clone(), options.drafts);
    run.judge(&mut sink, |_| true);
    let files = run.pages(&mut sink);
    let neighbours = run.neighbours();
    let (report, project) = run.into_report(sink);
    let mut all: BTreeMap<String, Content> = BTreeMap::new();
    let addresses = project.1;
    for (path, asset) in &project.0.assets {
        all.insert(addresses.asset(path), Content::Asset(asset.clone()));
    }
    for path in neighbours {
        if let Some(asset) = project.0.asset(&path) {
            all.insert(path, Content::Asset(asset));
        }
    }
    for (path, asset) in project.0.statics.iter().filter(|(path, asset)| !is_built_in(path, asset)) {
        all.insert(path.clone(), Content::Asset(asset.clone()));
    }
    for file in files {
        all.insert(file.path, file.content);
    }
    let files = all.into_iter().map(|(path, content)| SiteFile { path, content }).collect();
    (report, Site { files })
}

/// Whether a file of `static/` is a built-in one as it stands: then it is published as such, under
/// the name that changes with its content, and not a second time.
fn is_built_in(path: &str, asset: &Asset) -> bool {
    site::built_in(path).is_some_and(|bytes| asset.read().is_ok_and(|own| own == bytes))
}

/// What would put the refuted and empty claims of the selected lessons right.
pub fn fix(project: &Project) -> Fixes {
    let mut sink = Diagnostics::default();
    let mut run = Run::new(&mut sink, project, None, true);
    run.judge(&mut sink, |lesson| lesson.selected);
    let mut edits = Vec::new();
    for lesson in run.lessons.iter().flatten() {
        for (span, replacement) in &lesson.edits {
            let source = Arc::clone(&lesson.document.source);
            edits.push(Edit { source, span: *span, replacement: replacement.clone() });
        }
    }
    let mends = |diagnostic: &Diagnostic| {
        let Some(place) = &diagnostic.place else { return false };
        matches!(diagnostic.code, Code::ClaimRefuted | Code::ClaimEmpty)
            && edits.iter().any(|edit| {
                Arc::ptr_eq(&edit.source, &place.source)
                    && place.span.start <= edit.span.start
                    && edit.span.end <= place.span.end
            })
    };
    let diagnostics = sink.into_sorted().into_iter().filter(|diagnostic| !mends(diagnostic)).collect();
    Fixes { edits, diagnostics }
}

/// The value of an expression, with the definitions of a project's first selected lesson in scope.
///
/// # Errors
///
/// What is wrong with the expression or the lesson.
pub fn evaluate(expression: &str, lesson: Option<&Project>) -> Result<ComputedValue, Vec<Diagnostic>> {
    let source = Source::new("the expression", expression);
    let mut sink = Diagnostics::default();
    let definitions = match lesson {
        None => None,
        Some(project) => {
            let run = Run::new(&mut sink, project, None, true);
            let index = project.lessons.iter().position(|lesson| lesson.selected);
            index.map(|index| (run.shared(index), run.documents.into_iter().nth(index)))
        }
    };
    let (shared, document) = definitions.unwrap_or_default();
    let value = lesson::evaluate(&mut sink, &source, document.as_ref(), &shared);
    if sink.has_errors() {
        return Err(sink.into_sorted());
    }
    value.ok_or_else(|| sink.into_sorted())
}

/// One run over a project.
struct Run<'p> {
    project: &'p Project,
    addresses: Addresses,
    /// One a lesson file; `lessons` takes them.
    documents: Vec<Document>,
    lessons: Vec<Option<Lesson>>,
    /// What the sections around each lesson file share with it; known once the lessons are judged.
    shared: Vec<Shared>,
    /// The front matter of every lesson file.
    fronts: Vec<FrontMatter>,
    /// Whether the lesson is published: drafts are left out unless asked for.
    published: Vec<bool>,
    base_url: Option<String>,
}

impl<'p> Run<'p> {
    /// Reads every document; names and addresses are known after that.
    fn new(sink: &mut Diagnostics, project: &'p Project, base_url: Option<String>, drafts: bool) -> Self {
        for fault in &project.faults {
            sink.push(fault.clone());
        }
        let options = document::Options { allow_html: project.course.allow_html };
        let parsed: Vec<(Diagnostics, Document)> = project
            .lessons
            .par_iter()
            .map(|lesson| {
                let mut sink = Diagnostics::default();
                let document = document::parse(&mut sink, &lesson.source, &options);
                (sink, document)
            })
            .collect();
        let mut documents = Vec::new();
        for ((faults, document), file) in parsed.into_iter().zip(&project.lessons) {
            // What is wrong in a lesson that wasn't asked for is none of this run's business.
            if file.selected {
                sink.append(faults);
            }
            documents.push(document);
        }
        let fronts: Vec<FrontMatter> = documents.iter().map(|document| document.front.clone()).collect();
        let slugs: Vec<Option<String>> = fronts.iter().map(|front| front.slug.clone()).collect();
        let addresses = project.addresses(sink, &slugs);
        let published = fronts.iter().map(|front| drafts || !front.draft).collect();
        let lessons = documents.iter().map(|_| None).collect();
        let base_url = base_url.or_else(|| project.course.base_url.clone());
        Self { project, addresses, documents, lessons, shared: Vec::new(), fronts, published, base_url }
    }

    /// The definitions that the sections around a lesson share with it, outermost first.
    fn shared(&self, index: usize) -> Shared {
        let file = &self.project.lessons[index];
        let mut shared = Shared::default();
        for (other, document) in self.project.lessons.iter().zip(&self.documents) {
            let folder = other.folder();
            let around = folder.is_empty()
                || file.folder() == folder
                || file.folder().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            if other.is_section() && !std::ptr::eq(other, file) && around {
                shared.fences.extend(lesson::shared_definitions(document));
            }
        }
        shared
    }

    /// Checks the lessons that are wanted.
    fn judge(&mut self, sink: &mut Diagnostics, wanted: impl Fn(&LessonFile) -> bool) {
        self.shared = (0..self.documents.len()).map(|index| self.shared(index)).collect();
        let shared = &self.shared;
        let documents = std::mem::take(&mut self.documents);
        let wanted: Vec<bool> = self.project.lessons.iter().map(&wanted).collect();
        let published = &self.published;
        let work: Vec<(usize, Document)> = documents.into_iter().enumerate().collect();
        let judged: Vec<(Diagnostics, Option<Lesson>)> = work
            .into_par_iter()
            .map(|(index, document)| {
                let mut sink = Diagnostics::default();
                let lesson =
                    (wanted[index] && published[index]).then(|| lesson::check(&mut sink, document, &shared[index]));
                (sink, lesson)
            })
            .collect();
        self.lessons = judged
            .into_iter()
            .map(|(faults, lesson)| {
                sink.append(faults);
                lesson
            })
            .collect();
    }

    /// Renders every page of the lessons that were judged.
    fn pages(&self, sink: &mut Diagnostics) -> Vec<SiteFile> {
        let (plan, places) = self.plan();
        let press = Press::new(sink, plan);
        let pages: Vec<(Diagnostics, Option<site::Page>)> = places
            .par_iter()
            .map(|&(id, index)| {
                let mut sink = Diagnostics::default();
                let page = self.lessons[index].as_ref().and_then(|lesson| {
                    let data = render::data(lesson, &self.shared[index]);
                    press.lesson(&mut sink, id, lesson, data.as_deref())
                });
                (sink, page)
            })
            .collect();
        let mut files = Vec::new();
        let mut fonts = Fonts::default();
        let mut search = Vec::new();
        for (faults, page) in pages {
            sink.append(faults);
            if let Some(page) = page {
                files.push(page.file);
                fonts = fonts.and(page.fonts);
                search.push(page.search);
            }
        }
        for (index, section) in press.plan().sections.iter().enumerate() {
            let text = section.index.as_deref().and_then(|path| self.lesson_at(path));
            if let Some((file, used)) = press.section(sink, index, text) {
                files.push(file);
                fonts = fonts.and(used);
            }
        }
        let (first, used) = press.first(sink, self.lesson_at("_index.md"));
        files.push(first);
        fonts = fonts.and(used);
        files.push(press.not_found(sink));
        files.extend(press.listings());
        files.push(press.search_index(&search));
        files.extend(press.assets(fonts));
        files
    }

    fn lesson_at(&self, path: &str) -> Option<&Lesson> {
        let index = self.project.lessons.iter().position(|lesson| lesson.path == path)?;
        self.lessons[index].as_ref()
    }

    /// The plan of the course, and which lesson file is where in it.
    fn plan(&self) -> (Plan, Vec<(LessonId, usize)>) {
        let project = self.project;
        let front = |index: usize| self.published[index].then(|| &self.fronts[index]);
        let mut folders: Vec<&str> = Vec::new();
        for (index, lesson) in project.lessons.iter().enumerate() {
            if self.published[index] && !folders.contains(&lesson.folder()) {
                folders.push(lesson.folder());
            }
        }
        let index_of =
            |folder: &str| project.lessons.iter().position(|lesson| lesson.is_section() && lesson.folder() == folder);
        folders.sort_by_key(|folder| {
            let named = project.course.sections.iter().position(|section| section.name == *folder);
            let order = index_of(folder).and_then(front).and_then(|front| front.order);
            (!folder.is_empty(), named.unwrap_or(usize::MAX), order.unwrap_or(i64::MAX), *folder)
        });
        let mut places = Vec::new();
        let mut sections = Vec::new();
        for folder in folders {
            let mut members: Vec<usize> = (0..project.lessons.len())
                .filter(|&index| {
                    let lesson = &project.lessons[index];
                    self.published[index] && !lesson.is_section() && lesson.folder() == folder
                })
                .collect();
            members.sort_by_key(|&index| {
                let order = front(index).and_then(|front| front.order);
                (order.unwrap_or(i64::MAX), project.lessons[index].path.as_str())
            });
            let address = self.addresses.folders.get(folder).cloned().unwrap_or_default();
            let mut entries = Vec::new();
            for &index in &members {
                places.push((LessonId { section: sections.len(), lesson: entries.len() }, index));
                entries.push(self.entry(index));
            }
            let text = index_of(folder).filter(|_| !folder.is_empty());
            let front = text.and_then(front);
            let name = folder.rsplit('/').next().unwrap_or(folder);
            sections.push(Section {
                address,
                title: front.map_or_else(|| titled(name), |front| front.title.clone()),
                description: front.and_then(|front| front.description.clone()),
                index: text.map(|index| project.lessons[index].path.clone()),
                lessons: entries,
            });
        }
        let root = index_of("").and_then(front);
        let only = match places.as_slice() {
            [(_, index)] => front(*index).map(|front| front.title.clone()),
            _ => None,
        };
        let title = project.course.title.clone().or_else(|| root.map(|front| front.title.clone())).or(only);
        let plan = Plan {
            title: title.unwrap_or_else(|| "A course".to_owned()),
            author: project.course.author.clone(),
            description: root.and_then(|front| front.description.clone()),
            language: project.course.language.clone(),
            base_url: self.base_url.clone(),
            macros: project.course.macros.clone(),
            templates: project
                .templates
                .iter()
                .map(|(path, source)| (path.clone(), source.text().to_owned()))
                .collect(),
            overrides: project
                .statics
                .iter()
                .filter(|(path, _)| path.ends_with(".css") || path.ends_with(".js"))
                .filter_map(|(path, asset)| Some((path.clone(), asset.read().ok()?)))
                .collect(),
            files: project
                .assets
                .keys()
                .map(|path| (path.clone(), self.addresses.asset(path)))
                .chain(
                    project
                        .statics
                        .iter()
                        .filter(|(path, asset)| !is_built_in(path, asset))
                        .map(|(path, _)| (path.clone(), path.clone())),
                )
                .chain(self.neighbours().into_iter().map(|path| (path.clone(), path)))
                .collect(),
            scripts: site::scripts(),
            sections,
        };
        (plan, places)
    }

    /// Files beside a lone lesson that its links and images name: they were not read with it.
    fn neighbours(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (lesson, file) in self.lessons.iter().zip(&self.project.lessons) {
            for link in lesson.iter().flat_map(|lesson| &lesson.document.links) {
                let target = link.target.split(['#', '?']).next().unwrap_or("").trim_start_matches("./");
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

    fn entry(&self, index: usize) -> Entry {
        let file = &self.project.lessons[index];
        let address = &self.addresses.lessons[index];
        let front = self.fronts[index].clone();
        Entry {
            path: file.path.clone(),
            address: address.clone(),
            title: front.title,
            description: front.description,
            minutes: front.minutes,
            date: front.date,
            draft: front.draft,
        }
    }

    /// Lists every number that is neither claimed nor given.
    fn report_unclaimed(&self, sink: &mut Diagnostics) {
        for lesson in self.lessons.iter().flatten() {
            let source = &lesson.document.source;
            for &span in &lesson.document.unclaimed {
                let number = source.slice(span);
                sink.push(
                    Fault::new(Code::Uncovered, span, format!("`{number}` is neither claimed nor given"))
                        .help(format!(
                            "link it to its expression, `[{number}](=…)`, or mark it as chosen: `[{number}](=given)`"
                        ))
                        .at(source, span),
                );
            }
        }
    }

    fn into_report(self, sink: Diagnostics) -> (Report, (&'p Project, Addresses)) {
        let mut lessons = Vec::new();
        for (lesson, file) in self.lessons.into_iter().zip(&self.project.lessons) {
            let Some(lesson) = lesson else { continue };
            lessons.push(LessonReport {
                path: file.source.path().to_owned(),
                is_section: file.is_section(),
                claims: lesson.claims,
                unclaimed: lesson.unclaimed,
            });
        }
        let mut report = Report { lessons, diagnostics: sink.into_sorted() };
        report.require_coverage(&self.project.course);
        (report, (self.project, self.addresses))
    }
}

/// A folder's name as a title: `more-basics` as `More basics`.
fn titled(name: &str) -> String {
    let spaced = Path::new(name).to_string_lossy().replace(['-', '_'], " ");
    let mut characters = spaced.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
