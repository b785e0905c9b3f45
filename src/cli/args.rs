//! The command line's grammar. Its help is meant to teach.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use daybreak::model::time::Date;

use super::deadline::{Deadline, deadline};

const EXIT_CODES: &str = "Exit codes:
  0   good; a day without school too
  1   done, with findings at or above --fail-on (verify: the plan does not hold)
  2   wrong call or configuration; nothing was done
  3   input refused: too much of it is unusable, a gate does not hold, no site can be planned, a document is malformed
  4   some sites failed; the others are written
  5   a bug of ours
  75  try again later: another run holds the folder, the disk is full
  130 ended at once by a second SIGINT or SIGTERM; the first one writes the best plan so far (and ends as above)";

/// Plans the next day of a personalized, competency-based school.
///
/// A school package (a folder of CSV tables) goes in; tomorrow's playlists, groups, rooms and staff come out, with
/// a proof of how much better any plan could be, and a reason for every line.
///
/// Start with: daybreak check PACKAGE, then: daybreak plan PACKAGE
#[derive(Parser, Debug)]
#[command(name = "daybreak", version, propagate_version = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

/// Flags that every command knows.
#[derive(Args, Debug)]
pub struct Global {
    /// Only errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// More words; twice for all of them
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// How results are written to stdout
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, env = "DAYBREAK_FORMAT")]
    pub format: Format,
    /// Threads to use [default: all cores]; the result is the same with any number
    #[arg(long, global = true, value_name = "N", env = "DAYBREAK_THREADS", value_parser = threads)]
    pub threads: Option<usize>,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// For programs: one JSON document
    Json,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Read a package and report every fault, all at once
    Check(CheckArgs),
    /// Plan the next day of every site of a package
    Plan(PlanArgs),
    /// The published day with what is new since, and as few changes as can be
    Replan(super::replan::ReplanArgs),
    /// Two plans or nights side by side: by learner, by adult, by room, by measure
    Diff(super::diff::DiffArgs),
    /// Hands on the published plan: move, swap, lock, ban, cancel, substitute; shown first, kept with --keep, taken back with undo
    Desk(super::desk::DeskArgs),
    /// Make rows for the next night of what took place on a planned day: attendance, changes, exit tickets
    Record(super::record::RecordArgs),
    /// List the nights of a folder: which is current, which were put aside
    Nights(super::publish::NightsArgs),
    /// Make a night current, such as one that was put aside
    Publish(super::publish::PublishArgs),
    /// Note that a person has looked at a draft and agrees
    Approve(super::publish::ApproveArgs),
    /// Make that night current which was so before
    Rollback(super::publish::RollbackArgs),
    /// Solve a day problem (problem.json), written by anyone
    Solve(SolveArgs),
    /// Recount a plan: does it keep every rule, is its objective what it says, and is its bound proven?
    Verify(VerifyArgs),
    /// Say what would be if something were otherwise, by planning the day with it: one more teacher, a rule off, a later bell
    Whatif(super::whatif::WhatifArgs),
    /// Make a school or a district from a seed, for trying out, tests and benches
    Generate(super::generate::GenerateArgs),
    /// Say what the competency graph looks like: counts, circles, redundant rows, layers, ways
    Graph(GraphArgs),
    /// Say why a learner's day is as it is, or why a lesson is not in it
    Explain(super::explain::ExplainArgs),
    /// Say what learners know as of any day, and which evidence made it so
    Mastery(super::mastery::MasteryArgs),
    /// Check, list, show and test the rules, and say what each did on a day
    Rules(super::rules::RulesArgs),
    /// Live through a term of school under several ways of deciding, and count what learners know in the end
    Simulate(super::simulate::SimulateArgs),
    /// Measure how well a model of knowing predicts a log of answers, anybody's
    Evaluate(super::evaluate::EvaluateArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the man page, or write one page a command into a folder
    Man(ManArgs),
}

/// From which severity on findings make the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Never,
    Error,
    Warning,
}

