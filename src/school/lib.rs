//! The nouns of the school: what a package says, what educators decide, what a learner knows, and the way to a goal.
//!
//! Reading this crate and `night` is the quickest way to know the program. It decides nothing.

pub mod ids;

pub mod dictionary;
pub mod restricts;
pub mod tables;

pub mod catalogue;
pub mod condition;
pub mod day;
pub mod evidence;
pub mod groups;
pub mod lost;
pub mod policies;
pub mod posted;
pub mod quality;
pub mod rules;
pub mod ruling;
pub mod school;
pub mod tag;
pub mod teaching;
pub mod voice;
pub mod waiver;

pub mod awards;
pub mod calibration;
pub mod pathway;
pub mod states;
