//! Each learner's slots: why this session, or why none.

use rayon::prelude::*;

use super::attempt::{Ask, Trial};
use super::scene::Scene;
use super::wording;
use crate::model::explanation::{Blocked, Obstacle, SlotExplanation, SlotWhy};

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
    let reason = wording::sheet_reason(scene, learner, &why);
    SlotExplanation { learner: scene.known.formulation.learners[learner], slot, session, why, reason }
}

/// Why a learner is where they are in a slot.
pub fn why(scene: &Scene<'_>, trial: &mut Trial<'_>, learner: usize, slot: usize) -> SlotWhy {
    if let Some(offering) = trial.seating.doing(learner, slot)
        && let Some(activity) = scene.activity(learner, offering)
    {
        let reasons = scene.proposal(learner, offering).map_or(vec![], |proposal| proposal.reasons.clone());
        return SlotWhy::Placed { activity, reasons };
    }
    if !scene.day.learners[learner].here[slot] {
        return SlotWhy::Away;
    }
    SlotWhy::Open(blocked_in(scene, trial, learner, slot, false))
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
        let first = (slot + 1).saturating_sub(day.offerings[offering].len);
        let asks = (first..=slot).map(|start| Ask { learner, candidate, start, may_leave });
        let startable = asks.clone().filter(|ask| day.learners[learner].candidates[candidate].starts[ask.start]);
        if startable.clone().next().is_none() {
            blocked.extend(closest(scene, trial, asks));
        }
        // A long lesson may fill the slot from several starts: what stands against each must be said.
        blocked.extend(startable.filter_map(|ask| closest(scene, trial, [ask].into_iter())));
    }
    sort(&mut blocked);
    blocked
}

/// What stands against a candidate, in the start slot in which the least does; none without a start to ask about.
///
/// Where several starts are as close, the first one that earns the most.
pub fn closest(scene: &Scene<'_>, trial: &mut Trial<'_>, asks: impl Iterator<Item = Ask>) -> Option<Blocked> {
    let mut best: Option<Blocked> = None;
    for ask in asks {
        let candidate = &scene.day.learners[ask.learner].candidates[ask.candidate];
        let Some(activity) = scene.activity(ask.learner, candidate.offering) else { continue };
        let obstacles = trial.ask(ask);
        let points = candidate.points(ask.start);
        let is_closer =
            best.as_ref().is_none_or(|best| distance(&obstacles, points) > distance(&best.obstacles, best.points));
        if is_closer {
            best = Some(Blocked { activity, start: Some(ask.start), points, obstacles });
        }
    }
    best
}

/// How near a blocked candidate is: the greater, the nearer.
fn distance(obstacles: &[Obstacle], points: i64) -> (u8, i64, i64) {
    let first = obstacles.first().expect("a blocked candidate names what blocks it");
    match first {
        Obstacle::Overlooked { points: gain } => (2, *gain, points),
        Obstacle::Outweighed { points: loss } => (1, -loss, points),
        Obstacle::NotThen => (0, 0, points),
        other => (0, i64::from(rank(other)), points),
    }
}

/// The place of an obstacle in the order of distance.
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

/// The dearest first; of equal ones by activity.
pub fn sort(blocked: &mut [Blocked]) {
    blocked.sort_by_key(|entry| (std::cmp::Reverse(entry.points), entry.activity, entry.start));
}
