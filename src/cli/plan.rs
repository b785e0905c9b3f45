//! `daybreak plan`: the next day of every site, written completely or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use daybreak::history::{FormerNight, Unreadable};
use daybreak::model::files::SITES;
use daybreak::model::ids::SiteIdx;
use daybreak::model::report::Report;
use daybreak::model::school::School;
use daybreak::model::time::Date;
use daybreak::model::voice::Turns;
use daybreak::pipeline::Checked;
use daybreak::{export, pipeline};
use jiff::{ToSpan, Zoned};

use super::args::{Format, PlanArgs};
use super::check::{checked, refuse_bad_rules};
use super::exit::{Exit, Failure};
use super::files::RulesFrom;
use super::observer::{self, Watcher};
use super::print::{Printer, Tally};
use super::{files, print};

/// How many days ahead the next school day is looked for.
const DAYS_AHEAD: i32 = 120;

/// Runs the command.
pub fn run(args: &PlanArgs, printer: &Printer) -> Result<Exit, Failure> {
    observer::listen_for_signals();
    let config = files::read_config(Some(&args.package), Some(&args.search))?;
    let _lock = files::lock(&args.out)?;
    let watcher = Watcher::new(printer);
    let (inputs, checked) = checked(&args.package, &watcher)?;
    let tally = Tally::of(&checked.issues);
    refuse(&checked, printer)?;
    let date = first_day(args.date, &checked.school)?;
    let accepted = pass_gates(args, &checked, date)?;
    let former = args.start_from.as_deref().map(|folder| former(folder, &checked.school, date, printer)).transpose()?;
    let former = former.unwrap_or_default();
    let mut report = pipeline::plan_from(checked, &inputs.rules, date, &former, &config, &watcher);
    report.run.stages = watcher.finish();
    report.run.accepted = accepted;
    let rules_from = RulesFrom::of(&args.package);
    // A package by a relative path is found from this directory alone; one by an absolute path from everywhere, with other rules.
    if rules_from == RulesFrom::WorkingDirectory && args.package.package.is_absolute() {
        printer.say(
            "rules are those of the working directory: name them with --rules, so that another one gives the same plan",
        );
    }
    report.run.rules_from = rules_from.to_string();
    for (stage, seconds) in &report.run.stages {
        printer.detail(&format!("{stage}: {seconds:.2} s"));
    }
    if report.sites.is_empty() {
        return Err(nothing_planned(&report, date, printer));
    }
    let files: Vec<(String, Vec<u8>)> =
        export::export(&report).into_iter().map(|file| (file.path, file.bytes)).collect();
    let folder = files::write_folder(&args.out, &date.to_string(), &files)?;
    let summary = export::summary::summary(&report);
    match printer.format {
        Format::Json => printer.json(&summary),
        Format::Human => printer.report(&summary.to_text(&folder.display().to_string())),
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
    for failure in &report.failed {
        printer.failure(&Failure::site(&report.school.sites[failure.site.i()].id, failure));
    }
    Ok(exit(&report, tally, args))
}

/// Refuses to publish where a gate does not hold and nobody accepts it; the accepted ones, with why.
fn pass_gates(args: &PlanArgs, checked: &Checked, date: Date) -> Result<Vec<(String, String)>, Failure> {
    let accept: BTreeMap<&str, &str> =
        args.accept.iter().map(|text| text.split_once('=').unwrap_or((text, ""))).collect();
    let before = last_rows(&args.out, date)?;
    let (accepted, failed): (Vec<_>, Vec<_>) =
        pipeline::gates(&checked.inputs, &checked.school.lost.tables, before.as_ref())
            .into_iter()
            .partition(|gate| accept.contains_key(gate.name.as_str()));
    if !failed.is_empty() {
        let each = |gate: &pipeline::Gate| {
            format!("\n  {} {} (--accept {} publishes in spite of it)", gate.name, gate.why, gate.name)
        };
        let gates: String = failed.iter().map(each).collect();
        return Err(Failure::refused(format!("nothing is published, and the last plan stays:{gates}")));
    }
    let with_why = |gate: pipeline::Gate| {
        let why = accept[gate.name.as_str()].to_owned();
        (gate.name, why)
    };
    Ok(accepted.into_iter().map(with_why).collect())
}

/// The rows of the last night before a date that was published in a folder.
fn last_rows(out: &Path, date: Date) -> Result<Option<pipeline::Rows>, Failure> {
    let Ok(folders) = std::fs::read_dir(out) else { return Ok(None) };
    let names = folders.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut nights: Vec<(Date, String)> = names.filter_map(|name| Some((name.parse().ok()?, name))).collect();
    nights.retain(|(night, name)| *night < date && out.join(name).join("run.json").is_file());
    let Some((_, last)) = nights.into_iter().max() else { return Ok(None) };
    let path = out.join(last).join("run.json");
    let rows = pipeline::rows_of(&files::read(&path)?);
    rows.map(Some).map_err(|why| Failure::refused(format!("{} is not the card of a night: {why}", path.display())))
}

/// No site has a plan: nothing is written, so that a good folder of an earlier run stays.
fn nothing_planned(report: &Report, date: Date, printer: &Printer) -> Failure {
    if report.failed.is_empty() {
        return Failure::refused(pipeline::no_school(date).to_string());
    }
    for failure in &report.failed {
        printer.failure(&Failure::site(&report.school.sites[failure.site.i()].id, failure));
    }
    let exit = if report.failed.iter().any(|failure| failure.bug) { Exit::Bug } else { Exit::Refused };
    Failure { exit, message: format!("no site is planned for {date}, and nothing is written") }
}

/// Refuses what nothing may be planned from.
pub fn refuse(checked: &Checked, printer: &Printer) -> Result<(), Failure> {
    printer.issues(&checked.rule_issues, 20);
    refuse_bad_rules(checked)?;
    let Some(why) = &checked.refusal else { return Ok(()) };
    printer.issues(&checked.issues, 5);
    Err(Failure::refused(format!("nothing is planned from this package: {why}")))
}

/// The day that is named, or the next school day.
pub fn first_day(named: Option<Date>, school: &School) -> Result<Date, Failure> {
    let date = named.map_or_else(|| next_school_day(school, Zoned::now().date()), Ok)?;
    match pipeline::far_date(school, date) {
        Some(issue) => Err(Failure::refused(issue.to_string())),
        None => Ok(date),
    }
}

/// What another night wrote: about each site, about the ways, about what was granted.
fn former(folder: &Path, school: &School, date: Date, printer: &Printer) -> Result<FormerNight, Failure> {
    if !folder.join(SITES).is_dir() {
        return Err(Failure::usage(format!("{} is not the folder of a night: it has no sites", folder.display())));
    }
    FormerNight::read(|file| fetch(folder, file), school, date).map_err(|why| unreadable(folder, why, printer))
}

/// What another night granted and declined; nothing where it did not write it.
pub fn former_turns(folder: &Path, school: &School, printer: &Printer) -> Result<Turns, Failure> {
    FormerNight::read_turns(|file| fetch(folder, file), school).map_err(|why| unreadable(folder, why, printer))
}

/// A file of a night; none: it wrote no such file.
fn fetch(folder: &Path, file: &str) -> Result<Option<Vec<u8>>, Failure> {
    let path = folder.join(file);
    path.is_file().then(|| files::read(&path)).transpose()
}

/// What is wrong with a file of a night, said in full.
fn unreadable(folder: &Path, why: Unreadable<Failure>, printer: &Printer) -> Failure {
    let is_not = |file: &str, what: &str| format!("{} is not {what}", folder.join(file).display());
    match why {
        Unreadable::Outside(failure) => failure,
        Unreadable::Document { file, what, issues } => {
            printer.issues(&issues, 20);
            Failure::refused(is_not(&file, what))
        }
        Unreadable::Table { file, what, why } => Failure::refused(format!("{}: {why}", is_not(&file, what))),
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
