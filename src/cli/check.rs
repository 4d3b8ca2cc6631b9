//! `reckon check`: checks, writes nothing.

use std::path::PathBuf;

use super::print;
use crate::CheckOptions;
use crate::failure::{Failure, Status};
use crate::project::Project;
use crate::report::Report;

/// Check every claim of lessons or courses; writes nothing
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Lessons and folders; `-` reads a lesson from standard input
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// List every number in prose that is neither claimed nor given
    #[arg(long)]
    coverage: bool,
    /// Fail on warnings, too
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For people: source lines with carets on standard error, a summary on standard output
    Human,
    /// One object with claims, diagnostics and summary
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let options = CheckOptions { coverage: arguments.coverage };
    let mut report = Report::default();
    for project in Project::open_all(&arguments.paths)? {
        report.append(crate::check(&project, &options));
    }
    let status = report.status(arguments.deny_warnings);
    match arguments.format {
        Format::Human => {
            print::diagnostics(&report.diagnostics);
            let totals = report.totals();
            let mut text = format!("{}\n", print::claims(&totals));
            if arguments.coverage {
                let covered = totals.claims + totals.given;
                let all = covered + totals.unclaimed;
                let percent = totals.coverage();
                text += &format!("coverage: {covered} of {all} numbers are claimed or given ({percent:.1} %)\n");
            }
            print::result(&text)?;
            print::verdict(&report, status, "");
        }
        Format::Json => print::result(&format!("{:#}\n", report.to_json()))?,
    }
    Ok(status)
}
