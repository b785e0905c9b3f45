//! What a package says that could not be used, where that lifts something or leaves a table behind: a person has to see it
//! before the day.

use std::collections::BTreeMap;

use super::dictionary::TableKind;
use super::ids::SiteIdx;
use super::restricts::Restricts;
use super::school::{School, Span};
use daybreak_day::time::Date;

/// What could not be used of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Restrictions, in order of file and line.
    pub restrictions: Vec<Unread>,
    /// Tables of which much could not be used.
    pub tables: Vec<LostTable>,
    /// Rows of the calendar that leave open whether there is school.
    pub days: Vec<UnclearDay>,
    /// Rows that only repeat another one, by table.
    pub repeated: BTreeMap<TableKind, u64>,
    /// Names that nobody knows, where something that restricts is not there.
    pub unnamed: Vec<Unnamed>,
    /// Tables that a running school hands over and this package lacks.
    pub absent: Vec<TableKind>,
    /// What was planned and not reported, and counts as probably had.
    pub unreported: Vec<Unreported>,
    /// Sites that a gate keeps from being planned, each with why.
    pub kept_back: Vec<(SiteIdx, String)>,
    /// What is said of sites of the last night that the package does not know any more.
    pub missing: Vec<String>,
    /// Gates that a person let pass: name and why.
    pub accepted: Vec<(String, String)>,
    /// Dates of which a person has said that there is school, whatever such rows would have said.
    pub school_days: Vec<Date>,
}

/// A row, or a cell of a row that is used, which restricts and cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    pub table: TableKind,
    /// The line of the file; none: the file as a whole.
    pub line: Option<u64>,
    /// Rows with the same fault that are told with this one, itself included.
    pub rows: usize,
    pub column: Option<String>,
    pub found: String,
    pub expected: String,
    /// A guess that may help, a sentence.
    pub maybe: Option<String>,
    /// The number as which a limit is read all the same, in the stricter way; none: it is lifted.
    pub read_as: Option<String>,
    pub restricts: Restricts,
    /// Whether the whole row is not used; else one of its cells.
    pub is_row: bool,
    /// The site of whom it concerns; none: nobody knows, or all.
    pub site: Option<SiteIdx>,
    /// Ids of whom it concerns, as far as they can be read.
    pub whom: Vec<String>,
    /// The days for which it holds, as far as they can be read.
    pub holds: Span,
}

/// Columns of a table, or files of the package, under names that nobody knows, where what restricts is not there: one of them may
/// be meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unnamed {
    /// The table whose columns they are; none: they are files.
    pub table: Option<TableKind>,
    pub found: Vec<String>,
    /// Columns or files that restrict and are not there, by name.
    pub absent: Vec<String>,
    pub restricts: Restricts,
}

/// Lessons of a site that were planned, of which no report has come.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreported {
    pub site: SiteIdx,
    /// The first and the last day, and how many there are.
    pub from: Date,
    pub until: Date,
    pub days: usize,
    pub learners: usize,
    pub lessons: usize,
}

/// A table of which much could not be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LostTable {
    pub table: TableKind,
    pub rejected: u64,
    pub total: u64,
    /// The fault that most of its rows have: what was found in the first, what was expected, and a guess.
    pub fault: Option<(String, String, Option<String>)>,
}

/// A row of the calendar that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnclearDay {
    pub line: u64,
    /// None: it cannot be read, and may be any.
    pub site: Option<SiteIdx>,
    pub date: Option<Date>,
    /// Whether it puts in doubt what another row says of the date too.
    pub outweighs: bool,
    pub found: String,
    pub expected: String,
}

impl School {
    /// The row of the calendar that leaves open whether a site has school on a date; none: it is known. What another row says
    /// of the same date is known.
    pub fn unclear_day(&self, site: SiteIdx, date: Date) -> Option<&UnclearDay> {
        let is_said = self.days.iter().any(|day| day.site == site && day.date == date);
        let may_be_it =
            |day: &&UnclearDay| day.site.is_none_or(|of| of == site) && day.date.is_none_or(|of| of == date);
        if self.lost.school_days.contains(&date) {
            return None;
        }
        self.lost.days.iter().filter(|day| day.outweighs || !is_said).find(may_be_it)
    }
}
