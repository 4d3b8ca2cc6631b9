//! What is published: paths and, once asked for, bytes.
//!
//! | file | what it does |
//! |---|---|
//! | `press` | makes pages: the plan of a course, its templates and its renderer |
//! | `address` | where pages lie, and how one leads to another |
//! | `assets` | stylesheets, scripts, fonts |
//! | `listing` | lists for machines: sitemap, feed, search |

mod address;
mod assets;
mod listing;
mod press;

use std::borrow::Cow;
use std::fmt;
use std::io;

pub use assets::{Fonts, built_in, scripts};
pub use press::{Entry, LessonId, Page, Plan, Press, SearchEntry, Section};

use crate::project::Asset;

/// A site: its files in order of their paths.
#[derive(Debug, Default)]
pub struct Site {
    /// The files.
    pub files: Vec<SiteFile>,
}

/// One file of a site.
#[derive(Debug)]
pub struct SiteFile {
    /// The path from the root of the site, with `/`.
    pub path: String,
    /// What is in it.
    pub content: Content,
}

impl SiteFile {
    /// A file that is at hand.
    pub(crate) fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: Content::Bytes(bytes.into()) }
    }
}

/// What is in a file.
///
/// Ten thousand lessons with their math are about a gigabyte of HTML, so a page may be written
/// only when it is asked for.
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What a function writes; it must give the same bytes each time.
    Page(Box<dyn Fn() -> Vec<u8> + Send + Sync>),
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
            Self::Page(write) => Ok(Cow::Owned(write())),
            Self::Asset(asset) => asset.read().map(Cow::Owned),
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(formatter, "{} bytes", bytes.len()),
            Self::Page(_) => formatter.write_str("a page"),
            Self::Asset(asset) => asset.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests;
