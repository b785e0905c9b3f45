//! Voice and fairness: what learners propose, whose turn it is, how each learner's day compares with the others'.

use std::collections::BTreeMap;

use super::ids::{CompetencyIdx, LearnerIdx, LessonIdx, ModalityIdx, ProposalIdx, RequestIdx, SiteIdx};
use daybreak_day::problem::Points;
use daybreak_day::time::Date;

/// What a learner proposes for a slot of a day: what is named must hold together, the rest is open. At least one thing is
/// named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub learner: LearnerIdx,
    pub date: Date,
    /// A slot's id.
    pub slot: String,
    pub lesson: Option<LessonIdx>,
    pub competency: Option<CompetencyIdx>,
    pub modality: Option<ModalityIdx>,
    /// A zone or a room's id.
    pub place: Option<String>,
    pub partner: Option<LearnerIdx>,
}

/// What a line of memory is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnKind {
    /// One wish of a learner.
    Wish,
    /// What one person on the staff asks for a learner.
    Request,
    /// The learner's day: whether any wish or proposal that could have been granted was.
    Turn,
}

impl TurnKind {
    /// Each with its word in `turns.csv`.
    pub const WORDS: [(&'static str, TurnKind); 3] =
        [("request", TurnKind::Request), ("turn", TurnKind::Turn), ("wish", TurnKind::Wish)];

    /// The word in `turns.csv`.
    pub fn word(self) -> &'static str {
        match self {
            TurnKind::Wish => "wish",
            TurnKind::Request => "request",
            TurnKind::Turn => "turn",
        }
    }
}

/// Whose turn a line of memory counts: the learner, the kind, and what exactly (a wish as `KIND:VALUE`, a request by its
/// staff's id, empty for the day).
pub type TurnKey = (LearnerIdx, TurnKind, String);

/// How often something was asked for and granted, and what is owed for that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Days on which it was asked for.
    pub asked: u32,
    pub granted: u32,
    pub declined: u32,
    /// The last of these days.
    pub last: Date,
    /// Days in vain at the end of that day, in hundredths; older ones count less.
    pub credit: u32,
    /// The same at its beginning.
    pub before: u32,
}

/// A day in vain, in the unit of [`Turn::credit`].
pub const DAY_IN_VAIN: u32 = 100;

/// The memory of former nights; empty on the first.
pub type Turns = BTreeMap<TurnKey, Turn>;

/// Why one of two requests for the same learner and slot comes before the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComesFirstBy {
    /// The more urgent of the two.
    Priority,
    /// It was declined lately, and has its turn.
    Turn,
    /// A rule of the school puts it first.
    Rule,
    /// Nothing else tells them apart.
    Id,
}

impl ComesFirstBy {
    /// The word in `requests.csv`.
    pub fn word(self) -> &'static str {
        match self {
            ComesFirstBy::Priority => "priority",
            ComesFirstBy::Turn => "turn",
            ComesFirstBy::Rule => "rule",
            ComesFirstBy::Id => "id",
        }
    }
}

/// A request among others for the same learner and slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contest {
    /// The request that comes first; perhaps this one.
    pub first: RequestIdx,
    /// Why it comes before this one, or, of the first, before the next.
    pub by: ComesFirstBy,
}

/// What a learner's day is, in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnerDay {
    pub site: SiteIdx,
    pub learner: LearnerIdx,
    /// Slots in which the learner is there.
    pub slots: u32,
    /// Of these, slots with a session.
    pub planned: u32,
    /// Points of what the learner does, bonuses of slots included.
    pub points: Points,
    /// Slots of work that the learner is ready for.
    pub ready: u32,
    /// Minutes in which an adult teaches.
    pub taught_minutes: u32,
    /// Slots in lessons of a known grade, and those of the learner's own.
    pub graded: u32,
    pub on_grade: u32,
    /// Wishes in force and proposals for the day; those granted.
    pub asked: u32,
    pub granted: u32,
    /// Rules on requirements whose minimum is missed, by id.
    pub missed: Vec<String>,
    /// Among the tenth of the site's learners whose day is worth least.
    pub is_worst_tenth: bool,
}

impl LearnerDay {
    /// Points of a slot in which the learner is there; 0 without any.
    pub fn points_per_slot(&self) -> f64 {
        if self.slots == 0 { 0.0 } else { self.points as f64 / f64::from(self.slots) }
    }
}

/// What a rule on access holds within a band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Minutes a day in which an adult teaches.
    #[default]
    TeacherMinutes,
    /// Slots a day in work usual in the learner's grade.
    OnGrade,
}

