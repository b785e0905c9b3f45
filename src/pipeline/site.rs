//! One site of a night: from what it owes to why its plan is as it is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use daybreak_day::certificate::Certificate;
use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;
use daybreak_day::verdict::Verdict;
use daybreak_history::{Former, Published};
use daybreak_night::candidate::Candidates;
use daybreak_night::choice::{Choice, taken};
use daybreak_night::files::CERTIFICATE;
use daybreak_night::formulation::Formulation;
use daybreak_night::owed::Owed;
use daybreak_night::promise::Kept;
use daybreak_night::report::{SearchCard, SiteFailure, SiteReport};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, SiteIdx};
use daybreak_school::lost::UnclearDay;
use daybreak_school::school::School;
use rayon::prelude::*;

use super::ground::Groundwork;
use super::morning::{self, Solve};
use super::package::{problem_json, sha256};
use super::{LANGUAGE, Observer};
use crate::config::Config;
use crate::{check, explain, formulate, owe, probe, quality, recommend, schedule, uphold, voice};

/// Why nothing can be planned at a site on a date on which it has school, in a sentence; none: something can. An empty plan
/// would look like a success, and nobody would be told.
pub fn cannot_be_planned(school: &School, day: &SiteDay<'_>) -> Option<String> {
    let (site, date) = (day.site, day.date);
    let id = &school.sites[site.i()].id;
    if let Some((_, why)) = school.lost.kept_back.iter().find(|(of, _)| *of == site) {
        return Some(why.clone());
    }
    if let Some(unclear) = school.unclear_day(site, date) {
        let UnclearDay { line, found, expected, .. } = unclear;
        return Some(format!(
            "whether there is school on {date} is not known: days.csv:{line} holds {found}, {expected} was expected; mend the row, \
             or say --school-day {date} if there is school"
        ));
    }
    if !school.learners.iter().any(|learner| learner.site == site) {
        return None;
    }
    if day.slots.is_empty() {
        let named = match day.day_type {
            "" => "the default bell schedule".to_owned(),
            named => format!("the bell schedule {named:?}"),
        };
        return Some(format!("{date} has {named}, for which slots.csv has no slot of site {id}"));
    }
    let lacks = [
        (!school.rooms.iter().any(|room| room.site == site), "rooms.csv has no room of the site"),
        (!school.staff.iter().any(|person| person.site == site), "staff.csv has nobody of the site"),
        (day.rooms.is_empty(), "availability.csv says that no room can be used all day"),
        (day.staff.is_empty(), "availability.csv says that no adult is there all day"),
        (
            day.learners.is_empty(),
            "availability.csv says that no learner is there all day, although days.csv says school",
        ),
    ];
    lacks.into_iter().find(|(is_lacking, _)| *is_lacking).map(|(_, why)| format!("{why} ({date})"))
}

/// Plans a site's day, judges the plan and explains it.
///
/// # Errors
/// Why there is no plan, in a sentence.
///
/// # Panics
/// When the judge refuses what the solver claims: a bug of ours.
pub fn plan_site(
    ground: &Groundwork,
    site: SiteIdx,
    former: Option<&Former>,
    config: &Config,
    observer: &dyn Observer,
) -> Result<SiteReport, String> {
    let (day, owed, mut candidates) = proposed(ground, site, observer)?;
    if let Some(kept) = former.and_then(kept_possible) {
        uphold::carry(&day, &ground.states, kept, &mut candidates);
    }
    plan_from_candidates(ground, &day, owed, candidates, former, config, observer)
}

/// The day of a site that can be planned, with what is owed on it and what is proposed for it.
pub(super) fn proposed<'g>(
    ground: &'g Groundwork,
    site: SiteIdx,
    observer: &dyn Observer,
) -> Result<(SiteDay<'g>, Owed, Candidates), String> {
    let Groundwork { school, rules, .. } = ground;
    let stage = |name| observer.stage(Some(&school.sites[site.i()].id), name);
    let day = SiteDay::of(school, site, ground.date);
    if let Some(why) = cannot_be_planned(school, &day) {
        return Err(why);
    }
    stage("owe");
    let owed = owe::owe(&day, &rules.services);
    stage("recommend");
    let candidates = candidates(ground, &day, &owed);
    Ok((day, owed, candidates))
}

