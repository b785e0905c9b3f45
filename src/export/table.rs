//! Rows to CSV bytes, under the header that the dictionary gives.

use serde::Serialize;

use super::OutputFile;
use super::dictionary;
use daybreak_day::time::{Date, TimeOfDay};

/// A table's file. Panics when a row has another number of cells than the dictionary has columns: a test compares
/// their names too.
pub fn file<R: Serialize>(name: &'static str, rows: impl IntoIterator<Item = R>) -> OutputFile {
    let spec = dictionary::table(name);
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.write_record(spec.columns.iter().map(|column| column.name)).expect("writing to memory");
    for row in rows {
        writer.serialize(row).expect("a flat row with a cell for each column, written to memory");
    }
    OutputFile { path: format!("{name}.csv"), bytes: writer.into_inner().expect("flushing to memory") }
}

/// A list in a cell.
pub fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().collect::<Vec<_>>().join(";")
}

/// Dates and times as cells.
pub fn text(value: impl std::fmt::Display) -> String {
    value.to_string()
}

/// A date that may be missing.
pub fn date(date: Option<Date>) -> String {
    date.map(text).unwrap_or_default()
}

/// The two ends of a slot.
pub fn times(start: TimeOfDay, end: TimeOfDay) -> (String, String) {
    (text(start), text(end))
}

/// Asserts that a row's fields are the dictionary's columns, in order.
#[cfg(test)]
pub fn assert_header<R: serde::Serialize>(name: &str, row: R) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.serialize(row).expect("a flat row");
    let bytes = writer.into_inner().expect("memory");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let columns: Vec<&str> = dictionary::table(name).columns.iter().map(|column| column.name).collect();
    assert_eq!(text.lines().next(), Some(columns.join(",").as_str()));
}
