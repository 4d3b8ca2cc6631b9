//! The preview: builds, serves on loopback, builds again on every save.
//!
//! | file | what it does |
//! |---|---|
//! | `layout` | which files belong to a project, and when they changed |
//! | `watch` | notifications of the system, gathered until a save is done |
//! | `table` | what is served: the files of the last good build |
//! | `marks` | where a number that is wrong now stands on the last good page |
//! | `state` | what pages are told of the last build |
//! | `guard` | which requests are answered |
//! | `answer` | from a request to its answer |
//! | `connections`, `http` | the server |
//!
//! One thread builds, one serves; between them goes a state. Nothing is ever written to the
//! disk, and pages are served from memory only.

mod answer;
mod connections;
mod guard;
mod http;
mod layout;
mod marks;
mod state;
mod table;
mod watch;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch as channel;

use crate::diagnostic::{render_failure, render_human};
use crate::failure::{Failure, Status};
use crate::incremental::Incremental;
use crate::pipeline::BuildOptions;
use crate::project::Project;
use crate::report::Report;
use http::Listeners;
use layout::{Layout, Sight};
use marks::Good;
use state::{State, Wrong};
use table::Table;
use watch::{Due, Watcher};

/// The port, unless another is asked for.
pub const PORT: u16 = 4000;

/// How long after a build all files are looked at once more: what was told late, or never, is found then.
const SECOND_LOOK: Duration = Duration::from_millis(150);
/// How often all files are looked at where changes are told.
const LOOK: Duration = Duration::from_secs(3);
/// How often they are looked at where changes aren't told.
const POLL: Duration = Duration::from_millis(300);
/// Looking takes at most one part in so many of the time.
const LOOK_SHARE: u32 = 50;

/// What `serve` is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the course, or a lesson.
    pub dir: PathBuf,
    /// The port; 0 asks for any that is free.
    pub port: u16,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether changes are found by looking, without the system's notifications.
    pub poll: bool,
}

/// What happens, for whoever tells the author.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server answers at this address.
    Serving(&'a str),
    /// The system can't tell of changes, for this reason; they are looked for.
    Polling(&'a str),
    /// A build is done.
    Built {
        /// What was found.
        report: &'a Report,
        /// The last line about it, where something is wrong.
        wrong: Option<&'a str>,
        /// How long it took.
        took: Duration,
        /// Whether it is the first.
        first: bool,
    },
    /// A build could not be done.
    Failed(&'a Failure),
}

/// Builds and serves until the process is ended; `summary` gives the last line about a report
/// with errors, and is told whether there was a good build before.
///
/// # Errors
///
/// When the project or the port can't be had, or the first build can't be done.
pub fn run(
    options: &Options,
    summary: &dyn Fn(&Report, bool) -> String,
    tell: &mut dyn FnMut(Event<'_>),
) -> Result<Infallible, Failure> {
    let layout = Layout::of(&Project::open(&options.dir)?);
    let listeners = Listeners::bind(options.port)?;
    let address = format!("http://127.0.0.1:{}/", listeners.port);
    // The page for missing addresses needs to know where the site lies: here, wherever it will be published.
    let build = BuildOptions { base_url: Some(address.clone()), drafts: options.drafts };
    let mut watcher = Watcher::new(&layout, options.poll);
    let mut sight = Sight::take(&layout);
    let mut builder = Builder::new(&options.dir, build);
    builder.build(None, summary, tell)?;
    let (sender, receiver) = channel::channel(std::mem::take(&mut builder.state));
    listeners.start(&receiver)?;
    tell(Event::Serving(&address));
    let mut share = Duration::ZERO;
    let mut look = Instant::now() + SECOND_LOOK;
    // Whether a look found what seems to be the middle of a save, and the next one takes it as it is.
    let mut waited = false;
    loop {
        if let Some(reason) = watcher.failed.take() {
            tell(Event::Polling(&reason));
        }
        let due = watcher.next(&sight, look);
        let changed = match due {
            Due::Changed(changed) => {
                sight.refresh(&layout, &changed);
                Some(changed)
            }
            Due::Unknown => {
                sight = Sight::take(&layout);
                None
            }
            Due::Nothing => {
                let start = Instant::now();
                let now = Sight::take(&layout);
                let changed = sight.difference(&now);
                share = start.elapsed() * LOOK_SHARE;
                // What seems to be in the middle of a save is left for the next look.
                waited = !waited && changed.iter().any(|path| sight.vanished(path));
                let pause = if watcher.is_told() && !waited { LOOK } else { POLL };
                look = Instant::now() + pause.max(share);
                if changed.is_empty() || waited {
                    continue;
                }
                sight = now;
                Some(changed)
            }
        };
        waited = false;
        if changed.as_ref().is_none_or(watch::touches_folders) {
            watcher.cover();
        }
        // A failure is told, on the page and to the author; the next save may mend it.
        let _ = builder.build(changed.as_ref(), summary, tell);
        sender.send_replace(std::mem::take(&mut builder.state));
        look = Instant::now() + SECOND_LOOK.max(share);
    }
}

/// Builds, and makes of each build what readers are told.
struct Builder {
    dir: PathBuf,
    options: BuildOptions,
    incremental: Incremental,
    good: Good,
    run: u64,
    builds: u64,
    last_good: u64,
    table: Option<Arc<Table>>,
    /// The state after the last build, for whoever takes it.
    state: State,
}

impl Builder {
    fn new(dir: &Path, options: BuildOptions) -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            incremental: Incremental::new(dir, options.clone()),
            dir: dir.to_owned(),
            options,
            good: Good::default(),
            run: since.as_nanos() as u64,
            builds: 0,
            last_good: 0,
            table: None,
            state: State::default(),
        }
    }

    fn build(
        &mut self,
        changed: Option<&BTreeSet<PathBuf>>,
        summary: &dyn Fn(&Report, bool) -> String,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let start = Instant::now();
        self.builds += 1;
        let incremental = &mut self.incremental;
        let built = catch_unwind(AssertUnwindSafe(|| incremental.build(changed))).unwrap_or_else(|_| {
            // What a bug left behind can't be built upon. The hook has told of the bug.
            self.incremental = Incremental::new(&self.dir, self.options.clone());
            Err(Failure::new(Status::Bug, "this is a bug in reckon, not in your course").help("the terminal says more"))
        });
        let wrong = match built {
            Ok(outcome) => {
                let report = outcome.report;
                let wrong = match outcome.site.filter(|_| report.status(false) == Status::Success) {
                    Some(site) => {
                        self.last_good = self.builds;
                        self.table = Some(Arc::new(Table::new(site, self.table.as_deref(), self.builds)));
                        self.good = Good::of(&report);
                        None
                    }
                    None => Some(Wrong {
                        text: render_human(&report.diagnostics, false),
                        summary: summary(&report, self.last_good > 0),
                        marks: self.good.marks(&report),
                    }),
                };
                let line = wrong.as_ref().map(|wrong| wrong.summary.as_str());
                tell(Event::Built { report: &report, wrong: line, took: start.elapsed(), first: self.builds == 1 });
                wrong
            }
            Err(failure) if self.builds == 1 => return Err(failure),
            Err(failure) => {
                tell(Event::Failed(&failure));
                let text = render_failure(&failure, false);
                Some(Wrong { text, summary: "error: the course could not be built".into(), marks: Vec::new() })
            }
        };
        self.state =
            State { run: self.run, build: self.builds, good: self.last_good, table: self.table.clone(), wrong };
        Ok(())
    }
}
