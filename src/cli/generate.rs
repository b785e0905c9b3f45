//! `daybreak generate`: a school or district from a seed; with `--problem` a bare day problem.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::generate::{DemandShape, SchoolSpec, generate};
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::pipeline;

use super::args::date;
use super::exit::{Exit, Failure};
use super::files;
use super::print::Printer;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak generate school                                    the shipped example
  daybreak generate district --sites 3 --learners 250 --seed 7 --truth truth
  daybreak generate elementary --learners 300 --grade-max 5
  daybreak generate --problem day.json --learners 300 --slots 6 --supply scarce-staff --rules all
  daybreak generate --problem day.json --learners 2000 --slots 8 --supply mixed --demand spread --rules all

The truth (what the simulated learners really know) is never part of the package.")]
pub struct GenerateArgs {
    /// Where the package is written; the folder must not hold other tables
    #[arg(value_name = "DIR", required_unless_present = "problem")]
    pub dir: Option<PathBuf>,
    /// Write a bare day problem into this file instead of a package; - for stdout
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dir", "sites", "truth", "evidence_days", "date"])]
    pub problem: Option<PathBuf>,
    /// Write what the simulated learners really know into this folder
    #[arg(long, value_name = "DIR")]
    pub truth: Option<PathBuf>,
    /// Seeds every random choice
    #[arg(long, value_name = "S", env = "DAYBREAK_SEED")]
    pub seed: Option<u64>,
    /// Sites of the district
    #[arg(long, value_name = "N")]
    pub sites: Option<u32>,
    /// Learners of every site
    #[arg(long, value_name = "N")]
    pub learners: Option<u32>,
    /// The youngest grade, 0 (kindergarten) to 8 [default: 0]
    #[arg(long, value_name = "G", conflicts_with = "problem")]
    pub grade_min: Option<i8>,
    /// The oldest grade, to 8: the catalogue ends there [default: 8]
    #[arg(long, value_name = "G", conflicts_with = "problem")]
    pub grade_max: Option<i8>,
    /// Learning slots of a learner's day
    #[arg(long, value_name = "N")]
    pub slots: Option<u32>,
    /// School days of evidence before the date
    #[arg(long, value_name = "N")]
    pub evidence_days: Option<u32>,
    /// Pieces of evidence for every slot in which a learner learned
    #[arg(long, value_name = "X", conflicts_with = "problem")]
    pub evidence_per_slot: Option<f64>,
    /// The day that is to be planned, YYYY-MM-DD
    #[arg(long, value_name = "D", value_parser = date)]
    pub date: Option<Date>,
    /// 0: plenty of staff, 0.5: usual, 1: a third less than usual
    #[arg(long, value_name = "X")]
    pub staff_scarcity: Option<f64>,
    /// 0: plenty of rooms, 0.5: usual, 1: a third less than usual
    #[arg(long, value_name = "X")]
    pub room_scarcity: Option<f64>,
    /// How far apart learners of a grade are
    #[arg(long, value_enum)]
    pub demand: Option<DemandArg>,
    /// With --problem: what is there against what is wanted [default: from the scarcities, above 0.5 is scarce]
    #[arg(long, value_enum, requires = "problem", conflicts_with_all = ["staff_scarcity", "room_scarcity"])]
    pub supply: Option<SupplyArg>,
    /// With --problem: wishes of a learner, about [default: 20]
    #[arg(long, value_name = "N", requires = "problem")]
    pub candidates: Option<u32>,
    /// With --problem: which parts of the format are used
    #[arg(long, value_enum, requires = "problem")]
    pub rules: Option<RulesArg>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DemandArg {
    /// Near one another: large groups form
    Even,
    /// Some a year ahead or behind
    Spread,
    /// Many different next steps, each wished by few
    LongTail,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SupplyArg {
    /// A place for everybody
    Rich,
    /// People for two thirds of the learners at a time
    ScarceStaff,
    /// Rooms for three quarters of the learners at a time
    ScarceRooms,
    /// Both people and rooms are short
    ScarceBoth,
    /// Half way between rich and scarce
    Mixed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RulesArg {
    /// Sizes, rooms and people only
    Plain,
    /// Every kind of constraint and of points, but for places and order
    All,
    /// All, and what changes of place and of order cost
    Places,
}

/// Runs the command.
pub fn run(args: &GenerateArgs, printer: &Printer) -> Result<Exit, Failure> {
    match (&args.problem, &args.dir) {
        (Some(file), _) => problem(args, file, printer),
        (None, Some(dir)) => school(args, dir, printer),
        (None, None) => Err(Failure::usage("a folder for the package is missing")),
    }
}

/// Writes a package and, when asked, its truth.
fn school(args: &GenerateArgs, dir: &Path, printer: &Printer) -> Result<Exit, Failure> {
    let usual = SchoolSpec::default();
    let spec = SchoolSpec {
        seed: args.seed.unwrap_or(usual.seed),
        date: args.date.unwrap_or(usual.date),
        n_sites: args.sites.unwrap_or(usual.n_sites),
        learners_per_site: args.learners.unwrap_or(usual.learners_per_site),
        grade_min: args.grade_min.unwrap_or(usual.grade_min),
        grade_max: args.grade_max.unwrap_or(usual.grade_max),
        slots_per_day: args.slots.unwrap_or(usual.slots_per_day),
        evidence_days: args.evidence_days.unwrap_or(usual.evidence_days),
        delivered_days: usual.delivered_days.min(args.evidence_days.unwrap_or(usual.evidence_days)),
        evidence_per_slot: args.evidence_per_slot.unwrap_or(usual.evidence_per_slot),
        staff_scarcity: args.staff_scarcity.unwrap_or(usual.staff_scarcity),
        room_scarcity: args.room_scarcity.unwrap_or(usual.room_scarcity),
        demand: match args.demand {
            None => usual.demand,
            Some(DemandArg::Even) => DemandShape::Even,
            Some(DemandArg::Spread) => DemandShape::Spread,
            Some(DemandArg::LongTail) => DemandShape::LongTail,
        },
        ..usual
    };
    let faults = spec.faults();
    if !faults.is_empty() {
        return Err(Failure::usage(faults.join("; ")));
    }
    let generated = generate(&spec);
    write_all(dir, &generated.files)?;
    if let Some(truth) = &args.truth {
        write_all(truth, &generated.truth)?;
    }
    printer.say(&format!("{}: {} tables for {}", dir.display(), generated.files.len(), spec.date));
    Ok(Exit::Good)
}

fn write_all(dir: &Path, tables: &[SourceFile]) -> Result<(), Failure> {
    tables.iter().try_for_each(|file| files::write_file(&dir.join(&file.name), &file.bytes))
}

/// Writes a bare day problem.
fn problem(args: &GenerateArgs, file: &Path, printer: &Printer) -> Result<Exit, Failure> {
    let usual = ProblemSpec::default();
    let spec = ProblemSpec {
        seed: args.seed.unwrap_or(usual.seed),
        n_learners: args.learners.map_or(usual.n_learners, |n| n as usize),
        n_slots: args.slots.map_or(usual.n_slots, |n| n as usize),
        n_candidates: args.candidates.map_or(usual.n_candidates, |n| n as usize),
        supply: supply(args),
        demand: match args.demand {
            Some(DemandArg::LongTail) => Demand::LongTail,
            Some(DemandArg::Spread) => Demand::Spread,
            Some(DemandArg::Even) | None => Demand::Even,
        },
        rules: match args.rules {
            Some(RulesArg::All) => Rules::All,
            Some(RulesArg::Places) => Rules::Places,
            Some(RulesArg::Plain) | None => Rules::Plain,
        },
    };
    let json = pipeline::problem_json(&generate_problem(&spec));
    match file.as_os_str() == "-" {
        true => printer.data(&json),
        false => files::write_file(file, &json)?,
    }
    Ok(Exit::Good)
}

/// What is there against what is wanted, as named or as the scarcities say.
fn supply(args: &GenerateArgs) -> Supply {
    let scarce = |scarcity: Option<f64>| scarcity.is_some_and(|scarcity| scarcity > 0.5);
    match args.supply {
        Some(SupplyArg::Rich) => Supply::Rich,
        Some(SupplyArg::ScarceStaff) => Supply::ScarceStaff,
        Some(SupplyArg::ScarceRooms) => Supply::ScarceRooms,
        Some(SupplyArg::ScarceBoth) => Supply::ScarceBoth,
        Some(SupplyArg::Mixed) => Supply::Mixed,
        None => match (scarce(args.staff_scarcity), scarce(args.room_scarcity)) {
            (true, true) => Supply::ScarceBoth,
            (true, false) => Supply::ScarceStaff,
            (false, true) => Supply::ScarceRooms,
            (false, false) => Supply::Rich,
        },
    }
}
