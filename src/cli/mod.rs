//! The command line: one file a command, and the only room that prints.
//!
//! Results go to standard output, diagnostics to standard error. Exit statuses:
//!
//! | status | meaning |
//! |---|---|
//! | 0 | all well |
//! | 1 | the content is wrong, or no lesson was found |
//! | 2 | bad usage (an unknown option, a path that doesn't exist, an output folder that isn't ours) or a wrong `course.toml` |
//! | 3 | the environment failed: an unreadable file, a full disk, a lock that another build holds, a port that is taken |
//! | 70 | a bug of ours |
//! | 130 | interrupted (143, 129: asked to end) |
//!
//! A reader that closes standard output early (`reckon check | head`) is no failure.

mod build;
mod check;
mod eval;
mod explain;
mod fix;
mod interrupt;
mod new;
mod print;
mod serve;

use std::panic::PanicHookInfo;
use std::process::ExitCode;
use std::thread;

use clap::{Parser, Subcommand};

use crate::failure::{Failure, Status};

/// The stack of every thread that works on content; deep formulas need much.
const STACK: usize = 32 << 20;

/// A static lesson-site generator in which no number can lie
#[derive(Debug, Parser)]
#[command(name = "reckon", version, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Arguments),
    Check(check::Arguments),
    Serve(serve::Arguments),
    Fix(fix::Arguments),
    Eval(eval::Arguments),
    New(new::Arguments),
    Explain(explain::Arguments),
}

/// Runs the command of this process's arguments.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(report_bug));
    let status = match interrupt::watch().and_then(|()| run_on_large_stack()) {
        Ok(status) => status,
        Err(failure) => {
            print::failure(&failure);
            failure.status as u8
        }
    };
    ExitCode::from(status)
}

/// The main thread's stack is whatever the shell allows; work on one of a known size.
fn run_on_large_stack() -> Result<u8, Failure> {
    let environment = |error: &dyn std::fmt::Display| {
        Failure::new(Status::Environment, "could not start a thread").note(error.to_string())
    };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    pool.map_err(|error| environment(&error))?;
    let worker = thread::Builder::new().name("reckon".into()).stack_size(STACK).spawn(run);
    // A panic was reported by the hook; nothing is left but the status.
    Ok(worker.map_err(|error| environment(&error))?.join().unwrap_or(Status::Bug as u8))
}

fn run() -> u8 {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version come this way too, with status 0.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(Status::Usage as u8);
        }
    };
    let result = match arguments.command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Fix(arguments) => fix::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
    };
    let status = result.unwrap_or_else(|failure| {
        print::failure(&failure);
        failure.status
    });
    status as u8
}

/// What a panic prints: short, and where to turn.
fn report_bug(info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("no message");
    let place = info.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
    print::failure(
        &Failure::new(Status::Bug, "this is a bug in reckon, not in your course")
            .note(format!("{message} ({place})"))
            .help("please report it, with the lesson that leads to it"),
    );
}
