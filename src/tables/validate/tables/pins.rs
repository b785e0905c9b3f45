//! pins.csv: a person decided. A pin that cannot be read as a whole is refused: half a decision is another one.

use serde::Deserialize;

use super::{Known, Out, slot_of};
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LearnerIdx, LessonIdx, RoomIdx, SiteIdx, StaffIdx};
use daybreak_school::school::Pin;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    date: &'a str,
    learner: &'a str,
    slot: &'a str,
    lesson: &'a str,
    room: &'a str,
    staff: &'a str,
    #[serde(rename = "by")]
    _by: &'a str,
    #[serde(rename = "reason")]
    _reason: &'a str,
}

/// The pins in order of date, learner and slot.
pub(in crate::validate) fn pins(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Pin> {
    let mut checked = check_rows(table, |row, cells: Row| pin(row, &cells, known));
    v909_once(&mut checked);
    out.finish(TableKind::Pins, checked)
}

fn pin<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Pin> {
    let date = v901_date(row, cells.date);
    let learner = v902_learner(row, cells.learner, known);
    let site = learner.map(|learner| known.site_of(learner));
    let slot = v903_slot(row, cells.slot, site, known);
    let lesson = v904_lesson(row, cells.lesson, known);
    let room = site.and_then(|site| v905_room(row, cells.room, site, known));
    let staff = site.and_then(|site| v906_staff(row, cells.staff, site, known));
    Some(Pin { date: date?, learner: learner?, slot: slot?, lesson: lesson?, room: room?, staff: staff? })
}

/// A pin has a date.
fn v901_date(row: &mut RowCheck, cell: &str) -> Option<Date> {
    row.required("V901", "date", cell, date)
}

/// Who is pinned, is known.
fn v902_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V902", "learner", cell, |id| known.learner(id))
}

/// The slot is one of the learner's site.
fn v903_slot<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<String> {
    slot_of(row, "V903", cell, site, known)
}

/// The lesson is known, or empty for any.
fn v904_lesson<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<LessonIdx>> {
    row.strict("V904", "lesson", cell, |id| known.lesson(id))
}

/// The room is one of the learner's site, or empty for any.
fn v905_room<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: SiteIdx,
    known: &'k Known<'_>,
) -> Option<Option<RoomIdx>> {
    row.strict("V905", "room", cell, |id| known.rooms.of(site).find(id).map(RoomIdx))
}

/// The person is one of the staff of the learner's site, or empty for anyone.
fn v906_staff<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: SiteIdx,
    known: &'k Known<'_>,
) -> Option<Option<StaffIdx>> {
    row.strict("V906", "staff", cell, |id| known.staff.of(site).find(id).map(StaffIdx))
}

/// A learner is pinned to one thing at a time.
fn v909_once(checked: &mut Checked<'_, '_, Pin>) {
    checked.unique("V909", "learner", |a, b| (a.date, a.learner, &a.slot).cmp(&(b.date, b.learner, &b.slot)));
}
