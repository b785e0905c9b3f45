//! What every day of a call is planned with, and the day beside which scenarios stand.
//!
//! All days of a call are told by the same package and the same memory of former nights, so that they differ in what is otherwise
//! and in nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use daybreak::export::documents;
use daybreak::export::scenario::{self, BASE, Figures, Scenario};
use daybreak::history::{self, Former, FormerNight, Published};
use daybreak::ingest::rules;
use daybreak::model::dictionary::TableKind;
use daybreak::model::files::RUN;
use daybreak::model::ids::SiteIdx;
use daybreak::model::plan::Plan;
use daybreak::model::report::{Report, SiteReport};
use daybreak::model::school::School;
use daybreak::model::time::Date;
use daybreak::pipeline::{self, Checked, Inputs};

use super::kept::Scenarios;
use crate::cli::args::PlanArgs;
use crate::cli::check::checked;
use crate::cli::exit::Failure;
use crate::cli::explain::since_published;
use crate::cli::files;
use crate::cli::nights::Nights;
use crate::cli::observer::Watcher;
use crate::cli::package::Call;
use crate::cli::plan;
use crate::cli::print::Printer;

/// What every day of a call is planned with.
pub struct Planner<'a> {
    pub call: &'a Call,
    pub of_day: PlanArgs,
    pub date: Date,
    pub nights: &'a Nights,
    pub printer: &'a Printer,
}

/// A planned day of all sites.
pub struct Day {
    pub report: Report,
    /// Problem, plan and certificate by the site's id.
    pub sites: BTreeMap<String, Published>,
}

/// The day beside which scenarios stand.
pub struct Base {
    /// What is told of it, and by what it is found again.
    pub card: scenario::Base,
    pub day: Day,
    /// Whether rules and lessons are those of the base.
    pub same_offers: bool,
}

/// What a day is planned with besides where it begins.
pub struct Otherwise<'a> {
    pub inputs: Inputs,
    /// Rules that are off.
    pub without: Vec<&'a str>,
    /// There is only more than in the base.
    pub only_more: bool,
}

impl Planner<'_> {
    /// The published day of the date where there is one; else the day that was planned for these scenarios, or is planned now.
    pub fn base(&self, scenarios: &Scenarios) -> Result<Base, Failure> {
        let Planner { call, date, nights, .. } = self;
        let inputs = hashes(&call.inputs);
        let (mut card, mut same_offers) = (scenario::Base { inputs, ..scenario::Base::default() }, true);
        let folder = match nights.of(*date) {
            Some(night) => {
                let bytes = files::read(&night.path.join(RUN))?;
                card.night = Some(format!("{}.{}", night.date, night.version));
                card.sha256 = pipeline::sha256(&bytes);
                card.changed_since = since_published(&night.path, &call.inputs);
                same_offers = pipeline::before(&bytes).is_ok_and(|of_night| plan::same_offers(&of_night, &call.inputs));
                Some(night.path)
            }
            None => {
                card.sha256 = self.fingerprint(&card.inputs);
                let is_known = scenarios.named(BASE)?.is_some_and(|known| known.base.sha256 == card.sha256);
                is_known.then(|| scenarios.place(BASE))
            }
        };
        let day = match &folder {
            Some(folder) => self.told(folder)?,
            None => self.planned()?,
        };
        card.figures = Figures::of(&day.report).0;
        let base = Base { card, day, same_offers };
        let is_kept = scenarios.named(BASE)?.is_some_and(|known| is_of(&known, &base.card));
        if !is_kept {
            let mut files = documents_of(&base.day.report);
            if let Some(folder) = &folder {
                // As they are published, to the byte, since plans name their problem's hash.
                for (path, bytes) in &mut files {
                    *bytes = files::read(&folder.join(&*path))?;
                }
            }
            let schedule = &call.settings.config.schedule;
            scenarios.keep(&Scenario::of_base(&base.card, &base.day.report, schedule.seed, schedule.effort), files)?;
        }
        Ok(base)
    }

    /// A day beside a base, from the plan of another day that stands beside it (or its own) on.
    pub fn beside(&self, base: &Base, from: &Day, otherwise: Otherwise<'_>) -> Result<Day, Failure> {
        let Otherwise { inputs, without, only_more } = otherwise;
        let (checked, mut former) = self.eve(&inputs, &without)?;
        for (site, day) in &from.sites {
            let Published { problem, plan, certificate } = day.clone();
            let in_hand: Plan = base.day.sites.get(site).map_or_else(|| plan.clone(), |day| day.plan.clone());
            let beside = history::Base { problem, in_hand, only_more: only_more && base.same_offers };
            let begun = Former { plan: Some(plan), certificate, promise: None, base: Some(beside) };
            former.sites.insert(site.clone(), begun);
        }
        let watcher = Watcher::new(self.printer);
        let checked = without_others(checked, &from.sites);
        let config = &self.call.settings.config;
        let report = pipeline::plan_from(checked, &inputs.rules, self.date, &former, config, &watcher);
        watcher.finish();
        Ok(Day::of(report))
    }

    /// A day whose documents lie in a folder as those of a night do.
    ///
    /// # Errors
    /// Where they are not those of this package's sites.
    pub fn told(&self, folder: &Path) -> Result<Day, Failure> {
        let Planner { call, date, printer, .. } = self;
        let (checked, former) = self.eve(&call.inputs, &[])?;
        let mut sites = BTreeMap::new();
        for site in &checked.school.sites {
            let published = FormerNight::read_published(|file| plan::fetch(folder, file), &site.id);
            let published = published.map_err(|why| plan::unreadable(folder, why, printer))?;
            sites.extend(published.map(|published| (site.id.clone(), published)));
        }
        if sites.is_empty() {
            return Err(Failure::refused(format!("{} has a plan of none of these sites", folder.display())));
        }
        let (config, watcher) = (&call.settings.config, Watcher::new(printer));
        let checked = without_others(checked, &sites);
        let report = pipeline::published(checked, &call.inputs.rules, *date, &former, &sites, config, &watcher);
        watcher.finish();
        self.is_a_day(&report)?;
        // What cannot be told of by this package is no base.
        sites.retain(|site, _| report.sites.iter().any(|told| id(&report.school, told.site) == site));
        Ok(Day { report, sites })
    }

    /// The day as a night would plan it now.
    fn planned(&self) -> Result<Day, Failure> {
        let Planner { call, date, printer, .. } = self;
        let (checked, former) = self.eve(&call.inputs, &[])?;
        let (config, watcher) = (&call.settings.config, Watcher::new(printer));
        let report = pipeline::plan_from(checked, &call.inputs.rules, *date, &former, config, &watcher);
        watcher.finish();
        self.is_a_day(&report)?;
        Ok(Day::of(report))
    }

    /// A checked package, with the memory of former nights.
    fn eve(&self, inputs: &Inputs, without: &[&str]) -> Result<(Checked, FormerNight), Failure> {
        let Planner { call, of_day, date, nights, printer } = self;
        let watcher = Watcher::new(printer);
        let with =
            Call { inputs: inputs.clone(), settings: call.settings.clone(), rules_from: call.rules_from.clone() };
        let mut checked = checked(&with, &of_day.package, &watcher);
        watcher.finish();
        plan::refuse(&checked, printer)?;
        if !without.is_empty() {
            checked.rules = rules::without(&inputs.rules, without);
        }
        let (former, _) = plan::former(of_day, nights, &checked.school, *date, printer)?;
        plan::assume_unreported(of_day, nights, &mut checked.school, *date)?;
        Ok((checked, former))
    }

    /// Refuses a day without a plan.
    fn is_a_day(&self, report: &Report) -> Result<(), Failure> {
        if !report.sites.is_empty() {
            return Ok(());
        }
        let no_school = || pipeline::no_school(self.date).to_string();
        let why = report.failed.first().map_or_else(no_school, |failure| failure.why.clone());
        Err(Failure::refused(format!("there is no day beside which a scenario could stand: {why}")))
    }

    /// By what a day that is planned for scenarios is known again: all that it is planned from.
    fn fingerprint(&self, inputs: &BTreeMap<String, String>) -> String {
        let schedule = &self.call.settings.config.schedule;
        let (version, seconds) = (env!("CARGO_PKG_VERSION"), schedule.seconds);
        let mut text = format!("{version} {} {} {} {seconds:?}\n", schedule.seed, schedule.effort, schedule.gap);
        inputs.iter().for_each(|(name, sha256)| text += &format!("{name} {sha256}\n"));
        // What came before counts too.
        self.nights.before(self.date).for_each(|night| text += &format!("{} {}\n", night.date, night.version));
        pipeline::sha256(text.as_bytes())
    }
}

