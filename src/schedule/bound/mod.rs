//! Proven upper bounds on the objective of every valid plan.
//!
//! A bound holds for the whole problem: what a relaxation leaves out enters with its most favourable value, and
//! everything is computed in integers.

mod favour;
mod wish;

pub use wish::wish_bound;
