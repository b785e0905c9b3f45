//! All knobs of a run: each stage keeps its part beside itself.

use serde::{Deserialize, Serialize};

pub use daybreak_schedule::ScheduleConfig;
pub use daybreak_tables::IngestConfig;

/// All knobs of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub ingest: IngestConfig,
    pub schedule: ScheduleConfig,
}
