//! `daybreak plan`: the next day of every site, written completely or not at all.

mod after;
mod before;
mod promise;

use std::collections::BTreeMap;
use std::path::PathBuf;

use daybreak::model::ids::SiteIdx;
use daybreak::model::report::Report;
use daybreak::model::school::School;
use daybreak::model::time::Date;
use daybreak::pipeline::{Checked, Tonight};
use daybreak::{export, pipeline};
use jiff::{ToSpan, Zoned};

use super::args::{Format, PlanArgs};
use super::check::{checked, refuse_bad_rules};
use super::exit::{Exit, Failure};
use super::nights::Nights;
use super::observer::{self, Watcher};
use super::package::Call;
use super::print;
use super::print::{Printer, Tally};
use super::replan;

pub use before::{assume_unreported, fetch, former, former_turns, unreadable, who};
pub use promise::{Keeping, same_offers};

/// How many days ahead the next school day is looked for.
const DAYS_AHEAD: i32 = 120;

/// Runs the command.
pub fn run(args: &PlanArgs, printer: &Printer) -> Result<Exit, Failure> {
    make(args, None, printer)
}

/// Plans a day, near a published one if there is one to keep to, and publishes it.
pub fn make(args: &PlanArgs, keeping: Option<&Keeping>, printer: &Printer) -> Result<Exit, Failure> {
    observer::listen_for_signals();
    before::accepted_gates(args)?;
    let nights = Nights::wait(&args.out, printer)?;
    // What came before is where the published night stands.
    let history = keeping.map_or_else(|| Nights::look(&args.out), Keeping::history);
    let call = Call::read(&args.package, Some(&args.search))?;
    let planned = planned(args, &call, keeping, &history, &nights, printer)?;
    let (tally, report) = (planned.tally, &planned.report);
    if report.sites.is_empty() {
        return nothing_planned(report, &nights, printer);
    }
    let folder = publish(&planned, args, &nights, &who())?;
    let told_as = folder.display().to_string();
    match printer.format {
        _ if keeping.is_some() => replan::tell(report, &told_as, printer),
        Format::Json => printer.json(&export::summary::summary(report)),
        Format::Human => printer.report(&export::summary::summary(report).to_text(&told_as)),
    }
    if let Some(surprise) = call.rules_from.surprise() {
        printer.say(&surprise);
    }
    if tally.errors + tally.warnings > 0 {
        printer.say(&format!(
            "the tables have {} errors and {} warnings: daybreak check {} lists them",
            tally.errors,
            tally.warnings,
            args.package.package.display()
        ));
    }
    for site in &report.sites {
        let id = &report.school.sites[site.site.i()].id;
        print::unknown(printer, &format!("{id}: former plan"), site.search.unknown_in_start);
        print::unknown(printer, &format!("{id}: former prices"), site.search.unknown_in_prices);
    }
    tell_failures(report, &nights, printer)?;
    let missing = &report.school.lost.missing;
    for missing in missing {
        printer.failure(&Failure::refused(missing));
    }
    Ok(if missing.is_empty() { exit(report, tally, args) } else { Exit::SitesFailed })
}

/// A day that is planned and not yet published.
pub struct Planned {
    pub report: Report,
    tally: Tally,
}

/// Plans a day from what a call holds; `history` is where nights before it stand, `nights` where it is to be published.
pub fn planned(
    args: &PlanArgs,
    call: &Call,
    keeping: Option<&Keeping>,
    history: &Nights,
    nights: &Nights,
    printer: &Printer,
) -> Result<Planned, Failure> {
    let config = &call.settings.config;
    let watcher = Watcher::new(printer);
    let mut checked = checked(call, &args.package, &watcher);
    let tally = Tally::of(&checked.issues);
    refuse(&checked, printer)?;
    let date = first_day(args.date, args.today, &checked.school)?;
    let tonight = Tonight { date, is_by_clock: args.date.is_none() };
    let passed = before::pass_gates(args, &mut checked, call, history, tonight)?;
    let (mut former, former_at) = before::former(args, history, &checked.school, date, printer)?;
    before::assume_unreported(args, history, &mut checked.school, date)?;
    let promised = if args.keep { nights.of(date) } else { None };
    let promised = promised.map(|night| Keeping {
        night: night.path,
        is_morning: false,
        is_least: false,
        now: None,
        instead: BTreeMap::new(),
    });
    if let Some(keeping) = keeping.or(promised.as_ref()) {
        keeping.promise(&mut former, &checked, &call.inputs, date, printer)?;
    }
    let mut report = pipeline::plan_from(checked, &call.inputs.rules, date, &former, config, &watcher);
    report.run.stages = watcher.finish();
    report.run.feeds = before::measure(&passed, &report);
    report.run.accepted = passed.accepted;
    report.run.former = former_at;
    report.run.options = options(args, call);
    report.run.options.extend(keeping.map(Keeping::option));
    report.run.options.extend(keeping.and_then(Keeping::base));
    report.run.settings = call.settings.found()?;
    report.run.rules_from = call.rules_from.to_string();
    for (stage, seconds) in &report.run.stages {
        printer.detail(&format!("{stage}: {seconds:.2} s"));
    }
    report.run.kept = after::kept_sites(&report, nights);
    Ok(Planned { report, tally })
}

