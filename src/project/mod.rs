//! Everything read from disk, in memory: the only room that reads a project.
//!
//! A *course* is a folder with `content/` or `course.toml`. A folder of lessons and a lone lesson
//! file need neither. Whatever is asked for, the project is found first (upward from a path inside
//! a course), read whole, and the lessons asked for are marked as [`LessonFile::selected`].
//!
//! What is wrong with what was read is a diagnostic in [`Project::faults`]: invalid UTF-8, NUL, a
//! file too large, a FIFO or device, a symbolic link that leads out of the project, a file name
//! that is no text, a wrong `course.toml`. What can't be read at all is a [`Failure`] with exit
//! status 3; a path that doesn't exist is bad usage, 2. Nothing outside the project is read, and
//! no special file is ever opened for longer than it takes to see what it is.
//!
//! Hidden files (`.git`, `.DS_Store`) are passed over, but for those in `static/`, where a
//! `.nojekyll` is meant; and so is a folder that an earlier build wrote.

mod course;
mod locate;
mod read;
mod slug;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use course::closest;
pub use course::{Course, SectionName, base_url};
pub use slug::Addresses;

use crate::diagnostic::{Code, Diagnostic, Fault};
use crate::failure::Failure;
use crate::source::{Source, Span};

use locate::{Found, Kind};
use read::Reader;

/// A project as read.
#[derive(Debug)]
pub struct Project {
    /// The folder that holds everything.
    pub root: PathBuf,
    /// The folder that holds the lessons: `root/content`, or `root` itself.
    pub content: PathBuf,
    /// What `course.toml` says; the defaults where there is none.
    pub course: Course,
    /// The lessons and the texts of sections, in bytewise order of their paths.
    pub lessons: Vec<LessonFile>,
    /// Files beside the lessons, by their path in the content folder. Empty for a lone lesson,
    /// whose neighbours are looked up one by one: see [`Project::asset`].
    pub assets: BTreeMap<String, Asset>,
    /// Templates that override the built-in ones, by their path in `templates/`.
    pub templates: BTreeMap<String, Arc<Source>>,
    /// Files that are copied, and override the built-in ones, by their path in `static/`.
    pub statics: BTreeMap<String, Asset>,
    /// What is wrong with what was read.
    pub faults: Vec<Diagnostic>,
    /// Whether single files were asked for, without a course around them.
    lone: bool,
}

/// A lesson, or the text of a section.
#[derive(Debug)]
pub struct LessonFile {
    /// The path in the content folder, with `/`: `basics/entropy.md`.
    pub path: String,
    /// The text; its path is the one by which the user reaches the file.
    pub source: Arc<Source>,
    /// The file on disk; empty for standard input.
    pub file: PathBuf,
    /// Whether it was asked for; others are there for links and for definitions of sections.
    pub selected: bool,
    /// Whether the file starts with a byte order mark, which `source` leaves out.
    pub(crate) bom: bool,
}

impl LessonFile {
    /// Whether it is the text of a section: `_index.md`.
    pub fn is_section(&self) -> bool {
        self.path == "_index.md" || self.path.ends_with("/_index.md")
    }

    /// The folder that it lies in, with `/`; empty for the content folder.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// A file that is published as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asset {
    /// Where it lies.
    pub file: PathBuf,
    /// The path by which messages name it.
    pub name: String,
    /// Its length in bytes.
    pub len: u64,
    /// When it was last changed, in seconds and nanoseconds.
    pub changed: (i64, i64),
}

impl Asset {
    /// Its bytes.
    ///
    /// # Errors
    ///
    /// When the file can't be read any more.
    pub fn read(&self) -> std::io::Result<Vec<u8>> {
        read::bytes(&self.file)
    }

    /// Whether the file is as it was when the project was read, as far as its length and time tell.
    pub(crate) fn is_unchanged(&self) -> bool {
        let name = self.name.clone();
        std::fs::metadata(&self.file).is_ok_and(|metadata| read::asset(self.file.clone(), name, &metadata) == *self)
    }
}

