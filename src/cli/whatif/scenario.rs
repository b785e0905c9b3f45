//! A scenario: the day planned once more from its base on, with something otherwise.
//!
//! A second search may gain something by itself, and more than a teacher for an hour does. So the base is first planned once more
//! from its own plan, with nothing otherwise (`again`), and each scenario begins where that ended, with the same budget. Who
//! gains is counted beside it; what is not where people have it is counted from the base.

use std::path::Path;

use daybreak::check;
use daybreak::export::scenario::{AGAIN, Below, Beside, Change, Figures, Gains, SCENARIO_FORMAT, Scenario};
use daybreak::model::plan::Stopped;
use daybreak::model::problem::Points;
use daybreak::model::report::SiteReport;
use daybreak::model::time::Date;

use super::WhatifArgs;
use super::changes::Changes;
use super::kept::Scenarios;
use super::planner::{Base, Day, Otherwise, Planner, documents_of, is_of};
use super::tell;
use crate::cli::args::PlanArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::nights::Nights;
use crate::cli::observer::interrupted;
use crate::cli::package::Call;
use crate::cli::print::Printer;

/// Plans a scenario, keeps it, and tells of it.
pub fn make(
    args: &WhatifArgs,
    (date, out, name): (Date, &Path, &str),
    nights: &Nights,
    printer: &Printer,
) -> Result<Exit, Failure> {
    Scenarios::look(out, date).has_place_for(name)?;
    let call = Call::read(&args.package, Some(&args.search))?;
    let mut changes = Changes::read(args, date, &call, printer)?;
    let scenarios = Scenarios::open(out, date)?;
    let of_day = PlanArgs::of_day(&args.package, date, out, &args.search);
    let planner = Planner { call: &call, of_day, date, nights, printer };
    let base = planner.base(&scenarios)?;
    changes.are_of_its_sites(&base.day.sites)?;
    let inputs = changes.inputs(&base.day.sites)?;
    let again = planner.again(&base, &scenarios)?;
    let only_more = changes.only_add();
    let from = again.as_ref().map_or(&base.day, |(_, day)| day);
    let day = planner.beside(&base, from, Otherwise { inputs, without: changes.without(), only_more })?;
    if day.report.sites.is_empty() {
        let why: Vec<String> = day.report.failed.iter().map(|failure| failure.why.clone()).collect();
        return Err(Failure::refused(format!("the day cannot be planned so: {}", why.join("; "))));
    }
    let beside = if again.is_some() { Beside::Again } else { Beside::Base };
    let scenario = planner.document((name, changes.told), &base, (beside, from), &day, only_more);
    let place = scenarios.keep(&scenario, documents_of(&day.report))?;
    tell::made(&scenario, again.as_ref().map(|(told, _)| told), &place, printer);
    Ok(if scenario.left_aside.is_empty() { Exit::Good } else { Exit::SitesFailed })
}

impl Planner<'_> {
    /// The base planned once more, as it was for an earlier scenario, or now; none where the clock or a person ends the search, so
    /// that it could not be as long.
    fn again(&self, base: &Base, scenarios: &Scenarios) -> Result<Option<(Scenario, Day)>, Failure> {
        let schedule = &self.call.settings.config.schedule;
        let budget = (schedule.seed, schedule.effort, schedule.seconds);
        let is_of_this =
            |again: &Scenario| is_of(again, &base.card) && (again.seed, again.effort, again.seconds) == budget;
        if let Some(known) = scenarios.named(AGAIN)?.filter(is_of_this) {
            return Ok(Some((known, self.told(&scenarios.place(AGAIN))?)));
        }
        if schedule.deadline.is_some() || interrupted() {
            return Ok(None);
        }
        let otherwise = Otherwise { inputs: self.call.inputs.clone(), without: Vec::new(), only_more: true };
        let day = self.beside(base, &base.day, otherwise)?;
        if interrupted() || day.sites.len() < base.day.sites.len() {
            return Ok(None);
        }
        let again = self.document((AGAIN, Vec::new()), base, (Beside::Base, &base.day), &day, true);
        scenarios.keep(&again, documents_of(&day.report))?;
        Ok(Some((again, day)))
    }

    /// What is kept of a day that stands beside a base, and beside the day from which it began.
    fn document(
        &self,
        (name, changes): (&str, Vec<Change>),
        base: &Base,
        (beside, from): (Beside, &Day),
        day: &Day,
        only_more: bool,
    ) -> Scenario {
        let schedule = &self.call.settings.config.schedule;
        let report = &day.report;
        let (figures, sites) = Figures::of(report);
        let short = Figures::of(&from.report).0.points - figures.points;
        // What has changed since a night was made may cost its plan something, and stands in `again` already.
        let is_like = beside == Beside::Again || base.card.changed_since.is_empty();
        let id = |site: daybreak::model::ids::SiteIdx| report.school.sites[site.i()].id.clone();
        Scenario {
            format: SCENARIO_FORMAT.to_owned(),
            name: name.to_owned(),
            date: self.date.to_string(),
            changes,
            base: base.card.clone(),
            seed: schedule.seed,
            effort: schedule.effort,
            seconds: schedule.seconds,
            moved: Some(Gains::moved(&base.day.report, report)),
            gains: Some(Gains::of(&from.report, report)),
            beside: Some(beside),
            below: (only_more && is_like && short > 0)
                .then(|| Below { points: short, its_plan: worth_here(from, day) }),
            cut_short: report.sites.iter().any(|site| is_cut(site.plan.stopped)),
            left_aside: report.failed.iter().map(|failure| (id(failure.site), failure.why.clone())).collect(),
            figures,
            sites,
        }
    }
}

fn is_cut(stopped: Stopped) -> bool {
    match stopped {
        Stopped::Deadline | Stopped::Interrupted => true,
        Stopped::Gap | Stopped::Budget | Stopped::NoBetterPlanFound => false,
    }
}

/// What the plans of one day are worth by what is asked of another; none where they do not keep its rules.
fn worth_here(from: &Day, day: &Day) -> Option<Points> {
    let worth = |site: &SiteReport| {
        let problem = &site.formulation.problem;
        let plan = &from.sites.get(&problem.site)?.plan;
        let verdict = check::check_rules(problem, plan);
        verdict.is_valid().then(|| verdict.objective.total().saturating_add(verdict.objective.change_cost))
    };
    day.report.sites.iter().map(worth).sum()
}
