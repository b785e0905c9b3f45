//! Idle learners into open sessions, the most valuable seats first.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::assign::rooms::{grow_room, suit_room};
use crate::constraints::group_size::is_full;
use crate::constraints::rooms::room_has_place;
use crate::constraints::{can_join, seat_value};
use crate::ids::{CandIdx, LearnerIdx, SessionIdx};
use crate::instance::SlotMask;
use crate::state::State;
use daybreak_day::problem::Points;

/// Seats learners who are idle in the slots wherever an open session has a place for them and the seat pays.
///
/// With `rng`, in a slightly shaken order, so that the search sees other fillings.
pub fn fill(state: &mut State<'_>, slots: SlotMask, rng: Option<&mut ChaCha8Rng>) {
    let mut seats = Vec::new();
    for t in (0..state.inst.n_slots).filter(|t| slots >> t & 1 == 1) {
        for i in 0..state.by_slot[t].len() {
            seats_in(state, state.by_slot[t][i], &mut seats);
        }
    }
    if let Some(rng) = rng {
        for seat in &mut seats {
            seat.0 = (seat.0 / 64 * rng.random_range(48..=64i64)).max(1);
        }
    }
    take_seats(state, seats);
}

/// Who could join session `k` from idleness with profit: (value, learner, candidate, session).
///
/// The session may move to another room for them. Where that costs those who are there, they are seated at once, and all is as
/// before unless they bring more.
fn seats_in(state: &mut State<'_>, k: SessionIdx, seats: &mut Vec<(Points, LearnerIdx, CandIdx, SessionIdx)>) {
    let (mark, points, value, before) = (state.mark(), state.points, state.value(), seats.len());
    joiners(state, k, seats);
    if state.points < points {
        take_seats(state, seats.split_off(before));
        if state.value() <= value {
            state.rollback(mark);
        }
    }
}

fn joiners(state: &mut State<'_>, k: SessionIdx, seats: &mut Vec<(Points, LearnerIdx, CandIdx, SessionIdx)>) {
    let inst = state.inst;
    let session = &state.sessions[k];
    let (activity, start) = (session.activity, session.start);
    let full = is_full(state, k) && inst.signed.is_empty();
    if full || !room_has_place(state, k) && !grow_room(state, k) {
        return;
    }
    for &(l, c) in inst.wanters(activity, start) {
        if state.session_at(l, start).is_some() {
            continue;
        }
        let joins = can_join(state, l, c, k) || suit_room(state, k, l) && can_join(state, l, c, k);
        let value = if joins { seat_value(state, l, c, k) } else { 0 };
        if value > 0 {
            seats.push((value, l, c, k));
        }
    }
}

/// Takes the seats in order of value, as far as they are still there and still pay.
fn take_seats(state: &mut State<'_>, mut seats: Vec<(Points, LearnerIdx, CandIdx, SessionIdx)>) {
    seats.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    for (_, l, c, k) in seats {
        if can_join(state, l, c, k) && seat_value(state, l, c, k) > 0 {
            state.join(l, c, k);
        }
    }
}
