//! The only room that writes.
//!
//! A site is staged in a folder beside the output folder, brought to disk, and put in its place by
//! one rename that exchanges the two folders: whoever looks sees the old site or the new one, also
//! after a crash. Nothing is published over a folder that this tool didn't write: a manifest
//! ([`MANIFEST`]) names its files with their SHA-256, and a file that is not in it, or was changed,
//! is somebody's work and stops the build with exit status 2. A lock beside the output folder keeps
//! two builds apart (status 3).
//!
//! All that can fail by usage is asked first ([`Target::find`]), before the long work.

mod manifest;
mod rewrite;
mod stage;

pub use manifest::MANIFEST;
pub use rewrite::{create_all, replace_file};
pub use stage::{Published, Writer, abandon};

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::failure::Failure;
use crate::project::Project;
use manifest::Existing;

/// A folder to which a site may be published.
#[derive(Debug)]
pub struct Target {
    /// The path as the user gave it.
    name: PathBuf,
    /// The folder around it, resolved as far as it exists.
    parent: PathBuf,
    /// Its name in `parent`.
    file_name: OsString,
    /// What was there when it was found.
    found: Option<Existing>,
}

impl Target {
    /// The output folder `out` of `project`, if a site may be published there.
    ///
    /// # Errors
    ///
    /// Bad usage: the folder is the project, lies around it or among its sources, is a file, or
    /// holds files that this tool didn't write. Environment: it can't be read.
    pub fn find(out: &Path, project: &Project) -> Result<Self, Failure> {
        let refuse = |problem: &str| {
            Failure::usage(format!("can't publish to `{}`", out.display()))
                .note(problem)
                .help("name a folder that doesn't exist yet, or one that `reckon build` wrote: `--out DIR`")
        };
        let whole = resolve(out).ok_or_else(|| refuse("the path has no such folder"))?;
        let (Some(parent), Some(file_name)) = (whole.parent(), whole.file_name()) else {
            return Err(refuse("it is the root of the file system"));
        };
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let root = real(&project.root);
        if root.starts_with(&whole) {
            return Err(refuse("it holds the project itself"));
        }
        let content = real(&project.content);
        if content.starts_with(&whole) || (content != root && whole.starts_with(&content)) {
            return Err(refuse("it is, or lies in, the folder of the lessons"));
        }
        if ["templates", "static"].iter().any(|folder| whole.starts_with(root.join(folder))) {
            return Err(refuse("it is, or lies in, a folder of the project's sources"));
        }
        let (parent, file_name) = (parent.to_owned(), file_name.to_owned());
        let mut target = Self { name: out.to_owned(), parent, file_name, found: None };
        target.found = target.existing()?;
        Ok(target)
    }

    /// Whether the site that was found is whole and unchanged, and was made from what
    /// `fingerprint` stands for.
    pub fn holds(&self, fingerprint: &str) -> bool {
        self.found.as_ref().is_some_and(|found| found.inputs.as_deref() == Some(fingerprint))
    }

    /// The folder, resolved.
    fn path(&self) -> PathBuf {
        self.parent.join(&self.file_name)
    }

    /// A name beside the folder, for what belongs to its build.
    fn beside(&self, what: &str) -> PathBuf {
        let mut name = OsString::from(format!(".reckon-{what}-"));
        name.push(&self.file_name);
        self.parent.join(name)
    }

    /// What is there now; `None` for nothing.
    fn existing(&self) -> Result<Option<Existing>, Failure> {
        Existing::read(&self.path(), &self.name, self.found.as_ref())
    }
}

/// `path` with its links resolved as far as it exists; `None` where that makes no sense: a link
/// that leads nowhere, or `..` below a folder that doesn't exist.
fn resolve(path: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(path).ok()?;
    let mut rest = Vec::new();
    let mut known = whole.as_path();
    loop {
        if let Ok(real) = std::fs::canonicalize(known) {
            return Some(rest.iter().rev().fold(real, |path, part| path.join(part)));
        }
        if std::fs::symlink_metadata(known).is_ok() {
            return None;
        }
        match known.components().next_back()? {
            Component::Normal(part) => rest.push(part),
            _ => return None,
        }
        known = known.parent()?;
    }
}

#[cfg(test)]
mod tests;
