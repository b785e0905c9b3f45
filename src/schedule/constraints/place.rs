//! What changes of place cost: for every two neighbouring slots in both of which a learner is in a session, or a person serves
//! one, when the two rooms differ; and on top when both rooms name a zone and the zones differ.

use crate::ids::{LearnerIdx, RoomIdx, SessionIdx, StaffIdx};
use crate::instance::Walk;
use crate::state::State;
use daybreak_day::problem::Points;

/// What it costs to go from one room to another.
fn step(state: &State<'_>, walk: Walk, from: RoomIdx, to: RoomIdx) -> Points {
    let zones = (state.inst.rooms[from].zone, state.inst.rooms[to].zone);
    let is_far = zones.0.is_some() && zones.1.is_some() && zones.0 != zones.1;
    let cost = |is_paid: bool, cost: Points| if is_paid { cost } else { 0 };
    cost(from != to, walk.room) + cost(is_far, walk.zone)
}

/// The ways from the session before and to the session after, for somebody who is in `at(slot)`.
fn ways(state: &State<'_>, walk: Walk, k: SessionIdx, at: impl Fn(usize) -> SessionIdx) -> Points {
    let (slots, room) = (state.slots_of(k), state.sessions[k].room);
    let before = slots.start.checked_sub(1).map_or(SessionIdx::NONE, &at);
    let after = if slots.end < state.inst.n_slots { at(slots.end) } else { SessionIdx::NONE };
    let way = |other: SessionIdx| if other.is_none() { 0 } else { step(state, walk, room, state.sessions[other].room) };
    way(before) + way(after)
}

/// What the learner's ways to and from session `k` cost.
pub fn ways_of_learner(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> Points {
    let walk = state.inst.learners[l].walk;
    if walk == Walk::default() { 0 } else { ways(state, walk, k, |t| state.session_at(l, t)) }
}

/// What the ways of all members of session `k` cost.
pub fn ways_of_members(state: &State<'_>, k: SessionIdx) -> Points {
    if !state.inst.walks {
        return 0;
    }
    state.sessions[k].members.iter().map(|m| ways_of_learner(state, m.0, k)).sum()
}

/// What the ways of the people of session `k` cost.
pub fn ways_of_people(state: &State<'_>, k: SessionIdx) -> Points {
    if !state.inst.walks {
        return 0;
    }
    let of = |p: &StaffIdx| {
        let walk = state.inst.staff[*p].walk;
        if walk == Walk::default() { 0 } else { ways(state, walk, k, |t| state.staff_at[(*p, t)]) }
    };
    state.sessions[k].staff.iter().map(of).sum()
}
