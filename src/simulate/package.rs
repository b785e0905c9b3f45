//! The package as it grows: rows appended to the tables that a school hands over every night.

use std::collections::BTreeMap;

use daybreak_school::dictionary::TableKind;
use daybreak_school::tables::SourceFile;

/// A package and the columns of its tables.
#[derive(Clone)]
pub(super) struct Package {
    pub(super) files: Vec<SourceFile>,
    columns: BTreeMap<String, Vec<String>>,
}

/// Cells of a row by column.
pub(super) type Row<'a> = Vec<(&'static str, String)>;

impl Package {
    /// Of files in UTF-8 with commas. A table that rows will be added to and that is not there begins empty.
    pub(super) fn new(mut files: Vec<SourceFile>) -> Self {
        for kind in [TableKind::Evidence, TableKind::Delivered, TableKind::Availability] {
            if !files.iter().any(|file| file.name == kind.file()) {
                let header: Vec<&str> = kind.spec().columns.iter().map(|column| column.name).collect();
                files.push(SourceFile { name: kind.file(), bytes: format!("{}\n", header.join(",")).into_bytes() });
            }
        }
        let mut columns = BTreeMap::new();
        for file in &mut files {
            let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
            let header = reader.headers().map(|header| header.iter().map(str::to_owned).collect()).unwrap_or_default();
            columns.insert(file.name.clone(), header);
            if file.bytes.last().is_some_and(|&byte| byte != b'\n') {
                file.bytes.push(b'\n');
            }
        }
        Package { files, columns }
    }

    /// Bytes of a table, to go back to with [`Package::cut`].
    pub(super) fn len(&self, kind: TableKind) -> usize {
        self.files.iter().find(|file| file.name == kind.file()).map_or(0, |file| file.bytes.len())
    }

    /// Takes away what was appended since the table had so many bytes.
    pub(super) fn cut(&mut self, kind: TableKind, len: usize) {
        if let Some(file) = self.files.iter_mut().find(|file| file.name == kind.file()) {
            file.bytes.truncate(len);
        }
    }

    /// Appends rows; cells of columns that the table does not have are left out.
    pub(super) fn append(&mut self, kind: TableKind, rows: &[Row<'_>]) {
        let name = kind.file();
        let columns = &self.columns[&name];
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        for row in rows {
            let cell =
                |column: &String| row.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell.as_str());
            writer.write_record(columns.iter().map(cell)).expect("a vector takes any bytes");
        }
        let bytes = writer.into_inner().expect("a vector takes any bytes");
        let file = self.files.iter_mut().find(|file| file.name == name).expect("made in new");
        file.bytes.extend(bytes);
    }
}
