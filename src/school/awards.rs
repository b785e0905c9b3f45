//! What learners have earned: credits as soon as mastery is shown, badges by the school's rules.

use super::ids::{CompetencyIdx, LearnerIdx};
use super::school::EvidenceKind;
use daybreak_day::time::Date;

/// Everything earned up to a day.
#[derive(Clone, Debug, Default)]
pub struct Awards {
    /// Sorted by learner and competency.
    pub credits: Vec<Credit>,
    /// Sorted by learner, then by the rule's position in `Rules::badges`.
    pub badges: Vec<Badge>,
}

/// A credit posted: the competency carries credits and is mastered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Credit {
    pub learner: LearnerIdx,
    pub competency: CompetencyIdx,
    /// Above 0.
    pub credits: f64,
    pub earned_on: Date,
    /// Pieces of evidence that speak for it.
    pub evidence: u32,
    /// It rests on a teacher's word.
    pub by_word: bool,
    /// Earned since the school day before.
    pub is_new: bool,
}

/// A badge that a rule awards.
#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    pub learner: LearnerIdx,
    /// Position in `Rules::badges`.
    pub rule: usize,
    /// The day on which the last thing it asks for was there.
    pub earned_on: Date,
    /// What it rests on, in order of day.
    pub proofs: Vec<Proof>,
    /// Earned since the school day before.
    pub is_new: bool,
}

/// One thing that a badge rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    pub on: Date,
    pub competency: CompetencyIdx,
    /// A success of this kind; none: mastery.
    pub kind: Option<EvidenceKind>,
}
