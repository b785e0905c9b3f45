//! The hidden mind of a simulated learner: what it knows, how it learns, how it forgets, how it answers.
//!
//! Knowledge of a competency is a number in log odds: the logistic of it is the chance of knowing how to do a
//! typical task. The figures come from the field: about 0.1 log odds for every opportunity to practise, strikingly
//! equal across learners (Koedinger et al., PNAS 2023); after mastery a loss of about a tenth in a week and a sixth
//! in a month, which a logarithm of the days gone by follows (measured on algebra tutor logs).

use rand_chacha::ChaCha8Rng;

use super::catalogue::Catalogue;
use super::random::normal;

/// Log odds from first meeting to mastery: about -1.2 to 1.8.
pub(super) const LOG_ODDS_TO_LEARN: f64 = 3.0;
/// Log odds lost per unit of `ln(1 + days)` at stability 1.
const FORGETTING: f64 = 0.3;
/// Bounds of knowledge in log odds.
const KNOWLEDGE_MIN: f64 = -2.5;
const KNOWLEDGE_MAX: f64 = 3.5;
/// Log odds from which a simulated teacher moves on: a chance of 0.83.
pub(super) const LEARNED: f64 = 1.6;

/// What makes a learner different from another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    /// Where the learner stands in each subject when the history begins, in grades (3.4: a good third of grade 3).
    pub(super) position: [f64; 3],
    /// Factor on what a lesson teaches, around 1.
    pub(super) learning_rate: f64,
    /// Factor on how long knowledge lasts, around 1.
    pub(super) stability: f64,
    /// Log odds by which a self-rating lies above the truth.
    pub(super) self_bias: f64,
}

/// What a lesson brings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taught {
    /// Its length.
    pub(super) minutes: f64,
    /// How much it teaches, against a usual lesson.
    pub(super) fit: f64,
    /// How much better than its knowledge the learner looks that day, in log odds.
    pub(super) luck: f64,
}

/// The knowledge of one learner, for every competency of the catalogue.
pub(super) struct Mind {
    /// Log odds right after the last practice.
    strength: Vec<f32>,
    /// Day of the history on which it was last practised.
    last: Vec<i16>,
    /// How long it lasts, 1 or more.
    lasting: Vec<f32>,
    /// Lessons had on it.
    pub(super) n_lessons: Vec<u16>,
    /// Whether the school counts it as learned.
    pub(super) is_learned: Vec<bool>,
    pub(super) traits: Traits,
}

impl Mind {
    /// A learner at the start of the history: what lies below the learner's position is known, with gaps.
    pub(super) fn new(catalogue: &Catalogue, traits: Traits, rng: &mut ChaCha8Rng) -> Self {
        let n = catalogue.competencies.len();
        let mut mind = Mind {
            strength: vec![0.0; n],
            last: vec![0; n],
            lasting: vec![1.0; n],
            n_lessons: vec![0; n],
            is_learned: vec![false; n],
            traits,
        };
        for (at, competency) in catalogue.competencies.iter().enumerate() {
            let ahead = traits.position[competency.subject] - competency.level;
            let gap = if normal(rng) > 2.0 { 2.2 } else { 0.0 };
            let start = 0.4 + 2.8 * ahead + 0.35 * normal(rng) - gap;
            // The school's view of what is learned and the truth are near, not equal.
            mind.is_learned[at] = start > LEARNED;
            let start = (start + 0.5 * normal(rng)).clamp(KNOWLEDGE_MIN, 3.0);
            mind.strength[at] = start as f32;
            if start > 1.0 {
                mind.lasting[at] = (3.0 * traits.stability) as f32;
            }
        }
        mind
    }

    /// Log odds of knowing a competency on a day of the history.
    pub(super) fn knowledge(&self, competency: usize, day: i16) -> f64 {
        let strength = f64::from(self.strength[competency]);
        let days = f64::from((day - self.last[competency]).max(0));
        if days == 0.0 || strength <= KNOWLEDGE_MIN {
            return strength;
        }
        let loss = FORGETTING * (1.0 + days).ln() / f64::from(self.lasting[competency]);
        // What was never learned is not forgotten either.
        let floor = strength.min(-1.0);
        (strength - loss).max(floor)
    }

    /// A lesson: knowledge grows by what it teaches.
    ///
    /// What the competency encompasses is practised too. Learning is slower where prerequisites are shaky, and
    /// practice that follows some forgetting makes knowledge last. The school counts the competency as learned when
    /// knowledge plus `luck` (log odds: how good a day it was) is high enough.
    pub(super) fn learn(&mut self, catalogue: &Catalogue, competency: usize, day: i16, lesson: Taught) {
        let Taught { minutes, fit, luck } = lesson;
        let ready = catalogue.is_ready(competency, |c| self.knowledge(c, day) > 0.5);
        let share = minutes / catalogue.competencies[competency].minutes_typical;
        let gain = LOG_ODDS_TO_LEARN * share * fit * self.traits.learning_rate * if ready { 1.0 } else { 0.5 };
        self.practise(competency, day, gain);
        self.n_lessons[competency] = self.n_lessons[competency].saturating_add(1);
        for &(other, part) in &catalogue.encompasses[competency] {
            self.practise(other, day, gain * part * 0.5);
        }
        if self.knowledge(competency, day) + luck > LEARNED {
            self.is_learned[competency] = true;
        }
    }

    /// Adds to knowledge, less so near the top, and resets the clock of forgetting.
    fn practise(&mut self, competency: usize, day: i16, gain: f64) {
        let before = self.knowledge(competency, day);
        let room = if before > 2.0 { 0.35 } else { 1.0 };
        let spaced = day > self.last[competency];
        self.strength[competency] = (before + gain * room).min(KNOWLEDGE_MAX) as f32;
        self.last[competency] = day;
        let longer = if spaced { 1.15 } else { 1.03 };
        let start = self.lasting[competency].max(self.traits.stability as f32);
        self.lasting[competency] = (start * longer).min(6.0);
    }
}

/// The logistic function: log odds to probability.
pub(super) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}
