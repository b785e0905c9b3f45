//! What should be found out today: the questions whose answers change most of what is planned next.
//!
//! An assessment is worth what it changes (value of sample information; Raiffa and Schlaifer 1961). Of each learner three things
//! are in doubt (`doubts`): whether today's lesson finished its competency, so that an exit ticket may save the next one;
//! whether what would come next is known already; and whether what it builds on is there. `worth` says how many lessons an
//! answer is expected to save. The tickets that teachers have time for go to the lessons where they are worth most; a probe is
//! asked in the first minutes of own work where it saves more than these. Of whom too little is known, a whole session of own
//! work finds out where they stand (`placement`).

mod doubts;
mod placement;
mod worth;

use daybreak_day::plan::Plan;
use daybreak_graph::CompetencyGraph;
use daybreak_night::candidate::{Activity, Candidates};
use daybreak_night::formulation::Formulation;
use daybreak_night::question::Question;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::Grouping;
use daybreak_school::states::LearnerStates;

/// All that is read to tell what a site should find out.
pub struct Inquiry<'a> {
    pub day: &'a SiteDay<'a>,
    pub graph: &'a CompetencyGraph,
    pub states: &'a LearnerStates,
    pub rules: &'a Rules,
    pub candidates: &'a Candidates,
    pub formulation: &'a Formulation,
    pub plan: &'a Plan,
}

/// A learner's part in a session.
struct Seat<'a> {
    learner: LearnerIdx,
    lesson: LessonIdx,
    slot: &'a str,
    session: &'a str,
}

/// The questions of a site's day, in order of learner, slot and competency.
pub fn questions(inquiry: &Inquiry<'_>) -> Vec<Question> {
    let mut seats = seats(inquiry);
    seats.sort_by_key(|seat| (seat.learner, inquiry.day.slot(seat.slot), seat.lesson));
    let mut questions = Vec::new();
    for own in seats.chunk_by(|a, b| a.learner == b.learner) {
        if let Some(placement) = placement::placement(inquiry, own) {
            questions.extend(placement);
            continue;
        }
        questions.extend(doubts::probes(inquiry, own));
    }
    questions.sort_by_key(|question| {
        (question.learner, inquiry.day.slot(&question.slot), question.form, question.competency)
    });
    questions
}

/// Who sits in which lesson.
fn seats<'a>(inquiry: &'a Inquiry<'_>) -> Vec<Seat<'a>> {
    let Formulation { problem, activities, learners, .. } = inquiry.formulation;
    let mut seats = Vec::new();
    for session in &inquiry.plan.sessions {
        for seat in &session.learners {
            let offering = problem.offerings.iter().position(|offering| offering.id == seat.offering);
            let learner = problem.learners.iter().position(|learner| learner.id == seat.id);
            let (Some(offering), Some(learner)) = (offering, learner) else { continue };
            if let Activity::Lesson(lesson) | Activity::LessonWithService(lesson, _) = activities[offering] {
                seats.push(Seat { learner: learners[learner], lesson, slot: &session.slot, session: &session.id });
            }
        }
    }
    seats
}

impl Inquiry<'_> {
    /// Whether it is done on one's own, so that the first minutes can be spent on questions.
    fn is_own(&self, lesson: LessonIdx) -> bool {
        let modality = &self.day.school.modalities[self.day.school.lessons[lesson.i()].modality.i()];
        modality.station || modality.grouping == Grouping::Individual
    }

    /// Whether it is there to show mastery, or to talk of it.
    fn is_assessed(&self, lesson: LessonIdx) -> bool {
        let modality = &self.day.school.modalities[self.day.school.lessons[lesson.i()].modality.i()];
        let choice = &self.rules.choice;
        let is = |tag: &String| modality.id == *tag || modality.tags.contains(tag);
        choice.demonstration_tags.iter().chain(&choice.conference_tags).any(is)
    }
}
