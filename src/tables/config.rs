//! The knobs of reading and checking a package, each with its unit, its range and the reason for its value.

use serde::{Deserialize, Serialize};

/// How much of a damaged input is still worth planning from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IngestConfig {
    /// Share of rejected rows of a required table, 0 to 1, beyond which the run refuses to plan.
    /// 5 %: a handful of slips is normal in an export; more means that the export itself went wrong.
    pub rejected_share_max: f64,
    /// What the school's exports write for nothing right and for all right: 0 and 1 as the data dictionary has it, 0 and 100 for
    /// percentages, 1 and 4 for marks that rise. `score_max` is above `score_min`.
    pub score_min: f64,
    pub score_max: f64,
}

impl IngestConfig {
    /// The scale of scores, where it is not 0 to 1.
    pub fn scores(&self) -> Option<(f64, f64)> {
        let is_scale = self.score_max > self.score_min;
        (is_scale && (self.score_min, self.score_max) != (0.0, 1.0)).then_some((self.score_min, self.score_max))
    }
}

impl Default for IngestConfig {
    fn default() -> Self {
        IngestConfig { rejected_share_max: 0.05, score_min: 0.0, score_max: 1.0 }
    }
}
