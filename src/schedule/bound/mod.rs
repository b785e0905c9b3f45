//! Proven upper bounds on the objective of every valid plan.
//!
//! A bound holds for the whole problem: what a relaxation leaves out enters with its most favourable value, and
//! everything is computed in integers. [`wish_bound`] is instant; [`price_bound`] puts prices on what is scarce.

mod favour;
mod prices;
mod relaxation;
mod sessions;
mod staff_day;
mod volume;
mod wish;

pub use volume::price_bound;
pub use wish::wish_bound;
