//! What was kept: who, when, why, and the rows by which it is taken back. One file beside the nights.

use std::path::{Path, PathBuf};

use daybreak::model::tables::SourceFile;
use daybreak::model::time::Date;
use serde::{Deserialize, Serialize};

use crate::cli::exit::Failure;
use crate::cli::files;
use crate::cli::nights::now;
use crate::cli::tables::{self, Change};

const FILE: &str = "desk.csv";

/// The log, in order.
pub struct Log {
    path: PathBuf,
    entries: Vec<Entry>,
}

/// One hand that was kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub number: usize,
    pub at: String,
    pub by: String,
    pub why: String,
    pub hand: String,
    pub date: String,
    /// The night on which it was done.
    pub night: String,
    /// The night that came of it; empty: nobody has noted it.
    #[serde(default)]
    pub made: String,
    /// `kept`, or `undone`.
    pub state: String,
    /// The rows that came and went, as JSON.
    rows: String,
}

impl Entry {
    /// Of what was decided by whom and why; `night`: its date, and which one.
    pub fn new(
        log: &Log,
        (by, why): (&str, &str),
        hand: &str,
        (date, night): (Date, String),
        changes: &[Change],
    ) -> Self {
        Entry {
            number: log.entries.iter().map(|entry| entry.number).max().unwrap_or(0) + 1,
            at: now(),
            by: by.to_owned(),
            why: why.to_owned(),
            hand: hand.trim().to_owned(),
            date: date.to_string(),
            night,
            made: String::new(),
            state: "kept".to_owned(),
            rows: serde_json::to_string(changes).expect("rows have string keys"),
        }
    }

    fn is_in_force(&self) -> bool {
        self.state == "kept" && !self.hand.starts_with("undo")
    }

    /// The rows that came and went.
    pub fn changes(&self) -> Result<Vec<Change>, Failure> {
        serde_json::from_str(&self.rows)
            .map_err(|error| Failure::refused(format!("number {} of {FILE} cannot be read: {error}", self.number)))
    }

    /// The rows that take it back.
    pub fn undoing(&self) -> Result<Vec<Change>, Failure> {
        let mut changes = self.changes()?;
        for change in &mut changes {
            change.goes = !change.goes;
            change.key.clear();
        }
        Ok(changes)
    }

    /// The same entry with other rows.
    fn with(&self, changes: &[Change]) -> Self {
        Entry { rows: serde_json::to_string(changes).expect("rows have string keys"), ..self.clone() }
    }
}

impl Log {
    /// Reads the log of a folder of nights; empty where nothing was kept.
    pub fn of(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        let bytes = if path.is_file() { files::read(&path)? } else { Vec::new() };
        let read: Result<Vec<Entry>, csv::Error> = csv::Reader::from_reader(bytes.as_slice()).deserialize().collect();
        let entries = read.map_err(|error| Failure::refused(format!("{} cannot be read: {error}", path.display())))?;
        Ok(Log { path, entries })
    }

    /// What is to be taken back: the number, or what was kept last for the day.
    pub fn last(&self, number: Option<usize>, date: Date) -> Result<Entry, Failure> {
        let date = date.to_string();
        let mut kept = self.entries.iter().rev().filter(|entry| entry.is_in_force());
        let found = match number {
            Some(number) => kept.find(|entry| entry.number == number),
            None => kept.find(|entry| entry.date == date),
        };
        found.cloned().ok_or_else(|| Failure::usage(format!("nothing of {FILE} is there to be taken back")))
    }

    /// The night before an entry, where nothing that is in force was kept after it.
    pub fn was_before(&self, entry: &Entry) -> Option<String> {
        let later = self.entries.iter().filter(|other| other.number > entry.number && other.date == entry.date);
        let mut in_force = later.filter(|other| other.is_in_force());
        in_force.next().is_none().then(|| entry.night.clone())
    }

    /// Takes an entry back in tables. What was kept later stays: where it gave way to the entry's rows or took their place, it is
    /// first taken back too, and then kept anew. Notes what the rows of later entries are then.
    pub fn take_back(&mut self, entry: &Entry, tables: &mut Vec<SourceFile>) -> Result<(), Failure> {
        let own = entry.changes()?;
        let mut later: Vec<(usize, Vec<Change>)> = Vec::new();
        for (at, other) in self.entries.iter().enumerate() {
            let is_later = other.number > entry.number && other.is_in_force();
            let rows = if is_later { other.changes()? } else { Vec::new() };
            if rows.iter().any(|row| own.iter().any(|mine| row.is_about_the_same_as(mine))) {
                later.push((at, rows));
            }
        }
        for (at, _) in later.iter().rev() {
            tables::change(tables, &self.entries[*at].undoing()?)?;
        }
        tables::change(tables, &entry.undoing()?)?;
        for (at, rows) in later {
            let again = tables::explicit(tables, rows.into_iter().filter(|row| !row.goes).collect());
            tables::change(tables, &again)?;
            self.entries[at] = self.entries[at].with(&again);
        }
        Ok(())
    }

    /// Adds an entry; what it takes back is marked.
    pub fn note(&mut self, entry: Entry, undone: Option<usize>) -> Result<(), Failure> {
        for old in self.entries.iter_mut().filter(|old| Some(old.number) == undone) {
            old.state = "undone".to_owned();
        }
        self.entries.push(entry);
        self.write()
    }

    /// Notes which night came of the last entry.
    pub fn made(&mut self, night: String) -> Result<(), Failure> {
        if let Some(last) = self.entries.last_mut() {
            last.made = night;
        }
        self.write()
    }

    fn write(&self) -> Result<(), Failure> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let written = self.entries.iter().try_for_each(|entry| out.serialize(entry));
        written.expect("text goes into a vector");
        files::write_file(&self.path, &out.into_inner().expect("a vector takes every byte"))
    }

    /// For people, the last first.
    pub fn text(&self) -> String {
        if self.entries.is_empty() {
            return "Nothing was kept yet.\n".to_owned();
        }
        let line = |entry: &Entry| {
            let Entry { number, at, by, why, hand, date, state, night: _, made: _, rows: _ } = entry;
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            format!("{number:>3}  {at}  {date}  {hand}  by {by}{why}  [{state}]\n")
        };
        self.entries.iter().rev().map(line).collect()
    }
}
