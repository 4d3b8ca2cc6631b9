//! Reading files and folders without harm: no special file, nothing outside, nothing endless.

use std::cell::RefCell;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Asset;
use crate::diagnostic::{Code, Diagnostic, Fault};
use crate::failure::Failure;
use crate::publish::MANIFEST;
use crate::source::{Source, Span};

/// The largest lesson or template, in bytes.
pub(super) const LESSON_LIMIT: u64 = 4 << 20;

/// A file that a walk found.
pub(super) struct Walked {
    /// The path in the folder that was walked, with `/`.
    pub(super) path: String,
    pub(super) asset: Asset,
}

/// Reads, and gathers what is wrong with what it read.
pub(super) struct Reader {
    /// The folder that links must not leave, resolved.
    root: PathBuf,
    pub(super) faults: Vec<Diagnostic>,
}

impl Reader {
    pub(super) fn new(root: &Path) -> Self {
        let root = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        Self { root, faults: Vec::new() }
    }

    /// The text of `file`, called `name`, and whether a byte order mark stood before it; `None`
    /// with a fault if it can't be part of a course.
    pub(super) fn file(&mut self, file: &Path, name: &str, limit: u64) -> Result<Option<(Arc<Source>, bool)>, Failure> {
        let metadata = std::fs::metadata(file).map_err(|error| Failure::io("read", file, &error))?;
        if !metadata.is_file() {
            self.refuse(name, special(&metadata.file_type()));
            return Ok(None);
        }
        let failed = |error| Failure::io("read", Path::new(name), &error);
        let mut open = open(file).map_err(failed)?;
        let bytes = limited(&mut open, limit).map_err(failed)?;
        Ok(self.text(name, bytes))
    }

