//! Shell completions and man pages.

use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::exit::{Exit, Failure};
use super::files;
use super::print::Printer;

/// Prints the completions of a shell.
pub fn completions(args: &CompletionsArgs, printer: &Printer) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "daybreak", &mut script);
    printer.data(&script);
    Ok(Exit::Good)
}

/// Prints the man page, or writes one a command.
pub fn man(args: &ManArgs, printer: &Printer) -> Result<Exit, Failure> {
    let mut command = Cli::command();
    command.build();
    let page = |command: &clap::Command| -> Result<Vec<u8>, Failure> {
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone())
            .render(&mut page)
            .map_err(|error| Failure::bug(&format!("the man page cannot be rendered: {error}")))?;
        Ok(page)
    };
    match &args.dir {
        None => printer.data(&page(&command)?),
        Some(folder) => {
            files::write_file(&folder.join("daybreak.1"), &page(&command)?)?;
            for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
                files::write_file(&folder.join(format!("daybreak-{}.1", sub.get_name())), &page(sub)?)?;
            }
        }
    }
    Ok(Exit::Good)
}
