//! A pupil of a made-up school: a hidden mind, and what the school counts as learned.

use rand_chacha::ChaCha8Rng;

use super::catalogue::Catalogue;
use super::learners::Learner;
use daybreak_minds::random::normal;
use daybreak_minds::{LEARNED, Mind, Taught, Terrain, World};

/// A mind and the school's view of it.
pub(super) struct Pupil {
    pub(super) mind: Mind,
    /// Where the learner stood in each subject when the history began, in grades (3.4: a good third of grade 3).
    pub(super) position: [f64; 3],
    /// Whether the school counts it as learned, for every competency of the catalogue.
    pub(super) is_learned: Vec<bool>,
}

impl Pupil {
    /// A learner at the start of the history: what lies below the learner's position is known, with gaps.
    pub(super) fn new(catalogue: &Catalogue, learner: &Learner, world: World, lot: u64, rng: &mut ChaCha8Rng) -> Self {
        let mut is_learned = vec![false; catalogue.competencies.len()];
        let start: Vec<f64> = (catalogue.competencies.iter().zip(&mut is_learned))
            .map(|(competency, is_learned)| {
                let ahead = learner.position[competency.subject] - competency.level;
                let gap = if normal(rng) > 2.0 { 2.2 } else { 0.0 };
                let start = 0.4 + 2.8 * ahead + 0.35 * normal(rng) - gap;
                // The school's view of what is learned and the truth are near, not equal.
                *is_learned = start > LEARNED;
                start + 0.5 * normal(rng)
            })
            .collect();
        Pupil { mind: Mind::new(world, learner.traits, &start, lot), position: learner.position, is_learned }
    }

    /// A lesson. The school counts the competency as learned when knowledge plus `luck` (log odds: how good a day it was)
    /// is high enough.
    pub(super) fn learn(&mut self, truth: &Terrain, competency: usize, day: i16, lesson: Taught, luck: f64) {
        self.mind.learn(truth, competency, day, lesson);
        if self.mind.knowledge(competency, day) + luck > LEARNED {
            self.is_learned[competency] = true;
        }
    }
}
