//! Reads logs of answers as others publish them: any delimiter, any column names, times as numbers or dates.
//!
//! Rows that cannot be used are named and left out; beyond a share of them the log is refused, since what is left
//! would no longer be the log that figures are compared on.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;

use super::columns::{Columns, Mapping, Role};
use daybreak_day::issue::{Issue, Place, counted};
use daybreak_school::tables::SourceFile;
use daybreak_tables::ingest::sheet::{Sheet, SheetCodes, sheet};

/// Share of rows that may be unusable.
const REJECTED_SHARE_MAX: f64 = 0.05;

/// One answer as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub learner: String,
    /// Empty: the log has no items.
    pub item: String,
    /// Sorted; from the log itself.
    pub competencies: Vec<String>,
    /// Seconds since 1970 or whatever the log counts from.
    pub at: f64,
    pub score: f32,
    /// The line on which the answer stands first.
    pub line: u64,
}

/// How files are read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub mapping: Mapping,
    /// None: the one of comma, tab, semicolon and bar that parts the header most often.
    pub delimiter: Option<u8>,
}

/// An empty file (E201), and a quotation that is not closed and costs its line (E214).
const CODES: SheetCodes = SheetCodes { empty: "E201", quotation: "E214" };

/// The answers of a log in its own order.
pub(super) fn log(file: &SourceFile, reading: &Reading, issues: &mut Vec<Issue>) -> Vec<Row> {
    let Some(sheet) = sheet(file, reading.delimiter, CODES, issues) else { return Vec::new() };
    let needed = [Role::Learner, Role::Score];
    let columns = Columns::find(&sheet.name, &sheet.header, &reading.mapping, &needed, issues);
    if needed.iter().any(|&role| columns.of(role).is_none()) {
        return Vec::new();
    }
    let mut rows: Vec<(Row, String)> = Vec::with_capacity(sheet.records.len());
    let mut n_rejected = sheet.n_lost;
    for (line, record) in &sheet.records {
        match row(&sheet.name, *line, record, &columns, issues) {
            Some(row) => rows.push(row),
            None => n_rejected += 1,
        }
    }
    e206_too_many_rejected(&sheet, n_rejected, issues);
    let rows = gathered(&sheet.name, rows, columns.of(Role::Answer).is_some(), issues);
    e207_repeated(&sheet.name, &rows, issues);
    rows
}

/// A row with the key of its answer.
fn row(
    file: &str,
    line: u64,
    record: &StringRecord,
    columns: &Columns,
    issues: &mut Vec<Issue>,
) -> Option<(Row, String)> {
    let cell = |role| columns.of(role).and_then(|at| record.get(at)).unwrap_or_default().trim();
    let before = issues.len();
    let learner = cell(Role::Learner);
    if learner.is_empty() {
        issues.push(Issue::error("E203", Place::cell(file, line, "learner"), "an empty cell", "a learner's id"));
    }
    let score = e204_score(file, line, cell(Role::Score), issues);
    let at = match columns.of(Role::At) {
        Some(_) => e205_time(file, line, cell(Role::At), issues),
        None => Some(0.0),
    };
    if issues.len() > before {
        return None;
    }
    let mut competencies: Vec<String> =
        cell(Role::Competency).split(';').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    competencies.sort();
    competencies.dedup();
    let row = Row {
        learner: learner.to_owned(),
        item: cell(Role::Item).to_owned(),
        competencies,
        at: at?,
        score: score?,
        line,
    };
    Some((row, cell(Role::Answer).to_owned()))
}

/// A score is a number from 0 to 1.
fn e204_score(file: &str, line: u64, text: &str, issues: &mut Vec<Issue>) -> Option<f32> {
    let score = match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "correct" | "right" => Some(1.0),
        "false" | "no" | "incorrect" | "wrong" => Some(0.0),
        number => number.parse::<f32>().ok().filter(|score| score.is_finite()),
    };
    if let Some(score) = score.filter(|score| (0.0..=1.0).contains(score)) {
        return Some(score);
    }
    let issue = Issue::error("E204", Place::cell(file, line, "score"), format!("{text:?}"), "a number from 0 to 1");
    issues.push(match score {
        Some(score) if score > 1.0 && score <= 100.0 => issue.maybe("Maybe it is a percentage: divide it by 100."),
        Some(_) | None => issue,
    });
    None
}

/// A time is a number of seconds, a date, or a date and time.
fn e205_time(file: &str, line: u64, text: &str, issues: &mut Vec<Issue>) -> Option<f64> {
    if let Some(seconds) = text.parse::<f64>().ok().filter(|seconds| seconds.is_finite()) {
        return Some(seconds);
    }
    let moment = text.parse::<jiff::Timestamp>().ok().map(|at| at.as_second() as f64).or_else(|| {
        let at: jiff::civil::DateTime = text.parse().ok()?;
        Some(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second() as f64)
    });
    if moment.is_none() {
        let expected = "seconds as a number, or a date and time such as 2026-11-22T08:30:00";
        issues.push(Issue::error("E205", Place::cell(file, line, "at"), format!("{text:?}"), expected));
    }
    moment
}

