//! Better rooms and people for open sessions: bonuses of people to learners, fewer changes from the previous plan.

use crate::schedule::instance::NONE;
use crate::schedule::state::State;

impl State<'_> {
    /// Improves room and people of one session as long as a single exchange pays.
    pub fn polish(&mut self, k: u32) {
        if !self.cares_about_placement(k) {
            return;
        }
        for _ in 0..4 {
            if !self.polish_staff(k) && !self.polish_room(k) {
                return;
            }
        }
    }

    /// Whether any other room or person could change the objective.
    fn cares_about_placement(&self, k: u32) -> bool {
        let session = &self.sessions[k as usize];
        session.kept != NONE || session.members.iter().any(|m| !self.inst.learners[m.0 as usize].staff_bonus.is_empty())
    }

    /// One exchange of a person with a free one, or with somebody of another session in the same slots.
    fn polish_staff(&mut self, k: u32) -> bool {
        let activity = self.sessions[k as usize].activity;
        for role in 0..self.sessions[k as usize].staff.len() {
            let tag = self.inst.activities[activity as usize].roles[role];
            for i in 0..self.inst.people_with[tag as usize].len() {
                let person = self.inst.people_with[tag as usize][i];
                if self.try_person(k, role, person) {
                    return true;
                }
            }
        }
        false
    }

    /// Gives the role to the person, exchanging if they are busy; keeps it only if the objective rises.
    fn try_person(&mut self, k: u32, role: usize, person: u32) -> bool {
        let now = self.sessions[k as usize].staff[role];
        if self.sessions[k as usize].staff.contains(&person)
            || self.person_is_pinned(k, now)
            || !self.is_welcome(person, k)
        {
            return false;
        }
        let (mark, points) = (self.mark(), self.points);
        let other = self.staff_at[person as usize * self.inst.n_slots + self.sessions[k as usize].start];
        if other == NONE {
            if !self.can_serve(person, self.slots_of(k), NONE) {
                return false;
            }
            self.set_person(k, role, person);
        } else if !self.exchange(k, role, other, person) {
            return false;
        }
        if self.points <= points {
            self.rollback(mark);
        }
        self.points > points
    }

    /// Lets two people of two sessions in the same slots change places, if both may.
    fn exchange(&mut self, k: u32, role: usize, other: u32, person: u32) -> bool {
        let now = self.sessions[k as usize].staff[role];
        let Some(other_role) = self.sessions[other as usize].staff.iter().position(|p| *p == person) else {
            return false;
        };
        let tag = self.inst.activities[self.sessions[other as usize].activity as usize].roles[other_role];
        let able = self.slots_of(k) == self.slots_of(other)
            && self.inst.staff[now as usize].tags.contains(&tag)
            && !self.sessions[other as usize].staff.contains(&now)
            && !self.person_is_pinned(other, person)
            && self.is_welcome(now, other);
        if able {
            self.swap_people((k, role), (other, other_role));
        }
        able
    }

    /// The previous session's room, if it is free.
    fn polish_room(&mut self, k: u32) -> bool {
        let session = &self.sessions[k as usize];
        let Some(kept) = self.inst.kept.get(session.kept as usize) else { return false };
        let room = kept.room;
        let usable = room != NONE
            && room != session.room
            && self.inst.activities[session.activity as usize].rooms.contains(&room)
            && !self.room_is_pinned(k)
            && self.room_is_open(room, self.slots_of(k))
            && self.places_in(room, self.slots_of(k)) >= self.size(k)
            && session.members.iter().all(|m| self.room_suits(m.0, room));
        if !usable {
            return false;
        }
        let (mark, points) = (self.mark(), self.points);
        self.set_room(k, room);
        if self.points <= points {
            self.rollback(mark);
        }
        self.points > points
    }
}
