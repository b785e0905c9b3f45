//! `daybreak simulate`: a term lived through under several policies, side by side, in a school that is made up or in one's own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use daybreak::config::Config;
use daybreak::generate::{SchoolSpec, found};
use daybreak::ingest::rules::read_rules;
use daybreak::minds::{WORLDS, World};
use daybreak::model::ids::SiteIdx;
use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use daybreak::pipeline::{Eve, Planner, no_school};
use daybreak::simulate::{Arm, Building, Policy, Results, Study, page, run};

use super::args::{Format, PackageArgs, date, effort};
use super::check::{checked, refuse_rules};
use super::exit::{Exit, Failure};
use super::files;
use super::observer::Watcher;
use super::package::{Call, read_rules_folder};
use super::plan::{first_day, refuse};
use super::print::Printer;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  daybreak simulate --out term --learners 45 --days 5
  daybreak simulate --out rules --learners 90 --days 20 --seeds 1,2,3 --rules rules --rules rules-next
  daybreak simulate --out slow --world slow --policy class --policy daybreak --policy truth
  daybreak simulate data/example --date 2026-11-23 --out own --days 10 --seeds 1,2,3 --effort 0.1")]
pub struct SimulateArgs {
    /// The school's own package, with minds drawn from what is believed of its learners, one draw a seed [default: a
    /// generated school a seed]
    #[arg(value_name = "PACKAGE")]
    pub package: Option<PathBuf>,
    /// The first day of the term, YYYY-MM-DD [default: the next school day after today]
    #[arg(long, value_name = "D", value_parser = date)]
    pub date: Option<Date>,
    /// The folder for results.csv, summary.csv, curves.csv and curves.svg
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// School days of the term
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=180))]
    pub days: u32,
    /// Learners of the generated school [default: 90]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub learners: Option<u32>,
    /// Seeds, a school each, or a draw of minds each; intervals are over them
    #[arg(long, value_name = "S,S,...", value_delimiter = ',', default_value = "1")]
    pub seeds: Vec<u64>,
    /// How minds learn and forget: usual, leaps, factors, slow, quick or crooked
    #[arg(long, value_name = "WORLD", default_value = "usual", value_parser = world)]
    pub world: World,
    /// Share of lessons that end with a ticket or another piece of evidence, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.35, value_parser = share)]
    pub tickets: f64,
    /// Who decides: class, groups, software, coordinator, daybreak, truth or oracle; may be repeated [default: all but oracle]
    #[arg(long = "policy", value_name = "POLICY", value_parser = policy)]
    pub policies: Vec<Policy>,
    /// Standard error in log odds of what policy truth is told, to see what sharper assessments would bring; 0: the truth
    #[arg(long, value_name = "X", default_value_t = 0.0, value_parser = blur)]
    pub blur: f64,
    /// A folder of rules; repeated, the planner runs under each [default: the built-in policy, for a PACKAGE those of plan]
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Settings in TOML ([ingest], [schedule]) for a PACKAGE; --effort wins over it
    #[arg(long, value_name = "FILE", env = "DAYBREAK_CONFIG")]
    pub config: Option<PathBuf>,
    /// Search effort of each night: 1 is that of `plan` [default: 1]
    #[arg(long, value_name = "X", value_parser = effort)]
    pub effort: Option<f64>,
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1, e.g. 0.35".to_owned())
}

fn blur(text: &str) -> Result<f64, String> {
    let blur = text.parse::<f64>().ok().filter(|blur| (0.0..=10.0).contains(blur));
    blur.ok_or_else(|| "expected a number from 0 to 10, e.g. 0.7".to_owned())
}

