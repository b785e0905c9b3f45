//! `daybreak plan`: the next day of every site, written completely or not at all.

use std::path::Path;

use daybreak::ingest::former::read_former_ways;
use daybreak::ingest::turns::read_turns;
use daybreak::model::ids::SiteIdx;
use daybreak::model::pathway::FormerWays;
use daybreak::model::school::School;
use daybreak::model::time::Date;
use daybreak::model::voice::Turns;
use daybreak::pipeline::{Former, FormerNight};
use daybreak::{export, pipeline};
use jiff::{ToSpan, Zoned};

use super::args::{Format, PlanArgs};
use super::check::{checked, refuse_bad_rules};
use super::documents::{read_certificate, read_plan};
use super::exit::{Exit, Failure};
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
    printer.issues(&checked.rule_issues, 20);
    refuse_bad_rules(&checked)?;
    if let Some(why) = &checked.refusal {
        printer.issues(&checked.issues, 5);
        return Err(Failure::refused(format!("nothing is planned from this package: {why}")));
    }
    let date = match args.date {
        Some(date) => date,
        None => next_school_day(&checked.school, Zoned::now().date())?,
    };
    let former = args.start_from.as_deref().map(|folder| former(folder, &checked.school, date, printer)).transpose()?;
    let former = former.unwrap_or_default();
    let mut report = pipeline::plan_from(checked, &inputs.rules, date, &former, &config, &watcher);
    report.run.stages = watcher.finish();
    for (stage, seconds) in &report.run.stages {
        printer.detail(&format!("{stage}: {seconds:.2} s"));
    }
    if report.sites.is_empty() && report.failed.is_empty() {
        return Err(Failure::refused(pipeline::no_school(date).to_string()));
    }
    let files: Vec<(String, Vec<u8>)> =
        export::export(&report).into_iter().map(|file| (file.path, file.bytes)).collect();
    let folder = files::write_folder(&args.out, &date.to_string(), &files)?;
    let summary = export::summary::summary(&report);
    match printer.format {
        Format::Json => printer.json(&summary),
        Format::Human => printer.data(summary.to_text(&folder.display().to_string()).as_bytes()),
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

/// What another night wrote: about each site, and about the ways.
fn former(folder: &Path, school: &School, date: Date, printer: &Printer) -> Result<FormerNight, Failure> {
    let sites = folder.join("sites");
    if !sites.is_dir() {
        return Err(Failure::usage(format!("{} is not the folder of a night: it has no sites", folder.display())));
    }
    let of_site = |id: &str| {
        let site = sites.join(export::folder_name(id));
        let (plan, certificate) = (site.join("plan.json"), site.join(export::CERTIFICATE));
        let plan = plan.is_file().then(|| read_plan(&plan, printer)).transpose()?;
        let certificate = certificate.is_file().then(|| read_certificate(&certificate, printer)).transpose()?;
        Ok((id.to_owned(), Former { plan, certificate }))
    };
    let sites = school.sites.iter().map(|site| of_site(&site.id)).collect::<Result<_, _>>()?;
    let ways = folder.join("pathways.csv");
    let ways = match ways.is_file() {
        true => read_former_ways(&files::read(&ways)?, school, date)
            .map_err(|why| Failure::refused(format!("{} is not the ways of a night: {why}", ways.display())))?,
        false => FormerWays::new(),
    };
    let turns = former_turns(folder, school)?;
    Ok(FormerNight { sites, ways, turns })
}

/// What another night granted and declined; nothing where it did not write it.
pub fn former_turns(folder: &Path, school: &School) -> Result<Turns, Failure> {
    let path = folder.join("turns.csv");
    match path.is_file() {
        true => read_turns(&files::read(&path)?, school)
            .map_err(|why| Failure::refused(format!("{} is not the memory of a night: {why}", path.display()))),
        false => Ok(Turns::new()),
    }
}

/// The worst of what happened.
fn exit(report: &daybreak::model::report::Report, tally: print::Tally, args: &PlanArgs) -> Exit {
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
