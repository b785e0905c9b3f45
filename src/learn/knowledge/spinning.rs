//! Unproductive repetition, seen early: who will not master a skill by going on as before.
//!
//! A pair of learner and skill is mastered with three successes in a row, and spins when ten opportunities passed without
//! (Beck and Gong 2013); other pairs say nothing. Five statistics of the first opportunities go into a logistic detector,
//! fitted to the pairs that are still open after so many, and pulled to shipped weights.

use std::collections::BTreeMap;

use super::log::Log;
use super::solve::{self, Block, Hold, success};

/// Successes in a row that count as mastery, and opportunities after which going on has not helped.
pub const IN_A_ROW: u32 = 3;
pub const OPPORTUNITIES: u32 = 10;

/// Statistics of a sequence, and one for the intercept.
const N: usize = 6;

/// What a hundred thousand simulated pairs say (`estimate::simulation`), for who has no data of their own: intercept,
/// share of successes, the latest outcome, the run of successes at the end, turns, log odds of the skill.
pub const SHIPPED: [f64; N] = [2.2, -4.4, 0.1, -0.8, -0.1, 0.5];

/// Pull of every weight toward the shipped one, as information.
const PULL: f64 = 1.0;

/// Answers that the mean of all weighs against a skill's own share of spinning.
const SKILL_SHRINK: f64 = 5.0;

/// The first ten opportunities of one learner at one skill, in order of time; O(1) a try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    n: u8,
    /// Bit `i`: the try `i` was a success.
    right: u16,
}

impl Tries {
    /// One more try; a success is a score (0 to 1) above one half. Beyond the tenth nothing is kept.
    pub fn push(&mut self, score: f64) {
        if u32::from(self.n) < OPPORTUNITIES {
            self.right |= u16::from(score > 0.5) << self.n;
            self.n += 1;
        }
    }

    /// Tries kept, at most ten.
    pub fn len(self) -> u32 {
        u32::from(self.n)
    }

    /// Whether there was none yet.
    pub fn is_empty(self) -> bool {
        self.n == 0
    }

    fn is_right(self, at: u8) -> bool {
        self.right >> at & 1 == 1
    }

    /// The first so many.
    fn first(self, n: u32) -> Tries {
        let n = self.n.min(n as u8);
        Tries { n, right: self.right & ((1 << n) - 1) }
    }

    /// The opportunity, from 1, at which it was mastered.
    fn mastered_at(self) -> Option<u32> {
        let mut run = 0;
        (0..self.n)
            .find(|&at| {
                run = if self.is_right(at) { run + 1 } else { 0 };
                run == IN_A_ROW
            })
            .map(|at| u32::from(at) + 1)
    }

    /// Whether three in a row were right among them.
    pub fn is_mastered(self) -> bool {
        self.mastered_at().is_some()
    }

    /// Whether it spins; none: neither that nor mastered, so far.
    fn spins(self) -> Option<bool> {
        match self.mastered_at() {
            Some(_) => Some(false),
            None => (self.len() >= OPPORTUNITIES).then_some(true),
        }
    }

    /// Five statistics: successes, the latest outcome, the run of successes at the end, how often it turned, and how
    /// often the skill is spun at.
    fn statistics(self, skill: f32) -> [f32; N] {
        let right: Vec<bool> = (0..self.n).map(|at| self.is_right(at)).collect();
        let n = f32::from(self.n);
        let wins = right.iter().filter(|&&right| right).count() as f32;
        let last = f32::from(u8::from(right.last().is_some_and(|&right| right)));
        let run = right.iter().rev().take_while(|&&right| right).count() as f32;
        let turns = right.windows(2).filter(|pair| pair[0] != pair[1]).count() as f32;
        [1.0, wins / n, last, run, turns / n, skill]
    }
}

/// One learner's tries at one skill.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub learner: u32,
    pub skill: u32,
    pub tries: Tries,
}