fn world(text: &str) -> Result<World, String> {
    let names: Vec<&str> = WORLDS.iter().map(|world| world.name).collect();
    World::named(text).ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

fn policy(text: &str) -> Result<Policy, String> {
    let words: Vec<&str> = Policy::WORDS.iter().map(|(word, _)| *word).collect();
    let found = Policy::WORDS.iter().find(|(word, _)| *word == text);
    found.map(|(_, policy)| *policy).ok_or_else(|| format!("expected one of {}", words.join(", ")))
}

/// Policies that run where none is named.
const USUAL: [Policy; 6] =
    [Policy::WholeClass, Policy::AbilityGroups, Policy::Software, Policy::Coordinator, Policy::Daybreak, Policy::Truth];

/// Learners of a generated school.
const LEARNERS: u32 = 90;

/// Lives through the term and writes what it brought.
pub fn simulate(args: &SimulateArgs, printer: &Printer) -> Result<Exit, Failure> {
    let study = Study { days: args.days as usize, arms: arms(args) };
    fit_together(args)?;
    files::writable(&args.out, &[RESULTS, SUMMARY, CURVES, PICTURE])?;
    let (planner, buildings) = match &args.package {
        Some(package) => own(args, package, printer)?,
        None => generated(args, printer)?,
    };
    let say = |what: &str| printer.detail(what);
    // What a school's own package is planned from has been checked, so that only a site can fail.
    let failed =
        |why| Failure { exit: if args.package.is_some() { Exit::SitesFailed } else { Exit::Usage }, message: why };
    let results = run(&study, &buildings, &planner, &say).map_err(failed)?;
    let n_days = results.iter().map(|one| one.curve.len()).min().unwrap_or(0);
    if n_days < study.days {
        printer.say(&format!("the calendar has {n_days} school days from the first one on: the term ends with them"));
    }
    let study = Study { days: n_days, ..study };
    write(args, &study, &results, buildings.first().map_or(0, |building| building.minds.len()))?;
    match printer.format {
        Format::Human => printer.say(&words(&study, &results)),
        Format::Json => printer.json(&Document::of(args, &study, &results)),
    }
    if args.package.is_some() {
        printer.say(FORECAST);
    }
    Ok(Exit::Good)
}

/// The files of the folder.
const RESULTS: &str = "results.csv";
const SUMMARY: &str = "summary.csv";
const CURVES: &str = "curves.csv";
const PICTURE: &str = "curves.svg";

/// Refuses options that would say nothing, or the same thing twice.
fn fit_together(args: &SimulateArgs) -> Result<(), Failure> {
    let refuse = |message: &str| Err(Failure::usage(message));
    match &args.package {
        Some(_) if args.learners.is_some() => {
            return refuse(
                "--learners is for a generated school; a PACKAGE brings its own learners: leave out one of the two",
            );
        }
        None if args.date.is_some() => {
            return refuse("--date is for a PACKAGE; a generated school has its own first day");
        }
        None if args.config.is_some() => {
            return refuse("--config is for a PACKAGE; for a generated school there is --effort");
        }
        _ => {}
    }
    if args.blur > 0.0 && !args.policies.is_empty() && !args.policies.contains(&Policy::Truth) {
        return refuse("--blur is the error of what policy truth is told: add --policy truth or leave it out");
    }
    if has_twice(&args.seeds) {
        return refuse("--seeds names a seed twice: the same school again would make intervals look sure that are not");
    }
    if has_twice(&args.policies) || has_twice(&args.rules) {
        return refuse("a policy or a folder of rules is named twice: their figures could not be told apart");
    }
    Ok(())
}

fn has_twice<T: Ord>(all: &[T]) -> bool {
    all.iter().collect::<BTreeSet<_>>().len() < all.len()
}

/// What the figures of a school's own term are.
const FORECAST: &str =
    "The minds were drawn from what is believed of the learners: these figures are a forecast, no measurement.";

/// Generated schools and their minds, one a seed.
fn generated(args: &SimulateArgs, printer: &Printer) -> Result<(Planner, Vec<Building>), Failure> {
    let rules = args.rules.iter().map(|folder| rules_of(folder, printer)).collect::<Result<_, _>>()?;
    let mut config = Config::default();
    config.schedule.effort = args.effort.unwrap_or(config.schedule.effort);
    let buildings = args.seeds.iter().map(|&seed| founded(args, seed)).collect();
    Ok((Planner { rules, config, blur: args.blur }, buildings))
}

/// The school's own package, refused as `plan` refuses it, with a draw of minds a seed.
fn own(args: &SimulateArgs, package: &Path, printer: &Printer) -> Result<(Planner, Vec<Building>), Failure> {
    let of = |rules: Option<PathBuf>| PackageArgs {
        package: package.to_owned(),
        rules,
        config: args.config.clone(),
        rejected_share_max: None,
        school_days: Vec::new(),
    };
    let usual = || std::env::var_os("DAYBREAK_RULES").map(PathBuf::from);
    let first = of(args.rules.first().cloned().or_else(usual));
    let call = Call::read(&first, None)?;
    let mut config = call.settings.config.clone();
    config.schedule.effort = args.effort.unwrap_or(config.schedule.effort);
    let watcher = Watcher::new(printer);
    let checked = checked(&call, &first, &watcher);
    let inputs = call.inputs;
    refuse(&checked, printer)?;
    let mut rules = vec![inputs.rules.clone()];
    for folder in args.rules.iter().skip(1) {
        rules.push(rules_of(folder, printer)?);
    }
    let date = first_day(args.date, None, &checked.school)?;
    if !(0..checked.school.sites.len()).any(|site| checked.school.day_type(SiteIdx::at(site), date).is_some()) {
        return Err(Failure::refused(no_school(date).to_string()));
    }
    let eve = Eve::new(&inputs, date, &config, &watcher)
        .map_err(|why| Failure::refused(format!("nothing is planned from this package: {why}")))?;
    watcher.finish();
    if eve.n_left_out > 0 {
        printer.say(&format!("{} rows of {date} or later are left out: the term begins on that day", eve.n_left_out));
    }
    let buildings = args.seeds.iter().map(|&seed| eve.building(args.world, seed, args.tickets)).collect();
    Ok((Planner { rules, config, blur: args.blur }, buildings))
}

/// The files of a folder of rules, refused as `plan` refuses them.
fn rules_of(folder: &Path, printer: &Printer) -> Result<Vec<SourceFile>, Failure> {
    let files = read_rules_folder(folder)?;
    let (_, issues) = read_rules(&files);
    printer.issues(&issues, 20);
    refuse_rules(&issues)?;
    Ok(files)
}

/// Every policy once; the planner under each set of rules.
fn arms(args: &SimulateArgs) -> Vec<Arm> {
    let policies = if args.policies.is_empty() { USUAL.to_vec() } else { args.policies.clone() };
    let mut arms = Vec::new();
    for policy in policies {
        let sets = if policy.is_planned() { args.rules.len().max(1) } else { 1 };
        for rules in 0..sets {
            let name = match (sets, args.rules.get(rules)) {
                (2.., Some(folder)) => format!("{} {}", policy.word(), folder.display()),
                _ => policy.word().to_owned(),
            };
            arms.push(Arm { name, policy, rules });
        }
    }
    arms
}

/// A generated school and its minds.
fn founded(args: &SimulateArgs, seed: u64) -> Building {
    let learners_per_site = args.learners.unwrap_or(LEARNERS);
    let spec = SchoolSpec { seed, learners_per_site, minds: args.world, ..SchoolSpec::default() };
    let founded = found(&spec);
    Building {
        package: founded.generated.files,
        competencies: founded.competencies,
        terrain: founded.truth,
        minds: founded.minds,
        date: spec.date,
        today: founded.today,
        seed,
        tickets: args.tickets,
    }
}

fn write(args: &SimulateArgs, study: &Study, results: &[Results], n_learners: usize) -> Result<(), Failure> {
    let title = format!(
        "{} school days, {n_learners} learners, world {}, {} seed{}{}",
        study.days,
        args.world.name,
        args.seeds.len(),
        if args.seeds.len() == 1 { "" } else { "s" },
        if args.package.is_some() { ", a forecast" } else { "" }
    );
    let write = |name: &str, bytes: &[u8]| files::write_file(&Path::new(&args.out).join(name), bytes);
    write(RESULTS, &page::results_csv(study, &args.seeds, results))?;
    write(SUMMARY, &page::summary_csv(study, results))?;
    write(CURVES, &page::curves_csv(study, results))?;
    write(PICTURE, &page::svg(&title, study, results))
}

/// The document of `--format json`: what `summary.csv` says.
#[derive(serde::Serialize)]
struct Document<'a> {
    format: &'static str,
    world: &'static str,
    days: usize,
    seeds: &'a [u64],
    is_forecast: bool,
    measures: Vec<Measure<'a>>,
}

