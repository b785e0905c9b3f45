//! The school: checked facts with dense typed ids. What a value here says, holds.
//!
//! Every list is in an order that does not depend on the order of input rows: by site, then by id (slots by
//! time); evidence by learner, instant, competency. Empty cells have become `None` or the documented default,
//! and lessons have inherited from their modality.

pub use super::catalogue::{Competency, DeviceNeed, Grade, Grouping, Lesson, Modality, Need, Prerequisite, Strength};
pub use super::evidence::{Evidence, EvidenceKind, Overrule};
use super::ids::{CompetencyIdx, DeviceIdx, LearnerIdx, LessonIdx, ModalityIdx, RoomIdx, SiteIdx, SlotIdx, StaffIdx};
use super::lost::Lost;
use super::voice::Proposal;
use super::waiver::Waiver;
use daybreak_day::time::{Date, TimeOfDay};

/// One package: a site or a whole district.
#[derive(Clone, Debug, Default)]
pub struct School {
    pub sites: Vec<Site>,
    pub days: Vec<Day>,
    pub slots: Vec<Slot>,
    pub rooms: Vec<Room>,
    pub staff: Vec<Staff>,
    pub devices: Vec<Device>,
    pub availability: Vec<Availability>,
    pub competencies: Vec<Competency>,
    pub prerequisites: Vec<Prerequisite>,
    pub modalities: Vec<Modality>,
    pub lessons: Vec<Lesson>,
    pub learners: Vec<Learner>,
    pub evidence: Vec<Evidence>,
    /// The names behind [`Evidence::item`], sorted.
    pub items: Vec<String>,
    /// Sorted by learner, competency and day.
    pub overrules: Vec<Overrule>,
    pub goals: Vec<Goal>,
    pub wishes: Vec<Wish>,
    pub requests: Vec<Request>,
    /// Sorted by learner, day and slot.
    pub proposals: Vec<Proposal>,
    pub services: Vec<Service>,
    pub relations: Vec<Relation>,
    pub pins: Vec<Pin>,
    pub bans: Vec<Ban>,
    /// Sorted by date, learner, slot and lesson.
    pub waivers: Vec<Waiver>,
    pub delivered: Vec<Delivered>,
    /// What the package says beside all this and could not be used.
    pub lost: Lost,
}

#[derive(Clone, Debug)]
pub struct Site {
    pub id: String,
    /// IANA name; none: times are local and unzoned.
    pub time_zone: Option<String>,
}

/// A date's bell schedule at a site.
#[derive(Clone, Debug)]
pub struct Day {
    pub site: SiteIdx,
    pub date: Date,
    /// Empty: the default bell schedule.
    pub day_type: String,
    pub instructional: bool,
}

/// A learning slot of a bell schedule; sorted by site, day type, start.
#[derive(Clone, Debug)]
pub struct Slot {
    pub site: SiteIdx,
    pub id: String,
    pub start: TimeOfDay,
    pub end: TimeOfDay,
    /// Neighbours with the same block are contiguous; never empty (a slot without one has its own id here).
    pub block: String,
    /// Empty: the default bell schedule.
    pub day_type: String,
}

impl Slot {
    /// Its length.
    pub fn minutes(&self) -> u32 {
        self.end.minutes() - self.start.minutes()
    }
}

#[derive(Clone, Debug)]
pub struct Room {
    pub site: SiteIdx,
    pub id: String,
    pub capacity: u32,
    pub sessions_at_once: u32,
    pub features: Vec<String>,
    /// Empty: none named.
    pub zone: String,
}

#[derive(Clone, Debug)]
pub struct Staff {
    pub site: SiteIdx,
    pub id: String,
    pub tags: Vec<String>,
    pub sessions_max: Option<u32>,
    pub consecutive_max: Option<u32>,
    /// Empty: anywhere.
    pub zone: String,
}

#[derive(Clone, Debug)]
pub struct Device {
    pub site: SiteIdx,
    pub id: String,
    pub count: u32,
}

/// A statement on who or what is there; the most specific wins, between equals `false` wins.
#[derive(Clone, Debug)]
pub struct Availability {
    pub site: SiteIdx,
    pub subject: AvailabilityOf,
    /// None: every day.
    pub date: Option<Date>,
    /// None: every bell schedule.
    pub day_type: Option<String>,
    /// A slot's id; none: every slot.
    pub slot: Option<String>,
    pub available: bool,
}

/// Whose availability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AvailabilityOf {
    Learner(LearnerIdx),
    Staff(StaffIdx),
    Room(RoomIdx),
    Device(DeviceIdx),
}

