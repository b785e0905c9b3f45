//! The smallest change that gives somebody what they do not have: found by carrying it out on the plan and looking.
//!
//! Nothing is said to help because the first obstacle would be gone: behind it there may be another. So each change is made on a
//! copy of the plan (with one more adult, room or device: of the day), and whoever asks looks at what came of it.
//! The smallest is first: a move of the learner (of the partner, where one was wished for), then classmates who come along, then
//! one more of something.

use std::collections::BTreeSet;

use super::attempt::{Ask, Trial};
use super::day::{Day, What};
use super::scene::Scene;
use super::worth::Before;
use daybreak_day::plan::Session;
use daybreak_day::problem::{Points, Problem, Room, Staff};
use daybreak_night::candidate::Activity;
use daybreak_night::explanation::{Blocked, Obstacle, Scarce};

/// What somebody would like to have.
pub struct Aim<'a> {
    /// Whose moves are tried: the learner's, and of a wish for a partner the partner's as well.
    pub movers: &'a [usize],
    /// What would give it and stood in the way of it, the dearest first.
    pub blocked: &'a [Blocked],
    /// Whether a plan gives it.
    pub is_met: &'a dyn Fn(&Trial<'_>) -> bool,
}

/// A change that was carried out on the plan and gives what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub by: ChangeBy,
    /// Who moves, by id.
    pub learner: String,
    pub activity: Activity,
    /// The id of the slot in which it begins.
    pub slot: String,
    /// What the plan loses by it (below 0: gains).
    pub cost: Points,
    /// The plan's sessions after it.
    pub sessions: Vec<Session>,
}

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeBy {
    /// The learner alone moves: a person decides it.
    Moves,
    /// These classmates come along, leaving what they do then; perhaps once there is one more adult with a tag.
    Classmates(Vec<String>, Option<String>),
    /// There is one more of something in the slots.
    OneMore(Scarce),
    /// It may be held once more a day.
    OnceMore,
}

/// Classmates that are tried for one group, at most, and changes of the day's resources.
const CLASSMATES_TRIED: usize = 12;
const RESOURCES_TRIED: usize = 24;

/// The cheapest change of each kind that gives it, the smallest kind first, as long as the larger one costs the plan less; none: no
/// change of these kinds was found.
pub fn smallest(scene: &Scene<'_>, trial: &Trial<'_>, aim: &Aim<'_>) -> Vec<Change> {
    let kinds = [by_a_move, with_classmates, with_one_more];
    let mut found: Vec<Change> = vec![];
    for change in kinds.into_iter().filter_map(|kind| kind(scene, trial, aim)) {
        if found.last().is_none_or(|smaller| change.cost < smaller.cost) {
            found.push(change);
        }
    }
    found
}

/// Somebody who moves, with everybody else where they are.
fn by_a_move(scene: &Scene<'_>, trial: &Trial<'_>, aim: &Aim<'_>) -> Option<Change> {
    let mut best: Option<(Points, Change)> = None;
    for &learner in aim.movers {
        for candidate in 0..scene.day.learners[learner].candidates.len() {
            for start in 0..scene.day.n_slots {
                let ask = Ask { learner, candidate, start, may_leave: true };
                if let Some((points, found)) = carried_out(scene, trial, aim, ask, ChangeBy::Moves)
                    && best.as_ref().is_none_or(|(most, _)| points > *most)
                {
                    best = Some((points, found));
                }
            }
        }
    }
    best.map(|(_, change)| change)
}

