//! Proven upper bounds on the objective of every valid plan.
//!
//! A bound holds for the whole problem: what the relaxation leaves out enters with its most favourable value, and
//! everything is computed in integers. In reading order: `favour` is the most that a seat could bring; `relaxation`
//! lays out what is scarce; `sessions` and `staff_day` answer the two questions that remain at given prices;
//! `prices` adds the answers up; `volume` looks for good prices of the whole day. Where few rooms and people make such
//! prices loose, `branching` goes on from them: `part` cuts the day, `share` leaves each part its own prices, `walk`
//! lowers them, `tree` branches. `by_id` hands all that over, and `from_id` takes over prices of another day.

mod branching;
mod by_id;
mod favour;
mod from_id;
mod part;
mod prices;
mod relaxation;
mod sessions;
mod share;
mod staff_day;
mod tree;
mod volume;
mod walk;

use daybreak_day::certificate::{CERTIFICATE_FORMAT, Certificate, GivenSessions, Prices};
use daybreak_day::problem::Points;

pub use branching::{Branched, branched_bound};
pub use volume::{Found, first_bound, given_bound, price_bound};

/// A bound and the prices that prove it.
pub struct Bound {
    /// No valid plan earns more.
    pub points: Points,
    /// Prices are in units of `1 / scale` points.
    scale: i64,
    /// In the order of the relaxation's rows.
    prices: Vec<i64>,
    by_id: Prices,
}

/// The document from which anyone recomputes a bound on all plans (the branched one, if there is one), and one on those
/// with a plan's own sessions.
pub fn certificate(all: Bound, branched: Option<Branched>, given_sessions: Bound, problem_sha256: &str) -> Certificate {
    let bound = branched.as_ref().map_or(all.points, |branched| branched.points);
    Certificate {
        format: CERTIFICATE_FORMAT.to_owned(),
        problem_sha256: problem_sha256.to_owned(),
        bound,
        scale: all.scale,
        prices: all.by_id,
        branching: branched.map(|branched| branched.proof),
        given_sessions: Some(GivenSessions { bound: given_sessions.points, prices: given_sessions.by_id }),
    }
}
