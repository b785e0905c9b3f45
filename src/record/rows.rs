//! What became of a day as rows: of `delivered.csv`, of `evidence.csv`, and plan and actual side by side.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::time::Date;

use super::{Actual, Recorded, SERVICE, Ticket, Went};

/// The columns of `delivered.csv`, in the dictionary's order.
pub const DELIVERED: [&str; 11] =
    ["date", "learner", "slot", "lesson", "competency", "modality", "staff", "room", "minutes", "attended", "outcome"];

/// The columns of `evidence.csv` that an exit ticket fills.
pub const EVIDENCE: [&str; 6] = ["learner", "competency", "at", "kind", "score", "lesson"];

/// The columns of `actual.csv`.
pub const ACTUAL: [&str; 10] =
    ["date", "site", "learner", "slot", "session", "planned", "went", "given", "minutes", "outcome"];

impl Recorded {
    /// Rows of `delivered.csv`. What was cancelled or not reported has none: it did not take place, or nobody knows.
    pub fn delivered(&self, day: Date) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for one in &self.actual {
            let attended = match one.went {
                Went::Had | Went::Swapped | Went::Moved => "yes",
                Went::Away => "no",
                Went::Cancelled | Went::NotReported => continue,
            };
            let given = &one.given;
            let row = |lesson: &str, is_lesson: bool| {
                let of_lesson = |text: &str| if is_lesson { text.to_owned() } else { String::new() };
                vec![
                    day.to_string(),
                    given.learner.clone(),
                    given.slot.clone(),
                    lesson.to_owned(),
                    of_lesson(&given.competency),
                    of_lesson(&given.modality),
                    given.staff.clone(),
                    given.room.clone(),
                    given.minutes.to_string(),
                    attended.to_owned(),
                    of_lesson(&one.outcome),
                ]
            };
            if !given.lesson.is_empty() {
                rows.push(row(&given.lesson, true));
            }
            rows.extend(given.services.iter().map(|service| row(&format!("{SERVICE}{service}"), false)));
        }
        rows
    }

    /// Learners and slots of which something is said: what a table says of them on the day is replaced.
    pub fn spoken_of(&self) -> BTreeSet<(String, String)> {
        let said = self.actual.iter().filter(|one| one.went != Went::NotReported);
        said.flat_map(|one| [&one.planned, &one.given]).map(|of| (of.learner.clone(), of.slot.clone())).collect()
    }

    /// Rows of `evidence.csv`.
    pub fn evidence(&self, day: Date) -> Vec<Vec<String>> {
        let row = |ticket: &Ticket| {
            let Ticket { learner, competency, lesson, score } = ticket;
            [learner, competency, &day.to_string(), "exit_ticket", &score.to_string(), lesson]
                .map(str::to_owned)
                .to_vec()
        };
        self.tickets.iter().map(row).collect()
    }

    /// Rows of `actual.csv`: plan and actual side by side.
    pub fn side_by_side(&self, day: Date) -> Vec<Vec<String>> {
        let row = |one: &Actual| {
            let is_given = matches!(one.went, Went::Had | Went::Swapped | Went::Moved);
            let minutes = if is_given { one.given.minutes.to_string() } else { String::new() };
            let planned = &one.planned;
            let given = if is_given { one.given.lesson.as_str() } else { "" };
            let slot = match one.went {
                Went::Moved => format!("{}>{}", planned.slot, one.given.slot),
                _ => planned.slot.clone(),
            };
            let day = day.to_string();
            [
                &day,
                &planned.site,
                &planned.learner,
                &slot,
                &planned.session,
                &planned.lesson,
                one.went.word(),
                given,
                &minutes,
                &one.outcome,
            ]
            .map(str::to_owned)
            .to_vec()
        };
        self.actual.iter().map(row).collect()
    }

    /// How many planned slots went how.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        self.actual.iter().for_each(|one| *counts.entry(one.went.word()).or_default() += 1);
        counts
    }

    /// Learners of whom nothing has been said, and sessions of which no learner has an outcome.
    pub fn missing(&self) -> (BTreeSet<&str>, BTreeSet<&str>) {
        let learner = |one: &'_ Actual| one.went != Went::NotReported;
        let said: BTreeSet<&str> =
            self.actual.iter().filter(|one| learner(one)).map(|one| one.planned.learner.as_str()).collect();
        let learners =
            self.actual.iter().map(|one| one.planned.learner.as_str()).filter(|id| !said.contains(id)).collect();
        let is_lesson = |one: &&Actual| !one.planned.lesson.is_empty() && one.went != Went::Cancelled;
        let with: BTreeSet<&str> =
            self.actual.iter().filter(|one| !one.outcome.is_empty()).map(|one| one.planned.session.as_str()).collect();
        let sessions = self.actual.iter().filter(is_lesson).map(|one| one.planned.session.as_str());
        (learners, sessions.filter(|id| !with.contains(id)).collect())
    }
}

