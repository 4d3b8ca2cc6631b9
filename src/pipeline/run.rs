//! One run over a project: lessons are judged and pages made, in parallel, and given away one by one.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::memory::{Course, Judged, Known, Memory, Sheet};
use super::plan::Place;
use super::texts::Texts;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Fault, Severity};
use crate::failure::Failure;
use crate::lesson::{Lesson, Shared};
use crate::project::{LessonFile, Project};
use crate::render;
use crate::report::{LessonReport, Report};
use crate::site::{Content, Fonts, Press, SiteFile, Target, search_index, search_share};

/// What a run is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// Instead of the base URL of `course.toml`.
    pub(crate) base_url: Option<String>,
    /// Whether drafts are published.
    pub(crate) drafts: bool,
    /// Whether only the selected lessons count.
    pub(crate) selected: bool,
    /// Whether every unclaimed number is reported.
    pub(crate) coverage: bool,
    /// Whether lessons are judged only, and no page is made.
    pub(crate) judge_only: bool,
    /// Whether lessons and pages are remembered.
    pub(crate) remember: bool,
    /// Whether but for the texts of lessons the project is as it was when the memory was made.
    pub(crate) same_files: bool,
}

/// Where the files of a site go: called from many threads, once a file. Nothing more is given away
/// once an error is known.
pub(crate) type Take<'a> = &'a (dyn Fn(SiteFile) -> Result<(), Failure> + Sync);

/// Told how many of how many pages are made.
pub(crate) type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// What a run gave.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// The claims, and what is wrong.
    pub(crate) report: Report,
    /// Whether nothing in the report is about pages: judging the lessons alone says as much.
    pub(crate) plain: bool,
}

/// Checks a project and gives its pages to `take`, so that a large course is never held in memory.
///
/// # Errors
///
/// What `take` returned.
pub(crate) fn run(
    project: &Project,
    request: &Request,
    memory: &mut Memory,
    take: Take<'_>,
    progress: Progress<'_>,
) -> Result<Done, Failure> {
    let mut sink = Diagnostics::default();
    let texts = Texts::read(&mut sink, project, request.drafts, memory, request.same_files);
    let before = memory.course.take();
    let same_tools;
    let mut of_pages = Vec::new();
    let course = match before {
        Some(course) if texts.same_plan => {
            same_tools = true;
            course
        }
        before => {
            let base_url = request.base_url.clone().or_else(|| project.course.base_url.clone());
            let (plan, places) = texts.plan(base_url);
            let mut press_sink = Diagnostics::default();
            let before = before.as_ref().map(|course| &course.press);
            let press = Press::after(&mut press_sink, plan, before);
            same_tools = before.is_some_and(|before| before.has_tools_of(&press));
            let faults = press_sink.into_sorted();
            let quiet = texts.quiet && faults.is_empty();
            if !request.judge_only {
                of_pages = faults;
            }
            let listings = if request.judge_only { Vec::new() } else { press.listings() };
            Course { press, places, addresses: Arc::clone(&texts.addresses), listings, quiet }
        }
    };
    let Course { press, places, listings, .. } = &course;
    let share = search_share(press.lessons().count());
    let work = Work {
        texts: &texts,
        shared: texts.shared(),
        press,
        request,
        share,
        take,
        wrong: AtomicBool::new(sink.has_errors() || of_pages.iter().any(is_error)),
        given: Mutex::default(),
    };
    let done = AtomicUsize::new(0);
    let results: Vec<Result<Made, Failure>> = places
        .par_iter()
        .map(|place| {
            let made = work.make(memory, place);
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, places.len());
            made
        })
        .collect();
    let mut lessons: Vec<Option<LessonReport>> = project.lessons.iter().map(|_| None).collect();
    let mut judged: Vec<Option<Arc<Judged>>> = project.lessons.iter().map(|_| None).collect();
    let mut fonts = Fonts::default();
    let mut search = Vec::new();
    let mut sheets = Vec::new();
    for (made, (_, index)) in results.into_iter().zip(places) {
        let made = made?;
        made.faults.into_iter().for_each(|fault| sink.push(fault));
        of_pages.extend(made.of_page);
        if let Some(index) = index {
            lessons[*index] = made.report;
            judged[*index] = made.judged;
        }
        fonts = fonts.and(made.fonts);
        search.extend(made.search);
        sheets.extend(made.sheet);
    }
    if !request.judge_only {
        let index = match memory.search.take() {
            Some((of, index)) if of.len() == search.len() && of.iter().zip(&search).all(|(a, b)| Arc::ptr_eq(a, b)) => {
                index
            }
            _ => search_index(&search),
        };
        work.give(index.clone())?;
        listings.iter().try_for_each(|file| work.give(file.clone()))?;
        let assets = match memory.assets.take() {
            Some((known, files)) if same_tools && known == fonts => files,
            _ => press.assets(&fonts),
        };
        assets.iter().try_for_each(|file| work.give(file.clone()))?;
        work.copies()?;
        if request.remember {
            memory.assets = Some((fonts, assets));
            memory.search = Some((search, index));
        }
    }
    drop(work);
    let plain = of_pages.is_empty();
    of_pages.into_iter().for_each(|fault| sink.push(fault));
    if request.remember {
        memory.pages = sheets.into_iter().map(|sheet: Arc<Sheet>| (sheet.page.file.path.clone(), sheet)).collect();
        let known = texts.parsed.iter().zip(judged).zip(&project.lessons).map(|((parsed, judged), file)| {
            parsed.forget();
            (file.path.clone(), Known { parsed: Arc::clone(parsed), judged })
        });
        memory.lessons = known.collect();
        memory.course = Some(course);
    }
    let mut report = Report { lessons: lessons.into_iter().flatten().collect(), diagnostics: sink.into_sorted() };
    report.require_coverage(&project.course);
    Ok(Done { report, plain })
}

