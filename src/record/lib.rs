//! Record: the plan of a day and what a school says of it become rows for the next night.
//!
//! Attendance says who was there, changes what took place otherwise, outcomes what came of it. From these follow rows of
//! `delivered.csv` and of `evidence.csv`, and plan and actual side by side, in which whatever nobody has said stands as not
//! reported: it is not made up here. Pure: bytes and nouns in, rows out.

mod planned;
mod rows;
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::issue::{Issue, nearest};
use daybreak_day::time::Date;
use daybreak_school::school::School;
use daybreak_school::tables::SourceFile;

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

/// Who was there. A list in which nobody is present is one of absences: everybody else was there.
///
/// It speaks of the sites of those whom it names: a list of one campus says nothing of another. A list with a row that cannot be
/// read says nothing of those whom it does not name.
fn with_attendance(
    actual: &mut [Actual],
    rows: &[Said],
    reports: &Reports,
    learners: &BTreeSet<&str>,
    issues: &mut Vec<Issue>,
) {
    let before = issues.len();
    let mut said: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for row in rows {
        if !d104_learner(row, learners, issues) || !d105_slot(row, actual, issues) {
            continue;
        }
        match present(row.of("present")) {
            // Of two words the one that says away counts.
            Some(is_there) => *said.entry((row.of("learner"), row.of("slot"))).or_insert(is_there) &= is_there,
            None => issues.push(Issue::error(
                "D106",
                row.place("present"),
                format!("{:?}", row.of("present")),
                "yes, no, present, absent, tardy or excused",
            )),
        }
    }
    let is_sound = issues.len() == before;
    let are_absences = is_sound && !said.is_empty() && said.values().all(|there| !there);
    let named: BTreeSet<&str> = said.keys().map(|(learner, _)| *learner).collect();
    let sites: BTreeSet<String> = (actual.iter())
        .filter(|one| named.contains(one.planned.learner.as_str()))
        .map(|one| one.planned.site.clone())
        .collect();
    let are_there =
        |one: &Actual| is_sound && (reports.all_present || are_absences && sites.contains(&one.planned.site));
    let went: Vec<Went> = (actual.iter())
        .map(|one| {
            let of = |slot| said.get(&(one.planned.learner.as_str(), slot)).copied();
            match of(one.planned.slot.as_str()).or_else(|| of("")) {
                Some(true) => Went::Had,
                // Who came to something was there for it; told below.
                Some(false) if !one.outcome.is_empty() => Went::Had,
                Some(false) => Went::Away,
                None if are_there(one) => Went::Had,
                // Who came to something was there for it.
                None => one.went,
            }
        })
        .collect();
    for row in rows.iter().filter(|row| present(row.of("present")) == Some(false)) {
        d112_away_with_outcome(row, actual, issues);
    }
    actual.iter_mut().zip(went).for_each(|(one, went)| one.went = went);
}

/// Who is said to be away came to something all the same: the outcome counts.
fn d112_away_with_outcome(row: &Said, actual: &[Actual], issues: &mut Vec<Issue>) {
    let is_it = |one: &&Actual| {
        let slot = row.of("slot");
        one.planned.learner == row.of("learner")
            && (slot.is_empty() || slot == one.planned.slot)
            && !one.outcome.is_empty()
    };
    if let Some(one) = actual.iter().find(is_it) {
        let found = format!("{:?} and an outcome in {}", row.of("present"), one.planned.session);
        let expected = "one of both (the outcome counts, and the learner was there for it)";
        issues.push(Issue::warning("D112", row.place("present"), found, expected));
    }
}

/// A slot of the learner's day, where one is named.
fn d105_slot(row: &Said, actual: &[Actual], issues: &mut Vec<Issue>) -> bool {
    let slot = row.of("slot");
    let of_learner = || actual.iter().filter(|one| one.planned.learner == row.of("learner"));
    // Who has nothing planned was known to be away.
    let is_known = slot.is_empty() || of_learner().next().is_none() || of_learner().any(|one| one.planned.slot == slot);
    if !is_known {
        let slots = of_learner().map(|one| one.planned.slot.as_str());
        issues.push(unknown("D105", row, "slot", "a slot of the learner's day, or nothing for all of it", slots));
    }
    is_known
}

