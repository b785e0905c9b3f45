//! Unproductive repetition, seen early: who will not master a skill by going on as before.
//!
//! A pair of learner and skill is mastered with three successes in a row, and spins when ten opportunities passed without
//! (Beck and Gong 2013); other pairs say nothing. Five statistics of the sequence so far go into a logistic detector,
//! fitted to the pairs that are still open after so many opportunities.

use std::collections::BTreeMap;

use super::log::Log;
use super::solve::{self, Block, Hold, success};

/// Successes in a row that count as mastery, and opportunities after which going on has not helped.
pub const IN_A_ROW: u32 = 3;
pub const OPPORTUNITIES: usize = 10;

/// Statistics of a sequence, and one for the intercept.
const N: usize = 6;

/// Pull of every weight toward 0, as information.
const PULL: f64 = 1.0;

/// Answers that the mean of all weighs against a skill's own share of spinning.
const SKILL_SHRINK: f64 = 5.0;

/// The scores of one learner at one skill, in order of time, the first ten.
struct Sequence {
    skill: u32,
    scores: Vec<f32>,
}

impl Sequence {
    /// Whether it spins; none: neither that nor mastered.
    fn spins(&self) -> Option<bool> {
        match self.mastered_at() {
            Some(_) => Some(false),
            None => (self.scores.len() >= OPPORTUNITIES).then_some(true),
        }
    }

    /// The opportunity, from 1, at which it was mastered.
    fn mastered_at(&self) -> Option<usize> {
        let mut run = 0;
        self.scores
            .iter()
            .position(|&score| {
                run = if score > 0.5 { run + 1 } else { 0 };
                run == IN_A_ROW
            })
            .map(|at| at + 1)
    }
}

/// A detector for pairs that are open after so many opportunities.
#[derive(Clone, Debug)]
pub struct Detector {
    after: usize,
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

fn sequences(log: &Log, learners: &[u32]) -> Vec<(u32, Vec<Sequence>)> {
    let of = |&learner: &u32| {
        let mut own: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
        for answer in log.of(learner) {
            for &skill in log.skills.of(answer.item as usize) {
                let scores = own.entry(skill).or_default();
                if scores.len() < OPPORTUNITIES {
                    scores.push(answer.score);
                }
            }
        }
        (learner, own.into_iter().map(|(skill, scores)| Sequence { skill, scores }).collect())
    };
    learners.iter().map(of).collect()
}

/// Sequences that are open after so many opportunities and whose end is known, each with whether it spins.
fn open(sequences: &[(u32, Vec<Sequence>)], after: usize) -> impl Iterator<Item = (u32, &Sequence, f32)> {
    sequences.iter().flat_map(move |(learner, own)| {
        own.iter().filter_map(move |sequence| {
            let is_open = sequence.scores.len() >= after && sequence.mastered_at().is_none_or(|at| at > after);
            sequence.spins().filter(|_| is_open).map(|spins| (*learner, sequence, f32::from(u8::from(spins))))
        })
    })
}

/// Five statistics: successes, the latest outcome, the run of successes at the end, how often it turned, and how often
/// the skill is spun at.
fn statistics(scores: &[f32], skill: f32) -> [f32; N] {
    let right = |score: &f32| *score > 0.5;
    let n = scores.len() as f32;
    let wins = scores.iter().sum::<f32>();
    let last = scores.last().copied().unwrap_or(0.0);
    let run = scores.iter().rev().take_while(|score| right(score)).count() as f32;
    let turns = scores.windows(2).filter(|pair| right(&pair[0]) != right(&pair[1])).count() as f32;
    [1.0, wins / n, last, run, turns / n, skill]
}

/// Fits a detector to these learners. A skill's own share is seen out of the learner's half.
pub fn fit(log: &Log, learners: &[u32], after: usize) -> Detector {
    let sequences = sequences(log, learners);
    let halves = [0, 1].map(|half| shares(log.n_skills, open(&sequences, after).filter(|(l, ..)| l % 2 != half)));
    let rows: Vec<([f32; N], f32)> = open(&sequences, after)
        .map(|(learner, sequence, spins)| {
            let skill = halves[learner as usize % 2][sequence.skill as usize];
            (statistics(&sequence.scores[..after], skill), spins)
        })
        .collect();
    let mut block = Block::new(rows.len(), N);
    rows.iter().enumerate().for_each(|(at, (x, y))| block.set(at, x, *y, 1.0));
    let weights = solve::fit(&[block], &Hold { prior: &[0.0; N], pull: &[PULL; N], least: &[] });
    Detector { after, weights, skills: shares(log.n_skills, open(&sequences, after)) }
}

/// Log odds of spinning by skill, shrunk to all.
fn shares<'a>(n_skills: usize, rows: impl Iterator<Item = (u32, &'a Sequence, f32)>) -> Vec<f32> {
    let mut sums = vec![(0.0f64, 0.0f64); n_skills];
    let mut all = (2.0, 0.6);
    for (_, sequence, spins) in rows {
        let sum = &mut sums[sequence.skill as usize];
        *sum = (sum.0 + 1.0, sum.1 + f64::from(spins));
        all = (all.0 + 1.0, all.1 + f64::from(spins));
    }
    let mean = all.1 / all.0;
    let share = |(n, spins): &(f64, f64)| (spins + SKILL_SHRINK * mean) / (n + SKILL_SHRINK);
    sums.iter().map(|sum| super::log::logit(share(sum)) as f32).collect()
}

impl Detector {
    /// The open pairs of these learners whose end is known.
    pub fn detect(&self, log: &Log, learners: &[u32]) -> Detected {
        let mut out = Detected::default();
        for (_, sequence, spins) in open(&sequences(log, learners), self.after) {
            out.predicted.push(self.chance(&sequence.scores[..self.after], sequence.skill));
            out.spins.push(spins);
        }
        out
    }

    /// The chance that a pair with these first scores spins.
    pub fn chance(&self, scores: &[f32], skill: u32) -> f32 {
        let x = statistics(scores, self.skills[skill as usize]);
        success(x.iter().zip(&self.weights).map(|(x, w)| x * *w as f32).sum())
    }
}
