//! Writing single files: corrected lessons and a new course.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Replaces the file `path`, which holds `old`, by one that holds `new`, in one step; permissions stay.
///
/// # Errors
///
/// When the file changed since it was read, or the disk refuses; then it is as it was.
pub fn replace_file(path: &Path, old: &[u8], new: &[u8]) -> Result<(), Failure> {
    // Through a link the file itself is replaced, and the link stays.
    let real = fs::canonicalize(path).map_err(|error| Failure::io("write", path, &error))?;
    let name = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = real.with_file_name(format!(".reckon-fix-{}-{name}", std::process::id()));
    let result = (|| {
        if fs::read(&real)? != old {
            return Err(io::Error::other("it changed since it was read"));
        }
        let permissions = fs::metadata(&real)?.permissions();
        // Nobody else may read it before its permissions are those of the original.
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(new)?;
        file.set_permissions(permissions)?;
        file.sync_all()?;
        fs::rename(&temporary, &real)
    })();
    result.map_err(|error: io::Error| {
        if error.kind() != io::ErrorKind::AlreadyExists {
            let _ = fs::remove_file(&temporary);
        }
        Failure::io("write", path, &error)
    })
}

/// Makes `folder` with `files` in it; the folder must be empty or not exist.
///
/// # Errors
///
/// Bad usage where the folder holds something; else when the disk refuses, and then what was
/// written is gone again.
pub fn create_all(folder: &Path, files: &[(&str, &str)]) -> Result<(), Failure> {
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(Failure::usage(format!("`{}` is not empty", folder.display()))
                    .help("name a folder that doesn't exist yet"));
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Failure::usage(format!("`{}` is no folder", folder.display())));
        }
        Err(error) => return Err(Failure::io("read", folder, &error)),
    }
    let mut made: Vec<PathBuf> = Vec::new();
    let mut make = || -> Result<(), (PathBuf, io::Error)> {
        for (path, text) in files {
            let file = folder.join(path);
            for around in file.ancestors().skip(1).collect::<Vec<_>>().into_iter().rev() {
                if around.as_os_str().is_empty() || around.is_dir() {
                    continue;
                }
                fs::create_dir(around).map_err(|error| (around.to_owned(), error))?;
                made.push(around.to_owned());
            }
            let mut open = File::create_new(&file).map_err(|error| (file.clone(), error))?;
            made.push(file.clone());
            open.write_all(text.as_bytes()).map_err(|error| (file, error))?;
        }
        Ok(())
    };
    make().map_err(|(path, error)| {
        for path in made.iter().rev() {
            let _ = fs::remove_file(path).or_else(|_| fs::remove_dir(path));
        }
        Failure::io("create", &path, &error)
    })
}
