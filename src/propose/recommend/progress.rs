//! What a lesson is expected to bring: progress toward something that lasts, in one currency.
//!
//! The unit is the progress of a typical learner in a typical lesson: one lesson's share of a competency that takes several.
//! Learning is even in log odds, about three of them from the first meeting to mastery (Koedinger et al. 2023), so from where
//! a learner stands it can be told how many lessons are left until the competency will last. A lesson is worth what the
//! whole will be, the chance that it is not known already, by the lessons that are still left for it: what is half done is
//! worth more than what is not begun, since half as many lessons earn the same; what is probably known is worth less,
//! since it may bring nothing. Finishing, not scattering, and moving on follow from this and from nothing else.
//!
//! Where a learner stands is what is believed, lessons since the latest evidence included.

use std::collections::BTreeSet;

use super::Stage;
use super::memory::Memory;
use daybreak_day::time::days_between;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{School, Slot};
use daybreak_school::states::{UNREADY, chance_known, goal, share_left};

/// Standard error of log odds where there is no evidence.
const UNSEEN: f64 = 1.2;

/// The least and the most that a lesson may count, against a typical one.
const WORTH_MIN: f64 = 0.1;
const WORTH_MAX: f64 = 2.4;

/// What the first lesson of a competency counts, and what the later ones: on the average of a whole competency a lesson counts
/// one. What was begun fades while it waits, at a rate of a fifth to a half of a lesson between two lessons, and so does
/// whatever else is begun meanwhile: going on counts 1.8 times beginning.
const BEGINNING: f64 = 0.6;
const GOING_ON: f64 = 1.08;
const BEGUN_DAYS: i64 = 10;

/// Where a learner probably stands at a competency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The chance that it is known and will last, 0 to 1.
    pub known: f64,
    /// Lessons of the day's usual length until it is, 1 or more.
    pub lessons_left: f64,
    /// What a lesson of it is worth against a typical one.
    pub worth: f64,
}

impl Stage<'_> {
    /// Where a learner stands at a competency, by evidence and by the lessons since.
    pub fn place(&self, learner: LearnerIdx, memory: &Memory, competency: CompetencyIdx) -> Place {
        let about = &self.school.competencies[competency.i()];
        let pace = self.states.pace_of(learner);
        let named = self.minutes(competency);
        let minutes = named / pace * self.school.learners[learner.i()].accommodations.extra_time;
        let (now, spread) = self.states.beliefs.of(learner, competency).unwrap_or_else(|| {
            // Nothing but the estimate.
            let mastery = f64::from(self.states.mastery(learner, competency)).clamp(0.01, 0.99);
            let seen = self.states.get(learner, competency).filter(|state| state.evidence > 0);
            let spread = seen.map_or(UNSEEN, |state| f64::from(state.uncertainty) / (mastery * (1.0 - mastery)));
            (log_odds(mastery), spread)
        });
        let threshold = self.rules.mastery.threshold_of(about);
        let begun = memory.worked.get(&competency).map(|&last| days_between(last, self.asks.date));
        let begun = begun.filter(|&days| days <= BEGUN_DAYS).is_some();
        let ready = UNREADY + (1.0 - UNREADY) * self.readiness(learner, competency);
        place(&Belief { now, spread, minutes, lesson: self.lesson_minutes, typical: named, threshold, ready, begun })
    }

    /// Minutes that a competency typically takes.
    pub fn minutes(&self, competency: CompetencyIdx) -> f64 {
        self.rules.pacing.minutes_of(&self.school.competencies[competency.i()])
    }

    /// How often a lesson is had before it is a repetition: a competency of three hours and two lessons of three quarters is
    /// no repetition until both were had twice.
    pub fn times_usual(&self, lesson: LessonIdx) -> u32 {
        let facts = &self.school.lessons[lesson.i()];
        let minutes = self.minutes(facts.competency);
        let offered = self.catalogue.of(facts.competency).len().max(1) as f64;
        let slots = (minutes / self.lesson_minutes / offered / f64::from(facts.slots)).ceil();
        slots.clamp(1.0, 10.0) as u32
    }
}

