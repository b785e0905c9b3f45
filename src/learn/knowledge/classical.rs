//! Performance factors and Best-LR, the classical logistic models, to be measured against.
//!
//! - PFA (Pavlik, Cen and Koedinger 2009): of each skill an intercept, a weight of successes and one of failures.
//! - Best-LR (Gervet et al. 2020): items and skills one by one, and log counts of successes and failures of the
//!   learner and of each skill; counts of skills with weights of the skill's own.

use super::log::Log;
use super::mixed::{self, Design, Mixed, Recipe};
use super::solve::Hold;
use super::state::Sparse;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    Pfa,
    BestLr,
}

/// one, skill successes and failures (plain, then log), learner successes and failures (log).
const N: usize = 7;

/// Columns that are not used are held at 0 by a pull beyond all evidence.
const NEVER: f64 = 1e12;

/// Rounds of the fit: without statistics of items to start from, effects take longer.
const ROUNDS: usize = 8;

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Model {
    mixed: Mixed,
}

/// Successes and failures.
#[derive(Clone, Copy, Debug, Default)]
struct Tally(f32, f32);

impl Tally {
    fn count(&mut self, score: f32) {
        *self = Tally(self.0 + score, self.1 + 1.0 - score);
    }
}

struct Design7;

/// Fits to the answers of these learners, with the ridge of 1 that the literature uses.
pub fn fit(counts: Counts, log: &Log, learners: &[u32]) -> Model {
    let (pull, items, skills): ([f64; N], &[_], &[_]) = match counts {
        Counts::Pfa => ([1.0, 1.0, 1.0, NEVER, NEVER, NEVER, NEVER], &[], &[(0, 1.0), (1, 1.0), (2, 1.0)]),
        Counts::BestLr => ([1.0, NEVER, NEVER, 1.0, 1.0, 1.0, 1.0], &[(0, 1.0)], &[(0, 1.0), (3, 1.0), (4, 1.0)]),
    };
    let hold = Hold { prior: &[0.0; N], pull: &pull, least: &[] };
    let recipe = Recipe { hold, items, skills, rounds: ROUNDS };
    Model { mixed: mixed::fit(&Design7, log, &without_folds(learners), &recipe) }
}

impl Model {
    /// The chance of success of every answer of these learners, given their answers before.
    pub fn predict(&self, log: &Log, learners: &[u32]) -> Vec<f32> {
        self.mixed.predict(&Design7, log, &without_folds(learners))
    }
}

fn without_folds(learners: &[u32]) -> Vec<(u32, usize)> {
    learners.iter().map(|&learner| (learner, 0)).collect()
}

impl Design for Design7 {
    type Room = Sparse<Tally>;

    fn n_columns(&self) -> usize {
        N
    }

    fn room(&self, log: &Log) -> Self::Room {
        Sparse::new(log.n_skills, Tally::default())
    }

    fn rows(&self, log: &Log, learner: u32, _fold: usize, of_skill: &mut Self::Room, write: &mut dyn FnMut(&[f32])) {
        let mut own = Tally::default();
        for answer in log.of(learner) {
            let skills = log.skills.of(answer.item as usize);
            let share = 1.0 / skills.len().max(1) as f32;
            let mean = |f: &dyn Fn(Tally) -> f32| skills.iter().map(|&s| share * f(*of_skill.get(s))).sum::<f32>();
            write(&[
                1.0,
                mean(&|t| t.0),
                mean(&|t| t.1),
                mean(&|t| t.0.ln_1p()),
                mean(&|t| t.1.ln_1p()),
                own.0.ln_1p(),
                own.1.ln_1p(),
            ]);
            own.count(answer.score);
            skills.iter().for_each(|&skill| of_skill.entry(skill).count(answer.score));
        }
        of_skill.clear();
    }
}
