//! What a plan earns, recounted from its sessions, one function a term, each written from its line of the contract.
//!
//! Terms are summed in 128 bits, so that no document can make the judge overflow.

use daybreak_day::problem::{Points, Requirement};
use daybreak_day::verdict::Objective;

use super::constraints::{never_alone::alone, requirements::slots_with_tag};
use super::order::early_cost;
use super::place::place_cost;
use super::previous::change_cost;
use super::record::{Record, is_there};

/// Every term in points, and whether the terms and their total fit into 64 bits.
pub(super) fn recount(record: &Record) -> (Objective, bool) {
    let mut fits = true;
    let mut narrow = |term: i128| {
        Points::try_from(term).unwrap_or_else(|_| {
            fits = false;
            if term < 0 { Points::MIN } else { Points::MAX }
        })
    };
    let (shortfall, excess) = requirements(record);
    let objective = Objective {
        utility: narrow(utility(record)),
        staff_bonus: narrow(staff_bonus(record)),
        together: narrow(together(record)),
        open_cost: narrow(open_cost(record)),
        idle_cost: narrow(idle_cost(record)),
        shortfall_cost: narrow(shortfall),
        excess_cost: narrow(excess),
        never_alone_cost: narrow(never_alone(record)),
        place_cost: narrow(place_cost(record)),
        early_cost: narrow(early_cost(record)),
        change_cost: narrow(change_cost(record)),
    };
    let total = objective.total();
    (objective, fits && total != Points::MIN && total != Points::MAX)
}

/// The candidate's utility and its bonus of the start slot, for every learner in every session.
fn utility(record: &Record) -> i128 {
    let mut sum = 0;
    for (learner, seats) in record.problem.learners.iter().zip(&record.seats_of) {
        for &(s, k) in seats {
            let held = &record.sessions[s];
            let Some(offering) = record.offering_of(held.seats[k]) else { continue };
            let Some(candidate) = learner.candidates.iter().find(|c| c.offering == offering.id) else { continue };
            sum += i128::from(candidate.utility);
            if !held.slots.is_empty() {
                let bonus = candidate.slot_bonus.get(record.slot_id(held.slots.start));
                sum += i128::from(bonus.copied().unwrap_or(0));
            }
        }
    }
    sum
}

/// The learner's bonus for a person, for every learner and every person serving the session.
fn staff_bonus(record: &Record) -> i128 {
    let mut sum = 0;
    for held in &record.sessions {
        for seat in &held.seats {
            let bonus = &record.problem.learners[seat.learner].staff_bonus;
            for &person in &held.staff {
                sum += i128::from(bonus.get(&record.problem.staff[person].id).copied().unwrap_or(0));
            }
        }
    }
    sum
}

/// The pair's bonus, for every session in which both are.
fn together(record: &Record) -> i128 {
    let mut sum = 0;
    for pair in &record.problem.together {
        let [a, b] = [&pair.learners[0], &pair.learners[1]].map(|id| record.names.learners.get(id.as_str()));
        let (Some(&a), Some(&b)) = (a, b) else { continue };
        let shared = record.seats_of[a].iter().filter(|(s, _)| record.seats_of[b].iter().any(|(t, _)| t == s)).count();
        if a != b {
            sum += i128::from(pair.bonus) * shared as i128;
        }
    }
    sum
}

/// The opening cost of the offering or station, for every session.
fn open_cost(record: &Record) -> i128 {
    record.sessions.iter().filter_map(|held| held.kind).map(|kind| i128::from(record.terms(kind).open_cost)).sum()
}

/// The learner's idle cost, for every slot in which the learner is available and in no session.
fn idle_cost(record: &Record) -> i128 {
    let mut sum = 0;
    for (learner, seats) in record.problem.learners.iter().zip(&record.seats_of) {
        for (slot, named) in record.problem.slots.iter().enumerate() {
            let placed = seats.iter().any(|&(s, _)| record.sessions[s].slots.contains(&slot));
            if !placed && is_there(learner.slots.as_deref(), &named.id) {
                sum += i128::from(learner.idle_cost);
            }
        }
    }
    sum
}

/// The shortfall cost for every slot short of slots_min, the excess cost for every slot beyond slots_max.
fn requirements(record: &Record) -> (i128, i128) {
    let (mut shortfall, mut excess) = (0, 0);
    for (l, learner) in record.problem.learners.iter().enumerate() {
        for requirement in &learner.requirements {
            let Requirement { id: _, tag, slots_min, slots_max, shortfall_cost, excess_cost } = requirement;
            let n = i128::from(slots_with_tag(record, l, tag));
            let short = (i128::from(*slots_min) - n).max(0);
            let beyond = slots_max.map_or(0, |max| (n - i128::from(max)).max(0));
            shortfall += i128::from(shortfall_cost.unwrap_or(0)) * short;
            excess += i128::from(excess_cost.unwrap_or(0)) * beyond;
        }
    }
    (shortfall, excess)
}

/// The cost of a tag, for every session without a station with exactly one learner of the tag.
fn never_alone(record: &Record) -> i128 {
    let mut sum = 0;
    for rule in &record.problem.never_alone {
        let n = record.sessions.iter().filter(|held| alone(record, held, &rule.tag).is_some()).count();
        sum += i128::from(rule.cost.unwrap_or(0)) * n as i128;
    }
    sum
}
