//! `issues.csv`: every fault of the input, as `daybreak check` reports it. For staff.

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_day::issue::{Issue, Severity};
use daybreak_night::report::Report;

#[derive(Default, Serialize)]
struct Row<'a> {
    severity: &'a str,
    code: &'a str,
    file: &'a str,
    line: Option<u64>,
    column: &'a str,
    found: &'a str,
    expected: &'a str,
    maybe: &'a str,
}

/// Rows by file, line, column and code, so that the order of the stages that found them does not show.
pub fn table(report: &Report) -> OutputFile {
    let mut issues: Vec<&Issue> = report.issues.iter().collect();
    issues.sort_by(|a, b| (&a.place, a.code, &a.found).cmp(&(&b.place, b.code, &b.found)));
    table::file("issues", issues.into_iter().map(row))
}

/// The word for a severity.
pub fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn row(issue: &Issue) -> Row<'_> {
    Row {
        severity: word(issue.severity),
        code: issue.code,
        file: &issue.place.file,
        line: issue.place.line,
        column: issue.place.column.as_deref().unwrap_or_default(),
        found: &issue.found,
        expected: &issue.expected,
        maybe: issue.maybe.as_deref().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("issues", Row::default());
    }
}
