//! What stands against a learner and a lesson, and what of it a person has signed for.
//!
//! A pin outranks all of it, so for pins it is only told: who decides at the desk should know what against.

use daybreak_night::candidate::{Against, Bar};
use daybreak_school::ids::{LearnerIdx, LessonIdx, RuleIdx};
use daybreak_school::waiver::{Lifted, Waived};

use super::Stage;
use super::memory::Memory;

/// The slots in which a lesson is open; none: all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Only(pub Option<Vec<String>>);

impl Only {
    /// The same in those slots alone in which something is lifted.
    pub fn and(&mut self, lifted: Lifted) {
        if let Lifted::In(slots) = lifted {
            match &mut self.0 {
                None => self.0 = Some(slots),
                Some(own) => own.retain(|slot| slots.contains(slot)),
            }
        }
    }
}

impl Stage<'_> {
    /// When a person has lifted something for the learner and the lesson today; none: it holds.
    pub fn lifted(&self, learner: LearnerIdx, lesson: LessonIdx, what: &Waived) -> Option<Lifted> {
        // Hardly any school has a waiver on a day: every pair asks.
        if self.school.waivers.is_empty() {
            return None;
        }
        self.school.lifted(self.asks.date, learner, lesson, what)
    }

    /// When a person has lifted a rule.
    pub fn lifted_rule(&self, learner: LearnerIdx, lesson: LessonIdx, rule: RuleIdx) -> Option<Lifted> {
        if self.school.waivers.is_empty() {
            return None;
        }
        self.lifted(learner, lesson, &Waived::Rule(self.rules.text(rule).id.clone()))
    }

    /// What stands against the lessons that are decided on for a learner, each in its slot, and is not signed for.
    pub fn against(&self, learner: LearnerIdx, memory: &Memory) -> Vec<Against> {
        let mut found = Vec::new();
        for &pin in self.asks.pins.of(learner) {
            let decided = &self.school.pins[pin.i()];
            let Some(lesson) = decided.lesson else { continue };
            let is_lifted = |lifted: Option<Lifted>| lifted.is_some_and(|lifted| lifted.holds(&decided.slot));
            let mut tell = |bar: Bar, what: &Waived| {
                if !is_lifted(self.lifted(learner, lesson, what)) {
                    found.push(Against { pin, bar });
                }
            };
            let facts = &self.school.lessons[lesson.i()];
            if !self.is_near(learner, facts.competency) {
                let weakest = self.weakest_prerequisite(learner, facts.competency);
                tell(Bar::Prerequisites(weakest), &Waived::Prerequisites);
            }
            if !self.speaks(learner, lesson) {
                tell(Bar::Language, &Waived::Language);
            }
            if !self.fits_group(learner, lesson) {
                tell(Bar::GroupSize, &Waived::GroupSize);
            }
            for rule in self.bars(learner, lesson, memory) {
                if !is_lifted(self.lifted_rule(learner, lesson, rule)) {
                    found.push(Against { pin, bar: Bar::Rule(rule) });
                }
            }
        }
        found
    }

    /// Whether the lesson is in a language of the learner, as far as both are known.
    pub fn speaks(&self, learner: LearnerIdx, lesson: LessonIdx) -> bool {
        let (own, lesson) = (&self.school.learners[learner.i()].languages, &self.school.lessons[lesson.i()].languages);
        lesson.is_empty() || own.is_empty() || lesson.iter().any(|language| own.contains(language))
    }

    /// Whether the lesson's smallest group is small enough for the learner.
    pub fn fits_group(&self, learner: LearnerIdx, lesson: LessonIdx) -> bool {
        let facts = &self.school.lessons[lesson.i()];
        let is_station = self.school.modalities[facts.modality.i()].station;
        let most = self.school.learners[learner.i()].group_size_max;
        is_station || most.is_none_or(|most| facts.size_min <= most)
    }
}
