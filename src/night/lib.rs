//! What crosses from stage to stage of one night: candidates, the formulated day, explanations, the report.
//!
//! Nouns alone; it decides nothing.

pub mod brief;
pub mod candidate;
pub mod owed;
pub mod standing;

pub mod formulation;

pub mod choice;
pub mod concern;
pub mod explanation;
pub mod files;
pub mod kind;
pub mod naming;
pub mod part;
pub mod promise;
pub mod question;
pub mod report;
pub mod rule_use;
