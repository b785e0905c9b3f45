//! (to be written)

pub mod problem;
