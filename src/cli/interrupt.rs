//! Interruption: clean up after a build, and end with the status that shells expect.

use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::{Failure, Status};
use crate::publish;

/// From now on a signal ends the process with 128 and its number (130 for Ctrl-C), after a build
/// in progress has removed its traces. Once a site is in its place, a signal comes too late.
pub(super) fn watch() -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(Status::Environment, "could not watch for signals").note(error.to_string())
    };
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(failed)?;
    let watch = move || {
        for signal in signals.forever() {
            if publish::abandon() {
                std::process::exit(128 + signal);
            }
        }
    };
    thread::Builder::new().name("signals".into()).spawn(watch).map(drop).map_err(failed)
}
