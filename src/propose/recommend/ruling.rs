//! The answer of the rules on one learner and one lesson.

use daybreak_day::problem::Points;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::RuleIdx;

use super::waived::Only;

/// What the rules say of one learner and one lesson.
#[derive(Clone, Default)]
pub struct Ruling {
    /// The first hard rule that keeps the learner out and that nobody has signed an exception from.
    pub barred_by: Option<RuleIdx>,
    /// In which slots exceptions let the learner have it.
    pub only: Only,
    /// Points of rules; of a rule that only warns none, so that a person can be told.
    pub reasons: Vec<(Reason, Points)>,
}
