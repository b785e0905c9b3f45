//! Holds the sessions of another plan: yesterday's, one to start from, or another lane's.

use std::ops::Range;

use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx, StaffIdx, TagIdx};
use crate::instance::{Kept, SlotMask};
use crate::state::State;

/// A session as it was held elsewhere.
struct Held<'a> {
    activity: ActivityIdx,
    start: usize,
    /// None when today's problem does not know it.
    room: RoomIdx,
    /// None for a person today's problem does not know.
    staff: &'a [StaffIdx],
    /// (learner, candidate).
    members: &'a [(LearnerIdx, CandIdx)],
}

impl State<'_> {
    /// Holds the given sessions again, as far as rooms, people and learners are there.
    pub fn hold_again(&mut self, sessions: &[Kept]) {
        let mut sessions: Vec<&Kept> = sessions.iter().collect();
        // In order of time: what a candidate waits for is seated before it.
        sessions.sort_by_key(|k| k.slot);
        for k in sessions {
            let start = k.slot;
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
                let session = &other.sessions[k];
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
    fn reopen(&mut self, held: &Held<'_>) -> Option<SessionIdx> {
        let row = &self.inst.activities[held.activity];
        let slots = self.inst.run(held.start, row.duration).map(|_| held.start..held.start + row.duration)?;
        let same_room = row.rooms.contains(&held.room) && self.room_is_open(held.room, slots.clone());
        if same_room
            && self.copies[held.activity] < row.sessions_max
            && let Some(staff) = self.cast(&row.roles, held.staff, slots)
        {
            return Some(self.open(held.activity, held.start, held.room, staff));
        }
        let placement = self.place(held.activity, held.start, held.members.len() as i64, None, &[])?;
        Some(self.open(held.activity, held.start, placement.room, placement.staff))
    }

    /// Gives each role to somebody of these people who has its tag and is free; none where that cannot be.
    ///
    /// People with several tags may have to change roles, so roles are matched along augmenting paths (Kuhn, 1955).
    fn cast(&self, roles: &[TagIdx], people: &[StaffIdx], slots: Range<usize>) -> Option<Vec<StaffIdx>> {
        let is_free = |p: &StaffIdx| p.is_some() && self.can_serve(*p, slots.clone(), SessionIdx::NONE);
        let people: Vec<StaffIdx> = people.iter().copied().filter(is_free).collect();
        let plays = |person: StaffIdx, role: usize| self.inst.staff[person].tags.contains(&roles[role]);
        let mut role_of = vec![None; people.len()];
        for role in 0..roles.len() {
            if !give(role, &people, &plays, &mut role_of, &mut vec![false; people.len()]) {
                return None;
            }
        }
        let who = |role| role_of.iter().position(|r| *r == Some(role)).map(|i| people[i]);
        (0..roles.len()).map(who).collect()
    }
}

/// Gives a role to somebody, who may hand on the one they had.
fn give(
    role: usize,
    people: &[StaffIdx],
    plays: &impl Fn(StaffIdx, usize) -> bool,
    role_of: &mut [Option<usize>],
    asked: &mut [bool],
) -> bool {
    for i in 0..people.len() {
        if asked[i] || !plays(people[i], role) {
            continue;
        }
        asked[i] = true;
        if role_of[i].is_none_or(|other| give(other, people, plays, role_of, asked)) {
            role_of[i] = Some(role);
            return true;
        }
    }
    false
}
