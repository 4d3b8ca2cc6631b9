//! Changes of files, gathered until an editor has done saving.
//!
//! The system's notifications (`notify`) are taken raw. A debouncer would hold back every save for
//! its whole waiting time; here a save is passed on as soon as the file is closed, and only what
//! looks half done (a file that is still open, empty, or gone) is waited for. No notification is
//! trusted to be the last word: a look at all files follows, see [`Sight`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use super::layout::{Layout, Sight};

/// How long nothing more may happen before a build starts.
const QUIET: Duration = Duration::from_millis(1);
/// How long a stream of changes is gathered at most.
const BURST: Duration = Duration::from_millis(40);
/// How long the closing of a file that is being written is waited for.
const OPEN: Duration = Duration::from_millis(100);
/// How long a file that is empty or gone is waited for: an editor may be about to write it.
const VANISHED: Duration = Duration::from_millis(300);
/// After this time a build starts, whatever goes on.
const LONGEST: Duration = Duration::from_secs(2);

/// What notifications tell.
enum Signal {
    /// Something happened at these paths.
    Changed(Vec<PathBuf>),
    /// A file is being written; its closing will be told.
    Written(PathBuf),
    /// A file that may have been written was closed.
    Closed(PathBuf),
    /// Notifications were lost, or can't be had any more.
    Lost(String),
}

/// Why a build is due.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// These files or folders changed.
    Changed(BTreeSet<PathBuf>),
    /// Something changed, and it isn't known what.
    Unknown,
    /// Nothing was told until the time given.
    Nothing,
}

/// Watches the files of a project.
pub(super) struct Watcher {
    notify: Option<RecommendedWatcher>,
    receiver: Receiver<Signal>,
    /// Kept, so that the receiver never finds itself alone.
    _sender: Sender<Signal>,
    layout: Layout,
    /// Files whose closing will be told, with what was told since the last build.
    open: BTreeSet<PathBuf>,
    /// Why notifications can't be had.
    pub(super) failed: Option<String>,
}

impl Watcher {
    /// Watches from now on. With `poll`, or where the system can't notify, changes are found by looking only.
    pub(super) fn new(layout: &Layout, poll: bool) -> Self {
        let (sender, receiver) = channel();
        let mut watcher = Self {
            notify: None,
            receiver,
            _sender: sender.clone(),
            layout: layout.clone(),
            open: BTreeSet::new(),
            failed: None,
        };
        if poll {
            return watcher;
        }
        let concerns = layout.clone();
        match notify::recommended_watcher(move |event| tell(&sender, &concerns, event)) {
            Ok(notify) => watcher.notify = Some(notify),
            Err(error) => watcher.give_up(&error.to_string()),
        }
        watcher.cover();
        watcher
    }

    /// Whether changes are told.
    pub(super) fn is_told(&self) -> bool {
        self.notify.is_some()
    }

    /// Watches folders that have come since, and those that were moved away and made anew.
    pub(super) fn cover(&mut self) {
        let Some(notify) = &mut self.notify else { return };
        let deep = self.layout.deep();
        let shallow = std::iter::once((self.layout.root.clone(), RecursiveMode::NonRecursive));
        let folders = deep.into_iter().map(|folder| (folder, RecursiveMode::Recursive));
        let mut failed = None;
        for (folder, mode) in shallow.chain(folders) {
            // A folder that goes while its neighbours are covered is no reason to give up, but the
            // neighbours must be covered.
            for _ in 0..3 {
                match notify.watch(&folder, mode) {
                    Ok(()) => break,
                    Err(error) if !folder.is_dir() || is_absence(&error) => {}
                    Err(error) => failed = Some(error.to_string()),
                }
            }
        }
        if let Some(error) = failed {
            self.give_up(&error);
        }
    }

    fn give_up(&mut self, error: &str) {
        self.notify = None;
        self.failed = Some(error.to_owned());
    }

    /// Waits for changes, until `look` at most, and until they have settled.
    pub(super) fn next(&mut self, sight: &Sight, look: Instant) -> Due {
        let wait = look.saturating_duration_since(Instant::now());
        let Ok(first) = self.receiver.recv_timeout(wait) else { return Due::Nothing };
        let start = Instant::now();
        let mut changes = BTreeSet::new();
        let mut unknown = false;
        let mut last = start;
        let mut signal = Some(first);
        loop {
            if let Some(signal) = signal.take() {
                last = Instant::now();
                unknown |= self.take(&mut changes, signal);
            }
            let gathered = start.elapsed();
            let quiet = last.elapsed();
            if gathered >= LONGEST {
                break;
            }
            if quiet >= QUIET || gathered >= BURST {
                // What is still open or gone is asked for only when it is quiet: it costs a look at each.
                let patience = if changes.iter().any(|path| sight.vanished(path)) {
                    VANISHED
                } else if changes.iter().any(|path| self.open.contains(path)) {
                    OPEN
                } else {
                    Duration::ZERO
                };
                if quiet >= patience {
                    break;
                }
            }
            signal = self.receiver.recv_timeout(QUIET).ok();
        }
        if unknown {
            Due::Unknown
        } else {
            match changes.is_empty() {
                true => Due::Nothing,
                false => Due::Changed(changes),
            }
        }
    }

