//! What an output folder holds, and whether all of it is ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// The file in an output folder that names every other file with its hash.
pub const MANIFEST: &str = ".reckon-manifest.json";

/// The files of a published site.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The version of this format.
    version: u32,
    /// The fingerprint of all that the site was made from, where a build of the same needs no
    /// pages: nothing was to be said of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inputs: Option<String>,
    /// Path and SHA-256 in hexadecimal.
    files: BTreeMap<String, String>,
}

impl Manifest {
    pub(super) fn new(files: BTreeMap<String, String>, inputs: Option<String>) -> Self {
        Self { version: 1, inputs, files }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// The hash of `bytes`, as it stands in a manifest.
pub(super) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An output folder that may be replaced: each file in it, as it was when it was looked at.
#[derive(Clone, Debug)]
pub(super) struct Existing {
    files: BTreeMap<String, State>,
    /// The fingerprint of what it was made from, if it is whole.
    pub(super) inputs: Option<String>,
    /// The permissions of the folder.
    pub(super) mode: u32,
}

/// What tells that a file is still the same.
#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    inode: u64,
    len: u64,
    changed: (i64, i64),
    /// When anything about it changed, which nobody can set.
    status: (i64, i64),
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        let changed = (metadata.mtime(), metadata.mtime_nsec());
        let status = (metadata.ctime(), metadata.ctime_nsec());
        Self { inode: metadata.ino(), len: metadata.len(), changed, status }
    }
}

impl Existing {
    /// Looks at `folder`, which the user calls `name`; `None` where nothing is. Files that are just
    /// as when the folder was looked at `before` are not read again.
    pub(super) fn read(folder: &Path, name: &Path, before: Option<&Self>) -> Result<Option<Self>, Failure> {
        let metadata = match fs::symlink_metadata(folder) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::io("read", name, &error)),
        };
        let foreign = |notes: Vec<String>| {
            let mut failure = Failure::usage(format!("`{}` is not a folder that reckon wrote", name.display()))
                .help("publish elsewhere with `--out DIR`, or move what is there away; nothing was changed");
            failure.notes = notes;
            failure
        };
        if !metadata.is_dir() {
            return Err(foreign(vec!["it is no folder".into()]));
        }
        let mut entries = BTreeMap::new();
        list(folder, "", &mut entries).map_err(|error| Failure::io("read", name, &error))?;
        let mode = metadata.mode() & 0o7777;
        if entries.is_empty() {
            return Ok(Some(Self { files: BTreeMap::new(), inputs: None, mode }));
        }
        let manifest = match fs::read(folder.join(MANIFEST)) {
            Ok(bytes) => match serde_json::from_slice::<Manifest>(&bytes) {
                Ok(manifest) if manifest.version == 1 => manifest,
                _ => return Err(foreign(vec![format!("its `{MANIFEST}` can't be read")])),
            },
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Failure::io("read", name, &error)),
            Err(_) => return Err(foreign(vec![names("it holds", entries.keys().map(String::as_str))])),
        };
        let Manifest { files, inputs, .. } = manifest;
        // Folders that the manifest's files imply are ours; an empty one that somebody made is not.
        let mut folders = BTreeSet::new();
        for path in files.keys() {
            folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        }
        let strange = |(path, metadata): &(&String, &Metadata)| {
            let path = path.as_str();
            let known = path == MANIFEST || files.contains_key(path);
            if metadata.is_dir() { !folders.contains(path) } else { !metadata.is_file() || !known }
        };
        let strangers: Vec<&str> = entries.iter().filter(strange).map(|(path, _)| path.as_str()).collect();
        let present = files.iter().filter(|(path, _)| entries.get(*path).is_some_and(Metadata::is_file));
        let whole = present.clone().count() == files.len();
        // The manifest itself may have been exchanged since; then nothing is known.
        let known = |path: &str| {
            let state = before.and_then(|before| before.files.get(path));
            state.is_some() && state == entries.get(path).map(State::of).as_ref()
        };
        let same_manifest = known(MANIFEST);
        let present: Vec<_> = present.filter(|(path, _)| !(same_manifest && known(path))).collect();
        let changed = |(path, expected): &(&'_ String, &String)| {
            let hash = hash_file(&folder.join(path)).map_err(|error| Failure::io("read", &name.join(path), &error))?;
            Ok((hash != **expected).then(|| path.as_str().to_owned()))
        };
        // A worker of the pool must not wait for the pool: it would be given the work of others,
        // who may wait for what it is about to find out.
        let changed: Result<Vec<Option<String>>, Failure> = match rayon::current_thread_index() {
            Some(_) => present.iter().map(changed).collect(),
            None => present.par_iter().map(changed).collect(),
        };
        let changed: Vec<String> = changed?.into_iter().flatten().collect();
        let mut notes = Vec::new();
        if !strangers.is_empty() {
            notes.push(names("reckon did not write", strangers.into_iter()));
        }
        if !changed.is_empty() {
            notes.push(names("changed since reckon wrote", changed.iter().map(String::as_str)));
        }
        if !notes.is_empty() {
            let mut failure = Failure::usage(format!("`{}` holds files that are not reckon's", name.display()));
            failure.notes = notes;
            return Err(failure.help("move them away: what is copied to the site belongs into `static/`"));
        }
        let states = entries.iter().filter(|(_, metadata)| metadata.is_file());
        let files = states.map(|(path, metadata)| (path.clone(), State::of(metadata))).collect();
        Ok(Some(Self { files, inputs: inputs.filter(|_| whole), mode }))
    }

    /// Removes the files that were there when the folder was looked at and did not change since,
    /// and the folders that are then empty, from `folder` (where the old site now lies).
    pub(super) fn remove(&self, folder: &Path) -> io::Result<()> {
        let mut entries = BTreeMap::new();
        list(folder, "", &mut entries)?;
        // From the end, so that what is in a folder goes before the folder.
        for (path, metadata) in entries.iter().rev() {
            let file = folder.join(path);
            if metadata.is_dir() {
                let _ = fs::remove_dir(file);
            } else if self.files.get(path) == Some(&State::of(metadata)) {
                fs::remove_file(file)?;
            }
        }
        fs::remove_dir(folder)
    }
}

/// Everything in `folder`, links not followed, by path with `/`.
fn list(folder: &Path, prefix: &str, entries: &mut BTreeMap<String, Metadata>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            list(&entry.path(), &format!("{path}/"), entries)?;
        }
        entries.insert(path, metadata);
    }
    Ok(())
}

fn hash_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

/// The first names of a list, and how many more there are.
fn names<'a>(verb: &str, names: impl ExactSizeIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 5;
    let more = names.len().saturating_sub(SHOWN);
    let shown: Vec<String> = names.take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{verb} {}{more}", shown.join(", "))
}
