//! Ingest: the bytes of a package become tables of text, each cell with its file, line and column.
//!
//! Everything that an export may do to a table is undone here, or named: encodings, delimiters, the order and
//! case of columns, missing and surplus cells, broken quotations. What a cell means is decided by `validate`.

pub mod codes;
mod encoding;
mod header;
mod records;
mod rows;
pub mod sheet;

use std::collections::BTreeMap;

use rayon::prelude::*;

use daybreak_day::issue::{Issue, Place, nearest};
use daybreak_school::dictionary::TableKind;
use daybreak_school::tables::{SourceFile, Table, Tables};

/// Reads every table of a package. Files that cannot be read, in whole or in part, are named by issues; the
/// result does not depend on the order of `files`.
pub fn read_tables(files: &[SourceFile]) -> (Tables, Vec<Issue>) {
    let mut issues = Vec::new();
    let mut chosen: BTreeMap<TableKind, &SourceFile> = BTreeMap::new();
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by(|a, b| (&a.name, &a.bytes).cmp(&(&b.name, &b.bytes)));
    for file in sorted {
        match TableKind::of_file(base_name(&file.name)) {
            Some(kind) if f102_second_file(kind, file, &chosen, &mut issues) => {}
            Some(kind) => drop(chosen.insert(kind, file)),
            None => f101_unknown_file(file, &mut issues),
        }
    }
    f106_missing_table(&chosen, &mut issues);
    let read: Vec<(TableKind, Table, Vec<Issue>)> =
        chosen.into_par_iter().map(|(kind, file)| read_table(kind, file)).collect();
    let mut tables = Tables::default();
    for (kind, table, found) in read {
        tables.tables.insert(kind, table);
        issues.extend(found);
    }
    (tables, issues)
}

/// Reads one file.
fn read_table(kind: TableKind, file: &SourceFile) -> (TableKind, Table, Vec<Issue>) {
    let mut issues = Vec::new();
    if f107_too_large(file, &mut issues) {
        return (kind, Table::new(&file.name, vec![false; kind.spec().columns.len()]), issues);
    }
    let text = encoding::decode(&file.name, &file.bytes, &mut issues);
    let dialect = header::dialect(kind.spec(), &file.name, &text, &mut issues);
    let table = rows::read_rows(kind, &file.name, &text, &dialect, &mut issues);
    (kind, table, issues)
}

/// The text of any file, as the tables of a package are read: UTF-8, UTF-16 or Windows-1252, without byte order mark.
pub fn text<'a>(file: &str, bytes: &'a [u8], issues: &mut Vec<Issue>) -> std::borrow::Cow<'a, str> {
    encoding::decode(file, bytes, issues)
}

/// The last part of a file's name.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// Endings of files that are documents or settings and no tables, whatever their name.
const DOCUMENTS: [&str; 6] = [".md", ".toml", ".pdf", ".html", ".svg", ".lock"];

/// Whether a file may hold a table, or several, that somebody wanted to hand over.
fn may_be_meant(name: &str) -> bool {
    let names_a_table = || TableKind::ALL.iter().any(|kind| name.contains(kind.spec().name));
    let is_archive = || [".zip", ".tar", ".gz", ".7z"].iter().any(|ending| name.ends_with(ending));
    !name.starts_with('.')
        && !DOCUMENTS.iter().any(|ending| name.ends_with(ending))
        && (name.ends_with(".csv") || is_archive() || names_a_table())
}

/// A file that is no table of the package is not read. Documents and rules are none of this stage's business.
fn f101_unknown_file(file: &SourceFile, issues: &mut Vec<Issue>) {
    let name = base_name(&file.name).to_lowercase();
    if !may_be_meant(&name) {
        return;
    }
    let stem = name.split('.').next().unwrap_or(&name);
    let issue = Issue::warning(
        "F101",
        Place::file(&file.name),
        "a file that is no table of a package",
        "the tables of the data dictionary as .csv (it was not read)",
    );
    let known = nearest(stem, TableKind::ALL.iter().map(|kind| kind.spec().name));
    issues.push(match known {
        Some(table) => issue.maybe(format!("Maybe {table}.csv.")),
        None => issue,
    });
}

/// A second file of the same table is not read.
fn f102_second_file(
    kind: TableKind,
    file: &SourceFile,
    chosen: &BTreeMap<TableKind, &SourceFile>,
    issues: &mut Vec<Issue>,
) -> bool {
    let Some(first) = chosen.get(&kind) else { return false };
    let found = format!("a second file of the table {}", kind.spec().name);
    let expected = format!("one ({} was read, this one was not)", first.name);
    issues.push(Issue::error("F102", Place::file(&file.name), found, expected));
    true
}

/// A required table is not in the package.
fn f106_missing_table(chosen: &BTreeMap<TableKind, &SourceFile>, issues: &mut Vec<Issue>) {
    for kind in TableKind::ALL.into_iter().filter(|kind| kind.spec().required && !chosen.contains_key(kind)) {
        let expected = format!("this required table: {}", kind.spec().what);
        issues.push(Issue::error("F106", Place::file(kind.file()), "no such file", expected));
    }
}

/// Positions in a table are 32 bits wide.
fn f107_too_large(file: &SourceFile, issues: &mut Vec<Issue>) -> bool {
    // Windows-1252 bytes may grow threefold on their way to UTF-8.
    let too_large = file.bytes.len() > u32::MAX as usize / 3;
    if too_large {
        let found = format!("{} bytes", file.bytes.len());
        issues.push(Issue::error("F107", Place::file(&file.name), found, "a table of less than 1.4 GB"));
    }
    too_large
}
