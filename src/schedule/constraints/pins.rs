//! H9: a pinned learner is in a session covering the slot, with the offering, room and people that the pin names.
//! Other offerings in a pinned slot are dropped before the search.

use crate::ids::{LearnerIdx, SessionIdx, StaffIdx};
use crate::instance::Pin;
use crate::state::State;

impl State<'_> {
    /// The pins of a learner in the slots of session `k`.
    fn pins_in(&self, l: LearnerIdx, k: SessionIdx) -> impl Iterator<Item = &Pin> {
        self.slots_of(k).filter_map(move |t| self.inst.pins.get(self.inst.pin_at[(l, t)]))
    }

    /// Whether the session has the room and the people that the learner's pins name.
    pub(super) fn pins_allow(&self, l: LearnerIdx, k: SessionIdx) -> bool {
        let session = &self.sessions[k];
        self.pins_in(l, k).all(|pin| {
            (pin.room.is_none() || pin.room == session.room) && pin.staff.iter().all(|p| session.staff.contains(p))
        })
    }

    /// Pins that hold as soon as the learner joins the session.
    pub(super) fn pins_met(&self, l: LearnerIdx, k: SessionIdx) -> i64 {
        self.pins_in(l, k).count() as i64
    }

    /// Whether session `k` could move to a room as far as its members' pins go.
    pub fn room_is_pinned(&self, k: SessionIdx) -> bool {
        let members = &self.sessions[k].members;
        members.iter().any(|m| self.pins_in(m.0, k).any(|pin| pin.room.is_some()))
    }

    /// Whether some member's pin names the person for session `k`.
    pub fn person_is_pinned(&self, k: SessionIdx, p: StaffIdx) -> bool {
        let members = &self.sessions[k].members;
        members.iter().any(|m| self.pins_in(m.0, k).any(|pin| pin.staff.contains(&p)))
    }
}