/// A table of text as CSV.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let written = out.write_record(header).and_then(|()| rows.iter().try_for_each(|row| out.write_record(row)));
    written.expect("rows as wide as their header go into a vector");
    out.into_inner().expect("a vector takes every byte")
}

/// The cells of a row by the name of their column.
pub type Cells<'a> = dyn Fn(&str) -> String + 'a;

/// A package's table with new rows: old rows of which `is_replaced` says so are left out, columns stay as they are, and those that it
/// lacks are added. Whatever stays, stays byte for byte, with the file's mark at its beginning and its line ends.
///
/// # Errors
/// What is wrong with the old table, in a sentence.
pub fn merged(
    old: Option<&[u8]>,
    header: &[&str],
    rows: &[Vec<String>],
    is_replaced: impl Fn(&Cells<'_>) -> bool,
) -> Result<Vec<u8>, String> {
    let Some(old) = old else { return Ok(table(header, rows)) };
    let (mark, text) = match old.strip_prefix(MARK) {
        Some(text) => (MARK, text),
        None => (&[][..], old),
    };
    let mut reader = csv::Reader::from_reader(text);
    let mut columns: Vec<String> =
        reader.headers().map_err(|error| error.to_string())?.iter().map(str::to_owned).collect();
    let n_before = columns.len();
    let at =
        |columns: &[String], name: &str| columns.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
    if header.iter().all(|name| at(&columns, name).is_none()) {
        let first = header.first().copied().unwrap_or_default();
        return Err(format!("its first line has no column {first}: {}", columns.join(", ")));
    }
    for name in header {
        if at(&columns, name).is_none() {
            columns.push((*name).to_owned());
        }
    }
    let written = Written { ends: line_end(text), is_wider: columns.len() > n_before };
    let mut starts: Vec<(usize, csv::StringRecord, bool)> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let at_least = row.position().map_or(0, |position| position.byte() as usize);
        // The reader counts the end of a line that ends with two bytes to the row after it.
        let start = at_least + text[at_least..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let cell = |name: &str| at(&columns, name).and_then(|at| row.get(at)).unwrap_or_default().trim().to_owned();
        let stays = !is_replaced(&cell);
        starts.push((start, row, stays));
    }
    let first = starts.first().map_or(text.len(), |(start, ..)| *start);
    let mut out = mark.to_vec();
    written.keep(&mut out, &text[..first], &columns);
    for (i, (start, row, stays)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(text.len(), |(next, ..)| *next);
        if *stays {
            let cells: Vec<String> = (0..columns.len()).map(|at| row.get(at).unwrap_or_default().to_owned()).collect();
            written.keep(&mut out, &text[*start..end], &cells);
        }
    }
    let position: Vec<usize> = header.iter().filter_map(|name| at(&columns, name)).collect();
    for row in rows {
        let mut cells = vec![String::new(); columns.len()];
        row.iter().zip(&position).for_each(|(cell, at)| cells[*at].clone_from(cell));
        written.add(&mut out, &cells);
    }
    Ok(out)
}

/// What many a program writes before a text in UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// How the rows of a table are written.
struct Written {
    ends: &'static [u8],
    /// Whether every row gets more cells than it had.
    is_wider: bool,
}

impl Written {
    /// A row that was there, as it stands unless it gets wider.
    fn keep(&self, out: &mut Vec<u8>, bytes: &[u8], cells: &[String]) {
        if self.is_wider {
            return self.add(out, cells);
        }
        self.end(out);
        out.extend_from_slice(bytes);
    }

    fn add(&self, out: &mut Vec<u8>, cells: &[String]) {
        self.end(out);
        let mut line = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
        line.write_record(cells).expect("a row goes into a vector");
        let line = line.into_inner().expect("a vector takes every byte");
        out.extend_from_slice(line.strip_suffix(b"\n").unwrap_or(&line));
        out.extend_from_slice(self.ends);
    }

    /// The last row of a file may lack its end.
    fn end(&self, out: &mut Vec<u8>) {
        if !(out.is_empty() || out == MARK || out.ends_with(b"\n")) {
            out.extend_from_slice(self.ends);
        }
    }
}

/// How the lines of a text end.
fn line_end(text: &[u8]) -> &'static [u8] {
    match text.iter().position(|byte| *byte == b'\n') {
        Some(at) if at > 0 && text[at - 1] == b'\r' => b"\r\n",
        Some(_) | None => b"\n",
    }
}
