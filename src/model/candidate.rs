//! Tomorrow's possibilities: for each learner the lessons that suit, with points and typed reasons.

use super::ids::{CompetencyIdx, GoalIdx, LearnerIdx, LessonIdx, PinIdx, RequestIdx, ServiceIdx, WishIdx};
use super::problem::Points;

/// The candidates of one site's learners who are there, in order of learner.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    pub learners: Vec<LearnerCandidates>,
}

/// One learner's candidates, best first.
#[derive(Clone, Debug)]
pub struct LearnerCandidates {
    pub learner: LearnerIdx,
    pub candidates: Vec<Candidate>,
}

/// A lesson (or service) that the learner may have today.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub activity: Activity,
    /// The sum of the reasons' points.
    pub utility: Points,
    /// Points on top when it starts in the slot with this id.
    pub slot_bonus: Vec<(String, Points)>,
    /// Why it is proposed, with the points of each reason; the weightiest first.
    pub reasons: Vec<(Reason, Points)>,
    /// Slots it may take in a day, in sessions.
    pub times_max: u32,
    /// Follows this lesson, which is a candidate of the same day.
    pub after: Option<LessonIdx>,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    Lesson(LessonIdx),
    /// A service apart from the class.
    Service(ServiceIdx),
    /// A lesson in which a specialist serves the learner with the class.
    LessonWithService(LessonIdx, ServiceIdx),
}

/// Why a lesson is proposed. Words are made in `explain/wording.rs` alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A next step toward a goal of the learner, in which what is learned is this.
    GoalStep(GoalIdx, CompetencyIdx),
    /// The goal's date is near.
    GoalUrgent(GoalIdx),
    /// Ready to learn, and usual in the learner's grade.
    GradeLevel(CompetencyIdx),
    /// Ready to learn.
    Ready(CompetencyIdx),
    /// Mastered before, and due for another look.
    Review(CompetencyIdx),
    /// Nearly mastered: a chance to show it.
    Demonstrate(CompetencyIdx),
    Wish(WishIdx),
    Request(RequestIdx),
    Service(ServiceIdx),
    /// It touches an interest of the learner (the position in the learner's list).
    Interest(u32),
    /// It builds on a strength of the learner (the position in the learner's list).
    Strength(u32),
    /// It continues a lesson that the learner has had.
    Follows(LessonIdx),
    /// With the learner's advisor.
    Advisor,
    /// The learner has had it before without mastering it (points are negative).
    Repeat,
    /// Its level is away from what fits (points are negative).
    LevelMismatch,
    /// A person decided.
    Pinned(PinIdx),
}