impl Measure {
    /// Each with its word in rules.
    pub const WORDS: [(&'static str, Measure); 2] =
        [("teacher_minutes", Measure::TeacherMinutes), ("on_grade", Measure::OnGrade)];

    /// The word in rules and tables.
    pub fn word(self) -> &'static str {
        match self {
            Measure::TeacherMinutes => "teacher_minutes",
            Measure::OnGrade => "on_grade",
        }
    }
}

/// What a rule on access asks of each learner of its tag on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct BandDemand {
    /// The rule's id.
    pub rule: String,
    /// The learners' tag.
    pub tag: String,
    pub measure: Measure,
    /// A day's mean of the group and of everybody over the fairness window; none: nothing was delivered.
    pub before: Option<(f64, f64)>,
    /// Slots a day at least.
    pub slots_min: u32,
    /// Points per slot short.
    pub cost: Points,
}

/// What became of a rule on access.
#[derive(Clone, Debug, PartialEq)]
pub struct BandOutcome {
    pub site: SiteIdx,
    pub demand: BandDemand,
    /// Percent by which the group's mean may lie below everybody's.
    pub band: u32,
    /// Learners of the group who are there.
    pub learners: u32,
    /// The day's mean of the group and of everybody.
    pub tonight: (f64, f64),
    pub held: bool,
}

/// What became of a learner's proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalOutcome {
    pub proposal: ProposalIdx,
    /// The session in that slot, a position in the plan; none: none.
    pub session: Option<usize>,
    pub kept: bool,
    /// Whether the day could have held it.
    pub is_possible: bool,
    /// For the learner: reveals what a learner's sheet may.
    pub reason: String,
}

/// A line of the report on access: a group of learners and its means.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessRow {
    /// `all`, `site`, `grade` or `tag`.
    pub by: &'static str,
    pub group: String,
    /// None: withheld, as all else in the line.
    pub figures: Option<AccessFigures>,
}

/// The means of a group of ten learners or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccessFigures {
    pub learners: u32,
    /// Minutes a learner in which an adult teaches.
    pub teacher_minutes: f64,
    /// Share of the group's wishes and proposals that are granted; none where fewer than ten learners have any.
    pub choice_granted: Option<f64>,
    /// Share of slots in lessons of a known grade that are of the learner's own.
    pub on_grade: f64,
    /// Share of the group among the tenth whose day is worth least.
    pub worst_tenth: f64,
}

/// How long memory counts: its half-life, and the days that rules on access look back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    #[default]
    Week,
    TenDays,
    Term,
}

impl Window {
    /// Each with its word in rules.
    pub const WORDS: [(&'static str, Window); 3] =
        [("week", Window::Week), ("10days", Window::TenDays), ("term", Window::Term)];

    /// Calendar days: ten school days are two weeks, a term is twelve.
    pub fn days(self) -> u32 {
        match self {
            Window::Week => 7,
            Window::TenDays => 14,
            Window::Term => 84,
        }
    }
}

/// Whoever was declined lately wins sooner: how much, and for how long.
#[derive(Clone, Debug, PartialEq)]
pub struct FairnessPolicy {
    /// A day in vain adds so many percent to the points of what is asked for again.
    pub step_percent: u32,
    /// At most so many percent of the points, 100 or more.
    pub percent_max: u32,
    pub window: Window,
}

impl Default for FairnessPolicy {
    fn default() -> Self {
        FairnessPolicy { step_percent: 50, percent_max: 300, window: Window::TenDays }
    }
}

impl FairnessPolicy {
    /// Percent of its points that something earns with this credit.
    pub fn percent(&self, credit: u32) -> Points {
        let more = u64::from(credit) * u64::from(self.step_percent) / u64::from(DAY_IN_VAIN);
        Points::try_from((100 + more).min(u64::from(self.percent_max.max(100)))).expect("at most 2^32")
    }

    /// What is left of a credit after some days: half after every window.
    pub fn left(&self, credit: u32, days: i64) -> u32 {
        let halves = days.max(0) as f64 / f64::from(self.window.days());
        (f64::from(credit) * (-halves).exp2()).round() as u32
    }
}

/// Holds a group's mean near everybody's; its scope is sites and days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccessRule {
    /// The learners' tag.
    pub tag: String,
    pub measure: Measure,
    /// Percent by which the group's mean may lie below everybody's.
    pub band: u32,
    /// Points per slot short.
    pub cost: Points,
}
