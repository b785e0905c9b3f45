//! Whether so much of a package is damaged that a plan from it would mislead.

use std::collections::BTreeSet;

use super::lost::{ROWS_MIN, repeated};
use crate::IngestConfig;
use daybreak_day::issue::{Issue, Severity};
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

/// Share of rejected rows beyond which even one or two are too many.
const SHARE_OF_FEW: f64 = 0.25;

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
    // What speaks of something that was refused itself has no fault of its own, and one or two rows are slips, not an export
    // that went wrong, however small the table is.
    let own = rows.rejected.saturating_sub(consequences(kind, issues) + repeated(kind, issues));
    let share = own as f64 / rows.total() as f64;
    (share > config.rejected_share_max && (own >= ROWS_MIN || share > SHARE_OF_FEW)).then(|| {
        format!(
            "{} of the {} rows of {file} are rejected ({:.1} %, at most {:.1} % are accepted).",
            own,
            rows.total(),
            100.0 * share,
            100.0 * config.rejected_share_max
        )
    })
}

/// Rows that are refused since they name a modality or competency, of which some rows were refused.
fn consequences(kind: TableKind, issues: &[Issue]) -> u64 {
    let has_refused =
        |of: TableKind| issues.iter().any(|issue| issue.place.file == of.file() && issue.severity == Severity::Error);
    let of = |code: &str| {
        let lines = issues.iter().filter(|issue| issue.code == code).map(|issue| issue.place.line);
        lines.collect::<BTreeSet<_>>().len() as u64
    };
    match kind {
        TableKind::Lessons if has_refused(TableKind::Modalities) => of("V424"),
        _ => 0,
    }
}
