//! Simulated annealing over the neighbourhoods, with an adaptive choice among them.
//!
//! Neighbourhoods are drawn in proportion to what they brought lately (Ropke and Pisinger, 2006). The
//! temperature falls from a part of a typical seat's gain to nearly nothing over the rounds, so the result
//! depends on rounds and seed alone.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::exchange::Exchange;
use super::ruin::Ruin;
use crate::model::problem::Points;
use crate::schedule::budget::{Budget, Cut};
use crate::schedule::instance::{NEVER, SlotMask};
use crate::schedule::log::{SolveLog, Tries};
use crate::schedule::state::{Snapshot, State};

/// How a search ended.
pub struct Outcome {
    /// The best plan seen.
    pub best: Snapshot,
    /// The guard that ended it, if one did.
    pub cut: Option<Cut>,
}

/// Share of a typical gain at which the temperature starts, and ends.
const HEAT: (f64, f64) = (0.35, 0.004);
/// Rounds between two updates of the weights.
const SEGMENT: u64 = 200;

/// Searches from `state` for `rounds`; ends early at a guard or when `target` points are reached.
pub fn search(
    state: &mut State<'_>,
    rounds: u64,
    target: Points,
    budget: &Budget<'_>,
    rng: &mut ChaCha8Rng,
    log: &mut SolveLog,
) -> Outcome {
    let typical = typical_gain(state);
    let mut exchange = Exchange::new(state.inst, typical as Points);
    exchange.settle(state, SlotMask::MAX);
    state.commit();
    let mut best = state.snapshot();
    let mut weights = [100u64; Ruin::ALL.len()];
    let mut scores = [(0u64, 0u64); Ruin::ALL.len()];
    for round in 0..rounds {
        if best.hard == 0 && best.points >= target {
            return Outcome { best, cut: None };
        }
        if round % 16 == 0
            && let Some(cut) = budget.cut()
        {
            return Outcome { best, cut: Some(cut) };
        }
        let progress = round as f64 / rounds as f64;
        let temperature = typical * HEAT.0 * (HEAT.1 / HEAT.0).powf(progress);
        let i = draw(&weights, rng);
        let reward = attempt(state, &mut exchange, Ruin::ALL[i], temperature, &mut best, rng, log);
        scores[i].0 += reward;
        scores[i].1 += 1;
        log.rounds += 1;
        if round % SEGMENT == SEGMENT - 1 {
            adapt(&mut weights, &mut scores);
        }
    }
    Outcome { best, cut: None }
}

/// One round: ruin, recreate, keep or take back. Returns the neighbourhood's reward.
fn attempt(
    state: &mut State<'_>,
    exchange: &mut Exchange,
    ruin: Ruin,
    temperature: f64,
    best: &mut Snapshot,
    rng: &mut ChaCha8Rng,
    log: &mut SolveLog,
) -> u64 {
    let tries: &mut Tries = log.neighbourhoods.entry(ruin.name()).or_default();
    tries.tried += 1;
    let before = state.value();
    let mark = state.mark();
    let slots = ruin.apply(state, rng);
    state.recreate(mark, slots, rng);
    exchange.settle(state, state.slots_touched_since(mark));
    if state.hard > 0 {
        state.meet_pins();
        state.settle(mark);
    }
    let change = state.value() - before;
    // A loss is accepted when it is below a random share of the temperature.
    let luck: f64 = rng.random_range(1e-9..1.0);
    if change < 0 && (change as f64) < temperature * luck.ln() {
        state.rollback(mark);
        return 0;
    }
    let changed = !state.unchanged_since(mark);
    state.commit();
    tries.accepted += u64::from(changed);
    if (state.hard, -state.points) < (best.hard, -best.points) {
        *best = state.snapshot();
        tries.best += 1;
        log.improvements.push((log.rounds, state.points));
        return 8;
    }
    if change > 0 { 3 } else { u64::from(change < 0) }
}

/// Draws an index in proportion to the weights.
fn draw(weights: &[u64], rng: &mut ChaCha8Rng) -> usize {
    let mut left = rng.random_range(0..weights.iter().sum::<u64>().max(1));
    for (i, weight) in weights.iter().enumerate() {
        if left < *weight {
            return i;
        }
        left -= weight;
    }
    0
}

/// Moves the weights half way to what each neighbourhood brought per try; none dies out.
fn adapt(weights: &mut [u64], scores: &mut [(u64, u64)]) {
    for (weight, score) in weights.iter_mut().zip(scores) {
        if let Some(brought) = (100 * score.0).checked_div(score.1) {
            *weight = (*weight + brought) / 2 + 10;
        }
        *score = (0, 0);
    }
}

/// The median of the learners' best gains, in points; at least 1.
fn typical_gain(state: &State<'_>) -> f64 {
    let inst = state.inst;
    let mut gains: Vec<Points> = (0..inst.learners.len() as u32)
        .filter_map(|l| {
            let row = inst.cands_of(l);
            let all = &inst.gain[row.start as usize * inst.n_slots..row.end as usize * inst.n_slots];
            all.iter().copied().filter(|g| *g != NEVER).max()
        })
        .collect();
    gains.sort_unstable();
    gains.get(gains.len() / 2).map_or(1.0, |g| (*g as f64).max(1.0))
}
