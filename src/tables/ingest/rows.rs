//! The rows of a file; damaged ones are named and passed over.

use csv::StringRecord;

use super::header::{Columns, Dialect, columns};
use super::records::{Extent, Records, broken_quotation};
use daybreak_day::issue::{Issue, Place, Severity, counted};
use daybreak_school::dictionary::{TableKind, TableSpec};
use daybreak_school::tables::Table;

/// Reads a table from its text.
pub(super) fn read_rows(kind: TableKind, file: &str, text: &str, dialect: &Dialect, issues: &mut Vec<Issue>) -> Table {
    let spec = kind.spec();
    let mut records = Records::new(text, dialect.header_at, dialect.delimiter);
    let Some(header) = records.read() else {
        f116_empty_file(spec, file, issues);
        return Table::new(file, vec![false; spec.columns.len()]);
    };
    let names = records.record.clone();
    let columns = columns(spec, file, header.line, names.iter(), issues);
    let mut rows = Rows {
        spec,
        file,
        table: Table::new(file, columns.at.iter().map(Option::is_some).collect()),
        columns,
        header: names,
        n_headers: 0,
        n_blank: 0,
        n_nameless: 0,
        issues,
    };
    while let Some(place) = records.read() {
        rows.take(&mut records, place);
    }
    rows.finish()
}

/// The table as it fills.
struct Rows<'a> {
    spec: &'static TableSpec,
    file: &'a str,
    table: Table,
    columns: Columns,
    header: StringRecord,
    n_headers: u64,
    n_blank: u64,
    n_nameless: u64,
    issues: &'a mut Vec<Issue>,
}

impl Rows<'_> {
    /// Decides on one record.
    fn take(&mut self, records: &mut Records<'_>, extent: Extent) {
        if self.f124_broken_quotation(records, extent) {
            return;
        }
        self.f127_stray_quotation(records, extent);
        let record = &records.record;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            self.n_blank += 1;
            return;
        }
        if record.iter().eq(self.header.iter()) {
            self.n_headers += 1;
            return;
        }
        if !self.columns.complete {
            self.table.n_unreadable += 1;
            return;
        }
        if self.f121_too_many_cells(record, extent.line) || self.f122_too_few_cells(record, extent.line) {
            self.table.n_unreadable += 1;
            return;
        }
        let filled = |&at: &usize| record.get(at).is_some_and(|cell| !cell.trim().is_empty());
        self.n_nameless += u64::from(self.columns.nameless.iter().any(filled));
        let cell = |at: &Option<usize>| at.and_then(|at| record.get(at)).map_or("", str::trim);
        self.table.push(extent.line, self.columns.at.iter().map(cell));
        self.f123_padded(record, extent.line);
    }

    /// A quotation that is not closed where it should be costs the line on which it starts, no more.
    fn f124_broken_quotation(&mut self, records: &mut Records<'_>, extent: Extent) -> bool {
        let columns = &self.columns;
        let filled = |record: &StringRecord, at: usize| record.get(at).is_some_and(|cell| !cell.trim().is_empty());
        let is_row = |record: &StringRecord| {
            let columns = self.spec.columns.iter().zip(&columns.at);
            let mut needed = columns.filter(|(column, _)| column.required).filter_map(|(_, at)| *at);
            record.len() > 2 && needed.all(|at| filled(record, at))
        };
        let Some(n_lines) = records.give_up_broken_quotation(extent, columns.n_cells, is_row) else { return false };
        self.table.n_unreadable += n_lines;
        let place = Place { file: self.file.to_string(), line: Some(extent.line), column: None };
        let found = broken_quotation(n_lines);
        let issue = Issue::error("F124", place, found, "quotation marks in pairs");
        self.issues.push(issue.maybe("Maybe a quotation mark inside a cell must be doubled."));
        true
    }

    /// A quotation mark within a cell that is not doubled: the cell is read as its author meant it.
    fn f127_stray_quotation(&mut self, records: &mut Records<'_>, extent: Extent) {
        let Some(cells) = records.meant(extent).filter(|cells| cells.len() == self.columns.n_cells) else { return };
        let changed = cells.iter().zip(&records.record).find(|(meant, read)| *meant != read);
        let Some(read_as) = changed.map(|(meant, _)| meant.trim().to_owned()) else { return };
        let place = Place { file: self.file.to_string(), line: Some(extent.line), column: None };
        let found = "text behind a closing quotation mark";
        let expected = format!("quotation marks inside a cell doubled (the cell was read as {read_as})");
        self.issues.push(Issue::warning("F127", place, found, expected));
        records.record = StringRecord::from(cells);
    }

    /// A row with more cells than the header cannot be told apart from one with a shifted cell.
    fn f121_too_many_cells(&mut self, record: &StringRecord, line: u64) -> bool {
        if !record.iter().skip(self.columns.n_cells).any(|cell| !cell.trim().is_empty()) {
            return false;
        }
        self.issues.push(
            self.width_issue("F121", record, line).maybe("Maybe a cell that holds a comma needs quotation marks."),
        );
        true
    }

    /// A row that ends before a required column is not used.
    fn f122_too_few_cells(&mut self, record: &StringRecord, line: u64) -> bool {
        let missing = self
            .spec
            .columns
            .iter()
            .zip(&self.columns.at)
            .any(|(column, at)| column.required && at.is_some_and(|at| at >= record.len()));
        if missing {
            self.issues.push(self.width_issue("F122", record, line).maybe("Maybe a line break cut the row in two."));
        }
        missing
    }

    /// A row that ends before optional columns only is used with these empty.
    fn f123_padded(&mut self, record: &StringRecord, line: u64) {
        if record.len() < self.columns.n_cells {
            self.table.repaired.push(u32::try_from(self.table.len() - 1).expect("fewer rows than bytes"));
            let issue = self.width_issue("F123", record, line);
            self.issues.push(Issue {
                severity: Severity::Warning,
                expected: format!("{} (the missing ones count as empty)", issue.expected),
                ..issue
            });
        }
    }

    fn width_issue(&self, code: &'static str, record: &StringRecord, line: u64) -> Issue {
        let place = Place { file: self.file.to_string(), line: Some(line), column: None };
        Issue::error(code, place, counted(record.len(), "cell"), counted(self.columns.n_cells, "cell"))
    }

    /// The table, with what concerns the whole file reported.
    fn finish(self) -> Table {
        f115_nameless_column(self.file, self.n_nameless, self.issues);
        f117_no_rows(self.spec, &self.table, self.issues);
        f125_header_again(self.file, self.n_headers, self.issues);
        f126_blank_rows(self.file, self.n_blank, self.issues);
        self.table
    }
}

