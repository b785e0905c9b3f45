//! A published day is kept to: its lessons stay possible for those who have them, and every change from it costs.
//!
//! `carry` lets published lessons stay among the candidates, `amend` writes the promise into the day problem, `moved` reads
//! off who is moved in the end, and why.

mod amend;
mod carry;
mod moved;

pub use amend::{amend, by_changes_alone, by_changes_first, by_price, newcomers};
pub use carry::{as_published, carry};
pub use moved::moved;
