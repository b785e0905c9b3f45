//! `daybreak record`: what took place on a planned day becomes rows for the next night.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use daybreak::issue::Issue;
use daybreak::model::files::{PLAYLISTS, RUN};
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::pipeline;
use daybreak::record::{self, ACTUAL, Cells, ColumnMap, DELIVERED, EVIDENCE, Recorded, Reports};
use serde::{Deserialize, Serialize};

use super::args::{Format, PackageArgs, date};
use super::check::checked;
use super::documents::read_sites;
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
    let nights = Nights::wait_known(&args.out, printer)?;
    let Some(night) = nights.of(args.day) else {
        return Err(Failure::usage(format!("{} has no night of {}", args.out.display(), args.day)));
    };
    let package = package(args, &night.path)?;
    let mut call = Call::read(&package, None)?;
    // Of the package the catalogue matters: what it holds of earlier days says nothing of this one.
    call.inputs.tables.retain(|file| !is_written(&file.name));
    let watcher = Watcher::new(printer);
    let school = checked(&call, &package, &watcher).school;
    let playlists = files::read(&night.path.join(PLAYLISTS))?;
    let sites = read_sites(&night.path, printer)?.into_iter().map(|site| (site.problem, site.plan));
    let planned = record::planned(&playlists, &sites.collect::<Vec<_>>()).map_err(|why| {
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
    let mut recorded = record::record(args.day, planned, &school, &reports);
    let rows = Rows::of(&recorded, args.day);
    recorded.issues.extend(rows.faults(&call, &watcher));
    watcher.finish();
    let tally = Tally::of(&recorded.issues);
    let folder = args.out.join(RECORDED).join(args.day.to_string());
    let is_worse = tally.errors > 0 && folder.join(ACTUAL_CSV).is_file();
    if is_worse {
        printer.say(&format!(
            "the record in {} stays as it was: what cannot be read has to be mended first",
            folder.display()
        ));
    } else {
        for file in rows.tables() {
            files::write_file(&folder.join(&file.name), &file.bytes)?;
        }
        files::write_file(&folder.join(ACTUAL_CSV), &record::table(&ACTUAL, &recorded.side_by_side(args.day)))?;
    }
    if let Some(into) = &args.into {
        if tally.errors > 0 {
            printer.say(&format!("nothing is put into {}: what cannot be read has to be mended first", into.display()));
        } else {
            rows.put_into(into, args.day)?;
        }
    }
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

fn source(path: &Path) -> Result<SourceFile, Failure> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(SourceFile { name, bytes: files::read(path)? })
}

/// Whether it is a table of which a record makes rows.
fn is_written(file: &str) -> bool {
    [DELIVERED_CSV, EVIDENCE_CSV].iter().any(|name| name.eq_ignore_ascii_case(file))
}

/// The rows as files.
struct Rows {
    delivered: Vec<Vec<String>>,
    evidence: Vec<Vec<String>>,
    /// Learners and slots of which something is said.
    spoken_of: BTreeSet<(String, String)>,
}

impl Rows {
    fn of(recorded: &Recorded, day: Date) -> Self {
        Rows { delivered: recorded.delivered(day), evidence: recorded.evidence(day), spoken_of: recorded.spoken_of() }
    }

    fn tables(&self) -> [SourceFile; 2] {
        let file = |name: &str, bytes: Vec<u8>| SourceFile { name: name.to_owned(), bytes };
        [
            file(DELIVERED_CSV, record::table(&DELIVERED, &self.delivered)),
            file(EVIDENCE_CSV, record::table(&EVIDENCE, &self.evidence)),
        ]
    }

    /// What is wrong with them, as `check` would say it of these rows in the package.
    fn faults(&self, call: &Call, watcher: &Watcher) -> Vec<Issue> {
        let tables = self.tables();
        let mut inputs = call.inputs.clone();
        inputs.tables.extend(tables.iter().cloned());
        let issues = pipeline::check_package(&inputs, &call.settings.config, watcher).issues;
        issues.into_iter().filter(|issue| tables.iter().any(|table| table.name == issue.place.file)).collect()
    }

    /// Puts them into the tables of a package, in place of what these say of the day and the same learners, slots and tickets.
    fn put_into(&self, package: &Path, day: Date) -> Result<(), Failure> {
        let tables = read_package(package)?;
        let day = day.to_string();
        let of_day =
            |cell: &Cells<'_>| cell("date") == day && self.spoken_of.contains(&(cell("learner"), cell("slot")));
        let ticket = |row: &Vec<String>| [row[0].clone(), row[1].clone(), row[5].clone()];
        let tickets: BTreeSet<[String; 3]> = self.evidence.iter().map(ticket).collect();
        let is_ticket = |cell: &Cells<'_>| {
            cell("kind") == "exit_ticket"
                && cell("at").starts_with(&day)
                && tickets.contains(&[cell("learner"), cell("competency"), cell("lesson")])
        };
        let old = |name: &str| tables.iter().find(|file| file.name.eq_ignore_ascii_case(name));
        let bytes = |name: &str| old(name).map(|file| file.bytes.as_slice());
        let merged = [
            (DELIVERED_CSV, record::merged(bytes(DELIVERED_CSV), &DELIVERED, &self.delivered, of_day)),
            (EVIDENCE_CSV, record::merged(bytes(EVIDENCE_CSV), &EVIDENCE, &self.evidence, is_ticket)),
        ];
        // Both or none, as far as their form goes.
        let mut ready = Vec::new();
        for (name, table) in merged {
            let table = table.map_err(|why| Failure::refused(format!("{name} cannot be added to: {why}")))?;
            ready.push((package.join(old(name).map_or(name, |file| file.name.as_str())), table));
        }
        ready.iter().try_for_each(|(path, table)| files::write_file(path, table))
    }
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
