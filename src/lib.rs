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
//! ingest -> validate -> estimate -> believe -> award -> plot -> owe -> recommend -> formulate -> schedule -> check -> explain -> measure -> probe -> export
//! ```
//!
//! Each stage lives in a crate of the workspace below `src/`; this one is the roof, and a facade that shows every stage under
//! its own name. `src/README.md` is the map of the house.
//!
//! # What is never here
//!
//! - The library reads no file, no clock and prints nothing: only `main.rs` and `cli/` do (the clock also in
//!   `schedule/budget.rs`, as a guard).
//! - A stage never calls its neighbour: only [`pipeline`] composes.
//! - [`check`] shares with [`schedule`] only the nouns of the day contract.
//! - No learner's name: ids in, ids out.
//!
//! `tests/house` holds these floors.

pub mod config;
pub mod pipeline;

/// The nouns: what crosses a boundary between stages.
pub mod model {
    pub use daybreak_day::{certificate, plan, problem, time, verdict};
    pub use daybreak_night::{
        brief, candidate, choice, concern, explanation, files, formulation, kind, naming, owed, promise, question,
        report, rule_use, standing,
    };
    pub use daybreak_school::{
        awards, calibration, condition, day, dictionary, evidence, groups, ids, pathway, posted, quality, rules,
        ruling, school, states, tables, tag, teaching, voice, waiver,
    };
}

pub use daybreak_day::issue;
pub use daybreak_graph as graph;

/// Bytes to tables, rules, documents and memories of other nights.
pub mod ingest {
    pub use daybreak_day::read as problem;
    pub use daybreak_rules::read as rules;
    pub use daybreak_tables::ingest::*;
}
/// Tables to a school; doubts about a day problem.
pub mod validate {
    pub use daybreak_day::validate as problem;
    pub use daybreak_tables::validate::*;
}
pub use daybreak_history as history;
pub use daybreak_record as record;
pub use daybreak_rules::{kinds, policy};

pub use daybreak_learn::{belief, calibration, estimate, knowledge};
pub use daybreak_ways::{award, plot};

pub use daybreak_propose::{formulate, owe, probe, recommend, uphold, voice};

/// What an educator would read off a day.
pub use daybreak_quality as quality;

pub use daybreak_check as check;
pub use daybreak_schedule as schedule;

pub use daybreak_explain as explain;
pub use daybreak_export as export;

pub use daybreak_evaluate as evaluate;
pub use daybreak_generate as generate;
pub use daybreak_minds as minds;
pub use daybreak_simulate as simulate;