    /// Notes what a signal says; true if it doesn't say where something changed.
    fn take(&mut self, changes: &mut BTreeSet<PathBuf>, signal: Signal) -> bool {
        match signal {
            Signal::Changed(paths) => changes.extend(paths),
            Signal::Written(path) => {
                self.open.insert(path.clone());
                changes.insert(path);
            }
            Signal::Closed(path) => {
                // Closing is no change, but the end of one.
                if self.open.remove(&path) {
                    changes.insert(path);
                }
            }
            Signal::Lost(error) => {
                if !error.is_empty() {
                    self.give_up(&error);
                }
                return true;
            }
        }
        false
    }
}

/// Passes on what matters of a notification. The build's own reading is told, too, as accesses.
fn tell(sender: &Sender<Signal>, layout: &Layout, event: notify::Result<notify::Event>) {
    // Where nobody listens any more the process is about to end.
    let send = |signal| drop(sender.send(signal));
    match event {
        Err(error) => send(Signal::Lost(error.to_string())),
        Ok(event) if event.need_rescan() => send(Signal::Lost(String::new())),
        Ok(event) => {
            let mut paths: Vec<PathBuf> = event.paths;
            paths.retain(|path| layout.concerns(path));
            let Some(path) = paths.first() else { return };
            match event.kind {
                EventKind::Access(AccessKind::Close(AccessMode::Write)) => send(Signal::Closed(path.clone())),
                EventKind::Access(_) => {}
                // Elsewhere than on Linux closing is not told.
                EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => {
                    send(Signal::Written(path.clone()));
                }
                _ => send(Signal::Changed(paths)),
            }
        }
    }
}

/// Whether an error says only that something isn't there.
fn is_absence(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Whether one of the changes is, or was, a folder: then there may be something new to watch.
pub(super) fn touches_folders(changed: &BTreeSet<PathBuf>) -> bool {
    let plain = |path: &Path| path.extension().is_some() && !path.is_dir();
    changed.iter().any(|path| !plain(path))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::thread::sleep;

    use super::*;
    use crate::project::Project;

    const LONG: Duration = Duration::from_secs(20);

    fn watched() -> (tempfile::TempDir, PathBuf, Watcher, Sight) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let lesson = dir.path().join("content/a.md");
        fs::create_dir_all(dir.path().join("content")).expect("a folder");
        fs::write(&lesson, "+++\ntitle = \"A\"\n+++\n").expect("a file");
        let layout = Layout::of(&Project::open(dir.path()).expect("a project"));
        let watcher = Watcher::new(&layout, false);
        let sight = Sight::take(&layout);
        (dir, lesson, watcher, sight)
    }

    fn due(watcher: &mut Watcher, sight: &Sight) -> Vec<PathBuf> {
        match watcher.next(sight, Instant::now() + LONG) {
            Due::Changed(paths) => paths.into_iter().collect(),
            due => panic!("{due:?}"),
        }
    }

    #[test]
    fn a_save_is_told_once_and_reading_is_not() {
        let (_dir, lesson, mut watcher, sight) = watched();
        fs::write(&lesson, "new").expect("a file");
        assert_eq!(due(&mut watcher, &sight), std::slice::from_ref(&lesson));
        fs::read(&lesson).expect("a file");
        assert_eq!(watcher.next(&sight, Instant::now() + Duration::from_millis(100)), Due::Nothing);
    }

    #[test]
    fn a_file_that_is_truncated_is_waited_for() {
        let (_dir, lesson, mut watcher, sight) = watched();
        let mut file = fs::File::create(&lesson).expect("a file");
        let writer = std::thread::spawn(move || {
            sleep(Duration::from_millis(60));
            file.write_all(b"new text").expect("a written file");
        });
        assert_eq!(due(&mut watcher, &sight), std::slice::from_ref(&lesson));
        assert_eq!(fs::read_to_string(&lesson).expect("a file"), "new text");
        writer.join().expect("the writer ends");
    }

    #[test]
    fn a_file_that_is_moved_away_is_waited_for() {
        let (dir, lesson, mut watcher, sight) = watched();
        let backup = dir.path().join("content/a.md~");
        fs::rename(&lesson, &backup).expect("a rename");
        let other = lesson.clone();
        let writer = std::thread::spawn(move || {
            sleep(Duration::from_millis(60));
            fs::write(other, "new text").expect("a written file");
        });
        assert_eq!(due(&mut watcher, &sight), [lesson.clone(), backup]);
        assert_eq!(fs::read_to_string(&lesson).expect("a file"), "new text");
        writer.join().expect("the writer ends");
    }

    #[test]
    fn a_file_in_a_new_folder_is_told() {
        let (dir, _, mut watcher, sight) = watched();
        let folder = dir.path().join("content/new/deep");
        fs::create_dir_all(&folder).expect("a folder");
        let _ = due(&mut watcher, &sight);
        watcher.cover();
        fs::write(folder.join("b.md"), "b").expect("a file");
        assert_eq!(due(&mut watcher, &sight), [folder.join("b.md")]);
    }
}
