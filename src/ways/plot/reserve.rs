//! The share of learning time that does not go into ways: what the policy keeps for other things, moved toward what the
//! school has seen.
//!
//! A calendar counts the minutes of the bells. What reaches the steps of a way is less: learners are ill, groups form
//! around other things, a step is practised that was known. Dates that leave this out are kept by few, and every night
//! takes back steps that the night before had told.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::calendar::Calendars;
use daybreak_day::time::{Date, days_between};
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, SiteIdx};
use daybreak_school::rules::PacingPolicy;
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;

/// Days back that are looked at.
const DAYS: i64 = 28;

/// School days after which what was seen counts as much as the policy.
const DAYS_OF_POLICY: f64 = 5.0;

/// By site: the share of learning time that is kept from the ways, 0 to 1.
pub(super) fn reserves(
    school: &School,
    graph: &CompetencyGraph,
    states: &LearnerStates,
    calendars: &Calendars<'_>,
    policy: &PacingPolicy,
    today: Date,
) -> Vec<f64> {
    let mut goals: BTreeMap<LearnerIdx, Vec<CompetencyIdx>> = BTreeMap::new();
    for goal in school.goals.iter().filter(|goal| !states.knows(goal.learner, goal.competency)) {
        goals.entry(goal.learner).or_default().push(goal.competency);
    }
    let is_recent = |date: Date| (1..=DAYS).contains(&days_between(date, today));
    let recent = school.delivered.iter().filter(|row| row.is_reported && is_recent(row.date));
    let mut dates: Vec<BTreeSet<Date>> = vec![BTreeSet::new(); school.sites.len()];
    recent.for_each(|row| {
        dates[school.learners[row.learner.i()].site.i()].insert(row.date);
    });

    let mut parts = vec![Vec::new(); school.competencies.len()];
    for (at, competency) in school.competencies.iter().enumerate() {
        competency.parent.into_iter().for_each(|whole| parts[whole.i()].push(CompetencyIdx::at(at)));
    }

    // Minutes at school and minutes on a way, of those who have one.
    let mut seen = vec![(0.0, 0.0); school.sites.len()];
    for (learner, goals) in goals {
        let site = school.learners[learner.i()].site;
        if dates[site.i()].is_empty() {
            continue;
        }
        let on_the_way = below(graph, &parts, goals);
        let rows =
            school.delivered_of(learner).iter().filter(|row| row.attended && row.is_reported && is_recent(row.date));
        let on_it = rows.filter(|row| row.competency.is_some_and(|c| on_the_way.contains(c.i())));
        let (possible, spent) = &mut seen[site.i()];
        *possible += dates[site.i()].iter().map(|&date| calendars.minutes_on(learner, date)).sum::<f64>();
        *spent += on_it.map(|row| f64::from(row.minutes)).sum::<f64>();
    }
    let named = policy.reserve_share.clamp(0.0, 1.0);
    let reserve = |site: SiteIdx| {
        let ((possible, spent), n_days) = (seen[site.i()], dates[site.i()].len() as f64);
        if possible <= 0.0 {
            return named;
        }
        let weight = DAYS_OF_POLICY / (DAYS_OF_POLICY + n_days);
        named * weight + (1.0 - spent / possible).clamp(0.0, 1.0) * (1.0 - weight)
    };
    (0..school.sites.len()).map(SiteIdx::at).map(reserve).collect()
}

/// Some competencies, their parts, and all that they build on. `parts` has those directly below each.
fn below(graph: &CompetencyGraph, parts: &[Vec<CompetencyIdx>], mut open: Vec<CompetencyIdx>) -> FixedBitSet {
    let mut found = FixedBitSet::with_capacity(graph.len());
    while let Some(competency) = open.pop() {
        if found.put(competency.i()) {
            continue;
        }
        open.extend(graph.all_of(competency).iter().chain(graph.any_of(competency).flatten()));
        open.extend(&parts[competency.i()]);
    }
    found
}
