//! `daybreak record`: what took place on a planned day becomes rows for the next night.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use daybreak::issue::Issue;
use daybreak::model::files::{PLAN, PLAYLISTS, PROBLEM, RUN, SITES};
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::record::{self, ACTUAL, ColumnMap, DELIVERED, EVIDENCE, Recorded, Reports};
use serde::{Deserialize, Serialize};

use super::args::{Format, PackageArgs, date};
use super::check::checked;
use super::documents::{read_plan, read_problem};
use super::exit::{Exit, Failure};
use super::files;
use super::nights::Nights;
use super::observer::Watcher;
use super::package::{Call, read_package};
use super::print::{Printer, Tally};

/// What is written, beside each other.
const DELIVERED_CSV: &str = "delivered.csv";
const EVIDENCE_CSV: &str = "evidence.csv";
const ACTUAL_CSV: &str = "actual.csv";
/// The folder of recorded days in the folder of nights.
const RECORDED: &str = "recorded";
/// Ids that are named of what is missing.
const NAMED: usize = 8;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak record 2026-11-23 data/example --attendance attendance.csv --outcomes tickets.csv
  daybreak record 2026-11-23 --all-present --columns outcomes.learner=student_id,outcomes.score=points --outcomes t.csv --into my-school

What is not reported stays so; the next night takes it as probably had.")]
pub struct RecordArgs {
    /// The day that was planned, YYYY-MM-DD
    #[arg(value_name = "DAY", value_parser = date)]
    pub day: Date,
    /// The school package [default: the one from which the day was planned]
    #[arg(value_name = "PACKAGE")]
    pub package: Option<PathBuf>,
    /// The folder of nights
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// Who was there: learner, present (yes, no, absent, tardy, ...), slot (empty: all day), date
    #[arg(long, value_name = "FILE")]
    pub attendance: Option<PathBuf>,
    /// What took place otherwise: session, what (held, cancelled, swapped, moved), lesson, slot, staff, room, minutes, date
    #[arg(long, value_name = "FILE")]
    pub changes: Option<PathBuf>,
    /// What came of it: learner, session or lesson or competency, score or outcome (mastered, progress, none), date
    #[arg(long, value_name = "FILE")]
    pub outcomes: Option<PathBuf>,
    /// Columns of other names: attendance.learner=student_id,outcomes.score=points
    #[arg(long, value_name = "SOURCE.NAME=COLUMN,...", value_parser = ColumnMap::read, default_value = "")]
    pub columns: ColumnMap,
    /// Who is not said to be away was there
    #[arg(long)]
    pub all_present: bool,
    /// Also put the rows into the tables of this package, in place of what they say of the day
    #[arg(long, value_name = "PACKAGE")]
    pub into: Option<PathBuf>,
    /// Settings in TOML: [ingest] score_min and score_max say what scores are between [default: PACKAGE/daybreak.toml]
    #[arg(long, value_name = "FILE", env = "DAYBREAK_CONFIG")]
    pub config: Option<PathBuf>,
}

/// The document of `--format json`.
#[derive(Serialize)]
struct Summary<'a> {
    format: &'static str,
    day: String,
    /// Planned slots of learners, by how they went.
    slots: BTreeMap<&'static str, usize>,
    delivered: usize,
    evidence: usize,
    learners_not_reported: Vec<&'a str>,
    sessions_without_outcome: Vec<&'a str>,
    issues: &'a [Issue],
    folder: String,
}

/// Runs the command.
pub fn run(args: &RecordArgs, printer: &Printer) -> Result<Exit, Failure> {
    let nights = Nights::open(&args.out)?;
    let Some(night) = nights.of(args.day) else {
        return Err(Failure::usage(format!("{} has no night of {}", args.out.display(), args.day)));
    };
    let package = package(args, &night.path)?;
    let call = Call::read(&package, None)?;
    let watcher = Watcher::new(printer);
    let school = checked(&call, &package, &watcher).school;
    watcher.finish();
    let playlists = files::read(&night.path.join(PLAYLISTS))?;
    let planned = record::planned(&playlists, &sites(&night.path, printer)?).map_err(|why| {
        Failure::refused(format!("{} is not a playlist: {why}", night.path.join(PLAYLISTS).display()))
    })?;
    let source = |path: &Option<PathBuf>| path.as_deref().map(source).transpose();
    let reports = Reports {
        attendance: source(&args.attendance)?,
        changes: source(&args.changes)?,
        outcomes: source(&args.outcomes)?,
        columns: args.columns.clone(),
        all_present: args.all_present,
        scores: call.settings.config.ingest.scores(),
    };
    let recorded = record::record(args.day, planned, &school, &reports);
    let tally = Tally::of(&recorded.issues);
    let folder = args.out.join(RECORDED).join(args.day.to_string());
    write(&recorded, args, &folder)?;
    tell(&recorded, args, &folder, printer);
    Ok(if tally.errors > 0 { Exit::Findings } else { Exit::Good })
}

