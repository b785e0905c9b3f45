//! Whether so much of a package is damaged that a plan from it would mislead.

use crate::IngestConfig;
use daybreak_day::issue::Issue;
use daybreak_school::dictionary::TableKind;
use daybreak_school::tables::{RowCounts, TableCounts};

/// Why the run must refuse to plan, in sentences; none: it may. A required table must be there with at least one
/// row that can be used, and at most a share `rejected_share_max` of its rows may be rejected.
pub fn refusal(counts: &TableCounts, issues: &[Issue], config: &IngestConfig) -> Option<String> {
    let reasons: Vec<String> = TableKind::ALL
        .into_iter()
        .filter(|kind| kind.spec().required)
        .filter_map(|kind| table_refusal(kind, counts.get(&kind).copied().unwrap_or_default(), issues, config))
        .collect();
    (!reasons.is_empty()).then(|| reasons.join(" "))
}

/// Why one required table is not fit to plan from.
fn table_refusal(kind: TableKind, rows: RowCounts, issues: &[Issue], config: &IngestConfig) -> Option<String> {
    let file = kind.file();
    if rows.total() == 0 {
        let unread = issues.iter().any(|issue| issue.place.file == file && issue.code == "F106");
        return Some(if unread { format!("{file} is missing.") } else { format!("{file} has no rows.") });
    }
    if rows.used + rows.repaired == 0 {
        return Some(format!("None of the {} rows of {file} can be used.", rows.total()));
    }
    let share = rows.rejected as f64 / rows.total() as f64;
    (share > config.rejected_share_max).then(|| {
        format!(
            "{} of the {} rows of {file} are rejected ({:.1} %, at most {:.1} % are accepted).",
            rows.rejected,
            rows.total(),
            100.0 * share,
            100.0 * config.rejected_share_max
        )
    })
}
