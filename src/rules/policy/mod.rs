//! The language of rules: which facts a condition may read, how it is read and checked, and how it is evaluated.
//!
//! Conditions are written in zen-expression and checked here against the published facts when they are loaded, because
//! the language itself lets slips pass: `a = 4` compiles, a misspelt name is null, and null equals null. What a condition
//! reads decides how often it is evaluated: tests on the learner alone once a learner, on the lesson alone once a lesson,
//! and only the rest pair by pair. Simple tests are lowered to plain comparisons; anything else is left to zen.
//!
//! Stages ask this room as they ask the graph: it knows the nouns and nobody's decisions.

pub mod facts;

mod cell;
mod evaluate;
mod faults;
mod read;
mod rows;
mod sets;
mod types;
mod zen;

pub use cell::{Given, read_cell, read_value};
pub use evaluate::{Facts, Value, compare, covers, matching_rows, single_holds, test_holds};
pub use faults::Fault;
pub use read::read;
pub use rows::{OfLearner, Rows, Split, real, whole};
pub use sets::{disjoint, implies, overlap};
pub use zen::Engine;
