//! One learner's day in detail: what was considered, and why not a given lesson.

use super::Question;
use std::cmp::Reverse;

use super::attempt::{Ask, Trial};
use super::scene::Scene;
use super::slots;
use daybreak_night::candidate::Activity;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::{Because, Blocked, LearnerAnswer, Obstacle, SlotAnswer, WhyNot};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::school::Strength;
use daybreak_school::states::MasteryStatus;

/// Answers the question; a slot that the day does not have gives no slots.
pub fn answer(scene: &Scene<'_>, mut trial: Trial<'_>, learner: LearnerIdx, question: Question<'_>) -> LearnerAnswer {
    let position = scene.position(learner);
    let wanted = |slot: &usize| question.slot.is_none_or(|id| scene.day.problem.slots[*slot].id == id);
    let slots = position.map_or(vec![], |at| {
        (0..scene.day.n_slots).filter(wanted).map(|slot| slot_answer(scene, &mut trial, at, slot)).collect()
    });
    let why_not = question.why_not.map(|lesson| {
        let because = match position {
            Some(at) => because(scene, &mut trial, at, learner, lesson),
            None => Because::Away,
        };
        WhyNot { lesson, because }
    });
    LearnerAnswer { learner, slots, why_not }
}

fn slot_answer(scene: &Scene<'_>, trial: &mut Trial<'_>, learner: usize, slot: usize) -> SlotAnswer {
    let session = trial.seating.session(learner, slot).and_then(|k| trial.seating.sessions[k].in_plan);
    let why = slots::why(scene, trial, learner, slot);
    let is_here = scene.day.learners[learner].here[slot];
    let mut alternatives = if is_here { slots::blocked_in(scene, trial, learner, slot, true) } else { vec![] };
    let is_possible = |entry: &Blocked| {
        entry.obstacles.iter().any(|o| matches!(o, Obstacle::Overlooked { .. } | Obstacle::Outweighed { .. }))
    };
    // Stable: what is possible first, the cheapest first; the rest stays by its points.
    alternatives.sort_by_key(|entry| Reverse(is_possible(entry).then(|| slots::nearness(entry))));
    SlotAnswer { slot, session, why, alternatives }
}

/// Why the learner does not have a lesson today: the first of these that holds.
fn because(scene: &Scene<'_>, trial: &mut Trial<'_>, at: usize, learner: LearnerIdx, lesson: LessonIdx) -> Because {
    let is_it = |offering: usize| scene.activity(at, offering).and_then(Activity::lesson) == Some(lesson);
    let planned = trial.seating.uses(at).find(|&(_, offering)| is_it(offering));
    if let Some((start, _)) = planned
        && let Some(session) = trial.seating.session(at, start).and_then(|k| trial.seating.sessions[k].in_plan)
    {
        return Because::Planned { session };
    }
    let blocked = blocked_lesson(scene, trial, at, lesson);
    if !blocked.is_empty() {
        return Because::Blocked(blocked);
    }
    not_proposed(scene, learner, lesson)
}

/// What stands against a candidate for the lesson, start by start, in order of time.
fn blocked_lesson(scene: &Scene<'_>, trial: &mut Trial<'_>, learner: usize, lesson: LessonIdx) -> Vec<Blocked> {
    let mut blocked = vec![];
    for candidate in 0..scene.day.learners[learner].candidates.len() {
        let offering = scene.day.learners[learner].candidates[candidate].offering;
        if scene.activity(learner, offering).and_then(Activity::lesson) != Some(lesson) {
            continue;
        }
        for start in 0..scene.day.n_slots {
            let ask = Ask { learner, candidate, start, may_leave: true };
            blocked.extend(slots::entries(scene, trial, [ask].into_iter()));
        }
    }
    blocked.sort_by_key(|entry| entry.start);
    blocked
}

/// Why a lesson was not even proposed.
fn not_proposed(scene: &Scene<'_>, learner: LearnerIdx, at: LessonIdx) -> Because {
    let (school, states) = (scene.known.school, scene.known.states);
    let (lesson, profile) = (&school.lessons[at.i()], &school.learners[learner.i()]);
    if lesson.site.is_some_and(|site| site != profile.site) {
        return Because::OtherSite;
    }
    let speaks = lesson.languages.iter().any(|language| profile.languages.contains(language));
    if !lesson.languages.is_empty() && !speaks {
        return Because::Language;
    }
    let mut ruled_out = scene.known.candidates.ruled_out.iter();
    if let Some(entry) = ruled_out.find(|entry| entry.learner == learner && entry.lesson == at) {
        return Because::RuledOut(entry.rule);
    }
    let impossible = scene.raised().find_map(|concern| {
        if let Concern::LessonImpossible { lesson, why, .. } = concern { (*lesson == at).then_some(*why) } else { None }
    });
    if let Some(why) = impossible {
        return Because::Impossible(why);
    }
    if states.status(learner, lesson.competency) == MasteryStatus::Mastered {
        return Because::Mastered;
    }
    let missing = missing(scene, learner, lesson.competency);
    if missing.is_empty() { Because::NotProposed } else { Because::NeedsFirst(missing) }
}

/// What a competency needs directly and the learner may not build on yet; of alternatives all, when none serves.
fn missing(scene: &Scene<'_>, learner: LearnerIdx, competency: CompetencyIdx) -> Vec<CompetencyIdx> {
    let (school, states) = (scene.known.school, scene.known.states);
    let is_known = |needed: CompetencyIdx| states.knows(learner, needed);
    let edges =
        || school.prerequisites.iter().filter(|edge| edge.competency == competency && edge.strength == Strength::Hard);
    let mut missing: Vec<CompetencyIdx> = edges()
        .filter(|edge| match &edge.any_of {
            None => !is_known(edge.needs),
            Some(label) => !edges().any(|other| other.any_of.as_ref() == Some(label) && is_known(other.needs)),
        })
        .map(|edge| edge.needs)
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}
