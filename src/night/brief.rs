//! What an adult should know of a session before it begins.

use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};

/// One session with an adult.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// The session's position in the plan.
    pub session: usize,
    /// Why these learners are together, in a few words that name no service.
    pub together: String,
    /// What comes next for most of the group.
    pub next: Option<CompetencyIdx>,
    /// The lesson that continues this one; none: no lesson does, or it is held on a station.
    pub next_lesson: Option<LessonIdx>,
    /// In the order of the session.
    pub learners: Vec<BriefOf>,
}

/// One learner of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BriefOf {
    pub learner: LearnerIdx,
    /// What the learner does; none: time that is no lesson.
    pub work: Option<BriefWork>,
}

/// A learner's work, and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BriefWork {
    pub lesson: LessonIdx,
    /// Of the lesson's competency.
    pub shown: Tally,
    /// What of all that it needs is known least; none: it needs nothing.
    pub needs: Option<(CompetencyIdx, Tally)>,
    /// What comes next on the learner's way; none: nothing is left on it, or there is none.
    pub next: Option<CompetencyIdx>,
}

/// Pieces of evidence of the last days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// As good as mastery asks for, and not.
    pub shown: u32,
    pub missed: u32,
}
