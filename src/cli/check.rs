//! `reckon check`: checks, writes nothing.

use std::path::PathBuf;

use super::print;
use crate::CheckOptions;
use crate::failure::{Failure, Status};
use crate::project::Project;
use crate::report::{Report, Totals, render_github, render_json, render_junit, render_sarif};

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
    /// A log in the Static Analysis Results Interchange Format 2.1.0
    Sarif,
    /// Annotations of a pull request, as workflow commands of GitHub Actions
    Github,
    /// JUnit XML: a suite for each lesson, a case for each claim
    Junit,
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
            print::result(&format!("{}\n", print::claims(&totals)))?;
            if arguments.coverage {
                print::result(&coverage(&report))?;
            }
            print::verdict(&report, status, "");
        }
        Format::Json => print::result(&format!("{:#}\n", render_json(&report)))?,
        Format::Sarif => print::result(&format!("{:#}\n", render_sarif(&report, status == Status::Success)))?,
        Format::Github => print::result(&format!("{}{}\n", render_github(&report), print::claims(&report.totals())))?,
        Format::Junit => print::result(&render_junit(&report, arguments.deny_warnings))?,
    }
    Ok(status)
}

/// A line for each lesson and one for all: `coverage: 41 of 42 numbers are claimed or given (97.6 %)`.
fn coverage(report: &Report) -> String {
    let line = |name: &str, totals: &Totals| {
        let (covered, all, percent) = (totals.covered(), totals.numbers(), totals.coverage());
        // Rounded to 100, a single number that is missing would be hidden.
        let percent = if covered < all { percent.min(99.9) } else { percent };
        format!("{name}: {covered} of {all} numbers are claimed or given ({percent:.1} %)\n")
    };
    let lessons = report.lessons.iter().map(|lesson| line(&lesson.path, &lesson.totals()));
    lessons.chain([line("coverage", &report.totals())]).collect()
}
