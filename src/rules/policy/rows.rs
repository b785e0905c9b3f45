//! The facts of a site's learners and lessons on one day, and conditions evaluated once a row.

use std::fmt::Write;

use fixedbitset::FixedBitSet;

use super::evaluate::{Facts, Value, test_holds};
use super::facts::Known;
use super::zen::Engine;
use daybreak_school::condition::{Condition, Millionths, Side, Test};
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, LessonIdx};
use daybreak_school::rules::Scope;
use daybreak_school::ruling::Exception;
use daybreak_school::school::RelationKind;

/// What is known of each learner and each lesson of a site on one day, without regard to the other.
pub struct Rows<'a> {
    pub day: &'a SiteDay<'a>,
    date: String,
    /// By learner of the school.
    goals: Vec<u32>,
    mentors: Vec<bool>,
    pace: Option<&'a [f32]>,
    /// By lesson of the school.
    lists: Vec<LessonLists>,
}

/// Lists that a lesson does not hold as such.
struct LessonLists {
    staff: Vec<String>,
    devices: Vec<String>,
    also: Vec<String>,
}

impl<'a> Rows<'a> {
    /// `pace` by learner of the school; none: it is not known.
    pub fn new(day: &'a SiteDay<'a>, pace: Option<&'a [f32]>) -> Self {
        let school = day.school;
        let mut goals = vec![0; school.learners.len()];
        school.goals.iter().for_each(|goal| goals[goal.learner.i()] += 1);
        let mut mentors = vec![false; school.learners.len()];
        for relation in school.relations.iter().filter(|relation| relation.kind == RelationKind::Mentors) {
            mentors[relation.learner.i()] = true;
        }
        let lists = school.lessons.iter().map(|lesson| LessonLists {
            staff: day.needs_of(lesson).into_iter().map(|need| need.tag).collect(),
            devices: lesson.devices.iter().map(|need| need.device.clone()).collect(),
            also: lesson.competencies_also.iter().map(|c| school.competencies[c.i()].id.clone()).collect(),
        });
        let mut date = String::new();
        write!(date, "{}", day.date).expect("writing to a string");
        Rows { day, date, goals, mentors, pace, lists: lists.collect() }
    }

    /// A fact of the day.
    fn of_day(&self, fact: Known) -> Value<'_> {
        match fact {
            Known::DayDate => Value::Text(&self.date),
            Known::DayWeekday => Value::Text(weekday(self.day.date)),
            Known::DaySite => Value::Text(&self.day.school.sites[self.day.site.i()].id),
            _ => Value::Unknown,
        }
    }

    /// A fact of a learner or the day.
    pub fn of_learner(&self, fact: Known, at: LearnerIdx) -> Value<'_> {
        let learner = &self.day.school.learners[at.i()];
        match fact {
            Known::LearnerId => Value::Text(&learner.id),
            Known::LearnerGrade => whole(learner.grade.0),
            Known::LearnerTags => Value::Texts(&learner.tags),
            Known::LearnerLanguages => Value::Texts(&learner.languages),
            Known::LearnerInterests => Value::Texts(&learner.interests),
            Known::LearnerStrengths => Value::Texts(&learner.strengths),
            Known::LearnerAdvisor => {
                learner.advisor.map_or(Value::Unknown, |staff| Value::Text(&self.day.school.staff[staff.i()].id))
            }
            Known::LearnerGroupSizeMax => learner.group_size_max.map_or(Value::Unknown, whole),
            Known::LearnerScreenSlotsMax => learner.screen_slots_max.map_or(Value::Unknown, whole),
            Known::LearnerPace => self.pace.map_or(Value::Unknown, |pace| real(f64::from(pace[at.i()]))),
            Known::LearnerGoals => whole(self.goals[at.i()]),
            Known::LearnerMentors => Value::Bool(self.mentors[at.i()]),
            _ => self.of_day(fact),
        }
    }

    /// A fact of a lesson, its competency, its modality, or the day.
    pub fn of_lesson(&self, fact: Known, at: LessonIdx) -> Value<'_> {
        let school = self.day.school;
        let (lesson, lists) = (&school.lessons[at.i()], &self.lists[at.i()]);
        let competency = &school.competencies[lesson.competency.i()];
        let modality = &school.modalities[lesson.modality.i()];
        match fact {
            Known::LessonId => Value::Text(&lesson.id),
            Known::LessonSlots => whole(lesson.slots),
            Known::LessonLevel => lesson.level.map_or(Value::Unknown, real),
            Known::LessonLanguages => Value::Texts(&lesson.languages),
            Known::LessonInterests => Value::Texts(&lesson.interests),
            Known::LessonProvider => unless_empty(&lesson.provider),
            Known::LessonPlace => unless_empty(&lesson.place),
            Known::LessonSizeMin => whole(lesson.size_min),
            Known::LessonSizeMax => whole(lesson.size_max),
            Known::LessonStaffed => Value::Bool(!lists.staff.is_empty()),
            Known::LessonStaff => Value::Texts(&lists.staff),
            Known::LessonDevices => Value::Texts(&lists.devices),
            Known::LessonRoomFeatures => Value::Texts(&lesson.room_features),
            Known::LessonAlso => Value::Texts(&lists.also),
            Known::LessonFollows => {
                lesson.follows.map_or(Value::Unknown, |before| Value::Text(&school.lessons[before.i()].id))
            }
            Known::CompetencyId => Value::Text(&competency.id),
            Known::CompetencySubject => Value::Text(&competency.subject),
            Known::CompetencyGrade => competency.grade.map_or(Value::Unknown, |grade| whole(grade.0)),
            Known::CompetencyLevel => competency.level.map_or(Value::Unknown, real),
            Known::CompetencyCode => unless_empty(&competency.code),
            Known::CompetencyCredits => real(competency.credits),
            Known::ModalityId => Value::Text(&modality.id),
            Known::ModalityGrouping => Value::Text(modality.grouping.word()),
            Known::ModalityStation => Value::Bool(modality.station),
            Known::ModalityTags => Value::Texts(&modality.tags),
            _ => self.of_day(fact),
        }
    }

    /// Whether a rule concerns a learner today: in its scope, and not excepted.
    pub fn concerns(&self, scope: &Scope, except: &Exception, at: LearnerIdx) -> bool {
        let learner = &self.day.school.learners[at.i()];
        let site = &self.day.school.sites[self.day.site.i()].id;
        scope.covers(site, learner, self.day.date) && !except.learners.contains(&learner.id)
    }
}

