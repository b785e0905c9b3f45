//! The small tables of a package, with rows that come and go: by a hand on the plan, or to see what they would do.

use std::collections::BTreeMap;

use daybreak::model::dictionary::TableKind;
use daybreak::model::tables::SourceFile;
use daybreak::record;

use super::exit::Failure;

/// Rows by table: what comes, and what goes for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// The table's name, without `.csv`.
    pub table: String,
    /// Cells by column.
    pub row: BTreeMap<String, String>,
    /// Columns by which a row that stands there is the same statement, and gives way.
    pub key: Vec<String>,
    /// Whether the row goes instead of coming.
    pub goes: bool,
}

impl Change {
    /// Whether both speak of the same thing: the row of one would give way to the other's.
    pub fn is_about_the_same_as(&self, other: &Change) -> bool {
        let key = if self.key.is_empty() { &other.key } else { &self.key };
        let cell = |change: &Change, column: &String| change.row.get(column).cloned().unwrap_or_default();
        self.table == other.table && !key.is_empty() && key.iter().all(|c| cell(self, c) == cell(other, c))
    }
}

/// The tables that change, as they are then.
///
/// # Errors
/// A table that cannot be added to as it stands.
fn apply(tables: &[SourceFile], changes: &[Change]) -> Result<Vec<SourceFile>, Failure> {
    let mut by_table: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    changes.iter().for_each(|change| by_table.entry(&change.table).or_default().push(change));
    let mut changed = Vec::new();
    for (table, changes) in by_table {
        let kind = TableKind::ALL.into_iter().find(|kind| kind.spec().name == table);
        let kind = kind.ok_or_else(|| Failure::bug("a hand on a table that does not exist"))?;
        let header: Vec<&str> = kind.spec().columns.iter().map(|column| column.name).collect();
        let old = tables.iter().find(|file| TableKind::of_file(&file.name) == Some(kind));
        let rows: Vec<Vec<String>> = (changes.iter().filter(|change| !change.goes))
            .map(|change| header.iter().map(|column| change.row.get(*column).cloned().unwrap_or_default()).collect())
            .collect();
        let is_same = |change: &Change, cell: &record::Cells<'_>| {
            header.iter().all(|column| cell(column) == change.row.get(*column).cloned().unwrap_or_default())
        };
        let merged = record::merged(old.map(|file| file.bytes.as_slice()), &header, &rows, |cell| {
            changes.iter().any(|change| change.goes && is_same(change, cell))
        });
        let name = old.map_or_else(|| kind.file(), |file| file.name.clone());
        let bytes = merged.map_err(|why| Failure::refused(format!("{name} cannot be added to: {why}")))?;
        changed.push(SourceFile { name, bytes });
    }
    Ok(changed)
}

/// Changes tables in place.
pub fn change(tables: &mut Vec<SourceFile>, changes: &[Change]) -> Result<(), Failure> {
    apply(tables, changes)?.into_iter().for_each(|file| put(tables, file));
    Ok(())
}

/// The changes with every row that gives way named as one that goes, so that it can come back.
pub fn explicit(tables: &[SourceFile], changes: Vec<Change>) -> Vec<Change> {
    let mut explicit: Vec<Change> = Vec::new();
    for change in changes {
        let key = change.key.clone();
        if !change.goes && !key.is_empty() {
            for row in rows(tables, &change.table) {
                let cell = |row: &BTreeMap<String, String>, column: &str| row.get(column).cloned().unwrap_or_default();
                if key.iter().all(|column| cell(&row, column) == cell(&change.row, column)) {
                    explicit.push(Change { table: change.table.clone(), row, key: Vec::new(), goes: true });
                }
            }
        }
        explicit.push(change);
    }
    explicit
}

/// The rows of a table by column; none where it cannot be read, which whoever adds to it says.
fn rows(tables: &[SourceFile], table: &str) -> Vec<BTreeMap<String, String>> {
    let file = tables.iter().find(|file| TableKind::of_file(&file.name).is_some_and(|kind| kind.spec().name == table));
    let bytes = file.map_or(&[][..], |file| &file.bytes);
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_lowercase()).collect(),
        Err(_) => return Vec::new(),
    };
    let records = reader.records().filter_map(Result::ok);
    let row = |record: csv::StringRecord| {
        header.iter().cloned().zip(record.iter().map(|cell| cell.trim().to_owned())).collect()
    };
    records.map(row).collect()
}

/// Puts a table among others, in place of the one of its name.
fn put(tables: &mut Vec<SourceFile>, file: SourceFile) {
    match tables.iter_mut().find(|old| old.name == file.name) {
        Some(old) => *old = file,
        None => tables.push(file),
    }
}
