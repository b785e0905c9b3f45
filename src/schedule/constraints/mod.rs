//! The hard rules and the terms of the objective, one idea a file: may this learner join that session, and what
//! does the seat earn?
//!
//! Each file states its sentence of the contract. [`can_join`] asks all of them, cheap ones first; [`seat_points`] and
//! [`seat_hard`] add up what a seat brings, given that the learner is not yet (or no longer) booked on it. Where the
//! sentences are kept that no seat is asked about says [`kept`]. All of it reads the plan and changes nothing.

pub mod apart;
pub mod change;
pub mod devices;
pub mod group_size;
pub mod never_alone;
pub mod only_candidates;
pub mod order;
pub mod pins;
pub mod place;
pub mod requirements;
pub mod rooms;
pub mod staff;
pub mod together;

pub mod kept;

#[cfg(test)]
mod tests;

pub use kept::{Keeper, kept_by};

use super::instance::NEVER;
use super::state::State;
use crate::ids::{CandIdx, LearnerIdx, SessionIdx};
use apart::{is_apart_in_place, meets_nobody_apart};
use change::{duty_points, moved_cost, moved_points};
use daybreak_day::problem::Points;
use devices::has_devices;
use group_size::has_seat;
use never_alone::alone_cost;
use only_candidates::may_use;
use order::early_cost;
use pins::{pins_allow, pins_met};
use place::{ways_of_learner, ways_of_members, ways_of_people};
use requirements::{leaves_room_for_requirements, requirement_hard, requirement_points};
use rooms::room_takes;
use staff::{is_served, staff_bonus, staff_points};
use together::together_bonus;

/// Whether learner `l` may join session `k` on candidate `c`, all else as it is.
///
/// The learner must be free in the slots (H1); whether a learner is there at all, and whether the candidate
/// may start in the slot, is part of the gains.
pub fn can_join(state: &State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> bool {
    state.inst.gain(c, state.sessions[k].start) != NEVER
        && state.is_free(l, state.slots_of(k))
        && may_use(state, c, state.sessions[k].start)
        && has_seat(state, l, k)
        && room_takes(state, l, k)
        && is_served(state, l, k)
        && has_devices(state, c, k)
        && meets_nobody_apart(state, l, k)
        && is_apart_in_place(state, l, k)
        && pins_allow(state, l, k)
        && leaves_room_for_requirements(state, c)
}

/// Points that the seat adds, for a learner who is not booked on it.
pub fn seat_points(state: &State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> Points {
    let start = state.sessions[k].start;
    let gain = state.inst.gain(c, start) - early_cost(state, l, c, start);
    gain + seat_company(state, l, c, k) + requirement_points(state, c) - alone_cost(state, l, k).0
}

/// The part of [`seat_points`] that room, people and company bring.
pub fn seat_company(state: &State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> Points {
    staff_bonus(state, l, k) + together_bonus(state, l, k) - moved_cost(state, l, c, k) - ways_of_learner(state, l, k)
}

/// What the room and people of a session bring to its members, and to the people themselves.
pub fn placement_points(state: &State<'_>, k: SessionIdx) -> Points {
    staff_points(state, k) - moved_points(state, k) - ways_of_members(state, k) + people_points(state, k)
}

/// What serving the session brings to its people, over not serving it.
pub fn people_points(state: &State<'_>, k: SessionIdx) -> Points {
    duty_points(state, k) - ways_of_people(state, k)
}

/// Hard demands that the seat meets, less those that it raises, for a learner who is not booked on it.
pub fn seat_hard(state: &State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> i64 {
    pins_met(state, l, k) + requirement_hard(state, c) - alone_cost(state, l, k).1
}

/// What the search sees in a seat: points, with hard demands before everything.
pub fn seat_value(state: &State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> Points {
    seat_points(state, l, c, k) + seat_hard(state, l, c, k) * state.inst.hard_weight
}
