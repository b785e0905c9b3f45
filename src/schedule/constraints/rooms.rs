//! H4: a room is available, has the features that the activity and each learner need, and holds at any slot at
//! most `sessions_at_once` sessions with together at most `capacity` learners.

use super::apart::room_keeps_apart;
use crate::ids::{LearnerIdx, RoomIdx, SessionIdx};
use crate::state::State;

/// Whether the room has the features that all members of session `k` need, and keeps them apart in place (H12).
pub fn room_suits_members(state: &State<'_>, k: SessionIdx, room: RoomIdx) -> bool {
    state.sessions[k].members.iter().all(|m| room_suits(state, m.0, room)) && room_keeps_apart(state, k, room)
}

/// Whether the session's room has a place for the learner and the features that the learner needs.
pub(super) fn room_takes(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    room_suits(state, l, state.sessions[k].room) && room_has_place(state, k)
}

/// Whether the room has the features that the learner needs.
pub fn room_suits(state: &State<'_>, l: LearnerIdx, room: RoomIdx) -> bool {
    state.inst.learners[l].rooms_ok.as_ref().is_none_or(|ok| ok[room])
}

/// Whether the session's room has a place for one more learner in all its slots.
pub fn room_has_place(state: &State<'_>, k: SessionIdx) -> bool {
    let room = state.sessions[k].room;
    let capacity = state.inst.rooms[room].capacity;
    state.slots_of(k).all(|t| state.room_learners[(room, t)] < capacity)
}

/// Places left in a room for a session that does not yet take place there; 0 when it cannot.
pub fn places_in(state: &State<'_>, room: RoomIdx, slots: std::ops::Range<usize>) -> i64 {
    let row = &state.inst.rooms[room];
    let places = |t: usize| {
        let at = (room, t);
        let open = row.slots >> t & 1 == 1 && state.room_sessions[at] < row.sessions_at_once;
        if open { row.capacity - state.room_learners[at] } else { 0 }
    };
    slots.map(places).min().unwrap_or(0)
}

/// Whether a session could be held in the room besides those that are: also with 0 places for an empty one.
pub fn room_is_open(state: &State<'_>, room: RoomIdx, slots: std::ops::Range<usize>) -> bool {
    let row = &state.inst.rooms[room];
    slots.into_iter().all(|t| row.slots >> t & 1 == 1 && state.room_sessions[(room, t)] < row.sessions_at_once)
}
