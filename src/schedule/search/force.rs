//! Forces one seat: whoever and whatever stands in the way goes, those first whose hard demands weigh least.
//!
//! A seat is in an open session, or in one that opens for it. Sessions may be left with too few or somebody alone;
//! the caller settles them, and takes the whole back if it was not worth it.

use std::ops::Range;

use super::demands::{Demand, Way, as_pin};
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, PinIdx, RequirementIdx, RoomIdx, SessionIdx, StaffIdx, Table};
use crate::instance::{Instance, NEVER, Pin};
use crate::state::State;

/// How heavy each demand weighs: how often it was missed.
pub struct Weights {
    pins: Table<PinIdx, i64>,
    owed: Table<RequirementIdx, i64>,
}

impl Weights {
    pub fn new(inst: &Instance) -> Self {
        Weights { pins: Table::filled(1, inst.pins.len()), owed: Table::filled(1, inst.requirements.len()) }
    }

    pub fn of(&self, demand: Demand) -> i64 {
        match demand {
            Demand::Pin(i) => self.pins[i],
            Demand::Owed(q) => self.owed[q],
        }
    }

    pub fn raise(&mut self, demand: Demand) {
        match demand {
            Demand::Pin(i) => self.pins[i] += 1,
            Demand::Owed(q) => self.owed[q] += 1,
        }
    }
}

