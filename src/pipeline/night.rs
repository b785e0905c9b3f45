//! One night on one screen: a checked package in, a report out. What becomes of one site is in `site`.

use std::collections::BTreeMap;

use daybreak_day::issue::Issue;
use daybreak_day::time::Date;
use daybreak_history::{FormerNight, Published, memory};
use daybreak_night::report::{Report, RunCard, SiteFailure, SiteReport};
use daybreak_school::calibration::Calibration;
use daybreak_school::ids::SiteIdx;
use daybreak_school::tables::SourceFile;
use daybreak_school::voice::LearnerDay;
use rayon::prelude::*;

use super::ground::{Groundwork, groundwork_from};
use super::package::{Checked, sha256};
use super::site::{alone, plan_site, published_site};
use super::{LANGUAGE, Observer};
use crate::config::Config;
use crate::{estimate, explain, quality, voice};

/// Plans the day of every site of a checked package.
pub fn plan(checked: Checked, rules: &[SourceFile], date: Date, config: &Config, observer: &dyn Observer) -> Report {
    plan_from(checked, rules, date, &FormerNight::default(), config, observer)
}

/// As [`plan`], beginning from what another night wrote; `files` are those of the rules.
pub fn plan_from(
    checked: Checked,
    files: &[SourceFile],
    date: Date,
    former: &FormerNight,
    config: &Config,
    observer: &dyn Observer,
) -> Report {
    let plan = |ground: &Groundwork, site: SiteIdx| {
        let id = &ground.school.sites[site.i()].id;
        plan_site(ground, site, former.sites.get(id), config, observer)
    };
    run(checked, files, date, former, config, &plan, observer)
}

/// The report of a day that other runs published, by site: nothing is planned, and what is said is said by this package.
pub fn published(
    checked: Checked,
    files: &[SourceFile],
    date: Date,
    former: &FormerNight,
    published: &BTreeMap<String, Published>,
    config: &Config,
    observer: &dyn Observer,
) -> Report {
    let tell = |ground: &Groundwork, site: SiteIdx| {
        let id = &ground.school.sites[site.i()].id;
        let published = published.get(id).ok_or_else(|| format!("nothing is published for {id}"))?;
        published_site(ground, site, published, observer)
    };
    run(checked, files, date, former, config, &tell, observer)
}

/// What a site's day comes of.
type OfSite<'a> = dyn Fn(&Groundwork, SiteIdx) -> Result<SiteReport, String> + Sync + 'a;

fn run(
    checked: Checked,
    files: &[SourceFile],
    date: Date,
    former: &FormerNight,
    config: &Config,
    of_site: &OfSite<'_>,
    observer: &dyn Observer,
) -> Report {
    let Checked { school, rules: policy, mut issues, rule_issues, inputs, refusal: _ } = checked;
    issues.extend(rule_issues);
    let ground = groundwork_from(school, policy, date, former, observer);
    let card = RunCard {
        version: env!("CARGO_PKG_VERSION").into(),
        seed: config.schedule.seed,
        inputs,
        school_days: ground.school.lost.school_days.clone(),
        rules: files.iter().map(|file| (file.name.clone(), sha256(&file.bytes))).collect(),
        ..RunCard::default()
    };
    // Whether estimates are right is asked beside the sites: nothing of a plan hinges on it.
    let (planned, calibration) = rayon::join(
        || plan_sites(&ground, |site| of_site(&ground, site), observer),
        || estimate::calibration(&ground.school, date, &ground.rules.mastery),
    );
    report(ground, planned, (calibration, issues, card), former)
}

/// What became of the sites: planned, failed, closed.
pub(super) type Planned = (Vec<SiteReport>, Vec<SiteFailure>, Vec<SiteIdx>);

/// Plans every open site: side by side, gathered in their order, and a site that fails fails alone.
pub(super) fn plan_sites(
    ground: &Groundwork,
    plan: impl Fn(SiteIdx) -> Result<SiteReport, String> + Sync,
    observer: &dyn Observer,
) -> Planned {
    // A day of which nobody knows is no closed day: it fails.
    let is_open = |site: &SiteIdx| {
        ground.school.day_type(*site, ground.date).is_some() || ground.school.unclear_day(*site, ground.date).is_some()
    };
    let (open, closed): (Vec<SiteIdx>, Vec<SiteIdx>) =
        (0..ground.school.sites.len()).map(SiteIdx::at).partition(is_open);
    observer.stage(None, "sites");
    let planned: Vec<Result<SiteReport, SiteFailure>> = (open.par_iter())
        .map(|&site| {
            let id = &ground.school.sites[site.i()].id;
            let outcome = alone(site, || plan(site));
            observer.site_done(id, open.len());
            outcome
        })
        .collect();
    let (mut sites, mut failed) = (Vec::new(), Vec::new());
    for outcome in planned {
        match outcome {
            Ok(site) => sites.push(site),
            Err(failure) => failed.push(failure),
        }
    }
    (sites, failed, closed)
}

/// That a site could not be planned, and why.
pub fn not_planned(site: &str, failure: &SiteFailure) -> String {
    let bug = if failure.bug { "a bug of ours, please report it: " } else { "" };
    format!("site {site} is not planned: {bug}{}", failure.why)
}

/// The report of a night; whether estimates are right, what was found in the inputs, and the run's card are handed in.
pub(super) fn report(
    ground: Groundwork,
    (sites, failed, closed): Planned,
    (calibration, issues, run): (Calibration, Vec<Issue>, RunCard),
    former: &FormerNight,
) -> Report {
    let Groundwork { school, rules, date, graph: _, states, awards, pathways, standing } = ground;
    let answers = sites.iter().map(|site| &site.explanations);
    let turns = memory::next_turns(&school, &former.turns, &rules.fairness, date, answers);
    let days: Vec<LearnerDay> = sites.iter().flat_map(|site| site.days.iter().cloned()).collect();
    Report {
        date,
        access: voice::access(&school, &days),
        quality: quality::rows(&school, sites.iter().map(|site| &site.quality), &former.quality),
        exceptions: explain::package_exceptions(&calibration, &school, date, LANGUAGE),
        way_words: explain::way_words(&school, &pathways, LANGUAGE),
        school,
        rules,
        states,
        awards,
        calibration,
        pathways,
        standing,
        sites,
        failed,
        closed,
        told_before: former.told.clone(),
        turns,
        issues,
        run,
    }
}
