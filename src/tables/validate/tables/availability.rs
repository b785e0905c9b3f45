//! availability.csv: who and what is there, and when.
//!
//! No cell of this table is repaired: a date that cannot be read must not become "every day".

use serde::Deserialize;

use super::{Known, Out, slot_of};
use crate::validate::cells::{expected, word, yes_no};
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{DeviceIdx, RoomIdx, SiteIdx, StaffIdx};
use daybreak_school::school::{Availability, AvailabilityOf};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    site: &'a str,
    kind: &'a str,
    id: &'a str,
    date: &'a str,
    day_type: &'a str,
    slot: &'a str,
    available: &'a str,
    #[serde(rename = "reason")]
    _reason: &'a str,
}

#[derive(Clone, Copy)]
enum Kind {
    Learner,
    Staff,
    Room,
    Device,
}

const KINDS: &[(&str, Kind)] =
    &[("learner", Kind::Learner), ("staff", Kind::Staff), ("room", Kind::Room), ("device", Kind::Device)];

/// The statements in order of subject, date, bell schedule and slot.
pub(in crate::validate) fn availability(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Availability> {
    let mut checked = check_rows(table, |row, cells: Row| statement(row, &cells, known));
    v239_once(&mut checked);
    out.finish(TableKind::Availability, checked)
}

fn statement<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Availability> {
    let site = v231_site(row, cells.site, known);
    let kind = v232_kind(row, cells.kind);
    let subject = site.zip(kind).and_then(|(site, kind)| v233_id(row, cells.id, site, kind, known));
    let date = v234_date(row, cells.date);
    let day_type = v235_day_type(row, cells.day_type, site, known);
    let slot = v236_slot(row, cells.slot, site, known);
    let available = v237_available(row, cells.available);
    Some(Availability {
        site: site?,
        subject: subject?,
        date: date?,
        day_type: day_type?,
        slot: slot?,
        available: available?,
    })
}

/// The site is known.
fn v231_site<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<SiteIdx> {
    row.required("V231", "site", cell, |id| known.site(id))
}

/// The kind is learner, staff, room or device.
fn v232_kind(row: &mut RowCheck, cell: &str) -> Option<Kind> {
    row.required("V232", "kind", cell, word(KINDS))
}

/// The id is one of that kind at the site.
fn v233_id<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: SiteIdx,
    kind: Kind,
    known: &'k Known<'_>,
) -> Option<AvailabilityOf> {
    row.required("V233", "id", cell, |id| match kind {
        Kind::Learner => {
            let learner = known.learner(id)?;
            match known.site_of(learner) == site {
                true => Ok(AvailabilityOf::Learner(learner)),
                false => Err(expected(format!("a learner of site {}", known.site_names[site.i()]))),
            }
        }
        Kind::Staff => known.staff.of(site).find(id).map(|at| AvailabilityOf::Staff(StaffIdx(at))),
        Kind::Room => known.rooms.of(site).find(id).map(|at| AvailabilityOf::Room(RoomIdx(at))),
        Kind::Device => known.devices.of(site).find(id).map(|at| AvailabilityOf::Device(DeviceIdx(at))),
    })
}

/// The date is a date, or empty for every day.
fn v234_date(row: &mut RowCheck, cell: &str) -> Option<Option<Date>> {
    row.strict("V234", "date", cell, date)
}

/// The bell schedule is one of the site's, or empty for every one.
fn v235_day_type<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<Option<String>> {
    let day_types = known.day_types.of(site?);
    row.strict("V235", "day_type", cell, |id| day_types.find(id).map(|_| id.to_string()))
}

/// The slot is one of the site's, or empty for every one.
fn v236_slot<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<Option<String>> {
    if cell.is_empty() { Some(None) } else { slot_of(row, "V236", cell, site, known).map(Some) }
}

/// Whether it is there is yes or no.
fn v237_available(row: &mut RowCheck, cell: &str) -> Option<bool> {
    row.required("V237", "available", cell, yes_no)
}

/// A statement stands once. A yes and a no for the same both stay: the no wins, as the dictionary says.
fn v239_once(checked: &mut Checked<'_, '_, Availability>) {
    checked.once("V239", "id", |a, b| {
        let time = |row: &Availability| (row.subject, row.date);
        time(a)
            .cmp(&time(b))
            .then_with(|| (&a.day_type, &a.slot, a.available).cmp(&(&b.day_type, &b.slot, b.available)))
    });
}
