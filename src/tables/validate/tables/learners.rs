//! learners.csv: profiles.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{decimal, grade, text};
use crate::validate::ids::Ids;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{SiteIdx, StaffIdx};
use daybreak_school::school::{Accommodations, Grade, Learner};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    site: &'a str,
    learner: &'a str,
    grade: &'a str,
    tags: &'a str,
    languages: &'a str,
    interests: &'a str,
    strengths: &'a str,
    advisor: &'a str,
    group_size_max: &'a str,
    room_features: &'a str,
    screen_slots_max: &'a str,
    extra_time: &'a str,
    devices_needed: &'a str,
}

/// The learners in order of site and id. Ids are unique in the whole package, because other tables name no site.
pub(in crate::validate) fn learners<'t>(table: &'t Table, known: &mut Known<'t>, out: &mut Out) -> Vec<Learner> {
    let mut checked = check_rows(table, |row, cells: Row| learner(row, &cells, known));
    v519_once(&mut checked);
    checked.kept.sort_by(|a, b| (a.value.site, &a.value.id).cmp(&(b.value.site, &b.value.id)));
    let ids = Ids::new("a learner", checked.ids(1).map(|(at, id, _)| (id, at)));
    let values = out.finish(TableKind::Learners, checked);
    known.learners = ids;
    known.learner_sites = values.iter().map(|learner| learner.site).collect();
    values
}

fn learner<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Learner> {
    let site = v501_site(row, cells.site, known);
    let id = v502_learner(row, cells.learner);
    let grade = v503_grade(row, cells.grade);
    let advisor = site.and_then(|site| v504_advisor(row, cells.advisor, site, known));
    let group_size_max = v505_group_size_max(row, cells.group_size_max);
    let screen_slots_max = v506_screen_slots_max(row, cells.screen_slots_max);
    let accommodations = Accommodations {
        extra_time: v508_extra_time(row, cells.extra_time),
        devices: v509_devices_needed(row, cells.devices_needed, site, known),
    };
    let [tags, languages, interests, strengths, room_features] = v507_lists(row, cells);
    Some(Learner {
        site: site?,
        id: id?,
        grade: grade?,
        tags,
        languages,
        interests,
        strengths,
        advisor,
        group_size_max,
        room_features,
        screen_slots_max,
        accommodations,
    })
}

/// A learner's site is known.
fn v501_site<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<SiteIdx> {
    row.required("V501", "site", cell, |id| known.site(id))
}

/// A learner has an id.
fn v502_learner(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V502", "learner", cell, text)
}

/// A learner's grade is PK, K or 1 to 13.
fn v503_grade(row: &mut RowCheck, cell: &str) -> Option<Grade> {
    row.required("V503", "grade", cell, grade)
}

/// A learner's advisor is one of the site's staff.
fn v504_advisor<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, site: SiteIdx, known: &'k Known<'_>) -> Option<StaffIdx> {
    row.optional("V504", "advisor", cell, |id| known.staff.of(site).find(id).map(StaffIdx))
}

/// The largest group that suits is at least one.
fn v505_group_size_max(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.limit("V505", "group_size_max", cell, 1..=100_000)
}

/// Slots at a screen are counted, from 0.
fn v506_screen_slots_max(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.limit("V506", "screen_slots_max", cell, 0..=1_000)
}

/// Tags, languages, interests, strengths and room features are lists.
fn v507_lists(row: &mut RowCheck, cells: &Row) -> [Vec<String>; 5] {
    [
        row.tags("V507", "tags", cells.tags),
        row.tags("V507", "languages", cells.languages),
        row.tags("V507", "interests", cells.interests),
        row.tags("V507", "strengths", cells.strengths),
        row.tags("V507", "room_features", cells.room_features),
    ]
}

/// More time is 1 to 2 times that of others.
fn v508_extra_time(row: &mut RowCheck, cell: &str) -> f64 {
    row.optional("V508", "extra_time", cell, decimal(1.0..=2.0)).unwrap_or(1.0)
}

/// Devices that a learner must have are pools of the site. One that is not known is kept: the day then says that it
/// goes unmet.
fn v509_devices_needed<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Vec<String> {
    let devices = row.tags("V509", "devices_needed", cell);
    for id in &devices {
        if let Some(Err(fault)) = site.map(|site| known.devices.of(site).find(id)) {
            row.repair("V509", "devices_needed", id, fault, "kept, and told as unmet");
        }
    }
    devices
}

/// A learner stands once in the whole package.
fn v519_once(checked: &mut Checked<'_, '_, Learner>) {
    checked.unique("V519", "learner", |a, b| a.id.cmp(&b.id));
}
