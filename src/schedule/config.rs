//! The knobs of the solver, each with its unit, its range and the reason for its value.

use std::time::Instant;

use serde::{Deserialize, Serialize};

/// How long and how hard the scheduler searches. Rounds decide; the clock is only a guard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScheduleConfig {
    /// Seeds every random choice, together with site, date and stage.
    pub seed: u64,
    /// Search effort, in units of the solver's default effort for the problem's size; 0 or more.
    pub effort: f64,
    /// Guard: wall-clock seconds after which the best plan so far is returned; none: no guard.
    /// A plan that the guard ended says `deadline`, because another run may write other bytes.
    pub seconds: Option<f64>,
    /// Guard: the moment at which the best plan so far is returned, for all sites of a run; none: no guard. Unlike
    /// `seconds` it asks for no more effort. A moment of one run is no setting, so no file holds it.
    #[serde(skip)]
    pub deadline: Option<Instant>,
    /// Stop as soon as the proven gap is at most this; 0 or more.
    pub gap: f64,
}

impl Default for ScheduleConfig {
    fn default() -> Self {
        ScheduleConfig { seed: 1, effort: 1.0, seconds: None, deadline: None, gap: 0.0 }
    }
}
