//! What one night leaves the next: the ways it told ([`ways`]), and what it granted and declined ([`turns`]).

pub mod turns;
pub mod ways;