#[derive(Clone, Debug)]
pub struct Learner {
    pub site: SiteIdx,
    pub id: String,
    pub grade: Grade,
    pub tags: Vec<String>,
    pub languages: Vec<String>,
    pub interests: Vec<String>,
    pub strengths: Vec<String>,
    pub advisor: Option<StaffIdx>,
    pub group_size_max: Option<u32>,
    pub room_features: Vec<String>,
    pub screen_slots_max: Option<u32>,
    pub accommodations: Accommodations,
}

/// What a learner was promised beside services, beyond rooms and group sizes.
#[derive(Clone, Debug, PartialEq)]
pub struct Accommodations {
    /// Time for learning and for showing mastery as a multiple of what others have, 1 to 2.
    pub extra_time: f64,
    /// Device pools of which one unit is the learner's all day, by id; also such as the site does not have.
    pub devices: Vec<String>,
}

impl Default for Accommodations {
    fn default() -> Self {
        Accommodations { extra_time: 1.0, devices: Vec::new() }
    }
}

#[derive(Clone, Debug)]
pub struct Goal {
    pub learner: LearnerIdx,
    pub competency: CompetencyIdx,
    pub due: Option<Date>,
    /// Above 0.
    pub weight: f64,
    /// So many credits from the parts of the competency, instead of the competency itself.
    pub credits: Option<f64>,
}

/// From and until, both inclusive; none: open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Span {
    /// Whether the date lies within.
    pub fn covers(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}

#[derive(Clone, Debug)]
pub struct Wish {
    pub learner: LearnerIdx,
    pub what: WishFor,
    /// 1 is the dearest.
    pub rank: u32,
    pub span: Span,
}

/// What a learner wishes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WishFor {
    Lesson(LessonIdx),
    Competency(CompetencyIdx),
    Modality(ModalityIdx),
    Interest(String),
    /// A zone or a room's id.
    Place(String),
    /// In the slot with this id; with a subject or modality: that, then.
    Time {
        slot: String,
        subject: Option<String>,
        modality: Option<ModalityIdx>,
    },
    Partner(LearnerIdx),
    Staff(StaffIdx),
}

#[derive(Clone, Debug)]
pub struct Request {
    pub staff: StaffIdx,
    pub learner: LearnerIdx,
    pub lesson: Option<LessonIdx>,
    pub competency: Option<CompetencyIdx>,
    /// A slot's id.
    pub slot: Option<String>,
    /// 1 is the most urgent.
    pub priority: u32,
    pub span: Span,
}

/// The period in which a service's minutes are owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Per {
    Day,
    /// Monday to Sunday.
    Week,
    /// Ten instructional days, counted from the service's first day (or the school year's first in days.csv).
    TenDays,
    /// The calendar month.
    Month,
}

/// Where a service takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    Apart,
    WithClass,
}

#[derive(Clone, Debug)]
pub struct Service {
    pub learner: LearnerIdx,
    /// The service's own id, for example `speech`.
    pub service: String,
    pub staff_tag: String,
    pub minutes: u32,
    pub per: Per,
    pub setting: Setting,
    pub group_size_max: Option<u32>,
    pub span: Span,
}

impl Service {
    /// Whether learners of both may be served in one session: the same service, in the same way.
    pub fn is_like(&self, other: &Service) -> bool {
        self.kind() == other.kind()
    }

    /// What makes services alike: learners owed services of one kind may be served in one session.
    pub fn kind(&self) -> ServiceKind<'_> {
        (&self.service, &self.staff_tag, self.setting, self.group_size_max)
    }
}

/// A service's id, the tag of who gives it, how, and the largest group.
pub type ServiceKind<'a> = (&'a str, &'a str, Setting, Option<u32>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    pub learner: LearnerIdx,
    pub other: LearnerIdx,
    pub kind: RelationKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    Apart,
    Together,
    Mentors,
}

#[derive(Clone, Debug)]
pub struct Pin {
    pub date: Date,
    pub learner: LearnerIdx,
    /// A slot's id.
    pub slot: String,
    pub lesson: Option<LessonIdx>,
    pub room: Option<RoomIdx>,
    pub staff: Option<StaffIdx>,
}

/// What a person decided is not to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ban {
    /// None: every day.
    pub date: Option<Date>,
    /// Whom it is not for; none: a lesson for nobody.
    pub learner: Option<LearnerIdx>,
    pub what: Banned,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Banned {
    /// A lesson, in the slot with this id; none: all day.
    Lesson(LessonIdx, Option<String>),
    Staff(StaffIdx),
    Room(RoomIdx),
}

impl Ban {
    /// Whether it holds on a date.
    pub fn holds(&self, date: Date) -> bool {
        self.date.is_none_or(|of| of == date)
    }
}

