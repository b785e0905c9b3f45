//! What is held for choices: a choice is allowed only if the plan keeps every hard rule whatever all learners take.
//!
//! Each learner takes one of their choices or none, and nobody knows who will. So every count is made for the worst case by
//! itself: for what is scarce (seats, devices) all who may come have come and nobody has left; for what must stay (the least of
//! a group, company of one's own) all who may leave have left and nobody has come; who is kept apart meets nobody who is or may
//! be there. Each such case is at least as bad as any that can happen, since a learner's choices do not depend on anybody's.
//! What hinges on the learner's own day alone was tried before.

use std::ops::Range;

use crate::day::{Day, What};
use crate::resources;
use crate::seating::Seating;

/// A seat in a session of the plan that may be taken.
#[derive(Clone, Debug)]
pub struct Seat {
    pub learner: usize,
    pub session: usize,
    pub offering: usize,
    /// The session's slots.
    pub span: Range<usize>,
}

/// The plan with all that is held so far.
pub struct Hold<'s, 'd> {
    day: &'s Day<'d>,
    seating: &'s Seating,
    /// By learner, the seats held.
    seats: Vec<Vec<Seat>>,
    /// By session, who may come who is not in it, and who may leave; each once.
    coming: Vec<Vec<usize>>,
    leaving: Vec<Vec<usize>>,
    /// Rooms × slots: learners who may come and are not in the room then.
    rooms: Vec<u32>,
    /// Pools × slots: units that may be needed beyond those in use.
    devices: Vec<u32>,
}

impl<'s, 'd> Hold<'s, 'd> {
    /// Nothing is held.
    pub fn new(day: &'s Day<'d>, seating: &'s Seating) -> Self {
        Hold {
            day,
            seating,
            seats: vec![vec![]; day.learners.len()],
            coming: vec![vec![]; seating.sessions.len()],
            leaving: vec![vec![]; seating.sessions.len()],
            rooms: vec![0; day.problem.rooms.len() * day.n_slots],
            devices: vec![0; day.problem.devices.len() * day.n_slots],
        }
    }

    /// Whether the seat may be held for the learner, who would leave these sessions.
    pub fn allows(&self, seat: &Seat, left: &[usize]) -> bool {
        let stays = left.contains(&seat.session);
        left.iter().all(|&k| k == seat.session || self.may_leave(k, seat.learner))
            && (stays || (self.may_come(seat) && self.meets_nobody(seat)))
            && self.has_place(seat)
            && self.has_devices(seat)
    }

    /// Holds what was allowed.
    pub fn hold(&mut self, seat: &Seat, left: &[usize]) {
        let (learner, into) = (seat.learner, seat.session);
        for &k in left.iter().filter(|&&k| k != into) {
            add(&mut self.leaving[k], learner);
        }
        if !left.contains(&into) {
            add(&mut self.coming[into], learner);
        }
        for slot in self.slots_to_come(seat) {
            self.rooms[self.seating.sessions[into].room * self.day.n_slots + slot] += 1;
        }
        for (at, units) in self.units_more(seat) {
            self.devices[at] += units;
        }
        self.seats[learner].push(seat.clone());
    }

    /// Whether a group stays large enough, and nobody of a tag alone, when the learner and all who may leave it have left.
    fn may_leave(&self, k: usize, learner: usize) -> bool {
        let held = &self.seating.sessions[k];
        let frame = self.day.frame(held.what);
        let leaving = &self.leaving[k];
        let n_left = leaving.len() + usize::from(!leaving.contains(&learner));
        if held.seats.len() < n_left + (frame.size_min as usize).max(1) {
            return false;
        }
        frame.is_station
            || self.day.problem.never_alone.iter().all(|rule| {
                let has = |l: usize| self.has_tag(l, &rule.tag);
                let n_there = held.seats.iter().filter(|seat| has(seat.0)).count();
                let n_leave = leaving.iter().filter(|&&l| l != learner && has(l)).count() + 1;
                let n_come = self.coming[k].iter().filter(|&&l| has(l)).count();
                !has(learner) || n_there >= n_leave + 2 || (n_there == 1 && n_come == 0)
            })
    }

