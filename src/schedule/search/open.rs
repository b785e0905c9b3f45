//! Opens a session and brings learners into it, from idleness or from sessions that can spare them.

use super::appraise::Appraisal;
use crate::assign::rooms::grow_room;
use crate::assign::{Taker, place};
use crate::constraints::can_join;
use crate::constraints::group_size::{is_filled, is_full, spare};
use crate::constraints::never_alone::alone_by_rule;
use crate::constraints::rooms::{places_in, room_is_open};
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx};
use crate::instance::Pin;
use crate::state::State;

/// Places in the largest room that is open for the activity.
pub fn largest_room(state: &State<'_>, a: ActivityIdx, start: usize) -> i64 {
    let activity = &state.inst.activities[a];
    let slots = start..start + activity.duration;
    let places =
        |r: &RoomIdx| if room_is_open(state, *r, slots.clone()) { places_in(state, *r, slots.clone()) } else { 0 };
    activity.rooms.iter().map(places).max().unwrap_or(0)
}

/// Opens a session and seats the takers; takes everything back, and says none, unless the plan gets better.
pub fn open_session(
    state: &mut State<'_>,
    a: ActivityIdx,
    start: usize,
    appraisal: &Appraisal,
    pin: Option<&Pin>,
) -> Option<SessionIdx> {
    let (mark, before) = (state.mark(), state.value());
    let opened =
        place(state, a, start, appraisal.size, pin, &appraisal.takers).map(|p| state.open(a, start, p.room, p.staff));
    let pays = opened.is_some_and(|k| {
        if let Some(pin) = pin {
            seat_pinned(state, k, pin);
        }
        seat_takers(state, k, &appraisal.takers);
        is_filled(state, k) && alone_by_rule(state, k).is_empty() && state.value() > before
    });
    if !pays {
        state.rollback(mark);
        return None;
    }
    opened
}

/// Seats takers in their order as long as each pays, or is needed for the least size.
pub fn seat_takers(state: &mut State<'_>, k: SessionIdx, takers: &[Taker]) {
    for taker in takers {
        if is_full(state, k) && state.inst.signed.is_empty() {
            break;
        }
        bring(state, taker.learner, taker.cand, k);
    }
}

/// Brings a learner from wherever they are into session `k`, if that is allowed and pays or is needed there.
pub fn bring(state: &mut State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> bool {
    let (mark, before) = (state.mark(), state.value());
    let needed = !is_filled(state, k);
    for t in state.slots_of(k) {
        let other = state.session_at(l, t);
        if other == k || other.is_some() && spare(state, other) <= 0 {
            state.rollback(mark);
            return false;
        }
        if other.is_some() {
            state.leave(l, other);
        }
    }
    let joins = can_join(state, l, c, k) || grow_room(state, k) && can_join(state, l, c, k);
    if !joins {
        state.rollback(mark);
        return false;
    }
    state.join(l, c, k);
    let pays = state.value() > before || needed;
    if !pays {
        state.rollback(mark);
    }
    pays
}

/// Seats the pinned learner first, on the pin's offering.
pub fn seat_pinned(state: &mut State<'_>, k: SessionIdx, pin: &Pin) {
    let mut cands = state.inst.cands_of(pin.learner);
    let _ = cands.any(|c| state.inst.cands[c].offering == pin.offering && bring(state, pin.learner, c, k));
}
