//! Rooms and people, concretely: a place for a session that is to open, and better ones for those that are open.
//!
//! A session gets the smallest free room that holds it and the free people who can do least else. Where nothing
//! is free, one other session of the slot steps aside, if it can (an augmenting path of length one). Both are
//! kept exact inside the search, so that no plan is ever repaired afterwards.

mod polish;
mod rooms;
mod staff;

use super::instance::Pin;
use super::search::Taker;
use super::state::State;
use crate::ids::{ActivityIdx, RoomIdx, SessionIdx, StaffIdx};

/// Where and by whom a session could be held.
#[derive(Clone, Debug)]
pub struct Placement {
    pub room: RoomIdx,
    pub staff: Vec<StaffIdx>,
}

impl State<'_> {
    /// A room and people for activity `a` from slot `start`, for `seats` learners if possible, as `pin` says and as
    /// suits those who would come.
    ///
    /// Other sessions may step aside: those changes are in the journal, also when the answer is none.
    pub fn place(
        &mut self,
        a: ActivityIdx,
        start: usize,
        seats: i64,
        pin: Option<&Pin>,
        takers: &[Taker],
    ) -> Option<Placement> {
        let activity = &self.inst.activities[a];
        if self.copies[a] >= activity.sessions_max {
            return None;
        }
        let slots = start..start + activity.duration;
        let size_min = activity.size_min;
        let takers = &takers[..takers.len().min(seats.max(1) as usize)];
        let staff = self.staff_for(a, slots.clone(), pin, takers)?;
        let room = self.room_for(a, slots, seats.max(size_min), pin, takers)?;
        Some(Placement { room, staff })
    }

    /// Whether a room and people are free, without anyone stepping aside: a quick look before work is spent.
    pub fn could_place(&self, a: ActivityIdx, start: usize) -> bool {
        let activity = &self.inst.activities[a];
        let slots = start..start + activity.duration;
        self.copies[a] < activity.sessions_max
            && activity
                .rooms
                .iter()
                .any(|&r| self.room_is_open(r, slots.clone()) && self.places_in(r, slots.clone()) >= activity.size_min)
            && activity.roles.iter().enumerate().all(|(i, &tag)| {
                let needed = activity.roles[..=i].iter().filter(|&&t| t == tag).count();
                let people = &self.inst.people_with[tag];
                let free = |p: &&StaffIdx| self.can_serve(**p, slots.clone(), SessionIdx::NONE);
                people.iter().filter(free).take(needed).count() >= needed
            })
    }
}
