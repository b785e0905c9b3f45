//! What the minutes of own work are for.

use daybreak_school::ids::{LearnerIdx, LessonIdx};

/// What the minutes of a learner's seat in own work are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatParts {
    pub learner: LearnerIdx,
    /// The slot's position in the problem.
    pub slot: usize,
    /// In the order in which they are done, the seat's own lesson first; their minutes add up to the slot's.
    pub parts: Vec<Part>,
}

/// Some minutes for one lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub lesson: LessonIdx,
    pub minutes: u32,
}
