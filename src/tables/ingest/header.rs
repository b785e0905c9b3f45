//! The first lines of a file: which character parts the cells, and which column of the file is which of the
//! dictionary.

use daybreak_day::issue::{Issue, Place, nearest};
use daybreak_school::dictionary::TableSpec;

/// How a file parts its cells.
pub(super) struct Dialect {
    pub delimiter: u8,
    /// Bytes before the header: a first line `sep=;` as Excel writes it.
    pub header_at: usize,
}

/// The delimiter under which the first line has the most known columns; the comma when in doubt.
pub(super) fn dialect(spec: &TableSpec, file: &str, text: &str, issues: &mut Vec<Issue>) -> Dialect {
    if let Some(dialect) = announced(text) {
        f111_delimiter(file, dialect.delimiter, issues);
        return dialect;
    }
    let line = text.trim_start_matches(['\n', '\r']).lines().next().unwrap_or("");
    let n_known =
        |delimiter: char| line.split(delimiter).filter(|name| spec.column(&canonical(name)).is_some()).count();
    // The first of the best wins, so the comma wins a tie.
    let mut best = (',', n_known(','));
    for delimiter in [';', '\t', '|'] {
        let n = n_known(delimiter);
        if n > best.1 {
            best = (delimiter, n);
        }
    }
    let delimiter = u8::try_from(best.0).expect("the delimiters are ASCII");
    f111_delimiter(file, delimiter, issues);
    Dialect { delimiter, header_at: 0 }
}

/// Excel's own announcement of the delimiter, `sep=;` on a line of its own.
fn announced(text: &str) -> Option<Dialect> {
    let line = text.lines().next()?;
    let value = line.trim_end().strip_prefix("sep=")?;
    let delimiter = *value.as_bytes().first().filter(|b| b.is_ascii() && value.len() == 1)?;
    let header_at = text.find('\n').map_or(text.len(), |at| at + 1);
    (!matches!(delimiter, b'"' | b'\r' | b'\n')).then_some(Dialect { delimiter, header_at })
}

/// A delimiter other than the comma is read, and named.
fn f111_delimiter(file: &str, delimiter: u8, issues: &mut Vec<Issue>) {
    if delimiter != b',' {
        let place = Place { file: file.to_string(), line: Some(1), column: None };
        let found = format!("cells parted by {:?}", char::from(delimiter));
        issues.push(Issue::warning("F111", place, found, "commas (the file was read with what it uses)"));
    }
}

/// Where the file has each column of the dictionary, and how wide its rows are.
pub(super) struct Columns {
    /// For each column of the dictionary, its position in the file's rows.
    pub at: Vec<Option<usize>>,
    /// Cells of a whole row.
    pub n_cells: usize,
    /// Columns of the file that have no name; their cells should be empty.
    pub nameless: Vec<usize>,
    /// Whether every required column is there.
    pub complete: bool,
}

/// Matches the header's names with the dictionary, in any order and case.
pub(super) fn columns<'a>(
    spec: &TableSpec,
    file: &str,
    line: u64,
    header: impl Iterator<Item = &'a str>,
    issues: &mut Vec<Issue>,
) -> Columns {
    let mut columns = Columns { at: vec![None; spec.columns.len()], n_cells: 0, nameless: Vec::new(), complete: true };
    let mut unknown = Vec::new();
    for (position, written) in header.enumerate() {
        columns.n_cells = position + 1;
        let name = canonical(written);
        match spec.column(&name) {
            _ if name.is_empty() => columns.nameless.push(position),
            Some(column) if columns.at[column].is_none() => columns.at[column] = Some(position),
            Some(_) => f113_duplicate_column(file, line, &name, issues),
            None => unknown.push(written.trim().to_string()),
        }
    }
    let absent: Vec<&str> = (0..spec.columns.len())
        .filter(|&column| columns.at[column].is_none())
        .map(|column| spec.columns[column].name)
        .collect();
    for name in &unknown {
        f112_unknown_column(file, line, name, &absent, issues);
    }
    let has_any = columns.at.iter().any(Option::is_some);
    for column in spec.columns.iter().filter(|column| column.required && absent.contains(&column.name)) {
        columns.complete = false;
        f114_missing_column(file, line, column.name, has_any, &unknown, issues);
    }
    columns
}

/// A header's name as the dictionary writes it: lower case, words joined by `_`.
fn canonical(name: &str) -> String {
    let bare = name.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{FEFF}');
    bare.to_lowercase().replace([' ', '-'], "_")
}

/// A column that the dictionary does not know is not used.
fn f112_unknown_column(file: &str, line: u64, name: &str, absent: &[&str], issues: &mut Vec<Issue>) {
    let issue = Issue::warning(
        "F112",
        Place::cell(file, line, name),
        "a column that this table does not have",
        "only columns of the data dictionary (its cells were not used)",
    );
    issues.push(match nearest(&canonical(name), absent.iter().copied()) {
        Some(known) => issue.maybe(format!("Maybe {known}.")),
        None => issue,
    });
}

/// A column that stands twice is read where it stands first.
fn f113_duplicate_column(file: &str, line: u64, name: &str, issues: &mut Vec<Issue>) {
    issues.push(Issue::warning(
        "F113",
        Place::cell(file, line, name),
        "the column a second time",
        "each column once (the first was read)",
    ));
}

/// Without a required column no row of the table can be used.
fn f114_missing_column(file: &str, line: u64, name: &str, has_any: bool, unknown: &[String], issues: &mut Vec<Issue>) {
    let issue = Issue::error("F114", Place::cell(file, line, name), "no such column", "this required column");
    let lower: Vec<String> = unknown.iter().map(|name| canonical(name)).collect();
    issues.push(match nearest(name, lower.iter().map(String::as_str)) {
        Some(near) => issue.maybe(format!("Maybe {near} is meant to be {name}.")),
        None if !has_any => issue.maybe("Maybe the first line is a row and the header is missing."),
        None => issue,
    });
}
