//! The smallest room that holds a session, and one step aside when there is none.

use std::ops::Range;

use super::taker::Taker;
use crate::constraints::group_size::is_full;
use crate::constraints::pins::room_is_pinned;
use crate::constraints::rooms::{places_in, room_has_place, room_is_open, room_suits, room_suits_members};
use crate::ids::{ActivityIdx, LearnerIdx, RoomIdx, SessionIdx};
use crate::instance::Pin;
use crate::state::State;

/// A room for an activity: the smallest with `seats` places, else the one with most, else one made free.
///
/// A room without what some takers need comes after those that have it, as long as they hold as many.
pub(crate) fn room_for(
    state: &mut State<'_>,
    a: ActivityIdx,
    slots: Range<usize>,
    seats: i64,
    pin: Option<&Pin>,
    takers: &[Taker],
) -> Option<RoomIdx> {
    let picky: Vec<LearnerIdx> =
        takers.iter().map(|t| t.learner).filter(|l| state.inst.learners[*l].rooms_ok.is_some()).collect();
    let mut unsuited: Option<(usize, RoomIdx)> = None;
    let wanted = pin.map_or(RoomIdx::NONE, |p| p.room);
    let size_min = state.inst.activities[a].size_min;
    let (mut largest, mut places) = (None, size_min - 1);
    for &room in &state.inst.activities[a].rooms {
        if wanted.is_some() && room != wanted || !room_is_open(state, room, slots.clone()) {
            continue;
        }
        if pin.is_some_and(|p| !room_suits(state, p.learner, room)) {
            continue;
        }
        let found = places_in(state, room, slots.clone());
        if found >= seats {
            let kept_out = picky.iter().filter(|l| !room_suits(state, **l, room)).count();
            if kept_out == 0 {
                return Some(room);
            }
            unsuited = Some(unsuited.map_or((kept_out, room), |best| best.min((kept_out, room))));
        }
        if found > places {
            (largest, places) = (Some(room), found);
        }
    }
    unsuited.map(|(_, room)| room).or(largest).or_else(|| clear_room(state, a, slots, wanted))
}

/// Frees a room for an activity by moving its only session of the slots to another room.
fn clear_room(state: &mut State<'_>, a: ActivityIdx, slots: Range<usize>, wanted: RoomIdx) -> Option<RoomIdx> {
    let size_min = state.inst.activities[a].size_min;
    for i in 0..state.inst.activities[a].rooms.len() {
        let room = state.inst.activities[a].rooms[i];
        let row = &state.inst.rooms[room];
        let there = slots.clone().all(|t| row.slots >> t & 1 == 1);
        if wanted.is_some() && room != wanted || !there || row.capacity < size_min || row.sessions_at_once != 1 {
            continue;
        }
        if let Some(other) = only_session_in(state, room, slots.clone())
            && let Some(elsewhere) = other_room(state, other, state.size(other))
        {
            state.set_room(other, elsewhere);
            return Some(room);
        }
    }
    None
}

/// The one session that occupies a single-session room in the slots.
pub(super) fn only_session_in(state: &State<'_>, room: RoomIdx, slots: Range<usize>) -> Option<SessionIdx> {
    let mut found = SessionIdx::NONE;
    for t in slots {
        for start in (0..=t).rev().take_while(|s| state.inst.block[*s] == state.inst.block[t]) {
            for &k in &state.by_slot[start] {
                let here = state.sessions[k].room == room && state.slots_of(k).contains(&t);
                if here && found.is_some() && found != k {
                    return None;
                }
                if here {
                    found = k;
                }
            }
        }
    }
    (found.is_some()).then_some(found)
}

/// Whether session `k` could move to a room: it is open then, has `seats` places, and suits all members.
pub(super) fn could_hold(state: &State<'_>, k: SessionIdx, room: RoomIdx, seats: i64) -> bool {
    room_is_open(state, room, state.slots_of(k))
        && places_in(state, room, state.slots_of(k)) >= seats
        && room_suits_members(state, k, room)
}

/// The smallest other room that is open for session `k` with `seats` places; none when a pin holds it.
fn other_room(state: &State<'_>, k: SessionIdx, seats: i64) -> Option<RoomIdx> {
    let session = &state.sessions[k];
    let rooms = &state.inst.activities[session.activity].rooms;
    let fits = |&room: &RoomIdx| room != session.room && could_hold(state, k, room, seats);
    rooms.iter().copied().find(fits).filter(|_| !room_is_pinned(state, k))
}

/// Moves session `k` to a room with more places, when its room is what keeps learners out.
pub fn grow_room(state: &mut State<'_>, k: SessionIdx) -> bool {
    if room_has_place(state, k) || is_full(state, k) && state.inst.signed.is_empty() {
        return false;
    }
    let larger = other_room(state, k, state.size(k) + 1);
    if let Some(room) = larger {
        state.set_room(k, room);
    }
    larger.is_some()
}

/// Moves session `k` to a room that has what learner `l` needs, keeping a place for the learner.
pub fn suit_room(state: &mut State<'_>, k: SessionIdx, l: LearnerIdx) -> bool {
    let session = &state.sessions[k];
    if room_suits(state, l, session.room) || room_is_pinned(state, k) {
        return false;
    }
    let size = state.size(k) + 1;
    let fits = |&room: &RoomIdx| room_suits(state, l, room) && could_hold(state, k, room, size);
    let found = state.inst.activities[session.activity].rooms.iter().copied().find(fits);
    if let Some(room) = found {
        state.set_room(k, room);
    }
    found.is_some()
}
