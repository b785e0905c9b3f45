//! What learners know: models of knowing for anybody's log ([`knowledge`]), the school's own [`estimate`], and whether
//! predictions are right on the whole ([`calibration`]).

pub mod knowledge;

pub mod belief;
pub mod calibration;

pub mod estimate;
