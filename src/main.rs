//! The command `reckon`.

use std::process::ExitCode;

fn main() -> ExitCode {
    reckon::cli::main()
}
