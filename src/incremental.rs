//! A project that is built again and again, for the preview: what did not change is not done again.
//!
//! After any sequence of edits the site is, byte for byte, what a first build of the same files
//! would give; a test holds that to random edits.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::failure::{Failure, Status};
use crate::pipeline::{self, BuildOptions, Memory, Request};
use crate::project::Project;
use crate::report::Report;
use crate::site::{Content, Site, SiteFile};

/// A project that is built again and again.
#[derive(Debug)]
pub struct Incremental {
    root: PathBuf,
    options: BuildOptions,
    /// As last read; `None` where the next build has to read everything.
    project: Option<Project>,
    memory: Memory,
    /// The last site that was whole.
    site: Option<Arc<Site>>,
}

/// What a build gave.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The claims, and what is wrong.
    pub report: Report,
    /// The site; `None` if the content is wrong. A file that did not change shares its content
    /// with the build before: see [`Content::is_same`].
    pub site: Option<Arc<Site>>,
}

impl Incremental {
    /// The project at `root`; nothing is read yet.
    pub fn new(root: &Path, options: BuildOptions) -> Self {
        Self { root: root.to_owned(), options, project: None, memory: Memory::default(), site: None }
    }

    /// Reads what changed and builds. `None` reads everything; otherwise `changed` names each file
    /// or folder that may have changed since the last build, be it gone, new, or not of the project.
    ///
    /// # Errors
    ///
    /// When the project can't be read; the next build then reads everything.
    pub fn build(&mut self, changed: Option<&BTreeSet<PathBuf>>) -> Result<Outcome, Failure> {
        let mut before = self.project.take();
        let refreshed = match (&mut before, changed) {
            (Some(project), Some(changed)) => project.refresh(changed)?,
            _ => false,
        };
        let project = match before {
            Some(project) if refreshed => project,
            Some(project) => Project::open(&self.root)?.with_texts_of(&project),
            None => Project::open(&self.root)?,
        };
        let request = Request { remember: true, same_files: refreshed, ..self.options.request() };
        let files = Mutex::new(Vec::new());
        let take = |file| {
            files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
            Ok(())
        };
        let report = pipeline::run(&project, &request, &mut self.memory, &take, &|_, _| {})?.report;
        self.project = Some(project);
        if report.status(false) != Status::Success {
            return Ok(Outcome { report, site: None });
        }
        let mut site = pipeline::site(files.into_inner().unwrap_or_else(PoisonError::into_inner));
        if let Some(before) = &self.site {
            site.files.iter_mut().for_each(|file| share(file, before));
        }
        let site = Arc::new(site);
        self.site = Some(Arc::clone(&site));
        Ok(Outcome { report, site: Some(site) })
    }
}

/// Lets a file that was made again, with the same bytes, share them with the site before.
fn share(file: &mut SiteFile, before: &Site) {
    let Some(known) = before.get(&file.path) else { return };
    if let (Content::Bytes(bytes), Content::Bytes(others)) = (&file.content, &known.content)
        && !Arc::ptr_eq(bytes, others)
        && bytes == others
    {
        file.content = known.content.clone();
    }
}
