//! `daybreak check`: every fault of a package, all at once.

use daybreak::issue::Issue;
use daybreak::model::report::InputCard;
use daybreak::pipeline::{self, Checked};
use serde::Serialize;

use super::args::{CheckArgs, Format, PackageArgs};
use super::exit::{Exit, Failure};
use super::observer;
use super::observer::Watcher;
use super::package::Call;
use super::print::{Printer, Tally};

/// Checks what a call plans from.
pub fn checked(call: &Call, args: &PackageArgs, watcher: &Watcher) -> Checked {
    let mut checked = pipeline::check_package(&call.inputs, &call.settings.config, watcher);
    checked.school.lost.school_days.clone_from(&args.school_days);
    checked
}

/// Rules are configuration: with an error in them nothing is planned, since other rules than the school's own
/// would surprise.
pub fn refuse_bad_rules(checked: &Checked) -> Result<(), Failure> {
    refuse_rules(&checked.rule_issues)
}

/// As [`refuse_bad_rules`], by what was found in rules.
pub fn refuse_rules(issues: &[Issue]) -> Result<(), Failure> {
    match Tally::of(issues).errors {
        0 => Ok(()),
        n => Err(Failure::usage(format!("the rules have {n} errors; nothing is planned by other rules than yours"))),
    }
}

/// Runs the command.
pub fn run(args: &CheckArgs, printer: &Printer) -> Result<Exit, Failure> {
    observer::listen_for_signals();
    let watcher = Watcher::new(printer);
    let call = Call::read(&args.package, None)?;
    let checked = checked(&call, &args.package, &watcher);
    let stages = watcher.finish();
    for (stage, seconds) in stages {
        printer.detail(&format!("{stage}: {seconds:.2} s"));
    }
    let issues: Vec<Issue> = checked.issues.iter().chain(&checked.rule_issues).cloned().collect();
    let tally = Tally::of(&issues);
    match printer.format {
        Format::Json => printer.json(&Findings::of(&checked, &issues, tally)),
        Format::Human => {
            printer.issues(&issues, args.show);
            printer.data(table(&checked.inputs).as_bytes());
            printer.say(&format!("{} errors, {} warnings, {} notes", tally.errors, tally.warnings, tally.notes));
        }
    }
    refuse_bad_rules(&checked)?;
    match &checked.refusal {
        Some(why) => Err(Failure::refused(format!("nothing can be planned from this package: {why}"))),
        None => Ok(tally.exit(args.fail_on)),
    }
}

/// The document of `--format json`.
#[derive(Serialize)]
struct Findings<'a> {
    format: &'static str,
    tally: Tally,
    refusal: Option<&'a str>,
    tables: Vec<TableLine>,
    issues: &'a [Issue],
}

#[derive(Serialize)]
struct TableLine {
    table: &'static str,
    used: u64,
    repaired: u64,
    rejected: u64,
    sha256: String,
}

impl<'a> Findings<'a> {
    fn of(checked: &'a Checked, issues: &'a [Issue], tally: Tally) -> Self {
        let tables = checked
            .inputs
            .iter()
            .map(|card| TableLine {
                table: card.table.spec().name,
                used: card.rows.used,
                repaired: card.rows.repaired,
                rejected: card.rows.rejected,
                sha256: card.sha256.clone(),
            })
            .collect();
        let refusal = checked.refusal.as_deref();
        Findings { format: "daybreak.findings/1", tally, refusal, tables, issues }
    }
}

/// How the rows of each table ended, for people.
fn table(inputs: &[InputCard]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_header(["table", "used", "repaired", "rejected"]);
    for card in inputs {
        let counts = [card.rows.used, card.rows.repaired, card.rows.rejected].map(|n| n.to_string());
        let [used, repaired, rejected] = counts;
        table.add_row([card.table.spec().name.to_owned(), used, repaired, rejected]);
    }
    for column in 1..4 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(comfy_table::CellAlignment::Right);
        }
    }
    format!("{table}\n")
}
