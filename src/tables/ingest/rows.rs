//! The rows of a file, with the lines on which they start; damaged ones are named and passed over.
//!
//! A quotation mark too many can swallow the rest of a file as one cell. Such a record is recognised by what it
//! does (it spans lines and has the wrong number of cells, or never ends), its first line is given up, and
//! reading goes on at the next line: one slip costs one row.

use csv::{ReaderBuilder, StringRecord};

use super::header::{Columns, Dialect, columns};
use daybreak_day::issue::{Issue, Place, Severity, counted};
use daybreak_school::dictionary::{TableKind, TableSpec};
use daybreak_school::tables::Table;

/// Lines that one record may span; a longer one is a quotation that was not closed.
const LINES_PER_ROW_MAX: usize = 100;

/// Times that reading starts anew after a broken quotation before it gives the file up.
const RESTARTS_MAX: usize = 200;

/// Reads a table from its text.
pub(super) fn read_rows(kind: TableKind, file: &str, text: &str, dialect: &Dialect, issues: &mut Vec<Issue>) -> Table {
    let spec = kind.spec();
    let mut records = Records::new(text, dialect);
    let Some(header) = records.next() else {
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
    while let Some(place) = records.next() {
        rows.take(&mut records, place);
    }
    rows.finish()
}

/// Where a record starts and ends in the text.
#[derive(Clone, Copy)]
struct Extent {
    line: u64,
    start: usize,
    end: usize,
}

/// The records of a text, one after the other.
struct Records<'t> {
    text: &'t str,
    delimiter: u8,
    /// Where the reader was started, in bytes and lines before it.
    base: usize,
    base_lines: u64,
    reader: csv::Reader<&'t [u8]>,
    record: StringRecord,
    n_restarts: usize,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, dialect: &Dialect) -> Self {
        let base = dialect.header_at;
        let base_lines = u64::from(base > 0);
        let reader = reader(&text[base..], dialect.delimiter);
        Records {
            text,
            delimiter: dialect.delimiter,
            base,
            base_lines,
            reader,
            record: StringRecord::new(),
            n_restarts: 0,
        }
    }

    /// Reads the next record into `record`; none at the end.
    fn next(&mut self) -> Option<Extent> {
        let before = self.reader.position().clone();
        let found = self.reader.read_record(&mut self.record).expect("text in memory, of any width, can be read");
        if !found {
            return None;
        }
        let from = self.base + usize::try_from(before.byte()).expect("a position in the text");
        let end = self.base + usize::try_from(self.reader.position().byte()).expect("a position in the text");
        // The reader passes over empty lines (and the line feed of the record before) without telling.
        let skipped = self.text.as_bytes()[from..end].iter().take_while(|b| matches!(b, b'\n' | b'\r'));
        let (n, n_lines) = skipped.fold((0, 0), |(n, lines), &b| (n + 1, lines + u64::from(b == b'\n')));
        Some(Extent { line: self.base_lines + before.line() + n_lines, start: from + n, end })
    }

    /// Goes on reading at the line after the one on which `extent` starts; the lines given up.
    fn restart_after_first_line(&mut self, extent: Extent) -> u64 {
        self.n_restarts += 1;
        let rest = &self.text[extent.start..];
        let given_up =
            if self.n_restarts > RESTARTS_MAX { rest.len() } else { rest.find('\n').map_or(rest.len(), |at| at + 1) };
        let n_lines = rest[..given_up].lines().filter(|line| !line.trim().is_empty()).count() as u64;
        self.base = extent.start + given_up;
        self.base_lines = extent.line - 1 + rest[..given_up].matches('\n').count() as u64;
        self.reader = reader(&self.text[self.base..], self.delimiter);
        n_lines
    }
}

/// A reader that takes rows of any width.
fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
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
        let raw = &records.text[extent.start..extent.end];
        let n_breaks = raw.trim_end_matches(['\n', '\r']).matches('\n').count();
        // An open quotation ends with the text, and leaves an odd number of marks in what it swallowed.
        let at_end = extent.end == records.text.len();
        let never_ends = at_end && raw.matches('"').count() % 2 == 1;
        let wrong_width = records.record.len() != self.columns.n_cells;
        let swallows = || n_breaks >= LINES_PER_ROW_MAX || wrong_width || never_ends || self.holds_a_row(raw, records);
        if !(n_breaks > 0 && swallows() || never_ends && wrong_width) {
            return false;
        }
        let n_lines = records.restart_after_first_line(extent);
        self.table.n_unreadable += n_lines;
        let place = Place { file: self.file.to_string(), line: Some(extent.line), column: None };
        let issue = if n_lines > 1 {
            let found = format!("a broken quotation after {RESTARTS_MAX} others; {n_lines} lines were given up");
            Issue::error("F124", place, found, "quotation marks in pairs")
        } else {
            Issue::error("F124", place, "a quotation that is not closed in its row", "quotation marks in pairs")
        };
        self.issues.push(issue.maybe("Maybe a quotation mark inside a cell must be doubled."));
        true
    }

    /// Whether a later line of a record would be a whole row by itself. The last line of a cell that may span lines
    /// has an odd number of quotation marks: that which closes it, and pairs.
    fn holds_a_row(&self, raw: &str, records: &Records<'_>) -> bool {
        raw.lines().skip(1).filter(|line| line.matches('"').count() % 2 == 0).any(|line| {
            let mut record = StringRecord::new();
            let found = reader(line, records.delimiter).read_record(&mut record).expect("text in memory can be read");
            let filled = |at: usize| record.get(at).is_some_and(|cell| !cell.trim().is_empty());
            let columns = self.spec.columns.iter().zip(&self.columns.at);
            let mut needed = columns.filter(|(column, _)| column.required).filter_map(|(_, at)| *at);
            found && record.len() == self.columns.n_cells && record.len() > 2 && needed.all(filled)
        })
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
