//! A day problem together with what its ids mean in the school.

use std::collections::BTreeMap;

use super::candidate::Activity;
use super::concern::Concern;
use super::owed::Owed;
use daybreak_day::plan::{Plan, Session};
use daybreak_day::problem::{Points, Problem};
use daybreak_day::time::Date;
use daybreak_school::ids::{LearnerIdx, RuleIdx, SiteIdx};

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
    /// The rule by which each of `problem.offerings` is worth less to whoever takes it, and by how many points; same order.
    pub losses: Vec<Option<(RuleIdx, Points)>>,
    /// Who each of `problem.learners` is; same order.
    pub learners: Vec<LearnerIdx>,
    /// The ledger of services on which the problem rests.
    pub owed: Owed,
    /// What could not be proposed or put into the problem as asked, each once; a person should know.
    pub concerns: Vec<Concern>,
}

/// A seat that a learner takes in a plan of the day.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    pub session: &'a Session,
    /// Positions in the problem of who sits there and of what is done.
    pub learner: usize,
    pub offering: usize,
}

impl Formulation {
    /// Every seat of a plan, in its order; what the problem does not know is left aside.
    pub fn taken<'a>(&self, plan: &'a Plan) -> Vec<Taken<'a>> {
        let offerings: BTreeMap<&str, usize> =
            self.problem.offerings.iter().enumerate().map(|(at, offering)| (offering.id.as_str(), at)).collect();
        let learners: BTreeMap<&str, usize> =
            self.problem.learners.iter().enumerate().map(|(at, learner)| (learner.id.as_str(), at)).collect();
        let seats = plan.sessions.iter().flat_map(|session| session.learners.iter().map(move |seat| (session, seat)));
        let taken = seats.filter_map(|(session, seat)| {
            let (learner, offering) = (learners.get(seat.id.as_str())?, offerings.get(seat.offering.as_str())?);
            Some(Taken { session, learner: *learner, offering: *offering })
        });
        taken.collect()
    }
}
