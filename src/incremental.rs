//! A project that is built again and again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::failure::Failure;
use crate::pipeline::BuildOptions;
use crate::project::Project;
use crate::report::Report;
use crate::site::Site;

/// A project that is built again and again.
#[derive(Debug)]
pub struct Incremental {
    root: PathBuf,
    options: BuildOptions,
}

/// What a build gave.
#[derive(Debug)]
pub struct Outcome {
    /// What was found.
    pub report: Report,
    /// The site; `None` if the content is wrong.
    pub site: Option<Arc<Site>>,
}

impl Incremental {
    /// The project at `root`, not yet read.
    pub fn new(root: &Path, options: BuildOptions) -> Self {
        Self { root: root.to_owned(), options }
    }

    /// Reads what changed (everything, or these files and folders, which may be gone or new) and builds.
    ///
    /// # Errors
    ///
    /// When something can't be read, as [`Project::open`].
    pub fn build(&mut self, changed: Option<&BTreeSet<PathBuf>>) -> Result<Outcome, Failure> {
        let _ = changed;
        let project = Project::open(&self.root)?;
        let (report, site) = crate::pipeline::build(&project, &self.options);
        let clean = report.status(false) == crate::failure::Status::Success;
        Ok(Outcome { report, site: clean.then(|| Arc::new(site)) })
    }
}
