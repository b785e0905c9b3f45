//! Better rooms and people for open sessions: bonuses of people to learners, fewer changes from the previous plan.

use crate::instance::NONE;
use crate::state::State;

impl State<'_> {
    /// Improves the people of one session as long as a single exchange pays.
    pub fn polish(&mut self, k: u32) {
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
    fn cares_about_placement(&self, k: u32) -> bool {
        let session = &self.sessions[k as usize];
        session.members.iter().any(|m| !self.inst.learners[m.0 as usize].staff_bonus.is_empty())
    }

    /// One exchange of a person with a free one, or with somebody of another session in the same slots.
    fn polish_staff(&mut self, k: u32) -> bool {
        let activity = self.sessions[k as usize].activity;
        for role in 0..self.sessions[k as usize].staff.len() {
            let tag = self.inst.activities[activity as usize].roles[role];
            for i in 0..self.inst.people_with[tag as usize].len() {
                let person = self.inst.people_with[tag as usize][i];
                if self.try_person(k, role, person, true) {
                    return true;
                }
            }
        }
        false
    }

    /// Gives the role to the person, exchanging if they are busy; keeps it only if the objective
    /// rises, or at least does not fall when it need not `rise`.
    fn try_person(&mut self, k: u32, role: usize, person: u32, rise: bool) -> bool {
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
        let pays = self.points > points || !rise && self.points == points;
        if !pays {
            self.rollback(mark);
        }
        pays
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

    /// Gives sessions the rooms and people of the previous plan back, wherever that costs nothing.
    pub fn restore_placement(&mut self) {
        let open: Vec<u32> = self.by_slot.concat();
        for k in open {
            let (activity, start) = (self.sessions[k as usize].activity, self.sessions[k as usize].start);
            let twins = &self.by_key[self.inst.key(activity, start)];
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
    fn restore_room(&mut self, k: u32, room: u32) {
        let session = &self.sessions[k as usize];
        let usable = room != NONE
            && room != session.room
            && self.inst.activities[session.activity as usize].rooms.contains(&room)
            && !self.room_is_pinned(k)
            && self.room_is_open(room, self.slots_of(k))
            && self.places_in(room, self.slots_of(k)) >= self.size(k)
            && session.members.iter().all(|m| self.room_suits(m.0, room));
        if usable {
            self.set_room(k, room);
        }
    }

    /// The previous session's person, if they are free or can change places, and no bonus is lost.
    fn restore_person(&mut self, k: u32, person: u32) {
        if person == NONE || self.sessions[k as usize].staff.contains(&person) {
            return;
        }
        for role in 0..self.sessions[k as usize].staff.len() {
            let tag = self.inst.activities[self.sessions[k as usize].activity as usize].roles[role];
            if self.inst.staff[person as usize].tags.contains(&tag) && self.try_person(k, role, person, false) {
                return;
            }
        }
    }
}
