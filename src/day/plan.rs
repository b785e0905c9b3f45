//! The day plan: an answer to a day problem. The document `daybreak.plan/1`, field for field.

use serde::{Deserialize, Serialize};

use super::problem::Points;

/// The format's name; another number means another meaning.
pub const PLAN_FORMAT: &str = "daybreak.plan/1";

/// What takes place on the day; what is not in `sessions` does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Always [`PLAN_FORMAT`].
    pub format: String,
    /// SHA-256 of the problem file's bytes as read, in lower-case hexadecimal.
    pub problem_sha256: String,
    /// In order of slot, then of id.
    pub sessions: Vec<Session>,
    /// Recounted from the sessions, in points.
    pub objective: Points,
    /// A proven upper bound on the objective of every valid plan, in points.
    pub bound: Points,
    /// `(bound - objective) / max(1, |bound|)`.
    pub gap: f64,
    /// Why the search ended.
    pub stopped: Stopped,
    /// The file beside the plan from which the bound can be recomputed; none: nobody can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
}

// A plan lies inside a problem (`previous`) that wants total equality; the gap is never NaN.
impl Eq for Plan {}

/// A group of learners in a room, with its staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    pub id: String,
    /// Its first slot.
    pub slot: String,
    /// What is taught, unless it is held on a station.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offering: Option<String>,
    /// The station it is held on, unless it is of one offering.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<String>,
    pub room: String,
    #[serde(default)]
    pub staff: Vec<String>,
    pub learners: Vec<Seat>,
}

/// A learner in a session, with what they do there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    pub id: String,
    pub offering: String,
}

/// Why a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stopped {
    /// The wanted gap is reached.
    #[serde(rename = "gap")]
    Gap,
    /// The budget of rounds and nodes is spent.
    #[serde(rename = "budget")]
    Budget,
    /// The clock ended it: another run may write other bytes.
    #[serde(rename = "deadline")]
    Deadline,
    /// A signal ended it.
    #[serde(rename = "interrupted")]
    Interrupted,
    /// Nothing tried improves it any more.
    #[serde(rename = "no better plan found")]
    NoBetterPlanFound,
}

impl Stopped {
    /// The word in `plan.json`.
    pub fn word(self) -> &'static str {
        match self {
            Stopped::Gap => "gap",
            Stopped::Budget => "budget",
            Stopped::Deadline => "deadline",
            Stopped::Interrupted => "interrupted",
            Stopped::NoBetterPlanFound => "no better plan found",
        }
    }
}

/// `(bound - objective) / max(1, |bound|)`, the contract's definition of the gap.
pub fn gap(objective: Points, bound: Points) -> f64 {
    let distance = i128::from(bound) - i128::from(objective);
    // Both are far below 2^53 in practice; the quotient is for people.
    distance as f64 / (bound.unsigned_abs().max(1) as f64)
}
