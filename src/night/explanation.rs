//! Why, why not, and what a person should see: typed, without words.
//!
//! Every statement of why not holds with everybody else where the plan has them, and it suffices: what an
//! [`Obstacle`] names is enough to keep the learner out, whatever else is left aside.

use super::brief::Brief;
use super::candidate::{Activity, Reason};
use super::choice::Choice;
use super::kind::ConcernKind;
use super::owed::Missed;
use super::part::SeatParts;
use daybreak_day::problem::Points;
use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, PinIdx, RequestIdx, RuleIdx, ServiceIdx, WishIdx};
use daybreak_school::voice::{Contest, ProposalOutcome};

/// What of a learner's accommodations cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unmet {
    /// No room that is open has every feature that the learner needs.
    Room,
    /// No unit of the pool with this id is left for the learner.
    Device(String),
    /// No run of slots is long enough to show mastery with more time.
    ExtraTime,
    /// A person decided on this lesson, which is in no language of the learner.
    Language(LessonIdx),
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
    /// The rules on group sizes leave no group for it.
    NoSize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestFault {
    LearnerAbsent,
    StaffAbsent,
    NothingSuitable,
    NoSuchSlotToday,
    /// A rule of the school leaves the lesson out.
    RuledOut(RuleIdx),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WishFault {
    /// No lesson of today's catalogue fits what the learner is ready for.
    NotReady,
    /// Nothing of the kind is offered here today.
    NotOffered,
    /// The partner or staff member is absent, or kept apart by a decision.
    NotAvailable,
    /// A rule of the school leaves the lesson out.
    RuledOut(RuleIdx),
}

/// What keeps a learner from doing something in a slot while everybody else stays where the plan has them.
///
/// Numbers are positions in the day problem's lists (`requirements`: in the learner's), points or learners. The
/// order is that of distance: the further down, the less stands between the learner and the lesson.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// It may not start so that it would run in this slot, or it would run out of its block of slots.
    NotThen,
    /// It is long, and the learner is away or elsewhere in another of its slots.
    RunsInto,
    /// The learner has it as often as it may be had in a day.
    HadEnough { times: u32 },
    /// Another lesson of the same kind is on the learner's list already, and one a day is enough.
    OneOfItsKind,
    /// It comes after another lesson, which does not come before it today.
    NotBefore,
    /// A pin puts the learner elsewhere, or the pin's lesson, room or person is not that of the session.
    Pinned,
    /// The learner's slots with a tag may not be more.
    TagFull { requirement: usize },
    /// The learner would have too few slots with a tag, and needs the present lesson for it.
    TagShort { requirement: usize },
    /// Two learners who are kept apart would meet.
    Apart,
    /// A learner would be the only one with a tag in the group.
    Alone { tag: String },
    /// The group would be larger than suits one of its learners.
    GroupLimit { learners_max: u32 },
    /// A person serving the session is not to work with the learner.
    Barred,
    /// The session's room lacks what the learner needs.
    RoomUnfit,
    /// Nobody there in the slot has the tag (so many are needed).
    NoStaff { tag: String },
    /// No room there in the slot has the features and the seats.
    NoRoom,
    /// The pool is too small for even the smallest group.
    NoDevices { device: usize },
    /// It is held as often as it may be held in a day.
    NoCopies,
    /// So many learners are free and could take part; so many are needed.
    TooFew { learners: u32, needed: u32 },
    /// Everybody with the tag who is there serves another session, or has served enough.
    StaffBusy { tag: String },
    /// Every suitable room is in use.
    RoomsTaken,
    /// The units of the pool are in use.
    DevicesInUse { device: usize },
    /// The session's group is full.
    Full { learners_max: u32 },
    /// The session's room has no seat left.
    NoSeat,
    /// The group that the learner would leave would be too small without them.
    OthersNeedThem,
    /// It could be, and the plan would be worth so many points less (or as many).
    Outweighed { points: Points },
    /// It could be, and the plan would be worth so many points more: the search did not find it.
    Overlooked { points: Points },
}

impl Obstacle {
    /// The resource of which there is too little, if that is what is in the way.
    pub fn scarce(&self) -> Option<Scarce> {
        match self {
            Obstacle::NoStaff { tag } | Obstacle::StaffBusy { tag } => Some(Scarce::Staff(tag.clone())),
            Obstacle::NoRoom | Obstacle::RoomsTaken | Obstacle::NoSeat => Some(Scarce::Rooms),
            Obstacle::NoDevices { device } | Obstacle::DevicesInUse { device } => Some(Scarce::Devices(*device)),
            Obstacle::NotThen
            | Obstacle::RunsInto
            | Obstacle::HadEnough { .. }
            | Obstacle::OneOfItsKind
            | Obstacle::NotBefore
            | Obstacle::Pinned
            | Obstacle::TagFull { .. }
            | Obstacle::TagShort { .. }
            | Obstacle::Apart
            | Obstacle::Alone { .. }
            | Obstacle::GroupLimit { .. }
            | Obstacle::Barred
            | Obstacle::RoomUnfit
            | Obstacle::NoCopies
            | Obstacle::TooFew { .. }
            | Obstacle::Full { .. }
            | Obstacle::OthersNeedThem
            | Obstacle::Outweighed { .. }
            | Obstacle::Overlooked { .. } => None,
        }
    }
}