/// What a learner did in a slot of an earlier day; sorted by learner, date, slot.
#[derive(Clone, Debug)]
pub struct Delivered {
    pub date: Date,
    pub learner: LearnerIdx,
    /// A slot's id.
    pub slot: String,
    pub what: DeliveredWhat,
    pub competency: Option<CompetencyIdx>,
    pub modality: Option<ModalityIdx>,
    pub staff: Vec<StaffIdx>,
    pub room: Option<RoomIdx>,
    pub minutes: u32,
    pub attended: bool,
    pub outcome: Option<Outcome>,
    /// Whether somebody says that it took place; else it was planned and probably did.
    pub is_reported: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveredWhat {
    Lesson(LessonIdx),
    /// A service, by its id.
    Service(String),
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    Mastered,
    Progress,
    NoProgress,
    /// 0 to 1.
    Score(f64),
}

/// The rows of a learner in a table that is sorted by learner first.
fn rows_of<T>(table: &[T], learner: LearnerIdx, whose: impl Fn(&T) -> LearnerIdx) -> &[T] {
    let first = table.partition_point(|row| whose(row) < learner);
    let n = table[first..].partition_point(|row| whose(row) == learner);
    &table[first..first + n]
}

impl School {
    /// What a learner has shown, in order of time.
    pub fn evidence_of(&self, learner: LearnerIdx) -> &[Evidence] {
        rows_of(&self.evidence, learner, |row| row.learner)
    }

    /// What a learner did on earlier days, in order of time.
    pub fn delivered_of(&self, learner: LearnerIdx) -> &[Delivered] {
        rows_of(&self.delivered, learner, |row| row.learner)
    }

    /// What a person decided of a learner and competency and holds on a day; the latest word counts.
    pub fn overrule(&self, learner: LearnerIdx, competency: CompetencyIdx, day: Date) -> Option<&Overrule> {
        let of = |row: &Overrule| (row.learner, row.competency);
        let first = self.overrules.partition_point(|row| of(row) < (learner, competency));
        let rows = self.overrules[first..].iter().take_while(|row| of(row) == (learner, competency));
        rows.filter(|row| row.holds(day)).last()
    }

    /// The slots of a site's bell schedule, in order of time.
    pub fn bell_schedule(&self, site: SiteIdx, day_type: &str) -> Vec<SlotIdx> {
        (0..self.slots.len())
            .filter(|&i| self.slots[i].site == site && self.slots[i].day_type == day_type)
            .map(SlotIdx::at)
            .collect()
    }

    /// The day type of a date at a site; none when nothing is planned then.
    ///
    /// A date that days.csv does not name is a school day with the default bell schedule from Monday to Friday.
    pub fn day_type(&self, site: SiteIdx, date: Date) -> Option<&str> {
        match self.days.iter().find(|day| day.site == site && day.date == date) {
            Some(day) => day.instructional.then_some(day.day_type.as_str()),
            None => (!daybreak_day::time::is_weekend(date)).then_some(""),
        }
    }

    /// The parts of a competency: what names it as parent, and their parts; in order of id. Parents run in no circle.
    pub fn parts_of(&self, competency: CompetencyIdx) -> Vec<CompetencyIdx> {
        let is_part = |part: &CompetencyIdx| {
            std::iter::successors(self.competencies[part.i()].parent, |above| self.competencies[above.i()].parent)
                .any(|above| above == competency)
        };
        (0..self.competencies.len()).map(CompetencyIdx::at).filter(is_part).collect()
    }

    /// The learners of a site, in order of id.
    pub fn learners_of(&self, site: SiteIdx) -> impl Iterator<Item = LearnerIdx> + '_ {
        (0..self.learners.len()).filter(move |&i| self.learners[i].site == site).map(LearnerIdx::at)
    }

    /// Whether `subject` is there on `date` (with its `day_type`) in the slot: the most specific row wins (a slot
    /// says more than a date, a date more than a day type), between equally specific ones `no`; without any: yes.
    pub fn is_available(&self, subject: AvailabilityOf, date: Date, day_type: &str, slot: &str) -> bool {
        // The rows of one subject are few and lie side by side: availability is sorted by subject.
        let first = self.availability.partition_point(|row| row.subject < subject);
        self.availability[first..]
            .iter()
            .take_while(|row| row.subject == subject)
            .filter(|row| row.date.is_none_or(|d| d == date))
            .filter(|row| row.day_type.as_deref().is_none_or(|d| d == day_type))
            .filter(|row| row.slot.as_deref().is_none_or(|s| s == slot))
            .max_by_key(|row| (row.date.is_some(), row.slot.is_some(), row.day_type.is_some(), !row.available))
            .is_none_or(|row| row.available)
    }
}
