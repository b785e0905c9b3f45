//! What should be found out today: the questions whose answers change most of what is planned next.
//!
//! An assessment is worth what it changes (value of sample information; Raiffa and Schlaifer 1961). Of each learner it is
//! asked what is in doubt (`doubts`): whether what would come next is known already, whether what it builds on is there, and
//! whether what the ways rest on, which nobody has tested, is sound (`needs`). `worth` says how many lessons an answer is
//! expected to save; a probe is asked in the first minutes of own work where it saves more than these. Of whom too little is
//! known, a session of own work finds out where they stand (`placement`).
//!
//! The plan of the day is as it is: questions are laid into its sessions and move nobody.

pub mod needs;
pub mod placement;

mod doubts;
mod worth;

use daybreak_day::plan::{Plan, Session};
use daybreak_graph::CompetencyGraph;
use daybreak_night::candidate::Candidates;
use daybreak_night::formulation::{Formulation, Taken};
use daybreak_night::question::Question;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::pathway::Pathways;
use daybreak_school::rules::Rules;
use daybreak_school::school::Grouping;
use daybreak_school::states::LearnerStates;

/// All that is read to tell what a site should find out.
pub struct Inquiry<'a> {
    pub day: &'a SiteDay<'a>,
    pub graph: &'a CompetencyGraph,
    pub states: &'a LearnerStates,
    pub pathways: &'a Pathways,
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
    let of = |own: &[Seat<'_>]| placement::placement(inquiry, own).unwrap_or_else(|| doubts::probes(inquiry, own));
    let mut questions: Vec<Question> = seats.chunk_by(|a, b| a.learner == b.learner).flat_map(of).collect();
    questions.sort_by_key(|question| (question.learner, inquiry.day.slot(&question.slot), question.competency));
    questions
}

/// Who sits in which lesson.
fn seats<'a>(inquiry: &'a Inquiry<'_>) -> Vec<Seat<'a>> {
    let Formulation { activities, learners, .. } = inquiry.formulation;
    let lesson = |taken: Taken<'a>| {
        let lesson = activities[taken.offering].lesson()?;
        let Session { slot, id: session, .. } = taken.session;
        Some(Seat { learner: learners[taken.learner], lesson, slot, session })
    };
    inquiry.formulation.taken(inquiry.plan).into_iter().filter_map(lesson).collect()
}

impl Inquiry<'_> {
    fn competency(&self, lesson: LessonIdx) -> CompetencyIdx {
        self.day.school.lessons[lesson.i()].competency
    }

    /// Minutes of a slot of the day.
    fn slot_minutes(&self, slot: &str) -> f64 {
        let at = self.day.slot(slot);
        at.map_or(45.0, |at| f64::from(self.day.school.slots[self.day.slots[at].i()].minutes().max(1)))
    }

    /// How much longer a learner has for a task, 1 or more.
    fn extra_time(&self, learner: LearnerIdx) -> f64 {
        self.day.school.learners[learner.i()].accommodations.extra_time.max(1.0)
    }

    /// Whether it is done on one's own, and not to show or talk over what is known: its first minutes can be spent on questions.
    fn is_own(&self, lesson: LessonIdx) -> bool {
        let modality = &self.day.school.modalities[self.day.school.lessons[lesson.i()].modality.i()];
        let choice = &self.rules.choice;
        let is_assessed = modality.is_one_of(&choice.demonstration_tags) || modality.is_one_of(&choice.conference_tags);
        !is_assessed && (modality.station || modality.grouping == Grouping::Individual)
    }
}
