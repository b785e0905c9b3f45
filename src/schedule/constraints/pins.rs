//! H9: a pinned learner is in a session covering the slot, with the offering, room and people that the pin names.
//! Other offerings in a pinned slot are dropped before the search.

use crate::ids::{LearnerIdx, SessionIdx, StaffIdx};
use crate::instance::Pin;
use crate::state::State;

/// The pins of a learner in the slots of session `k`.
fn pins_in<'i>(state: &State<'i>, l: LearnerIdx, k: SessionIdx) -> impl Iterator<Item = &'i Pin> + use<'i> {
    let inst = state.inst;
    state.slots_of(k).filter_map(move |t| inst.pins.get(inst.pin_at[(l, t)]))
}

/// Whether the session has the room and the people that the learner's pins name.
pub(super) fn pins_allow(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    let session = &state.sessions[k];
    pins_in(state, l, k).all(|pin| {
        (pin.room.is_none() || pin.room == session.room) && pin.staff.iter().all(|p| session.staff.contains(p))
    })
}

/// Pins that hold as soon as the learner joins the session.
pub(super) fn pins_met(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> i64 {
    pins_in(state, l, k).count() as i64
}

/// Whether session `k` could move to a room as far as its members' pins go.
pub fn room_is_pinned(state: &State<'_>, k: SessionIdx) -> bool {
    let members = &state.sessions[k].members;
    members.iter().any(|m| pins_in(state, m.0, k).any(|pin| pin.room.is_some()))
}

/// Whether some member's pin names the person for session `k`.
pub fn person_is_pinned(state: &State<'_>, k: SessionIdx, p: StaffIdx) -> bool {
    let members = &state.sessions[k].members;
    members.iter().any(|m| pins_in(state, m.0, k).any(|pin| pin.staff.contains(&p)))
}
