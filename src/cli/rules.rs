//! `daybreak rules`: the rules of a school, checked, listed, shown, tested, and what they did on a day.

pub mod price;
mod show;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use daybreak::export::rules::{RuleUse, usage};
use daybreak::ingest::rules::{read_rules, trial};
use daybreak::issue::nearest;
use daybreak::model::rules::Rules;
use daybreak::model::time::Date;
use serde::Serialize;

use super::args::{FailOn, Format, PackageArgs, SearchArgs, date};
use super::exit::{Exit, Failure};
use super::files;
use super::observer::{Watcher, listen_for_signals};
use super::package::{Call, read_rules_folder};
use super::print::{Printer, Tally};
use price::Confirmed;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak rules check --rules rules
  daybreak rules show a-teacher-every-day
  daybreak rules report data/example --date 2026-11-23 --confirm a-teacher-every-day")]
pub struct RulesArgs {
    #[command(subcommand)]
    pub command: RulesCommand,
}

#[derive(Subcommand, Debug)]
pub enum RulesCommand {
    /// Report every fault of the rules, each with the text it is about
    Check(FolderArgs),
    /// List the rules: id, kind, whom they concern, how binding they are, and why
    List(FolderArgs),
    /// Show one rule whole, with its table, the facts it reads and how it is evaluated
    Show(ShowArgs),
    /// Run the tests beside the rules (tests/*.csv)
    Test(FolderArgs),
    /// Plan a day and say what each rule did: how often it applied, what it left out, points earned and lost
    Report(ReportArgs),
}

#[derive(Args, Debug)]
pub struct FolderArgs {
    /// The folder of rules
    #[arg(long, value_name = "DIR", env = "DAYBREAK_RULES", default_value = "rules")]
    pub rules: PathBuf,
}

#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The rule's id
    #[arg(value_name = "ID")]
    pub id: String,
    #[command(flatten)]
    pub folder: FolderArgs,
}

#[derive(Args, Debug)]
pub struct ReportArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    /// The day, YYYY-MM-DD
    #[arg(long, value_name = "D", value_parser = date)]
    pub date: Date,
    /// Plan the day once more without this rule, and say what that is worth; may be given several times
    #[arg(long, value_name = "ID")]
    pub confirm: Vec<String>,
    #[command(flatten)]
    pub search: SearchArgs,
}

/// Runs the command.
pub fn run(args: &RulesArgs, printer: &Printer) -> Result<Exit, Failure> {
    match &args.command {
        RulesCommand::Check(folder) => check(&folder.rules, printer),
        RulesCommand::List(folder) => list(&sound(&folder.rules, printer)?, printer),
        RulesCommand::Show(args) => show(args, printer),
        RulesCommand::Test(folder) => test(&folder.rules, printer),
        RulesCommand::Report(args) => report(args, printer),
    }
}

/// Every fault; with an error in the rules the exit code is that of a wrong configuration.
fn check(folder: &Path, printer: &Printer) -> Result<Exit, Failure> {
    let (rules, issues) = read_rules(&read_rules_folder(folder)?);
    let tally = Tally::of(&issues);
    match printer.format {
        Format::Json => printer.json(&Findings { format: "daybreak.rules/1", tally, issues: &issues }),
        Format::Human => {
            printer.issues(&issues, 0);
            printer.say(&format!("{} rules, {} errors, {} warnings", rules.texts.len(), tally.errors, tally.warnings));
        }
    }
    match tally.errors {
        0 => Ok(tally.exit(FailOn::Warning)),
        n => Err(Failure::usage(format!("the rules have {n} errors; nothing is planned by other rules than yours"))),
    }
}

/// The document of `check --format json`.
#[derive(Serialize)]
struct Findings<'a> {
    format: &'static str,
    tally: Tally,
    issues: &'a [daybreak::issue::Issue],
}

/// The rules, if they have no error.
fn sound(folder: &Path, printer: &Printer) -> Result<Rules, Failure> {
    let (rules, issues) = read_rules(&read_rules_folder(folder)?);
    match Tally::of(&issues).errors {
        0 => Ok(rules),
        n => {
            printer.issues(&issues, 0);
            Err(Failure::usage(format!("the rules have {n} errors")))
        }
    }
}

