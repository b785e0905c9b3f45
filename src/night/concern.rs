//! What a person should see, whichever stage found it: typed, without words.
//!
//! A stage raises what it could not do as asked; `explain` adds what the plan shows, weighs all of them and puts them into
//! words. A new concern is a variant here; the compiler asks for its kind, its weight and its sentences.

use super::explanation::{
    Answer, Blocked, Impossible, PinFault, RequestFault, Scarce, ServiceOutcome, Unmet, WishFault,
};
use super::kind::ConcernKind;
use daybreak_day::problem::Points;
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{
    CompetencyIdx, GoalIdx, LearnerIdx, LessonIdx, PinIdx, RequestIdx, RuleIdx, ServiceIdx, WaiverIdx, WishIdx,
};
use daybreak_school::lost::{LostTable, Unnamed, Unread, Unreported};
use daybreak_school::quality::{QualityMeasure, Tally};
use daybreak_school::ruling::StruggleStep;
use daybreak_school::waiver::Waived;

/// Something that a person should see, before words are made of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    // Found before there is a plan.
    /// A pin that contradicts the hard rules, or names what is not there; it was left out.
    PinLeftOut {
        pin: PinIdx,
        why: PinFault,
        /// What would have to be lifted for it to hold; empty: nothing that a person could sign for.
        lifting: Vec<Waived>,
    },
    /// A person has signed an exception, which the day holds.
    SignedException { waiver: WaiverIdx },
    /// A learner who is there and has nothing to choose from.
    NoCandidates { learner: LearnerIdx },
    /// A lesson that nobody present today can staff, or no room there can hold; wanted by so many learners.
    LessonImpossible { lesson: LessonIdx, why: Impossible, learners: u32 },
    /// A service that nobody present today may give.
    ServiceImpossible { service: ServiceIdx, why: Impossible },
    /// A request for a learner who is absent, or for what the learner may not do; the answer to it tells so.
    RequestImpossible { request: RequestIdx, why: RequestFault },
    /// A wish that today cannot hold at all; the answer to it tells so.
    WishImpossible { wish: WishIdx, why: WishFault },
    /// A learner works at something in vain: so many tries, the chance in percent that going on as before will not do (where
    /// ten tries have not shown it already), and the step of the ladder that the day takes.
    Stuck {
        learner: LearnerIdx,
        competency: CompetencyIdx,
        tries: u32,
        spinning_percent: Option<u32>,
        next: Option<StruggleStep>,
    },
    /// A goal that cannot be reached by its date: minutes missing.
    GoalOutOfReach { goal: GoalIdx, minutes_short: u32 },
    /// A goal on whose way the learner's site has no lesson for something.
    GoalLacksLesson { goal: GoalIdx, competency: CompetencyIdx },
    /// An accommodation of a learner that the day does not hold.
    AccommodationUnmet { learner: LearnerIdx, what: Unmet },
    /// What is known of the learner rests on so few pieces of evidence.
    LittleEvidence { learner: LearnerIdx, evidence: u32 },
    /// Nothing has been heard of any learner of the site since that day, so many school days ago: the feed may be broken.
    NoNews { since: Date, days: u32 },
    /// Of no site's day, but of the package.
    Package(PackageConcern),

    // Found in a plan.
    /// The judge refuses the plan: so many violations, the first one in the judge's words.
    InvalidPlan { violations: usize, first: String },
    /// The learner has no place in the slot (a position in the problem).
    Unplaced { learner: LearnerIdx, slot: usize, blocked: Vec<Blocked> },
    /// Slots of a service that were due today are not planned, or its period will not hold what is owed.
    ServiceShort { outcome: ServiceOutcome, impossible: Option<Impossible>, away: bool },
    /// A request is not granted.
    RequestDeclined { request: RequestIdx, answer: Answer<RequestFault> },
    /// None of the learner's wishes of today is granted: so many, the dearest one.
    WishesDeclined { learner: LearnerIdx, wishes: u32, dearest: WishIdx, answer: Answer<WishFault> },
    /// So many open slots, declined requests and missing services of a slot wait for one resource; points at stake.
    Scarcity { resource: Scarce, slot: usize, learners: u32, points: Points },
    /// The plan departs from a rule that only warns: for the learner, in a slot (a position in the problem) or over the day.
    RuleBroken { rule: RuleIdx, learner: LearnerIdx, slot: Option<usize> },
    /// A group stays the same longer than a rule's limit in school days; the session is a position in the plan.
    SameGroup { session: usize, days: u32, rule: RuleIdx },
    /// A figure of the sheet of quality lies outside a rule's bounds, in thousandths; of learners with a tag, where the rule speaks
    /// of each.
    OutOfBounds { rule: RuleIdx, measure: QualityMeasure, tag: Option<String>, tally: Tally, thousandths: u64 },
}

