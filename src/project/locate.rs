//! From a path on the command line to the project around it.

use std::path::{Component, Path, PathBuf};

use super::read::{exists, is_folder};
use crate::failure::Failure;

/// What kind of project a path belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A course, or a folder of lessons.
    Folder,
    /// Single files without a course.
    Lone,
}

/// A project that was found, not yet read.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) kind: Kind,
    /// The folder of the project.
    pub(super) root: PathBuf,
    /// The folder of its lessons.
    pub(super) content: PathBuf,
    /// What stands before a path in the project when messages name it: empty, or with a final `/`.
    pub(super) name: String,
    /// What was asked for: the path in the content folder and the path as given. Empty for all.
    pub(super) selection: Vec<(String, String)>,
}

impl Found {
    /// What stands before a path in the content folder when messages name it.
    pub(super) fn content_name(&self) -> String {
        if self.content == self.root { self.name.clone() } else { format!("{}content/", self.name) }
    }

    /// Whether the lesson at `path` was asked for.
    pub(super) fn selects(&self, path: &str) -> bool {
        self.selection.is_empty() || self.selection.iter().any(|(asked, _)| covers(asked, path))
    }
}

/// Whether `path` is `asked`, or lies in it.
pub(super) fn covers(asked: &str, path: &str) -> bool {
    asked.is_empty() || path.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The projects of all paths but `-`; paths of one project share it.
pub(super) fn locate_all(paths: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let mut all: Vec<Found> = Vec::new();
    for path in paths.iter().filter(|path| path.as_os_str() != "-") {
        let found = locate(path)?;
        let same =
            |known: &&mut Found| (known.kind, &known.root, &known.name) == (found.kind, &found.root, &found.name);
        match all.iter_mut().find(same) {
            Some(known) if known.selection.is_empty() || found.selection.is_empty() => known.selection.clear(),
            Some(known) => known.selection.extend(found.selection),
            None => all.push(found),
        }
    }
    Ok(all)
}

/// The project that `path` is, or lies in.
pub(super) fn locate(path: &Path) -> Result<Found, Failure> {
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            Failure::usage(format!("there is no `{}`", path.display()))
        }
        _ => Failure::io("read", path, &error),
    })?;
    let name = text(path)?;
    if !metadata.is_dir() {
        if !metadata.is_file() {
            return Err(Failure::usage(format!("`{name}` is neither a file nor a folder")));
        }
        if !name.ends_with(".md") {
            return Err(Failure::usage(format!("`{name}` is no lesson")).help("lessons are files that end in `.md`"));
        }
    }
    // `..` through symbolic links has no lexical meaning: resolve it.
    let clean = if path.components().any(|part| part == Component::ParentDir) {
        std::fs::canonicalize(path).map_err(|error| Failure::io("read", path, &error))?
    } else {
        path.components().filter(|part| *part != Component::CurDir).collect()
    };
    let here = std::env::current_dir().map_err(|error| Failure::io("find", Path::new("."), &error))?;
    let whole = here.join(&clean);
    let around = if metadata.is_dir() && is_course(&whole)? { None } else { course_around(&whole)? };
    if metadata.is_dir() && around.is_none() {
        let content = content(&whole)?;
        let name = folder_name(&text(&clean)?);
        return Ok(Found { kind: Kind::Folder, root: whole, content, name, selection: Vec::new() });
    }
    if let Some((root, asked)) = around {
        let name = match root.strip_prefix(&here) {
            _ if clean.is_absolute() => folder_name(&text(&root)?),
            Ok(inside) => folder_name(&text(inside)?),
            // The course lies around the folder where the command runs.
            Err(_) => "../".repeat(here.strip_prefix(&root).map_or(0, |way| way.components().count())),
        };
        let content = content(&root)?;
        return Ok(Found { kind: Kind::Folder, root, content, name, selection: vec![(asked, text(&clean)?)] });
    }
    let file = whole.file_name().map(Path::new).unwrap_or(Path::new(""));
    let root = whole.parent().unwrap_or(&here).to_owned();
    let selection = vec![(text(file)?, text(&clean)?)];
    let name = clean.parent().map(text).transpose()?.map(|name| folder_name(&name)).unwrap_or_default();
    Ok(Found { kind: Kind::Lone, content: root.clone(), root, name, selection })
}

/// A folder with `course.toml` or `content/` is a course.
fn is_course(folder: &Path) -> Result<bool, Failure> {
    Ok(exists(&folder.join("course.toml"))? || is_folder(&folder.join("content"))?)
}

/// Where the lessons of the folder `root` lie.
fn content(root: &Path) -> Result<PathBuf, Failure> {
    let content = root.join("content");
    Ok(if is_folder(&content)? { content } else { root.to_owned() })
}

/// The nearest course in whose content folder `path` lies, and the path in that folder.
fn course_around(path: &Path) -> Result<Option<(PathBuf, String)>, Failure> {
    for root in path.ancestors().skip(1) {
        if !is_course(root)? {
            continue;
        }
        if let Ok(inside) = path.strip_prefix(content(root)?) {
            // Hidden files are no part of a course.
            let hidden = inside.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
            return Ok(inside.to_str().filter(|_| !hidden).map(|inside| (root.to_owned(), inside.to_owned())));
        }
    }
    Ok(None)
}

fn folder_name(name: &str) -> String {
    match name {
        "" => String::new(),
        _ if name.ends_with('/') => name.to_owned(),
        _ => format!("{name}/"),
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| Failure::usage(format!("the path `{}` is not UTF-8", path.display())))
}
