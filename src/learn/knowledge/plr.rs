//! The pooled logistic model (PLR): one set of weights for everybody over statistics of learner, skill and item, and
//! small effects of single items and skills on top.
//!
//! Pavlik and Eglington (2024) and Schmucker et al. (2022) found such models above deep ones on most logs.

use super::difficulty::{self, FOLDS, View, fold_of};
use super::features;
use super::log::Log;
use super::mixed::{self, Design, Mixed, Recipe};
use super::solve::Hold;
use super::state::State;

/// How strongly the weights are pulled to the shipped ones, in information.
const PULL: f64 = 4.0;

/// Rounds of effects and weights; more change the third decimal of nothing.
const ROUNDS: usize = 3;

/// A fitted model.
pub struct Model {
    /// How hard things are, from all learners of the fit.
    views: [View; 1],
    mixed: Mixed,
}

/// Fits to the answers of these learners.
pub fn fit(log: &Log, learners: &[u32]) -> Model {
    let mut views = difficulty::views(log, learners);
    let folded: Vec<(u32, usize)> = learners.iter().enumerate().map(|(at, &learner)| (learner, fold_of(at))).collect();
    let recipe = Recipe {
        hold: Hold { prior: &[0.0; features::N], pull: &[PULL; features::N], least: &[] },
        items: &features::OF_ITEMS,
        skills: &features::OF_SKILLS,
        rounds: ROUNDS,
    };
    let mixed = mixed::fit(&Statistics { views: &views }, log, &folded, &recipe);
    Model { views: [views.swap_remove(FOLDS)], mixed }
}

impl Model {
    /// Chance of success of every answer of these learners, each seen with the learner's own answers before it.
    pub fn predict(&self, log: &Log, learners: &[u32]) -> Vec<f32> {
        let learners: Vec<(u32, usize)> = learners.iter().map(|&learner| (learner, 0)).collect();
        self.mixed.predict(&Statistics { views: &self.views }, log, &learners)
    }

    /// The pooled weights by name.
    pub fn weights(&self) -> impl Iterator<Item = (&'static str, f64)> {
        features::names().zip(self.mixed.weights.iter().copied())
    }
}

/// The design: the statistics of `features`, with difficulties by fold.
struct Statistics<'a> {
    views: &'a [View],
}

impl Design for Statistics<'_> {
    type Room = State;

    fn n_columns(&self) -> usize {
        features::N
    }

    fn room(&self, log: &Log) -> State {
        State::new(log.n_skills, log.n_items())
    }

    fn rows(&self, log: &Log, learner: u32, fold: usize, state: &mut State, write: &mut dyn FnMut(&[f32])) {
        let view = &self.views[fold];
        for answer in log.of(learner) {
            let skills = log.skills.of(answer.item as usize);
            write(&features::of_answer(state, view, skills, answer));
            state.observe(answer, skills, view.item[answer.item as usize]);
        }
        state.clear();
    }
}
