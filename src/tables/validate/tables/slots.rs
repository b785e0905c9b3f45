//! slots.csv: the bell schedule.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{expected, text, time_of_day};
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::issue::{Issue, Place};
use daybreak_day::time::TimeOfDay;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::SiteIdx;
use daybreak_school::school::Slot;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    site: &'a str,
    slot: &'a str,
    start: &'a str,
    end: &'a str,
    block: &'a str,
    day_type: &'a str,
}

/// The slots in order of site, bell schedule and start.
pub(in crate::validate) fn slots<'t>(table: &'t Table, known: &mut Known<'t>, out: &mut Out) -> Vec<Slot> {
    let mut checked = check_rows(table, |row, cells: Row| slot(row, &cells, known));
    v129_once(&mut checked);
    checked.kept.sort_by(|a, b| {
        let key = |slot: &Slot| (slot.site, slot.day_type.clone(), slot.start, slot.end, slot.id.clone());
        key(&a.value).cmp(&key(&b.value))
    });
    v126_overlap(&mut checked);
    let slots = known.site_ids("slot", checked.ids(1).map(|(at, id, slot)| (slot.site, id, at)));
    let day_types =
        known.site_ids("bell schedule", checked.ids(5).map(|(at, day_type, slot)| (slot.site, day_type, at)));
    let values = out.finish(TableKind::Slots, checked);
    (known.slots, known.day_types) = (slots, day_types);
    values
}

fn slot<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Slot> {
    let site = v121_site(row, cells.site, known);
    let id = v122_slot(row, cells.slot);
    let start = v123_start(row, cells.start);
    let end = v124_end(row, cells.end);
    let (start, end) = v125_order(row, start?, end?, cells.end)?;
    let id = id?;
    let block = if cells.block.is_empty() { id.clone() } else { cells.block.to_string() };
    Some(Slot { site: site?, id, start, end, block, day_type: cells.day_type.to_string() })
}

/// A slot's site is known.
fn v121_site<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<SiteIdx> {
    row.required("V121", "site", cell, |id| known.site(id))
}

/// A slot has an id.
fn v122_slot(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V122", "slot", cell, text)
}

/// A slot's start is a time.
fn v123_start(row: &mut RowCheck, cell: &str) -> Option<TimeOfDay> {
    row.required("V123", "start", cell, time_of_day)
}

/// A slot's end is a time.
fn v124_end(row: &mut RowCheck, cell: &str) -> Option<TimeOfDay> {
    row.required("V124", "end", cell, time_of_day)
}

/// A slot ends after it starts.
fn v125_order(row: &mut RowCheck, start: TimeOfDay, end: TimeOfDay, cell: &str) -> Option<(TimeOfDay, TimeOfDay)> {
    if start < end {
        return Some((start, end));
    }
    let afternoon = TimeOfDay::from_minutes(end.minutes() + 12 * 60).filter(|&later| later > start);
    let hint = match afternoon {
        Some(later) => format!("Maybe {later}."),
        None => "Maybe start and end are swapped.".to_string(),
    };
    row.reject("V125", "end", cell, expected(format!("a time after the start, {start}")).maybe(Some(hint)));
    None
}

/// The slots of a bell schedule do not overlap. Of two that do, the one that starts first stays.
fn v126_overlap(checked: &mut Checked<'_, '_, Slot>) {
    let table = checked.table;
    let issues = &mut checked.found.issues;
    let mut last: Option<Slot> = None;
    checked.kept.retain(|kept| {
        let slot = &kept.value;
        let before = last.as_ref().filter(|last| last.site == slot.site && last.day_type == slot.day_type);
        if let Some(before) = before.filter(|before| slot.start < before.end) {
            let place = Place::cell(&table.file, table.line(kept.row as usize), "start");
            let found = format!("{}, within slot {} ({} to {})", slot.start, before.id, before.start, before.end);
            issues.push(
                Issue::error(
                    "V126",
                    place,
                    found,
                    "slots of a bell schedule one after the other (this one was not used)",
                )
                .maybe("Maybe it belongs to another day_type, or availability rows should tell the learners apart."),
            );
            return false;
        }
        last = Some(slot.clone());
        true
    });
}

/// A slot of a bell schedule stands once.
fn v129_once(checked: &mut Checked<'_, '_, Slot>) {
    checked.unique("V129", "slot", |a, b| (a.site, &a.day_type, &a.id).cmp(&(b.site, &b.day_type, &b.id)));
}
