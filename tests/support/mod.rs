//! What the tests share: a folder to work in, and the real binary.

#![allow(dead_code, reason = "each test file uses a part")]

pub(crate) mod browser;
pub(crate) mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A new folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let file = dir.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder around the file")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    dir
}

/// The command, to be run in `dir`, deaf to the environment of the tests.
pub(crate) fn reckon(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reckon"));
    command.current_dir(dir).env("NO_COLOR", "1").env_remove("RUST_BACKTRACE");
    command
}

/// Runs the command in `dir`.
pub(crate) fn run(dir: &Path, arguments: &[&str]) -> Run {
    Run::of(&reckon(dir).args(arguments).output().expect("the binary runs"))
}

/// What a run left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
        Self { status: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }

    /// The same run, if it ended with `status`.
    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// Every file below `dir` with its bytes, and every folder, in order.
pub(crate) fn snapshot(dir: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
        let entry = entry.expect("a readable folder");
        let path = entry.path().strip_prefix(dir).expect("a path in the folder").to_owned();
        let bytes = entry.file_type().is_file().then(|| fs::read(entry.path()).expect("a readable file"));
        found.push((path, bytes));
    }
    found
}

/// Copies a folder, or a file.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).expect("a copy");
        return;
    }
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("a readable folder");
        let target = to.join(entry.path().strip_prefix(from).expect("a path in the folder"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder");
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
