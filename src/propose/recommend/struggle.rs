//! The ladder for struggle: what is tried next where going on as before has not helped.
//!
//! What was tried in vain is counted in `struggles`. Each step of the ladder stays in force while the next ones are added.

use super::Stage;
use super::catalogue::Role;
use super::memory::Memory;
use super::struggles::{Struggle, Struggles};
use daybreak_day::time::days_between;
use daybreak_night::concern::Concern;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::ruling::StruggleStep;
use daybreak_school::school::Grouping;

/// Days after the latest try beyond which nobody is told of it: it has come to rest, one way or the other.
const RECENT_DAYS: i64 = 30;

impl Stage<'_> {
    /// Whether a step of the ladder is in force.
    pub fn is_taken(&self, step: StruggleStep, struggle: &Struggle) -> bool {
        self.rules.struggle.after(step).is_some_and(|after| struggle.tries >= after)
    }

    /// Whether the lesson is more of what did not help: had before, or in a way that a person is told about.
    pub fn is_worn(&self, memory: &Memory, at: LessonIdx) -> bool {
        let lesson = &self.school.lessons[at.i()];
        memory.struggles.get(&lesson.competency).is_some_and(|struggle| {
            (self.is_taken(StruggleStep::OtherLesson, struggle) && memory.lessons.contains_key(&at))
                || (self.is_taken(StruggleStep::Alert, struggle) && struggle.ways.contains(&lesson.modality))
        })
    }

    /// Whether the lesson is another way than those tried, where one is asked for.
    pub fn is_other_way(&self, struggle: &Struggle, at: LessonIdx) -> bool {
        self.is_taken(StruggleStep::OtherWay, struggle)
            && !struggle.ways.contains(&self.school.lessons[at.i()].modality)
    }

    /// Whether the lesson has a teacher for fewer learners than were in the smallest group, where that is asked for.
    pub fn is_smaller_group(&self, struggle: &Struggle, at: LessonIdx) -> bool {
        let lesson = &self.school.lessons[at.i()];
        let is_small = match struggle.smallest {
            Some(smallest) => lesson.size_max < smallest,
            None => self.school.modalities[lesson.modality.i()].grouping != Grouping::Whole,
        };
        self.is_taken(StruggleStep::SmallerGroup, struggle) && self.catalogue.offer(at).role == Role::Taught && is_small
    }
}

/// Whom a person should look at: the last step of the ladder is reached, or the detector sees it coming.
pub fn alerts(stage: &Stage<'_>, learner: LearnerIdx, struggles: &Struggles) -> Vec<Concern> {
    let last_seen = |competency| stage.states.get(learner, competency).map(|state| state.last_seen);
    let is_recent =
        |competency| last_seen(competency).is_none_or(|seen| days_between(seen, stage.asks.date) <= RECENT_DAYS);
    let alert = |(&competency, struggle): (&CompetencyIdx, &Struggle)| {
        let Struggle { tries, spinning_percent, .. } = *struggle;
        let is_told = stage.is_taken(StruggleStep::Alert, struggle) || spinning_percent.is_some();
        (is_told && is_recent(competency)).then(|| Concern::Stuck {
            learner,
            competency,
            tries,
            spinning_percent: spinning_percent.filter(|&percent| percent < 100),
            next: next_step(stage, learner, struggle, competency),
        })
    };
    struggles.iter().filter_map(alert).collect()
}

/// The furthest step in force that the day can still take; none: the ladder has come to its end.
fn next_step(
    stage: &Stage<'_>,
    learner: LearnerIdx,
    struggle: &Struggle,
    competency: CompetencyIdx,
) -> Option<StruggleStep> {
    let open = |step: StruggleStep| {
        let lessons = stage.catalogue.of(competency);
        match step {
            StruggleStep::OtherLesson => !lessons.is_empty(),
            StruggleStep::OtherWay => lessons.iter().any(|&at| stage.is_other_way(struggle, at)),
            StruggleStep::SmallerGroup => lessons.iter().any(|&at| stage.is_smaller_group(struggle, at)),
            StruggleStep::PrerequisiteCheck => stage.weakest_prerequisite(learner, competency).is_some(),
            StruggleStep::Alert => false,
        }
    };
    let taken = stage.rules.struggle.steps.iter().map(|(step, _)| *step).filter(|step| stage.is_taken(*step, struggle));
    taken.rev().find(|&step| open(step))
}
