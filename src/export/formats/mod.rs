//! How sheets become bytes: a file a format. A format knows no table, and a table no format.

pub mod csv;

use super::OutputFile;
use super::sheet::Sheet;

/// The formats in which tables can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A file a sheet.
    Csv,
}

impl Format {
    /// The files of these sheets, in their order.
    pub fn files(self, sheets: &[Sheet<'_>]) -> Vec<OutputFile> {
        match self {
            Format::Csv => csv::files(sheets),
        }
    }
}
