//! devices.csv: pools of like devices.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{integer, text};
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::Device;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    site: &'a str,
    device: &'a str,
    count: &'a str,
}

/// The pools in order of site and id.
pub(in crate::validate) fn devices<'t>(table: &'t Table, known: &mut Known<'t>, out: &mut Out) -> Vec<Device> {
    let mut checked = check_rows(table, |row, cells: Row| {
        let site = v221_site(row, cells.site, known);
        let id = v222_device(row, cells.device);
        let count = v223_count(row, cells.count);
        Some(Device { site: site?, id: id?, count: count? })
    });
    v229_once(&mut checked);
    let ids = known.site_ids("device pool", checked.ids(1).map(|(at, id, pool)| (pool.site, id, at)));
    let values = out.finish(TableKind::Devices, checked);
    known.devices = ids;
    values
}

/// A pool's site is known.
fn v221_site<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<SiteIdx> {
    row.required("V221", "site", cell, |id| known.site(id))
}

/// A pool has an id.
fn v222_device(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V222", "device", cell, text)
}

/// A pool's units are counted, from 0.
fn v223_count(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.required("V223", "count", cell, integer(0..=1_000_000))
}

/// A pool of a site stands once.
fn v229_once(checked: &mut Checked<'_, '_, Device>) {
    checked.unique("V229", "device", |a, b| (a.site, &a.id).cmp(&(b.site, &b.id)));
}
