//! The search in lanes: every few rounds the day is dealt out anew, each lane improves its slots on a copy of the
//! plan, and what the lanes found is put together again.
//!
//! How many lanes there are depends on the day alone, never on the machine, and each has its own random stream; so
//! threads change how long the search takes and nothing else. Two lanes may give a learner the same lesson in two
//! slots, or a person too full a day. So the others' slots are replayed upon the first lane's plan through the usual
//! predicates; the little that no longer fits is left out and filled again.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::anneal::{Cooling, Lane, Weights, typical_gain};
use super::exchange::Exchange;
use super::replay::replay;
use crate::budget::{Budget, Cut};
use crate::instance::SlotMask;
use crate::log::{Progress, SolveLog};
use crate::state::{Snapshot, State};
use daybreak_day::plan;
use daybreak_day::problem::Points;

/// Lanes at most; a lane has at least two slots, unless the day has fewer.
const LANES_MAX: usize = 2;
/// Rounds of a lane between two dealings.
const ROUNDS: u64 = 50;
/// The share of all rounds that may pass without a better plan before the search ends.
const PATIENCE: f64 = 0.5;

/// A search under way.
pub struct Search<'i> {
    state: State<'i>,
    /// The best plan seen.
    pub best: Snapshot,
    /// Rounds so far, and in all.
    round: u64,
    rounds: u64,
    /// The round in which the best plan was found.
    best_at: u64,
    weights: Weights,
    /// The median of the learners' best gains.
    typical: f64,
    cooling: Cooling,
    exchange: Exchange,
    rng: ChaCha8Rng,
}

/// Why a search came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The rounds asked for are spent.
    Spent,
    /// The target is reached.
    Reached,
    /// No better plan was found for long.
    Stalled,
    /// A guard ended it.
    Cut(Cut),
}

impl<'i> Search<'i> {
    /// Begins from a plan, for `rounds` in all.
    pub fn new(mut state: State<'i>, rounds: u64, budget: &Budget<'_>, rng: ChaCha8Rng) -> Self {
        let typical = typical_gain(&state);
        let cooling = Cooling::new(state.inst, typical, rounds);
        let mut exchange = Exchange::new(state.inst, typical as Points);
        exchange.settle_while(&mut state, SlotMask::MAX, || budget.cut().is_none());
        state.commit();
        let best = state.snapshot();
        Search { state, best, round: 0, rounds, best_at: 0, weights: Weights::new(), typical, cooling, exchange, rng }
    }

    /// Searches on for a share of all rounds, or until the best plan is within `gap` of the bound.
    pub fn run(&mut self, share: f64, bound: Points, gap: f64, budget: &Budget<'_>, log: &mut SolveLog) -> End {
        let last = (self.round + (self.rounds as f64 * share) as u64).min(self.rounds);
        while self.round < last {
            let objective = (self.best.hard == 0).then_some(self.best.points);
            budget.tell(&Progress { round: self.round, objective, bound });
            if objective.is_some_and(|points| plan::gap(points, bound) <= gap) {
                return End::Reached;
            }
            if self.best.hard == 0 && (self.round - self.best_at) as f64 > PATIENCE * self.rounds as f64 {
                return End::Stalled;
            }
            if let Some(cut) = self.deal(last, budget, log) {
                return End::Cut(cut);
            }
        }
        End::Spent
    }

    /// One dealing: the lanes search side by side, and their plans become one.
    fn deal(&mut self, last: u64, budget: &Budget<'_>, log: &mut SolveLog) -> Option<Cut> {
        let scopes = self.scopes();
        let rounds = ROUNDS.min((last - self.round).div_ceil(scopes.len() as u64));
        let progress = (self.round as f64 / self.rounds as f64).max(budget.clock());
        let lanes: Vec<Lane<'i>> = scopes
            .into_par_iter()
            .enumerate()
            .map(|(i, scope)| {
                let mut rng = self.rng.clone();
                rng.set_stream(self.round * LANES_MAX as u64 + i as u64 + 1);
                let mut lane = Lane::new(self.state.clone(), self.exchange.clone(), scope, rng);
                lane.run(rounds, progress, self.cooling, &self.weights, budget);
                lane
            })
            .collect();
        self.round += rounds * lanes.len() as u64;
        log.rounds = self.round;
        let cut = lanes.iter().find_map(|lane| lane.cut);
        for lane in &lanes {
            self.weights.learn(&lane.scores);
            for (name, tries) in &lane.tries {
                log.neighbourhoods.entry(name).or_default().add(tries);
            }
            self.keep(&lane.best, log);
        }
        self.merge(lanes, budget);
        if self.state.rank() < self.best.rank() {
            let current = self.state.snapshot();
            self.keep(&current, log);
        }
        cut
    }

    /// Deals the slots out at random.
    fn scopes(&mut self) -> Vec<SlotMask> {
        let n_slots = self.state.inst.n_slots;
        let n_lanes = (n_slots / 2).clamp(1, LANES_MAX);
        let mut slots: Vec<usize> = (0..n_slots).collect();
        // Now and then in order, so that neighbouring slots stay together for long lessons.
        if self.rng.random_bool(0.5) {
            slots.shuffle(&mut self.rng);
        } else if n_slots > 0 {
            slots.rotate_left(self.rng.random_range(0..n_slots));
        }
        let size = n_slots.div_ceil(n_lanes).max(1);
        let scopes: Vec<SlotMask> = slots.chunks(size).map(|part| part.iter().fold(0, |m, t| m | 1 << t)).collect();
        if scopes.is_empty() { vec![0] } else { scopes }
    }

    /// Puts the lanes' plans together, unless one of them alone is better, and keeps the result to go on from.
    fn merge(&mut self, mut lanes: Vec<Lane<'i>>, budget: &Budget<'_>) {
        if lanes.len() > 1 {
            let mut state = lanes[0].state.clone();
            for lane in &lanes[1..] {
                replay(&mut state, &lane.state, lane.scope);
            }
            // A lane remembers sessions by their place in its own plan.
            let mut exchange = Exchange::new(state.inst, self.typical as Points);
            exchange.settle_while(&mut state, SlotMask::MAX, || budget.cut().is_none());
            state.commit();
            if lanes.iter().all(|lane| lane.state.value() <= state.value()) {
                (self.state, self.exchange) = (state, exchange);
                return;
            }
        }
        let best = (0..lanes.len()).rev().max_by_key(|i| lanes[*i].state.value());
        if let Some(lane) = best.map(|i| lanes.swap_remove(i)) {
            (self.state, self.exchange) = (lane.state, lane.exchange);
        }
    }

    /// Remembers a plan if it is the best so far.
    fn keep(&mut self, plan: &Snapshot, log: &mut SolveLog) {
        if plan.rank() < self.best.rank() {
            self.best = plan.clone();
            self.best_at = self.round;
            log.improvements.push((self.round, plan.points));
        }
    }
}
