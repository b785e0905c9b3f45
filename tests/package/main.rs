//! From a package of tables to the files of a plan: what goes in, what rules and voice make of it, what comes out.
//!
//! Schools come from the readable cases, from the generator, or from tables small enough to stand in the test.

// Stories that an educator can read; they go through the whole chain.
mod cases;

// What goes in: the package, the generator's and other people's data, and the rules.
mod broken_rules;
mod gates;
mod generator;
mod input;
mod lost;
mod policy;
mod shared_data;

// What becomes of it: the day problem, and what rules and voice do to it.
mod recommend;
mod ruled_days;
mod voice;
mod waivers;

// What comes out, and what holds whatever went in.
mod choices;
mod forecast;
mod inquiry;
mod output;
mod owed;
mod probable;
mod properties;

#[path = "../support/tiny.rs"]
mod tiny;
