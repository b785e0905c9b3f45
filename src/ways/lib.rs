//! What has been earned ([`award`]), and the way to each goal ([`plot`]).

pub mod award;
pub mod plot;
