//! A day problem together with what its ids mean in the school.

use super::candidate::Activity;
use super::concern::Concern;
use daybreak_day::problem::Problem;
use daybreak_day::time::Date;
use daybreak_school::ids::{LearnerIdx, ServiceIdx, SiteIdx};

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
    pub concerns: Vec<Concern>,
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
    /// Minutes of earlier periods that are still to be made up, as it stood when the period began.
    pub make_up: u32,
    /// Why most of them were missed; none: there are none.
    pub missed: Option<Missed>,
    /// The last day on which the rules ask to make up for what this period stays short of; none: they do not.
    pub make_up_until: Option<Date>,
    /// Minutes to be given from the day until the period's end: its own, and the part of the make-up that the rules
    /// let fall into one period.
    pub due: u32,
    /// Slots to be given on the day, so that the rest can still be given on the days that remain.
    pub due_today_slots: u32,
    /// How little can wait, in percent; 100: what is not given on the day will be missing.
    pub urgency_percent: u32,
    /// Further slots that it could be given after the day beside all that is owed to others; counted up to eight.
    pub slack_slots: u32,
    /// Minutes that it could be given after the day until the period's end.
    pub later_minutes: u32,
    /// What will stay short at the period's end even if the day goes as planned; none: all can be given.
    pub shortage: Option<Shortage>,
    /// The last day of the period on which the learner and somebody qualified are there together; none: no day is left.
    pub by_when: Option<Date>,
}

impl ServiceDue {
    /// Minutes still owed before the day begins, make-up included.
    pub fn remaining(&self) -> u32 {
        self.owed.saturating_add(self.make_up).saturating_sub(self.delivered)
    }
}

/// Why minutes of an earlier period were not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missed {
    /// The learner was not there.
    LearnerAbsent,
    /// On some day nobody was there who may give it.
    StaffAbsent,
    /// Days without any record lie in the period.
    NoRecord,
    /// Everybody was there, and it was not given.
    NotPlanned,
}

impl Missed {
    /// The word in `services.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Missed::LearnerAbsent => "learner_absent",
            Missed::StaffAbsent => "staff_absent",
            Missed::NoRecord => "no_record",
            Missed::NotPlanned => "not_planned",
        }
    }
}

/// Minutes that will stay short at the end of a period, as far as can be seen on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    pub minutes: u32,
    pub why: ShortWhy,
}

/// What makes a shortage certain, if something does. Minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortWhy {
    /// The learner and somebody qualified have only so much time together.
    OwnTime { possible: u32 },
    /// All who are owed the time of these people by then are together owed more than these people have.
    Shared { people: u32, owed: u32, possible: u32 },
    /// No way was found to give everybody theirs; nothing proves that there is none.
    Unseen,
}
