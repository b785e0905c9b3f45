//! The tables as written: cells of text with file and line, columns in the dictionary's order.

use std::collections::BTreeMap;

use super::dictionary::TableKind;

/// A file as it was handed over.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its name inside the package, for example `rooms.csv`.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// All tables of a package that could be read.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    pub tables: BTreeMap<TableKind, Table>,
    /// What the school writes for nothing and for everything right where a score is asked for; none: 0 and 1.
    pub scores: Option<(f64, f64)>,
    /// Ids of the rules that a waiver may name.
    pub rules: Vec<String>,
}

/// One table. All cells lie in one string, so that a million rows cost a handful of allocations.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The file it came from.
    pub file: String,
    /// For each of the dictionary's columns: whether the file has it.
    pub present: Vec<bool>,
    text: String,
    /// Where each cell ends in `text`, row by row in the dictionary's order.
    ends: Vec<u32>,
    /// The line on which each row starts, from 1.
    lines: Vec<u32>,
    /// Rows that could not be read at all (wrong number of cells, broken quoting); issues name them.
    pub n_unreadable: u64,
    /// Positions of rows that were repaired while they were read (missing cells); issues name them.
    pub repaired: Vec<u32>,
}

impl Table {
    /// An empty table of `n_columns` columns.
    pub fn new(file: impl Into<String>, present: Vec<bool>) -> Self {
        Table { file: file.into(), present, ..Table::default() }
    }

    /// Adds a row; `cells` has one entry a column. Panics beyond 4 GiB of text in one table.
    pub fn push<'a>(&mut self, line: u64, cells: impl IntoIterator<Item = &'a str>) {
        for cell in cells {
            self.text.push_str(cell);
            self.ends.push(u32::try_from(self.text.len()).expect("a table of less than 4 GiB"));
        }
        self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        debug_assert_eq!(self.ends.len(), self.lines.len() * self.present.len());
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line on which the row starts.
    pub fn line(&self, row: usize) -> u64 {
        u64::from(self.lines[row])
    }

    /// The row that starts on a line.
    pub fn row_on(&self, line: u64) -> Option<usize> {
        u32::try_from(line).ok().and_then(|line| self.lines.binary_search(&line).ok())
    }

    /// The cells of a row, in the dictionary's order; an absent column is empty.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = &str> + '_ {
        let n = self.present.len();
        (row * n..(row + 1) * n).map(move |at| {
            let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
            &self.text[start..self.ends[at] as usize]
        })
    }
}

/// How the rows of a table ended; every row in exactly one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// As written.
    pub used: u64,
    /// Used after a repair that an issue names.
    pub repaired: u64,
    pub rejected: u64,
}

impl RowCounts {
    /// All rows.
    pub fn total(&self) -> u64 {
        self.used + self.repaired + self.rejected
    }
}

/// Row counts by table.
pub type TableCounts = BTreeMap<TableKind, RowCounts>;