/// As [`plan_site`], from what is owed and the candidates on.
///
/// # Errors
/// As there.
///
/// # Panics
/// As there.
pub(super) fn plan_from_candidates(
    ground: &Groundwork,
    day: &SiteDay<'_>,
    owed: Owed,
    candidates: Candidates,
    former: Option<&Former>,
    config: &Config,
    observer: &dyn Observer,
) -> Result<SiteReport, String> {
    let Groundwork { school, rules, standing, .. } = ground;
    let site = day.site;
    let stage = |name| observer.stage(Some(&school.sites[site.i()].id), name);
    stage("formulate");
    let mut formulation = formulate::formulate(day, owed, &candidates, standing, rules);
    let promise = former.and_then(|former| former.promise.as_ref());
    let unfrozen = promise.map_or(0, |promise| uphold::amend(&mut formulation, promise));
    if let Some(base) = former.and_then(|former| former.base.as_ref()) {
        uphold::stand_beside(&mut formulation, base, rules.changes.night);
    }
    let problem_json = problem_json(&formulation.problem);
    stage("schedule");
    let start = schedule::Start {
        plan: former.and_then(|former| former.plan.as_ref()),
        certificate: former.and_then(|former| former.certificate.as_ref()),
    };
    let (hash, watch) = (sha256(&problem_json), Watch(observer));
    let solve = Solve { problem: &formulation.problem, hash: &hash, start, config: &config.schedule, watch: &watch };
    let (solution, kept) = match promise {
        None => (solve.freely().map_err(|error| error.to_string())?, None),
        Some(promise) => {
            let (solution, kept) = morning::solve(&solve, promise, unfrozen).map_err(|error| error.to_string())?;
            (solution, Some(kept))
        }
    };
    let schedule::Solution { mut plan, certificate, log } = solution;
    let search = SearchCard {
        gain_of_a_change: log.stability.map(|stability| stability.gain),
        unknown_in_start: log.unknown_in_start,
        unknown_in_prices: log.unknown_in_prices,
    };
    stage("check");
    let refused = check::check_bound(&formulation.problem, &plan.problem_sha256, &plan, Some(&certificate));
    assert!(refused.is_empty(), "the judge refuses the bound of {}: {refused:?}", formulation.problem.site);
    plan.certificate = Some(CERTIFICATE.to_owned());
    let verdict = check::check(&formulation.problem, &plan);
    assert!(verdict.is_valid(), "the judge refuses the plan of {}: {:?}", formulation.problem.site, verdict.violations);
    let solved = Solved { plan, certificate, verdict, search, kept, problem_json };
    Ok(told(ground, day, candidates, formulation, solved, observer))
}

/// The published day of the same date that stays possible: one that is kept to, or one to which resources are added.
fn kept_possible(former: &Former) -> Option<(&Problem, &Plan)> {
    let promised = former.promise.as_ref().map(|promise| (&promise.problem, &promise.plan));
    let base = former.base.as_ref().filter(|base| base.only_more);
    promised.or(base.map(|base| &base.problem).zip(former.plan.as_ref()))
}

/// A site's day as another run published it, explained and counted by what this package says: the plan is that one, and nothing is
/// searched for.
///
/// # Errors
/// Why the package cannot tell what the published day is, in a sentence.
pub fn published_site(
    ground: &Groundwork,
    site: SiteIdx,
    published: &Published,
    observer: &dyn Observer,
) -> Result<SiteReport, String> {
    let Groundwork { school, rules, standing, .. } = ground;
    let Published { problem, plan, certificate } = published;
    let stage = |name| observer.stage(Some(&school.sites[site.i()].id), name);
    let (day, owed, candidates) = proposed(ground, site, observer)?;
    stage("formulate");
    let formulation = formulate::formulate(&day, owed, &candidates, standing, rules);
    let formulation = uphold::as_published(school, &formulation, problem, plan).ok_or_else(|| {
        "the package does not know any more what was published for the day, or for whom; daybreak replan makes a plan that it knows"
            .to_owned()
    })?;
    stage("check");
    let certificate =
        certificate.clone().ok_or_else(|| format!("the published plan has no {CERTIFICATE} beside it"))?;
    let verdict = check::check(problem, plan);
    if let Some(first) = verdict.violations.first() {
        return Err(format!("the published plan does not keep the rules of its day: {first}"));
    }
    let solved = Solved {
        plan: plan.clone(),
        certificate,
        verdict,
        search: SearchCard::default(),
        kept: None,
        problem_json: problem_json(problem),
    };
    Ok(told(ground, &day, candidates, formulation, solved, observer))
}

/// A judged plan of a site, and what is known of how it was found.
struct Solved {
    plan: Plan,
    certificate: Certificate,
    verdict: Verdict,
    search: SearchCard,
    kept: Option<Kept>,
    problem_json: Vec<u8>,
}