/// Whether a word says that somebody was there.
fn present(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "present" | "p" | "tardy" | "late" | "t" => Some(true),
        "no" | "n" | "false" | "0" | "absent" | "a" | "excused" | "unexcused" | "e" | "u" => Some(false),
        _ => None,
    }
}

/// What took place otherwise: a session that was cancelled, held with another lesson, or in another slot.
fn with_changes(actual: &mut [Actual], rows: &[Said], catalogue: &Catalogue<'_>, issues: &mut Vec<Issue>) {
    let sessions: BTreeSet<(String, String)> =
        actual.iter().map(|one| (one.planned.session.clone(), one.planned.site.clone())).collect();
    for row in rows {
        let (session, site) = (row.of("session"), row.of("site"));
        let sites = sessions.iter().filter(|(id, of)| id == session && (site.is_empty() || of == site)).count();
        if sites != 1 {
            let known = sessions.iter().map(|(id, _)| id.as_str());
            issues.push(match sites {
                0 => unknown("D105", row, "session", "a session of the day", known),
                n => Issue::error("D105", row.place("site"), format!("{session:?}, which {n} sites have"), "its site"),
            });
            continue;
        }
        if !row.of("slot").is_empty() && !catalogue.slots.contains(row.of("slot")) {
            issues.push(unknown("D105", row, "slot", "a slot of the package", catalogue.slots.iter().copied()));
            continue;
        }
        let what = row.of("what").to_lowercase();
        let went = match what.as_str() {
            "held" => Went::Had,
            "cancelled" | "canceled" => Went::Cancelled,
            "swapped" => Went::Swapped,
            "moved" => Went::Moved,
            _ => {
                let found = format!("{what:?}");
                issues.push(Issue::error("D107", row.place("what"), found, "held, cancelled, swapped or moved"));
                continue;
            }
        };
        if !may_be_given(row, went, catalogue, issues) {
            continue;
        }
        let minutes = row.of("minutes").parse::<u32>().ok();
        let is_it = |one: &&mut Actual| one.planned.session == session && (site.is_empty() || one.planned.site == site);
        for one in actual.iter_mut().filter(is_it) {
            // Who was away was away, whatever took place.
            if one.went == Went::Away {
                continue;
            }
            // A change says that a session took place or not, and not who was there.
            if went == Went::Cancelled || one.went == Went::Had {
                one.went = went;
            }
            change(&mut one.given, row, went, minutes, catalogue);
        }
    }
}

/// Writes what a change says into what was given.
fn change(given: &mut Planned, row: &Said, went: Went, minutes: Option<u32>, catalogue: &Catalogue<'_>) {
    if went == Went::Swapped
        && let Some((competency, modality)) = catalogue.lessons.get(row.of("lesson"))
    {
        row.of("lesson").clone_into(&mut given.lesson);
        (*competency).clone_into(&mut given.competency);
        (*modality).clone_into(&mut given.modality);
        given.services.clear();
    }
    for (cell, to) in [("slot", &mut given.slot), ("room", &mut given.room), ("staff", &mut given.staff)] {
        if !row.of(cell).is_empty() && (cell != "slot" || went == Went::Moved) {
            row.of(cell).clone_into(to);
        }
    }
    given.minutes = minutes.unwrap_or(given.minutes);
}

/// Whether what a change names is known.
fn may_be_given(row: &Said, went: Went, catalogue: &Catalogue<'_>, issues: &mut Vec<Issue>) -> bool {
    let before = issues.len();
    if went == Went::Swapped && !catalogue.lessons.contains_key(row.of("lesson")) {
        issues.push(unknown("D105", row, "lesson", "the lesson that was given", catalogue.lessons.keys().copied()));
    }
    if went == Went::Moved && row.of("slot").is_empty() {
        issues.push(Issue::error("D105", row.place("slot"), "nothing", "the slot in which it took place"));
    }
    let staff = row.of("staff").split(';').map(str::trim).filter(|id| !id.is_empty());
    if staff.clone().any(|id| !catalogue.staff.contains(id)) {
        issues.push(unknown("D105", row, "staff", "people of the package", catalogue.staff.iter().copied()));
    }
    if !row.of("room").is_empty() && !catalogue.rooms.contains(row.of("room")) {
        issues.push(unknown("D105", row, "room", "a room of the package", catalogue.rooms.iter().copied()));
    }
    let minutes = row.of("minutes");
    if !minutes.is_empty() && !minutes.parse::<u32>().is_ok_and(|minutes| minutes <= 1_440) {
        issues.push(Issue::error("D110", row.place("minutes"), format!("{minutes:?}"), "whole minutes from 0 to 1440"));
    }
    issues.len() == before
}

