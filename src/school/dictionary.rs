//! The data dictionary: every table of the school package, its columns, and what they hold.
//!
//! One list serves the reader, the checker (which name was meant), the generator and `data/README.md` (kept true by a test).

mod tables;

use super::restricts::Restricts;

pub use tables::DICTIONARY;

/// The tables of a school package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    Sites,
    Days,
    Slots,
    Rooms,
    Staff,
    Devices,
    Availability,
    Competencies,
    Prerequisites,
    Modalities,
    Lessons,
    Learners,
    Evidence,
    Overrules,
    Goals,
    Wishes,
    Requests,
    Proposals,
    Services,
    Relations,
    Pins,
    Bans,
    Waivers,
    Delivered,
}

/// A table: its columns in canonical order.
pub struct TableSpec {
    pub kind: TableKind,
    /// The file's name without `.csv`.
    pub name: &'static str,
    /// Whether a package without it is refused; an absent optional table is empty.
    pub required: bool,
    /// What it is, in a sentence.
    pub what: &'static str,
    /// What its rows restrict: one that cannot be used would lift it. None: it only takes away what could be offered.
    pub restricts: Option<Restricts>,
    pub columns: &'static [ColumnSpec],
}

/// A column: its name and what its cells hold.
pub struct ColumnSpec {
    pub name: &'static str,
    /// Whether an empty cell (or an absent column) makes the row unusable.
    pub required: bool,
    /// What a cell holds: form, unit, range, default.
    pub what: &'static str,
    /// What a cell restricts where its row can be used: emptied, it would lift it.
    pub restricts: Option<Restricts>,
}

/// A required column.
const fn req(name: &'static str, what: &'static str) -> ColumnSpec {
    ColumnSpec { name, required: true, what, restricts: None }
}

/// An optional column.
const fn opt(name: &'static str, what: &'static str) -> ColumnSpec {
    ColumnSpec { name, required: false, what, restricts: None }
}

impl ColumnSpec {
    /// The same column, whose cells restrict.
    const fn that(self, restricts: Restricts) -> ColumnSpec {
        ColumnSpec { restricts: Some(restricts), ..self }
    }
}

impl TableKind {
    /// Every table, in the order in which references need them.
    pub const ALL: [TableKind; 24] = [
        TableKind::Sites,
        TableKind::Days,
        TableKind::Slots,
        TableKind::Rooms,
        TableKind::Staff,
        TableKind::Devices,
        TableKind::Availability,
        TableKind::Competencies,
        TableKind::Prerequisites,
        TableKind::Modalities,
        TableKind::Lessons,
        TableKind::Learners,
        TableKind::Evidence,
        TableKind::Overrules,
        TableKind::Goals,
        TableKind::Wishes,
        TableKind::Requests,
        TableKind::Proposals,
        TableKind::Services,
        TableKind::Relations,
        TableKind::Pins,
        TableKind::Bans,
        TableKind::Waivers,
        TableKind::Delivered,
    ];

    /// The table's columns and meaning.
    pub fn spec(self) -> &'static TableSpec {
        &DICTIONARY[self as usize]
    }

    /// The file's name, for example `rooms.csv`.
    pub fn file(self) -> String {
        format!("{}.csv", self.spec().name)
    }

    /// The table whose file has this name (without folder, any case).
    pub fn of_file(file: &str) -> Option<TableKind> {
        let stem = file.to_lowercase();
        let stem = stem.strip_suffix(".csv")?;
        TableKind::ALL.into_iter().find(|kind| kind.spec().name == stem)
    }
}

impl TableSpec {
    /// The position of a column in canonical order.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
