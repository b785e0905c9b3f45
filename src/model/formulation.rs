//! A day problem together with what its ids mean in the school.

use super::candidate::Activity;
use super::ids::{LearnerIdx, ServiceIdx, SiteIdx};
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
    /// The zone (`zone:X`) or room (`room:ID`) to which each of `problem.offerings` is bound by a wish; same order.
    pub places: Vec<Option<String>>,
    /// Who each of `problem.learners` is; same order.
    pub learners: Vec<LearnerIdx>,
    /// The ledger of every service in force today for the site's learners, absent ones too, in order of service.
    pub services: Vec<ServiceDue>,
    /// What could not be put into the problem as asked; a person should know.
    pub notices: Vec<super::explanation::Notice>,
}

/// What is owed of a service in the period around the day, and how much of it falls on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceDue {
    pub service: ServiceIdx,
    /// First and last day of the period, both inclusive.
    pub period: (Date, Date),
    /// Minutes owed in the period.
    pub owed: u32,
    /// Minutes delivered in it before the day.
    pub delivered: u32,
    /// Slots to be given on the day, so that the rest can still be given on the days that remain.
    pub due_today_slots: u32,
    /// How little can wait: slots still owed per school day left, in percent, at most 100 (no day to spare).
    pub urgency_percent: u32,
    /// Minutes of a slot with which the slots were computed.
    pub minutes_per_slot: u32,
    /// The last school day of the period on which the learner is there; none: no day is left.
    pub by_when: Option<Date>,
}

impl ServiceDue {
    /// Minutes still owed before the day begins.
    pub fn remaining(&self) -> u32 {
        self.owed.saturating_sub(self.delivered)
    }
}
