//! Meets the hard demands that are left by letting others give way, until all are met or the rounds are spent.
//!
//! A seat is forced: whoever holds the place, the room, the person or the device leaves, and where that ends a session
//! it ends. Those who lost a demand of their own are served later and may push others in turn (an ejection chain).
//! Every failure makes a demand heavier, and the way is taken that hurts the lightest demands; so the search does not
//! go round in circles (Nagata and Braysy 2009, who empty vehicles like this). Points only break ties
//! here.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::demands::{Demand, Way, demands, missed, ways};
use super::force::{Weights, force};
use super::settle::settle;
use crate::budget::Budget;
use crate::ids::SessionIdx;
use crate::state::State;
use daybreak_day::problem::Points;

/// Rounds without fewer demands missed after which it gives up.
const PATIENCE: u64 = 300;
/// Rounds that the clock does not cut short: a plan that is late is better than none.
const ROUNDS_MIN: u64 = 60;
/// Failures of a demand after which chance breaks its ties.
const STUCK: i64 = 3;
/// Ways looked at in a round.
const WAYS_MAX: usize = 48;

/// Meets as many hard demands as it can. The plan is valid otherwise, before and after.
pub fn insist(state: &mut State<'_>, budget: &Budget<'_>, rng: &mut ChaCha8Rng) {
    if state.hard == 0 {
        return;
    }
    let all = demands(state.inst);
    let mut weights = Weights::new(state.inst);
    let mut best = state.snapshot();
    let (mut round, mut best_at) = (0, 0);
    while state.hard > 0 && round - best_at < PATIENCE && (round < ROUNDS_MIN || budget.cut().is_none()) {
        round += 1;
        let unmet: Vec<Demand> = all.iter().copied().filter(|d| missed(state, *d) > 0).collect();
        let Some(&demand) = unmet.get(rng.random_range(0..unmet.len().max(1))) else { break };
        weights.raise(demand);
        give_way(state, demand, &all, &weights, rng);
        state.commit();
        if state.hard < best.hard {
            best = state.snapshot();
            best_at = round;
        }
    }
    if state.hard > best.hard {
        state.restore(&best);
    }
}

/// Meets a demand, or a slot of it, in the way that hurts least; not at all if there is none.
fn give_way(state: &mut State<'_>, demand: Demand, all: &[Demand], weights: &Weights, rng: &mut ChaCha8Rng) {
    let mut ways = ways(state.inst, demand);
    ways.shuffle(rng);
    ways.truncate(WAYS_MAX);
    // What is worth most would be tried again and again where two stand in each other's way.
    let stuck = weights.of(demand) > STUCK;
    let mut best: Option<(i64, Points, Way, Option<SessionIdx>)> = None;
    for way in ways {
        let open = state.by_key[(state.inst.cands[way.cand].activity, way.start)].clone();
        for into in open.into_iter().map(Some).chain([None]) {
            let mark = state.mark();
            if push(state, demand, way, into, weights) {
                let hurt = all.iter().map(|d| missed(state, *d) * weights.of(*d)).sum();
                let tie = if stuck { rng.random_range(0..1 << 32) } else { -state.points };
                let choice = (hurt, tie, way, into);
                best = Some(best.map_or(choice, |best| best.min(choice)));
            }
            state.rollback(mark);
        }
    }
    if let Some((_, _, way, into)) = best {
        let mark = state.mark();
        if !push(state, demand, way, into, weights) {
            state.rollback(mark);
        }
    }
}

/// Forces a seat and settles what that upsets; whether the demand is nearer to being met. The caller rolls back.
fn push(state: &mut State<'_>, demand: Demand, way: Way, into: Option<SessionIdx>, weights: &Weights) -> bool {
    let (mark, before) = (state.mark(), missed(state, demand));
    let forced = force(state, way, into, weights);
    if forced {
        settle(state, mark);
    }
    forced && missed(state, demand) < before
}