/// Nearly all rows can be used.
fn e206_too_many_rejected(sheet: &Sheet, n_rejected: usize, issues: &mut Vec<Issue>) {
    if n_rejected as f64 > REJECTED_SHARE_MAX * (sheet.records.len() + sheet.n_lost) as f64 {
        let found =
            format!("{} of {} that cannot be used", counted(n_rejected, "row"), sheet.records.len() + sheet.n_lost);
        issues.push(Issue::error("E206", Place::file(&sheet.name), found, "at most 5 %"));
    }
}

/// Rows that tell one answer once a competency become one: by the answer's key where the log has one, else rows that
/// follow each other and differ in nothing but the competency.
fn gathered(file: &str, rows: Vec<(Row, String)>, by_key: bool, issues: &mut Vec<Issue>) -> Vec<Row> {
    let mut of_key: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut answers: Vec<Row> = Vec::with_capacity(rows.len());
    let mut n_gathered = 0usize;
    for (row, key) in rows {
        let same = match by_key && !key.is_empty() {
            true => {
                let next = answers.len();
                let at = *of_key.entry((row.learner.clone(), key)).or_insert(next);
                (at < next).then_some(at)
            }
            false => answers.len().checked_sub(1).filter(|&last| is_one_answer(&answers[last], &row)),
        };
        match same {
            None => answers.push(row),
            Some(at) => {
                n_gathered += 1;
                let competencies = &mut answers[at].competencies;
                competencies.extend(row.competencies);
                competencies.sort();
                competencies.dedup();
            }
        }
    }
    if n_gathered > 0 {
        let found = format!("{} that tell an answer again for another competency", counted(n_gathered, "row"));
        let expected = "one row an answer (each answer is predicted once, for all of its competencies)";
        issues.push(Issue::note("E208", Place::file(file), found, expected));
    }
    answers
}

fn is_one_answer(a: &Row, b: &Row) -> bool {
    (&a.learner, &a.item, a.at, a.score) == (&b.learner, &b.item, b.at, b.score)
        && !a.item.is_empty()
        && !b.competencies.is_empty()
        && !a.competencies.is_empty()
        && b.competencies.iter().all(|name| !a.competencies.contains(name))
}

/// No answer stands twice. Only a log whose times tell answers apart can say so.
fn e207_repeated(file: &str, rows: &[Row], issues: &mut Vec<Issue>) {
    let mut seen: BTreeSet<(&str, &str, u64)> = BTreeSet::new();
    let times = rows.iter().map(|row| row.at.to_bits()).collect::<BTreeSet<u64>>().len();
    if times * 10 < rows.len() {
        return;
    }
    let again = rows.iter().filter(|row| !seen.insert((&row.learner, &row.item, row.at.to_bits())));
    let lines: Vec<u64> = again.map(|row| row.line).collect();
    if let Some(&line) = lines.first() {
        let place = Place { file: file.to_owned(), line: Some(line), column: None };
        let found = format!("{} with learner, item and time of a row before", counted(lines.len(), "row"));
        issues.push(Issue::warning("E207", place, found, "each answer once (all of them are kept)"));
    }
}

/// A list of pairs: the two columns of these names (or the first two), each row trimmed. Rows with an empty cell are
/// errors (E203).
pub(super) fn pairs(
    file: &SourceFile,
    names: [&str; 2],
    delimiter: Option<u8>,
    issues: &mut Vec<Issue>,
) -> Vec<(String, String, u64)> {
    let reading = Reading { mapping: Mapping::default(), delimiter };
    let Some(sheet) = sheet(file, reading.delimiter, CODES, issues) else { return Vec::new() };
    let at = |name: &str| sheet.header.iter().position(|column| column.eq_ignore_ascii_case(name));
    let [Some(first), Some(second)] = names.map(at) else {
        let place = Place { file: sheet.name.clone(), line: Some(1), column: None };
        let found = format!("the columns {}", sheet.header.join(", "));
        issues.push(Issue::error("E202", place, found, format!("the columns {}", names.join(" and "))));
        return Vec::new();
    };
    let mut pairs = Vec::with_capacity(sheet.records.len());
    for (line, record) in &sheet.records {
        let cell = |at: usize| record.get(at).unwrap_or_default().trim().to_owned();
        for (name, at) in names.iter().zip([first, second]) {
            if cell(at).is_empty() {
                issues.push(Issue::error("E203", Place::cell(&sheet.name, *line, *name), "an empty cell", "an id"));
            }
        }
        pairs.push((cell(first), cell(second), *line));
    }
    pairs
}
