//! The day problem in dense ids: what every later pass reads, so that no string is touched again.
//!
//! Rows are sorted by their string ids before they are numbered, hence the order of rows in a file does not
//! reach the search. Two foldings make the objective additive per seat:
//!
//! - **idleness** is the zero point: [`Instance::base`] is the objective of a day without any session, and the
//!   gain of a seat is counted against the learner being idle in the slots that it covers;
//! - **changes** of an offering against a previous plan belong to a learner and a slot, so they are part of the same gain;
//!   what it costs to move somebody to another room or other people depends on the session, and is counted there.
//!
//! An *activity* is what a session is opened on: an offering without a station, or a station.

mod rows;

mod build;
mod dictionary;
mod presolve;
mod previous;
mod relations;
mod signed;

use super::ScheduleError;
use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;

pub use rows::{Instance, Kept, Moved, NEVER, Pin, Room, SlotMask, Walk};

impl Instance {
    /// Numbers and presolves a day problem, and the plan to start from, if there is one.
    ///
    /// # Errors
    ///
    /// When ids do not resolve, when there are more than 128 slots, or when the points are too large to add up.
    pub fn new(problem: &Problem, start: Option<&Plan>) -> Result<Self, ScheduleError> {
        let mut inst = build::build(problem, start)?;
        presolve::presolve(&mut inst);
        Ok(inst)
    }
}
