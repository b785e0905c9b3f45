//! Proven upper bounds on the objective of every valid plan.
//!
//! A bound holds for the whole problem: what the relaxation leaves out enters with its most favourable value, and
//! everything is computed in integers. In reading order: `favour` is the most that a seat could bring; `relaxation`
//! lays out what is scarce; `sessions` and `staff_day` answer the two questions that remain at given prices;
//! `prices` adds the answers up; `volume` looks for good prices; `certificate` hands them over.

mod certificate;
mod favour;
mod prices;
mod relaxation;
mod sessions;
mod staff_day;
mod volume;

use crate::model::certificate::{Certificate, Prices};
use crate::model::problem::Points;

pub use volume::{first_bound, price_bound};

/// A bound and the prices that prove it.
pub struct Bound {
    /// No valid plan earns more.
    pub points: Points,
    /// Prices are in units of `1 / scale` points.
    scale: i64,
    prices: Prices,
}

impl Bound {
    /// The document from which anyone recomputes the bound.
    pub fn certificate(self, problem_sha256: &str) -> Certificate {
        Certificate {
            format: crate::model::certificate::CERTIFICATE_FORMAT.to_owned(),
            problem_sha256: problem_sha256.to_owned(),
            bound: self.points,
            scale: self.scale,
            prices: self.prices,
        }
    }
}
