//! `daybreak mastery`: what learners know as of any day, and which evidence made it so. For staff.

use clap::Args;
use daybreak::export::formats::csv;
use daybreak::export::sheet::Sheet;
use daybreak::export::tables;
use daybreak::model::ids::CompetencyIdx;
use daybreak::model::school::School;
use daybreak::model::time::Date;
use daybreak::pipeline;
use serde::Serialize;

use super::args::{Format, PackageArgs, date};
use super::check::{checked, refuse_bad_rules};
use super::exit::{Exit, Failure};
use super::explain::{find_learner, unknown};
use super::observer::Watcher;
use super::package::Call;
use super::print::Printer;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak mastery data/example --as-of 2026-11-01 > mastery.csv
  daybreak mastery data/example --learner L001 --competency MA.K.CC.A.1
  daybreak mastery data/example --calibration > calibration.csv")]
pub struct MasteryArgs {
    #[command(flatten)]
    pub package: PackageArgs,
    /// The day of which to speak, YYYY-MM-DD; evidence after it is not seen [default: the day of the latest evidence]
    #[arg(long, value_name = "D", value_parser = date)]
    pub as_of: Option<Date>,
    /// Say instead whether estimates are right on the whole, for everybody and by tag, grade and language
    #[arg(long, conflicts_with = "learner")]
    pub calibration: bool,
    /// Only this learner
    #[arg(long, value_name = "ID")]
    pub learner: Option<String>,
    /// Say how the estimate of this competency came about
    #[arg(long, value_name = "ID", requires = "learner")]
    pub competency: Option<String>,
}

/// The document of `--format json`.
#[derive(Serialize)]
struct Answer<'a> {
    format: &'static str,
    as_of: String,
    lines: Vec<&'a str>,
}

/// Runs the command.
pub fn run(args: &MasteryArgs, printer: &Printer) -> Result<Exit, Failure> {
    let watcher = Watcher::new(printer);
    let call = Call::read(&args.package, None)?;
    let checked = checked(&call, &args.package, &watcher);
    refuse_bad_rules(&checked)?;
    if let Some(why) = &checked.refusal {
        return Err(Failure::refused(format!("nothing can be said of this package: {why}")));
    }
    let (school, rules) = (&checked.school, &checked.rules);
    let learner = args.learner.as_deref().map(|id| find_learner(school, id)).transpose()?;
    let competency = args.competency.as_deref().map(|id| find_competency(school, id)).transpose()?;
    let latest = school.evidence.iter().map(|row| row.at.date()).max();
    let Some(day) = args.as_of.or(latest) else {
        return Err(Failure::usage("the package has no evidence; expected --as-of"));
    };
    let written = |sheet: Sheet<'_>| String::from_utf8(csv::bytes(&sheet)).expect("our tables are UTF-8");
    let text = match (args.calibration, learner, competency) {
        (true, ..) => written(tables::calibration::of(&pipeline::calibration(school, rules, day, &watcher))),
        (false, Some(learner), Some(competency)) => {
            let states = pipeline::mastery(school, rules, day, &watcher);
            pipeline::explain_mastery(school, rules, day, learner, competency, &states)
        }
        (false, learner, _) => {
            let states = pipeline::mastery(school, rules, day, &watcher);
            written(tables::mastery::of(school, &states, day, learner))
        }
    };
    watcher.finish();
    match printer.format {
        Format::Human => printer.data(text.as_bytes()),
        Format::Json => printer.json(&Answer {
            format: "daybreak.mastery/1",
            as_of: day.to_string(),
            lines: text.lines().collect(),
        }),
    }
    Ok(Exit::Good)
}

fn find_competency(school: &School, id: &str) -> Result<CompetencyIdx, Failure> {
    let known = || school.competencies.iter().map(|competency| competency.id.as_str());
    known().position(|known| known == id).map(CompetencyIdx::at).ok_or_else(|| unknown("competency", id, known()))
}
