//! How a learner fares lately, whatever the competency: abilities are fitted to a whole year, and learners change in it.
//!
//! Both values move by fixed steps toward each outcome (Elo; Pelánek 2016). Steps that fell with the number of trials would
//! follow the year better, and one more early success could then make a later one count for less: fixed ones keep the guard
//! that one more success never lowers anything.

use super::evidence::Trial;
use super::sigmoid;

/// Step of the level, in log odds: it follows about the last sixteen trials. Of .15, .25 and .35 the best within the
/// training learners of public logs.
const STEP: f64 = 0.25;

/// What remains of the mood after a trial: it speaks of the last three. Of .5, .7 and .8 the best there.
const MOOD_KEPT: f64 = 0.7;

/// What trials of all competencies say of a learner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Form {
    /// Log odds above a learner of mean ability.
    pub level: f64,
    /// Outcomes from -1 to 1, the latest first; 0 before any. How a day goes is no mastery: it shifts scores alone.
    pub mood: f64,
    /// The latest outcome.
    pub last: f64,
}

impl Form {
    /// Folds in a trial whose log odds for a learner of mean ability are `ease`. The rows of a piece count as one together.
    pub fn observe(&mut self, trial: &Trial, ease: f64) {
        let weight = trial.weight_of_score().min(1.0);
        let outcome = 2.0 * trial.score - 1.0;
        self.level += weight * STEP * (trial.score - sigmoid(ease + self.level));
        self.mood += weight * (1.0 - MOOD_KEPT) * (outcome - self.mood);
        self.last += weight * (outcome - self.last);
    }
}
