//! The published schema of facts: what a condition may read, with type, unit and meaning. `rules/README.md` lists it.

use daybreak_day::issue::nearest;
use daybreak_school::condition::{Fact, Side};

/// What a fact's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    Text,
    Bool,
    /// A list of texts.
    List,
}

impl Kind {
    /// The word in messages and in the README.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::Bool => "true or false",
            Kind::List => "a list of texts",
        }
    }
}

/// A published fact.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    pub name: &'static str,
    pub kind: Kind,
    pub side: Side,
    /// It may be unknown; a test on it then holds neither way.
    pub may_lack: bool,
    /// The only values that a text can have; empty: any.
    pub words: &'static [&'static str],
    pub what: &'static str,
}

/// Words of a competency's status, as `status` tells it.
pub const STATUS_WORDS: &[&str] =
    &["not_started", "learning", "ready_to_show", "taken_as_known", "mastered", "due_for_review"];

const GROUPING_WORDS: &[&str] = &["whole", "small", "pair", "individual"];

const WEEKDAY_WORDS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Declares the facts and the table of what is published of them.
macro_rules! facts {
    ($($known:ident $name:literal $kind:ident $side:ident $lack:literal $words:expr, $what:literal;)+) => {
        /// A fact by name, for whoever tells its value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Known { $(#[doc = $what] $known,)+ }

        /// Every fact, in the order of [`Known`] and of the README.
        pub const FACTS: &[Spec] = &[$(Spec {
            name: $name, kind: Kind::$kind, side: Side::$side, may_lack: $lack, words: $words, what: $what,
        },)+];

        const ALL: &[Known] = &[$(Known::$known,)+];
    };
}

facts! {
    DayDate "day.date" Text Day false &[], "the day that is planned, such as 2026-11-23";
    DayWeekday "day.weekday" Text Day false WEEKDAY_WORDS, "its weekday";
    DaySite "day.site" Text Day false &[], "the site's id";
    LearnerId "learner.id" Text Learner false &[], "the learner's id";
    LearnerGrade "learner.grade" Number Learner false &[], "1 to 13; kindergarten is 0, pre-kindergarten -1";
    LearnerTags "learner.tags" List Learner false &[], "the learner's tags";
    LearnerLanguages "learner.languages" List Learner false &[], "languages in which the learner can learn";
    LearnerInterests "learner.interests" List Learner false &[], "interests";
    LearnerStrengths "learner.strengths" List Learner false &[], "strengths";
    LearnerAdvisor "learner.advisor" Text Learner true &[], "the advisor's id";
    LearnerGroupSizeMax "learner.group_size_max" Number Learner true &[], "learners in a group with the learner, at most";
    LearnerScreenSlotsMax "learner.screen_slots_max" Number Learner true &[], "slots a day in front of a screen, at most";
    LearnerPace "learner.pace" Number Learner false &[], "minutes a typical learner needs, divided by this one's: above 1 is faster";
    LearnerGoals "learner.goals" Number Learner false &[], "goals of the learner";
    LearnerMentors "learner.mentors" Bool Learner false &[], "helps another learner";
    LessonId "lesson.id" Text Lesson false &[], "the lesson's id";
    LessonSlots "lesson.slots" Number Lesson false &[], "slots it runs over";
    LessonLevel "lesson.level" Number Lesson true &[], "its level, in the catalogue's own unit";
    LessonLanguages "lesson.languages" List Lesson false &[], "languages in which it exists; empty: any";
    LessonInterests "lesson.interests" List Lesson false &[], "interests that it touches";
    LessonProvider "lesson.provider" Text Lesson true &[], "who offers it; unknown: the school";
    LessonPlace "lesson.place" Text Lesson true &[], "the zone in which it takes place; unknown: anywhere";
    LessonSizeMin "lesson.size_min" Number Lesson false &[], "learners in a session at least";
    LessonSizeMax "lesson.size_max" Number Lesson false &[], "learners in a session at most";
    LessonStaffed "lesson.staffed" Bool Lesson false &[], "an adult is needed";
    LessonStaff "lesson.staff" List Lesson false &[], "tags of the staff it needs";
    LessonDevices "lesson.devices" List Lesson false &[], "device pools it uses";
    LessonRoomFeatures "lesson.room_features" List Lesson false &[], "features that its room must have";
    LessonAlso "lesson.also" List Lesson false &[], "ids of the competencies it practises besides its own";
    LessonFollows "lesson.follows" Text Lesson true &[], "the id of the lesson it continues";
    CompetencyId "competency.id" Text Lesson false &[], "the id of the lesson's own competency";
    CompetencySubject "competency.subject" Text Lesson false &[], "its subject";
    CompetencyGrade "competency.grade" Number Lesson true &[], "the grade in which it is usual";
    CompetencyLevel "competency.level" Number Lesson true &[], "its level, in the catalogue's own unit";
    CompetencyCode "competency.code" Text Lesson true &[], "the standard's own code";
    CompetencyCredits "competency.credits" Number Lesson false &[], "credits that it gives";
    ModalityId "modality.id" Text Lesson false &[], "the id of the lesson's modality";
    ModalityGrouping "modality.grouping" Text Lesson false GROUPING_WORDS, "how learners work together";
    ModalityStation "modality.station" Bool Lesson false &[], "learners with different lessons share a session";
    ModalityTags "modality.tags" List Lesson false &[], "the modality's tags";
    Mastery "mastery" Number Pair false &[], "the learner's mastery of the competency, 0 to 1";
    Known "known" Bool Pair false &[], "what builds on the competency may be learned";
    Ready "ready" Bool Pair false &[], "not known, and all that it needs is known";
    Readiness "readiness" Number Pair false &[], "mastery of the weakest thing it needs, 0 to 1; 1 when it needs nothing";
    Status "status" Text Pair false STATUS_WORDS, "how far the learner is with the competency";
    Evidence "evidence" Number Pair false &[], "pieces of evidence of the competency";
    TimesHad "times_had" Number Pair false &[], "times that the learner has had the lesson";
    DaysSince "days_since" Number Pair true &[], "days since the learner last had the lesson; unknown: never had";
    TriesInVain "tries_in_vain" Number Pair false &[], "times the competency was worked on without progress since the last success";
    Goal "goal" Bool Pair false &[], "the competency is a next step toward a goal of the learner, or the goal itself";
    GoalUrgent "goal_urgent" Bool Pair false &[], "and the goal's date is in danger";
    Wished "wished" Bool Pair false &[], "the learner wishes for the lesson or the competency";
    Requested "requested" Bool Pair false &[], "a teacher asks for the lesson or the competency for the learner";
    ReviewDue "review_due" Bool Pair false &[], "the competency is due for another look";
    OnGrade "on_grade" Bool Pair false &[], "the competency is usual in the learner's grade";
    GradesAbove "grades_above" Number Pair true &[], "grades from the learner up to the competency; below 0: further down";
    SharedLanguage "shared_language" Bool Pair false &[], "the lesson exists in a language of the learner, or in any";
    SharedInterest "shared_interest" Bool Pair false &[], "the lesson touches an interest of the learner";
}

