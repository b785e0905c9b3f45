//! The nouns: what crosses a boundary between stages. Reading this folder is the quickest way to know the
//! program. The model decides nothing.

pub mod ids;
pub mod time;

pub mod dictionary;
pub mod tables;

pub mod condition;
pub mod day;
pub mod evidence;
pub mod rules;
pub mod ruling;
pub mod school;
pub mod tag;
pub mod voice;

pub mod awards;
pub mod calibration;
pub mod candidate;
pub mod past;
pub mod pathway;
pub mod states;

pub mod certificate;
pub mod formulation;
pub mod plan;
pub mod problem;
pub mod verdict;

pub mod explanation;
pub mod report;
pub mod standing;
