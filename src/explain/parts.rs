//! The minutes of a seat in own work: what is left of its lesson, then reviews that are due, then the next small steps.
//!
//! A slot is as long as the bell says, and what is left of a step is mostly less. What fills the rest is chosen among the learner's
//! own candidates at the same station, the most useful first: what rules, languages, devices and people say of lessons holds for
//! every part of a seat.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Candidate, Offering};
use daybreak_night::candidate::{Activity, Reason};
use daybreak_night::explanation::SlotExplanation;
use daybreak_night::part::{Part, SeatParts};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};

use super::attempt::Trial;
use super::scene::Scene;

/// Minutes below which nothing is begun anew: they go to what is done before them.
const PART_MIN: u32 = 5;

/// Parts of a seat at most: a short list.
const PARTS_MAX: usize = 4;

/// The parts of every seat in own work, in order of learner, then slot.
pub fn parts(scene: &Scene<'_>, trial: &Trial<'_>) -> Vec<SeatParts> {
    let known = &scene.known;
    let left = known.pathways.minutes_left(known.school, &known.formulation.learners);
    let days = left.into_iter().enumerate().map(|(learner, left)| LearnersDay::new(scene, trial, learner, left));
    days.flat_map(LearnersDay::parts).collect()
}

/// Adds to what a learner is told of each slot what its minutes are for, where that is more than one thing.
pub fn tell(scene: &Scene<'_>, parts: &[SeatParts], slots: &mut [SlotExplanation]) {
    for seat in parts.iter().filter(|seat| seat.parts.len() > 1) {
        let at = slots.binary_search_by_key(&(seat.learner, seat.slot), |slot| (slot.learner, slot.slot));
        if let Ok(at) = at {
            slots[at].reason.push(' ');
            slots[at].reason += &scene.words().parts(scene.known.school, &seat.parts);
        }
    }
}

/// One learner's day while its minutes are dealt out.
struct LearnersDay<'a> {
    scene: &'a Scene<'a>,
    learner: usize,
    /// What is done in each slot: a position among the offerings, with its lesson.
    doing: Vec<Option<(usize, LessonIdx)>>,
    /// Minutes left of each step.
    left: BTreeMap<CompetencyIdx, u32>,
    /// What has a place in the day already.
    met: BTreeSet<CompetencyIdx>,
}

impl<'a> LearnersDay<'a> {
    fn new(
        scene: &'a Scene<'a>,
        trial: &Trial<'_>,
        learner: usize,
        left: BTreeMap<CompetencyIdx, u32>,
    ) -> LearnersDay<'a> {
        let lesson = |offering: usize| match scene.activity(learner, offering) {
            Some(Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _)) => Some((offering, lesson)),
            Some(Activity::Service(_)) | None => None,
        };
        let doing: Vec<Option<(usize, LessonIdx)>> =
            (0..scene.day.n_slots).map(|slot| trial.seating.doing(learner, slot).and_then(lesson)).collect();
        let school = scene.known.school;
        let met = doing.iter().flatten().map(|(_, lesson)| school.lessons[lesson.i()].competency).collect();
        LearnersDay { scene, learner, doing, left, met }
    }

    fn parts(mut self) -> Vec<SeatParts> {
        let mut found = Vec::new();
        for slot in 0..self.doing.len() {
            let Some((offering, lesson)) = self.doing[slot] else { continue };
            let minutes = self.scene.minutes(slot);
            let is_own = self.offering(offering).station.is_some();
            let parts =
                if is_own { self.deal(slot, (offering, lesson), minutes) } else { vec![Part { lesson, minutes }] };
            for part in &parts {
                if let Some(left) = self.left.get_mut(&self.competency(part.lesson)) {
                    *left = left.saturating_sub(part.minutes);
                }
            }
            if is_own {
                found.push(SeatParts { learner: self.id(), slot, parts });
            }
        }
        found
    }

    /// Deals out the minutes of a seat, to its own lesson first.
    fn deal(&mut self, slot: usize, (offering, lesson): (usize, LessonIdx), minutes: u32) -> Vec<Part> {
        let wanted = self.wanted(offering, lesson).unwrap_or(minutes);
        let mut parts = vec![Part { lesson, minutes: wanted.clamp(PART_MIN.min(minutes), minutes) }];
        let mut rest = minutes - parts[0].minutes;
        let fillers = self.fillers(slot, offering);
        let (reviews, steps): (Vec<_>, Vec<_>) =
            fillers.into_iter().partition(|&(at, filler)| self.is_review(at, filler));
        for (at, filler) in reviews.into_iter().chain(steps) {
            if rest < PART_MIN || parts.len() == PARTS_MAX {
                break;
            }
            let wanted = self.wanted(at, filler).unwrap_or(rest);
            if wanted >= PART_MIN && self.met.insert(self.competency(filler)) {
                let taken = wanted.min(rest);
                parts.push(Part { lesson: filler, minutes: taken });
                rest -= taken;
            }
        }
        let last = parts.last_mut().expect("its own lesson");
        last.minutes += rest;
        parts
    }

    /// Minutes that a lesson is for: a review's, or what is left of the step; none: it is neither, and as long as it likes.
    fn wanted(&self, offering: usize, lesson: LessonIdx) -> Option<u32> {
        if self.is_review(offering, lesson) {
            return Some(self.scene.known.rules.pacing.review_minutes.round() as u32);
        }
        self.left.get(&self.competency(lesson)).copied()
    }

    /// Whether the learner looks again at what was mastered.
    fn is_review(&self, offering: usize, lesson: LessonIdx) -> bool {
        let competency = self.competency(lesson);
        let is_it = |(reason, _): &(Reason, i64)| *reason == Reason::Review(competency);
        self.scene.proposal(self.learner, offering).is_some_and(|proposal| proposal.reasons.iter().any(is_it))
    }

    /// What the learner may do beside it at the same station with the same devices, the most useful first.
    fn fillers(&self, slot: usize, offering: usize) -> Vec<(usize, LessonIdx)> {
        let problem = &self.scene.known.formulation.problem;
        let own = self.offering(offering);
        let slot = &problem.slots[slot].id;
        let fits = |candidate: &Candidate, other: &Offering| {
            other.station == own.station
                && candidate.after.is_none()
                && candidate.slots.as_ref().is_none_or(|slots| slots.contains(slot))
                && other.devices.iter().all(|(pool, units)| own.devices.get(pool).is_some_and(|has| has >= units))
        };
        let mut found: Vec<(i64, usize, LessonIdx)> = Vec::new();
        for candidate in &problem.learners[self.learner].candidates {
            let Some(at) = self.scene.day.offering(&candidate.offering) else { continue };
            if let Some(Activity::Lesson(lesson)) = self.scene.activity(self.learner, at)
                && fits(candidate, &problem.offerings[at])
            {
                found.push((-candidate.utility, at, lesson));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, at, lesson)| (at, lesson)).collect()
    }

    fn offering(&self, at: usize) -> &'a Offering {
        &self.scene.known.formulation.problem.offerings[at]
    }

    fn competency(&self, lesson: LessonIdx) -> CompetencyIdx {
        self.scene.known.school.lessons[lesson.i()].competency
    }

    fn id(&self) -> LearnerIdx {
        self.scene.known.formulation.learners[self.learner]
    }
}