/// A detector for pairs that are open after so many opportunities.
#[derive(Clone, Debug)]
pub struct Detector {
    after: u32,
    weights: Vec<f64>,
    /// Log odds that a pair of the skill spins.
    skills: Vec<f32>,
}

/// Pairs that were open at that point and ended one way or the other, with the chance given.
#[derive(Clone, Debug, Default)]
pub struct Detected {
    pub predicted: Vec<f32>,
    /// 1: spins, 0: mastered.
    pub spins: Vec<f32>,
}

/// The pairs of these learners in a log, by learner, then skill.
pub fn pairs(log: &Log, learners: &[u32]) -> Vec<Pair> {
    let of = |&learner: &u32| {
        let mut own: BTreeMap<u32, Tries> = BTreeMap::new();
        for answer in log.of(learner) {
            for &skill in log.skills.of(answer.item as usize) {
                own.entry(skill).or_default().push(f64::from(answer.score));
            }
        }
        own.into_iter().map(move |(skill, tries)| Pair { learner, skill, tries })
    };
    learners.iter().flat_map(of).collect()
}

/// Pairs that are open after so many opportunities and whose end is known, each with whether it spins.
fn open(pairs: &[Pair], after: u32) -> impl Iterator<Item = (&Pair, f32)> {
    pairs.iter().filter_map(move |pair| {
        let is_open = pair.tries.len() >= after && pair.tries.mastered_at().is_none_or(|at| at > after);
        pair.tries.spins().filter(|_| is_open).map(|spins| (pair, f32::from(u8::from(spins))))
    })
}

/// Fits a detector to these pairs. A skill's own share is seen out of the learner's half.
pub fn fit(n_skills: usize, pairs: &[Pair], after: u32) -> Detector {
    let halves = [0, 1].map(|half| shares(n_skills, open(pairs, after).filter(|(pair, _)| pair.learner % 2 != half)));
    let rows: Vec<([f32; N], f32)> = open(pairs, after)
        .map(|(pair, spins)| {
            let skill = halves[pair.learner as usize % 2][pair.skill as usize];
            (pair.tries.first(after).statistics(skill), spins)
        })
        .collect();
    let mut block = Block::new(rows.len(), N);
    rows.iter().enumerate().for_each(|(at, (x, y))| block.set(at, x, *y, 1.0));
    let weights = solve::fit(&[block], &Hold { prior: &SHIPPED, pull: &[PULL; N], least: &[] });
    Detector { after, weights, skills: shares(n_skills, open(pairs, after)) }
}

/// Log odds of spinning by skill, shrunk to all.
fn shares<'a>(n_skills: usize, rows: impl Iterator<Item = (&'a Pair, f32)>) -> Vec<f32> {
    let mut sums = vec![(0.0f64, 0.0f64); n_skills];
    let mut all = (2.0, 0.6);
    for (pair, spins) in rows {
        let sum = &mut sums[pair.skill as usize];
        *sum = (sum.0 + 1.0, sum.1 + f64::from(spins));
        all = (all.0 + 1.0, all.1 + f64::from(spins));
    }
    let mean = all.1 / all.0;
    let share = |(n, spins): &(f64, f64)| (spins + SKILL_SHRINK * mean) / (n + SKILL_SHRINK);
    sums.iter().map(|sum| super::log::logit(share(sum)) as f32).collect()
}

impl Detector {
    /// The open pairs whose end is known.
    pub fn detect(&self, pairs: &[Pair]) -> Detected {
        let mut out = Detected::default();
        for (pair, spins) in open(pairs, self.after) {
            out.predicted.push(self.chance(pair.tries.first(self.after), pair.skill));
            out.spins.push(spins);
        }
        out
    }

    /// The chance that a pair with these first tries spins.
    pub fn chance(&self, tries: Tries, skill: u32) -> f32 {
        let x = tries.statistics(self.skills[skill as usize]);
        success(x.iter().zip(&self.weights).map(|(x, w)| x * *w as f32).sum())
    }

    /// The fitted weights, in the order of [`SHIPPED`].
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }
}