/// Something that a person should see of what was handed over, whatever the plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PackageConcern {
    /// A restriction that cannot be read, so that the plan does not hold it.
    RestrictionUnread(Unread),
    /// Names that nobody knows, where something that restricts is not there.
    NamesUnknown(Unnamed),
    /// A table of which much cannot be used.
    TableLost(LostTable),
    /// Tables that a running school hands over and that are not there.
    TablesAbsent(Vec<TableKind>),
    /// Lessons were planned and are not reported.
    Unreported(Unreported),
    /// A site of the last night is not in the package; what is said of it.
    SiteMissing(String),
    /// A gate did not hold, and a person let the night pass.
    GateAccepted { gate: String, why: String },
    /// Estimates of mastery for a group are too high or too low on the whole.
    EstimatesOff(EstimatesOff),
}

impl PackageConcern {
    fn kind(&self) -> ConcernKind {
        match self {
            PackageConcern::RestrictionUnread(_) | PackageConcern::NamesUnknown(_) => ConcernKind::RestrictionUnread,
            PackageConcern::TableLost(_) => ConcernKind::TableLost,
            PackageConcern::TablesAbsent(_) => ConcernKind::TablesAbsent,
            PackageConcern::SiteMissing(_) => ConcernKind::SiteFailed,
            PackageConcern::Unreported(_) => ConcernKind::Unreported,
            PackageConcern::GateAccepted { .. } => ConcernKind::GateAccepted,
            PackageConcern::EstimatesOff(_) => ConcernKind::EstimatesOff,
        }
    }
}

/// A group of learners whose estimates are off, in whole points of a hundred.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EstimatesOff {
    /// Kind and name of the group; none: everybody.
    pub group: Option<(&'static str, String)>,
    pub learners: u32,
    /// Pieces of evidence.
    pub pieces: u32,
    /// Whether the estimates are too high; else they are too low.
    pub too_high: bool,
    /// How far predictions and scores are apart on average, at least and at most.
    pub off: u32,
    pub off_min: u32,
    pub off_max: u32,
    pub predicted: u32,
    pub observed: u32,
}

impl Concern {
    /// Its kind, as `exceptions.csv` names it.
    pub fn kind(&self) -> ConcernKind {
        match self {
            Concern::PinLeftOut { .. } => ConcernKind::PinLeftOut,
            Concern::SignedException { .. } => ConcernKind::SignedException,
            Concern::NoCandidates { .. } => ConcernKind::NoCandidates,
            Concern::LessonImpossible { .. } => ConcernKind::LessonImpossible,
            Concern::ServiceImpossible { .. } => ConcernKind::ServiceImpossible,
            Concern::RequestImpossible { .. } | Concern::RequestDeclined { .. } => ConcernKind::RequestDeclined,
            Concern::WishImpossible { .. } | Concern::WishesDeclined { .. } => ConcernKind::WishDeclined,
            Concern::Stuck { .. } => ConcernKind::Stuck,
            Concern::GoalOutOfReach { .. } => ConcernKind::GoalOutOfReach,
            Concern::GoalLacksLesson { .. } => ConcernKind::GoalLacksLesson,
            Concern::AccommodationUnmet { .. } => ConcernKind::AccommodationUnmet,
            Concern::LittleEvidence { .. } => ConcernKind::LittleEvidence,
            Concern::NoNews { .. } => ConcernKind::NoNews,
            Concern::Package(of_package) => of_package.kind(),
            Concern::InvalidPlan { .. } => ConcernKind::InvalidPlan,
            Concern::Unplaced { .. } => ConcernKind::Unplaced,
            Concern::ServiceShort { .. } => ConcernKind::ServiceShort,
            Concern::Scarcity { .. } => ConcernKind::Scarce,
            Concern::RuleBroken { .. } => ConcernKind::RuleBroken,
            Concern::SameGroup { .. } => ConcernKind::SameGroup,
            Concern::OutOfBounds { .. } => ConcernKind::OutOfBounds,
        }
    }
}
