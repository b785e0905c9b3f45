//! Several learners tried together: each alone waits for the others, so they are asked about as one group.

use std::collections::BTreeSet;

use super::attempt::{Ask, Trial};
use super::day::Day;
use super::opening;
use super::own_day;
use super::scene::Scene;
use super::worth::Before;
use daybreak_day::problem::{Points, Staff};
use daybreak_night::explanation::{Obstacle, Scarce};
use daybreak_school::ids::LessonIdx;

/// What became of the try, slot by slot.
pub struct Together {
    /// The cheapest slot in which all could have it; else where one more person would do. None: neither.
    pub best: Option<Joint>,
    /// What stands in the way in the other slots; none: nothing that has a name.
    pub against: Vec<(usize, Option<Obstacle>)>,
}

/// How a group could have a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joint {
    /// At these points of what they do then.
    AsItIs { slot: usize, cost: Points },
    /// Once there is one more of these people then.
    WithOneMore { slot: usize, tag: String },
}

/// Tries a lesson for all of them in one session, in the slot or in any, leaving what they do then; none where it is no candidate
/// of one of them.
pub fn as_one_group(
    scene: &Scene<'_>,
    trial: &Trial<'_>,
    learners: &[usize],
    lesson: LessonIdx,
    slot: Option<usize>,
) -> Option<Together> {
    let before = trial.total();
    let seats = seats(scene, learners, lesson)?;
    let mut missing: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut best: Option<(Points, usize)> = None;
    let mut against = vec![];
    for start in (0..scene.day.n_slots).filter(|at| slot.is_none_or(|slot| slot == *at)) {
        let mut trial = trial.clone();
        match trial.bring_together(&seats, start) {
            Ok(()) => {
                let found = (before - trial.total(), start);
                best = Some(best.map_or(found, |best| best.min(found)));
            }
            Err(obstacle) => {
                if let Some(Scarce::Staff(tag)) = obstacle.as_ref().and_then(Obstacle::scarce) {
                    missing.insert((start, tag));
                }
                against.push((start, obstacle));
            }
        }
    }
    let one_more = || {
        missing.into_iter().find(|(slot, tag)| {
            with_one_more(scene, trial, tag, *slot, |trial| trial.bring_together(&seats, *slot).is_ok())
        })
    };
    let best = match best {
        Some((cost, slot)) => Some(Joint::AsItIs { slot, cost }),
        None => one_more().map(|(slot, tag)| Joint::WithOneMore { slot, tag }),
    };
    Some(Together { best, against })
}

/// What a question says on the day with one more person of a kind in a slot.
pub fn with_one_more<T>(
    scene: &Scene<'_>,
    trial: &Trial<'_>,
    tag: &str,
    slot: usize,
    ask: impl FnOnce(&mut Trial<'_>) -> T,
) -> T {
    let mut problem = scene.day.problem.clone();
    let (id, slots) = ("one more".to_owned(), Some(vec![problem.slots[slot].id.clone()]));
    problem.staff.push(Staff::without_limits(id, vec![tag.to_owned()], slots));
    let day = Day::new(&problem);
    let before = trial.before.and_then(|_| Before::new(&day));
    ask(&mut Trial::new(&day, before.as_ref(), scene.known.plan))
}

/// Each learner with their candidate for a lesson, all of one offering; none where one has no such candidate.
fn seats(scene: &Scene<'_>, learners: &[usize], lesson: LessonIdx) -> Option<Vec<(usize, usize)>> {
    let offerings = &scene.known.formulation.activities;
    let of = |learner: usize| {
        let own = scene.day.learners[learner].candidates.iter().enumerate();
        own.filter(|(_, c)| offerings[c.offering].lesson() == Some(lesson)).map(|(at, c)| (c.offering, at))
    };
    let shared = of(*learners.first()?)
        .map(|(offering, _)| offering)
        .find(|offering| learners.iter().all(|&learner| of(learner).any(|(other, _)| other == *offering)))?;
    learners.iter().map(|&l| of(l).find(|(offering, _)| *offering == shared).map(|(_, at)| (l, at))).collect()
}

impl Trial<'_> {
    /// Brings learners (each with one of their candidates, all of one offering) into one new session or one there is, leaving what
    /// they do then; else what stands in the way, where it is known.
    pub fn bring_together(&mut self, seats: &[(usize, usize)], start: usize) -> Result<(), Option<Obstacle>> {
        let day = self.day;
        for &(learner, candidate) in seats {
            let candidate = &day.learners[learner].candidates[candidate];
            let span = own_day::span(day, learner, candidate, start).map_err(Some)?;
            let leaving = own_day::leaving(&self.seating, learner, span.clone());
            let left: Vec<_> = leaving.iter().map(|&k| (k, self.seating.leave(day, k, learner))).collect();
            own_day::may_go(day, &self.seating, learner, &left, span).map_err(Some)?;
            own_day::may_have(day, &self.seating, learner, candidate, start).map_err(Some)?;
        }
        let &(first, candidate) = seats.first().ok_or(None)?;
        let offering = day.learners[first].candidates[candidate].offering;
        let ask = Ask { learner: first, candidate, start, may_leave: false };
        let (step, _) = self.moves(ask).map_err(|obstacles| obstacles.into_iter().next())?;
        self.carry_out(ask, step);
        let k = self.seating.session(first, start).ok_or(None)?;
        for &(learner, _) in &seats[1..] {
            if self.seating.session(learner, start) != Some(k) {
                opening::join(day, &self.seating, learner, offering, k).map_err(Some)?;
                self.seating.sit(day, k, learner, offering);
            }
        }
        // Whoever left something may need it; whom the new session brought along had nothing.
        seats.iter().try_for_each(|&(learner, _)| own_day::keeps_minimums(day, &self.seating, learner)).map_err(Some)
    }
}