/// Cells under an empty name are not used.
fn f115_nameless_column(file: &str, n_rows: u64, issues: &mut Vec<Issue>) {
    if n_rows > 0 {
        let found = format!("cells under an empty column name in {}", counted(n_rows, "row"));
        issues.push(Issue::warning("F115", Place::file(file), found, "a name for every column (they were not used)"));
    }
}

/// A file without any line is no table.
fn f116_empty_file(spec: &TableSpec, file: &str, issues: &mut Vec<Issue>) {
    let names: Vec<&str> = spec.columns.iter().map(|column| column.name).collect();
    let expected = format!("a header: {}", names.join(","));
    let place = Place::file(file);
    issues.push(if spec.required {
        Issue::error("F116", place, "an empty file", expected)
    } else {
        Issue::warning("F116", place, "an empty file", expected)
    });
}

/// A required table needs rows.
fn f117_no_rows(spec: &TableSpec, table: &Table, issues: &mut Vec<Issue>) {
    if spec.required && table.is_empty() && table.n_unreadable == 0 {
        issues.push(Issue::error("F117", Place::file(&table.file), "a header and no rows", "at least one row"));
    }
}

/// A header that stands again between the rows, as in files put together from several, is no row.
fn f125_header_again(file: &str, n_headers: u64, issues: &mut Vec<Issue>) {
    if n_headers > 0 {
        let found = format!("the header again in {}", counted(n_headers, "line"));
        issues.push(Issue::note("F125", Place::file(file), found, "it once (these do not count as rows)"));
    }
}

/// Rows without any filled cell, as spreadsheets leave them, do not count.
fn f126_blank_rows(file: &str, n_blank: u64, issues: &mut Vec<Issue>) {
    if n_blank > 0 {
        let found = format!("{} without any filled cell", counted(n_blank, "row"));
        issues.push(Issue::note("F126", Place::file(file), found, "none (they do not count as rows)"));
    }
}