fn is_error(fault: &Diagnostic) -> bool {
    fault.severity == Severity::Error
}

/// What all threads of a run share.
struct Work<'a> {
    texts: &'a Texts<'a>,
    shared: Vec<Arc<Shared>>,
    press: &'a Press,
    request: &'a Request,
    /// How much of a lesson's text the search index holds.
    share: usize,
    take: Take<'a>,
    /// Whether an error is known: then no file is given away any more.
    wrong: AtomicBool,
    /// The paths of the files that were given away.
    given: Mutex<BTreeSet<String>>,
}

/// What became of a page and its lesson.
#[derive(Default)]
struct Made {
    faults: Vec<Diagnostic>,
    of_page: Vec<Diagnostic>,
    report: Option<LessonReport>,
    fonts: Fonts,
    search: Option<Arc<str>>,
    /// Only where they are remembered.
    judged: Option<Arc<Judged>>,
    sheet: Option<Arc<Sheet>>,
}

impl Work<'_> {
    fn make(&self, memory: &Memory, &(target, index): &Place) -> Result<Made, Failure> {
        let project = self.texts.project;
        let mut made = Made::default();
        let wanted = |index: &usize| {
            self.texts.published[*index] && (project.lessons[*index].selected || !self.request.selected)
        };
        let judged = index.filter(wanted).map(|index| self.judge(memory, index));
        if let (Some(judged), Some(index)) = (&judged, index) {
            made.faults.extend(judged.faults.iter().cloned());
            made.report = Some(report(&project.lessons[index], self.press.path(target), &judged.lesson));
            if self.request.coverage {
                made.faults.extend(unclaimed(&judged.lesson));
            }
        }
        // The page of a lesson that wasn't asked for is not made; those of sections are, so that
        // faults of templates are found.
        if !self.request.judge_only && (judged.is_some() || !matches!(target, Target::Lesson(_))) {
            self.page(memory, target, judged.as_ref(), &mut made)?;
        }
        if self.request.remember {
            made.judged = judged;
        }
        Ok(made)
    }

    fn judge(&self, memory: &Memory, index: usize) -> Arc<Judged> {
        let (file, parsed) = (&self.texts.project.lessons[index], &self.texts.parsed[index]);
        let shared = &self.shared[index];
        let judged = memory.judged(&file.path, parsed, shared);
        let judged = judged.unwrap_or_else(|| Arc::new(Judged::new(parsed, shared)));
        self.note(&judged.faults);
        judged
    }

    /// Makes a page and gives it away.
    fn page(
        &self,
        memory: &Memory,
        target: Target,
        judged: Option<&Arc<Judged>>,
        made: &mut Made,
    ) -> Result<(), Failure> {
        let known = memory.pages.get(self.press.path(target));
        let current = |sheet: &&Arc<Sheet>| {
            sheet.is_of(judged) && (self.texts.same_plan || self.press.is_current(&sheet.page, target))
        };
        let sheet = match known.filter(current) {
            Some(sheet) => Arc::clone(sheet),
            None => {
                let data = judged.and_then(|judged| render::data(&judged.lesson, &judged.shared));
                let mut sink = Diagnostics::default();
                let lesson = judged.map(|judged| &judged.lesson);
                let Some(page) = self.press.page(&mut sink, target, lesson, data.as_deref()) else { return Ok(()) };
                Arc::new(Sheet::new(page, sink.into_sorted(), judged.cloned(), self.share))
            }
        };
        self.note(&sheet.faults);
        made.of_page.extend(sheet.faults.iter().cloned());
        made.fonts = sheet.page.fonts.clone();
        made.search = sheet.search(self.share);
        self.give(sheet.page.file.clone())?;
        if self.request.remember {
            made.sheet = Some(sheet);
        }
        Ok(())
    }

    /// Remembers whether something is wrong.
    fn note(&self, faults: &[Diagnostic]) {
        if faults.iter().any(is_error) {
            self.wrong.store(true, Ordering::Relaxed);
        }
    }

    fn give(&self, file: SiteFile) -> Result<(), Failure> {
        if self.wrong.load(Ordering::Relaxed) {
            return Ok(());
        }
        // The first one at a path stays; pages come before files that are copied.
        let new = self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path.clone());
        if new { (self.take)(file) } else { Ok(()) }
    }

    /// Gives away the files that are copied: what the site makes itself takes precedence, then
    /// what lies in `static/`.
    fn copies(&self) -> Result<(), Failure> {
        let project = self.texts.project;
        let file = |path: String, asset| SiteFile { path, content: Content::Asset(asset) };
        let statics = self.texts.statics().map(|(path, asset)| file(path.to_owned(), asset.clone()));
        let neighbours = self.texts.neighbours().into_iter();
        let neighbours = neighbours.filter_map(|path| project.asset(&path).map(|asset| file(path, asset)));
        let assets = project.assets.iter().map(|(path, asset)| file(self.texts.addresses.asset(path), asset.clone()));
        // One after the other decides who comes first; the copying itself is what takes time.
        let mut paths = self.given.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let files: Vec<SiteFile> =
            statics.chain(neighbours).chain(assets).filter(|file| paths.insert(file.path.clone())).collect();
        files.into_par_iter().try_for_each(|file| self.give(file))
    }
}

fn report(file: &LessonFile, page: &str, lesson: &Lesson) -> LessonReport {
    LessonReport {
        path: file.source.path().to_owned(),
        page: page.to_owned(),
        is_section: file.is_section(),
        claims: Arc::clone(&lesson.claims),
        unclaimed: lesson.unclaimed,
    }
}

/// Every number that is neither claimed nor given.
fn unclaimed(lesson: &Lesson) -> impl Iterator<Item = Diagnostic> + '_ {
    let source = &lesson.document.source;
    lesson.document.unclaimed.iter().map(|&span| {
        let number = source.slice(span);
        Fault::new(Code::Uncovered, span, format!("`{number}` is neither claimed nor given"))
            .help(format!("link it to its expression, `[{number}](=…)`, or mark it as chosen: `[{number}](=given)`"))
            .at(source, span)
    })
}
