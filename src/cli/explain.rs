//! `daybreak explain`: why a learner's day is as it is, for a coordinator.

use std::path::{Path, PathBuf};

use clap::Args;
use daybreak::explain::Question;
use daybreak::history::FormerNight;
use daybreak::issue::nearest;
use daybreak::model::dictionary::TableKind;
use daybreak::model::files::RUN;
use daybreak::model::ids::{LearnerIdx, LessonIdx};
use daybreak::model::plan::Plan;
use daybreak::model::problem::Problem;
use daybreak::model::school::School;
use daybreak::model::time::Date;
use daybreak::pipeline::{self, Inputs};
use serde::Serialize;

use super::args::{Format, PackageArgs, date};
use super::check::{checked, refuse_bad_rules};
use super::exit::{Exit, Failure};
use super::files;
use super::observer::Watcher;
use super::package::Call;
use super::plan::former_turns;
use super::print::Printer;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak explain data/example L001 --date 2026-11-23
  daybreak explain data/example L001 --date 2026-11-23 --slot P2 --why-not LESSON
  daybreak explain data/example S05 --date 2026-11-23

For coordinators: the answer may name services and accommodations. Learners read playlists.csv.")]
pub struct ExplainArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    /// The learner's id; or a session's, a lesson's, a person's, a room's or a rule's, of which the published tables tell
    #[arg(value_name = "WHAT")]
    pub learner: String,
    /// The day, YYYY-MM-DD
    #[arg(long, value_name = "D", value_parser = date)]
    pub date: Date,
    /// Where plans are written; the plan that is published there is explained
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub out: PathBuf,
    /// Only this slot
    #[arg(long, value_name = "SLOT")]
    pub slot: Option<String>,
    /// Say why the learner does not have this lesson, and what would change it
    #[arg(long, value_name = "LESSON")]
    pub why_not: Option<String>,
}

/// The document of `--format json`.
#[derive(Serialize)]
struct Answer<'a> {
    format: &'static str,
    learner: &'a str,
    date: String,
    lines: Vec<&'a str>,
}

/// Runs the command.
pub fn run(args: &ExplainArgs, printer: &Printer) -> Result<Exit, Failure> {
    let call = Call::read(&args.package, None)?;
    let config = &call.settings.config;
    let watcher = Watcher::new(printer);
    let checked = checked(&call, &args.package, &watcher);
    refuse_bad_rules(&checked)?;
    if let Some(why) = &checked.refusal {
        return Err(Failure::refused(format!("nothing can be said of this package: {why}")));
    }
    let night = args.out.join(args.date.to_string());
    if !checked.school.learners.iter().any(|learner| learner.id == args.learner)
        && let Some(text) = about(&night, &args.learner)?
    {
        watcher.finish();
        let moved = since_published(&night, &call.inputs);
        if !moved.is_empty() {
            printer.say(&since(&moved));
        }
        printer.data(text.as_bytes());
        return Ok(Exit::Good);
    }
    let learner = find_learner(&checked.school, &args.learner)?;
    let why_not = args.why_not.as_deref().map(|id| find_lesson(&checked.school, id)).transpose()?;
    let site = checked.school.learners[learner.i()].site;
    let Some(day_type) = checked.school.day_type(site, args.date).map(str::to_owned) else {
        return Err(Failure::refused(pipeline::no_school(args.date).to_string()));
    };
    if let Some(slot) = &args.slot {
        find_slot(&checked.school, site, &day_type, slot)?;
    }
    // The night's own memory tells with what credit it began.
    let turns = former_turns(&args.out.join(args.date.to_string()), &checked.school, printer)?;
    let former = FormerNight { turns, ..FormerNight::default() };
    let published = published(&night, &checked.school.sites[site.i()].id);
    let moved = since_published(&night, &call.inputs);
    let ground = pipeline::groundwork_from(checked.school, checked.rules, args.date, &former, &watcher);
    let question = Question { slot: args.slot.as_deref(), why_not };
    let day = pipeline::explain_learner(&ground, learner, question, published, config).map_err(Failure::refused)?;
    watcher.finish();
    match (day.is_published, moved.is_empty()) {
        (false, _) => printer.say(&format!(
            "{} has no plan of {} that this package knows: the day was planned anew",
            args.out.display(),
            args.date
        )),
        (true, true) => {}
        (true, false) => printer.say(&since(&moved)),
    }
    match printer.format {
        Format::Human => printer.data(day.text.as_bytes()),
        Format::Json => printer.json(&Answer {
            format: "daybreak.answer/1",
            learner: &args.learner,
            date: args.date.to_string(),
            lines: day.text.lines().collect(),
        }),
    }
    Ok(Exit::Good)
}

