//! Why no plan came out.

use thiserror::Error;

/// Why no plan came out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScheduleError {
    /// An id that no row has. Validation finds these first, with their place.
    #[error("unknown {what} {id:?}")]
    Unknown { what: &'static str, id: String },
    /// The problem leaves the range that is computed with.
    #[error("the problem is too large: {why}")]
    TooLarge { why: String },
    /// No valid plan exists (`proven`), or none was found within the budget.
    #[error("{}: {why}", if *proven { "no valid plan exists" } else { "no valid plan was found within the budget" })]
    NoValidPlan { why: String, proven: bool },
}
