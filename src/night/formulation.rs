//! A day problem together with what its ids mean in the school.

use super::candidate::Activity;
use super::concern::Concern;
use super::owed::Owed;
use daybreak_day::problem::Problem;
use daybreak_day::time::Date;
use daybreak_school::ids::{LearnerIdx, SiteIdx};

/// One site's day, ready to be scheduled.
#[derive(Clone, Debug)]
pub struct Formulation {
    pub site: SiteIdx,
    pub date: Date,
    /// The bell schedule in force.
    pub day_type: String,
    pub problem: Problem,
    /// What each of `problem.offerings` is; same order.
    pub activities: Vec<Activity>,
    /// The zone (`zone:X`) or room (`room:ID`) to which each of `problem.offerings` is bound by a wish; same order.
    pub places: Vec<Option<String>>,
    /// Who each of `problem.learners` is; same order.
    pub learners: Vec<LearnerIdx>,
    /// The ledger of services on which the problem rests.
    pub owed: Owed,
    /// What could not be proposed or put into the problem as asked, each once; a person should know.
    pub concerns: Vec<Concern>,
}
