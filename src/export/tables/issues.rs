//! `issues.csv`: every fault of the input, as `daybreak check` reports it. For staff.

use daybreak_day::issue::{Issue, Severity};
use daybreak_night::report::Report;

use super::Table;
use super::columns::Columns;
use crate::sheet::{Audience, Form, id, integer, maybe, text};

pub struct Issues;

impl Table for Issues {
    const NAME: &'static str = "issues";
    const WHAT: &'static str = "every fault of the input, as `daybreak check` reports it, in order of place";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = &'a Issue;

    fn columns<'a>() -> Columns<'a, &'a Issue> {
        Columns::<&Issue>::new()
            .column("severity", Form::Word, "error (not used), warning (used, perhaps repaired) or note", |row| {
                text(word(row.severity))
            })
            .column("code", Form::Id, "the fault's stable code", |row| id(row.code))
            .column("file", Form::Id, "the input file", |row| id(&row.place.file))
            .column(
                "line",
                Form::Integer("lines"),
                "the line on which the row begins, from 1; empty: the whole file",
                |row| maybe(row.place.line, integer),
            )
            .column("column", Form::Id, "the column, or a path inside a document", |row| {
                id(row.place.column.as_deref().unwrap_or_default())
            })
            .column("found", Form::Text, "what stands there", |row| text(&row.found))
            .column("expected", Form::Text, "what would have been right", |row| text(&row.expected))
            .column("maybe", Form::Text, "a guess that may help", |row| text(row.maybe.as_deref().unwrap_or_default()))
    }

    /// Rows by file, line, column and code, so that the order of the stages that found them does not show.
    fn rows(report: &Report) -> impl Iterator<Item = &Issue> {
        let mut issues: Vec<&Issue> = report.issues.iter().collect();
        issues.sort_by(|a, b| (&a.place, a.code, &a.found).cmp(&(&b.place, b.code, &b.found)));
        issues.into_iter()
    }
}

/// The word for a severity.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
