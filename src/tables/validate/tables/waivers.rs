//! waivers.csv: a person answers for an exception. A row that cannot be read as a whole lifts nothing, and that is told.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{Cell, entries, expected, text};
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::issue::nearest;
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LearnerIdx, LessonIdx, SiteIdx};
use daybreak_school::tables::Table;
use daybreak_school::waiver::{Waived, Waiver};

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    date: &'a str,
    learner: &'a str,
    slot: &'a str,
    lesson: &'a str,
    waives: &'a str,
    by: &'a str,
    reason: &'a str,
}

/// The waivers in order of date, learner, slot and lesson.
pub(in crate::validate) fn waivers(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Waiver> {
    let mut checked = check_rows(table, |row, cells: Row| waiver(row, &cells, known));
    v959_once(&mut checked);
    out.finish(TableKind::Waivers, checked)
}

fn waiver<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Waiver> {
    let date = v951_date(row, cells.date);
    let learner = v952_learner(row, cells.learner, known);
    let site = learner.map(|learner| known.site_of(learner));
    let slot = v953_slot(row, cells.slot, site, known);
    let lesson = v954_lesson(row, cells.lesson, known);
    let waives = v955_waives(row, cells.waives, known);
    let by = v956_by(row, cells.by);
    let reason = v957_reason(row, cells.reason);
    reason?;
    Some(Waiver { date: date?, learner: learner?, slot: slot?, lesson: lesson?, waives: waives?, by: by? })
}

/// A waiver is for one day.
fn v951_date(row: &mut RowCheck, cell: &str) -> Option<Date> {
    row.required("V951", "date", cell, date)
}

/// For whom something is lifted, is known.
fn v952_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V952", "learner", cell, |id| known.learner(id))
}

/// The slot is one of the learner's site, or empty for all day.
fn v953_slot<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<Option<String>> {
    let site = site?;
    row.strict("V953", "slot", cell, |id| known.slots.of(site).find(id).map(|_| id.to_string()))
}

/// The lesson is known.
fn v954_lesson<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LessonIdx> {
    row.required("V954", "lesson", cell, |id| known.lesson(id))
}

/// What is lifted has a name: one unknown name, and the row lifts nothing.
fn v955_waives<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Vec<Waived>> {
    let mut waives = Vec::new();
    let mut is_whole = true;
    for name in entries(cell) {
        match row.required("V955", "waives", name, |name| waived(name, known)) {
            Some(waived) => waives.push(waived),
            None => is_whole = false,
        }
    }
    if waives.is_empty() && is_whole {
        row.reject("V955", "waives", cell, expected("what is lifted, a list parted by `;`"));
        is_whole = false;
    }
    waives.sort_unstable();
    is_whole.then_some(waives)
}

fn waived<'k>(name: &str, known: &'k Known<'_>) -> Cell<'k, Waived> {
    if let Some((_, waived)) = Waived::WORDS.iter().find(|(word, _)| *word == name) {
        return Ok(waived.clone());
    }
    if known.rules.iter().any(|rule| rule == name) {
        return Ok(Waived::Rule(name.to_string()));
    }
    if let Some(other) = name.strip_prefix("apart:") {
        return known.learner(other).map(|other| Waived::Apart(Some(other)));
    }
    let words = Waived::WORDS.iter().map(|(word, _)| *word);
    let near = nearest(name, words.clone().chain(known.rules.iter().map(String::as_str)));
    let words: Vec<&str> = words.collect();
    let fault = expected(format!("one of {}, apart:LEARNER, or the id of a hard rule", words.join(", ")));
    Err(fault.maybe(near.map(|near| format!("Maybe {near}."))))
}

/// Somebody answers for it.
fn v956_by(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V956", "by", cell, text)
}

/// It has a reason.
fn v957_reason(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V957", "reason", cell, text)
}

/// A waiver is said once.
fn v959_once(checked: &mut Checked<'_, '_, Waiver>) {
    checked.once("V959", "learner", |a, b| {
        (a.date, a.learner, &a.slot, a.lesson, &a.waives).cmp(&(b.date, b.learner, &b.slot, b.lesson, &b.waives))
    });
}