    /// The text in `bytes`.
    pub(super) fn text(&mut self, name: &str, bytes: Vec<u8>) -> Option<(Arc<Source>, bool)> {
        if bytes.len() as u64 > LESSON_LIMIT {
            let fault = Fault::new(Code::File, 0..0, "the file is too large")
                .note(format!("a text may have {} MiB", LESSON_LIMIT >> 20))
                .help("split it into several lessons");
            self.faults.push(fault.at(&Source::new(name, ""), Span::default()));
            return None;
        }
        let bom = bytes.starts_with("\u{feff}".as_bytes());
        let bytes = if bom { bytes[3..].to_vec() } else { bytes };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(at).copied().unwrap_or_default();
                let source = Source::new(name, String::from_utf8_lossy(error.as_bytes()));
                let span = Span::new(at, at + '\u{fffd}'.len_utf8());
                let fault = Fault::new(Code::File, span, "the file is not UTF-8")
                    .label(format!("the byte 0x{byte:02x} at offset {at}"))
                    .help("save it as UTF-8");
                self.faults.push(fault.at(&source, span));
                return None;
            }
        };
        let source = Source::new(name, text);
        if let Some(at) = source.text().find('\0') {
            let span = Span::new(at, at + 1);
            let fault = Fault::new(Code::File, span, "the file holds a NUL character")
                .label("NUL can't stand in a text")
                .help("delete the character; a file with many of them may be UTF-16, save it as UTF-8");
            self.faults.push(fault.at(&source, span));
            return None;
        }
        Some((source, bom))
    }

    /// Whether an asset can be opened; better to learn it now than half-way through publishing.
    pub(super) fn check_readable(&self, asset: &Asset) -> Result<(), Failure> {
        open(&asset.file).map(drop).map_err(|error| Failure::io("read", Path::new(&asset.name), &error))
    }

    /// The files below `folder`, in bytewise order of their paths; `prefix` stands before their names.
    /// Of the folder itself, the entries `apart` are passed over.
    pub(super) fn walk(
        &mut self,
        folder: &Path,
        prefix: &str,
        hidden: bool,
        apart: &[&str],
    ) -> Result<Vec<Walked>, Failure> {
        let inside = |entry: &walkdir::DirEntry| {
            // Without this the walk would go on in a folder outside before anyone looks at the link.
            let stays = |path: &Path| std::fs::canonicalize(path).is_ok_and(|path| path.starts_with(&self.root));
            !entry.path_is_symlink() || stays(entry.path())
        };
        let failed = RefCell::new(None);
        let passes = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().as_encoded_bytes();
            let apart = entry.depth() == 1 && apart.iter().any(|apart| apart.as_bytes() == name);
            if apart || (!hidden && name.starts_with(b".")) {
                return false;
            }
            if !entry.file_type().is_dir() {
                return true;
            }
            match exists(&entry.path().join(MANIFEST)) {
                Ok(own) => !own,
                Err(failure) => {
                    failed.replace(Some(failure));
                    false
                }
            }
        };
        let mut outside = Vec::new();
        let mut found = Vec::new();
        let walk = walkdir::WalkDir::new(folder).follow_links(true).min_depth(1).sort_by_file_name();
        let walk = walk.into_iter().filter_entry(|entry| {
            if entry.depth() > 0 && passes(entry) && !inside(entry) {
                outside.push(entry.path().to_owned());
            }
            entry.depth() == 0 || (passes(entry) && inside(entry))
        });
        let name = |path: &Path| {
            let path = path.strip_prefix(folder).unwrap_or(path);
            format!("{prefix}{}", path.to_string_lossy())
        };
        let mut refused = Vec::new();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if !entry.file_type().is_file() => {
                    refused.push((name(entry.path()), special(&entry.file_type())));
                }
                Ok(entry) => {
                    let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                    let Some(path) = path.to_str().filter(|path| !path.contains(['\\', '\n', '\r'])) else {
                        refused.push((name(entry.path()), "the name of a file can't be published"));
                        continue;
                    };
                    let metadata =
                        entry.metadata().map_err(|error| Failure::io("read", path.as_ref(), &error.into()))?;
                    let asset = asset(entry.path().to_owned(), format!("{prefix}{path}"), &metadata);
                    found.push(Walked { path: path.to_owned(), asset });
                }
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    let dotted = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
                    if dotted && !hidden {
                        // Emacs locks a file with a link that leads nowhere.
                        continue;
                    }
                    let link = std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
                    if error.loop_ancestor().is_some() {
                        refused.push((name(&path), "a symbolic link leads back to a folder around it"));
                    } else if link {
                        refused.push((name(&path), "a symbolic link leads nowhere"));
                    } else {
                        let error = error.into_io_error().unwrap_or_else(|| io::Error::other("unknown error"));
                        return Err(Failure::io("read", Path::new(&name(&path)), &error));
                    }
                }
            }
        }
        if let Some(failure) = failed.take() {
            return Err(failure);
        }
        refused.extend(outside.iter().map(|path| (name(path), "a symbolic link leads out of the project")));
        for (name, problem) in refused {
            self.refuse(&name, problem);
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn refuse(&mut self, name: &str, problem: &str) {
        let fault = Fault::new(Code::File, 0..0, problem);
        let fault = if problem.contains("outside") || problem.contains("out of") {
            fault.help("copy the file into the project")
        } else {
            fault.help("remove or rename it")
        };
        self.faults.push(fault.at(&Source::new(name, ""), Span::default()));
    }
}

/// Whether `path` is a folder. Only what is known not to be one is none: a failing disk must not
/// make a part of the course vanish.
pub(super) fn is_folder(path: &Path) -> Result<bool, Failure> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(metadata.is_dir()),
        Err(error) => absent(path, &error).map(|()| false),
    }
}

/// Whether something is at `path`, be it a link that leads nowhere.
pub(super) fn exists(path: &Path) -> Result<bool, Failure> {
    match std::fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) => absent(path, &error).map(|()| false),
    }
}

/// Fails unless `error` says that nothing is there.
fn absent(path: &Path, error: &io::Error) -> Result<(), Failure> {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(()),
        _ => Err(Failure::io("read", path, error)),
    }
}

/// Opens a file for reading. Should a FIFO have taken its place, this does not wait for a writer.
fn open(path: &Path) -> io::Result<File> {
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    let file = File::options().read(true).custom_flags(flags.bits() as i32).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

/// A file that is published as it is.
pub(super) fn asset(file: PathBuf, name: String, metadata: &Metadata) -> Asset {
    Asset { file, name, len: metadata.len(), changed: (metadata.mtime(), metadata.mtime_nsec()) }
}

/// The bytes of a file.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes of a stream; of more than `limit`, one byte more than `limit`.
pub(super) fn limited(stream: &mut dyn Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn special(kind: &std::fs::FileType) -> &'static str {
    if kind.is_fifo() {
        "a named pipe can't be part of a course"
    } else if kind.is_socket() {
        "a socket can't be part of a course"
    } else {
        "a device can't be part of a course"
    }
}
