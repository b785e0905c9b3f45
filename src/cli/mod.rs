//! The command line: the only place with files, stdout, stderr and the clock.
//!
//! Data goes to stdout, messages to stderr. What a command found decides the exit code ([`exit::Exit`]).

mod args;
mod deadline;
mod documents;
mod exit;
mod files;
mod nights;
mod observer;
mod package;
mod print;
mod publish;
mod tables;

mod check;
mod desk;
mod diff;
mod evaluate;
mod explain;
mod generate;
mod graph;
mod mastery;
mod plan;
mod record;
mod replan;
mod rules;
mod shell;
mod simulate;
mod solve;
mod verify;
mod whatif;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use exit::{Exit, Failure};
use print::Printer;

/// Runs the program and returns its exit code. Never panics towards the shell: a panic is exit code 5.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let printer = Printer::new(&cli.global);
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| dispatch(&cli, &printer)));
    let exit = match outcome {
        Ok(Ok(exit)) => match printer.lost() {
            None => exit,
            Some(error) => {
                let failure = Failure::writing(std::path::Path::new("the standard output"), &error);
                printer.failure(&failure);
                failure.exit
            }
        },
        Ok(Err(failure)) => {
            printer.failure(&failure);
            failure.exit
        }
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            printer.failure(&Failure::bug(words.unwrap_or("a panic without words")));
            Exit::Bug
        }
    };
    exit.into()
}

/// Hands each command to its file.
fn dispatch(cli: &Cli, printer: &Printer) -> Result<Exit, Failure> {
    if let Some(threads) = cli.global.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .map_err(|error| Failure::usage(format!("cannot start {threads} threads: {error}")))?;
    }
    match &cli.command {
        Command::Check(args) => check::run(args, printer),
        Command::Plan(args) => plan::run(args, printer),
        Command::Replan(args) => replan::run(args, printer),
        Command::Desk(args) => desk::run(args, printer),
        Command::Diff(args) => diff::run(args, printer),
        Command::Record(args) => record::run(args, printer),
        Command::Nights(args) => publish::list(args, printer),
        Command::Publish(args) => publish::publish(args, printer),
        Command::Approve(args) => publish::approve(args, printer),
        Command::Rollback(args) => publish::rollback(args, printer),
        Command::Solve(args) => solve::run(args, printer),
        Command::Verify(args) => verify::run(args, printer),
        Command::Whatif(args) => whatif::run(args, printer),
        Command::Generate(args) => generate::run(args, printer),
        Command::Graph(args) => graph::run(args, printer),
        Command::Explain(args) => explain::run(args, printer),
        Command::Mastery(args) => mastery::run(args, printer),
        Command::Rules(args) => rules::run(args, printer),
        Command::Simulate(args) => simulate::simulate(args, printer),
        Command::Evaluate(args) => evaluate::run(args, printer),
        Command::Completions(args) => shell::completions(args, printer),
        Command::Man(args) => shell::man(args, printer),
    }
}
