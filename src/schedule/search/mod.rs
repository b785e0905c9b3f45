//! The search for a good plan: a first full plan, then large neighbourhoods taken apart and put together again.
//!
//! Every move keeps the plan valid: a part is ruined, idle learners are filled into what is open, new sessions
//! open where they pay, whoever is too few goes elsewhere, and the whole is taken back unless it is worth it.
//! The scheme is ruin and recreate (Schrimpf et al., 2000) with simulated annealing.

mod anneal;
mod appraise;
mod choices;
mod construct;
mod demands;
mod exchange;
mod fill;
mod force;
mod insist;
mod lanes;
mod recreate;
mod replay;
mod ruin;
mod settle;

pub use appraise::Taker;
pub use construct::first_plan;
pub use demands::{Demand, demands};
pub use lanes::{End, Search};
