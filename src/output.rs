//! What a build gives: paths and, once asked for, bytes.

use std::borrow::Cow;
use std::fmt;
use std::io;

use crate::project::Asset;

/// What is published: files in order of their paths.
#[derive(Debug, Default)]
pub struct Output {
    /// The files.
    pub files: Vec<OutputFile>,
}

/// One file of a site.
#[derive(Debug)]
pub struct OutputFile {
    /// The path from the root of the site, with `/`.
    pub path: String,
    /// What is in it.
    pub content: Content,
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
