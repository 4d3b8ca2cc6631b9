//! Printing, and the words that the commands share.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

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