/// The published tables that tell of something, and the columns by which they do.
const TABLES: [(&str, &[&str]); 9] = [
    ("sessions.csv", &["session", "lesson"]),
    ("staff.csv", &["staff"]),
    ("rooms.csv", &["room"]),
    ("requests.csv", &["staff", "lesson"]),
    ("wishes.csv", &["lesson"]),
    ("services.csv", &["service"]),
    ("matters.csv", &["subjects", "kind"]),
    ("exceptions.csv", &["subject", "kind"]),
    ("moved.csv", &["id", "before", "after"]),
];

/// What the tables of a published night say of an id, row by row; none where they do not know it.
fn about(night: &Path, id: &str) -> Result<Option<String>, Failure> {
    let mut text = String::new();
    for (file, keys) in TABLES {
        let path = night.join(file);
        if !path.is_file() {
            continue;
        }
        let bytes = files::read(&path)?;
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let header: Vec<String> =
            reader.headers().map(|header| header.iter().map(str::to_owned).collect()).unwrap_or_default();
        let rows = reader.records().filter_map(Result::ok).filter(|row| {
            let cells = header.iter().zip(row.iter());
            let mut of_keys = cells.filter(|(column, _)| keys.contains(&column.as_str()));
            of_keys.any(|(_, cell)| cell.split(';').any(|one| one == id))
        });
        let told: Vec<String> = rows
            .map(|row| {
                let cells = header
                    .iter()
                    .zip(row.iter())
                    .filter(|(column, cell)| !cell.is_empty() && !["date", "site"].contains(&column.as_str()));
                cells.map(|(column, cell)| format!("{column} {cell}")).collect::<Vec<String>>().join(", ")
            })
            .collect();
        if !told.is_empty() {
            text += &format!("{file}\n");
            told.iter().for_each(|line| text += &format!("  {line}\n"));
        }
    }
    Ok((!text.is_empty()).then_some(text))
}

/// The day problem and plan that were published for the site and date, if they can be read.
fn published(night: &Path, site: &str) -> Option<(Problem, Plan)> {
    let fetch = |file: &str| Ok::<_, std::io::Error>(files::read(&night.join(file)).ok());
    FormerNight::read_published(fetch, site).ok().flatten().map(|day| (day.problem, day.plan))
}

/// What has changed since the published plan was made.
fn since(moved: &[String]) -> String {
    let moved = moved.join(", ");
    format!("this is the published plan; since it was made these have changed: {moved} (daybreak replan takes them up)")
}

/// Tables and files of rules that are not those from which the night was made.
fn since_published(night: &Path, inputs: &Inputs) -> Vec<String> {
    let card = files::read(&night.join(RUN)).ok().and_then(|bytes| pipeline::before(&bytes).ok());
    let Some(card) = card else { return Vec::new() };
    let tables = inputs.tables.iter().filter_map(|file| {
        let table = TableKind::of_file(&file.name)?.spec().name;
        let is_same = card.hashes.get(table) == Some(&pipeline::sha256(&file.bytes));
        (!is_same).then(|| file.name.clone())
    });
    let rules =
        inputs.rules.iter().filter(|file| card.rule_hashes.get(&file.name) != Some(&pipeline::sha256(&file.bytes)));
    tables.chain(rules.map(|file| file.name.clone())).collect()
}

pub fn find_learner(school: &School, id: &str) -> Result<LearnerIdx, Failure> {
    let known = school.learners.iter().map(|learner| learner.id.as_str());
    school
        .learners
        .iter()
        .position(|learner| learner.id == id)
        .map(LearnerIdx::at)
        .ok_or_else(|| unknown("learner", id, known))
}

fn find_lesson(school: &School, id: &str) -> Result<LessonIdx, Failure> {
    let known = school.lessons.iter().map(|lesson| lesson.id.as_str());
    school
        .lessons
        .iter()
        .position(|lesson| lesson.id == id)
        .map(LessonIdx::at)
        .ok_or_else(|| unknown("lesson", id, known))
}

fn find_slot(school: &School, site: daybreak::model::ids::SiteIdx, day_type: &str, id: &str) -> Result<(), Failure> {
    let schedule = school.bell_schedule(site, day_type);
    let known: Vec<&str> = schedule.iter().map(|slot| school.slots[slot.i()].id.as_str()).collect();
    match known.contains(&id) {
        true => Ok(()),
        false => Err(unknown("slot of that day", id, known)),
    }
}

/// The call names something that the package does not have.
pub fn unknown<'a>(kind: &str, id: &str, known: impl IntoIterator<Item = &'a str>) -> Failure {
    let hint = nearest(id, known).map(|near| format!(" Maybe {near}.")).unwrap_or_default();
    Failure::usage(format!("{id:?} is no {kind} of this package.{hint}"))
}
