//! The hard rules and the terms of the objective, one idea a file: may this learner join that session, and what
//! does the seat earn?
//!
//! Each file states its sentence of the contract. [`State::can_join`] asks all of them, cheap ones first;
//! [`State::seat_points`] and [`State::seat_hard`] add up what a seat brings, given that the learner is not yet
//! (or no longer) booked on it.

mod apart;
mod change;
mod devices;
mod group_size;
mod never_alone;
mod only_candidates;
mod pins;
mod requirements;
mod rooms;
mod staff;
mod together;

use super::instance::NEVER;
use super::state::State;
use crate::ids::{CandIdx, LearnerIdx, SessionIdx};
use daybreak_day::problem::Points;

impl State<'_> {
    /// Whether learner `l` may join session `k` on candidate `c`, all else as it is.
    ///
    /// The learner must be free in the slots (H1); whether a learner is there at all, and whether the candidate
    /// may start in the slot, is part of the gains.
    pub fn can_join(&self, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> bool {
        self.inst.gain(c, self.sessions[k].start) != NEVER
            && self.is_free(l, self.slots_of(k))
            && self.may_use(c, self.sessions[k].start)
            && self.has_seat(l, k)
            && self.room_takes(l, k)
            && self.is_served(l, k)
            && self.has_devices(c, k)
            && self.meets_nobody_apart(l, k)
            && self.pins_allow(l, k)
            && self.leaves_room_for_requirements(c)
    }

    /// Points that the seat adds, for a learner who is not booked on it.
    pub fn seat_points(&self, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> Points {
        let gain = self.inst.gain(c, self.sessions[k].start);
        gain + self.staff_bonus(l, k) + self.together_bonus(l, k) + self.requirement_points(c) - self.alone_cost(l, k).0
    }

    /// The part of [`State::seat_points`] that people and company bring.
    pub fn seat_company(&self, l: LearnerIdx, k: SessionIdx) -> Points {
        self.staff_bonus(l, k) + self.together_bonus(l, k)
    }

    /// Hard demands that the seat meets, less those that it raises, for a learner who is not booked on it.
    pub fn seat_hard(&self, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> i64 {
        self.pins_met(l, k) + self.requirement_hard(c) - self.alone_cost(l, k).1
    }

    /// What the search sees in a seat: points, with hard demands before everything.
    pub fn seat_value(&self, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> Points {
        self.seat_points(l, c, k) + self.seat_hard(l, c, k) * self.inst.hard_weight
    }
}