impl State<'_> {
    /// Seats a learner in an open session, or in a new one; false when even force does not help. Changes are in the
    /// journal either way.
    pub fn force(&mut self, way: Way, into: Option<SessionIdx>, weights: &Weights) -> bool {
        if !self.free_learner(way, weights) {
            return false;
        }
        let learner = self.inst.cands[way.cand].learner;
        match into {
            Some(k) => self.sessions[k].open && self.squeeze_in(learner, way.cand, k, weights),
            None => self.force_open(way, weights),
        }
    }

    /// Takes the learner out of everything that keeps them from using the candidate, and seats them where it waits for.
    fn free_learner(&mut self, way: Way, weights: &Weights) -> bool {
        let inst = self.inst;
        let cand = &inst.cands[way.cand];
        let l = cand.learner;
        for t in way.start..way.start + cand.duration {
            let k = self.at[(l, t)];
            if k.is_some() {
                self.leave(l, k);
            }
        }
        for t in 0..inst.n_slots {
            let used = self.on[(l, t)];
            if used.is_none() {
                continue;
            }
            let other = &inst.cands[used];
            let excluded = used != way.cand && cand.exclusive.is_some() && other.exclusive == cand.exclusive;
            let spent = used == way.cand && self.cand_uses[used] >= cand.times_max;
            let limited = !self.leaves_room_for_requirements(way.cand)
                && other.requirements.iter().any(|q| cand.requirements.contains(q));
            if excluded || spent || limited {
                self.leave(l, self.at[(l, t)]);
            }
        }
        let waits = cand.after.is_some() && !self.may_use(way.cand, way.start);
        (!waits || self.force_before(cand.after, way, weights))
            && self.may_use(way.cand, way.start)
            && self.leaves_room_for_requirements(way.cand)
    }

    /// Forces a use of the candidate that another one waits for, in time for it.
    fn force_before(&mut self, first: CandIdx, way: Way, weights: &Weights) -> bool {
        let inst = self.inst;
        let row = &inst.cands[first];
        let starts = 0..(way.start + 1).saturating_sub(row.duration);
        for start in starts.filter(|s| inst.gain(first, *s) != NEVER) {
            let open = self.by_key[(row.activity, start)].clone();
            for into in open.into_iter().map(Some).chain([None]) {
                let mark = self.mark();
                if self.force(Way { cand: first, start }, into, weights) && self.may_use(way.cand, way.start) {
                    return true;
                }
                self.rollback(mark);
            }
        }
        false
    }

    /// Seats a free learner in session `k` at the cost of others.
    fn squeeze_in(&mut self, l: LearnerIdx, c: CandIdx, k: SessionIdx, weights: &Weights) -> bool {
        while !self.can_join(l, c, k) {
            let eased = self.suit_room(k, l) || self.grow_room(k);
            if !eased && !self.send_one_away(l, c, k, weights) {
                return false;
            }
        }
        self.join(l, c, k);
        true
    }

    /// Sends one learner away who stands between `l` and a seat in `k`; false when nobody does, or none can help.
    fn send_one_away(&mut self, l: LearnerIdx, c: CandIdx, k: SessionIdx, weights: &Weights) -> bool {
        let inst = self.inst;
        let session = &self.sessions[k];
        let members = |k: SessionIdx| self.sessions[k].members.iter().map(move |m| (m.0, k));
        let slots = self.slots_of(k);
        let blockers: Vec<(LearnerIdx, SessionIdx)> = if !self.meets_nobody_apart(l, k) {
            let apart = &inst.learners[l].apart;
            members(k).filter(|m| apart.contains(&m.0)).collect()
        } else if !self.has_seat(l, k) {
            members(k).collect()
        } else if !self.room_has_place(k) {
            let beside = self.sessions_in(slots).into_iter().filter(|o| self.sessions[*o].room == session.room);
            beside.flat_map(members).collect()
        } else if !self.has_devices(c, k) {
            let wanted = &inst.offerings[inst.cands[c].offering].devices;
            let uses = |cand: CandIdx| {
                let devices = &inst.offerings[inst.cands[cand].offering].devices;
                devices.iter().any(|used| wanted.iter().any(|w| w.0 == used.0))
            };
            let users = |k: SessionIdx| {
                let members = self.sessions[k].members.iter();
                members.filter(|m| uses(m.1)).map(move |m| (m.0, k)).collect::<Vec<_>>()
            };
            self.sessions_in(slots).into_iter().flat_map(users).collect()
        } else {
            return false;
        };
        let lightest = blockers.into_iter().min_by_key(|&(m, k)| {
            // Among equals, who needs a smaller group than the others goes, and who is spared more easily.
            (self.weight_of_seat(m, k, weights), inst.learners[m].group_size_max, self.spare(k) <= 0, m, k)
        });
        if let Some((m, k)) = lightest {
            self.leave(m, k);
        }
        lightest.is_some()
    }

    /// Opens a session for the seat, freeing a copy, people and a room, and fills it.
    fn force_open(&mut self, way: Way, weights: &Weights) -> bool {
        let (pin, a) = (as_pin(self.inst, way), self.inst.cands[way.cand].activity);
        let activity = &self.inst.activities[a];
        let slots = way.start..way.start + activity.duration;
        if self.copies[a] >= activity.sessions_max {
            let copies: Vec<SessionIdx> = (0..self.inst.n_slots).flat_map(|s| self.by_key[(a, s)].clone()).collect();
            self.end_lightest(copies, weights);
        }
        let seats = activity.size_max;
        self.free_people(a, slots.clone(), &pin, weights);
        let Some(staff) = self.staff_for(a, slots.clone(), Some(&pin), &[]) else { return false };
        let room = self.room_for(a, slots.clone(), seats, Some(&pin), &[]).or_else(|| {
            self.free_room(a, slots, &pin, weights);
            self.room_for(a, way.start..way.start + activity.duration, seats, Some(&pin), &[])
        });
        let Some(room) = room else { return false };
        // Those who were sent away may have been what the learner's candidate waits for.
        if !self.may_use(way.cand, way.start) || self.copies[a] >= activity.sessions_max {
            return false;
        }
        let k = self.open(a, way.start, room, staff);
        if !self.squeeze_in(pin.learner, way.cand, k, weights) {
            return false;
        }
        // Asked only now: those who have just lost their seats may want one here.
        let takers = self.takers(a, way.start);
        self.seat_takers(k, &takers);
        self.gather(k, weights);
        self.is_filled(k)
    }

    /// Brings learners into session `k` who would rather not come, until it has its least size and nobody is alone
    /// there against a rule.
    fn gather(&mut self, k: SessionIdx, weights: &Weights) {
        let inst = self.inst;
        let (a, start) = (self.sessions[k].activity, self.sessions[k].start);
        let mut others: Vec<(i64, LearnerIdx, CandIdx)> = Vec::new();
        for &(l, cand) in inst.wanters(a, start) {
            let at = (start..start + inst.activities[a].duration).map(|t| self.session_at(l, t));
            let mut left: Vec<SessionIdx> = at.filter(|o| o.is_some()).collect();
            left.dedup();
            if !left.contains(&k) {
                let ends = |o: SessionIdx| if self.spare(o) > 0 { 0 } else { self.weight_of_session(o, weights) + 1 };
                let weight = left.iter().map(|o| ends(*o) + 2 * self.weight_of_seat(l, *o, weights)).sum();
                others.push((weight, l, cand));
            }
        }
        others.sort_unstable();
        for (_, l, c) in others {
            let alone = self.alone_by_rule(k);
            if self.is_filled(k) && alone.is_empty() {
                return;
            }
            let tags = |l: LearnerIdx| &inst.learners[l].never_alone;
            let keeps_company = alone.iter().any(|m| tags(*m).iter().any(|tag| tags(l).contains(tag)));
            if self.session_at(l, start) == k || self.is_filled(k) && !keeps_company {
                continue;
            }
            let mark = self.mark();
            let way = Way { cand: c, start };
            let came = self.inst.cands[c].after.is_none()
                && self.free_learner(way, weights)
                && (self.can_join(l, c, k) || self.grow_room(k) && self.can_join(l, c, k));
            if came {
                self.join(l, c, k);
            } else {
                self.rollback(mark);
            }
        }
    }

    /// Frees people until every need of the activity could be met, those first whom the pin names.
    fn free_people(&mut self, a: ActivityIdx, slots: Range<usize>, pin: &Pin, weights: &Weights) {
        for &p in &pin.staff {
            self.free_person(p, slots.clone(), weights);
        }
        let inst = self.inst;
        let barred = &inst.learners[pin.learner].staff_barred;
        for (tag, count) in inst.activities[a].needs() {
            let able: Vec<StaffIdx> =
                inst.people_with[tag].iter().copied().filter(|p| barred.binary_search(p).is_err()).collect();
            let mut taken: Vec<(i64, StaffIdx)> = able
                .iter()
                .filter(|p| !self.can_serve(**p, slots.clone(), SessionIdx::NONE))
                .map(|p| (self.weight_of_person(*p, slots.clone(), weights), *p))
                .collect();
            taken.sort_unstable();
            for (_, p) in taken {
                if able.iter().filter(|p| self.can_serve(**p, slots.clone(), SessionIdx::NONE)).count() >= count {
                    break;
                }
                self.free_person(p, slots.clone(), weights);
            }
        }
    }

    /// Ends sessions of a person until they could serve in the slots, if they are there at all.
    fn free_person(&mut self, p: StaffIdx, slots: Range<usize>, weights: &Weights) {
        while !self.can_serve(p, slots.clone(), SessionIdx::NONE) {
            let busy = |range: Range<usize>| -> Vec<SessionIdx> {
                range.map(|t| self.staff_at[(p, t)]).filter(|k| k.is_some()).collect()
            };
            let there = busy(slots.clone());
            let ended = if there.is_empty() { busy(0..self.inst.n_slots) } else { there };
            if !self.end_lightest(ended, weights) {
                return;
            }
        }
    }

    /// What it would cost to free a person.
    fn weight_of_person(&self, p: StaffIdx, slots: Range<usize>, weights: &Weights) -> i64 {
        let weigh = |range: Range<usize>| {
            range.map(|t| self.staff_at[(p, t)]).filter(|k| k.is_some()).map(|k| self.weight_of_session(k, weights) + 1)
        };
        match weigh(slots).max() {
            Some(weight) => weight,
            None => weigh(0..self.inst.n_slots).min().unwrap_or(i64::MAX),
        }
    }

    /// Ends the sessions in the room that is freed most easily.
    fn free_room(&mut self, a: ActivityIdx, slots: Range<usize>, pin: &Pin, weights: &Weights) {
        let inst = self.inst;
        let activity = &inst.activities[a];
        let run = slots.clone().fold(0, |mask, t| mask | 1 << t);
        let around = self.sessions_in(slots.clone());
        let inside = |r: RoomIdx| -> Vec<SessionIdx> {
            around.iter().copied().filter(|k| self.sessions[*k].room == r).collect()
        };
        let suits = |r: &RoomIdx| {
            let room = &inst.rooms[*r];
            (pin.room.is_none() || pin.room == *r)
                && room.slots & run == run
                && room.capacity >= activity.size_min
                && self.room_suits(pin.learner, *r)
        };
        let weigh =
            |r: RoomIdx| (inside(r).into_iter().map(|k| self.weight_of_session(k, weights) + 1).sum::<i64>(), r);
        let Some((_, room)) = activity.rooms.iter().copied().filter(suits).map(weigh).min() else { return };
        let mut inside = inside(room);
        while !self.room_is_open(room, slots.clone()) || self.places_in(room, slots.clone()) < activity.size_min.max(1)
        {
            if !self.end_lightest(inside.clone(), weights) {
                return;
            }
            inside.retain(|k| self.sessions[*k].open);
        }
    }

    /// Ends the session that weighs least; false when there is none.
    fn end_lightest(&mut self, sessions: Vec<SessionIdx>, weights: &Weights) -> bool {
        let weigh = |k: &SessionIdx| (self.weight_of_session(*k, weights), self.size(*k), *k);
        let lightest = sessions.into_iter().filter(|k| self.sessions[*k].open).min_by_key(weigh);
        if let Some(k) = lightest {
            self.dismiss(k);
        }
        lightest.is_some()
    }

    /// Sessions that run in some of the slots.
    fn sessions_in(&self, slots: Range<usize>) -> Vec<SessionIdx> {
        let starts = 0..slots.end;
        let meets = |k: &SessionIdx| self.slots_of(*k).end > slots.start;
        starts.flat_map(|s| self.by_slot[s].iter().copied().filter(meets)).collect()
    }

    /// The hard demands that a session meets.
    fn weight_of_session(&self, k: SessionIdx, weights: &Weights) -> i64 {
        self.sessions[k].members.iter().map(|m| self.weight_of_seat(m.0, k, weights)).sum()
    }

    /// The hard demands that a learner's seat in session `k` meets.
    fn weight_of_seat(&self, l: LearnerIdx, k: SessionIdx, weights: &Weights) -> i64 {
        let inst = self.inst;
        let slots = self.slots_of(k);
        let cand = self.on[(l, slots.start)];
        let pins: i64 =
            slots.map(|t| inst.pin_at[(l, t)]).filter(|i| i.is_some()).map(|i| weights.of(Demand::Pin(i))).sum();
        if cand.is_none() {
            return pins;
        }
        let cand = &inst.cands[cand];
        let owed = cand.requirements.iter().map(|&q| {
            let row = &inst.requirements[q];
            let lost = (row.slots_min - self.required[q] + cand.duration as i64).clamp(0, cand.duration as i64);
            if row.shortfall_cost.is_none() { lost * weights.of(Demand::Owed(q)) } else { 0 }
        });
        pins + owed.sum::<i64>()
    }
}
