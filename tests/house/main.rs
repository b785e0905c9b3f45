//! What the project asks of itself: who may know whom, pages written from the code, and shipped rules without a fault.
//!
//! No day is planned here, so a slip in the house shows within seconds.

mod architecture;
mod dictionary;
mod rules;
mod words;
