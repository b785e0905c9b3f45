//! Voice and fairness, worked out once for the several stages that ask.
//!
//! What a wish or a request is worth tonight ([`standing`]) is asked when lessons are proposed, when people and partners
//! get their points, and when it is told who came first. What the night granted becomes the memory of the next
//! (`turns`). How each learner's day compares ([`account`]) is the ground of the report on access ([`access`]), which
//! withholds what small groups would give away, and of the rules that hold a group near everybody
//! (`band`).

mod access;
mod account;
mod band;
mod claims;
mod stand;

pub use access::access;
pub use account::account;
pub use band::{demands, outcomes};
pub use stand::standing;
