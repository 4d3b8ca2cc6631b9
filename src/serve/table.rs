//! What is served: the files of the last good build, by their path. No path is ever joined.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use hyper::body::Bytes;

use super::layout::Stamp;
use crate::site::{Content, Site};

/// The files of a build.
#[derive(Debug)]
pub(super) struct Table {
    site: Arc<Site>,
    /// Files that are published as they are, held so that no request reads the disk.
    assets: BTreeMap<String, Held>,
}

#[derive(Clone, Debug)]
struct Held {
    stamp: Option<Stamp>,
    bytes: Bytes,
    /// The build that brought it.
    build: u64,
}

impl Table {
    /// The files of `site`, which is build number `build`; assets that didn't change are those of `before`.
    pub(super) fn new(site: Arc<Site>, before: Option<&Self>, build: u64) -> Self {
        let mut assets = BTreeMap::new();
        for file in &site.files {
            let Content::Asset(asset) = &file.content else { continue };
            let known = before.and_then(|before| before.assets.get(&file.path));
            // The stamp is older than the bytes: a change in between is seen at the next build.
            let stamp = Stamp::of(&asset.file);
            let held = match known {
                Some(known) if stamp.is_some() && known.stamp == stamp => known.clone(),
                _ => match asset.read() {
                    Ok(bytes) if known.is_some_and(|known| known.bytes == bytes) => {
                        Held { stamp, bytes: Bytes::from(bytes), build: known.map_or(build, |known| known.build) }
                    }
                    Ok(bytes) => Held { stamp, bytes: Bytes::from(bytes), build },
                    // It was just removed; the next build will say so.
                    Err(_) => match known {
                        Some(known) => known.clone(),
                        None => continue,
                    },
                },
            };
            assets.insert(file.path.clone(), held);
        }
        Self { site, assets }
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.index(path).is_some()
    }

    /// The bytes of a file.
    pub(super) fn bytes(&self, path: &str) -> Option<io::Result<Bytes>> {
        match &self.site.files.get(self.index(path)?)?.content {
            Content::Asset(_) => self.assets.get(path).map(|held| Ok(held.bytes.clone())),
            content => Some(content.bytes().map(|bytes| Bytes::from(bytes.into_owned()))),
        }
    }

    /// Assets that came or changed after the build `since`, each with the build that brought it.
    pub(super) fn newer(&self, since: u64) -> impl Iterator<Item = (&str, u64)> {
        let newer = self.assets.iter().filter(move |(_, held)| held.build > since);
        newer.map(|(path, held)| (path.as_str(), held.build))
    }

    fn index(&self, path: &str) -> Option<usize> {
        self.site.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
    }
}

/// The type of a file, by the end of its name.
pub(super) fn content_type(path: &str) -> &'static str {
    let end = path.rsplit('/').next().unwrap_or(path).rsplit_once('.').map_or("", |(_, end)| end);
    match end.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "xml" => "application/xml",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::SiteFile;

    #[test]
    fn files_are_found_by_their_whole_path_only() {
        let files = vec![SiteFile::new("a/index.html", "A"), SiteFile::new("index.html", "first")];
        let table = Table::new(Arc::new(Site { files }), None, 1);
        let bytes = |path| table.bytes(path).map(|bytes| bytes.expect("bytes").to_vec());
        assert_eq!(bytes("a/index.html"), Some(b"A".to_vec()));
        for path in ["", "a", "a/", "/index.html", "./index.html", "a/../index.html", "Index.html"] {
            assert_eq!(bytes(path), None, "{path}");
        }
    }

    #[test]
    fn types_go_by_the_end_of_the_name() {
        assert_eq!(content_type("a.b/index.HTML"), "text/html; charset=utf-8");
        assert_eq!(content_type("fonts/x.woff2"), "font/woff2");
        assert_eq!(content_type("a.b/CNAME"), "application/octet-stream");
    }
}
