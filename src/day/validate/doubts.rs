//! Warnings: legal, but hardly meant.

use std::collections::BTreeSet;

use crate::issue::{Issue, nearest};
use crate::problem::{Points, StaffNeed};

use super::Asked;
use super::names::{is_there, is_there_throughout, runs, runs_of_candidate, terms};

/// P180: for every offering and station there is a slot in which enough people with each needed tag are there.
pub(super) fn p180_nobody_can_staff(asked: &mut Asked) {
    let problem = asked.problem;
    let mut doubts = Vec::new();
    for (i, offering) in problem.offerings.iter().enumerate() {
        if offering.station.is_none() {
            let slots: Vec<_> = runs(problem, offering).collect();
            doubts.extend(scarce(asked, &offering.staff, &slots).map(|need| (format!("offerings[{i}].staff"), need)));
        }
    }
    let single: Vec<_> = (0..problem.slots.len()).map(|slot| slot..slot + 1).collect();
    for (i, station) in problem.stations.iter().enumerate() {
        doubts.extend(scarce(asked, &station.staff, &single).map(|need| (format!("stations[{i}].staff"), need)));
    }
    for (path, need) in doubts {
        let found = format!("{} with tag {:?}, who are never there together", need.count, need.tag);
        let mut issue = Issue::warning("P180", asked.at(path), found, "a slot with enough such people");
        let tags: BTreeSet<&str> = problem.staff.iter().flat_map(|p| &p.tags).map(String::as_str).collect();
        if !tags.contains(need.tag.as_str())
            && let Some(near) = nearest(&need.tag, tags)
        {
            issue = issue.maybe(format!("Maybe {near}."));
        }
        asked.issues.push(issue);
    }
}

/// A need that no run of slots can fill.
fn scarce<'a>(asked: &Asked, needs: &'a [StaffNeed], slots: &[std::ops::Range<usize>]) -> Option<&'a StaffNeed> {
    let problem = asked.problem;
    needs.iter().find(|need| {
        !slots.iter().any(|run| {
            let there = problem.staff.iter().filter(|person| {
                person.tags.contains(&need.tag) && is_there_throughout(problem, person.slots.as_deref(), run.clone())
            });
            there.count() as u64 >= u64::from(need.count)
        })
    })
}

/// P181: for every offering and station there is a room with its features, large enough, and there at some time.
pub(super) fn p181_no_room_can_hold(asked: &mut Asked) {
    let problem = asked.problem;
    let mut doubts = Vec::new();
    let fits = |features: &[String], size_min: u32, slots: &[std::ops::Range<usize>]| {
        problem.rooms.iter().any(|room| {
            room.sessions_at_once > 0
                && room.capacity >= size_min.max(1)
                && features.iter().all(|f| room.features.contains(f))
                && slots.iter().any(|run| is_there_throughout(problem, room.slots.as_deref(), run.clone()))
        })
    };
    for (i, offering) in problem.offerings.iter().enumerate() {
        let slots: Vec<_> = runs(problem, offering).collect();
        if offering.station.is_none() && !fits(&offering.room_features, offering.size_min, &slots) {
            doubts.push((format!("offerings[{i}]"), offering.size_min, &offering.room_features));
        }
    }
    let single: Vec<_> = (0..problem.slots.len()).map(|slot| slot..slot + 1).collect();
    for (i, station) in problem.stations.iter().enumerate() {
        if !fits(&station.room_features, station.size_min, &single) {
            doubts.push((format!("stations[{i}]"), station.size_min, &station.room_features));
        }
    }
    for (path, size_min, features) in doubts {
        let features = if features.is_empty() { String::new() } else { format!(" with {}", features.join(", ")) };
        let found = format!("{size_min} or more learners in one room{features}, and no such room");
        asked.warning("P181", path, found, "a room with the features, the size and the time for it");
    }
}

/// P182: the smallest group of an offering has devices enough.
pub(super) fn p182_too_few_devices(asked: &mut Asked) {
    for (i, offering) in asked.problem.offerings.iter().enumerate() {
        let size_min = if offering.station.is_none() { offering.size_min.max(1) } else { 1 };
        for (pool, &units) in &offering.devices {
            let Some(&d) = asked.names.devices.get(pool.as_str()) else { continue };
            let (wanted, count) = (u64::from(size_min) * u64::from(units), asked.problem.devices[d].count);
            if wanted > u64::from(count) {
                let found = format!("{wanted} units for a group of {size_min}");
                asked.warning(
                    "P182",
                    format!("offerings[{i}].devices.{pool}"),
                    found,
                    format!("at most {count} units"),
                );
            }
        }
    }
}

/// P183: a learner who is there has candidates.
pub(super) fn p183_no_candidates(asked: &mut Asked) {
    let problem = asked.problem;
    for (i, learner) in problem.learners.iter().enumerate() {
        let there = (0..problem.slots.len()).any(|slot| is_there(problem, learner.slots.as_deref(), slot));
        if there && learner.candidates.is_empty() {
            let found = format!("learner {} is available and has no candidate", learner.id);
            asked.warning("P183", format!("learners[{i}].candidates"), found, "something that the learner may do");
        }
    }
}

