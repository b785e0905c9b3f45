//! One lane of the search: simulated annealing over the neighbourhoods, with an adaptive choice among them.
//!
//! Neighbourhoods are drawn in proportion to what they brought lately (Ropke and Pisinger, 2006). The
//! temperature falls from a part of a typical seat's gain to nearly nothing over the rounds, so the result
//! depends on rounds and seed alone.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::demands::meet_demands;
use super::exchange::Exchange;
use super::recreate::recreate;
use super::ruin::Ruin;
use super::settle::settle;
use crate::budget::{Budget, Cut};
use crate::instance::{Instance, NEVER, SlotMask};
use crate::log::Tries;
use crate::state::{Snapshot, State};
use daybreak_day::problem::Points;

/// How hot the search is, by the share of it that is over: from a part of a typical gain to nearly nothing.
///
/// What changes the openings costs whole sessions at first. A search that comes back to every seat many times can pay
/// for that and starts hot; one that hardly sees each seat once must not lose what it has.
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    start: f64,
    end: f64,
}

impl Cooling {
    /// Share of a typical gain at the start for each round that there is for a seat, and the least and most of it.
    const A_ROUND: f64 = 0.017;
    const START: (f64, f64) = (0.1, 1.0);
    /// Share of a typical gain at the end.
    const END: f64 = 0.004;

    /// For so many rounds in all; `typical` is the gain of a usual seat, in points.
    pub fn new(inst: &Instance, typical: f64, rounds: u64) -> Self {
        let share = Self::A_ROUND * rounds as f64 / inst.n_seats().max(1) as f64;
        // The more of a gain is not to change, the nearer is the best plan to the one that there was.
        let kept = (inst.change_cost as f64 / typical.max(1.0)).clamp(0.0, 1.0);
        let share = share.clamp(Self::START.0, Self::START.1) * (1.0 - kept).powi(2);
        Cooling { start: typical * share.max(Self::END), end: typical * Self::END }
    }

    /// The temperature, in points, when `progress` of the search is over.
    fn at(self, progress: f64) -> f64 {
        self.start * (self.end / self.start).powf(progress)
    }
}

/// A part of the search on a copy of the plan.
pub struct Lane<'i> {
    pub state: State<'i>,
    pub exchange: Exchange,
    /// The slots that the lane changes.
    pub scope: SlotMask,
    /// The best plan seen.
    pub best: Snapshot,
    /// What each neighbourhood brought, and how often it was tried.
    pub scores: [(u64, u64); Ruin::ALL.len()],
    pub tries: BTreeMap<&'static str, Tries>,
    /// The guard that ended it, if one did.
    pub cut: Option<Cut>,
    rng: ChaCha8Rng,
}

impl<'i> Lane<'i> {
    pub fn new(state: State<'i>, exchange: Exchange, scope: SlotMask, rng: ChaCha8Rng) -> Self {
        let best = state.snapshot();
        let scores = [(0, 0); Ruin::ALL.len()];
        Lane { state, exchange, scope, best, scores, tries: BTreeMap::new(), cut: None, rng }
    }

    /// Searches for `rounds`; `progress` is the share of the whole search that is over.
    pub fn run(&mut self, rounds: u64, progress: f64, cooling: Cooling, weights: &Weights, budget: &Budget<'_>) {
        let temperature = cooling.at(progress);
        for _ in 0..rounds {
            // A round of a large day takes long enough to look at the clock before each.
            self.cut = budget.cut();
            if self.cut.is_some() {
                return;
            }
            let i = weights.draw(&mut self.rng);
            let reward = self.attempt(Ruin::ALL[i], temperature);
            self.scores[i].0 += reward;
            self.scores[i].1 += 1;
        }
    }

    /// One round: ruin, recreate, keep or take back. Returns the neighbourhood's reward.
    fn attempt(&mut self, ruin: Ruin, temperature: f64) -> u64 {
        let state = &mut self.state;
        let before = state.value();
        let mark = state.mark();
        let slots = ruin.apply(state, self.scope, &mut self.rng) & self.scope;
        recreate(state, mark, slots, &mut self.rng);
        let touched = state.slots_touched_since(mark) & self.scope;
        self.exchange.settle(state, touched);
        if state.hard > 0 {
            meet_demands(state);
            settle(state, mark);
        }
        let change = state.value() - before;
        // A loss is accepted when it is below a random share of the temperature.
        let luck: f64 = self.rng.random_range(1e-9..1.0);
        let accepted = change >= 0 || (change as f64) >= temperature * luck.ln();
        let changed = accepted && !state.unchanged_since(mark);
        if accepted {
            state.commit()
        } else {
            state.rollback(mark)
        }
        let better = accepted && state.rank() < self.best.rank();
        if better {
            self.best = state.snapshot();
        }
        self.tries.entry(ruin.name()).or_default().add(&Tries {
            tried: 1,
            accepted: u64::from(changed),
            best: u64::from(better),
        });
        match change {
            _ if better => 8,
            1.. => 3,
            0 => 0,
            _ => u64::from(accepted),
        }
    }
}

/// How likely each neighbourhood is drawn.
pub struct Weights([u64; Ruin::ALL.len()]);

impl Weights {
    pub fn new() -> Self {
        Weights([100; Ruin::ALL.len()])
    }

    /// Draws a neighbourhood in proportion to the weights.
    fn draw(&self, rng: &mut ChaCha8Rng) -> usize {
        let mut left = rng.random_range(0..self.0.iter().sum::<u64>().max(1));
        for (i, weight) in self.0.iter().enumerate() {
            if left < *weight {
                return i;
            }
            left -= weight;
        }
        0
    }

    /// Moves the weights a quarter of the way to what each neighbourhood brought per try; none dies out.
    pub fn learn(&mut self, scores: &[(u64, u64); Ruin::ALL.len()]) {
        for (weight, score) in self.0.iter_mut().zip(scores) {
            if let Some(brought) = (100 * score.0).checked_div(score.1) {
                *weight = ((*weight * 3 + brought) / 4).max(10);
            }
        }
    }
}

/// The median of the learners' best gains, in points; at least 1.
pub fn typical_gain(state: &State<'_>) -> f64 {
    let inst = state.inst;
    let mut gains: Vec<Points> = inst
        .learners
        .ids()
        .filter_map(|l| {
            let (from, to) = inst.learners[l].cands;
            inst.gain.rows(from, to).iter().copied().filter(|g| *g != NEVER).max()
        })
        .collect();
    gains.sort_unstable();
    gains.get(gains.len() / 2).map_or(1.0, |g| (*g as f64).max(1.0))
}
