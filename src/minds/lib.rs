//! Simulated minds: what they know, how they learn and forget, and how they answer.
//!
//! The one simulator of learners, for schools that are made up ([generate]) and for terms that are lived through to see
//! what plans bring ([simulate]). What a mind knows is its secret: planners see what [`assess`] shows of it.
//!
//! A [`World`] says of which family the minds are and with which constants. The usual one has the figures of the field; the
//! others are unlike it on purpose, so that no planner is tuned to the world that it is shown in. A [`Terrain`] is what
//! there is to learn, as it truly hangs together, which need not be what a catalogue says.
//!
//! [generate]: https://docs.rs/daybreak-generate
//! [simulate]: https://docs.rs/daybreak-simulate

pub mod assess;
mod draw;
mod mind;
pub mod random;
mod terrain;
mod world;

pub use draw::{Believed, draw};
pub use mind::{BY_THE_WAY, ENOUGH_TO_BUILD_ON, LEARNED, LOG_ODDS_TO_LEARN, Mind, Taught, Traits, logistic};
pub use terrain::{Needs, Terrain};
pub use world::{Family, WORLDS, World};
