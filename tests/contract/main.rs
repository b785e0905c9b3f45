//! The contract on day problems, with no school around them: what the judge sees, what the scheduler finds, what a
//! bound proves and what is said of a move.
//!
//! The judge comes first, because everything after it is held against the judge.

// Every way of breaking a plan is seen, and no document is too odd to be judged.
mod judge;
mod sabotage;

// Tiny days agree with brute force; a bound is what its certificate supports.
mod bound;
mod oracle;

// Days of every family and shape get a valid plan.
mod families;
mod schedule;
mod shapes;

// What is said to stand in the way is enough.
mod explain;

#[path = "../support/mod.rs"]
mod support;
