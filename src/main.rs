//! The `daybreak` program: hands the command line to `cli` and its exit code to the shell.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
