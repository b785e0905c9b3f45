//! Anybody's CSV: a header and records under whatever names, read with the guards of a package's tables.

use csv::StringRecord;

use super::records::{Records, broken_quotation};
use daybreak_day::issue::{Issue, Place};
use daybreak_school::tables::SourceFile;

/// Records of a file with a header.
pub struct Sheet {
    pub name: String,
    pub header: Vec<String>,
    /// Each with the line on which it starts.
    pub records: Vec<(u64, StringRecord)>,
    /// Lines that could not be read.
    pub n_lost: usize,
}

/// The codes under which whoever reads a sheet tells what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct SheetCodes {
    /// It has no rows.
    pub empty: &'static str,
    /// A quotation is not closed.
    pub quotation: &'static str,
}

/// Reads a sheet; none when it has no rows. Without a delimiter the one of comma, tab, semicolon and bar counts that parts the
/// header most often. A quotation that is not closed costs the line on which it starts.
pub fn sheet(file: &SourceFile, delimiter: Option<u8>, codes: SheetCodes, issues: &mut Vec<Issue>) -> Option<Sheet> {
    let text = super::text(&file.name, &file.bytes, issues);
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let most = [b'\t', b';', b'|', b','].into_iter().max_by_key(|d| first.bytes().filter(|b| b == d).count());
    let mut found = Records::new(&text, 0, delimiter.or(most).unwrap_or(b','));
    let (mut records, mut n_lost, mut n_cells) = (Vec::new(), 0, None);
    while let Some(extent) = found.read() {
        let n_cells = *n_cells.get_or_insert(found.record.len());
        let is_row = |record: &StringRecord| record.len() > 1 && record.iter().any(|cell| !cell.trim().is_empty());
        if let Some(n_lines) = found.give_up_broken_quotation(extent, n_cells, is_row) {
            n_lost += n_lines as usize;
            let place = Place { file: file.name.clone(), line: Some(extent.line), column: None };
            let issue = Issue::error(codes.quotation, place, broken_quotation(n_lines), "quotation marks in pairs");
            issues.push(issue.maybe("Maybe a quotation mark inside a cell must be doubled."));
        } else if found.record.iter().any(|cell| !cell.trim().is_empty()) {
            let record = found.meant(extent).filter(|cells| cells.len() == n_cells).map(StringRecord::from);
            records.push((extent.line, record.unwrap_or_else(|| found.record.clone())));
        }
    }
    if records.len() < 2 {
        let found = if records.is_empty() { "nothing" } else { "a header alone" };
        issues.push(Issue::error(codes.empty, Place::file(&file.name), found, "a header and rows"));
        return None;
    }
    let header = records.remove(0).1.iter().map(|cell| cell.trim().to_owned()).collect();
    Some(Sheet { name: file.name.clone(), header, records, n_lost })
}
