//! The six reversible changes of a day plan, and the way back.
//!
//! They do not ask whether a change is allowed: the predicates of `constraints` do, before.

use super::{Op, Session, State};
use crate::constraints::only_candidates::waits_in_vain;
use crate::constraints::{people_points, placement_points, seat_hard, seat_points};
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx, StaffIdx, Table};

impl State<'_> {
    /// Opens a session without learners; its room and people are occupied from now on.
    pub fn open(&mut self, activity: ActivityIdx, start: usize, room: RoomIdx, staff: Vec<StaffIdx>) -> SessionIdx {
        let is_station = self.inst.activities[activity].is_station;
        let alone = Table::filled(0, if is_station { 0 } else { self.inst.never_alone.len() });
        self.openings += 1;
        let serial = self.openings;
        let session =
            Session { activity, start, room, staff, members: Vec::new(), alone, open: true, serial, closed_at: 0 };
        let k = match self.free.pop() {
            Some(k) => {
                self.sessions[k] = session;
                k
            }
            None => self.sessions.push(session),
        };
        self.occupy(k);
        self.journal.push(Op::Opened { session: k });
        k
    }

    /// Closes a session that nobody is in any more.
    pub fn close(&mut self, k: SessionIdx) {
        debug_assert!(self.sessions[k].members.is_empty(), "learners leave before a session closes");
        self.vacate(k);
        self.closed.push(k);
        self.journal.push(Op::Closed { session: k });
    }

    /// Seats a learner.
    pub fn join(&mut self, l: LearnerIdx, c: CandIdx, k: SessionIdx) {
        self.points += seat_points(self, l, c, k);
        self.hard -= seat_hard(self, l, c, k);
        self.sit(l, c, k);
        self.sessions[k].members.push((l, c));
        self.journal.push(Op::Joined { session: k });
    }

    /// Takes a learner out of a session, and out of all that only this use allowed (`after`).
    pub fn leave(&mut self, l: LearnerIdx, k: SessionIdx) {
        let Some(position) = self.sessions[k].members.iter().position(|m| m.0 == l) else { return };
        let (_, cand) = self.sessions[k].members.swap_remove(position);
        self.stand(l, cand, k);
        self.points -= seat_points(self, l, cand, k);
        self.hard += seat_hard(self, l, cand, k);
        self.journal.push(Op::Left { session: k, learner: l, cand, position });
        while let Some(other) = waits_in_vain(self, l, cand) {
            self.leave(l, other);
        }
    }

    /// Moves a session to another room.
    pub fn set_room(&mut self, k: SessionIdx, room: RoomIdx) {
        let before = self.sessions[k].room;
        self.move_room(k, room);
        self.journal.push(Op::Room { session: k, before });
    }

    /// Gives a role of a session to another person.
    pub fn set_person(&mut self, k: SessionIdx, role: usize, person: StaffIdx) {
        let before = self.sessions[k].staff[role];
        self.move_person(k, role, person);
        self.journal.push(Op::Person { session: k, role, before });
    }

    /// Lets two people of two sessions in the same slots change places; each (session, role).
    pub fn swap_people(&mut self, one: (SessionIdx, usize), two: (SessionIdx, usize)) {
        self.exchange_people(one, two);
        let ((session, role), (other, other_role)) = (one, two);
        self.journal.push(Op::Swapped { session, role, other, other_role });
    }

    /// Takes back every change since the mark.
    pub fn rollback(&mut self, mark: usize) {
        while self.journal.len() > mark {
            let Some(op) = self.journal.pop() else { break };
            match op {
                Op::Joined { session } => {
                    let Some((l, c)) = self.sessions[session].members.pop() else { continue };
                    self.stand(l, c, session);
                    self.points -= seat_points(self, l, c, session);
                    self.hard += seat_hard(self, l, c, session);
                }
                Op::Left { session, learner, cand, position } => {
                    self.points += seat_points(self, learner, cand, session);
                    self.hard -= seat_hard(self, learner, cand, session);
                    self.sit(learner, cand, session);
                    let members = &mut self.sessions[session].members;
                    members.push((learner, cand));
                    let last = members.len() - 1;
                    members.swap(position, last);
                }
                Op::Opened { session } => {
                    self.vacate(session);
                    self.free.push(session);
                }
                Op::Closed { session } => {
                    self.closed.retain(|k| *k != session);
                    self.occupy(session);
                }
                Op::Room { session, before } => self.move_room(session, before),
                Op::Person { session, role, before } => self.move_person(session, role, before),
                Op::Swapped { session, role, other, other_role } => {
                    self.exchange_people((session, role), (other, other_role));
                }
            }
        }
    }

    /// Books everything a session occupies besides its learners.
    fn occupy(&mut self, k: SessionIdx) {
        let slots = self.slots_of(k);
        let session = &mut self.sessions[k];
        session.open = true;
        let (activity, start, room) = (session.activity, session.start, session.room);
        for t in slots {
            self.room_sessions[(room, t)] += 1;
            for &p in &self.sessions[k].staff {
                self.staff_at[(p, t)] = k;
            }
        }
        for &p in &self.sessions[k].staff {
            self.staff_sessions[p] += 1;
        }
        self.copies[activity] += 1;
        self.by_key[(activity, start)].push(k);
        self.by_slot[start].push(k);
        self.clock += 1;
        self.reopened.push((k, self.sessions[k].closed_at));
        self.points += people_points(self, k) - self.inst.activities[activity].open_cost;
    }

    /// Frees everything a session occupies besides its learners.
    fn vacate(&mut self, k: SessionIdx) {
        let slots = self.slots_of(k);
        self.clock += 1;
        let session = &mut self.sessions[k];
        session.closed_at = self.clock;
        session.open = false;
        let (activity, start, room) = (session.activity, session.start, session.room);
        for t in slots {
            self.room_sessions[(room, t)] -= 1;
            for &p in &self.sessions[k].staff {
                self.staff_at[(p, t)] = SessionIdx::NONE;
            }
        }
        for &p in &self.sessions[k].staff {
            self.staff_sessions[p] -= 1;
        }
        self.copies[activity] -= 1;
        self.by_key[(activity, start)].retain(|other| *other != k);
        self.by_slot[start].retain(|other| *other != k);
        self.points += self.inst.activities[activity].open_cost - people_points(self, k);
    }

    /// Books a seat.
    fn sit(&mut self, l: LearnerIdx, c: CandIdx, k: SessionIdx) {
        let room = self.sessions[k].room;
        for t in self.slots_of(k) {
            self.at[(l, t)] = k;
            self.on[(l, t)] = c;
            self.room_learners[(room, t)] += 1;
        }
        self.count_in_camp(l, k, room, 1);
        self.count_seat(l, c, k, 1);
    }

    /// Frees a seat.
    fn stand(&mut self, l: LearnerIdx, c: CandIdx, k: SessionIdx) {
        let room = self.sessions[k].room;
        for t in self.slots_of(k) {
            self.at[(l, t)] = SessionIdx::NONE;
            self.on[(l, t)] = CandIdx::NONE;
            self.room_learners[(room, t)] -= 1;
        }
        self.count_in_camp(l, k, room, -1);
        self.count_seat(l, c, k, -1);
    }

    /// Adds `sign` uses to all counters of a seat.
    fn count_seat(&mut self, l: LearnerIdx, c: CandIdx, k: SessionIdx, sign: i32) {
        let cand = &self.inst.cands[c];
        let seat = u64::from(c.0) << 32 | u64::from(self.sessions[k].serial);
        let stamp = (seat + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let stamp = (stamp ^ stamp >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let day = &mut self.stamps[l];
        *day = if sign > 0 { day.wrapping_add(stamp) } else { day.wrapping_sub(stamp) };
        let step = |count: &mut u32| *count = count.wrapping_add_signed(sign);
        step(&mut self.cand_uses[c]);
        if cand.exclusive.is_some() {
            step(&mut self.exclusive_uses[cand.exclusive]);
        }
        for &q in &cand.requirements {
            self.required[q] += i64::from(sign) * cand.duration as i64;
        }
        for &(pool, units) in &self.inst.offerings[cand.offering].devices {
            for t in self.slots_of(k) {
                self.devices_used[(pool, t)] += i64::from(sign) * units;
            }
        }
        if !self.sessions[k].alone.is_empty() {
            for &tag in &self.inst.learners[l].never_alone {
                step(&mut self.sessions[k].alone[tag]);
            }
        }
    }

    /// Adds `sign` learners of the learner's camp to a room in the slots of a session.
    fn count_in_camp(&mut self, l: LearnerIdx, k: SessionIdx, room: RoomIdx, sign: i32) {
        let camp = self.inst.learners[l].camp;
        if camp.is_some() {
            for t in self.slots_of(k) {
                let count = &mut self.room_camps[camp][(room, t)];
                *count = count.wrapping_add_signed(sign);
            }
        }
    }

    fn move_room(&mut self, k: SessionIdx, room: RoomIdx) {
        let (before, size) = (self.sessions[k].room, self.size(k));
        self.points -= placement_points(self, k);
        for t in self.slots_of(k) {
            self.room_sessions[(before, t)] -= 1;
            self.room_learners[(before, t)] -= size;
            self.room_sessions[(room, t)] += 1;
            self.room_learners[(room, t)] += size;
        }
        if !self.inst.camps.is_empty() {
            for i in 0..self.sessions[k].members.len() {
                let (l, _) = self.sessions[k].members[i];
                self.count_in_camp(l, k, before, -1);
                self.count_in_camp(l, k, room, 1);
            }
        }
        self.sessions[k].room = room;
        self.points += placement_points(self, k);
    }

    fn move_person(&mut self, k: SessionIdx, role: usize, person: StaffIdx) {
        self.points -= placement_points(self, k);
        let before = self.sessions[k].staff[role];
        for t in self.slots_of(k) {
            self.staff_at[(before, t)] = SessionIdx::NONE;
            self.staff_at[(person, t)] = k;
        }
        self.staff_sessions[before] -= 1;
        self.staff_sessions[person] += 1;
        self.sessions[k].staff[role] = person;
        self.points += placement_points(self, k);
    }

    fn exchange_people(&mut self, one: (SessionIdx, usize), two: (SessionIdx, usize)) {
        self.points -= placement_points(self, one.0) + placement_points(self, two.0);
        let first = self.sessions[one.0].staff[one.1];
        let second = self.sessions[two.0].staff[two.1];
        for t in self.slots_of(one.0) {
            self.staff_at[(first, t)] = two.0;
            self.staff_at[(second, t)] = one.0;
        }
        self.sessions[one.0].staff[one.1] = second;
        self.sessions[two.0].staff[two.1] = first;
        self.points += placement_points(self, one.0) + placement_points(self, two.0);
    }
}
