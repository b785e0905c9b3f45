//! The search for a good plan: a first full plan, then large neighbourhoods taken apart and put together again.
//!
//! In reading order: `construct` builds the first plan, upon another one where there is one (`replay`) and with what must be
//! first (`pinned`, `demands`, `insist`, `force`); `lanes` deals the day out and puts it together again; `anneal` is one lane, round by
//! round: `ruin` takes a part apart, `recreate` fills, opens and ends what is too small (`fill`, `appraise`, `open`,
//! `settle`), `exchange` then settles who sits where. Every move keeps the plan valid, and is taken back unless it is worth it.
//! The scheme is ruin and recreate (Schrimpf et al., 2000) with simulated annealing.

pub mod anneal;
pub mod appraise;
pub mod choices;
pub mod construct;
pub mod demands;
pub mod exchange;
pub mod fill;
pub mod force;
pub mod insist;
pub mod lanes;
pub mod open;
pub mod pinned;
pub mod recreate;
pub mod replay;
pub mod ruin;
pub mod settle;

pub use construct::first_plan;
pub use demands::{Demand, demands};
pub use lanes::{End, Search};