/// What came of lessons; each score is a piece of evidence as well. Who has an outcome was there.
fn with_outcomes(
    actual: &mut [Actual],
    rows: &[Said],
    catalogue: &Catalogue<'_>,
    (learners, scores): (&BTreeSet<&str>, Option<(f64, f64)>),
    issues: &mut Vec<Issue>,
) -> Vec<Ticket> {
    let mut tickets = Vec::new();
    for row in rows {
        if !d104_learner(row, learners, issues) {
            continue;
        }
        let Some((outcome, score)) = d108_outcome(row, scores, issues) else { continue };
        let (session, lesson, competency) = (row.of("session"), row.of("lesson"), row.of("competency"));
        let is_it = |one: &&mut Actual| {
            let of = &one.planned;
            of.learner == row.of("learner")
                && (session.is_empty() || of.session == session)
                && (lesson.is_empty() || of.lesson == lesson)
                && (competency.is_empty() || of.competency == competency)
        };
        let mut found: Vec<&mut Actual> = actual.iter_mut().filter(is_it).collect();
        let sessions: BTreeSet<&str> = found.iter().map(|one| one.planned.session.as_str()).collect();
        let about = match (sessions.len(), found.first()) {
            (1, Some(one)) => (one.planned.competency.clone(), one.planned.lesson.clone()),
            // A lesson that was not planned for the learner may have been given all the same.
            (0, _) if catalogue.lessons.contains_key(lesson) => {
                (catalogue.lessons[lesson].0.to_owned(), lesson.to_owned())
            }
            (_, _) if catalogue.competencies.contains(competency) => (competency.to_owned(), lesson.to_owned()),
            (n, _) => {
                let found = if n == 0 { "nothing of the learner's day".to_owned() } else { format!("{n} sessions") };
                let expected = "a session, a lesson or a competency of the learner's day";
                issues.push(Issue::error("D105", row.place("session"), found, expected));
                continue;
            }
        };
        if sessions.len() == 1 {
            for one in &mut found {
                one.went = Went::Had;
                one.outcome.clone_from(&outcome);
            }
        }
        let (competency, lesson) = about;
        tickets.extend(score.filter(|_| !competency.is_empty()).map(|score| Ticket {
            learner: row.of("learner").to_owned(),
            competency,
            lesson,
            score,
        }));
    }
    tickets.sort_by(|a, b| {
        let key = |one: &Ticket| (one.learner.clone(), one.competency.clone(), one.lesson.clone());
        key(a).cmp(&key(b)).then(a.score.total_cmp(&b.score))
    });
    tickets.dedup();
    tickets
}

/// A learner of the day.
fn d104_learner(row: &Said, learners: &BTreeSet<&str>, issues: &mut Vec<Issue>) -> bool {
    let is_known = learners.contains(row.of("learner"));
    if !is_known {
        issues.push(unknown("D104", row, "learner", "a learner of the day", learners.iter().copied()));
    }
    is_known
}

/// An outcome as `delivered.csv` writes it, and as a number where it is a score.
fn d108_outcome(row: &Said, scores: Option<(f64, f64)>, issues: &mut Vec<Issue>) -> Option<(String, Option<f64>)> {
    let said = if row.of("score").is_empty() { row.of("outcome") } else { row.of("score") };
    let word = said.to_lowercase();
    if ["mastered", "progress", "none"].contains(&word.as_str()) {
        return Some((word, None));
    }
    let (min, max) = scores.unwrap_or((0.0, 1.0));
    match said.parse::<f64>() {
        // As the school writes it: its tables have the same unit.
        Ok(score) if (min..=max).contains(&score) => Some((score.to_string(), Some(score))),
        _ => {
            let expected = format!("a score from {min} to {max}, mastered, progress or none");
            let issue = Issue::error("D108", row.place("score"), format!("{said:?}"), expected);
            issues.push(match said.parse::<f64>() {
                Ok(_) => {
                    issue.maybe("Maybe score_min and score_max under [ingest] of the settings declare another unit.")
                }
                Err(_) => issue,
            });
            None
        }
    }
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
