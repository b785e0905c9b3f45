//! The knobs of reading and checking a package, each with its unit, its range and the reason for its value.

use serde::{Deserialize, Serialize};

/// How much of a damaged input is still worth planning from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IngestConfig {
    /// Share of rejected rows of a required table, 0 to 1, beyond which the run refuses to plan.
    /// 5 %: a handful of slips is normal in an export; more means that the export itself went wrong.
    pub rejected_share_max: f64,
}

impl Default for IngestConfig {
    fn default() -> Self {
        IngestConfig { rejected_share_max: 0.05 }
    }
}
