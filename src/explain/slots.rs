//! Each learner's slots: why this session, or why none.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::attempt::{Ask, Trial};
use super::scene::Scene;
use super::wording::told;
use daybreak_day::problem::Points;
use daybreak_night::candidate::Reason;
use daybreak_night::explanation::{Blocked, Obstacle, SlotExplanation, SlotWhy};
use daybreak_school::ids::WishIdx;
use daybreak_school::school::WishFor;

/// One explanation for each learner and slot of the problem, by learner, then slot.
pub fn explain_slots(scene: &Scene<'_>, trial: &Trial<'_>) -> Vec<SlotExplanation> {
    let by_learner: Vec<Vec<SlotExplanation>> = (0..scene.day.learners.len())
        .into_par_iter()
        .map_init(
            || trial.clone(),
            |trial, learner| (0..scene.day.n_slots).map(|slot| explain_slot(scene, trial, learner, slot)).collect(),
        )
        .collect();
    by_learner.into_iter().flatten().collect()
}

fn explain_slot(scene: &Scene<'_>, trial: &mut Trial<'_>, learner: usize, slot: usize) -> SlotExplanation {
    let session = trial.seating.session(learner, slot).and_then(|k| trial.seating.sessions[k].in_plan);
    let why = why(scene, trial, learner, slot);
    let reason = told::slot(scene, learner, &why);
    SlotExplanation { learner: scene.known.formulation.learners[learner], slot, session, why, reason }
}

/// Why a learner is where they are in a slot.
pub fn why(scene: &Scene<'_>, trial: &mut Trial<'_>, learner: usize, slot: usize) -> SlotWhy {
    if let Some(offering) = trial.seating.doing(learner, slot)
        && let Some(activity) = scene.activity(learner, offering)
    {
        let mut reasons = scene.proposal(learner, offering).map_or(vec![], |proposal| proposal.reasons.clone());
        let loss = scene.known.formulation.losses.get(offering).copied().flatten();
        reasons.extend(loss.map(|(rule, points)| (Reason::Rule(rule), -points)));
        let reasons = with_slot(scene, trial, learner, slot, reasons);
        return SlotWhy::Placed { activity, reasons };
    }
    if !scene.day.learners[learner].here[slot] {
        return SlotWhy::Away;
    }
    SlotWhy::Open(blocked_in(scene, trial, learner, slot, false))
}

/// The reasons with the points that the slot earns: what was asked for in this slot has them, the weightiest first.
fn with_slot(
    scene: &Scene<'_>,
    trial: &Trial<'_>,
    learner: usize,
    slot: usize,
    mut reasons: Vec<(Reason, Points)>,
) -> Vec<(Reason, Points)> {
    let school = scene.known.school;
    let slot_of_wish = |at: WishIdx| match &school.wishes[at.i()].what {
        WishFor::Time { slot, .. } => Some(slot),
        WishFor::Lesson(_)
        | WishFor::Competency(_)
        | WishFor::Modality(_)
        | WishFor::Interest(_)
        | WishFor::Place(_)
        | WishFor::Partner(_)
        | WishFor::Staff(_) => None,
    };
    let held = trial.seating.session(learner, slot).map(|k| trial.seating.sessions[k].span());
    let covers =
        |id: &String| scene.day.slot(id).is_some_and(|at| held.as_ref().is_some_and(|span| span.contains(&at)));
    for (reason, points) in reasons.iter_mut().filter(|(_, points)| *points == 0) {
        let (bound, worth) = if let Reason::Proposal(at) = *reason {
            (Some(&school.proposals[at.i()].slot), scene.known.rules.scores.proposal)
        } else if let Reason::Request(at) = *reason {
            (school.requests[at.i()].slot.as_ref(), scene.known.standing.request(at))
        } else if let Reason::Wish(at) = *reason {
            (slot_of_wish(at), scene.known.standing.wish(at))
        } else {
            continue;
        };
        if bound.is_some_and(covers) {
            *points = worth;
        }
    }
    reasons.sort_by_key(|(_, points)| -points.abs());
    reasons
}

/// What stands against each candidate in a slot, the dearest first. What the learner does there now is left out.
pub fn blocked_in(
    scene: &Scene<'_>,
    trial: &mut Trial<'_>,
    learner: usize,
    slot: usize,
    may_leave: bool,
) -> Vec<Blocked> {
    let day = &scene.day;
    let mut blocked = vec![];
    for candidate in 0..day.learners[learner].candidates.len() {
        let offering = day.learners[learner].candidates[candidate].offering;
        if trial.seating.doing(learner, slot) == Some(offering) {
            continue;
        }
        // A long lesson may fill the slot from several starts.
        let first = (slot + 1).saturating_sub(day.offerings[offering].len);
        let asks = (first..=slot).map(|start| Ask { learner, candidate, start, may_leave });
        blocked.extend(entries(scene, trial, asks));
    }
    sort(&mut blocked);
    blocked
}

/// What stands against a candidate in each of the start slots in which it could begin; where it can begin in none,
/// one entry says so.
pub fn entries(scene: &Scene<'_>, trial: &mut Trial<'_>, asks: impl Iterator<Item = Ask>) -> Vec<Blocked> {
    let mut all = vec![];
    for ask in asks {
        let candidate = &scene.day.learners[ask.learner].candidates[ask.candidate];
        if let Some(activity) = scene.activity(ask.learner, candidate.offering) {
            let obstacles = trial.ask(ask);
            all.push(Blocked { activity, start: Some(ask.start), points: candidate.points(ask.start), obstacles });
        }
    }
    let begins = |entry: &Blocked| entry.obstacles.first() != Some(&Obstacle::NotThen);
    if all.iter().any(begins) {
        all.retain(begins);
    } else {
        all.truncate(1);
    }
    all
}

/// How near a blocked candidate is: the greater, the nearer. Possible moves are nearest, the cheapest first.
pub fn nearness(blocked: &Blocked) -> (u8, i64) {
    match blocked.obstacles.first() {
        None => (0, 0),
        Some(Obstacle::Overlooked { points }) => (15, *points),
        Some(Obstacle::Outweighed { points }) => (14, -points),
        Some(other) => (rank(other), 0),
    }
}

/// The place of an obstacle in the order of nearness.
fn rank(obstacle: &Obstacle) -> u8 {
    match obstacle {
        Obstacle::NotThen => 0,
        Obstacle::RunsInto => 1,
        Obstacle::HadEnough { .. } => 2,
        Obstacle::OneOfItsKind => 3,
        Obstacle::NotBefore => 4,
        Obstacle::Pinned => 5,
        Obstacle::TagFull { .. } | Obstacle::TagShort { .. } => 6,
        Obstacle::Apart | Obstacle::Alone { .. } | Obstacle::GroupLimit { .. } | Obstacle::Barred => 7,
        Obstacle::RoomUnfit | Obstacle::NoStaff { .. } | Obstacle::NoRoom | Obstacle::NoDevices { .. } => 8,
        Obstacle::NoCopies => 9,
        Obstacle::TooFew { .. } => 10,
        Obstacle::StaffBusy { .. } | Obstacle::RoomsTaken | Obstacle::DevicesInUse { .. } => 11,
        Obstacle::Full { .. } | Obstacle::NoSeat | Obstacle::OthersNeedThem => 12,
        Obstacle::Outweighed { .. } | Obstacle::Overlooked { .. } => 13,
    }
}

/// The dearest first; of one activity the nearest first.
pub fn sort(blocked: &mut [Blocked]) {
    blocked.sort_by_key(|entry| (Reverse(entry.points), entry.activity, Reverse(nearness(entry)), entry.start));
}
