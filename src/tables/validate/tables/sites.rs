//! sites.csv: schools or campuses.

use jiff::tz::TimeZoneDatabase;
use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{expected, text};
use crate::validate::ids::Ids;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_school::dictionary::TableKind;
use daybreak_school::school::Site;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    site: &'a str,
    #[serde(rename = "name")]
    _name: &'a str,
    time_zone: &'a str,
}

/// The sites in order of id.
pub(in crate::validate) fn sites<'t>(table: &'t Table, known: &mut Known<'t>, out: &mut Out) -> Vec<Site> {
    let zones = TimeZoneDatabase::bundled();
    let mut checked = check_rows(table, |row, cells: Row| {
        let id = v101_site(row, cells.site);
        let time_zone = v102_time_zone(row, cells.time_zone, &zones);
        Some(Site { id: id?, time_zone })
    });
    v109_once(&mut checked);
    known.site_names = checked.ids(0).map(|(_, id, _)| id).collect();
    known.sites = Ids::new("a site", checked.ids(0).map(|(at, id, _)| (id, at)));
    out.finish(TableKind::Sites, checked)
}

/// A site has an id.
fn v101_site(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V101", "site", cell, text)
}

/// A time zone is one of the IANA database's.
fn v102_time_zone(row: &mut RowCheck, cell: &str, zones: &TimeZoneDatabase) -> Option<String> {
    row.optional("V102", "time_zone", cell, |name| match zones.get(name) {
        Ok(_) => Ok(name.to_string()),
        Err(_) => {
            let names: Vec<String> = zones.available().map(|name| name.to_string()).collect();
            let near = daybreak_day::issue::nearest(name, names.iter().map(String::as_str));
            Err(expected("an IANA name such as America/New_York").maybe(near.map(|name| format!("Maybe {name}."))))
        }
    })
}

/// A site stands once.
fn v109_once(checked: &mut Checked<'_, '_, Site>) {
    checked.unique("V109", "site", |a, b| a.id.cmp(&b.id));
}
