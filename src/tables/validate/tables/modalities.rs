//! modalities.csv: ways of learning.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{device_needs, expected, integer, needs, text, word, yes_no};
use crate::validate::ids::Ids;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::problem::Points;
use daybreak_school::dictionary::TableKind;
use daybreak_school::school::{DeviceNeed, Grouping, Modality, Need};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    modality: &'a str,
    grouping: &'a str,
    station: &'a str,
    size_min: &'a str,
    size_max: &'a str,
    staff: &'a str,
    room_features: &'a str,
    devices: &'a str,
    open_cost: &'a str,
    tags: &'a str,
}

const GROUPINGS: &[(&str, Grouping)] = &[
    ("whole", Grouping::Whole),
    ("small", Grouping::Small),
    ("pair", Grouping::Pair),
    ("individual", Grouping::Individual),
];

/// The largest group that counts as small when the grouping is not named.
const SMALL_GROUP_MAX: u32 = 8;

/// The modalities in order of id.
pub(in crate::validate) fn modalities<'t>(table: &'t Table, known: &mut Known<'t>, out: &mut Out) -> Vec<Modality> {
    let mut checked = check_rows(table, |row, cells: Row| modality(row, &cells));
    v419_once(&mut checked);
    known.modalities = Ids::new("a modality", checked.ids(0).map(|(at, id, _)| (id, at)));
    out.finish(TableKind::Modalities, checked)
}

fn modality(row: &mut RowCheck, cells: &Row) -> Option<Modality> {
    let id = v401_modality(row, cells.modality);
    let grouping = v402_grouping(row, cells.grouping);
    let station = v403_station(row, cells.station);
    let size_min = v404_size_min(row, cells.size_min);
    let size_max = v405_size_max(row, cells.size_max);
    let staff = v407_staff(row, cells.staff);
    let room_features = v411_room_features(row, cells.room_features);
    let devices = v408_devices(row, cells.devices);
    let open_cost = v409_open_cost(row, cells.open_cost);
    let tags = v410_tags(row, cells.tags);
    let (size_min, size_max) = v406_sizes(row, size_min?, size_max?, cells.size_max)?;
    let grouping = grouping.unwrap_or_else(|| usual_grouping(size_max));
    Some(Modality {
        id: id?,
        grouping,
        station: station?,
        size_min,
        size_max,
        staff: staff?,
        room_features,
        devices: devices?,
        open_cost,
        tags,
    })
}

/// The grouping of a modality that names none, by its largest session.
fn usual_grouping(size_max: u32) -> Grouping {
    match size_max {
        ..=1 => Grouping::Individual,
        2 => Grouping::Pair,
        3..=SMALL_GROUP_MAX => Grouping::Small,
        _ => Grouping::Whole,
    }
}

/// A modality has an id.
fn v401_modality(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V401", "modality", cell, text)
}

/// A grouping is whole, small, pair or individual.
fn v402_grouping(row: &mut RowCheck, cell: &str) -> Option<Grouping> {
    row.optional("V402", "grouping", cell, word(GROUPINGS))
}

/// Whether a modality is a station is yes or no; a guess would mix lessons that cannot be mixed.
fn v403_station(row: &mut RowCheck, cell: &str) -> Option<bool> {
    Some(row.strict("V403", "station", cell, yes_no)?.unwrap_or(false))
}

/// A session has at least one learner.
fn v404_size_min(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.required("V404", "size_min", cell, integer(1..=100_000))
}

/// A session has a largest size.
fn v405_size_max(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.required("V405", "size_max", cell, integer(1..=100_000))
}

/// The largest size is not below the smallest.
fn v406_sizes(row: &mut RowCheck, size_min: u32, size_max: u32, cell: &str) -> Option<(u32, u32)> {
    if size_min <= size_max {
        return Some((size_min, size_max));
    }
    let fault = expected(format!("size_min or more, here {size_min}"));
    row.reject("V406", "size_max", cell, fault.maybe(Some("Maybe the two sizes are swapped.".to_string())));
    None
}

/// Staff needs are tags with counts; a damaged one could leave a session without an adult.
fn v407_staff(row: &mut RowCheck, cell: &str) -> Option<Vec<Need>> {
    Some(row.strict("V407", "staff", cell, needs)?.unwrap_or_default())
}

/// Device needs are pools with units.
fn v408_devices(row: &mut RowCheck, cell: &str) -> Option<Vec<DeviceNeed>> {
    Some(row.strict("V408", "devices", cell, device_needs)?.unwrap_or_default())
}

/// Opening a session costs no less than nothing.
fn v409_open_cost(row: &mut RowCheck, cell: &str) -> Points {
    row.optional("V409", "open_cost", cell, integer(0..=1_000_000)).unwrap_or(0)
}

/// Tags are a list.
fn v410_tags(row: &mut RowCheck, cell: &str) -> Vec<String> {
    row.tags("V410", "tags", cell)
}

/// Room features are a list.
fn v411_room_features(row: &mut RowCheck, cell: &str) -> Vec<String> {
    row.tags("V411", "room_features", cell)
}

/// A modality stands once.
fn v419_once(checked: &mut Checked<'_, '_, Modality>) {
    checked.unique("V419", "modality", |a, b| a.id.cmp(&b.id));
}
