//! Staging a site and putting it in its place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;
use unicode_normalization::UnicodeNormalization;

use super::manifest::{Existing, MANIFEST, Manifest, hash};
use super::{Target, resolve};
use crate::failure::{Failure, Status};

/// The file in a staging folder that says whose it is.
const OWNER: &str = "reckon-staging";

/// Builds under way in this process, so that an interruption can clean up after them.
///
/// Writers hold it for reading while they touch the disk; [`abandon`] takes it for writing and
/// keeps it, so that nothing is written any more.
static UNDER_WAY: RwLock<Vec<Traces>> = RwLock::new(Vec::new());

/// What a build leaves beside the output folder until it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Traces {
    staging: PathBuf,
    lock: PathBuf,
    /// Folders around the output folder that were made for it, outermost first.
    made: Vec<PathBuf>,
}

impl Traces {
    fn remove(&self) {
        let _ = fs::remove_dir_all(&self.staging);
        let _ = fs::remove_file(&self.lock);
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn reading() -> RwLockReadGuard<'static, Vec<Traces>> {
    UNDER_WAY.read().unwrap_or_else(PoisonError::into_inner)
}

fn writing() -> RwLockWriteGuard<'static, Vec<Traces>> {
    UNDER_WAY.write().unwrap_or_else(PoisonError::into_inner)
}

/// Whether this process put a site in its place.
static PUBLISHED: AtomicBool = AtomicBool::new(false);

/// Stops all builds of this process and removes what they staged, for an interruption: if it
/// returns true, the process must end. Waits while a site is being put in its place; once it is,
/// it is too late to stop, and the answer is false.
pub fn abandon() -> bool {
    let under_way = writing();
    if PUBLISHED.load(Ordering::Relaxed) && under_way.is_empty() {
        return false;
    }
    for traces in under_way.iter() {
        traces.remove();
    }
    // Never let go of it: threads that still write wait until the process ends.
    std::mem::forget(under_way);
    true
}

/// Writes a site, file by file and from any thread, into a staging folder. Dropping it removes all traces.
#[derive(Debug)]
pub struct Writer {
    target: Target,
    existing: Option<Existing>,
    /// Held until the end.
    _lock: File,
    traces: Traces,
    written: Mutex<Written>,
}

#[derive(Debug, Default)]
struct Written {
    /// Path and hash.
    files: BTreeMap<String, String>,
    /// Paths as a file system sees them that ignores case and normal form.
    keys: BTreeSet<String>,
}

/// A site in its place.
#[derive(Debug)]
pub struct Published {
    /// How many files it has.
    pub files: usize,
    /// What could not be removed of the old site, because it was changed during the build.
    pub kept: Option<PathBuf>,
}

