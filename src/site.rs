//! What is published: paths and, once asked for, bytes.
//!
//! | file | what it does |
//! |---|---|
//! | `plan` | a course, as much of it as every page needs to know |
//! | `press` | makes pages: the plan of a course, its templates and its renderer |
//! | `frame` | what a page shows besides its text |
//! | `address` | where pages lie, and how one leads to another |
//! | `assets` | stylesheets, scripts, fonts |
//! | `glyphs` | which glyphs of which font the formulas show |
//! | `font` | cuts a font to them |
//! | `listing` | lists for machines: sitemap, feed, search |

mod address;
mod assets;
mod font;
mod frame;
mod glyphs;
mod listing;
mod plan;
mod press;

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::sync::Arc;

pub use address::{Target, page_path};
pub use assets::{built_in, scripts};
pub use glyphs::Fonts;
pub use listing::{search_entry, search_index, search_share};
pub use plan::{Entry, LessonId, Plan, Section};
pub use press::{Page, Press, SearchEntry};

use crate::project::Asset;

/// A site: its files in order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The files.
    pub files: Vec<SiteFile>,
}

impl Site {
    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&SiteFile> {
        let index = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        self.files.get(index)
    }
}

/// One file of a site.
#[derive(Clone, Debug)]
pub struct SiteFile {
    /// The path from the root of the site, with `/`.
    pub path: String,
    /// What is in it.
    pub content: Content,
}

impl SiteFile {
    /// A file that is at hand.
    pub(crate) fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: Content::Bytes(Arc::new(bytes.into())) }
    }
}

/// What is in a file. Clones share it.
#[derive(Clone)]
pub enum Content {
    /// These bytes.
    Bytes(Arc<Vec<u8>>),
    /// A file of the project, as it is.
    Asset(Asset),
}

impl Content {
    /// The bytes.
    ///
    /// # Errors
    ///
    /// When the file of an asset can't be read.
    pub fn bytes(&self) -> io::Result<Cow<'_, [u8]>> {
        match self {
            Self::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::Asset(asset) => asset.read().map(Cow::Owned),
        }
    }

    /// Whether both are known to be the same without a look at the bytes: a build that is done
    /// again shares what did not change.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(one), Self::Bytes(other)) => Arc::ptr_eq(one, other),
            (Self::Asset(one), Self::Asset(other)) => one == other,
            _ => false,
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(formatter, "{} bytes", bytes.len()),
            Self::Asset(asset) => asset.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests;