/// Something that the learner might do, and what keeps them from it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blocked {
    pub activity: Activity,
    /// The slot in which it would start, a position in the problem; none: in any slot.
    pub start: Option<usize>,
    /// What it would earn: its utility and the bonus of the slot.
    pub points: Points,
    /// What is in the way. The first stands against opening a session, or in the learner's own day; further
    /// ones against joining the sessions that there are. All of them must go for the learner to take part, as far
    /// as opening is concerned the first.
    pub obstacles: Vec<Obstacle>,
}

impl Blocked {
    /// The resource for want of which a session cannot be opened, and none can be joined.
    pub fn scarce(&self) -> Option<Scarce> {
        self.obstacles.first()?.scarce()
    }
}

/// Why a learner is where they are in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotWhy {
    /// In a session, doing this; proposed for these reasons with their points, the weightiest first.
    Placed { activity: Activity, reasons: Vec<(Reason, Points)> },
    /// In no session; what stood against each candidate, the dearest first.
    Open(Vec<Blocked>),
    /// The learner is not there.
    Away,
}

/// Why a learner is where they are in one slot, with a sentence fit for the learner's sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotExplanation {
    pub learner: LearnerIdx,
    /// The slot's position in the problem.
    pub slot: usize,
    /// The position of the session in the plan; none: no session.
    pub session: Option<usize>,
    pub why: SlotWhy,
    /// Reveals no service, accommodation or other learner.
    pub reason: String,
}

/// What became of something that a person asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer<Fault> {
    /// The session that grants it, a position in the plan.
    Granted { session: usize },
    /// The learner is away all day.
    Away,
    /// The day cannot hold it at all.
    Impossible(Fault),
    /// Nothing among what suits the learner today would grant it.
    NothingSuits,
    /// What would grant it, the dearest first, and what stood against each.
    Blocked(Vec<Blocked>),
}

impl<Fault> Answer<Fault> {
    /// Whether it is granted.
    pub fn is_granted(&self) -> bool {
        self.session().is_some()
    }

    /// The session that grants it, a position in the plan.
    pub fn session(&self) -> Option<usize> {
        match self {
            Answer::Granted { session } => Some(*session),
            Answer::Away | Answer::Impossible(_) | Answer::NothingSuits | Answer::Blocked(_) => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishOutcome {
    pub wish: WishIdx,
    pub answer: Answer<WishFault>,
    /// Why it was declined (or how it was granted), for the learner: reveals what a learner's sheet may.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOutcome {
    pub request: RequestIdx,
    pub answer: Answer<RequestFault>,
    /// Who comes first among the requests for the same learner and slot; none: nobody else asks.
    pub contest: Option<Contest>,
    /// For the teacher who asked; reveals no service, accommodation or other learner.
    pub reason: String,
}

/// A line of `services.csv`; minutes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceOutcome {
    pub service: ServiceIdx,
    pub owed: u32,
    pub delivered: u32,
    pub planned: u32,
    pub still_owed: u32,
    /// The last day of the period on which it can be given.
    pub by_when: Option<Date>,
    /// First and last day of the period, both inclusive.
    pub period: (Date, Date),
    /// To be given from the day until the period's end.
    pub due: u32,
    /// Of earlier periods, as it stood when this one began.
    pub make_up: u32,
    /// Why that was missed.
    pub missed: Option<Missed>,
    /// Until when what this period stays short of is owed on top; none: the rules do not ask for it.
    pub make_up_until: Option<Date>,
    /// Slots that were due today and are not planned.
    pub slots_short: u32,
    /// Minutes for which the rest of the period has no place, as far as can be seen.
    pub short: u32,
    /// Why minutes stay owed after today; none: none do.
    pub cause: Option<OwedBecause>,
    /// What stood against the service today; empty when nothing is short.
    pub blocked: Vec<Blocked>,
}

impl ServiceOutcome {
    /// Whether a person should know: slots of today are missing, or the period will not hold what is owed.
    pub fn is_short(&self) -> bool {
        self.slots_short > 0 || self.short > 0
    }
}

/// Why minutes of a service stay owed after the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwedBecause {
    /// Later days of the period, or make-up in later periods, have room for them.
    Later,
    /// The learner is not there today.
    LearnerAway,
    /// The learner and somebody qualified have only so many minutes together until the period ends.
    OwnTime { possible: u32 },
    /// These people owe more minutes until the period ends than they have.
    Specialists { people: u32, owed: u32, possible: u32 },
    /// Today's day has no place for them.
    NotPlaced,
}

impl OwedBecause {
    /// The word in `services.csv`.
    pub fn word(self) -> &'static str {
        match self {
            OwedBecause::Later => "later",
            OwedBecause::LearnerAway => "learner_away",
            OwedBecause::OwnTime { .. } => "own_time",
            OwedBecause::Specialists { .. } => "specialists",
            OwedBecause::NotPlaced => "not_placed",
        }
    }
}

