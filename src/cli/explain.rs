//! `daybreak explain`: why a learner's day is as it is, for a coordinator.

use std::path::PathBuf;

use clap::Args;
use daybreak::explain::Question;
use daybreak::history::FormerNight;
use daybreak::ingest;
use daybreak::issue::nearest;
use daybreak::model::ids::{LearnerIdx, LessonIdx};
use daybreak::model::plan::Plan;
use daybreak::model::school::School;
use daybreak::model::time::Date;
use daybreak::pipeline;
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

For coordinators: the answer may name services and accommodations. Learners read playlists.csv.")]
pub struct ExplainArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    /// The learner's id
    #[arg(value_name = "LEARNER")]
    pub learner: String,
    /// The day, YYYY-MM-DD
    #[arg(long, value_name = "D", value_parser = date)]
    pub date: Date,
    /// Where plans are written; the plan there is explained while it still answers the package
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
    let plan = written_plan(args, &checked.school.sites[site.i()].id);
    let ground = pipeline::groundwork_from(checked.school, checked.rules, args.date, &former, &watcher);
    let question = Question { slot: args.slot.as_deref(), why_not };
    let day = pipeline::explain_learner(&ground, learner, question, plan, config).map_err(Failure::refused)?;
    watcher.finish();
    if !day.by_given_plan {
        printer.say(&format!(
            "no plan in {} answers this package on {}: the day was planned anew",
            args.out.display(),
            args.date
        ));
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

/// The plan that was written for the site and date, if it can be read.
fn written_plan(args: &ExplainArgs, site: &str) -> Option<Plan> {
    let folder = args.out.join(args.date.to_string()).join("sites").join(daybreak::export::folder_name(site));
    let path = folder.join("plan.json");
    ingest::problem::read_plan(&path.display().to_string(), &files::read(&path).ok()?).ok()
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
