//! Addresses: which slugs are allowed, and that no two files of the site share a path.
//!
//! A page's address is the slugs of its sections and its own, with `/`. A slug is what front
//! matter says, or the file's stem (for a section, the folder's name) in lower case with `-` for
//! anything but letters, digits, `_` and `.`. Addresses must differ on every system: letter case
//! and Unicode normal form don't count, and the names that Windows or the site itself reserves
//! are refused.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::{LessonFile, Project};
use crate::diagnostic::{Code, Diagnostics, Fault};
use crate::source::Span;

/// The longest slug, in bytes: file systems allow 255.
const LONGEST: usize = 200;
/// What the site needs at its root.
const OWN: &[&str] = &["404", "404.html", "assets", "feed.xml", "index", "index.html", "robots.txt", "sitemap.xml"];

/// Where the pages and files of a project lie on its site.
#[derive(Debug, Default)]
pub struct Addresses {
    /// One a lesson, in the order of [`Project::lessons`]: `basics/entropy`; empty for the first page.
    pub lessons: Vec<String>,
    /// The address of each folder that holds lessons or assets, by its path; the content folder's is empty.
    pub folders: BTreeMap<String, String>,
}

impl Addresses {
    /// Where the asset at `path` in the content folder lies on the site.
    pub fn asset(&self, path: &str) -> String {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        join(self.folders.get(folder).map_or(folder, String::as_str), name)
    }
}

impl Project {
    /// Gives each lesson its address; `slugs` are those of the front matter, in the order of
    /// [`Project::lessons`]. Slugs that aren't allowed and addresses that collide are reported.
    pub fn addresses(&self, sink: &mut Diagnostics, slugs: &[Option<&str>]) -> Addresses {
        let mut addresses = Addresses::default();
        // Sections first: the slug of `_index.md` is part of the addresses below it.
        let slug_of = |index: usize| slugs.get(index).copied().flatten();
        let mut texts = BTreeMap::new();
        for (index, lesson) in self.lessons.iter().enumerate().filter(|(_, lesson)| lesson.is_section()) {
            texts.insert(lesson.folder(), index);
        }
        let lesson_folders = self.lessons.iter().map(LessonFile::folder);
        let asset_folders = self.assets.keys().map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder));
        let mut folders: Vec<&str> = lesson_folders.chain(asset_folders).flat_map(prefixes).collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            let address = match folder.rsplit_once('/') {
                _ if folder.is_empty() => String::new(),
                parts => {
                    let (parent, name) = parts.unwrap_or(("", folder));
                    let text = texts.get(folder).map(|&index| (&self.lessons[index], slug_of(index)));
                    let parent = addresses.folders.get(parent).map_or("", String::as_str);
                    join(parent, &chosen(sink, text, name, parent.is_empty()))
                }
            };
            addresses.folders.insert(folder.to_owned(), address);
        }
        for (index, lesson) in self.lessons.iter().enumerate() {
            let folder = addresses.folders.get(lesson.folder()).map_or("", String::as_str);
            let address = if lesson.is_section() {
                folder.to_owned()
            } else {
                let stem = lesson.path.rsplit('/').next().unwrap_or("").trim_end_matches(".md");
                join(folder, &chosen(sink, Some((lesson, slug_of(index))), stem, folder.is_empty()))
            };
            addresses.lessons.push(address);
        }
        self.check_collisions(sink, &addresses);
        addresses
    }

    fn check_collisions(&self, sink: &mut Diagnostics, addresses: &Addresses) {
        // Who owns a page or file of the site, by what a careless file system makes of its path.
        let mut pages: BTreeMap<String, String> = BTreeMap::new();
        let texts: BTreeSet<&str> =
            self.lessons.iter().filter(|lesson| lesson.is_section()).map(LessonFile::folder).collect();
        for (folder, address) in &addresses.folders {
            if folder.is_empty() || texts.contains(folder.as_str()) {
                continue;
            }
            // A folder without `_index.md` has a page made from its lessons.
            let inside = format!("{folder}/");
            let first = self.lessons.partition_point(|lesson| lesson.path < inside);
            let first = self.lessons.get(first).filter(|lesson| lesson.path.starts_with(&inside));
            let Some(lesson) = first else { continue };
            if let Some(other) = pages.insert(key(address), format!("the folder `{folder}`")) {
                let fault = Fault::new(Code::Slug, 0..0, format!("{other} and the folder `{folder}` share an address"))
                    .note("letter case and Unicode normal form don't tell addresses apart")
                    .help("rename one of them");
                sink.push(fault.at(&lesson.source, Span::default()));
            }
        }
        for (index, lesson) in self.lessons.iter().enumerate() {
            let address = &addresses.lessons[index];
            if let Some(other) = pages.get(&key(address)) {
                let fault = Fault::new(Code::Slug, slug_span(lesson), "two pages share an address")
                    .label(format!("`{address}/`, as does {other}"))
                    .note("letter case and Unicode normal form don't tell addresses apart")
                    .help("give one of them another `slug`");
                let span = fault.span;
                sink.push(fault.at(&lesson.source, span));
            } else {
                pages.insert(key(address), format!("`{}`", lesson.source.path()));
            }
        }
        let mut files: BTreeMap<String, &str> = BTreeMap::new();
        for (path, asset) in &self.assets {
            let file = key(&addresses.asset(path));
            let page = file.strip_suffix("/index.html").unwrap_or(&file);
            let problem = if let Some(other) = pages.get(page) {
                format!("a file would take the place of the page of {other}")
            } else if let Some(other) = files.get(&file) {
                format!("`{}` and `{other}` differ only in letter case or Unicode normal form", asset.name)
            } else {
                files.insert(file, &asset.name);
                continue;
            };
            let fault = Fault::new(Code::Slug, 0..0, problem).help("rename one of them");
            sink.push(fault.at(&crate::source::Source::new(asset.name.as_str(), ""), Span::default()));
        }
    }
}

