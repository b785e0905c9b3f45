//! staff.csv: teachers, aides, tutors, specialists, partners from the community.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::text;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::Staff;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    site: &'a str,
    staff: &'a str,
    tags: &'a str,
    sessions_max: &'a str,
    consecutive_max: &'a str,
    zone: &'a str,
}

/// The staff in order of site and id.
pub(in crate::validate) fn staff<'t>(table: &'t Table, known: &mut Known<'t>, out: &mut Out) -> Vec<Staff> {
    let mut checked = check_rows(table, |row, cells: Row| person(row, &cells, known));
    v219_once(&mut checked);
    let ids = known.site_ids("staff member", checked.ids(1).map(|(at, id, person)| (person.site, id, at)));
    let values = out.finish(TableKind::Staff, checked);
    known.staff = ids;
    values
}

fn person<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Staff> {
    let site = v211_site(row, cells.site, known);
    let id = v212_staff(row, cells.staff);
    let tags = v213_tags(row, cells.tags);
    let sessions_max = v214_sessions_max(row, cells.sessions_max);
    let consecutive_max = v215_consecutive_max(row, cells.consecutive_max);
    Some(Staff { site: site?, id: id?, tags: tags?, sessions_max, consecutive_max, zone: cells.zone.to_string() })
}

/// A person's site is known.
fn v211_site<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<SiteIdx> {
    row.required("V211", "site", cell, |id| known.site(id))
}

/// A person has an id.
fn v212_staff(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V212", "staff", cell, text)
}

/// A person may do at least one thing.
fn v213_tags(row: &mut RowCheck, cell: &str) -> Option<Vec<String>> {
    row.required("V213", "tags", cell, text)?;
    Some(row.tags("V213", "tags", cell))
}

/// A limit of sessions is a whole number; a person without one may be asked for any number.
fn v214_sessions_max(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.limit("V214", "sessions_max", cell, 0..=1_000)
}

/// A limit of busy slots in a row is a whole number of at least 1.
fn v215_consecutive_max(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.limit("V215", "consecutive_max", cell, 1..=1_000)
}

/// A person of a site stands once.
fn v219_once(checked: &mut Checked<'_, '_, Staff>) {
    checked.unique("V219", "staff", |a, b| (a.site, &a.id).cmp(&(b.site, &b.id)));
}
