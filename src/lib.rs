//! Daybreak plans the next day of personalized, competency-based schools.
//!
//! A school package (a folder of CSV tables) goes in; tomorrow's playlists, groups, rooms and staff come
//! out, with a proven bound on how much better any plan could be, and a reason for every line.
//!
//! # The map
//!
//! The stages, in the order in which data flows through them; [`pipeline`] shows the whole run on one
//! screen, and the types that cross a boundary live in [`model`]:
//!
//! ```text
//! ingest -> validate -> estimate -> award -> plot -> recommend -> formulate -> schedule -> check -> explain -> export
//! ```
//!
//! # What is never here
//!
//! - The library reads no file, no clock and prints nothing: only `main.rs` and `cli/` do (the clock also in
//!   `schedule/budget.rs`, as a guard).
//! - A stage never calls its neighbour: only [`pipeline`] composes. `explain` may ask `check`.
//! - [`check`] shares with [`schedule`] only the nouns of [`model`].
//! - No learner's name: ids in, ids out.
//!
//! `tests/house/architecture.rs` holds these floors.

pub mod model;

pub mod config;
pub mod issue;
pub mod pipeline;

pub mod calibration;
mod milp;
pub mod privacy;

pub mod graph;
pub mod knowledge;
pub mod policy;
pub mod voice;

pub mod ingest;
pub mod validate;

pub mod award;
pub mod estimate;
pub mod plot;
pub mod recommend;

pub mod formulate;
pub mod schedule;

pub mod check;
pub mod explain;
pub mod export;

pub mod evaluate;
pub mod generate;
