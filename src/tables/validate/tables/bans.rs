//! bans.csv: a person decided what is not to be. A row that cannot be read as a whole is refused, and told.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::expected;
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LearnerIdx, LessonIdx, RoomIdx, SiteIdx, StaffIdx};
use daybreak_school::school::{Ban, Banned};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    date: &'a str,
    learner: &'a str,
    slot: &'a str,
    lesson: &'a str,
    staff: &'a str,
    room: &'a str,
    #[serde(rename = "by")]
    _by: &'a str,
    #[serde(rename = "reason")]
    _reason: &'a str,
}

/// The bans in order of date, learner and what is banned.
pub(in crate::validate) fn bans(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Ban> {
    let mut checked = check_rows(table, |row, cells: Row| ban(row, &cells, known));
    v949_once(&mut checked);
    out.finish(TableKind::Bans, checked)
}

fn ban<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Ban> {
    let date = v941_date(row, cells.date);
    let learner = v942_learner(row, cells.learner, known);
    let site = learner.flatten().map(|learner| known.site_of(learner));
    let slot = v943_slot(row, cells.slot, site, known);
    let lesson = v944_lesson(row, cells.lesson, known);
    let staff = v945_staff(row, cells.staff, site, known);
    let room = v946_room(row, cells.room, site, known);
    let what = v947_one_thing(row, lesson?, staff?, room?, slot?, learner?)?;
    Some(Ban { date: date?, learner: learner?, what })
}

/// The date of a ban, or empty for every day.
fn v941_date<'k>(row: &mut RowCheck<'_, 'k>, cell: &str) -> Option<Option<Date>> {
    row.strict("V941", "date", cell, date)
}

/// Whom something is banned for is known, or empty for everybody.
fn v942_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<LearnerIdx>> {
    row.strict("V942", "learner", cell, |id| known.learner(id))
}

/// The slot of a ban is one of the learner's site, or of any site where no learner is named; empty for all day.
fn v943_slot<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<Option<String>> {
    row.strict("V943", "slot", cell, |id| {
        let sites = site.map_or_else(|| known.all_sites(), |site| vec![site]);
        let mut found = sites.into_iter().map(|site| known.slots.of(site).find(id));
        let first = found.next().unwrap_or_else(|| Err(expected("a slot of the site")));
        found.fold(first, |first, next| first.or(next)).map(|_| id.to_string())
    })
}

/// The banned lesson is known.
fn v944_lesson<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<LessonIdx>> {
    row.strict("V944", "lesson", cell, |id| known.lesson(id))
}

/// The banned person is one of the staff of the learner's site.
fn v945_staff<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<Option<StaffIdx>> {
    row.strict("V945", "staff", cell, |id| match site {
        Some(site) => known.staff.of(site).find(id).map(StaffIdx),
        None => Err(expected("no person without a learner (availability.csv says who is away)")),
    })
}

/// The banned room is one of the learner's site.
fn v946_room<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<Option<RoomIdx>> {
    row.strict("V946", "room", cell, |id| match site {
        Some(site) => known.rooms.of(site).find(id).map(RoomIdx),
        None => Err(expected("no room without a learner (availability.csv says what is closed)")),
    })
}

/// A ban names a lesson, a person or a room, one of them; and a slot with a lesson alone.
fn v947_one_thing(
    row: &mut RowCheck<'_, '_>,
    lesson: Option<LessonIdx>,
    staff: Option<StaffIdx>,
    room: Option<RoomIdx>,
    slot: Option<String>,
    learner: Option<LearnerIdx>,
) -> Option<Banned> {
    match (lesson, staff, room, slot, learner) {
        (Some(lesson), None, None, slot, _) => return Some(Banned::Lesson(lesson, slot)),
        (None, Some(staff), None, None, Some(_)) => return Some(Banned::Staff(staff)),
        (None, None, Some(room), None, Some(_)) => return Some(Banned::Room(room)),
        (None, Some(_), None, Some(_), _) | (None, None, Some(_), Some(_), _) => {
            row.reject("V947", "slot", "a slot", expected("no slot: a person or a room is banned all day"));
        }
        _ => row.reject("V947", "lesson", "", expected("one of lesson, staff and room")),
    }
    None
}

/// A ban is said once.
fn v949_once(checked: &mut Checked<'_, '_, Ban>) {
    checked.once("V949", "learner", Ord::cmp);
}
