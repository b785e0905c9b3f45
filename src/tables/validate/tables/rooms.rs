//! rooms.csv: spaces.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{integer, text};
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::Room;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    site: &'a str,
    room: &'a str,
    capacity: &'a str,
    sessions_at_once: &'a str,
    features: &'a str,
    zone: &'a str,
}

/// The rooms in order of site and id.
pub(in crate::validate) fn rooms<'t>(table: &'t Table, known: &mut Known<'t>, out: &mut Out) -> Vec<Room> {
    let mut checked = check_rows(table, |row, cells: Row| room(row, &cells, known));
    v209_once(&mut checked);
    let places = checked.ids(1).chain(checked.ids(5)).filter(|(_, place, _)| !place.is_empty());
    let places = known.site_ids("room or zone", places.map(|(at, id, room)| (room.site, id, at)));
    let rooms = known.site_ids("room", checked.ids(1).map(|(at, id, room)| (room.site, id, at)));
    let values = out.finish(TableKind::Rooms, checked);
    (known.rooms, known.places) = (rooms, places);
    values
}

fn room<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Room> {
    let site = v201_site(row, cells.site, known);
    let id = v202_room(row, cells.room);
    let capacity = v203_capacity(row, cells.capacity);
    let sessions_at_once = v204_sessions_at_once(row, cells.sessions_at_once);
    let features = v205_features(row, cells.features);
    Some(Room { site: site?, id: id?, capacity: capacity?, sessions_at_once, features, zone: cells.zone.to_string() })
}

/// A room's site is known.
fn v201_site<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<SiteIdx> {
    row.required("V201", "site", cell, |id| known.site(id))
}

/// A room has an id.
fn v202_room(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V202", "room", cell, text)
}

/// A room holds at least one learner.
fn v203_capacity(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.required("V203", "capacity", cell, integer(1..=100_000))
}

/// A room holds at least one session at once.
fn v204_sessions_at_once(row: &mut RowCheck, cell: &str) -> u32 {
    row.limit("V204", "sessions_at_once", cell, 1..=1_000).unwrap_or(1)
}

/// A room's features are a list.
fn v205_features(row: &mut RowCheck, cell: &str) -> Vec<String> {
    row.tags("V205", "features", cell)
}

/// A room of a site stands once.
fn v209_once(checked: &mut Checked<'_, '_, Room>) {
    checked.unique("V209", "room", |a, b| (a.site, &a.id).cmp(&(b.site, &b.id)));
}