impl Day {
    fn of(report: Report) -> Day {
        let site = |site: &SiteReport| {
            let (problem, plan) = (site.formulation.problem.clone(), site.plan.clone());
            let day = Published { problem, plan, certificate: Some(site.certificate.clone()) };
            (id(&report.school, site.site).to_owned(), day)
        };
        let sites = report.sites.iter().map(site).collect();
        Day { report, sites }
    }
}

fn id(school: &School, site: SiteIdx) -> &str {
    &school.sites[site.i()].id
}

/// Whether a scenario was made from this base by this package.
pub fn is_of(scenario: &Scenario, base: &scenario::Base) -> bool {
    (&scenario.base.sha256, &scenario.base.inputs) == (&base.sha256, &base.inputs)
}

/// The package, of which only sites with a base are planned.
fn without_others(mut checked: Checked, days: &BTreeMap<String, Published>) -> Checked {
    let sites = checked.school.sites.iter().enumerate();
    let others = sites.filter(|(_, site)| !days.contains_key(&site.id));
    let why = |id: &str| format!("site {id} has no plan in the base, so nothing stands beside it");
    let kept_back: Vec<(SiteIdx, String)> = others.map(|(at, site)| (SiteIdx::at(at), why(&site.id))).collect();
    checked.school.lost.kept_back.extend(kept_back);
    checked
}

/// The tables and files of rules of a package by name, with their SHA-256.
pub fn hashes(inputs: &Inputs) -> BTreeMap<String, String> {
    let tables = inputs.tables.iter().filter(|file| TableKind::of_file(&file.name).is_some());
    let named = |name: String, bytes: &[u8]| (name, pipeline::sha256(bytes));
    let tables = tables.map(|file| named(file.name.clone(), &file.bytes));
    tables.chain(inputs.rules.iter().map(|file| named(format!("rules/{}", file.name), &file.bytes))).collect()
}

/// The day problem, plan and certificate of each site, as a night has them.
pub fn documents_of(report: &Report) -> Vec<(String, Vec<u8>)> {
    let files = report.sites.iter().flat_map(|site| documents::of_site(report, site));
    files.map(|file| (file.path, file.bytes)).collect()
}
