//! Why a command could not do its work, where no lesson is to blame.
//!
//! What is wrong with content is a [`Diagnostic`](crate::diagnostic::Diagnostic); a [`Failure`] is
//! about the command line, the configuration, the machine, or a bug of ours.

use std::fmt;
use std::io;
use std::path::Path;

/// The exit status of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// All well.
    Success = 0,
    /// The content is wrong.
    Content = 1,
    /// Bad usage or configuration.
    Usage = 2,
    /// The environment failed: disk, permission, port, lock.
    Environment = 3,
    /// A bug of ours.
    Bug = 70,
}

/// Why a command could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit status that it leads to.
    pub status: Status,
    /// The problem, as a headline.
    pub message: String,
    /// Facts.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    /// A failure with its headline.
    pub fn new(status: Status, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), notes: Vec::new(), help: None }
    }

    /// The command line or the configuration is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Status::Usage, message)
    }

    /// The system refused `doing` something, such as "read", with the file or folder `path`.
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        let failure = Self::new(Status::Environment, format!("could not {doing} `{}`", path.display()));
        failure.note(describe(error))
    }

    /// The same, with one more fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// The same, with what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// The system's words for an error, in the style of notes: lower case, without the number.
fn describe(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => "unknown error".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_errors_read_like_notes() {
        let error = io::Error::from_raw_os_error(28);
        let failure = Failure::io("write", Path::new("public/a"), &error);
        assert_eq!(failure.status, Status::Environment);
        assert_eq!(failure.message, "could not write `public/a`");
        assert_eq!(failure.notes, ["no space left on device"]);
    }
}
