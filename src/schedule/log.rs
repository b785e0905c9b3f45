//! What the search did, for the run card and for people who watch. Never part of the plan's bytes.

use std::collections::BTreeMap;

use serde::Serialize;

use daybreak_day::problem::Points;

/// A better plan or a better bound was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Rounds of the search so far.
    pub round: u64,
    /// Objective of the best valid plan so far, in points; none before the first.
    pub objective: Option<Points>,
    /// Best proven upper bound so far, in points.
    pub bound: Points,
}

/// Who watches a search, and may end it. `()` neither looks nor interrupts.
pub trait Watch: Sync {
    /// A better plan or bound is there.
    fn improved(&self, _progress: &Progress) {}

    /// Whether to return the best plan so far now.
    fn interrupted(&self) -> bool {
        false
    }
}

impl Watch for () {}

/// How often a neighbourhood was tried, and how often it led to a better plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tries {
    pub tried: u64,
    /// Accepted as the plan to go on from.
    pub accepted: u64,
    /// Led to the best plan so far.
    pub best: u64,
}

impl Tries {
    /// Adds other tries of the same neighbourhood.
    pub fn add(&mut self, other: &Tries) {
        self.tried += other.tried;
        self.accepted += other.accepted;
        self.best += other.best;
    }
}

/// What the search did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SolveLog {
    /// Rounds of the neighbourhood search.
    pub rounds: u64,
    /// Branch-and-bound nodes of exact sub-problems.
    pub nodes: u64,
    /// Objective of the first full plan, in points.
    pub first_objective: Option<Points>,
    /// (name of the bound, its value in points), in the order in which they were proven.
    pub bounds: Vec<(&'static str, Points)>,
    /// (round, objective) of every best plan.
    pub improvements: Vec<(u64, Points)>,
    /// By neighbourhood.
    pub neighbourhoods: BTreeMap<&'static str, Tries>,
    /// How stable the plan is; none: there was no time to look.
    pub stability: Option<Stability>,
    /// Entries of the plan to start from, and of the certificate, that name what the problem does not know.
    pub unknown_in_start: u64,
    pub unknown_in_prices: u64,
}

/// What a single opening, closing or moving of a session would still gain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stability {
    /// The largest gain, in points; 0: none of them helps.
    pub gain: Points,
    /// Changes looked at in all.
    pub looked_at: u64,
    /// Changes that helped and were carried out.
    pub taken: u64,
}