#[derive(serde::Serialize)]
struct Measure<'a> {
    measure: String,
    policy: &'a str,
    mean: f64,
    /// The interval of the mean over seeds; null: a single seed.
    low: Option<f64>,
    high: Option<f64>,
    meaning: &'static str,
}

impl<'a> Document<'a> {
    fn of(args: &'a SimulateArgs, study: &'a Study, results: &[Results]) -> Self {
        let measure = |row: page::Row<'static>| Measure {
            measure: row.measure,
            policy: &study.arms[row.arm].name,
            mean: row.mean,
            low: row.interval.map(|(low, _)| low),
            high: row.interval.map(|(_, high)| high),
            meaning: row.meaning,
        };
        Document {
            format: "daybreak.simulate/1",
            world: args.world.name,
            days: study.days,
            seeds: &args.seeds,
            is_forecast: args.package.is_some(),
            measures: page::summary(study, results).into_iter().map(measure).collect(),
        }
    }
}

/// The means, a line a measure and a column a policy.
fn words(study: &Study, results: &[Results]) -> String {
    let rows = page::summary(study, results);
    let width = study.arms.iter().map(|arm| arm.name.len()).max().unwrap_or(0).max(9);
    let mut text = format!("{:<22}", "");
    study.arms.iter().for_each(|arm| text.push_str(&format!(" {:>width$}", arm.name)));
    let mut measure = "";
    for row in rows.iter().filter(|row| !row.measure.contains(':')) {
        if row.measure != measure {
            measure = &row.measure;
            text.push_str(&format!("\n{measure:<22}"));
            for arm in 0..study.arms.len() {
                let own = rows.iter().find(|other| other.arm == arm && other.measure == *measure);
                let cell = own.map_or(String::new(), |own| format!("{:.3}", own.mean));
                text.push_str(&format!(" {cell:>width$}"));
            }
        }
    }
    text
}
