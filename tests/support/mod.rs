//! What several tests share: tiny random problems, and their optimum by trying everything.

pub mod brute;
pub mod fool;
pub mod nudge;
pub mod tiny;
