//! Bayesian knowledge tracing (Corbett and Anderson 1995): a skill is known or not, learned with a chance at each
//! answer, and answers slip and guess. Four numbers a skill, by expectation and maximisation (Baum and Welch).
//!
//! A model of single skills: what needs several is a skill of its own here, as in the published comparisons.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::log::Log;

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 40;

/// Guess and slip stay below one half, so that knowing always helps.
const GUESS_SLIP_MAX: f64 = 0.5;
const LEAST: f64 = 1e-3;

/// Chances of one skill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skill {
    pub known_first: f64,
    pub learn: f64,
    pub guess: f64,
    pub slip: f64,
}

const START: Skill = Skill { known_first: 0.4, learn: 0.1, guess: 0.2, slip: 0.15 };

impl Skill {
    fn success(&self, known: f64) -> f64 {
        known * (1.0 - self.slip) + (1.0 - known) * self.guess
    }

    /// The chance that it is known after an answer, before and after learning from it. A score between 0 and 1 weighs
    /// both cases.
    fn update(&self, known: f64, score: f64) -> (f64, f64) {
        let p = self.success(known).clamp(LEAST, 1.0 - LEAST);
        let right = known * (1.0 - self.slip) / p;
        let wrong = known * self.slip / (1.0 - p);
        let then = (score * right + (1.0 - score) * wrong).clamp(0.0, 1.0);
        (then, then + (1.0 - then) * self.learn)
    }
}

/// One set of chances for each set of skills that an item has.
#[derive(Clone, Debug)]
pub struct Model {
    /// The set of each item.
    set_of: Vec<u32>,
    sets: Vec<Skill>,
}

/// Fits to the answers of these learners.
pub fn fit(log: &Log, learners: &[u32]) -> Model {
    let mut numbers: BTreeMap<&[u32], u32> = BTreeMap::new();
    (0..log.n_items()).for_each(|item| *numbers.entry(log.skills.of(item)).or_default() = 0);
    numbers.values_mut().zip(0..).for_each(|(at, next)| *at = next);
    let set_of: Vec<u32> = (0..log.n_items()).map(|item| numbers[log.skills.of(item)]).collect();
    let mut sequences: Vec<Vec<Vec<f64>>> = vec![Vec::new(); numbers.len()];
    for &learner in learners {
        let mut own: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for answer in log.of(learner) {
            own.entry(set_of[answer.item as usize]).or_default().push(f64::from(answer.score));
        }
        own.into_iter().for_each(|(set, scores)| sequences[set as usize].push(scores));
    }
    let all: Vec<Vec<f64>> = sequences.iter().flatten().cloned().collect();
    let typical = learned(&all, START);
    let sets = sequences.par_iter().map(|own| if own.is_empty() { typical } else { learned(own, typical) }).collect();
    Model { set_of, sets }
}

/// The chances under which these sequences of scores are most probable, near where one starts.
fn learned(sequences: &[Vec<f64>], start: Skill) -> Skill {
    let mut skill = start;
    for _ in 0..ROUNDS {
        let mut sums = Sums::default();
        sequences.iter().for_each(|scores| sums.add(&skill, scores));
        skill = sums.most_probable(&start);
    }
    skill
}

/// Expected counts: (times it happened, times it could).
#[derive(Default)]
struct Sums {
    known_first: (f64, f64),
    learn: (f64, f64),
    guess: (f64, f64),
    slip: (f64, f64),
}

impl Sums {
    /// Adds a sequence, by the forward and the backward pass.
    fn add(&mut self, skill: &Skill, scores: &[f64]) {
        // How probable a score is, known and unknown.
        let likely = |y: f64| {
            let known = y * (1.0 - skill.slip) + (1.0 - y) * skill.slip;
            (known, y * skill.guess + (1.0 - y) * (1.0 - skill.guess))
        };
        let mut forward = Vec::with_capacity(scores.len());
        let mut known = skill.known_first;
        for &y in scores {
            let (k, u) = likely(y);
            let then = known * k / (known * k + (1.0 - known) * u).max(1e-12);
            forward.push(then);
            known = then + (1.0 - then) * skill.learn;
        }
        let (mut back_known, mut back_unknown) = (1.0f64, 1.0f64);
        for (at, &y) in scores.iter().enumerate().rev() {
            let then = forward[at];
            let (a, b) = (then * back_known, (1.0 - then) * back_unknown);
            let known = a / (a + b).max(1e-12);
            self.slip = (self.slip.0 + known * (1.0 - y), self.slip.1 + known);
            self.guess = (self.guess.0 + (1.0 - known) * y, self.guess.1 + 1.0 - known);
            if at == 0 {
                self.known_first = (self.known_first.0 + known, self.known_first.1 + 1.0);
                break;
            }
            let (k, u) = likely(y);
            let before = forward[at - 1];
            let learned = (1.0 - before) * skill.learn * k * back_known;
            let stayed = (1.0 - before) * (1.0 - skill.learn) * u * back_unknown;
            let knew = before * k * back_known;
            let total = (learned + stayed + knew).max(1e-12);
            self.learn = (self.learn.0 + learned / total, self.learn.1 + (learned + stayed) / total);
            let unknown = skill.learn * k * back_known + (1.0 - skill.learn) * u * back_unknown;
            let scale = (k * back_known + unknown).max(1e-12);
            (back_known, back_unknown) = (k * back_known / scale, unknown / scale);
        }
    }

    /// The most probable chances, two imagined cases at the start's.
    fn most_probable(&self, start: &Skill) -> Skill {
        let share = |(happened, could): (f64, f64), start: f64, most: f64| {
            ((happened + 2.0 * start) / (could + 2.0)).clamp(LEAST, most)
        };
        Skill {
            known_first: share(self.known_first, start.known_first, 1.0 - LEAST),
            learn: share(self.learn, start.learn, 1.0 - LEAST),
            guess: share(self.guess, start.guess, GUESS_SLIP_MAX),
            slip: share(self.slip, start.slip, GUESS_SLIP_MAX),
        }
    }
}

impl Model {
    /// The chance of success of every answer of these learners, given their answers before.
    pub fn predict(&self, log: &Log, learners: &[u32]) -> Vec<f32> {
        let mut known: Vec<Option<f64>> = vec![None; self.sets.len()];
        let mut predicted = Vec::with_capacity(log.n_answers(learners));
        for &learner in learners {
            for answer in log.of(learner) {
                let set = self.set_of[answer.item as usize] as usize;
                let skill = &self.sets[set];
                let now = known[set].unwrap_or(skill.known_first);
                predicted.push(skill.success(now) as f32);
                known[set] = Some(skill.update(now, f64::from(answer.score)).1);
            }
            log.of(learner).iter().for_each(|answer| known[self.set_of[answer.item as usize] as usize] = None);
        }
        predicted
    }
}