impl Project {
    /// The project at `path`: a course, a folder of lessons or a lesson. All its lessons are selected.
    ///
    /// # Errors
    ///
    /// When the path doesn't exist (usage) or something can't be read (environment).
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mut found = locate::locate(path)?;
        if found.kind != Kind::Lone {
            found.selection.clear();
        }
        Self::read(found)
    }

    /// The projects of `paths`, each with what was asked for selected; `-` is standard input.
    ///
    /// # Errors
    ///
    /// When a path doesn't exist (usage) or something can't be read (environment).
    pub fn open_all(paths: &[PathBuf]) -> Result<Vec<Self>, Failure> {
        let mut projects = Vec::new();
        for found in locate::locate_all(paths)? {
            projects.push(Self::read(found)?);
        }
        if paths.iter().any(|path| path.as_os_str() == "-") {
            projects.push(Self::standard_input()?);
        }
        Ok(projects)
    }

    /// Whether single files were asked for, without a course around them.
    pub fn is_lone(&self) -> bool {
        self.lone
    }

    /// A project of one lesson that exists only in memory.
    pub fn from_text(name: &str, text: impl Into<String>) -> Self {
        let mut project = Self::empty(PathBuf::from("."), PathBuf::from("."), Course::default(), true);
        let file = PathBuf::new();
        let source = Source::new(name, text);
        project.lessons.push(LessonFile { path: "lesson.md".into(), source, file, selected: true, bom: false });
        project
    }

    /// The asset at `path` in the content folder, if there is one and it may be published.
    pub fn asset(&self, path: &str) -> Option<Asset> {
        if !self.lone {
            return self.assets.get(path).cloned();
        }
        let stays = path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
        if !stays || path.ends_with(".md") {
            return None;
        }
        let root = std::fs::canonicalize(&self.root).ok()?;
        let file = std::fs::canonicalize(self.root.join(path)).ok().filter(|file| file.starts_with(&root))?;
        let metadata = std::fs::metadata(&file).ok().filter(std::fs::Metadata::is_file)?;
        Some(read::asset(file, path.to_owned(), &metadata))
    }

    /// Reads again what lies at the paths in `changed`, if that is a matter of single texts: false
    /// says that the whole project must be read again.
    ///
    /// # Errors
    ///
    /// When something can't be read.
    pub(crate) fn refresh(&mut self, changed: &BTreeSet<PathBuf>) -> Result<bool, Failure> {
        // What is wrong with one file may be gone with another.
        if !self.faults.is_empty() {
            return Ok(false);
        }
        for path in changed {
            let lesson = self.lessons.iter_mut().find(|lesson| lesson.file == *path);
            let plain = std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
            let Some(lesson) = lesson.filter(|_| plain) else { return Ok(false) };
            let mut reader = Reader::new(&self.root);
            let Some((source, bom)) = reader.file(path, lesson.source.path(), read::LESSON_LIMIT)? else {
                return Ok(false);
            };
            if lesson.source.text() != source.text() {
                lesson.source = source;
            }
            lesson.bom = bom;
        }
        Ok(true)
    }

    /// The same project; texts that are those of `before` are shared with it.
    pub(crate) fn with_texts_of(mut self, before: &Self) -> Self {
        for lesson in &mut self.lessons {
            let known = before.lessons.binary_search_by(|known| known.path.cmp(&lesson.path)).ok();
            if let Some(known) = known.and_then(|index| before.lessons.get(index))
                && known.source.path() == lesson.source.path()
                && known.source.text() == lesson.source.text()
            {
                lesson.source = Arc::clone(&known.source);
            }
        }
        self
    }

    /// Whether a lesson lies at `path` in the content folder.
    pub fn has_lesson(&self, path: &str) -> bool {
        let known = self.lessons.binary_search_by(|lesson| lesson.path.as_str().cmp(path)).is_ok();
        known || (self.lone && path.ends_with(".md") && self.root.join(path).is_file())
    }

    fn empty(root: PathBuf, content: PathBuf, course: Course, lone: bool) -> Self {
        Self {
            root,
            content,
            course,
            lessons: Vec::new(),
            assets: BTreeMap::new(),
            templates: BTreeMap::new(),
            statics: BTreeMap::new(),
            faults: Vec::new(),
            lone,
        }
    }

    fn standard_input() -> Result<Self, Failure> {
        let name = "<stdin>";
        let mut project = Self::from_text(name, "");
        project.lessons.clear();
        let mut reader = Reader::new(&project.root);
        let bytes = read::limited(&mut std::io::stdin().lock(), read::LESSON_LIMIT)
            .map_err(|error| Failure::io("read", Path::new(name), &error))?;
        if let Some((source, bom)) = reader.text(name, bytes) {
            let file = PathBuf::new();
            project.lessons.push(LessonFile { path: "lesson.md".into(), source, file, selected: true, bom });
        }
        project.faults = reader.faults;
        Ok(project)
    }

    fn read(found: Found) -> Result<Self, Failure> {
        let lone = found.kind == Kind::Lone;
        let mut reader = Reader::new(&found.root);
        let mut course = Course::default();
        let settings = found.root.join("course.toml");
        if !lone && read::exists(&settings)? {
            let name = format!("{}course.toml", found.name);
            if let Some((source, _)) = reader.file(&settings, &name, read::LESSON_LIMIT)? {
                course = Course::parse(&mut reader.faults, &source);
            }
        }
        let mut project = Self::empty(found.root.clone(), found.content.clone(), course, lone);
        if lone {
            for (path, name) in &found.selection {
                project.take_lesson(&mut reader, path, name, true)?;
            }
        } else {
            project.take_content(&mut reader, &found)?;
            project.take_folders(&mut reader, &found)?;
            project.check_sections(&mut reader.faults);
        }
        project.lessons.sort_by(|a, b| a.path.cmp(&b.path));
        project.lessons.dedup_by(|a, b| a.path == b.path);
        for (path, name) in &found.selection {
            let any = project.lessons.iter().any(|lesson| locate::covers(path, &lesson.path));
            let refused = reader.faults.iter().any(|fault| is_about(fault, name));
            if !any && !refused {
                reader.faults.push(no_lesson(name));
            }
        }
        if found.selection.is_empty() && project.lessons.is_empty() && reader.faults.is_empty() {
            let name = found.name.trim_end_matches('/');
            reader.faults.push(no_lesson(if name.is_empty() { "." } else { name }));
        }
        project.faults = reader.faults;
        Ok(project)
    }

    /// Reads the content folder: lessons, and assets beside them.
    fn take_content(&mut self, reader: &mut Reader, found: &Found) -> Result<(), Failure> {
        let prefix = found.content_name();
        let apart: &[&str] = if found.content == found.root { &["templates", "static"] } else { &[] };
        let files = reader.walk(&found.content, &prefix, false, apart)?;
        for file in files {
            if file.path.ends_with(".md") {
                let selected = found.selects(&file.path);
                self.take_lesson(reader, &file.path, &file.asset.name, selected)?;
            } else if !(found.content == found.root && file.path == "course.toml") {
                reader.check_readable(&file.asset)?;
                self.assets.insert(file.path, file.asset);
            }
        }
        Ok(())
    }

    fn take_lesson(&mut self, reader: &mut Reader, path: &str, name: &str, selected: bool) -> Result<(), Failure> {
        let file = self.content.join(path);
        if let Some((source, bom)) = reader.file(&file, name, read::LESSON_LIMIT)? {
            self.lessons.push(LessonFile { path: path.to_owned(), source, file, selected, bom });
        }
        Ok(())
    }

    /// Reads `templates/` and `static/`.
    fn take_folders(&mut self, reader: &mut Reader, found: &Found) -> Result<(), Failure> {
        let folder = |name: &str| (found.root.join(name), format!("{}{name}/", found.name));
        let (templates, prefix) = folder("templates");
        if read::is_folder(&templates)? {
            for file in reader.walk(&templates, &prefix, false, &[])? {
                if let Some((source, _)) = reader.file(&file.asset.file, &file.asset.name, read::LESSON_LIMIT)? {
                    self.templates.insert(file.path, source);
                }
            }
        }
        let (statics, prefix) = folder("static");
        if read::is_folder(&statics)? {
            for file in reader.walk(&statics, &prefix, true, &[])? {
                reader.check_readable(&file.asset)?;
                self.statics.insert(file.path, file.asset);
            }
        }
        Ok(())
    }

    /// Each section that `course.toml` puts in order must exist.
    fn check_sections(&self, faults: &mut Vec<Diagnostic>) {
        let Some(source) = &self.course.source else { return };
        let mut folders: Vec<&str> = self.lessons.iter().map(LessonFile::folder).collect();
        folders.dedup();
        for section in &self.course.sections {
            let inside = format!("{}/", section.name);
            if folders.iter().any(|folder| *folder == section.name || folder.starts_with(&inside)) {
                continue;
            }
            let fault = Fault::new(Code::Course, section.span, format!("there is no section `{}`", section.name))
                .label("no folder with lessons has this name");
            let fault = match closest(&section.name, folders.iter().copied()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.note("a section is a folder in `content/` that holds lessons"),
            };
            faults.push(fault.at(source, section.span));
        }
    }
}

fn is_about(fault: &Diagnostic, name: &str) -> bool {
    let path = fault.place.as_ref().map_or("", |place| place.source.path());
    path.strip_prefix(name.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What to say where nothing is to be checked.
fn no_lesson(name: &str) -> Diagnostic {
    let mut diagnostic = Fault::new(Code::NoLesson, 0..0, format!("no lesson in `{name}`"))
        .note("lessons are files that end in `.md`, in the folder itself or in its `content/`")
        .help("name a lesson, or the folder of a course")
        .at(&Source::new(name, ""), Span::default());
    diagnostic.place = None;
    diagnostic
}

#[cfg(test)]
mod tests;
