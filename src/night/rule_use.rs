//! What each rule did on a planned day: how often it applied, what it left out, whom it met, and the points it earned or cost.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use daybreak_day::plan::Plan;
use daybreak_day::problem::{Offering, Points};
use daybreak_day::time::Date;
use daybreak_school::ids::RuleIdx;
use daybreak_school::rules::Rules;
use daybreak_school::school::School;

use super::candidate::{Candidates, Reason};
use super::formulation::Formulation;

/// A line of the report on rules; counts of all sites together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleUse {
    pub id: String,
    pub kind: String,
    pub strength: String,
    /// Lessons proposed to learners to which it gave or took points or of which it warns; of requirements, the learners
    /// who have it; of rules against being alone, the sessions with learners of the tag.
    pub applied: u64,
    /// Of these in the plan; of requirements, the learners for whom it is met; of rules against being alone, the sessions
    /// in which nobody is.
    pub planned: u64,
    /// Lessons with a purpose for a learner that it left out.
    pub excluded: u64,
    /// Points that it earned the plan (below 0: cost it).
    pub points: Points,
    /// The learners whom it met in any of these ways, by id.
    #[serde(skip)]
    pub whom: BTreeSet<String>,
}

/// A site's planned day, as rules are counted on it.
#[derive(Clone, Copy)]
pub struct PlannedDay<'a> {
    pub school: &'a School,
    pub rules: &'a Rules,
    pub date: Date,
    pub candidates: &'a Candidates,
    pub formulation: &'a Formulation,
    pub plan: &'a Plan,
}

/// Every rule, in order of id. Policies and points for reasons are everywhere; of them nothing is counted.
pub fn usage<'a>(rules: &Rules, sites: impl IntoIterator<Item = PlannedDay<'a>>) -> Vec<RuleUse> {
    let mut lines: Vec<RuleUse> = (rules.texts.iter())
        .map(|text| RuleUse {
            id: text.id.clone(),
            kind: text.kind.clone(),
            strength: text.strength.clone(),
            ..RuleUse::default()
        })
        .collect();
    for site in sites {
        candidates(site, &mut lines);
        requirements(site, &mut lines);
        never_alone(site, &mut lines);
    }
    lines
}

/// What eligibility rules and points did to the candidates, and how much of it the plan holds.
fn candidates(site: PlannedDay<'_>, lines: &mut [RuleUse]) {
    for entry in &site.candidates.ruled_out {
        lines[entry.rule.i()].excluded += 1;
        lines[entry.rule.i()].whom.insert(site.school.learners[entry.learner.i()].id.clone());
    }
    let ids: BTreeMap<&str, usize> =
        site.formulation.problem.learners.iter().enumerate().map(|(at, learner)| (learner.id.as_str(), at)).collect();
    let offerings: BTreeMap<&str, usize> = site
        .formulation
        .problem
        .offerings
        .iter()
        .enumerate()
        .map(|(at, offering)| (offering.id.as_str(), at))
        .collect();
    // What each learner does: the activity and its place.
    let mut done = BTreeSet::new();
    for seat in site.plan.sessions.iter().flat_map(|session| &session.learners) {
        if let (Some(&learner), Some(&offering)) = (ids.get(seat.id.as_str()), offerings.get(seat.offering.as_str())) {
            let place = site.formulation.places[offering].as_deref();
            done.insert((site.formulation.learners[learner], site.formulation.activities[offering], place));
        }
    }
    for entry in &site.candidates.learners {
        for candidate in &entry.candidates {
            let is_done = done.contains(&(entry.learner, candidate.activity, candidate.place.as_deref()));
            for (reason, points) in &candidate.reasons {
                let Reason::Rule(RuleIdx(rule)) = reason else { continue };
                let line = &mut lines[*rule as usize];
                line.applied += 1;
                line.whom.insert(site.school.learners[entry.learner.i()].id.clone());
                if is_done {
                    line.planned += 1;
                    line.points += points;
                }
            }
        }
    }
}

/// How many learners have each requirement, for how many it is met, and what falling short of it cost.
fn requirements(site: PlannedDay<'_>, lines: &mut [RuleUse]) {
    let problem = &site.formulation.problem;
    let offerings: BTreeMap<&str, &Offering> = problem.offerings.iter().map(|o| (o.id.as_str(), o)).collect();
    let mut done: BTreeMap<&str, Vec<&Offering>> = BTreeMap::new();
    for seat in site.plan.sessions.iter().flat_map(|session| &session.learners) {
        done.entry(seat.id.as_str()).or_default().extend(offerings.get(seat.offering.as_str()));
    }
    for learner in &problem.learners {
        let own = done.get(learner.id.as_str()).map_or(&[][..], Vec::as_slice);
        for asked in &learner.requirements {
            // A rule on access is a requirement by another name.
            let id = asked.id.strip_prefix("access:").unwrap_or(&asked.id);
            let Some(rule) = site.rules.rule(id) else { continue };
            let n: u32 = own.iter().filter(|o| learner.counts(o, &asked.tag)).map(|o| o.slots).sum();
            let short = asked.slots_min.saturating_sub(n);
            let beyond = asked.slots_max.map_or(0, |max| n.saturating_sub(max));
            let line = &mut lines[rule.i()];
            line.applied += 1;
            line.whom.insert(learner.id.clone());
            line.planned += u64::from(short == 0 && beyond == 0);
            line.points -= asked.shortfall_cost.unwrap_or(0) * Points::from(short);
            line.points -= asked.excess_cost.unwrap_or(0) * Points::from(beyond);
        }
    }
}

/// Sessions with learners of a tag, those in which nobody of it is alone, and what the others cost.
fn never_alone(site: PlannedDay<'_>, lines: &mut [RuleUse]) {
    let tagged: BTreeMap<&str, &[String]> =
        site.formulation.problem.learners.iter().map(|l| (l.id.as_str(), l.tags.as_slice())).collect();
    let id = &site.school.sites[site.formulation.site.i()].id;
    for rule in site.rules.never_alone.iter().filter(|rule| rule.scope.covers_day(id, site.date)) {
        let Some(at) = site.rules.rule(&rule.id) else { continue };
        for session in site.plan.sessions.iter().filter(|session| session.station.is_none()) {
            let has = |id: &str| tagged.get(id).is_some_and(|tags| tags.contains(&rule.body.tag));
            let tagged = || session.learners.iter().map(|seat| &seat.id).filter(|id| has(id));
            let n = tagged().count();
            let line = &mut lines[at.i()];
            line.whom.extend(tagged().cloned());
            line.applied += u64::from(n > 0);
            line.planned += u64::from(n > 1);
            line.points -= if n == 1 { rule.body.cost.unwrap_or(0) } else { 0 };
        }
    }
}