/// The package that is named, else the one from which the night says that it was planned.
fn package(args: &RecordArgs, night: &Path) -> Result<PackageArgs, Failure> {
    #[derive(Deserialize)]
    struct Card {
        options: BTreeMap<String, String>,
    }
    let of_night = || -> Result<PathBuf, Failure> {
        let card: Option<Card> = serde_json::from_slice(&files::read(&night.join(RUN))?).ok();
        let package = card.and_then(|card| card.options.get("package").cloned());
        package
            .map(PathBuf::from)
            .ok_or_else(|| Failure::usage("name the package: the night does not say from which it was planned"))
    };
    let package = args.package.clone().or_else(|| args.into.clone()).map_or_else(of_night, Ok)?;
    Ok(PackageArgs {
        package,
        rules: None,
        config: args.config.clone(),
        rejected_share_max: None,
        school_days: Vec::new(),
    })
}

/// Problem and plan of each site of a night.
fn sites(
    night: &Path,
    printer: &Printer,
) -> Result<Vec<(daybreak::model::problem::Problem, daybreak::model::plan::Plan)>, Failure> {
    let folder = night.join(SITES);
    let entries = std::fs::read_dir(&folder).map_err(|error| Failure::reading(&folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    let read = |site: &PathBuf| {
        let bytes = files::read(&site.join(PROBLEM))?;
        Ok((read_problem(&site.join(PROBLEM), &bytes, printer)?.0, read_plan(&site.join(PLAN), printer)?))
    };
    paths.iter().map(read).collect()
}

fn source(path: &Path) -> Result<SourceFile, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(SourceFile { name, bytes: files::read(path)? })
}

/// Writes the rows beside each other, and into a package's tables where that is asked for. The rows are checked as a package's are.
fn write(recorded: &Recorded, args: &RecordArgs, folder: &Path) -> Result<(), Failure> {
    let (delivered, evidence) = (recorded.delivered(args.day), recorded.evidence(args.day));
    let written = [
        (DELIVERED_CSV, record::table(&DELIVERED, &delivered)),
        (EVIDENCE_CSV, record::table(&EVIDENCE, &evidence)),
        (ACTUAL_CSV, record::table(&ACTUAL, &recorded.side_by_side(args.day))),
    ];
    for (name, bytes) in &written {
        files::write_file(&folder.join(name), bytes)?;
    }
    let Some(into) = &args.into else { return Ok(()) };
    let tables = read_package(into)?;
    let old = |name: &str| tables.iter().find(|file| file.name.eq_ignore_ascii_case(name));
    let day = args.day.to_string();
    let learners: BTreeSet<&str> = recorded.actual.iter().map(|one| one.planned.learner.as_str()).collect();
    let of_day = |cell: &dyn Fn(&str) -> String| cell("date") == day && learners.contains(cell("learner").as_str());
    let key = |cells: [&str; 3]| cells.map(str::to_owned);
    let tickets: BTreeSet<[String; 3]> =
        recorded.tickets.iter().map(|one| key([&one.learner, &one.competency, &one.lesson])).collect();
    let is_ticket = |cell: &dyn Fn(&str) -> String| {
        cell("kind") == "exit_ticket"
            && cell("at").starts_with(&day)
            && tickets.contains(&[cell("learner"), cell("competency"), cell("lesson")])
    };
    let merge =
        |name: &str, header: &[&str], rows: &[Vec<String>], is_replaced: &dyn Fn(&dyn Fn(&str) -> String) -> bool| {
            let file = old(name);
            let merged = record::merged(file.map(|file| file.bytes.as_slice()), header, rows, is_replaced);
            let merged = merged.map_err(|why| Failure::refused(format!("{name} cannot be added to: {why}")))?;
            let path = into.join(file.map_or(name, |file| file.name.as_str()));
            files::write_file(&path, &merged)
        };
    merge(DELIVERED_CSV, &DELIVERED, &delivered, &of_day)?;
    merge(EVIDENCE_CSV, &EVIDENCE, &evidence, &is_ticket)
}

/// What was recorded, and what is missing.
fn tell(recorded: &Recorded, args: &RecordArgs, folder: &Path, printer: &Printer) {
    let (learners, sessions) = recorded.missing();
    let (delivered, evidence) = (recorded.delivered(args.day).len(), recorded.evidence(args.day).len());
    if printer.format == Format::Json {
        return printer.json(&Summary {
            format: "daybreak.recorded/1",
            day: args.day.to_string(),
            slots: recorded.counts(),
            delivered,
            evidence,
            learners_not_reported: learners.into_iter().collect(),
            sessions_without_outcome: sessions.into_iter().collect(),
            issues: &recorded.issues,
            folder: folder.display().to_string(),
        });
    }
    printer.issues(&recorded.issues, 5);
    let counts: Vec<String> =
        recorded.counts().into_iter().map(|(went, n)| format!("{n} {}", went.replace('_', " "))).collect();
    let mut text =
        format!("{}: {} planned slots of learners: {}\n", args.day, recorded.actual.len(), counts.join(", "));
    let named = |ids: &BTreeSet<&str>| {
        let first: Vec<&str> = ids.iter().copied().take(NAMED).collect();
        let more = ids.len().saturating_sub(NAMED);
        format!("{}{}", first.join(", "), if more > 0 { format!(" and {more} more") } else { String::new() })
    };
    if !learners.is_empty() {
        text += &format!("missing: nothing is said of {} learners ({})\n", learners.len(), named(&learners));
    }
    if !sessions.is_empty() {
        text += &format!("missing: no outcome of {} sessions ({})\n", sessions.len(), named(&sessions));
    }
    text += &format!("{delivered} rows of delivered.csv, {evidence} of evidence.csv: {}\n", folder.display());
    printer.report(&text);
}
