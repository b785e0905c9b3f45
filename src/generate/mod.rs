//! Makes problems to plan, for tests, benches and first steps.

pub mod problem;