/// P184: a candidate can start somewhere with the learner there throughout.
pub(super) fn p184_candidate_never_fits(asked: &mut Asked) {
    let problem = asked.problem;
    for (i, learner) in problem.learners.iter().enumerate() {
        for (c, candidate) in learner.candidates.iter().enumerate() {
            let Some(&o) = asked.names.offerings.get(candidate.offering.as_str()) else { continue };
            let offering = &problem.offerings[o];
            // An absent learner is no doubt about the candidate.
            let absent = learner.slots.as_ref().is_some_and(Vec::is_empty);
            if !absent && runs_of_candidate(problem, learner, candidate, offering).next().is_none() {
                let found = format!("candidate {} fits in no slot of learner {}", offering.id, learner.id);
                asked.warning("P184", format!("learners[{i}].candidates[{c}]"), found, "a start that fits");
            }
        }
    }
}

/// P185: the tag of a requirement is an offering's or a candidate's, the tag of `never_alone` a learner's.
pub(super) fn p185_tag_of_nothing(asked: &mut Asked) {
    let problem = asked.problem;
    let of_candidates = problem.learners.iter().flat_map(|l| &l.candidates).flat_map(|c| &c.tags);
    let of_offerings: BTreeSet<&str> =
        problem.offerings.iter().flat_map(|o| &o.tags).chain(of_candidates).map(String::as_str).collect();
    let of_learners: BTreeSet<&str> = problem.learners.iter().flat_map(|l| &l.tags).map(String::as_str).collect();
    let mut doubts = Vec::new();
    for (i, learner) in problem.learners.iter().enumerate() {
        for (k, requirement) in learner.requirements.iter().enumerate() {
            doubts.push((
                format!("learners[{i}].requirements[{k}].tag"),
                &requirement.tag,
                "an offering",
                &of_offerings,
            ));
        }
    }
    for (i, rule) in problem.never_alone.iter().enumerate() {
        doubts.push((format!("never_alone[{i}].tag"), &rule.tag, "a learner", &of_learners));
    }
    for (path, tag, whose, tags) in doubts {
        if !tags.contains(tag.as_str()) {
            let issue = Issue::warning("P185", asked.at(path), format!("{tag:?}"), format!("a tag of {whose}"));
            asked.issues.push(match nearest(tag, tags.iter().copied()) {
                Some(near) => issue.maybe(format!("Maybe {near}.")),
                None => issue,
            });
        }
    }
}

/// P186: no limit of zero rules a thing out altogether; leaving the thing out says so more clearly.
pub(super) fn p186_limit_of_zero(asked: &mut Asked) {
    let problem = asked.problem;
    let mut zeros = Vec::new();
    for (i, room) in problem.rooms.iter().enumerate() {
        if room.sessions_at_once == 0 {
            zeros.push(format!("rooms[{i}].sessions_at_once"));
        }
        if room.capacity == 0 {
            zeros.push(format!("rooms[{i}].capacity"));
        }
    }
    for (i, learner) in problem.learners.iter().enumerate() {
        let candidates = learner.candidates.iter().enumerate().filter(|(_, c)| c.times_max == 0);
        zeros.extend(candidates.map(|(c, _)| format!("learners[{i}].candidates[{c}].times_max")));
    }
    for path in zeros {
        asked.warning("P186", path, "0", "1 or more; what may never be used can be left out");
    }
}

/// P187: costs are no gifts: missing a requirement or being alone earns nothing, and no empty session pays.
pub(super) fn p187_cost_below_zero(asked: &mut Asked) {
    let problem = asked.problem;
    let mut below: Vec<(String, Points)> = Vec::new();
    for (i, learner) in problem.learners.iter().enumerate() {
        for (k, requirement) in learner.requirements.iter().enumerate() {
            let path = format!("learners[{i}].requirements[{k}]");
            below.push((format!("{path}.shortfall_cost"), requirement.shortfall_cost.unwrap_or(0)));
            below.push((format!("{path}.excess_cost"), requirement.excess_cost.unwrap_or(0)));
        }
    }
    for (i, rule) in problem.never_alone.iter().enumerate() {
        below.push((format!("never_alone[{i}].cost"), rule.cost.unwrap_or(0)));
    }
    for (i, offering) in problem.offerings.iter().enumerate() {
        let counts =
            terms(problem, &asked.names, offering).is_some_and(|t| t.size_min == 0) && offering.station.is_none();
        below.push((format!("offerings[{i}].open_cost"), if counts { offering.open_cost } else { 0 }));
    }
    for (i, station) in problem.stations.iter().enumerate() {
        below.push((format!("stations[{i}].open_cost"), if station.size_min == 0 { station.open_cost } else { 0 }));
    }
    for (path, cost) in below.into_iter().filter(|(_, cost)| *cost < 0) {
        asked.warning(
            "P187",
            path,
            cost.to_string(),
            "0 or more: a plan would earn by doing what the cost is there to avoid",
        );
    }
}

/// P188: a pair that is named apart cannot earn a bonus together.
pub(super) fn p188_together_and_apart(asked: &mut Asked) {
    let ordered = |[a, b]: &[String; 2]| if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
    let apart: BTreeSet<_> = asked.problem.apart.iter().map(ordered).collect();
    for (i, pair) in asked.problem.together.iter().enumerate() {
        if apart.contains(&ordered(&pair.learners)) {
            let found = format!("learners {} and {}, who are named apart", pair.learners[0], pair.learners[1]);
            asked.warning("P188", format!("together[{i}].learners"), found, "a pair that may share a session");
        }
    }
}