/// What is believed of a learner and a competency.
struct Belief {
    /// Log odds of success, and their standard error.
    now: f64,
    spread: f64,
    /// Minutes that it takes this learner, and a typical one, from the first meeting on.
    minutes: f64,
    typical: f64,
    /// Minutes of a lesson.
    lesson: f64,
    threshold: f64,
    /// What a lesson teaches, as a share, since something that it needs may not be known.
    ready: f64,
    /// Had a lesson of it lately.
    begun: bool,
}

fn place(belief: &Belief) -> Place {
    let (goal, now) = (goal(belief.threshold), belief.now);
    let spread = belief.spread.clamp(0.3, 2.0);
    let known = chance_known(now, spread, belief.threshold);
    // Where the learner stands if it is not known: the mean of what lies below the goal.
    let z = (goal - now) / spread;
    let density = (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
    let unknown = now - spread * density / (1.0 - known).max(0.02);
    let left = share_left(unknown, belief.threshold) * belief.minutes;
    let lessons_left = (left / belief.lesson / belief.ready).max(1.0);
    let lessons_typical = (belief.typical / belief.lesson).max(1.0);
    let turn = if belief.begun { GOING_ON } else { BEGINNING };
    let worth = ((1.0 - known) * lessons_typical / lessons_left * turn).clamp(WORTH_MIN, WORTH_MAX);
    Place { known, lessons_left, worth }
}

fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// The usual minutes of a slot of the school.
pub fn lesson_minutes(school: &School) -> f64 {
    let mut minutes: Vec<u32> = school.slots.iter().map(Slot::minutes).collect();
    minutes.sort_unstable();
    minutes.get(minutes.len() / 2).map_or(45.0, |&minutes| f64::from(minutes.max(1)))
}

/// Minutes of a usual competency of those that are taught: so many that a minute is the usual share of one (a harmonic mean).
pub fn minutes_usual(school: &School, rules: &Rules) -> f64 {
    let taught: BTreeSet<CompetencyIdx> = school.lessons.iter().map(|lesson| lesson.competency).collect();
    let shares: f64 = taught.iter().map(|c| 1.0 / rules.pacing.minutes_of(&school.competencies[c.i()])).sum();
    if shares > 0.0 { taught.len() as f64 / shares } else { rules.pacing.minutes_typical }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A competency of four lessons at the default policy, some minutes of lessons after a mastery.
    fn at(mastery: f64, spread: f64, since: f64) -> Place {
        let (minutes, typical, lesson, threshold, ready) = (180.0, 180.0, 45.0, 0.8, 1.0);
        let now = log_odds(mastery) + 3.0 * since / minutes;
        place(&Belief { now, spread, minutes, typical, lesson, threshold, ready, begun: false })
    }

    #[test]
    fn what_is_half_done_is_worth_more_than_what_is_not_begun() {
        let (begun, half) = (at(0.25, 1.0, 0.0), at(0.5, 0.5, 0.0));
        assert!((begun.worth - BEGINNING).abs() < 0.1, "{begun:?}");
        assert!(begun.worth < half.worth, "{half:?}");
        assert!(at(0.97, 0.5, 0.0).worth < begun.worth, "what is known brings nothing");
    }

    #[test]
    fn lessons_since_the_latest_evidence_count() {
        let (none, two, four) = (at(0.25, 1.0, 0.0), at(0.25, 1.0, 90.0), at(0.25, 1.0, 180.0));
        assert!(none.lessons_left > two.lessons_left && two.lessons_left > four.lessons_left);
        assert!(none.known < two.known && two.known < four.known && four.known > 0.6, "{four:?}");
    }

    #[test]
    fn unready_work_takes_longer() {
        let (minutes, typical, lesson, threshold) = (180.0, 180.0, 45.0, 0.8);
        let of = |ready| {
            place(&Belief { now: log_odds(0.3), spread: 1.0, minutes, typical, lesson, threshold, ready, begun: false })
                .worth
        };
        assert!(of(0.5) < 0.6 * of(1.0));
    }
}
