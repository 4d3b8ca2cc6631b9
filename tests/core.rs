//! The compiled core belongs to the sources at hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What the core is made from; `scripts/build-core` lists the same.
const SOURCES: &[&str] = &[
    "src/number/mod.rs",
    "src/number/decimal.rs",
    "src/number/float.rs",
    "src/expr",
    "src/claim",
    "src/live",
    "src/calculus/approximate.rs",
    "src/render/marks.rs",
    "src/render/picture.rs",
    "src/view.rs",
    "src/source.rs",
    "src/wasm.rs",
];

fn collect(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in path.read_dir().expect("a folder").flatten() {
            collect(&entry.path(), found);
        }
        return;
    }
    let text = path.to_string_lossy();
    if text.ends_with(".rs") && !text.ends_with("tests.rs") && !text.contains("/tests/") {
        found.push(path.to_owned());
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[test]
fn the_core_was_built_from_these_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for path in SOURCES {
        collect(&root.join(path), &mut files);
    }
    let mut names: Vec<String> = files
        .iter()
        .map(|file| file.strip_prefix(root).expect("a file of ours").to_string_lossy().replace('\\', "/"))
        .collect();
    names.sort();
    let mut list = String::new();
    for name in names {
        let text = std::fs::read(root.join(&name)).expect("a source");
        let _ = writeln!(list, "{}  {name}", hex(&text));
    }
    let core = std::fs::read_to_string(root.join("static/core.js")).expect("the core");
    let stated = core.lines().find_map(|line| line.strip_prefix("sources: ")).unwrap_or("none");
    assert_eq!(stated, hex(list.as_bytes()), "the core is stale: run scripts/build-core");
}