    /// Whether there is a seat in the group for the learner and all who may come, it suits all of them, and none of a tag would
    /// be alone.
    fn may_come(&self, seat: &Seat) -> bool {
        let (k, learner) = (seat.session, seat.learner);
        let held = &self.seating.sessions[k];
        let frame = self.day.frame(held.what);
        let at = (held.what, held.start);
        let coming = || self.coming[k].iter().copied().filter(|&l| l != learner).chain([learner]);
        let all = || held.seats.iter().map(|seat| seat.0).chain(coming());
        if all().filter(|&l| !self.day.is_signed(l, at, |row| row.size_max)).count() > frame.size_max as usize {
            return false;
        }
        if frame.is_station {
            return true;
        }
        let n = all().count();
        let limit = |l: usize| self.day.problem.learners[l].group_size_max.map_or(usize::MAX, |max| max as usize);
        let suits = all().all(|l| limit(l) >= n || self.day.is_signed(l, at, |row| row.group_size));
        suits
            && self.day.problem.never_alone.iter().all(|rule| {
                let has = |l: usize| self.has_tag(l, &rule.tag);
                let n_there = held.seats.iter().filter(|seat| has(seat.0)).count();
                let n_leave = self.leaving[k].iter().filter(|&&l| has(l)).count();
                !has(learner) || n_there > n_leave
            })
    }

    /// Whether nobody is in the session, or in its room, or may come there, from whom the learner is kept apart.
    fn meets_nobody(&self, seat: &Seat) -> bool {
        let (day, learner, k) = (self.day, seat.learner, seat.session);
        let held = &self.seating.sessions[k];
        let at: (What, usize) = (held.what, held.start);
        let may_be_there = held.seats.iter().map(|seat| seat.0).chain(self.coming[k].iter().copied());
        let mut parted = day.learners[learner].apart_places.iter();
        may_be_there.into_iter().all(|other| !day.are_apart(learner, other, at))
            && !parted.any(|&other| seat.span.clone().any(|slot| self.may_be_in(other, held.room, slot)))
            && resources::fits_room(day, learner, held.room).is_ok()
    }

    /// Whether a learner is in a room in a slot, or may come there.
    fn may_be_in(&self, learner: usize, room: usize, slot: usize) -> bool {
        self.seating.session(learner, slot).is_some_and(|k| self.seating.sessions[k].room == room)
            || self.holds_in(learner, room, slot)
    }

    /// Whether a seat in a room is held for a learner in a slot.
    fn holds_in(&self, learner: usize, room: usize, slot: usize) -> bool {
        let here = |seat: &Seat| self.seating.sessions[seat.session].room == room && seat.span.contains(&slot);
        self.seats[learner].iter().any(here)
    }

    /// Slots in which the learner would come into the room and no place is held yet.
    fn slots_to_come(&self, seat: &Seat) -> Vec<usize> {
        let room = self.seating.sessions[seat.session].room;
        seat.span.clone().filter(|&slot| !self.may_be_in(seat.learner, room, slot)).collect()
    }

    /// Whether the room has a place in each of the slots.
    fn has_place(&self, seat: &Seat) -> bool {
        let room = self.seating.sessions[seat.session].room;
        let capacity = self.day.problem.rooms[room].capacity;
        let used = |slot: usize| self.seating.in_room(room, slot).1 + self.rooms[room * self.day.n_slots + slot];
        self.slots_to_come(seat).into_iter().all(|slot| used(slot) < capacity)
    }

    /// Units by pool and slot that the learner may need beyond those that are in use or held for them.
    fn units_more(&self, seat: &Seat) -> Vec<(usize, u32)> {
        let day = self.day;
        let units = |offering: Option<usize>, device: usize| {
            let own = offering.and_then(|o| day.offerings[o].devices.iter().find(|(pool, _)| *pool == device));
            own.map_or(0, |&(_, units)| units)
        };
        let mut more = vec![];
        for &(device, needed) in &day.offerings[seat.offering].devices {
            for slot in seat.span.clone() {
                let now = units(self.seating.doing(seat.learner, slot), device);
                let others = self.seats[seat.learner].iter().filter(|other| other.span.contains(&slot));
                let held = others.map(|other| units(Some(other.offering), device)).max().unwrap_or(0);
                more.push((device * day.n_slots + slot, needed.saturating_sub(now.max(held))));
            }
        }
        more.retain(|(_, units)| *units > 0);
        more
    }

    fn has_devices(&self, seat: &Seat) -> bool {
        self.units_more(seat).into_iter().all(|(at, units)| {
            let (device, slot) = (at / self.day.n_slots, at % self.day.n_slots);
            let used = self.seating.in_use(device, slot).saturating_add(self.devices[at]);
            used.saturating_add(units) <= self.day.problem.devices[device].count
        })
    }

    fn has_tag(&self, learner: usize, tag: &str) -> bool {
        self.day.problem.learners[learner].tags.iter().any(|own| own == tag)
    }
}

fn add(list: &mut Vec<usize>, learner: usize) {
    if !list.contains(&learner) {
        list.push(learner);
    }
}
