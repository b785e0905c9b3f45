//! A day problem together with what its ids mean in the school.

use super::candidate::Activity;
use super::ids::{LearnerIdx, SiteIdx};
use super::problem::Problem;
use super::time::Date;

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
    /// Who each of `problem.learners` is; same order.
    pub learners: Vec<LearnerIdx>,
    /// What could not be put into the problem as asked; a person should know.
    pub notices: Vec<super::explanation::Notice>,
}
