//! Record: the plan of a day and what a school says of it become rows for the next night.
//!
//! Attendance says who was there, changes what took place otherwise, outcomes what came of it. From these follow rows of
//! `delivered.csv` and of `evidence.csv`, and plan and actual side by side, in which whatever nobody has said stands as not
//! reported: it is not made up here. Pure: bytes and nouns in, rows out.

mod attendance;
mod changes;
mod outcomes;
mod planned;
mod rows;
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::issue::{Issue, nearest};
use daybreak_day::time::Date;
use daybreak_school::school::School;
use daybreak_school::tables::SourceFile;

use attendance::with_attendance;
use changes::with_changes;
use outcomes::with_outcomes;
pub use planned::{Planned, SERVICE, planned};
pub use rows::{ACTUAL, Cells, DELIVERED, EVIDENCE, merged, table};
pub use sources::{ColumnMap, Source};
use sources::{Said, read};

/// What a school hands over of a day; what is not there has not been said.
#[derive(Clone, Debug, Default)]
pub struct Reports {
    pub attendance: Option<SourceFile>,
    pub changes: Option<SourceFile>,
    pub outcomes: Option<SourceFile>,
    pub columns: ColumnMap,
    /// Whether who is not said to be away was there.
    pub all_present: bool,
    /// What scores are between; none: 0 and 1.
    pub scores: Option<(f64, f64)>,
}

/// How a planned slot of a learner went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Went {
    Had,
    Away,
    Cancelled,
    /// Another lesson was given.
    Swapped,
    /// It was given in another slot.
    Moved,
    NotReported,
}

impl Went {
    /// The word in `actual.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Went::Had => "had",
            Went::Away => "away",
            Went::Cancelled => "cancelled",
            Went::Swapped => "swapped",
            Went::Moved => "moved",
            Went::NotReported => "not_reported",
        }
    }
}

/// A planned slot of a learner and what became of it.
#[derive(Clone, Debug)]
pub struct Actual {
    pub planned: Planned,
    pub went: Went,
    /// What was given, where it was.
    pub given: Planned,
    /// As `delivered.csv` writes it; empty: nobody said.
    pub outcome: String,
}

/// A row of `evidence.csv`: an exit ticket with a score in the unit of the school's tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    pub learner: String,
    pub competency: String,
    pub lesson: String,
    pub score: f64,
}

/// What became of a day.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// In the order of the plan.
    pub actual: Vec<Actual>,
    /// By learner, competency and lesson.
    pub tickets: Vec<Ticket>,
    pub issues: Vec<Issue>,
}

/// What is known of the catalogue: enough to say what a swapped lesson was.
struct Catalogue<'a> {
    /// Competency and modality by lesson.
    lessons: BTreeMap<&'a str, (&'a str, &'a str)>,
    competencies: BTreeSet<&'a str>,
    staff: BTreeSet<&'a str>,
    rooms: BTreeSet<&'a str>,
    slots: BTreeSet<&'a str>,
}

/// Works out what became of a planned day.
pub fn record(day: Date, plan: Vec<Planned>, school: &School, reports: &Reports) -> Recorded {
    let mut issues = Vec::new();
    let mut rows = |source, file: &Option<SourceFile>| -> Vec<Said> {
        file.as_ref().map_or_else(Vec::new, |file| read(source, file, day, &reports.columns, &mut issues))
    };
    let attendance = rows(Source::Attendance, &reports.attendance);
    let changes = rows(Source::Changes, &reports.changes);
    let outcomes = rows(Source::Outcomes, &reports.outcomes);
    let catalogue = Catalogue {
        lessons: (school.lessons.iter())
            .map(|lesson| {
                let competency = school.competencies[lesson.competency.i()].id.as_str();
                (lesson.id.as_str(), (competency, school.modalities[lesson.modality.i()].id.as_str()))
            })
            .collect(),
        competencies: school.competencies.iter().map(|one| one.id.as_str()).collect(),
        staff: school.staff.iter().map(|person| person.id.as_str()).collect(),
        rooms: school.rooms.iter().map(|room| room.id.as_str()).collect(),
        slots: school.slots.iter().map(|slot| slot.id.as_str()).collect(),
    };
    let learners: BTreeSet<String> = plan.iter().map(|one| one.learner.clone()).collect();
    let learners: BTreeSet<&str> = learners.iter().map(String::as_str).collect();
    let mut actual: Vec<Actual> = (plan.into_iter())
        .filter(|planned| !planned.session.is_empty())
        .map(|planned| Actual { given: planned.clone(), planned, went: Went::NotReported, outcome: String::new() })
        .collect();
    let tickets = with_outcomes(&mut actual, &outcomes, &catalogue, (&learners, reports.scores), &mut issues);
    with_attendance(&mut actual, &attendance, reports, &learners, &mut issues);
    with_changes(&mut actual, &changes, &catalogue, &mut issues);
    Recorded { actual, tickets, issues }
}

/// A learner of the day.
fn d104_learner(row: &Said, learners: &BTreeSet<&str>, issues: &mut Vec<Issue>) -> bool {
    let is_known = learners.contains(row.of("learner"));
    if !is_known {
        issues.push(unknown("D104", row, "learner", "a learner of the day", learners.iter().copied()));
    }
    is_known
}

/// An id that is not known, with the nearest that is.
fn unknown<'a>(
    code: &'static str,
    row: &Said,
    column: &str,
    expected: &str,
    known: impl Iterator<Item = &'a str>,
) -> Issue {
    let found = row.of(column);
    let issue = Issue::error(code, row.place(column), format!("{found:?}"), expected);
    match nearest(found, known) {
        Some(near) if !found.is_empty() => issue.maybe(format!("Maybe {near}.")),
        _ => issue,
    }
}

#[cfg(test)]
mod tests;