/// A resource of which the day has less than could be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scarce {
    /// People with a tag.
    Staff(String),
    /// Rooms (or seats in them).
    Rooms,
    /// Units of a pool: a position in the problem.
    Devices(usize),
}

/// What became of each placement, open slot, wish, request and service of one site.
#[derive(Clone, Debug, Default)]
pub struct Explanations {
    /// One for each learner and slot of the problem, in order of learner, then slot.
    pub slots: Vec<SlotExplanation>,
    /// Said in each slot to a learner who is not there all day.
    pub away: String,
    /// Every wish in force today of the site's learners, in order.
    pub wishes: Vec<WishOutcome>,
    /// Every request in force today for the site's learners, in order.
    pub requests: Vec<RequestOutcome>,
    /// Every proposal for today of the site's learners, in order.
    pub proposals: Vec<ProposalOutcome>,
    /// Every service in force today of the site's learners, in order.
    pub services: Vec<ServiceOutcome>,
    /// What learners may take in the morning instead, in order of learner, then number.
    pub choices: Vec<Choice>,
    /// What adults should know of their sessions, in the plan's order.
    pub briefs: Vec<Brief>,
    /// What the minutes of each seat in own work are for, in order of learner, then slot.
    pub parts: Vec<SeatParts>,
    /// Whatever a person should see, the weightiest first.
    pub exceptions: Vec<Exception>,
    /// The same gathered by cause and by who could mend them, in the same order.
    pub matters: Vec<Matter>,
}

/// Exceptions with one cause that one person could mend, as one line for a person with five minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub urgency: Urgency,
    pub kind: ConcernKind,
    pub mends: Mender,
    /// What it is about: learners where it is about learners; sorted, each once.
    pub subjects: Vec<String>,
    /// Subject and slot of each exception that it stands for.
    pub stands_for: Vec<(String, Option<String>)>,
    pub what: String,
    pub next_step: String,
    /// Whether the step was tried on the plan, or on the plotted ways.
    pub is_tried: bool,
    /// What all of it weighs, in points.
    pub weight: Points,
}

/// Who could mend something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mender {
    Coordinator,
    Teacher,
    /// Whoever sees to the feeds.
    Data,
    /// Whoever sees to lessons and their order.
    Curriculum,
}

impl Mender {
    pub fn word(self) -> &'static str {
        match self {
            Mender::Coordinator => "coordinator",
            Mender::Teacher => "teacher",
            Mender::Data => "data",
            Mender::Curriculum => "curriculum",
        }
    }
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
    pub kind: ConcernKind,
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

/// The answer to a coordinator's question on one learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnerAnswer {
    pub learner: LearnerIdx,
    /// The slots asked for, in order of time; empty when the learner is away all day.
    pub slots: Vec<SlotAnswer>,
    /// Why not the lesson asked for.
    pub why_not: Option<WhyNot>,
}

/// One slot of one learner, with what else was considered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotAnswer {
    /// The slot's position in the problem.
    pub slot: usize,
    /// The position of the session in the plan.
    pub session: Option<usize>,
    pub why: SlotWhy,
    /// What the learner might do in this slot instead: first what is possible, with its price, the cheapest first; then
    /// the rest, the dearest first, with what stands against it.
    pub alternatives: Vec<Blocked>,
}

/// Why a learner does not have a lesson today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    pub lesson: LessonIdx,
    pub because: Because,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The learner has it: the session's position in the plan.
    Planned { session: usize },
    /// The learner is away all day.
    Away,
    /// Another site offers it.
    OtherSite,
    /// It does not exist in a language of the learner.
    Language,
    /// A rule of the school leaves it out.
    RuledOut(RuleIdx),
    /// Its competency needs others first, which the learner has not mastered.
    NeedsFirst(Vec<CompetencyIdx>),
    /// Its competency is mastered, and no review is due.
    Mastered,
    /// The day cannot hold it at all.
    Impossible(Impossible),
    /// It is not among the candidates, and none of the reasons above is why: others that earn more points filled the
    /// list, or a rule of the school leaves it out.
    NotProposed,
    /// A candidate, and what stood against it, slot by slot.
    Blocked(Vec<Blocked>),
}
