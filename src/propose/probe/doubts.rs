//! What is in doubt of one learner and worth some minutes of own work: what is known already, and what is missing.

use std::collections::BTreeMap;

use daybreak_day::problem::Points;
use daybreak_day::time::days_between;
use daybreak_night::candidate::Reason;
use daybreak_night::question::{Doubt, Question, QuestionForm};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::Step;
use daybreak_school::states::{UNREADY, share_left};

use super::needs::untested;
use super::worth::Belief;
use super::{Inquiry, Seat};

/// Days within which an answer is fresh.
const FRESH_DAYS: i64 = 5;

/// What could be asked: lessons that the answer is expected to save, and what it decides.
type Found = BTreeMap<CompetencyIdx, (f64, Doubt)>;

/// The probes that are worth their minutes, at the start of own work.
pub(super) fn probes(inquiry: &Inquiry<'_>, own: &[Seat<'_>]) -> Vec<Question> {
    let policy = &inquiry.rules.probes;
    let places: Vec<&Seat<'_>> = own.iter().filter(|seat| inquiry.is_own(seat.lesson)).collect();
    let Some(first) = places.first() else { return Vec::new() };
    let learner = first.learner;
    let minutes = inquiry.slot_minutes(first.slot);
    let takes = policy.minutes * inquiry.extra_time(learner);
    let mut found = Found::new();
    next_steps(inquiry, own, minutes, &mut found);
    ways(inquiry, learner, minutes, &mut found);
    let cost = takes / minutes;
    let mut worth: Vec<(f64, CompetencyIdx, Doubt)> =
        found.into_iter().map(|(c, (worth, doubt))| (worth, c, doubt)).filter(|entry| entry.0 > cost).collect();
    worth.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    // Each in its turn, as long as a session has minutes left for it.
    let mut left: Vec<f64> = places.iter().map(|seat| inquiry.slot_minutes(seat.slot)).collect();
    let mut questions = Vec::new();
    for (worth, competency, doubt) in worth.into_iter().take(policy.probes_max as usize) {
        let turns = (0..places.len()).map(|turn| (questions.len() + turn) % places.len());
        let Some(at) = turns.into_iter().find(|&at| left[at] >= takes) else { break };
        left[at] -= takes;
        questions.push(Question {
            learner,
            slot: places[at].slot.to_owned(),
            session: places[at].session.to_owned(),
            form: QuestionForm::Probe,
            competency,
            n_tasks: policy.tasks,
            minutes: takes,
            doubt,
            worth,
        });
    }
    questions
}

/// Of what could come next: whether it is known already, and whether what it builds on right below it is there.
fn next_steps(inquiry: &Inquiry<'_>, own: &[Seat<'_>], lesson: f64, found: &mut Found) {
    let learner = own[0].learner;
    let Some(candidates) = inquiry.candidates.of(learner) else { return };
    let best = candidates.candidates.iter().map(|candidate| candidate.utility).max().unwrap_or(0).max(1) as f64;
    let is_step = |(reason, _): &(Reason, Points)| {
        matches!(reason, Reason::GoalStep(..) | Reason::WithoutGoal(..) | Reason::GradeLevel(_) | Reason::Ready(_))
    };
    for candidate in candidates.candidates.iter().filter(|candidate| candidate.reasons.iter().any(is_step)) {
        let Some(competency) = candidate.activity.lesson().map(|lesson| inquiry.competency(lesson)) else { continue };
        let Some(belief) = inquiry.belief(learner, competency) else { continue };
        let hangs_on_it = candidate.utility as f64 / best * inquiry.lessons_left(competency, belief.mean, lesson);
        let is_today = own.iter().any(|seat| inquiry.competency(seat.lesson) == competency);
        if !is_today {
            let worth = inquiry.worth(learner, competency, |known| 1.0 - known);
            add(found, competency, hangs_on_it * worth, Doubt::PerhapsKnown);
        }
        for &need in inquiry.graph.all_of(competency) {
            let worth = inquiry.worth(learner, need, |known| UNREADY + (1.0 - UNREADY) * known);
            add(found, need, hangs_on_it * worth, Doubt::Needed(competency));
        }
    }
}

/// What the learner's ways rest on and nobody has tested.
fn ways(inquiry: &Inquiry<'_>, learner: LearnerIdx, lesson: f64, found: &mut Found) {
    let school = inquiry.day.school;
    let pathways = inquiry.pathways.pathways.iter().filter(|way| school.goals[way.goal.i()].learner == learner);
    let focus = inquiry.pathways.focus_of(learner);
    let steps = pathways.flat_map(|way| &way.steps).chain(focus.iter().flat_map(|focus| &focus.steps));
    let mut steps: Vec<&Step> = steps.collect();
    steps.sort_by_key(|step| (step.expected.is_none(), step.expected));
    let steps: Vec<CompetencyIdx> = steps.into_iter().map(|step| step.competency).collect();
    let untested = untested(inquiry.graph, inquiry.states, learner, &steps).into_iter();
    for one in untested.filter(|one| !inquiry.is_settled(learner, one.competency)) {
        let left = inquiry.belief(learner, one.step).map_or(1.0, |b| inquiry.lessons_left(one.step, b.mean, lesson));
        // An answer is worth most where it is most open, and unready lessons are half lost.
        let worth = UNREADY * left * 2.0 * one.sound * (1.0 - one.sound);
        add(found, one.competency, worth, Doubt::Needed(one.step));
    }
}

/// The better of two reasons to ask.
fn add(found: &mut Found, competency: CompetencyIdx, worth: f64, doubt: Doubt) {
    let entry = found.entry(competency).or_insert((worth, doubt));
    if worth > entry.0 {
        *entry = (worth, doubt);
    }
}

impl Inquiry<'_> {
    fn belief(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<Belief> {
        let (mean, spread) = self.states.beliefs.of(learner, competency)?;
        Some(Belief { mean, spread })
    }

    fn threshold(&self, competency: CompetencyIdx) -> f64 {
        self.rules.mastery.threshold_of(&self.day.school.competencies[competency.i()])
    }

    /// What a probe would bring, against a lesson, where work on it brings so much by the chance that it is known; 0 for what is
    /// settled.
    fn worth(&self, learner: LearnerIdx, competency: CompetencyIdx, brings: impl Fn(f64) -> f64) -> f64 {
        let belief = self.belief(learner, competency).filter(|_| !self.is_settled(learner, competency));
        belief.map_or(0.0, |belief| belief.value(self.rules.probes.tasks, self.threshold(competency), brings))
    }

    /// Lessons until a competency is learned, from where the learner probably stands, 1 or more.
    fn lessons_left(&self, competency: CompetencyIdx, mean: f64, lesson: f64) -> f64 {
        let minutes = self.rules.pacing.minutes_of(&self.day.school.competencies[competency.i()]);
        (minutes / lesson * share_left(mean, self.threshold(competency))).max(1.0)
    }

    /// Whether it was asked lately, or a person has decided it.
    pub(super) fn is_settled(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        let (school, date) = (self.day.school, self.day.date);
        let seen = self.states.get(learner, competency).filter(|state| state.evidence > 0);
        seen.is_some_and(|state| days_between(state.last_seen, date) < FRESH_DAYS)
            || school.overrule(learner, competency, date).is_some()
    }
}