fn list(rules: &Rules, printer: &Printer) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct Line<'a> {
        id: &'a str,
        kind: &'a str,
        scope: &'a str,
        strength: &'a str,
        why: &'a str,
    }
    let line = |text: &'_ daybreak::model::rules::RuleText| {
        [&text.id, &text.kind, &text.scope, &text.strength, &text.why].map(String::clone)
    };
    match printer.format {
        Format::Json => {
            let lines: Vec<Line<'_>> = (rules.texts.iter())
                .map(|text| Line {
                    id: &text.id,
                    kind: &text.kind,
                    scope: &text.scope,
                    strength: &text.strength,
                    why: &text.why,
                })
                .collect();
            printer.json(&lines);
        }
        Format::Human => {
            let mut table = comfy_table::Table::new();
            table.load_style(comfy_table::presets::NOTHING).set_header(["id", "kind", "whom", "strength", "why"]);
            table.add_rows(rules.texts.iter().map(line));
            printer.data(format!("{table}\n").as_bytes());
        }
    }
    Ok(Exit::Good)
}

fn show(args: &ShowArgs, printer: &Printer) -> Result<Exit, Failure> {
    let sources = read_rules_folder(&args.folder.rules)?;
    let rules = sound(&args.folder.rules, printer)?;
    find(&rules, &args.id)?;
    printer.data(show::text(&rules, &sources, &args.id).as_bytes());
    Ok(Exit::Good)
}

/// The rule's id is known.
pub fn find(rules: &Rules, id: &str) -> Result<(), Failure> {
    if rules.rule(id).is_some() {
        return Ok(());
    }
    let near = nearest(id, rules.texts.iter().map(|text| text.id.as_str()));
    let hint = near.map(|near| format!(" Maybe {near}.")).unwrap_or_default();
    Err(Failure::usage(format!("there is no rule {id:?}.{hint}")))
}

fn test(folder: &Path, printer: &Printer) -> Result<Exit, Failure> {
    let rules = sound(folder, printer)?;
    let tests = files::read_folder(&folder.join("tests"), "csv")?;
    let trial = trial::run(&rules, &tests);
    printer.issues(&trial.issues, 0);
    printer.say(&format!("{} cases in {} files, {} faults", trial.n_cases, tests.len(), trial.issues.len()));
    Ok(if trial.issues.is_empty() { Exit::Good } else { Exit::Findings })
}

fn report(args: &ReportArgs, printer: &Printer) -> Result<Exit, Failure> {
    listen_for_signals();
    let Call { settings, inputs, .. } = Call::read(&args.package, Some(&args.search))?;
    let config = settings.config;
    let watcher = Watcher::new(printer);
    let (day, confirmed) = price::without(&inputs, args.date, &args.confirm, &config, &watcher)?;
    watcher.finish();
    let document = Document { format: "daybreak.rule-report/1", rules: usage(&day), confirmed };
    match printer.format {
        Format::Json => printer.json(&document),
        Format::Human => printer.data(table(&document).as_bytes()),
    }
    Ok(Exit::Good)
}

/// The document of `report --format json`, in points.
#[derive(Serialize)]
struct Document {
    format: &'static str,
    rules: Vec<RuleUse>,
    confirmed: Vec<Confirmed>,
}

fn table(document: &Document) -> String {
    let mut table = comfy_table::Table::new();
    let header = ["rule", "kind", "strength", "applied", "planned", "left out", "points"];
    table.load_style(comfy_table::presets::NOTHING).set_header(header);
    let is_counted = |line: &&RuleUse| line.applied > 0 || line.excluded > 0 || !line.strength.is_empty();
    for line in document.rules.iter().filter(is_counted) {
        let counts = [line.applied, line.planned, line.excluded].map(|n| n.to_string());
        let [applied, planned, excluded] = counts;
        let points = format!("{:+}", line.points);
        table.add_row([line.id.clone(), line.kind.clone(), line.strength.clone(), applied, planned, excluded, points]);
    }
    for column in 3..7 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(comfy_table::CellAlignment::Right);
        }
    }
    let mut text = format!("{table}\n");
    document.confirmed.iter().for_each(|entry| text.push_str(&format!("{entry}\n")));
    text
}
