//! Where the time goes, for `--timings`: how long each stage took, summed over all threads.
//!
//! Nothing is measured, and no clock is read, unless [`start`] was called. A stage inside another
//! counts in both: formulas are a part of rendering.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A part of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading the project from disk.
    Read,
    /// Markdown to documents.
    Parse,
    /// Definitions, claims, widgets.
    Judge,
    /// Lessons to HTML.
    Render,
    /// Formulas, a part of [`Stage::Render`].
    Math,
    /// Code in colours, a part of [`Stage::Render`].
    Highlight,
    /// Pages by their templates.
    Template,
    /// Finding out which fonts a page needs.
    Fonts,
    /// Hashing and writing files.
    Write,
    /// Bringing the site to disk and putting it in its place.
    Publish,
}

/// All stages with their names, in the order in which they are shown; those after a dash are part
/// of the one before.
const STAGES: [(Stage, &str); 10] = [
    (Stage::Read, "read"),
    (Stage::Parse, "parse"),
    (Stage::Judge, "judge claims"),
    (Stage::Render, "render"),
    (Stage::Math, "- formulas"),
    (Stage::Highlight, "- code"),
    (Stage::Template, "templates"),
    (Stage::Fonts, "fonts"),
    (Stage::Write, "write"),
    (Stage::Publish, "publish"),
];

static WANTED: AtomicBool = AtomicBool::new(false);
static SPENT: [AtomicU64; STAGES.len()] = [const { AtomicU64::new(0) }; STAGES.len()];

/// From now on, stages are measured.
pub fn start() {
    WANTED.store(true, Ordering::Relaxed);
}

/// Does `work`, and counts its time for `stage`.
pub fn measure<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    if !WANTED.load(Ordering::Relaxed) {
        return work();
    }
    let start = Instant::now();
    let result = work();
    let nanoseconds = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
    SPENT[stage as usize].fetch_add(nanoseconds, Ordering::Relaxed);
    result
}

/// Each stage's name and the time that all threads together spent in it since [`start`].
pub fn spent() -> impl Iterator<Item = (&'static str, Duration)> {
    STAGES.iter().map(|(stage, name)| (*name, Duration::from_nanos(SPENT[*stage as usize].load(Ordering::Relaxed))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_stand_at_their_places() {
        for (place, (stage, name)) in STAGES.iter().enumerate() {
            assert_eq!(*stage as usize, place, "{name}");
        }
    }

    #[test]
    fn only_what_was_asked_for_is_measured() {
        let spent = || spent().find(|(name, _)| *name == "- code").map(|(_, time)| time);
        assert_eq!(measure(Stage::Highlight, || 7), 7);
        start();
        measure(Stage::Highlight, || std::thread::sleep(Duration::from_millis(2)));
        assert!(spent() >= Some(Duration::from_millis(2)));
    }
}
