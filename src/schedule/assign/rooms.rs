//! The smallest room that holds a session, and one step aside when there is none.

use std::ops::Range;

use crate::ids::{ActivityIdx, LearnerIdx, RoomIdx, SessionIdx};
use crate::instance::Pin;
use crate::search::Taker;
use crate::state::State;

impl State<'_> {
    /// A room for an activity: the smallest with `seats` places, else the one with most, else one made free.
    ///
    /// A room without what some takers need comes after those that have it, as long as they hold as many.
    pub(crate) fn room_for(
        &mut self,
        a: ActivityIdx,
        slots: Range<usize>,
        seats: i64,
        pin: Option<&Pin>,
        takers: &[Taker],
    ) -> Option<RoomIdx> {
        let picky: Vec<LearnerIdx> =
            takers.iter().map(|t| t.learner).filter(|l| self.inst.learners[*l].rooms_ok.is_some()).collect();
        let mut unsuited: Option<(usize, RoomIdx)> = None;
        let wanted = pin.map_or(RoomIdx::NONE, |p| p.room);
        let size_min = self.inst.activities[a].size_min;
        let (mut largest, mut places) = (None, size_min - 1);
        for &room in &self.inst.activities[a].rooms {
            if wanted.is_some() && room != wanted || !self.room_is_open(room, slots.clone()) {
                continue;
            }
            if pin.is_some_and(|p| !self.room_suits(p.learner, room)) {
                continue;
            }
            let found = self.places_in(room, slots.clone());
            if found >= seats {
                let kept_out = picky.iter().filter(|l| !self.room_suits(**l, room)).count();
                if kept_out == 0 {
                    return Some(room);
                }
                unsuited = Some(unsuited.map_or((kept_out, room), |best| best.min((kept_out, room))));
            }
            if found > places {
                (largest, places) = (Some(room), found);
            }
        }
        unsuited.map(|(_, room)| room).or(largest).or_else(|| self.clear_room(a, slots, wanted))
    }

    /// Frees a room for an activity by moving its only session of the slots to another room.
    fn clear_room(&mut self, a: ActivityIdx, slots: Range<usize>, wanted: RoomIdx) -> Option<RoomIdx> {
        let size_min = self.inst.activities[a].size_min;
        for i in 0..self.inst.activities[a].rooms.len() {
            let room = self.inst.activities[a].rooms[i];
            let row = &self.inst.rooms[room];
            let there = slots.clone().all(|t| row.slots >> t & 1 == 1);
            if wanted.is_some() && room != wanted || !there || row.capacity < size_min || row.sessions_at_once != 1 {
                continue;
            }
            if let Some(other) = self.only_session_in(room, slots.clone())
                && let Some(elsewhere) = self.other_room(other, self.size(other))
            {
                self.set_room(other, elsewhere);
                return Some(room);
            }
        }
        None
    }

    /// The one session that occupies a single-session room in the slots.
    fn only_session_in(&self, room: RoomIdx, slots: Range<usize>) -> Option<SessionIdx> {
        let mut found = SessionIdx::NONE;
        for t in slots {
            for start in (0..=t).rev().take_while(|s| self.inst.block[*s] == self.inst.block[t]) {
                for &k in &self.by_slot[start] {
                    let here = self.sessions[k].room == room && self.slots_of(k).contains(&t);
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

    /// The smallest other room that is open for session `k` with `seats` places; none when a pin holds it.
    fn other_room(&self, k: SessionIdx, seats: i64) -> Option<RoomIdx> {
        let session = &self.sessions[k];
        let slots = self.slots_of(k);
        let rooms = &self.inst.activities[session.activity].rooms;
        let suits = |room: RoomIdx| session.members.iter().all(|m| self.room_suits(m.0, room));
        let fits = |&room: &RoomIdx| {
            room != session.room
                && self.room_is_open(room, slots.clone())
                && self.places_in(room, slots.clone()) >= seats
                && suits(room)
        };
        rooms.iter().copied().find(fits).filter(|_| !self.room_is_pinned(k))
    }

    /// Moves session `k` to a room with more places, when its room is what keeps learners out.
    pub fn grow_room(&mut self, k: SessionIdx) -> bool {
        let size_max = self.inst.activities[self.sessions[k].activity].size_max;
        if self.room_has_place(k) || self.size(k) >= size_max {
            return false;
        }
        let larger = self.other_room(k, self.size(k) + 1);
        if let Some(room) = larger {
            self.set_room(k, room);
        }
        larger.is_some()
    }

    /// Moves session `k` to a room that has what learner `l` needs, keeping a place for the learner.
    pub fn suit_room(&mut self, k: SessionIdx, l: LearnerIdx) -> bool {
        let session = &self.sessions[k];
        if self.room_suits(l, session.room) || self.room_is_pinned(k) {
            return false;
        }
        let slots = self.slots_of(k);
        let size = self.size(k) + 1;
        let fits = |&room: &RoomIdx| {
            self.room_is_open(room, slots.clone())
                && self.places_in(room, slots.clone()) >= size
                && self.room_suits(l, room)
                && session.members.iter().all(|m| self.room_suits(m.0, room))
        };
        let found = self.inst.activities[session.activity].rooms.iter().copied().find(fits);
        if let Some(room) = found {
            self.set_room(k, room);
        }
        found.is_some()
    }
}
