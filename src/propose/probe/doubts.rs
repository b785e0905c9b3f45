//! What is in doubt of one learner: what is finished, what is known already, what is missing.

use daybreak_night::candidate::Reason;
use daybreak_night::question::{Doubt, Question, QuestionForm};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::states::share_left;

use super::worth::Belief;
use super::{Inquiry, Seat};

/// What a lesson teaches where something that it needs is not known; published tutors show about half.
const UNREADY: f64 = 0.5;

/// Days within which an answer is fresh.
const FRESH_DAYS: i64 = 5;

impl Inquiry<'_> {
    fn belief(&self, learner: LearnerIdx, competency: CompetencyIdx) -> Option<Belief> {
        let (mean, spread) = self.states.beliefs.of(learner, competency)?;
        Some(Belief { mean, spread })
    }

    fn threshold(&self, competency: CompetencyIdx) -> f64 {
        self.day.school.competencies[competency.i()].mastery_at.unwrap_or(self.rules.mastery.threshold)
    }

    fn minutes(&self, competency: CompetencyIdx) -> f64 {
        let typical = self.day.school.competencies[competency.i()].minutes_typical;
        typical.unwrap_or(self.rules.pacing.minutes_typical).max(1.0)
    }

    /// Lessons until a competency is learned, from where the learner probably stands.
    fn lessons_left(&self, competency: CompetencyIdx, mean: f64, lesson: f64) -> f64 {
        let share = share_left(mean, self.threshold(competency));
        (self.minutes(competency) / lesson * share).max(1.0)
    }

    fn is_fresh(&self, learner: LearnerIdx, competency: CompetencyIdx) -> bool {
        let seen = self.states.get(learner, competency).filter(|state| state.evidence > 0);
        seen.is_some_and(|state| daybreak_day::time::days_between(state.last_seen, self.day.date) < FRESH_DAYS)
    }

    fn slot_minutes(&self, slot: &str) -> f64 {
        let at = self.day.slot(slot);
        at.map_or(45.0, |at| f64::from(self.day.school.slots[self.day.slots[at].i()].minutes()))
    }
}

/// The probes that are worth their minutes, at the start of own work.
pub(super) fn probes(inquiry: &Inquiry<'_>, own: &[Seat<'_>]) -> Vec<Question> {
    let policy = &inquiry.rules.probes;
    let places: Vec<&Seat<'_>> =
        own.iter().filter(|seat| inquiry.is_own(seat.lesson) && !inquiry.is_assessed(seat.lesson)).collect();
    let (Some(first), Some(candidates)) = (places.first(), inquiry.candidates.of(own[0].learner)) else {
        return Vec::new();
    };
    let learner = first.learner;
    let lesson = inquiry.slot_minutes(first.slot);
    let mut found: Vec<(f64, CompetencyIdx, Doubt)> = Vec::new();
    let mut add = |worth: f64, competency: CompetencyIdx, doubt: Doubt| match found
        .iter_mut()
        .find(|entry| entry.1 == competency)
    {
        Some(entry) if entry.0 >= worth => {}
        Some(entry) => *entry = (worth, competency, doubt),
        None => found.push((worth, competency, doubt)),
    };
    let best = candidates.candidates.iter().map(|candidate| candidate.utility).max().unwrap_or(0).max(1) as f64;
    for candidate in &candidates.candidates {
        let Some(at) = candidate.activity.lesson() else { continue };
        let is_new = |(reason, _): &(Reason, i64)| {
            matches!(reason, Reason::GoalStep(..) | Reason::WithoutGoal(..) | Reason::GradeLevel(_) | Reason::Ready(_))
        };
        let competency = inquiry.day.school.lessons[at.i()].competency;
        if !candidate.reasons.iter().any(is_new) {
            continue;
        }
        let weight = (candidate.utility as f64 / best).clamp(0.0, 1.0);
        let Some(belief) = inquiry.belief(learner, competency) else { continue };
        let left = inquiry.lessons_left(competency, belief.mean, lesson);
        let is_today = own.iter().any(|seat| inquiry.day.school.lessons[seat.lesson.i()].competency == competency);
        if !is_today && !inquiry.is_fresh(learner, competency) {
            let value = belief.value(policy.tasks, inquiry.threshold(competency), |known| 1.0 - known);
            add(weight * left * value, competency, Doubt::PerhapsKnown);
        }
        for &need in inquiry.graph.all_of(competency) {
            let Some(about) = inquiry.belief(learner, need) else { continue };
            if inquiry.is_fresh(learner, need) {
                continue;
            }
            let value = about.value(policy.tasks, inquiry.threshold(need), |known| UNREADY + (1.0 - UNREADY) * known);
            add(weight * left * value, need, Doubt::Needed(competency));
        }
    }
    let cost = policy.minutes / lesson;
    found.retain(|entry| entry.0 > cost);
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let question = |(turn, (worth, competency, doubt)): (usize, (f64, CompetencyIdx, Doubt))| {
        let seat = places[turn % places.len()];
        Question {
            learner,
            slot: seat.slot.to_owned(),
            session: seat.session.to_owned(),
            form: QuestionForm::Probe,
            competency,
            n_tasks: policy.tasks,
            doubt,
            worth,
        }
    };
    found.into_iter().take(policy.probes_max).enumerate().map(question).collect()
}
