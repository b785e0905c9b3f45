//! H8: two learners named apart are never in the same session, unless a person has signed for it. H12: two named apart in
//! place are never in the same room in the same slot.

use crate::ids::{CampIdx, LearnerIdx, RoomIdx, SessionIdx};
use crate::state::State;

/// Whether nobody from whom the learner is kept apart is in the session.
pub fn meets_nobody_apart(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    let start = state.sessions[k].start;
    state.inst.learners[l]
        .apart
        .iter()
        .all(|&other| state.session_at(other, start) != k || may_meet(state, l, other, k))
}

/// Whether the two may be beside each other in the session, kept apart or not.
pub fn may_meet(state: &State<'_>, l: LearnerIdx, other: LearnerIdx, k: SessionIdx) -> bool {
    let session = &state.sessions[k];
    state.inst.may_meet((l, other), session.activity, session.start)
}

/// Whether nobody from whom the learner is kept apart in place is in the session's room in its slots.
pub fn is_apart_in_place(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    keeps_apart(state, l, k, state.sessions[k].room)
}

/// Whether all members of session `k` stay apart in place if it moves to the room.
pub fn room_keeps_apart(state: &State<'_>, k: SessionIdx, room: RoomIdx) -> bool {
    state.sessions[k].members.iter().all(|&(l, _)| keeps_apart(state, l, k, room))
}

/// Whether nobody from whom the learner is kept apart in place is in the room in the slots of session `k`. Those who are in the
/// session already keep apart from each other.
fn keeps_apart(state: &State<'_>, l: LearnerIdx, k: SessionIdx, room: RoomIdx) -> bool {
    let camp = state.inst.learners[l].camp;
    let is_empty_of = |other: &CampIdx| state.slots_of(k).all(|t| state.room_camps[*other][(room, t)] == 0);
    camp.is_none() || state.inst.camps[camp].iter().all(is_empty_of)
}

/// Somebody from whom the learner is kept apart in place and whom they would meet in the room in the slots of session `k`,
/// with the session in which they are.
pub fn who_shares_place(
    state: &State<'_>,
    l: LearnerIdx,
    k: SessionIdx,
    room: RoomIdx,
) -> Option<(LearnerIdx, SessionIdx)> {
    state.inst.learners[l].apart_places.iter().find_map(|&other| {
        let there = |t: usize| Some(state.session_at(other, t)).filter(|at| at.is_some());
        let shared = |at: &SessionIdx| *at == k || state.sessions[*at].room == room;
        state.slots_of(k).filter_map(there).find(shared).map(|at| (other, at))
    })
}
