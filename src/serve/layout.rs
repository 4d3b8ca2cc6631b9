//! Which files and folders belong to a project, and when they were last changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::project::Project;
use crate::publish::MANIFEST;

/// Folders beside `content/` that belong to a course.
const FOLDERS: [&str; 2] = ["templates", "static"];
const SETTINGS: &str = "course.toml";

/// Where the sources of a project lie.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The folder of the project.
    pub(super) root: PathBuf,
    /// The folder of its lessons; `root` where the course has no `content/`.
    content: PathBuf,
    /// Whether there is a lesson only, and no course around it.
    lone: bool,
}

impl Layout {
    pub(super) fn of(project: &Project) -> Self {
        Self { root: project.root.clone(), content: project.content.clone(), lone: project.is_lone() }
    }

    /// The folders to watch with everything in them. The root is watched without what is in its folders.
    pub(super) fn deep(&self) -> Vec<PathBuf> {
        if self.lone {
            return Vec::new();
        }
        if self.content == self.root {
            return vec![self.root.clone()];
        }
        let beside = FOLDERS.iter().map(|name| self.root.join(name));
        std::iter::once(self.content.clone()).chain(beside).collect()
    }

    /// Whether a change at `path` can change the site.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        let Ok(inside) = path.strip_prefix(&self.root) else { return false };
        let mut parts = inside.components().map(|part| part.as_os_str());
        let Some(first) = parts.next() else { return true };
        if first == "static" && !self.lone {
            // Here hidden files are published, too.
            return true;
        }
        let hidden = inside.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        if hidden || self.content != self.root {
            return !hidden && (first == "content" || first == SETTINGS || FOLDERS.iter().any(|name| first == *name));
        }
        // In a folder of lessons, the site that a build wrote lies among them.
        let written = |folder: &Path| folder.join(MANIFEST).exists();
        !inside.ancestors().skip(1).any(|folder| !folder.as_os_str().is_empty() && written(&self.root.join(folder)))
    }
}

