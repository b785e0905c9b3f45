//! The first full plan: what another plan had, what must be, then sessions in order of what they bring, then whoever
//! still fits.
//!
//! Values of openings only fall while learners and rooms are taken, so an old appraisal is an upper estimate and
//! only the top of the queue is appraised anew (lazy greedy, Minoux 1978).

use std::collections::BinaryHeap;

use rand_chacha::ChaCha8Rng;

use super::appraise::appraise;
use super::demands::meet_demands;
use super::fill::fill;
use super::insist::insist;
use super::open::{largest_room, open_session};
use super::pinned::hold_pinned;
use super::replay::{exactly, hold_again};
use super::settle::settle;
use crate::assign::could_place;
use crate::budget::Budget;
use crate::ids::ActivityIdx;
use crate::instance::{Instance, Kept, SlotMask};
use crate::state::State;
use daybreak_day::problem::Points;

/// The better of a plan from what the previous one had and of one from the plan to start from, if there is one.
pub fn first_plan<'i>(inst: &'i Instance, budget: &Budget<'_>, rng: &ChaCha8Rng) -> State<'i> {
    // Where what there was is dear, it comes before what pins ask: mostly it is what they ask.
    let held_first = inst.moved.is_some();
    let mut best = construct(inst, &inst.kept, held_first, budget, rng.clone());
    // A plan to start from that keeps every rule is not taken apart.
    let is_started = !inst.start.is_empty();
    if let Some(mut other) = is_started.then(|| exactly(inst)).flatten() {
        complete(&mut other, budget);
        if other.rank() <= best.rank() {
            best = other;
        }
    }
    let others = [(is_started, &inst.start), (held_first && best.hard > 0, &inst.kept)];
    for (_, held) in others.into_iter().filter(|(is_worth_it, _)| *is_worth_it) {
        let other = construct(inst, held, false, budget, rng.clone());
        if other.rank() <= best.rank() {
            best = other;
        }
    }
    best
}

/// Builds a first full plan upon the sessions of another. Hard demands remain unmet only where no way was found: see
/// [`State::hard`].
fn construct<'i>(
    inst: &'i Instance,
    held: &[Kept],
    held_first: bool,
    budget: &Budget<'_>,
    mut rng: ChaCha8Rng,
) -> State<'i> {
    let mut state = State::new(inst);
    if !held_first {
        hold_pinned(&mut state);
    }
    hold_again(&mut state, held);
    // Demands first, while they only compete with one another; once more where what was opened since may serve them.
    for _ in 0..2 {
        meet_demands(&mut state);
        settle(&mut state, 0);
        state.commit();
        insist(&mut state, budget, &mut rng);
        complete(&mut state, budget);
        if state.hard == 0 {
            break;
        }
    }
    state
}

/// Opens what pays, and fills what is open.
fn complete(state: &mut State<'_>, budget: &Budget<'_>) {
    open_all(state, budget);
    fill(state, SlotMask::MAX, None);
    settle(state, 0);
    fill(state, SlotMask::MAX, None);
    state.commit();
}

/// Opens sessions as long as one pays, the most valuable first.
fn open_all(state: &mut State<'_>, budget: &Budget<'_>) {
    let mut queue: BinaryHeap<(Points, u64, ActivityIdx, usize)> = BinaryHeap::new();
    for a in state.inst.activities.ids() {
        for s in 0..state.inst.n_slots {
            push(state, &mut queue, a, s);
        }
    }
    let mut steps = 0u64;
    while let Some((value, _, a, s)) = queue.pop() {
        steps += 1;
        if steps.is_multiple_of(64) && budget.cut().is_some() {
            return;
        }
        if !could_place(state, a, s) {
            continue;
        }
        let Some(appraisal) = appraise(state, a, s, largest_room(state, a, s)) else { continue };
        if appraisal.value <= 0 {
            continue;
        }
        if appraisal.value < value && queue.peek().is_some_and(|next| next.0 > appraisal.value) {
            queue.push((appraisal.value, tie(a, s), a, s));
            continue;
        }
        if open_session(state, a, s, &appraisal, None).is_some() {
            state.commit();
            push(state, &mut queue, a, s);
        }
    }
}

/// Queues an activity and slot with its appraisal, if it could open and pay.
fn push(state: &State<'_>, queue: &mut BinaryHeap<(Points, u64, ActivityIdx, usize)>, a: ActivityIdx, s: usize) {
    if state.inst.wanters(a, s).is_empty() {
        return;
    }
    if let Some(appraisal) = appraise(state, a, s, i64::MAX).filter(|appraisal| appraisal.value > 0) {
        queue.push((appraisal.value, tie(a, s), a, s));
    }
}

/// Breaks ties so that equal slots share the sessions rather than fill up one by one.
fn tie(a: ActivityIdx, s: usize) -> u64 {
    (u64::from(a.0) * 131 + s as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
