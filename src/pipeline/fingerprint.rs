//! A name for all that a site is made from, so that a second build of the same needs no pages.

use std::fs;
use std::io;
use std::sync::LazyLock;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{BuildOptions, Texts};
use crate::diagnostic::Diagnostics;
use crate::pipeline::Memory;
use crate::project::{Asset, Project};

/// The SHA-256 of this tool: two builds of the same version may differ.
static TOOL: LazyLock<io::Result<[u8; 32]>> = LazyLock::new(|| {
    let file = std::env::current_exe()?;
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    if cfg!(debug_assertions) {
        // Hundreds of megabytes of symbols: the time will do for who works on the tool.
        let metadata = fs::metadata(file)?;
        hash.update(format!("{} {:?}", metadata.len(), metadata.modified()?));
    } else {
        hash.update(fs::read(file)?);
    }
    Ok(hash.finalize().into())
});

/// The SHA-256, in hexadecimal, of the tool, the options and everything that was read of a project.
/// `None` where something can't be read, which is for others to say.
///
/// The same fingerprint means the same site; what it says of the *claims* is not relied upon.
pub(crate) fn fingerprint(project: &Project, options: &BuildOptions) -> Option<String> {
    let mut hash = Sha256::new();
    // Lengths before texts, so that no text can look like two.
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(TOOL.as_ref().ok()?);
    part(options.base_url.as_deref().unwrap_or_default().as_bytes());
    part(&[u8::from(options.drafts), u8::from(options.base_url.is_some()), u8::from(project.is_lone())]);
    part(project.course.source.as_ref().map_or("", |source| source.text()).as_bytes());
    part(b"lessons");
    for lesson in &project.lessons {
        part(lesson.path.as_bytes());
        part(lesson.source.text().as_bytes());
    }
    part(b"templates");
    for (path, source) in &project.templates {
        part(path.as_bytes());
        part(source.text().as_bytes());
    }
    let mut files: Vec<(&str, Asset)> = Vec::new();
    files.extend(project.assets.iter().map(|(path, asset)| (path.as_str(), asset.clone())));
    files.push(("", Asset::default()));
    files.extend(project.statics.iter().map(|(path, asset)| (path.as_str(), asset.clone())));
    let neighbours = if project.is_lone() {
        Texts::read(&mut Diagnostics::default(), project, true, &Memory::default(), false).neighbours()
    } else {
        Vec::new()
    };
    files.push(("", Asset::default()));
    for path in &neighbours {
        files.extend(project.asset(path).map(|asset| (path.as_str(), asset)));
    }
    let contents = files.par_iter().map(|(path, asset)| match path.is_empty() {
        true => Some([0; 32]),
        false => asset.read().ok().map(|bytes| Sha256::digest(bytes).into()),
    });
    let contents: Vec<[u8; 32]> = contents.collect::<Option<_>>()?;
    for ((path, _), content) in files.iter().zip(&contents) {
        part(path.as_bytes());
        part(content);
    }
    Some(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_site_is_made_from_tells() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        let write = |path: &str, text: &str| {
            fs::create_dir_all(root.join(path).parent().expect("a folder")).expect("a folder");
            fs::write(root.join(path), text).expect("written");
        };
        let print =
            |options: &BuildOptions| fingerprint(&Project::open(root).expect("a project"), options).expect("readable");
        let options = BuildOptions::default();
        write("content/a.md", "x");
        let mut seen = vec![print(&options)];
        assert_eq!(print(&options), seen[0]);
        for (path, text) in [
            ("content/a.md", "y"),
            ("content/b.md", "x"),
            ("content/b.png", "x"),
            ("content/b.png", "y"),
            ("static/b.png", "x"),
            ("templates/404.html", "x"),
            ("course.toml", "title = \"T\"\n"),
        ] {
            write(path, text);
            let new = print(&options);
            assert!(!seen.contains(&new), "{path}");
            seen.push(new);
        }
        for options in [
            BuildOptions { drafts: true, ..BuildOptions::default() },
            BuildOptions { base_url: Some("https://example.org/".into()), ..BuildOptions::default() },
        ] {
            let new = print(&options);
            assert!(!seen.contains(&new));
            seen.push(new);
        }
    }
}