/// When a file was changed, as far as the system knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    pub(super) len: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    pub(super) fn of(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().filter(Metadata::is_file).map(|metadata| Self::new(&metadata))
    }

    fn new(metadata: &Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            len: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// All files of a project with their stamps. Contents are never read here.
#[derive(Debug, Default)]
pub(super) struct Sight(BTreeMap<PathBuf, Stamp>);

impl Sight {
    /// Looks at everything.
    pub(super) fn take(layout: &Layout) -> Self {
        let mut sight = Self::default();
        sight.walk(layout, &layout.root, 1);
        for folder in layout.deep() {
            sight.walk(layout, &folder, usize::MAX);
        }
        sight
    }

    /// Looks again at these files and folders.
    pub(super) fn refresh(&mut self, layout: &Layout, paths: &BTreeSet<PathBuf>) {
        for path in paths {
            let below: Vec<PathBuf> = self.below(path).map(Path::to_owned).collect();
            for old in below {
                self.0.remove(&old);
            }
            let shallow = path == &layout.root;
            self.walk(layout, path, if shallow { 1 } else { usize::MAX });
        }
    }

    /// The files that one of both doesn't know, or that changed between them.
    pub(super) fn difference(&self, other: &Self) -> BTreeSet<PathBuf> {
        let changed = self.0.iter().filter(|(path, stamp)| other.0.get(*path) != Some(stamp));
        let new = other.0.keys().filter(|path| !self.0.contains_key(*path));
        changed.map(|(path, _)| path).chain(new).cloned().collect()
    }

    /// Whether `path` was there with something in it, and is now gone or empty: it may be in the
    /// middle of being saved.
    pub(super) fn vanished(&self, path: &Path) -> bool {
        let known = self.below(path).next().is_some();
        match std::fs::metadata(path) {
            Err(_) => known,
            Ok(metadata) => metadata.is_file() && metadata.len() == 0 && self.0.get(path).is_none_or(|old| old.len > 0),
        }
    }

    /// The known files at `path` or below it.
    fn below(&self, path: &Path) -> impl Iterator<Item = &Path> {
        let start = path.to_owned();
        let range = self.0.range(start.clone()..).map(|(path, _)| path.as_path());
        range.take_while(move |known| known.starts_with(&start))
    }

    fn walk(&mut self, layout: &Layout, folder: &Path, depth: usize) {
        let passes = |entry: &DirEntry| {
            let written = entry.file_type().is_dir() && entry.depth() > 0 && entry.path().join(MANIFEST).exists();
            !written && layout.concerns(entry.path())
        };
        let walk = WalkDir::new(folder).follow_links(true).max_depth(depth).into_iter().filter_entry(passes);
        for entry in walk.flatten() {
            if let Some(metadata) = entry.metadata().ok().filter(Metadata::is_file) {
                self.0.insert(entry.into_path(), Stamp::new(&metadata));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn course() -> (tempfile::TempDir, Layout) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for folder in ["content/basics", "static", "public"] {
            fs::create_dir_all(dir.path().join(folder)).expect("a folder");
        }
        fs::write(dir.path().join("content/basics/a.md"), "+++\ntitle = \"A\"\n+++\n").expect("a file");
        fs::write(dir.path().join("static/.nojekyll"), "").expect("a file");
        fs::write(dir.path().join("public/index.html"), "x").expect("a file");
        let project = Project::open(dir.path()).expect("a project");
        let layout = Layout::of(&project);
        (dir, layout)
    }

    #[test]
    fn only_sources_concern_the_site() {
        let (dir, layout) = course();
        let concerns = |path: &str| layout.concerns(&dir.path().join(path));
        for path in ["", "course.toml", "content", "content/basics/a.md", "templates/base.html", "static/.nojekyll"] {
            assert!(concerns(path), "{path}");
        }
        for path in ["public/index.html", "target/x", "content/.a.md.swp", ".git/index", ".reckon-staging-public/x"] {
            assert!(!concerns(path), "{path}");
        }
        assert!(!layout.concerns(Path::new("/elsewhere/content/a.md")));
    }

    #[test]
    fn a_second_look_finds_what_changed() {
        let (dir, layout) = course();
        let before = Sight::take(&layout);
        let lesson = dir.path().join("content/basics/a.md");
        assert!(before.0.contains_key(&lesson));
        assert!(!before.0.contains_key(&dir.path().join("public/index.html")));
        assert!(before.difference(&Sight::take(&layout)).is_empty());
        fs::write(&lesson, "longer than it was before, so that the stamp differs").expect("a file");
        fs::write(dir.path().join("content/b.md"), "b").expect("a file");
        let after = Sight::take(&layout);
        let changed = BTreeSet::from([lesson.clone(), dir.path().join("content/b.md")]);
        assert_eq!(before.difference(&after), changed);
        assert_eq!(after.difference(&before), changed);
        let mut refreshed = before;
        refreshed.refresh(&layout, &changed);
        assert!(refreshed.difference(&after).is_empty());
        fs::rename(dir.path().join("content/basics"), dir.path().join("content/more")).expect("a rename");
        let moved = [dir.path().join("content/basics"), dir.path().join("content/more")];
        refreshed.refresh(&layout, &BTreeSet::from(moved));
        assert!(refreshed.difference(&Sight::take(&layout)).is_empty());
    }

    #[test]
    fn a_file_in_the_middle_of_a_save_is_noticed() {
        let (dir, layout) = course();
        let sight = Sight::take(&layout);
        let lesson = dir.path().join("content/basics/a.md");
        assert!(!sight.vanished(&lesson));
        fs::write(&lesson, "").expect("a file");
        assert!(sight.vanished(&lesson));
        fs::remove_file(&lesson).expect("a file");
        assert!(sight.vanished(&lesson));
        assert!(!sight.vanished(&dir.path().join("content/basics")), "the folder is still there");
        fs::remove_dir(dir.path().join("content/basics")).expect("a folder");
        assert!(sight.vanished(&dir.path().join("content/basics")));
        assert!(!sight.vanished(&dir.path().join("content/4913")));
    }
}