impl From<Known> for Fact {
    fn from(known: Known) -> Fact {
        Fact(known as u8)
    }
}

/// The fact by name.
pub fn known(fact: Fact) -> Known {
    ALL[usize::from(fact.0)]
}

/// What is published of a fact.
pub fn spec(fact: Fact) -> &'static Spec {
    &FACTS[usize::from(fact.0)]
}

/// The fact with this name; none: there is no such.
pub fn find(name: &str) -> Option<Fact> {
    FACTS.iter().position(|spec| spec.name == name).map(|at| Fact(u8::try_from(at).expect("fewer than 256 facts")))
}

/// The nearest name to one that nobody knows: a slip within the group that it names (`learner.`), else the same word in
/// another group (a lesson's subject is its competency's), else the nearest of all.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    let (group, last) = name.split_once('.').unwrap_or(("", name));
    let of =
        |group: &'static str| names().filter(move |known| known.split_once('.').map(|known| known.0) == Some(group));
    let own = GROUPS.iter().find(|known| **known == group).and_then(|group| {
        let word = nearest(last, of(group).filter_map(|known| known.split_once('.')).map(|known| known.1))?;
        of(group).find(|known| known.split_once('.').map(|known| known.1) == Some(word))
    });
    let same = || GROUPS.iter().flat_map(|group| of(group)).find(|known| known.ends_with(&format!(".{last}")));
    let elsewhere = if GROUPS.contains(&group) { same() } else { None };
    own.or(elsewhere).or_else(|| nearest(name, names()))
}

/// The groups of facts, in the order in which a word is looked for in another one.
const GROUPS: [&str; 5] = ["competency", "modality", "lesson", "learner", "day"];

/// All names.
pub fn names() -> impl Iterator<Item = &'static str> {
    FACTS.iter().map(|spec| spec.name)
}
