//! `reckon build`: checks, then publishes.

use std::path::{Component, Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use super::print;
use crate::BuildOptions;
use crate::failure::{Failure, Status};
use crate::project::{Project, base_url};
use crate::publish::{Published, Target, Writer};
use crate::site::Site;

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
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let start = Instant::now();
    let base_url = arguments.base_url.as_deref().map(base_url_argument).transpose()?;
    let project = Project::open(&arguments.dir)?;
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None if arguments.dir.is_dir() => {
            let out = project_folder(&project, &arguments.dir).join("public");
            // `./public` reads `public` in messages.
            out.components().filter(|part| *part != Component::CurDir).collect()
        }
        None => arguments.dir.with_file_name("public"),
    };
    let target = Target::find(&out, &project)?;
    let (report, site) = crate::build(&project, &BuildOptions { base_url, drafts: arguments.drafts });
    print::diagnostics(&report.diagnostics);
    let status = report.status(false);
    let claims = print::claims(&report.totals());
    if status != Status::Success {
        print::result(&format!("{claims}\n"))?;
        print::verdict(&report, status, "; nothing was published");
        return Ok(status);
    }
    let published = publish(target, &site)?;
    print::verdict(&report, status, "");
    if let Some(kept) = published.kept {
        print::message(&format!("warning: files that changed during the build were kept in `{}`\n", kept.display()));
    }
    // The site is in its place: that its summary can't be printed does not make it a failure.
    let _ = print::result(&format!("{claims} in {:.2} s\n", start.elapsed().as_secs_f64()));
    Ok(Status::Success)
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

fn publish(target: Target, site: &Site) -> Result<Published, Failure> {
    let writer = Writer::open(target)?;
    site.files.par_iter().try_for_each(|file| {
        let bytes = file.content.bytes().map_err(|error| Failure::io("read", Path::new(&file.path), &error))?;
        writer.write(&file.path, &bytes)
    })?;
    writer.commit()
}
