//! All knobs of a run: each stage keeps its part beside itself.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use daybreak_schedule::ScheduleConfig;
pub use daybreak_tables::IngestConfig;

pub use crate::pipeline::Expect;

/// All knobs of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder of rules, from where the file of settings lies; none: `rules` in the package, or above it.
    pub rules: Option<PathBuf>,
    pub ingest: IngestConfig,
    pub schedule: ScheduleConfig,
    /// What a school expects of its exports.
    pub expect: Expect,
}