impl Writer {
    /// Locks the target and opens a staging folder beside it.
    ///
    /// # Errors
    ///
    /// When another build holds the lock, the folder became somebody else's, or the disk refuses.
    pub fn open(mut target: Target) -> Result<Self, Failure> {
        let mut made = Vec::new();
        let failed = |made: &[PathBuf], failure| {
            made.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
            failure
        };
        for folder in target.parent.ancestors().collect::<Vec<_>>().into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => made.push(folder.to_owned()),
                Err(_) if folder.is_dir() => {}
                Err(error) => return Err(failed(&made, Failure::io("create", folder, &error))),
            }
        }
        target.parent = resolve(&target.parent).unwrap_or(target.parent);
        let lock_path = target.beside("lock");
        let lock = lock(&lock_path, &target.name).map_err(|failure| failed(&made, failure))?;
        let staging = target.beside("staging");
        if let Err(error) = clear(&staging) {
            let _ = fs::remove_file(&lock_path);
            return Err(failed(&made, Failure::io("write", &staging, &error)));
        }
        let traces = Traces { staging, lock: lock_path, made };
        let mut writer =
            Self { existing: None, _lock: lock, traces: traces.clone(), written: Mutex::default(), target };
        // From here on, dropping the writer cleans up; so does an interruption.
        writing().push(traces);
        writer.existing = writer.target.existing()?;
        let _guard = reading();
        writer.open_staging().map_err(|error| Failure::io("write", &writer.traces.staging, &error))?;
        Ok(writer)
    }

    fn open_staging(&self) -> io::Result<()> {
        fs::create_dir(&self.traces.staging)?;
        File::create_new(self.traces.staging.join(OWNER))?;
        fs::create_dir(self.staged())
    }

    /// Where the new site lies until it is whole.
    fn staged(&self) -> PathBuf {
        self.traces.staging.join("site")
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes one file of the site; `path` is relative, with `/`.
    ///
    /// # Errors
    ///
    /// When the disk refuses; and as a bug when the path leaves the site or is written twice.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']);
        if !path.split('/').all(plain) || path == MANIFEST {
            return Err(Failure::new(Status::Bug, format!("a page with the path `{path}` can't be published")));
        }
        let hash = hash(bytes);
        {
            let mut written = self.written();
            if !written.keys.insert(path.nfkc().flat_map(char::to_lowercase).collect()) {
                return Err(Failure::new(Status::Bug, format!("two pages with the path `{path}`")));
            }
            written.files.insert(path.to_owned(), hash);
        }
        let _guard = reading();
        self.put(path, bytes).map_err(|error| Failure::io("write", &self.target.name.join(path), &error))
    }

    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.staged().join(path);
        if let Some(folder) = file.parent().filter(|_| path.contains('/')) {
            fs::create_dir_all(folder)?;
        }
        File::create_new(file)?.write_all(bytes)
    }

    /// Brings the site to disk and puts it in its place. `inputs` is the fingerprint of what it was
    /// made from, if a build of the same may trust it: see [`Target::holds`].
    ///
    /// # Errors
    ///
    /// When the disk refuses; then the output folder is as it was.
    pub fn commit(self, inputs: Option<String>) -> Result<Published, Failure> {
        let count = self.written().files.len();
        let manifest = Manifest::new(std::mem::take(&mut self.written().files), inputs);
        let refused = |error: io::Error| Failure::io("publish to", &self.target.name, &error);
        let mut under_way = writing();
        self.put(MANIFEST, &manifest.to_bytes()).map_err(refused)?;
        if let Some(existing) = &self.existing {
            fs::set_permissions(self.staged(), fs::Permissions::from_mode(existing.mode)).map_err(refused)?;
        }
        sync(&self.staged()).map_err(refused)?;
        let path = self.target.path();
        self.exchange(&path).map_err(|error| {
            let busy = matches!(Errno::from_io_error(&error), Some(Errno::BUSY | Errno::XDEV));
            let failure = refused(error);
            if busy {
                failure.help("the folder can't be replaced as a whole; publish into a new folder in it")
            } else {
                failure
            }
        })?;
        // From here on the new site is the one that is seen: nothing below may fail the build.
        PUBLISHED.store(true, Ordering::Relaxed);
        under_way.retain(|traces| *traces != self.traces);
        let mut kept = None;
        if let Some(existing) = &self.existing
            && existing.remove(&self.staged()).is_err()
            && self.staged().is_dir()
        {
            kept = self.keep();
        }
        if self.staged().is_dir() {
            // What couldn't be kept elsewhere stays: its files aren't all ours.
            let _ = fs::remove_file(self.traces.staging.join(OWNER));
        } else {
            let _ = fs::remove_dir_all(&self.traces.staging);
        }
        let _ = fs::remove_file(&self.traces.lock);
        Ok(Published { files: count, kept })
    }

    /// Exchanges the staged site with what is at `path`.
    fn exchange(&self, path: &Path) -> io::Result<()> {
        let staged = self.staged();
        if self.existing.is_none() {
            rustix::fs::rename(&staged, path)?;
            return match sync_folder(&self.target.parent) {
                Err(error) if fs::rename(path, &staged).is_ok() => Err(error),
                _ => Ok(()),
            };
        }
        match rustix::fs::renameat_with(CWD, &staged, CWD, path, RenameFlags::EXCHANGE) {
            Ok(()) => match sync_folder(&self.target.parent) {
                Err(error) if rustix::fs::renameat_with(CWD, &staged, CWD, path, RenameFlags::EXCHANGE).is_ok() => {
                    Err(error)
                }
                _ => Ok(()),
            },
            // A file system that can't exchange: two renames, with a moment between them.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
                let old = self.traces.staging.join("old");
                fs::rename(path, &old)?;
                if let Err(error) = fs::rename(&staged, path) {
                    fs::rename(&old, path)?;
                    return Err(error);
                }
                fs::rename(&old, &staged)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Moves what is left of the old site out of the staging folder.
    fn keep(&self) -> Option<PathBuf> {
        (1..1000)
            .map(|number| self.target.beside(&format!("kept-{number}")))
            .find(|kept| fs::symlink_metadata(kept).is_err() && fs::rename(self.staged(), kept).is_ok())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let mut under_way = writing();
        if let Some(index) = under_way.iter().position(|traces| *traces == self.traces) {
            under_way.remove(index).remove();
        }
    }
}

/// Removes what a killed build left at `staging`; the lock says that nobody is at work there. Only
/// what bears our mark is removed.
fn clear(staging: &Path) -> io::Result<()> {
    if fs::symlink_metadata(staging).is_err() {
        return Ok(());
    }
    if staging.join(OWNER).is_file() || fs::read_dir(staging)?.next().is_none() {
        return fs::remove_dir_all(staging);
    }
    Err(io::Error::other("something that reckon did not write is in the way"))
}

/// Opens and locks the file at `path`; nobody waits for a lock.
fn lock(path: &Path, out: &Path) -> Result<File, Failure> {
    let failed = |error: &io::Error| Failure::io("lock", out, error);
    let flags = (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits() as i32;
    for _ in 0..100 {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .custom_flags(flags)
            .open(path)
            .map_err(|error| failed(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(Failure::new(
                    Status::Environment,
                    format!("another build is publishing to `{}`", out.display()),
                )
                .help("wait until it is done, or publish elsewhere with `--out DIR`"));
            }
            Err(fs::TryLockError::Error(error)) => return Err(failed(&error)),
        }
        // A build that just ended may have removed the file between the two calls.
        let ours = file.metadata().map_err(|error| failed(&error))?;
        if fs::metadata(path).is_ok_and(|there| (there.dev(), there.ino()) == (ours.dev(), ours.ino())) {
            return Ok(file);
        }
    }
    Err(failed(&io::Error::other("the lock file changes all the time")))
}

/// Brings all of `folder` to disk: one call for the file system where there is one, else file by file.
fn sync(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if rustix::fs::syncfs(File::open(folder)?).is_ok() {
        return Ok(());
    }
    for entry in walkdir::WalkDir::new(folder).contents_first(true) {
        File::open(entry?.path())?.sync_all()?;
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some file systems can't sync a folder.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        result => result,
    }
}
