//! `reckon build`: checks, then publishes.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use super::print::{self, Progress};
use crate::BuildOptions;
use crate::failure::{Failure, Status};
use crate::pipeline::{self, Done, Memory, Request, fingerprint};
use crate::project::{Asset, Project, base_url};
use crate::publish::{Published, Target, Writer};
use crate::site::SiteFile;
use crate::timing::{self, Stage};

/// Check every claim, then write the site
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of the course, or a lesson
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Where to write the site [default: DIR/public]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The address at which the site will be published
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Publish drafts, too
    #[arg(long)]
    drafts: bool,
    /// Show where the time went
    #[arg(long)]
    timings: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let start = Instant::now();
    if arguments.timings {
        timing::start();
    }
    let base_url = arguments.base_url.as_deref().map(base_url_argument).transpose()?;
    let project = timing::measure(Stage::Read, || Project::open(&arguments.dir))?;
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None if arguments.dir.is_dir() => {
            let out = project_folder(&project, &arguments.dir).join("public");
            // `./public` reads `public` in messages.
            out.components().filter(|part| *part != Component::CurDir).collect()
        }
        None => arguments.dir.with_file_name("public"),
    };
    let options = BuildOptions { base_url, drafts: arguments.drafts };
    let target = timing::measure(Stage::Read, || Target::find(&out, &project))?;
    let inputs = timing::measure(Stage::Read, || fingerprint(&project, &options));
    // Where the very site that would be made is there, its claims are proved again, and no more.
    let there = inputs.as_deref().is_some_and(|inputs| target.holds(inputs));
    let publisher = Publisher::new(target);
    let request = Request { judge_only: there, ..options.request() };
    let progress = Progress::new(start);
    let done =
        pipeline::run(&project, &request, &mut Memory::default(), &|file| publisher.take(&file), &|done, all| {
            progress.show(done, all)
        });
    progress.end();
    let Done { report, plain } = done?;
    print::diagnostics(&report.diagnostics);
    let status = report.status(false);
    let claims = print::claims(&report.totals());
    if status != Status::Success {
        print::result(&format!("{claims}\n"))?;
        print::verdict(&report, status, "; nothing was published");
        return Ok(status);
    }
    // Should a file have changed meanwhile, nobody knows what the site was made from.
    let known = || plain && project.assets.values().chain(project.statics.values()).all(Asset::is_unchanged);
    let published =
        if there { None } else { timing::measure(Stage::Publish, || publisher.commit(inputs.filter(|_| known())))? };
    print::verdict(&report, status, "");
    if let Some(kept) = published.and_then(|published| published.kept) {
        print::message(&format!("warning: files that changed during the build were kept in `{}`\n", kept.display()));
    }
    if arguments.timings {
        print::message(&timings());
    }
    // The site is in its place: that its summary can't be printed does not make it a failure.
    let _ = print::result(&format!("{claims} in {:.2} s\n", start.elapsed().as_secs_f64()));
    Ok(Status::Success)
}

/// What `--timings` prints.
fn timings() -> String {
    let mut text = String::from("time spent, summed over all threads:\n");
    for (name, spent) in timing::spent() {
        let _ = writeln!(text, "{name:>14} {:9.1} ms", spent.as_secs_f64() * 1e3);
    }
    text
}

/// Writes the files of a site as they come. Nothing is touched before the first one.
struct Publisher {
    target: Mutex<Option<Target>>,
    writer: OnceLock<Result<Writer, Failure>>,
}

impl Publisher {
    fn new(target: Target) -> Self {
        Self { target: Mutex::new(Some(target)), writer: OnceLock::new() }
    }

    /// The writer, opened by whoever comes first; the others wait for it.
    fn writer(&self) -> Result<&Writer, Failure> {
        let open = || match self.target.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(target) => Writer::open(target),
            None => Err(Failure::new(Status::Bug, "a site is published twice")),
        };
        self.writer.get_or_init(open).as_ref().map_err(Failure::clone)
    }

    fn take(&self, file: &SiteFile) -> Result<(), Failure> {
        timing::measure(Stage::Write, || {
            let bytes = file.content.bytes().map_err(|error| Failure::io("read", Path::new(&file.path), &error))?;
            self.writer()?.write(&file.path, &bytes)
        })
    }

    fn commit(self, inputs: Option<String>) -> Result<Option<Published>, Failure> {
        self.writer.into_inner().map(|writer| writer?.commit(inputs)).transpose()
    }
}

/// The folder of the project as the user would call it: `dir`, or the course that `dir` lies in.
fn project_folder(project: &Project, dir: &Path) -> PathBuf {
    let same =
        std::fs::canonicalize(dir).is_ok_and(|dir| std::fs::canonicalize(&project.root).is_ok_and(|root| root == dir));
    if same { dir.to_owned() } else { project.root.clone() }
}

fn base_url_argument(url: &str) -> Result<String, Failure> {
    base_url(url).map_err(|problem| {
        Failure::usage(format!("`{url}` is no base URL"))
            .note(problem)
            .help("write the address of the first page, such as `--base-url https://example.org/course/`")
    })
}
