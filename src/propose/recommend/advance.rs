//! The ladder for mastery: going on is for everybody; who has just mastered something may help those who are at it, go
//! deeper, or make something of it.
//!
//! Helping is not a favour to others alone: explaining helps who explains about as much (peer tutoring, Cohen, Kulik and
//! Kulik 1982; Leung 2019).

use super::Stage;
use super::catalogue::Role;
use super::purpose::Purposes;
use daybreak_day::time::days_between;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::ruling::AdvanceStep;

/// Competencies with which a learner is asked to help unnamed others, at most: one's own way comes first.
const HELPED_UNNAMED_MAX: usize = 2;

impl Stage<'_> {
    /// Whether the ladder offers a step to who has mastered the competency so far.
    pub fn is_offered_to(&self, step: AdvanceStep, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        let mastery = f64::from(self.states.mastery(learner, competency));
        self.rules.advance.from(step).is_some_and(|from| mastery >= from)
    }

    /// Whether the lesson may deepen what the learner knows: a longer piece of work is a step of its own.
    pub fn may_deepen(&self, learner: LearnerIdx, lesson: LessonIdx) -> bool {
        let step = match self.catalogue.offer(lesson).role {
            Role::Project => AdvanceStep::Project,
            Role::Taught | Role::Shared | Role::Own | Role::Shown | Role::Conference => AdvanceStep::Deepen,
        };
        self.is_offered_to(step, learner, self.school.lessons[lesson.i()].competency)
    }
}

/// Asks the learner to help with what was mastered lately and most others are at; `needed` counts by competency those
/// for whom it is the next thing to learn.
pub fn add_mentoring(stage: &Stage<'_>, learner: LearnerIdx, needed: &[u32], purposes: &mut Purposes) {
    let within = i64::from(stage.rules.advance.mentor_within_days);
    let lately = |day| within == 0 || days_between(day, stage.asks.date) <= within;
    let is_shared = |&lesson: &LessonIdx| {
        let offer = stage.catalogue.offer(lesson);
        (offer.role == Role::Shared || stage.bands.is_mixed(lesson)) && offer.impossible.is_none()
    };
    let mut found: Vec<(u32, CompetencyIdx)> = (stage.states.of(learner).iter())
        .filter(|state| state.mastered_on.is_some_and(lately) && needed[state.competency.i()] > 0)
        .map(|state| state.competency)
        .filter(|&competency| stage.is_offered_to(AdvanceStep::Mentor, learner, competency))
        .filter(|&competency| stage.catalogue.of(competency).iter().any(is_shared))
        .map(|competency| (needed[competency.i()], competency))
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, competency) in found.into_iter().take(HELPED_UNNAMED_MAX) {
        let shared = &mut purposes.entry(competency).or_default().shared;
        if shared.is_empty() {
            shared.push((Reason::Mentor(competency), stage.rules.scores.mentor));
        }
    }
}
