//! Better rooms and people for open sessions: bonuses of people to learners, fewer changes from the previous plan.

use crate::ids::{RoomIdx, SessionIdx, StaffIdx};
use crate::state::State;

impl State<'_> {
    /// Improves the people of one session as long as a single exchange pays.
    pub fn polish(&mut self, k: SessionIdx) {
        if !self.cares_about_placement(k) {
            return;
        }
        for _ in 0..4 {
            if !self.polish_staff(k) {
                return;
            }
        }
    }

    /// Whether any other room or person could change the objective.
    fn cares_about_placement(&self, k: SessionIdx) -> bool {
        let session = &self.sessions[k];
        session.members.iter().any(|m| !self.inst.learners[m.0].staff_bonus.is_empty())
    }

    /// One exchange of a person with a free one, or with somebody of another session in the same slots.
    fn polish_staff(&mut self, k: SessionIdx) -> bool {
        let activity = self.sessions[k].activity;
        for role in 0..self.sessions[k].staff.len() {
            let tag = self.inst.activities[activity].roles[role];
            for i in 0..self.inst.people_with[tag].len() {
                let person = self.inst.people_with[tag][i];
                if self.try_person(k, role, person, true) {
                    return true;
                }
            }
        }
        false
    }

    /// Gives the role to the person, exchanging if they are busy; keeps it only if the objective
    /// rises, or at least does not fall when it need not `rise`.
    fn try_person(&mut self, k: SessionIdx, role: usize, person: StaffIdx, rise: bool) -> bool {
        let now = self.sessions[k].staff[role];
        if self.sessions[k].staff.contains(&person) || self.person_is_pinned(k, now) || !self.is_welcome(person, k) {
            return false;
        }
        let (mark, points) = (self.mark(), self.points);
        let other = self.staff_at[(person, self.sessions[k].start)];
        if other.is_none() {
            if !self.can_serve(person, self.slots_of(k), SessionIdx::NONE) {
                return false;
            }
            self.set_person(k, role, person);
        } else if !self.exchange(k, role, other, person) {
            return false;
        }
        let pays = self.points > points || !rise && self.points == points;
        if !pays {
            self.rollback(mark);
        }
        pays
    }

    /// Lets two people of two sessions in the same slots change places, if both may.
    fn exchange(&mut self, k: SessionIdx, role: usize, other: SessionIdx, person: StaffIdx) -> bool {
        let now = self.sessions[k].staff[role];
        let Some(other_role) = self.sessions[other].staff.iter().position(|p| *p == person) else {
            return false;
        };
        let tag = self.inst.activities[self.sessions[other].activity].roles[other_role];
        let able = self.slots_of(k) == self.slots_of(other)
            && self.inst.staff[now].tags.contains(&tag)
            && !self.sessions[other].staff.contains(&now)
            && !self.person_is_pinned(other, person)
            && self.is_welcome(now, other);
        if able {
            self.swap_people((k, role), (other, other_role));
        }
        able
    }

    /// Gives sessions the rooms and people of the previous plan back, wherever that costs nothing.
    pub fn restore_placement(&mut self) {
        let open: Vec<SessionIdx> = self.by_slot.concat();
        for k in open {
            let (activity, start) = (self.sessions[k].activity, self.sessions[k].start);
            let twins = &self.by_key[(activity, start)];
            let at = twins.iter().position(|twin| *twin == k).unwrap_or(0);
            let Some((room, staff)) = self.kept_like(activity, start).get(at).map(|s| (s.room, s.staff.clone())) else {
                continue;
            };
            self.restore_room(k, room);
            for person in staff {
                self.restore_person(k, person);
            }
        }
    }

    /// The previous session's room, if it is free.
    fn restore_room(&mut self, k: SessionIdx, room: RoomIdx) {
        let session = &self.sessions[k];
        let usable = room.is_some()
            && room != session.room
            && self.inst.activities[session.activity].rooms.contains(&room)
            && !self.room_is_pinned(k)
            && self.room_is_open(room, self.slots_of(k))
            && self.places_in(room, self.slots_of(k)) >= self.size(k)
            && session.members.iter().all(|m| self.room_suits(m.0, room));
        if usable {
            self.set_room(k, room);
        }
    }

    /// The previous session's person, if they are free or can change places, and no bonus is lost.
    fn restore_person(&mut self, k: SessionIdx, person: StaffIdx) {
        if person.is_none() || self.sessions[k].staff.contains(&person) {
            return;
        }
        for role in 0..self.sessions[k].staff.len() {
            let tag = self.inst.activities[self.sessions[k].activity].roles[role];
            if self.inst.staff[person].tags.contains(&tag) && self.try_person(k, role, person, false) {
                return;
            }
        }
    }
}
