//! The Rasch model (one-parameter IRT) with normal priors: ability against the difficulty of items, nothing learned.
//!
//! Fitted together by alternating Newton steps on the joint posterior; a new learner's ability is the most probable
//! one given the answers so far, and 0 before any.

use super::log::{Log, sigmoid};

/// Alternations; later ones move nothing by a hundredth.
const SWEEPS: usize = 8;

/// Precision of abilities, and of items around their mean.
const PULL_LEARNER: f64 = 1.0;
const PULL_ITEM: f64 = 0.7;

/// Newton steps after each answer of a new learner.
const STEPS: usize = 2;

/// Ease of items in log odds.
#[derive(Clone, Debug)]
pub struct Model {
    ease: Vec<f64>,
}

/// Fits to the answers of these learners.
pub fn fit(log: &Log, learners: &[u32]) -> Model {
    let mut ease = vec![0.0; log.n_items()];
    let mut ability = vec![0.0; learners.len()];
    let mut mean = 0.0;
    for _ in 0..SWEEPS {
        for (&learner, ability) in learners.iter().zip(&mut ability) {
            let answers = log.of(learner).iter().map(|a| (f64::from(a.score), ease[a.item as usize]));
            *ability = step(answers, *ability);
        }
        let mut sums: Vec<(f64, f64)> = ease.iter().map(|e| (PULL_ITEM * (mean - e), PULL_ITEM)).collect();
        for (&learner, ability) in learners.iter().zip(&ability) {
            for answer in log.of(learner) {
                let p = sigmoid(ability + ease[answer.item as usize]);
                let sum = &mut sums[answer.item as usize];
                *sum = (sum.0 + f64::from(answer.score) - p, sum.1 + p * (1.0 - p));
            }
        }
        ease.iter_mut().zip(&sums).for_each(|(ease, (slope, curvature))| *ease += (slope / curvature).clamp(-2.0, 2.0));
        mean = ease.iter().sum::<f64>() / ease.len().max(1) as f64;
    }
    Model { ease }
}

/// One Newton step on an ability, given scores and eases.
fn step(answers: impl Iterator<Item = (f64, f64)>, ability: f64) -> f64 {
    let (slope, curvature) = answers.fold((-PULL_LEARNER * ability, PULL_LEARNER), |(slope, curvature), (y, ease)| {
        let p = sigmoid(ability + ease);
        (slope + y - p, curvature + p * (1.0 - p))
    });
    ability + (slope / curvature).clamp(-2.0, 2.0)
}

impl Model {
    /// The chance of success of every answer of these learners, given their answers before.
    pub fn predict(&self, log: &Log, learners: &[u32]) -> Vec<f32> {
        let mut predicted = Vec::with_capacity(log.n_answers(learners));
        for &learner in learners {
            // The slope and curvature at the ability of the answer before are kept, so an answer costs O(1).
            let (mut ability, mut precision) = (0.0, PULL_LEARNER);
            for answer in log.of(learner) {
                let ease = self.ease[answer.item as usize];
                predicted.push(sigmoid(ability + ease) as f32);
                let before = ability;
                for _ in 0..STEPS {
                    let p = sigmoid(ability + ease);
                    let slope = f64::from(answer.score) - p - precision * (ability - before);
                    ability += slope / (precision + p * (1.0 - p));
                }
                let p = sigmoid(ability + ease);
                precision += p * (1.0 - p);
            }
        }
        predicted
    }
}