/// What is to be said of a plan: why it is as it is, what it is for each learner, what should be found out.
fn told(
    ground: &Groundwork,
    day: &SiteDay<'_>,
    candidates: Candidates,
    formulation: Formulation,
    solved: Solved,
    observer: &dyn Observer,
) -> SiteReport {
    let Groundwork { school, rules, .. } = ground;
    let Solved { plan, certificate, verdict, search, kept, problem_json } = solved;
    let stage = |name| observer.stage(Some(&school.sites[day.site.i()].id), name);
    stage("explain");
    let mut explanations = explain::explain(known(ground, &candidates, &formulation, &plan, &verdict));
    choices_hold(school, &formulation, &plan, &explanations.choices);
    let days = voice::account(school, rules, &candidates, &formulation, &plan, &explanations);
    let bands = voice::outcomes(day, rules, &days);
    stage("measure");
    let sheet = quality::measure(&quality::Sight {
        school,
        choice: &rules.choice,
        states: &ground.states,
        pathways: &ground.pathways,
        formulation: &formulation,
        plan: &plan,
        explanations: &explanations,
        days: &days,
    });
    let breaches = quality::breaches(school, rules, day.date, &sheet);
    explain::tell_breaches(known(ground, &candidates, &formulation, &plan, &verdict), &breaches, &mut explanations);
    stage("probe");
    let questions = probe::questions(&probe::Inquiry {
        day,
        graph: &ground.graph,
        states: &ground.states,
        pathways: &ground.pathways,
        rules,
        candidates: &candidates,
        formulation: &formulation,
        plan: &plan,
    });
    SiteReport {
        site: day.site,
        formulation,
        candidates,
        plan,
        certificate,
        search,
        kept,
        verdict,
        explanations,
        questions,
        days,
        bands,
        quality: sheet,
        problem_json,
    }
}

/// The judge looks at what comes of choices: everybody's first, everybody's second, and so on, and a mixture.
///
/// # Panics
/// When a rule does not hold then: a bug of ours, and nobody should be told that they may choose.
fn choices_hold(school: &School, formulation: &Formulation, plan: &Plan, choices: &[Choice]) {
    let most = choices.iter().map(|choice| choice.number).max().unwrap_or(0);
    let problem = &formulation.problem;
    let mixed = |choice: &&Choice| choice.learner.i() as u32 % (most + 1) == choice.number;
    let rounds = (1..=most).map(|number| choices.iter().filter(|choice| choice.number == number).collect());
    let all: Vec<Vec<&Choice>> = rounds.chain([choices.iter().filter(mixed).collect()]).collect();
    all.par_iter().for_each(|some| {
        let id = |learner: LearnerIdx| school.learners[learner.i()].id.as_str();
        let sessions = taken(plan, some.iter().copied(), id, |offering| problem.offerings[offering].id.as_str());
        let verdict = check::check_rules(problem, &Plan { sessions, ..plan.clone() });
        assert!(verdict.is_valid(), "choices of {} do not hold: {:?}", problem.site, verdict.violations);
    });
}

/// Tomorrow's possibilities of a site's learners.
pub fn candidates(ground: &Groundwork, day: &SiteDay<'_>, owed: &Owed) -> Candidates {
    let Groundwork { rules, graph, states, pathways, standing, .. } = ground;
    recommend::recommend(day, graph, states, pathways, owed, standing, rules)
}

/// All that explanations draw on.
pub fn known<'a>(
    ground: &'a Groundwork,
    candidates: &'a Candidates,
    formulation: &'a Formulation,
    plan: &'a Plan,
    verdict: &'a Verdict,
) -> explain::Known<'a> {
    let Groundwork { school, rules, states, pathways, standing, .. } = ground;
    let language = LANGUAGE;
    explain::Known { school, states, pathways, candidates, formulation, plan, verdict, standing, rules, language }
}

/// Runs one site so that its failure, even a bug of ours, does not take the district with it.
pub fn alone(site: SiteIdx, run: impl FnOnce() -> Result<SiteReport, String>) -> Result<SiteReport, SiteFailure> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(why)) => Err(SiteFailure { site, why, bug: false }),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let why = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
            Err(SiteFailure { site, why: why.to_owned(), bug: true })
        }
    }
}

/// Lets the scheduler ask the observer whether to stop.
struct Watch<'a>(&'a dyn Observer);

impl schedule::Watch for Watch<'_> {
    fn interrupted(&self) -> bool {
        self.0.interrupted()
    }
}
