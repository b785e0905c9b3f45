//! Holds the sessions of another plan: yesterday's, one to start from, or another lane's.

use crate::schedule::instance::{Kept, NONE, SlotMask};
use crate::schedule::state::State;

/// A session as it was held elsewhere.
struct Held<'a> {
    activity: u32,
    start: usize,
    /// [`NONE`] when today's problem does not know it.
    room: u32,
    /// [`NONE`] for a person today's problem does not know.
    staff: &'a [u32],
    /// (learner, candidate).
    members: &'a [(u32, u32)],
}

impl State<'_> {
    /// Holds the given sessions again, as far as rooms, people and learners are there.
    pub fn hold_again(&mut self, sessions: &[Kept]) {
        let mut sessions: Vec<&Kept> = sessions.iter().collect();
        // In order of time: what a candidate waits for is seated before it.
        sessions.sort_by_key(|k| k.slot);
        for k in sessions {
            let start = k.slot as usize;
            self.hold(&Held { activity: k.activity, start, room: k.room, staff: &k.staff, members: &k.members });
        }
    }

    /// Replaces the sessions that start in the slots by those of another plan, as far as they fit.
    pub fn replay(&mut self, other: &State<'_>, slots: SlotMask) {
        let mark = self.mark();
        for s in (0..self.inst.n_slots).filter(|s| slots >> s & 1 == 1) {
            for k in self.by_slot[s].clone() {
                self.dismiss(k);
            }
        }
        for s in (0..self.inst.n_slots).filter(|s| slots >> s & 1 == 1) {
            for &k in &other.by_slot[s] {
                let session = &other.sessions[k as usize];
                self.hold(&Held {
                    activity: session.activity,
                    start: s,
                    room: session.room,
                    staff: &session.staff,
                    members: &session.members,
                });
            }
        }
        self.settle(mark);
        self.fill(slots, None);
        self.commit();
    }

    /// Holds one session, with whom of its learners may come; not at all when they are too few and nobody tops it up.
    fn hold(&mut self, held: &Held<'_>) {
        let mark = self.mark();
        let k = self.reopen(held);
        for &(l, c) in held.members {
            if let Some(k) = k.filter(|k| self.can_join(l, c, *k)) {
                self.join(l, c, k);
            }
        }
        if !k.is_some_and(|k| self.size(k) > 0 && (self.is_filled(k) || self.top_up(k))) {
            self.rollback(mark);
        }
    }

    /// Opens a session in its room with its people, or in another room or with others.
    fn reopen(&mut self, held: &Held<'_>) -> Option<u32> {
        let row = &self.inst.activities[held.activity as usize];
        let slots = self.inst.run(held.start, row.duration).map(|_| held.start..held.start + row.duration)?;
        let mut staff: Vec<u32> = Vec::new();
        for &tag in &row.roles {
            let able = |p: &&u32| {
                let person = self.inst.staff.get(**p as usize);
                !staff.contains(*p)
                    && person.is_some_and(|person| person.tags.contains(&tag))
                    && self.can_serve(**p, slots.clone(), NONE)
            };
            match held.staff.iter().find(able) {
                Some(&person) => staff.push(person),
                None => break,
            }
        }
        let same_room = row.rooms.contains(&held.room) && self.room_is_open(held.room, slots.clone());
        if same_room && staff.len() == row.roles.len() && self.copies[held.activity as usize] < row.sessions_max {
            return Some(self.open(held.activity, held.start, held.room, staff));
        }
        let placement = self.place(held.activity, held.start, held.members.len() as i64, None, &[])?;
        Some(self.open(held.activity, held.start, placement.room, placement.staff))
    }
}