#[derive(Args, Clone, Debug)]
pub struct PackageArgs {
    /// The school package: a folder of CSV tables
    #[arg(value_name = "PACKAGE")]
    pub package: PathBuf,
    /// The folder of rules [default: what the settings name, else PACKAGE/rules, else the nearest `rules` above the package, else the
    /// built-in policy]
    #[arg(long, value_name = "DIR", env = "DAYBREAK_RULES")]
    pub rules: Option<PathBuf>,
    /// Settings in TOML (rules, [ingest], [schedule], [expect]); flags win over it [default: PACKAGE/daybreak.toml]
    #[arg(long, value_name = "FILE", env = "DAYBREAK_CONFIG")]
    pub config: Option<PathBuf>,
    /// Share of rejected rows of a required table, 0 to 1, beyond which nothing is planned [default: 0.05]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub rejected_share_max: Option<f64>,
    /// Say that there is school on this date where a row of days.csv cannot be read and leaves it open; may be repeated
    #[arg(long = "school-day", value_name = "D", value_parser = date)]
    pub school_days: Vec<Date>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak check data/example
  daybreak check data/example --format json > findings.json")]
pub struct CheckArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    /// From which severity on findings make the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Warning)]
    pub fail_on: FailOn,
    /// Findings shown of one kind (0: all); --format json shows all
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub show: usize,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak graph data/example
  daybreak graph data/example --strict || echo 'circles: see exit code 3 in daybreak --help'
  daybreak graph data/example --csv > competencies.csv")]
pub struct GraphArgs {
    /// A folder with competencies.csv and prerequisites.csv
    #[arg(value_name = "PACKAGE")]
    pub package: PathBuf,
    /// Refuse circles and competencies that need themselves (exit code 3)
    #[arg(long, conflicts_with = "lenient")]
    pub strict: bool,
    /// Take the competencies of a circle as one, taught together [default]
    #[arg(long)]
    pub lenient: bool,
    /// One row a competency as CSV: layer, needs, needed by, size of its way
    #[arg(long)]
    pub csv: bool,
    /// Findings shown of one kind (0: all); --format json shows all
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub show: usize,
}

#[derive(Args, Clone, Debug, Default)]
pub struct SearchArgs {
    /// Seeds every random choice
    #[arg(long, value_name = "S", env = "DAYBREAK_SEED")]
    pub seed: Option<u64>,
    /// Seconds of search for a site at most; without it the budget is in rounds, and two runs write the same bytes
    #[arg(long, value_name = "N", value_parser = seconds)]
    pub seconds: Option<f64>,
    /// The moment at which the best plans so far are wanted: HH:MM or HH:MM:SS of today (tomorrow when that is past), or
    /// RFC 3339. It ends the search and asks for no more of it; with --seconds, whichever is earlier
    #[arg(long, value_name = "TIME", value_parser = deadline)]
    pub deadline: Option<Deadline>,
    /// Search effort: 1 is the default budget, 2 twice as many rounds
    #[arg(long, value_name = "X", value_parser = effort)]
    pub effort: Option<f64>,
    /// Stop as soon as the plan is proven to be within this share of the best possible, e.g. 0.01
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub gap: Option<f64>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak plan data/example --date 2026-11-23 --out out
  daybreak plan district --seconds 60 -q || echo 'see exit codes in daybreak --help'")]
pub struct PlanArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    /// The day to plan, YYYY-MM-DD [default: the next school day after today]
    #[arg(long, value_name = "D", value_parser = date)]
    pub date: Option<Date>,
    /// What day it is, where the clock of the machine is not to say so
    #[arg(long, value_name = "D", value_parser = date, conflicts_with = "date")]
    pub today: Option<Date>,
    /// Where the folder of the date is written
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// The folder of another night (such as out/2026-11-23): the search at each site begins from its plan and prices, and the ways
    /// to goals keep to its next week unless a change gains enough (changes.csv) [default: the last night in --out before the date]
    #[arg(long, value_name = "DIR")]
    pub start_from: Option<PathBuf>,
    /// Know of no former night: begin from nothing, and take nothing that was planned as had
    #[arg(long, conflicts_with = "start_from")]
    pub fresh: bool,
    /// Write a draft, aside: nobody reads it as published until `daybreak publish`
    #[arg(long)]
    pub draft: bool,
    /// Keep to what is published for the date, at the night prices of the policy `changes`
    #[arg(long, conflicts_with = "fresh")]
    pub keep: bool,
    #[command(flatten)]
    pub search: SearchArgs,
    /// Publish in spite of a gate, by its name, with a reason: `--accept "rows:learners=two classes have moved"`; may be repeated
    #[arg(long = "accept", value_name = "GATE[=WHY]")]
    pub accept: Vec<String>,
    /// From which severity on findings make the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Never)]
    pub fail_on: FailOn,
}

impl PlanArgs {
    /// A normal night of a date.
    pub fn of_day(package: &PackageArgs, date: Date, out: &Path, search: &SearchArgs) -> Self {
        PlanArgs {
            package: package.clone(),
            date: Some(date),
            today: None,
            out: out.to_owned(),
            start_from: None,
            fresh: false,
            draft: false,
            keep: false,
            search: search.clone(),
            accept: Vec::new(),
            fail_on: FailOn::Never,
        }
    }
}

#[derive(Args, Debug)]
#[command(after_help = "Example:
  daybreak solve problem.json -o plan.json --seconds 10 && daybreak verify problem.json plan.json --bound")]
pub struct SolveArgs {
    /// A day problem (daybreak.problem/1)
    #[arg(value_name = "PROBLEM")]
    pub problem: PathBuf,
    /// Where the plan is written, with the certificate of its bound beside it; - for stdout, without a certificate
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub out: PathBuf,
    /// A plan to start from, of this problem or one like it; never worsened where it is valid
    #[arg(long, value_name = "PLAN")]
    pub start: Option<PathBuf>,
    /// A certificate with prices to start the bound from, such as last night's
    #[arg(long, value_name = "CERTIFICATE")]
    pub prices: Option<PathBuf>,
    #[command(flatten)]
    pub search: SearchArgs,
}

#[derive(Args, Debug)]
#[command(after_help = "Exit code 0: the plan holds. 1: it does not, and every violation is named.")]
pub struct VerifyArgs {
    /// A day problem (daybreak.problem/1)
    #[arg(value_name = "PROBLEM")]
    pub problem: PathBuf,
    /// A plan for it (daybreak.plan/1)
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// Also recompute the plan's bound from its certificate, in integers and without a solver
    #[arg(long)]
    pub bound: bool,
    /// The certificate (daybreak.certificate/1) [default: the file beside the plan that the plan names]
    #[arg(long, value_name = "FILE", requires = "bound")]
    pub certificate: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub struct ManArgs {
    /// Write daybreak.1 and a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

pub fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date as YYYY-MM-DD, e.g. 2026-11-23".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to 1, e.g. 0.05".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Ok(seconds),
        _ => Err("expected seconds, 0 or more".to_owned()),
    }
}

pub fn effort(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(effort) if effort.is_finite() && effort >= 0.0 => Ok(effort),
        _ => Err("expected a number, 0 or more".to_owned()),
    }
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(threads) if (1..=1024).contains(&threads) => Ok(threads),
        _ => Err("expected a number from 1 to 1024".to_owned()),
    }
}
