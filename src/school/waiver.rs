//! What a person answers for: an exception from named rules, for one learner and lesson on one day.

use daybreak_day::time::Date;

use super::ids::{LearnerIdx, LessonIdx};
use super::school::{Pin, School};

/// A signed exception. It lifts what it names and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiver {
    pub date: Date,
    pub learner: LearnerIdx,
    /// A slot's id; none: all day.
    pub slot: Option<String>,
    pub lesson: LessonIdx,
    /// Sorted.
    pub waives: Vec<Waived>,
    /// Who answers for it.
    pub by: String,
}

/// What is lifted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waived {
    /// The lesson's competency needs what the learner does not know yet.
    Prerequisites,
    /// The lesson is in no language of the learner.
    Language,
    /// A person banned the lesson.
    Ban,
    /// The learner has the lesson, or another that excludes it, as often as they may.
    TimesADay,
    /// The learner's own limit of a group.
    GroupSize,
    /// The most that a session of the lesson holds: the learner is not counted.
    SizeMax,
    /// The fewest for which the lesson is held.
    SizeMin,
    /// The learner's limit of time in front of a screen: the lesson is not counted.
    ScreenSlotsMax,
    /// Kept apart from this learner; none: from all.
    Apart(Option<LearnerIdx>),
    /// A rule of the school, by its id.
    Rule(String),
}

impl Waived {
    /// What has a name of its own; a rule's name is its id, and `apart:ID` names one learner.
    pub const WORDS: [(&str, Waived); 9] = [
        ("prerequisites", Waived::Prerequisites),
        ("language", Waived::Language),
        ("ban", Waived::Ban),
        ("times_a_day", Waived::TimesADay),
        ("group_size", Waived::GroupSize),
        ("size_max", Waived::SizeMax),
        ("size_min", Waived::SizeMin),
        ("screen_slots_max", Waived::ScreenSlotsMax),
        ("apart", Waived::Apart(None)),
    ];

    /// As `waivers.csv` writes it.
    pub fn word(&self, school: &School) -> String {
        let known = Waived::WORDS.iter().find(|(_, waived)| waived == self).map(|(word, _)| (*word).to_string());
        match self {
            Waived::Apart(Some(other)) => format!("apart:{}", school.learners[other.i()].id),
            Waived::Rule(id) => id.clone(),
            _ => known.expect("what is no rule has a word"),
        }
    }

    /// Whether it is a matter of the session in which a person has put the learner: without a pin it lifts nothing.
    pub fn is_of_a_session(&self) -> bool {
        match self {
            Waived::TimesADay | Waived::SizeMax | Waived::SizeMin | Waived::ScreenSlotsMax | Waived::Apart(_) => true,
            Waived::Prerequisites | Waived::Language | Waived::Ban | Waived::GroupSize | Waived::Rule(_) => false,
        }
    }
}

impl Waiver {
    /// Whether a pin puts the learner where it speaks of.
    pub fn is_for(&self, pin: &Pin) -> bool {
        (pin.date, pin.learner, pin.lesson) == (self.date, self.learner, Some(self.lesson))
            && self.slot.as_ref().is_none_or(|slot| *slot == pin.slot)
    }
}

/// When something is lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lifted {
    AllDay,
    /// In the slots with these ids alone, sorted.
    In(Vec<String>),
}

impl Lifted {
    /// Whether it is lifted in a slot.
    pub fn holds(&self, slot: &str) -> bool {
        match self {
            Lifted::AllDay => true,
            Lifted::In(slots) => slots.iter().any(|of| of == slot),
        }
    }
}

impl School {
    /// What a person has signed on a date for a learner and a lesson.
    pub fn waivers_for(&self, date: Date, learner: LearnerIdx, lesson: LessonIdx) -> impl Iterator<Item = &Waiver> {
        let is_it = move |waiver: &&Waiver| (waiver.date, waiver.learner, waiver.lesson) == (date, learner, lesson);
        self.waivers.iter().filter(is_it)
    }

    /// When something is lifted for a learner and a lesson; none: it is not.
    pub fn lifted(&self, date: Date, learner: LearnerIdx, lesson: LessonIdx, what: &Waived) -> Option<Lifted> {
        let mut slots = Vec::new();
        for waiver in self.waivers_for(date, learner, lesson).filter(|waiver| waiver.waives.contains(what)) {
            match &waiver.slot {
                None => return Some(Lifted::AllDay),
                Some(slot) => slots.push(slot.clone()),
            }
        }
        slots.sort_unstable();
        (!slots.is_empty()).then_some(Lifted::In(slots))
    }
}