/// A whole number as a fact.
pub fn whole(number: impl Into<i64>) -> Value<'static> {
    Value::Number(Millionths(number.into().saturating_mul(1_000_000)))
}

/// A number as a fact, to the nearest millionth.
pub fn real(number: f64) -> Value<'static> {
    Value::Number(Millionths::of(number))
}

fn unless_empty(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Unknown } else { Value::Text(text) }
}

fn weekday(date: daybreak_day::time::Date) -> &'static str {
    const WORDS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    WORDS[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
}

/// One learner's own facts.
pub struct OfLearner<'a>(pub &'a Rows<'a>, pub LearnerIdx);

impl Facts for OfLearner<'_> {
    fn value(&self, fact: Known) -> Value<'_> {
        self.0.of_learner(fact, self.1)
    }
}

/// One lesson's own facts.
struct OfLesson<'a>(&'a Rows<'a>, LessonIdx);

impl Facts for OfLesson<'_> {
    fn value(&self, fact: Known) -> Value<'_> {
        self.0.of_lesson(fact, self.1)
    }
}

/// A condition taken apart by what its tests read: the learners and the lessons for whom their parts hold, and the tests
/// that are left for pairs of both.
pub struct Split<'c> {
    learners: FixedBitSet,
    lessons: FixedBitSet,
    pairs: Vec<&'c Test>,
}

impl<'c> Split<'c> {
    /// Evaluates the tests on one side once for every row of that side: the learners who are there and whom the rule
    /// concerns, and all lessons.
    pub fn new(
        condition: &'c Condition,
        rows: &Rows<'_>,
        engine: &Engine,
        concerns: impl Fn(LearnerIdx) -> bool,
    ) -> Self {
        let of = |side: Side| condition.conjuncts.iter().filter(move |part| part.side == side).map(|part| &part.test);
        let school = rows.day.school;
        let mut learners = FixedBitSet::with_capacity(school.learners.len());
        for who in rows.day.learners.iter().map(|presence| presence.who) {
            let facts = OfLearner(rows, who);
            let holds = |test: &Test| test_holds(test, &facts, engine);
            learners.set(who.i(), concerns(who) && of(Side::Day).chain(of(Side::Learner)).all(holds));
        }
        let mut lessons = FixedBitSet::with_capacity(school.lessons.len());
        for at in 0..school.lessons.len() {
            let facts = OfLesson(rows, LessonIdx::at(at));
            lessons.set(at, of(Side::Lesson).all(|test| test_holds(test, &facts, engine)));
        }
        Split { learners, lessons, pairs: of(Side::Pair).collect() }
    }

    /// Whether the condition holds for a pair, whose facts are asked only where its one-sided parts hold.
    pub fn holds(&self, learner: LearnerIdx, lesson: LessonIdx, facts: &dyn Facts, engine: &Engine) -> bool {
        self.may_hold(learner, lesson) && self.pairs.iter().all(|test| test_holds(test, facts, engine))
    }

    /// Whether the one-sided parts hold.
    pub fn may_hold(&self, learner: LearnerIdx, lesson: LessonIdx) -> bool {
        self.learners.contains(learner.i()) && self.lessons.contains(lesson.i())
    }
}
