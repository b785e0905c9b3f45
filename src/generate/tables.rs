//! Writing tables: cells by column name, put into the dictionary's order.

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use daybreak_school::dictionary::TableKind;
use daybreak_school::tables::SourceFile;

/// One CSV file in the making. Cells that a row does not name are empty.
pub(super) struct TableWriter {
    name: String,
    columns: Vec<&'static str>,
    row: Vec<String>,
    writer: Writer<Vec<u8>>,
}

impl TableWriter {
    /// A table of the school package, with the dictionary's header.
    pub(super) fn of(kind: TableKind) -> Self {
        Self::new(&kind.file(), kind.spec().columns.iter().map(|column| column.name).collect())
    }

    /// Any table with these columns and a header.
    pub(super) fn new(name: &str, columns: Vec<&'static str>) -> Self {
        let mut table = Self::fragment(name, columns);
        table.writer.write_record(&table.columns).expect("a vector takes any bytes");
        table
    }

    /// Rows of a table of the school package, without a header.
    pub(super) fn fragment_of(kind: TableKind) -> Self {
        Self::fragment(&kind.file(), kind.spec().columns.iter().map(|column| column.name).collect())
    }

    /// Rows of any table with these columns, without a header.
    pub(super) fn fragment(name: &str, columns: Vec<&'static str>) -> Self {
        let writer = WriterBuilder::new()
            .terminator(Terminator::Any(b'\n'))
            .quote_style(QuoteStyle::Necessary)
            .from_writer(Vec::new());
        TableWriter { name: name.to_owned(), row: vec![String::new(); columns.len()], columns, writer }
    }

    /// Writes a row. Panics on a column that the table does not have: a slip of ours.
    pub(super) fn row(&mut self, cells: &[(&str, &str)]) {
        self.row.iter_mut().for_each(String::clear);
        for (name, cell) in cells {
            let at = self.columns.iter().position(|column| column == name);
            self.row[at.unwrap_or_else(|| panic!("{} has no column {name}", self.name))].push_str(cell);
        }
        self.writer.write_record(&self.row).expect("a vector takes any bytes");
    }

    /// The file's bytes.
    pub(super) fn finish(self) -> SourceFile {
        let bytes = self.writer.into_inner().expect("a vector takes any bytes");
        SourceFile { name: self.name, bytes }
    }
}

/// A number without needless zeros, to at most `digits` decimals.
pub(super) fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// `yes` or `no`.
pub(super) fn yes(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
