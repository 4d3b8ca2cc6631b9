//! `reckon new`: a course that builds.

use std::path::PathBuf;

use super::print;
use crate::failure::{Failure, Status};
use crate::publish;

/// Make a small course that builds
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to make
    dir: PathBuf,
}

/// The files of a new course.
const FILES: &[(&str, &str)] = &[
    ("course.toml", include_str!("new/course.toml")),
    ("content/_index.md", include_str!("new/index.md")),
    ("content/coins/_index.md", include_str!("new/section.md")),
    ("content/coins/surprise.md", include_str!("new/lesson.md")),
    (".gitignore", "/public\n"),
];

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    publish::create_all(&arguments.dir, FILES)?;
    let dir = arguments.dir.display();
    print::result(&format!("made `{dir}`; next: reckon build {dir}\n"))?;
    Ok(Status::Success)
}
