//! A published day is kept to: its lessons stay possible for those who have them, and every change from it costs.
//!
//! `carry` lets published lessons stay among the candidates; `amend` writes the promise (or the base beside which a day
//! is planned) into the day problem, with what is offered as it was (`offers`) and what has begun as it is (`freeze`); `moved` reads off who is moved in the end, and why.

mod amend;
mod carry;
mod freeze;
mod moved;
mod offers;

use std::collections::BTreeMap;

use daybreak_day::problem::Problem;

pub use amend::{amend, by_changes_alone, by_changes_first, by_places_first, by_price, newcomers, stand_beside};
pub use carry::{as_published, carry};
pub use moved::moved;

/// How many learners an offering or a station needs, by its id.
fn least_sizes(problem: &Problem) -> BTreeMap<&str, u32> {
    let offerings = problem.offerings.iter().map(|offering| (offering.id.as_str(), offering.size_min));
    offerings.chain(problem.stations.iter().map(|station| (station.id.as_str(), station.size_min))).collect()
}
