//! `reckon explain`: the long text of a diagnostic.

use super::print;
use crate::diagnostic::{CODES, CodeRow, Severity};
use crate::failure::{Failure, Status};
use crate::project::closest;

/// Explain a diagnostic; without a code, list them all
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The code in the brackets of a diagnostic, such as `claim-refuted`
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let text = match &arguments.code {
        None => list(),
        Some(code) => {
            // As it is printed, `error[claim-refuted]` is pasted too.
            let name =
                code.trim_start_matches("error").trim_start_matches("warning").trim_matches(['[', ']', ':', ' ']);
            match CODES.iter().find(|row| row.name == name) {
                Some(row) => long(row),
                None => {
                    let failure = Failure::usage(format!("there is no diagnostic `{code}`"));
                    return Err(match closest(name, CODES.iter().map(|row| row.name)) {
                        Some(near) => failure.help(format!("did you mean `{near}`?")),
                        None => failure.help("`reckon explain` lists them all"),
                    });
                }
            }
        }
    };
    print::result(&text)?;
    Ok(Status::Success)
}

fn list() -> String {
    let width = CODES.iter().map(|row| row.name.len()).max().unwrap_or(0);
    CODES.iter().map(|row| format!("{:width$}  {}\n", row.name, row.title)).collect()
}

fn long(row: &CodeRow) -> String {
    let severity = match row.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("{severity}[{}]: {}\n\n{}\n", row.name, row.title, row.explanation.trim_end())
}
