//! `reckon serve`: builds, serves, builds again on every save.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::print;
use crate::diagnostic::render_human;
use crate::failure::{Failure, Status};
use crate::report::Report;
use crate::serve::{self, Event, Options};

/// Show the site in a browser while it is written; every save is on the page at once
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of the course, or a lesson
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The port on this machine; 0 takes any that is free
    #[arg(long, default_value_t = serve::PORT)]
    port: u16,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Show drafts, too
    #[arg(long)]
    drafts: bool,
    /// Look for changes instead of being told of them, as some network drives need it
    #[arg(long)]
    poll: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Failure> {
    let options =
        Options { dir: arguments.dir.clone(), port: arguments.port, drafts: arguments.drafts, poll: arguments.poll };
    let mut printed = String::new();
    let mut tell = |event: Event<'_>| match event {
        Event::Serving(address) => {
            line(&format!("serving {address} until Ctrl-C\n"));
            if arguments.open {
                open(address);
            }
        }
        Event::Polling(reason) => {
            print::message(&format!("warning: the system can't tell of changes ({reason}); they are looked for\n"));
        }
        Event::Built { report, wrong, took, first } => {
            let text = render_human(&report.diagnostics, false);
            // What was said and is still so is not said again.
            if text != printed {
                print::diagnostics(&report.diagnostics);
                printed = text;
            }
            let took = took.as_secs_f64() * 1000.0;
            let took = if took < 10.0 { format!("{took:.1} ms") } else { format!("{took:.0} ms") };
            let verb = if first { "built" } else { "rebuilt" };
            line(&format!("{verb} in {took}: {}\n", print::claims(&report.totals())));
            if let Some(wrong) = wrong {
                print::message(&format!("{wrong}\n"));
            }
        }
        Event::Failed(failure) => print::failure(failure),
    };
    match serve::run(&options, &summary, &mut tell)? {}
}

/// The last line about a report with errors.
fn summary(report: &Report, good: bool) -> String {
    let consequence = if good { "; the last good pages are served" } else { "; nothing can be served yet" };
    print::verdict_line(report, report.status(false), consequence).trim_end().to_owned()
}

/// Prints a line. That nobody reads it does not end the preview.
fn line(text: &str) {
    let _ = print::result(text);
}

/// Asks the system to open an address. Where it can't, the address is on the terminal.
fn open(address: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let opened =
        Command::new(program).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    match opened {
        // Waited for, so that it does not linger as a zombie.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(_) => print::message(&format!("warning: could not open a browser; go to {address}\n")),
    }
}
