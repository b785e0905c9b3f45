//! Checks of what learners bring with them: candidates, requirements, relations.

use std::collections::BTreeMap;

use crate::problem::{Candidate, Learner, Requirement};

use super::Asked;
use super::names::{is_there, runs_of_candidate};

/// P130: a relation is between two different learners.
pub(super) fn p130_pairs_of_two(asked: &mut Asked) {
    let problem = asked.problem;
    for (list, pairs) in [("apart", &problem.apart), ("apart_places", &problem.apart_places)] {
        for (i, [a, b]) in pairs.iter().enumerate() {
            if a == b {
                asked.error("P130", format!("{list}[{i}]"), format!("learner {a} apart from themself"), "two learners");
            }
        }
    }
    for (i, pair) in asked.problem.together.iter().enumerate() {
        let [a, b] = &pair.learners;
        if a == b {
            let found = format!("learner {a} together with themself");
            asked.error("P130", format!("together[{i}].learners"), found, "two learners");
        }
    }
}

/// P131: a learner has at most one candidate for an offering.
pub(super) fn p131_candidate_once(asked: &mut Asked) {
    for (i, learner) in asked.problem.learners.iter().enumerate() {
        let mut first = BTreeMap::new();
        for (c, candidate) in learner.candidates.iter().enumerate() {
            let earlier = *first.entry(candidate.offering.as_str()).or_insert(c);
            if earlier != c {
                let found = format!("a second candidate for {:?}, after candidates[{earlier}]", candidate.offering);
                let path = format!("learners[{i}].candidates[{c}].offering");
                asked.error("P131", path, found, "one candidate for an offering; times_max tells how often");
            }
        }
    }
}

/// P132: `after` names the offering of another candidate of the learner.
pub(super) fn p132_after_is_candidate(asked: &mut Asked) {
    for (i, learner) in asked.problem.learners.iter().enumerate() {
        for (c, candidate) in learner.candidates.iter().enumerate() {
            let Some(after) = &candidate.after else { continue };
            // An offering that nobody has is P111.
            let known = asked.names.offerings.contains_key(after.as_str());
            if known && !learner.candidates.iter().any(|other| other.offering == *after) {
                let path = format!("learners[{i}].candidates[{c}].after");
                asked.error("P132", path, format!("{after:?}"), "an offering that is a candidate of the learner");
            }
        }
    }
}

/// P133: `after` leads to no candidate that waits for itself.
pub(super) fn p133_after_cycle(asked: &mut Asked) {
    for (i, learner) in asked.problem.learners.iter().enumerate() {
        for (c, cycle) in after_cycles(learner) {
            let found = format!("{} waits for itself", cycle.join(" after "));
            asked.error("P133", format!("learners[{i}].candidates[{c}].after"), found, "an order without a cycle");
        }
    }
}

/// Each cycle once: its first candidate by position, and the offerings along it, the first one again at the end.
fn after_cycles(learner: &Learner) -> Vec<(usize, Vec<&str>)> {
    let position: BTreeMap<&str, usize> =
        learner.candidates.iter().enumerate().rev().map(|(c, x)| (x.offering.as_str(), c)).collect();
    let next = |c: usize| learner.candidates[c].after.as_ref().and_then(|after| position.get(after.as_str()).copied());
    // Which walk has seen a candidate; a walk that meets itself has found a cycle.
    let mut seen_by = vec![usize::MAX; learner.candidates.len()];
    let mut cycles = Vec::new();
    for start in 0..learner.candidates.len() {
        let mut at = Some(start);
        while let Some(c) = at.filter(|&c| seen_by[c] == usize::MAX) {
            seen_by[c] = start;
            at = next(c);
        }
        if let Some(first) = at.filter(|&c| seen_by[c] == start) {
            let mut cycle = vec![learner.candidates[first].offering.as_str()];
            let mut c = next(first);
            while let Some(k) = c.filter(|&k| k != first) {
                cycle.push(&learner.candidates[k].offering);
                c = next(k);
            }
            cycle.push(&learner.candidates[first].offering);
            cycles.push((first, cycle));
        }
    }
    cycles
}

/// P134: slots_min is no more than slots_max.
pub(super) fn p134_requirement_range(asked: &mut Asked) {
    for (i, learner) in asked.problem.learners.iter().enumerate() {
        for (k, requirement) in learner.requirements.iter().enumerate() {
            if let Some(max) = requirement.slots_max.filter(|&max| max < requirement.slots_min) {
                let path = format!("learners[{i}].requirements[{k}].slots_min");
                let found = format!("slots_min {}, slots_max {max}", requirement.slots_min);
                asked.error("P134", path, found, "slots_min no more than slots_max");
            }
        }
    }
}

/// P135: a requirement without a shortfall cost asks for no more slots than the learner's candidates can give.
pub(super) fn p135_requirement_within_reach(asked: &mut Asked) {
    for (i, learner) in asked.problem.learners.iter().enumerate() {
        for (k, requirement) in learner.requirements.iter().enumerate() {
            if requirement.shortfall_cost.is_some() || requirement.slots_min == 0 {
                continue;
            }
            let most = slots_within_reach(asked, learner, requirement);
            if u64::from(requirement.slots_min) > most {
                let path = format!("learners[{i}].requirements[{k}].slots_min");
                let found = format!("{} slots with tag {:?}", requirement.slots_min, requirement.tag);
                let expected = format!("at most {most}, which the learner's candidates can give, or a shortfall_cost");
                asked.error("P135", path, found, expected);
            }
        }
    }
}

/// No plan gives the learner more slots with the tag: each candidate as often as it fits, within the day.
fn slots_within_reach(asked: &Asked, learner: &Learner, requirement: &Requirement) -> u64 {
    let problem = asked.problem;
    let n_available = (0..problem.slots.len()).filter(|&s| is_there(problem, learner.slots.as_deref(), s)).count();
    let mut reach = 0_u64;
    for candidate in &learner.candidates {
        let Candidate { offering, times_max, tags, .. } = candidate;
        let Some(&o) = asked.names.offerings.get(offering.as_str()) else { continue };
        let offering = &problem.offerings[o];
        if offering.tags.contains(&requirement.tag) || tags.contains(&requirement.tag) {
            let n_starts = runs_of_candidate(problem, learner, candidate, offering).count() as u64;
            reach += u64::from(*times_max).min(n_starts) * u64::from(offering.slots.max(1));
        }
    }
    reach.min(n_available as u64)
}