/// Writes a planned day into the folder of nights, and makes it current unless it is a draft.
pub fn publish(planned: &Planned, args: &PlanArgs, nights: &Nights, by: &str) -> Result<PathBuf, Failure> {
    let report = &planned.report;
    let mut files = export::export(report);
    after::keep_earlier(&mut files, &report.run.kept, nights, report.date);
    let files: Vec<(String, Vec<u8>)> = files.into_iter().map(|file| (file.path, file.bytes)).collect();
    match args.draft {
        true => nights.draft(report.date, &files, by).map(|night| night.path),
        false => nights.publish(report.date, &files, by),
    }
}

/// No site has a plan: nothing is written, so that the night before stays. A day without school is no failure.
fn nothing_planned(report: &Report, nights: &Nights, printer: &Printer) -> Result<Exit, Failure> {
    let date = report.date;
    if report.failed.is_empty() {
        match printer.format {
            Format::Json => printer.json(&export::summary::summary(report)),
            Format::Human => printer.report(&format!("No site has school on {date}: nothing is planned.\n")),
        }
        return Ok(Exit::Good);
    }
    tell_failures(report, nights, printer)?;
    let exit = if report.failed.iter().any(|failure| failure.bug) { Exit::Bug } else { Exit::Refused };
    Err(Failure { exit, message: format!("no site is planned for {date}, and nothing is written") })
}

/// Says which sites failed, which of them keep an earlier plan of the date, and what the others may fall back on.
fn tell_failures(report: &Report, nights: &Nights, printer: &Printer) -> Result<(), Failure> {
    let mut without = Vec::new();
    for failure in &report.failed {
        let id = &report.school.sites[failure.site.i()].id;
        printer.failure(&Failure::site(id, failure));
        if report.run.kept.contains(id) {
            printer.say(&format!("site {id} keeps the plan of an earlier run for {}", report.date));
        } else {
            without.push(failure.site);
        }
    }
    after::fall_back(&report.school, &without, report.date, nights, printer)
}

/// The options of a call as they are in force.
fn options(args: &PlanArgs, call: &Call) -> BTreeMap<&'static str, String> {
    let config = &call.settings.config;
    let list = |items: &[String]| items.join("; ");
    let dates: Vec<String> = args.package.school_days.iter().map(ToString::to_string).collect();
    let mut options = BTreeMap::from([
        ("package", args.package.package.display().to_string()),
        ("out", args.out.display().to_string()),
        ("date", args.date.map_or_else(|| "by the clock".to_owned(), |date| date.to_string())),
        ("today", args.today.map_or_else(String::new, |day| day.to_string())),
        ("effort", config.schedule.effort.to_string()),
        ("gap", config.schedule.gap.to_string()),
        ("seed", config.schedule.seed.to_string()),
        ("rejected_share_max", config.ingest.rejected_share_max.to_string()),
        ("score_min", config.ingest.score_min.to_string()),
        ("score_max", config.ingest.score_max.to_string()),
        ("ignore", list(&config.ingest.ignore)),
        ("school_day", list(&dates)),
        ("accept", list(&args.accept)),
        ("fresh", args.fresh.to_string()),
        ("keep", args.keep.to_string()),
        ("draft", args.draft.to_string()),
        ("fail_on", format!("{:?}", args.fail_on).to_lowercase()),
    ]);
    options.extend(config.schedule.seconds.map(|seconds| ("seconds", seconds.to_string())));
    options.extend(args.search.deadline.as_ref().map(|deadline| ("deadline", format!("{deadline:?}"))));
    options.extend(args.start_from.as_ref().map(|folder| ("start_from", folder.display().to_string())));
    options
}

/// Refuses what nothing may be planned from.
pub fn refuse(checked: &Checked, printer: &Printer) -> Result<(), Failure> {
    printer.issues(&checked.rule_issues, 20);
    refuse_bad_rules(checked)?;
    let Some(why) = &checked.refusal else { return Ok(()) };
    printer.issues(&checked.issues, 5);
    Err(Failure::refused(format!("nothing is planned from this package: {why}")))
}

/// The day that is named, or the next school day after today.
pub fn first_day(named: Option<Date>, today: Option<Date>, school: &School) -> Result<Date, Failure> {
    let today = || today.unwrap_or_else(|| Zoned::now().date());
    let date = named.map_or_else(|| next_school_day(school, today()), Ok)?;
    match pipeline::far_date(school, date) {
        Some(issue) => Err(Failure::refused(issue.to_string())),
        None => Ok(date),
    }
}

/// The worst of what happened.
fn exit(report: &Report, tally: print::Tally, args: &PlanArgs) -> Exit {
    if !report.failed.is_empty() {
        return Exit::SitesFailed;
    }
    tally.exit(args.fail_on)
}

/// The first date after `today` on which some site has school.
fn next_school_day(school: &School, today: Date) -> Result<Date, Failure> {
    (1..=DAYS_AHEAD)
        .filter_map(|days| today.checked_add(days.days()).ok())
        .find(|&date| (0..school.sites.len()).any(|site| school.day_type(SiteIdx::at(site), date).is_some()))
        .ok_or_else(|| Failure::refused(format!("no site has school within {DAYS_AHEAD} days after {today}")))
}