/// The slug of a page: what its front matter says, or `name` made fit. What isn't allowed is reported.
fn chosen(sink: &mut Diagnostics, lesson: Option<(&LessonFile, Option<&str>)>, name: &str, at_root: bool) -> String {
    let made = slugify(name);
    let written = lesson.and_then(|(_, slug)| slug);
    let slug = written.unwrap_or(&made);
    let Some(problem) = problem(slug, at_root) else { return slug.to_owned() };
    if let Some((lesson, _)) = lesson {
        let fault = Fault::new(Code::Slug, slug_span(lesson), format!("the address `{slug}` is not allowed"));
        let fault = fault.label(problem).help(match slugify(slug) {
            fit if self::problem(&fit, at_root).is_none() => format!("write `slug = \"{fit}\"`"),
            _ => "write another `slug` in the front matter".into(),
        });
        let span = fault.span;
        sink.push(fault.at(&lesson.source, span));
    }
    if written.is_some() && self::problem(&made, at_root).is_none() { made } else { format!("{made}-page") }
}

/// What is wrong with a slug, in a few words.
fn problem(slug: &str, at_root: bool) -> Option<String> {
    let stem = slug.split('.').next().unwrap_or("").to_ascii_lowercase();
    let device = match stem.as_str() {
        "con" | "prn" | "aux" | "nul" => true,
        _ => {
            let digit = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
            digit.is_some_and(|digit| digit.len() == 1 && digit.bytes().all(|byte| byte.is_ascii_digit()))
        }
    };
    if slug.is_empty() {
        Some("it is empty".into())
    } else if slug.contains(['/', '\\']) {
        Some("a slug is one part of an address, without a slash".into())
    } else if slug.starts_with('.') || slug.ends_with('.') {
        Some("a slug doesn't start or end with a point".into())
    } else if let Some(wrong) = slug.chars().find(|&char| !is_allowed(char)) {
        Some(format!("`{}` can't stand in it", wrong.escape_debug()))
    } else if slug.len() > LONGEST {
        Some(format!("it is longer than {LONGEST} bytes"))
    } else if device {
        Some("Windows reserves this name".into())
    } else if at_root && OWN.contains(&key(slug).as_str()) {
        Some("the site itself needs this name".into())
    } else {
        None
    }
}

fn is_allowed(char: char) -> bool {
    unicode_ident::is_xid_continue(char) || matches!(char, '-' | '.')
}

/// A name in the form of a slug.
fn slugify(name: &str) -> String {
    let mut slug = String::new();
    for char in name.nfc().flat_map(char::to_lowercase) {
        if is_allowed(char) {
            slug.push(char);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches(['-', '.']).to_owned()
}

/// What a file system that ignores letter case and normal form makes of a path.
fn key(path: &str) -> String {
    path.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Where the front matter names the slug; else the start of the text.
fn slug_span(lesson: &LessonFile) -> Span {
    let text = lesson.source.text();
    let mut at = 0;
    for line in text.split_inclusive('\n').take(200) {
        let rest = line.trim_start();
        if at > 0 && rest.starts_with("+++") {
            break;
        }
        if let Some(value) = rest.strip_prefix("slug").map(str::trim_start).and_then(|rest| rest.strip_prefix('=')) {
            let value = value.trim();
            let start = at + line.find(value).unwrap_or(0);
            return Span::new(start, start + value.len());
        }
        at += line.len();
    }
    Span::default()
}

/// All folders around and including `folder`, the content folder first.
fn prefixes(folder: &str) -> impl Iterator<Item = &str> {
    let inner = folder.match_indices('/').map(|(at, _)| &folder[..at]);
    std::iter::once("").chain(inner).chain(std::iter::once(folder))
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
