//! The answer of the rules on one learner and one lesson.

use daybreak_day::problem::Points;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::RuleIdx;

/// What the rules say of one learner and one lesson.
#[derive(Clone, Default)]
pub struct Ruling {
    /// The first hard rule that keeps the learner out.
    pub barred_by: Option<RuleIdx>,
    /// Points of rules; of a rule that only warns none, so that a person can be told.
    pub reasons: Vec<(Reason, Points)>,
}
