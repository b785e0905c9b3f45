//! What a school says of a day: who was there, what took place otherwise than planned, what came out. Each is anybody's CSV, with
//! a map of columns where its names are others.

use std::collections::BTreeMap;

use daybreak_day::issue::{Issue, Place, nearest};
use daybreak_day::time::Date;
use daybreak_school::tables::SourceFile;
use daybreak_tables::ingest::sheet::{Sheet, SheetCodes, sheet};

/// An empty file, and a quotation that is not closed.
const CODES: SheetCodes = SheetCodes { empty: "D101", quotation: "D102" };

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Attendance,
    Changes,
    Outcomes,
}

impl Source {
    /// Its word in a map of columns, the columns that it needs, and those that it may have.
    const fn columns(self) -> (&'static str, &'static [&'static str], &'static [&'static str]) {
        match self {
            Source::Attendance => ("attendance", &["learner", "present"], &["date", "slot"]),
            Source::Changes => {
                ("changes", &["session", "what"], &["date", "site", "lesson", "slot", "staff", "room", "minutes"])
            }
            Source::Outcomes => {
                ("outcomes", &["learner"], &["date", "session", "lesson", "competency", "score", "outcome"])
            }
        }
    }
}

/// Names of columns by source and the name that is meant, as `attendance.learner=student_id`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap(BTreeMap<(&'static str, &'static str), String>);

impl ColumnMap {
    /// Reads `attendance.learner=student_id,outcomes.score=points`.
    ///
    /// # Errors
    /// A sentence for a part that is not so, or a source or column that is not known.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut map = BTreeMap::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let parts = part.split_once('=').and_then(|(meant, column)| Some((meant.split_once('.')?, column)));
            let Some(((source, name), column)) = parts else {
                return Err(format!("found {part:?}, expected SOURCE.NAME=COLUMN, e.g. attendance.learner=student_id"));
            };
            let all = [Source::Attendance, Source::Changes, Source::Outcomes].map(Source::columns);
            let Some((source, needed, others)) = all.into_iter().find(|(word, ..)| *word == source) else {
                return Err(format!("found the source {source:?}, expected attendance, changes or outcomes"));
            };
            let mut names = needed.iter().chain(others);
            let Some(name) = names.clone().find(|known| **known == name) else {
                let known: Vec<&str> = names.by_ref().copied().collect();
                return Err(format!("found {name:?}, expected a column of {source}: {}", known.join(", ")));
            };
            map.insert((source, *name), column.trim().to_owned());
        }
        Ok(ColumnMap(map))
    }
}

/// A row: where it stands, and its cells by the names that are meant.
#[derive(Clone, Debug)]
pub struct Said {
    pub file: String,
    pub line: u64,
    cells: BTreeMap<&'static str, String>,
}

impl Said {
    /// A cell, trimmed; empty where there is no such column.
    pub fn of(&self, name: &str) -> &str {
        self.cells.get(name).map_or("", String::as_str)
    }

    pub fn place(&self, column: &str) -> Place {
        Place::cell(&self.file, self.line, column)
    }
}

/// The rows of a file that are about a day. A column that is needed or named and absent costs the file (D103), a date that
/// cannot be read its row (D109); rows of other days are left aside.
pub fn read(source: Source, file: &SourceFile, day: Date, map: &ColumnMap, issues: &mut Vec<Issue>) -> Vec<Said> {
    let Some(sheet) = sheet(file, None, CODES, issues) else { return Vec::new() };
    let Some(at) = positions(source, &sheet, map, issues) else { return Vec::new() };
    let mut said = Vec::new();
    for (line, record) in &sheet.records {
        let cell = |(name, at): (&&'static str, &usize)| (*name, record.get(*at).unwrap_or_default().trim().to_owned());
        let row = Said { file: sheet.name.clone(), line: *line, cells: at.iter().map(cell).collect() };
        match row.of("date") {
            "" => said.push(row),
            date => match date.get(..10).unwrap_or(date).parse::<Date>() {
                Ok(date) if date == day => said.push(row),
                Ok(_) => {}
                Err(_) => {
                    issues.push(Issue::error("D109", row.place("date"), format!("{date:?}"), "a date YYYY-MM-DD"));
                }
            },
        }
    }
    said
}

/// Where the file has each column.
fn positions(
    source: Source,
    sheet: &Sheet,
    map: &ColumnMap,
    issues: &mut Vec<Issue>,
) -> Option<BTreeMap<&'static str, usize>> {
    let (word, needed, others) = source.columns();
    let before = issues.len();
    let mut at = BTreeMap::new();
    for name in needed.iter().chain(others).copied() {
        let named = map.0.get(&(word, name)).map(String::as_str);
        let written = named.unwrap_or(name);
        match sheet.header.iter().position(|column| column.trim().eq_ignore_ascii_case(written)) {
            Some(position) => drop(at.insert(name, position)),
            None if named.is_some() || needed.contains(&name) => {
                let place = Place::cell(&sheet.name, 1, name);
                let found = format!("the columns {}", sheet.header.join(", "));
                let issue = Issue::error("D103", place, found, format!("a column {written}"));
                issues.push(match nearest(written, sheet.header.iter().map(String::as_str)) {
                    Some(near) => issue.maybe(format!("Maybe --columns {word}.{name}={near} is meant.")),
                    None => issue,
                });
            }
            None => {}
        }
    }
    (issues.len() == before).then_some(at)
}
