//! The tables of a published night as rows: what was told then, by column.

use std::collections::BTreeMap;

/// A row of a table: its cells with their columns, in the table's order.
pub type Row = Vec<(String, String)>;

/// The rows of a table in order; a row that is not whole is left out.
pub fn read_rows(bytes: &[u8]) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
    let rows = reader.records().filter_map(Result::ok);
    rows.map(|row| header.iter().cloned().zip(row.iter().map(str::to_owned)).collect()).collect()
}

/// A cell; empty where the table has no such column.
pub fn cell<'r>(row: &'r Row, column: &str) -> &'r str {
    row.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell)
}

/// The tables of a night that are asked about, by the names of their files.
#[derive(Clone, Debug, Default)]
pub struct Tables(BTreeMap<&'static str, Vec<Row>>);

impl Tables {
    /// Reads those of `files` that are there.
    ///
    /// # Errors
    /// The first file that cannot be fetched.
    pub fn read<E>(fetch: impl Fn(&str) -> Result<Option<Vec<u8>>, E>, files: &[&'static str]) -> Result<Self, E> {
        let mut tables = BTreeMap::new();
        for file in files {
            if let Some(bytes) = fetch(file)? {
                tables.insert(*file, read_rows(&bytes));
            }
        }
        Ok(Tables(tables))
    }

    /// The rows of a table; none where the night has no such table.
    pub fn rows(&self, file: &str) -> &[Row] {
        self.0.get(file).map_or(&[], Vec::as_slice)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
