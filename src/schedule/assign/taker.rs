//! Who would come to a session if it opened.

use crate::ids::{CandIdx, LearnerIdx};
use daybreak_day::problem::Points;

/// Somebody who would come: what it brings, who, on which candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taker {
    pub value: Points,
    pub learner: LearnerIdx,
    pub cand: CandIdx,
}
