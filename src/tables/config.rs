//! The knobs of reading and checking a package, each with its unit, its range and the reason for its value.

use daybreak_day::issue::Issue;
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
    /// Columns (`learners.nickname`) and files (`notes.csv`) that say nothing which matters to a plan, so that they are not told.
    pub ignore: Vec<String>,
}

impl IngestConfig {
    /// What is wrong with the settings, in a sentence; none: nothing.
    pub fn fault(&self) -> Option<String> {
        if !(0.0..=1.0).contains(&self.rejected_share_max) {
            return Some(format!(
                "rejected_share_max is {}; a share from 0 to 1 was expected",
                self.rejected_share_max
            ));
        }
        let is_scale = self.score_min.is_finite() && self.score_max.is_finite() && self.score_min < self.score_max;
        (!is_scale).then(|| {
            format!(
                "score_min is {} and score_max {}; a number and a greater one were expected",
                self.score_min, self.score_max
            )
        })
    }

    /// Whether a fault is about a column or file that a person has said to be of no matter.
    pub fn ignores(&self, issue: &Issue) -> bool {
        let file = &issue.place.file;
        let name = match (issue.code, &issue.place.column) {
            ("F101", _) => file.clone(),
            ("F112", Some(column)) => format!("{}.{column}", file.to_lowercase().trim_end_matches(".csv")),
            _ => return false,
        };
        self.ignore.iter().any(|ignored| ignored.eq_ignore_ascii_case(&name))
    }

    /// The scale of scores, where it is not 0 to 1.
    pub fn scores(&self) -> Option<(f64, f64)> {
        let is_scale = self.score_max > self.score_min;
        (is_scale && (self.score_min, self.score_max) != (0.0, 1.0)).then_some((self.score_min, self.score_max))
    }
}

impl Default for IngestConfig {
    fn default() -> Self {
        IngestConfig { rejected_share_max: 0.05, score_min: 0.0, score_max: 1.0, ignore: Vec::new() }
    }
}
