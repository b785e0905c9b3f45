//! The tables of the place: site, days, bell schedule, rooms, adults, devices, and who is there when.

use daybreak_school::dictionary::TableKind;

use super::calendar::{Calendar, DayKind};
use super::campus::{Campus, Person};
use super::history::World;
use super::intentions::Row;
use super::package::{optional, rows_of, write_row};
use super::tables::{TableWriter, yes};

/// The rows of a site in the tables of the place, `availability.csv` excepted.
pub(super) fn tables(campus: &Campus, calendar: &Calendar) -> Vec<(TableKind, Vec<u8>)> {
    let site = campus.id.as_str();
    let mut sites = TableWriter::fragment_of(TableKind::Sites);
    sites.row(&[("site", site), ("name", &campus.name), ("time_zone", "America/New_York")]);
    let mut devices = TableWriter::fragment_of(TableKind::Devices);
    devices.row(&[("site", site), ("device", "laptop"), ("count", &campus.laptops.to_string())]);
    vec![
        (TableKind::Sites, sites.finish().bytes),
        (TableKind::Days, days(site, calendar)),
        (TableKind::Slots, slots(campus)),
        (TableKind::Rooms, rooms(campus)),
        (TableKind::Staff, rows_of(TableKind::Staff, &campus.staff, |person, table| adult(site, person, table))),
        (TableKind::Devices, devices.finish().bytes),
    ]
}

/// Every weekday of the term.
fn days(site: &str, calendar: &Calendar) -> Vec<u8> {
    rows_of(TableKind::Days, &calendar.days, |day, table| {
        table.row(&[
            ("site", site),
            ("date", &day.date.to_string()),
            ("day_type", if day.kind == DayKind::Early { "early" } else { "" }),
            ("instructional", yes(day.kind != DayKind::Holiday)),
        ]);
    })
}

/// The bell schedules of regular and early-release days.
fn slots(campus: &Campus) -> Vec<u8> {
    let mut table = TableWriter::fragment_of(TableKind::Slots);
    for day_type in ["", "early"] {
        for period in &campus.bell.periods {
            let (start, end) = if day_type.is_empty() { period.regular } else { period.early };
            table.row(&[
                ("site", &campus.id),
                ("slot", &period.id),
                ("start", &start.to_string()),
                ("end", &end.to_string()),
                ("block", period.block),
                ("day_type", day_type),
            ]);
        }
    }
    table.finish().bytes
}

/// The spaces.
fn rooms(campus: &Campus) -> Vec<u8> {
    rows_of(TableKind::Rooms, &campus.rooms, |room, table| {
        let at_once = optional(Some(room.sessions_at_once).filter(|&sessions| sessions > 1));
        table.row(&[
            ("site", &campus.id),
            ("room", &room.id),
            ("capacity", &room.capacity.to_string()),
            ("sessions_at_once", &at_once),
            ("features", &room.features.join(";")),
            ("zone", room.zone),
        ]);
    })
}

/// An adult.
fn adult(site: &str, person: &Person, table: &mut TableWriter) {
    table.row(&[
        ("site", site),
        ("staff", &person.id),
        ("tags", &person.tags.join(";")),
        ("sessions_max", &optional(person.sessions_max)),
        ("consecutive_max", &optional(person.consecutive_max)),
        ("zone", person.zone),
    ]);
}

/// Lunch of learners and adults, who is here only in part of the day, and who is away on the date.
pub(super) fn availability(world: &World, absences: &[Row]) -> Vec<u8> {
    let campus = world.campus;
    let mut table = TableWriter::fragment_of(TableKind::Availability);
    let mut row = |kind: &str, id: &str, slot: &str, available: bool, reason: &str| {
        table.row(&[
            ("site", &campus.id),
            ("kind", kind),
            ("id", id),
            ("slot", slot),
            ("available", yes(available)),
            ("reason", reason),
        ]);
    };
    for learner in world.learners {
        row("learner", &learner.id, &campus.bell.periods[campus.bell.lunch[learner.band()]].id, false, "lunch");
    }
    for person in &campus.staff {
        if let Some(only) = &person.only {
            row("staff", &person.id, "", false, "part of the day");
            for &period in only {
                let lunch = person.lunch_band.map(|band| campus.bell.lunch[band]);
                if lunch != Some(period) {
                    row("staff", &person.id, &campus.bell.periods[period].id, true, "");
                }
            }
        } else if let Some(band) = person.lunch_band {
            row("staff", &person.id, &campus.bell.periods[campus.bell.lunch[band]].id, false, "lunch");
        }
    }
    absences.iter().for_each(|absence| write_row(absence, &mut table));
    table.finish().bytes
}
