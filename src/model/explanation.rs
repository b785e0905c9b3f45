//! Why, why not, and what a person should see: typed, without words.

use super::ids::{GoalIdx, LearnerIdx, LessonIdx, PinIdx, RequestIdx, ServiceIdx, WishIdx};
use super::problem::Points;

/// Something that could not be done as asked, found by any stage. Words are made in `explain/wording.rs`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// A pin that contradicts the hard rules, or names what is not there; it was left out.
    PinLeftOut { pin: PinIdx, why: PinFault },
    /// A learner who is there and has nothing to choose from.
    NoCandidates { learner: LearnerIdx },
    /// A lesson that nobody present today can staff, or no room there can hold; wanted by so many learners.
    LessonImpossible { lesson: LessonIdx, why: Impossible, learners: u32 },
    /// A service that nobody present today may give.
    ServiceImpossible { service: ServiceIdx, why: Impossible },
    /// A request for a learner who is absent, or for what the learner may not do.
    RequestImpossible { request: RequestIdx, why: RequestFault },
    /// A wish that today cannot hold at all.
    WishImpossible { wish: WishIdx, why: WishFault },
    /// A goal that cannot be reached by its date: minutes missing.
    GoalOutOfReach { goal: GoalIdx, minutes_short: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PinFault {
    LearnerAbsent,
    NoSuchSlotToday,
    LessonDoesNotFitSlot,
    LessonNotHere,
    RoomUnavailable,
    RoomUnsuitable,
    StaffUnavailable,
    StaffNotNeeded,
    /// Too few others may do the lesson then.
    GroupTooSmall,
    /// It contradicts another pin.
    Contradiction(PinIdx),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impossible {
    NoStaff,
    NoRoom,
    NoDevices,
    NoSlots,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestFault {
    LearnerAbsent,
    StaffAbsent,
    NothingSuitable,
    NoSuchSlotToday,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WishFault {
    /// No lesson of today's catalogue fits what the learner is ready for.
    NotReady,
    /// Nothing of the kind is offered here today.
    NotOffered,
    /// The partner or staff member is absent, or kept apart by a decision.
    NotAvailable,
}

/// What became of each placement, open slot, wish, request and service of one site.
#[derive(Clone, Debug, Default)]
pub struct Explanations {
    /// One for each learner and slot of the problem, in order of learner, then slot.
    pub slots: Vec<SlotExplanation>,
    pub wishes: Vec<WishOutcome>,
    pub requests: Vec<RequestOutcome>,
    pub services: Vec<ServiceOutcome>,
    /// Whatever a person should see, the weightiest first.
    pub exceptions: Vec<Exception>,
}

/// Why a learner is where they are in one slot, in a sentence fit for the learner's sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotExplanation {
    pub learner: LearnerIdx,
    /// The slot's position in the problem.
    pub slot: usize,
    /// The position of the session in the plan; none: no session.
    pub session: Option<usize>,
    /// Reveals no service, accommodation or other learner.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishOutcome {
    pub wish: WishIdx,
    pub granted: bool,
    /// Why it was declined (or how it was granted), for the learner.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOutcome {
    pub request: RequestIdx,
    pub granted: bool,
    /// For the teacher who asked.
    pub reason: String,
}

/// A line of `services.csv`; minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceOutcome {
    pub service: ServiceIdx,
    pub owed: u32,
    pub delivered: u32,
    pub planned: u32,
    pub still_owed: u32,
    /// The last day on which it can be made up.
    pub by_when: Option<super::time::Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Somebody must act before the day begins.
    Act,
    /// Somebody should look.
    Look,
    /// Good to know.
    Know,
}

impl Urgency {
    /// The word in `exceptions.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Urgency::Act => "act",
            Urgency::Look => "look",
            Urgency::Know => "know",
        }
    }
}

/// A line of `exceptions.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub urgency: Urgency,
    /// A stable word such as `unplaced`, `wish_declined`, `service_short`.
    pub kind: &'static str,
    /// An id: learner, staff, room, lesson, service, goal.
    pub subject: String,
    /// A slot's id, where one is concerned.
    pub slot: Option<String>,
    pub what: String,
    pub why: String,
    pub what_would_help: String,
    /// How much it weighs, in points; ranks exceptions of the same urgency.
    pub weight: Points,
}
