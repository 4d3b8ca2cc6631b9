//! Printing, and the words that the commands share.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::diagnostic::{Diagnostic, Severity, render_failure, render_human};
use crate::failure::{Failure, Status};
use crate::report::{Report, Totals};

/// Prints a result.
///
/// # Errors
///
/// When standard output can't be written, but for a reader that has gone.
pub(super) fn result(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::io("write", Path::new("standard output"), &error))
        }
        _ => Ok(()),
    }
}

/// Prints diagnostics.
pub(super) fn diagnostics(diagnostics: &[Diagnostic]) {
    message(&render_human(diagnostics, color()));
}

/// Prints why a command could not do its work.
pub(super) fn failure(failure: &Failure) {
    message(&render_failure(failure, color()));
}

/// Prints a line about the run.
pub(super) fn message(text: &str) {
    // Where standard error can't be written, nobody can be told.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A line on the terminal that says how far a long build has come.
pub(super) struct Progress {
    start: Instant,
    /// When the line was last written, in milliseconds after the start; 0 for never.
    shown: AtomicU64,
    wanted: bool,
}

impl Progress {
    /// How long a build is left alone, and how often the line changes, in milliseconds.
    const PATIENCE: u64 = 1000;
    const PACE: u64 = 100;

    /// For a build that began at `start`.
    pub(super) fn new(start: Instant) -> Self {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        Self { start, shown: AtomicU64::new(0), wanted: io::stderr().is_terminal() && !dumb }
    }

    /// Says that so many of so many pages are made, where it is time to.
    pub(super) fn show(&self, done: usize, all: usize) {
        if !self.wanted {
            return;
        }
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let shown = self.shown.load(Ordering::Relaxed);
        let due = now >= Self::PATIENCE && now - shown.min(now) >= Self::PACE;
        // One of the threads writes.
        if due && self.shown.compare_exchange(shown, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            const WIDTH: usize = 30;
            let filled = WIDTH * done / all.max(1);
            let (bar, rest) = ("█".repeat(filled), "░".repeat(WIDTH - filled.min(WIDTH)));
            message(&format!("\r\x1b[K{bar}{rest} {done} of {all} pages"));
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.shown.load(Ordering::Relaxed) > 0 {
            message("\r\x1b[K");
        }
    }
}

/// Whether standard error is a terminal whose user didn't ask for plain text.
fn color() -> bool {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !plain
}

/// `12 claims: 11 proved, 1 refuted`.
pub(super) fn claims(totals: &Totals) -> String {
    let mut text = format!("{} claims: {} proved", totals.claims, totals.proved);
    for (count, verdict) in [(totals.refuted, "refuted"), (totals.undecided, "undecided")] {
        if count > 0 {
            text += &format!(", {count} {verdict}");
        }
    }
    text
}

/// Prints the last line about a run that failed or has warnings.
pub(super) fn verdict(report: &Report, status: Status, consequence: &str) {
    message(&verdict_line(report, status, consequence));
}

/// The last line about a run that failed or has warnings: `error: 2 errors and 1 warning`.
pub(super) fn verdict_line(report: &Report, status: Status, consequence: &str) -> String {
    let count = |severity, name: &str| match report.count(severity) {
        0 => None,
        1 => Some(format!("1 {name}")),
        more => Some(format!("{more} {name}s")),
    };
    let counts: Vec<String> =
        [count(Severity::Error, "error"), count(Severity::Warning, "warning")].into_iter().flatten().collect();
    let counts = counts.join(" and ");
    match status {
        Status::Success if counts.is_empty() => String::new(),
        Status::Success => format!("warning: {counts}\n"),
        _ if counts.is_empty() => format!("error: not every claim is proved{consequence}\n"),
        _ => format!("error: {counts}{consequence}\n"),
    }
}