/// The best move of this kind that gives it, with what the plan gains.
fn carried_out(
    scene: &Scene<'_>,
    trial: &Trial<'_>,
    aim: &Aim<'_>,
    ask: Ask,
    by: ChangeBy,
) -> Option<(Points, Change)> {
    let candidate = &trial.day.learners[ask.learner].candidates[ask.candidate];
    let activity = scene.activity(ask.learner, candidate.offering)?;
    let mut best: Option<(Points, Trial<'_>)> = None;
    let (options, _) = trial.clone().options(ask);
    for (step, points) in options {
        if best.as_ref().is_some_and(|(most, _)| points <= *most) {
            continue;
        }
        let mut after = trial.clone();
        after.carry_out(ask, step);
        if (aim.is_met)(&after) {
            best = Some((points, after));
        }
    }
    let (points, after) = best?;
    Some((points, change(scene, &after, (by, activity), ask, -points)))
}

/// The change that led to a plan.
fn change(
    scene: &Scene<'_>,
    after: &Trial<'_>,
    (by, activity): (ChangeBy, Activity),
    ask: Ask,
    cost: Points,
) -> Change {
    let problem = scene.day.problem;
    let (learner, slot) = (problem.learners[ask.learner].id.clone(), problem.slots[ask.start].id.clone());
    Change { by, learner, activity, slot, cost, sessions: after.documents(scene.known.plan) }
}

/// A group that is too small, made large enough by classmates who leave what they do then: those who lose least by it. Where an
/// adult is missing besides, with one more.
fn with_classmates(scene: &Scene<'_>, trial: &Trial<'_>, aim: &Aim<'_>) -> Option<Change> {
    let mut best: Option<Change> = None;
    let mut lacks_an_adult = vec![];
    for entry in aim.blocked {
        let (Some(Obstacle::TooFew { .. }), Some(start)) = (entry.obstacles.first(), entry.start) else { continue };
        for &learner in aim.movers {
            let Some(candidate) = candidate_for(scene, learner, entry) else { continue };
            let ask = Ask { learner, candidate, start, may_leave: true };
            match larger_group(scene, trial, aim, (ask, entry.activity), None) {
                Ok(found) if best.as_ref().is_none_or(|best| found.cost < best.cost) => best = Some(found),
                Ok(_) => {}
                Err(Some(obstacle)) => lacks_an_adult.push((ask, entry.activity, obstacle)),
                Err(None) => {}
            }
        }
    }
    lacks_an_adult.truncate(RESOURCES_TRIED);
    best.or_else(|| {
        lacks_an_adult.into_iter().find_map(|(ask, activity, obstacle)| {
            let offering = trial.day.learners[ask.learner].candidates[ask.candidate].offering;
            let (problem, by) = day_with(trial.day, offering, ask.start, &obstacle)?;
            let ChangeBy::OneMore(Scarce::Staff(tag)) = by else { return None };
            let day = Day::new(&problem);
            let before = trial.before.and_then(|_| Before::new(&day));
            let trial = Trial::new(&day, before.as_ref(), scene.known.plan);
            larger_group(scene, &trial, aim, (ask, activity), Some(tag)).ok()
        })
    })
}

/// The plan with the smallest group that the learner and willing classmates make; else the adult who is missing for one, if that is
/// all.
fn larger_group(
    scene: &Scene<'_>,
    trial: &Trial<'_>,
    aim: &Aim<'_>,
    (ask, activity): (Ask, Activity),
    one_more: Option<String>,
) -> Result<Change, Option<Obstacle>> {
    let Ask { learner: own, candidate, start, .. } = ask;
    let day = trial.day;
    let offering = day.learners[own].candidates[candidate].offering;
    let mut others: Vec<(Points, usize, usize)> = (day.takers(day.offerings[offering].what).iter())
        .filter(|&&(l, c)| l != own && day.learners[l].candidates[c].offering == offering)
        .filter(|&&(l, c)| day.learners[l].candidates[c].starts[start])
        .filter_map(|&(l, c)| {
            let now = trial.seating.doing(l, start)?;
            let at = day.candidate(l, now)?;
            let (then, now) = (&day.learners[l].candidates[c], &day.learners[l].candidates[at]);
            (then.offering != now.offering).then(|| (now.points(start) - then.points(start), l, c))
        })
        .collect();
    others.sort_unstable();
    let mut lacks_an_adult = None;
    let mut seats = vec![(own, candidate)];
    for (_, learner, candidate) in others.into_iter().take(CLASSMATES_TRIED) {
        seats.push((learner, candidate));
        let mut after = trial.clone();
        match after.bring_together(&seats, start) {
            Ok(()) if (aim.is_met)(&after) => {
                let ids = seats[1..].iter().map(|&(l, _)| day.problem.learners[l].id.clone()).collect();
                let cost = trial.total() - after.total();
                return Ok(change(scene, &after, (ChangeBy::Classmates(ids, one_more), activity), ask, cost));
            }
            Err(Some(Obstacle::TooFew { .. })) => {}
            Err(Some(obstacle @ (Obstacle::NoStaff { .. } | Obstacle::StaffBusy { .. }))) => {
                lacks_an_adult = Some(obstacle);
                seats.truncate(seats.len() - 1);
            }
            Ok(()) | Err(_) => seats.truncate(seats.len() - 1),
        }
    }
    Err(lacks_an_adult)
}

/// One more adult, room, device or session a day: the first that gives it, in the order of what stood in the way.
fn with_one_more(scene: &Scene<'_>, trial: &Trial<'_>, aim: &Aim<'_>) -> Option<Change> {
    let mut tried: BTreeSet<(Obstacle, usize, Activity)> = BTreeSet::new();
    for entry in aim.blocked {
        let (Some(obstacle), Some(start)) = (entry.obstacles.first(), entry.start) else { continue };
        let key = (obstacle.clone(), start, entry.activity);
        if tried.len() >= RESOURCES_TRIED || !tried.insert(key) {
            continue;
        }
        for &learner in aim.movers {
            let Some(candidate) = candidate_for(scene, learner, entry) else { continue };
            let offering = trial.day.learners[learner].candidates[candidate].offering;
            let Some((problem, by)) = day_with(trial.day, offering, start, obstacle) else { continue };
            let day = Day::new(&problem);
            let before = trial.before.and_then(|_| Before::new(&day));
            let trial = Trial::new(&day, before.as_ref(), scene.known.plan);
            let ask = Ask { learner, candidate, start, may_leave: true };
            if let Some((_, change)) = carried_out(scene, &trial, aim, ask, by) {
                return Some(change);
            }
        }
    }
    None
}

/// The learner's candidate that an entry is about.
fn candidate_for(scene: &Scene<'_>, learner: usize, entry: &Blocked) -> Option<usize> {
    let mut own = scene.day.learners[learner].candidates.iter();
    own.position(|c| scene.activity(learner, c.offering) == Some(entry.activity))
}

/// The day with one more of what an obstacle speaks of; none where nothing of the kind would remove it.
fn day_with(day: &Day<'_>, offering: usize, start: usize, obstacle: &Obstacle) -> Option<(Problem, ChangeBy)> {
    let span = day.span(offering, start)?;
    let slots: Vec<String> = day.problem.slots[span].iter().map(|slot| slot.id.clone()).collect();
    let what = day.offerings[offering].what;
    let frame = day.frame(what);
    let fresh = || "one more".to_owned();
    let mut problem = day.problem.clone();
    let by = match obstacle.scarce() {
        Some(scarce) => {
            match &scarce {
                Scarce::Staff(tag) => {
                    problem.staff.push(Staff::without_limits(fresh(), vec![tag.clone()], Some(slots)))
                }
                Scarce::Rooms => problem.rooms.push(Room {
                    id: fresh(),
                    capacity: frame.size_max,
                    sessions_at_once: 1,
                    features: frame.room_features.to_vec(),
                    zone: String::new(),
                    slots: Some(slots),
                }),
                Scarce::Devices(device) => {
                    let pool = problem.devices.get_mut(*device)?;
                    pool.count = pool.count.saturating_add(1);
                }
            }
            ChangeBy::OneMore(scarce)
        }
        None if *obstacle == Obstacle::NoCopies => {
            let sessions_max = match what {
                What::Offering(at) => &mut problem.offerings[at].sessions_max,
                What::Station(at) => &mut problem.stations[at].sessions_max,
            };
            *sessions_max = sessions_max.map(|max| max.saturating_add(1));
            ChangeBy::OnceMore
        }
        None => return None,
    };
    Some((problem, by))
}
