//! lessons.csv: the resource catalogue. Empty cells inherit from the modality.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{decimal, device_needs, expected, integer, needs, text};
use crate::validate::cycles::chains_that_close;
use crate::validate::ids::Ids;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::issue::{Issue, Place};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LessonIdx, ModalityIdx, SiteIdx};
use daybreak_school::school::{Competency, DeviceNeed, Lesson, Modality, Need};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    lesson: &'a str,
    title: &'a str,
    competency: &'a str,
    modality: &'a str,
    slots: &'a str,
    level: &'a str,
    languages: &'a str,
    interests: &'a str,
    staff: &'a str,
    room_features: &'a str,
    devices: &'a str,
    size_min: &'a str,
    size_max: &'a str,
    provider: &'a str,
    place: &'a str,
    site: &'a str,
    follows: &'a str,
}

/// The tables that lessons inherit from.
pub(in crate::validate) struct Catalogue<'a> {
    pub competencies: &'a [Competency],
    pub modalities: &'a [Modality],
}

/// The lessons in order of id.
pub(in crate::validate) fn lessons<'t>(
    table: &'t Table,
    catalogue: &Catalogue<'_>,
    known: &mut Known<'t>,
    out: &mut Out,
) -> Vec<Lesson> {
    let mut checked = check_rows(table, |row, cells: Row| lesson(row, &cells, catalogue, known));
    v449_once(&mut checked);
    let ids = Ids::new("a lesson", checked.ids(0).map(|(at, id, _)| (id, at)));
    v433_follows(&mut checked, &ids);
    v434_follows_cycle(&mut checked);
    let lessons = out.finish(TableKind::Lessons, checked);
    known.lessons = ids;
    lessons
}

fn lesson<'k>(
    row: &mut RowCheck<'_, 'k>,
    cells: &Row,
    catalogue: &Catalogue<'_>,
    known: &'k Known<'_>,
) -> Option<Lesson> {
    let id = v421_lesson(row, cells.lesson);
    let title = v422_title(row, cells.title);
    let competencies = v423_competency(row, cells.competency, known);
    let modality = v424_modality(row, cells.modality, known);
    let slots = v425_slots(row, cells.slots);
    let level = v426_level(row, cells.level);
    let staff = v427_staff(row, cells.staff);
    let devices = v428_devices(row, cells.devices);
    let size_min = v429_size_min(row, cells.size_min);
    let size_max = v430_size_max(row, cells.size_max);
    let site = v432_site(row, cells.site, known);
    let room_features = v440_room_features(row, cells.room_features);
    let languages = v441_languages(row, cells.languages);
    let interests = v442_interests(row, cells.interests);
    let (competency, competencies_also) = competencies?;
    let modality = modality?;
    let from = &catalogue.modalities[modality.i()];
    let subject = &catalogue.competencies[competency.i()].subject;
    let sizes = (size_min?.unwrap_or(from.size_min), size_max?.unwrap_or(from.size_max));
    let (size_min, size_max) =
        v431_sizes(row, sizes, if cells.size_max.is_empty() { cells.size_min } else { cells.size_max })?;
    Some(Lesson {
        slots: v435_station_slots(row, slots?, from, cells.slots),
        id: id?,
        title: title?,
        competency,
        competencies_also,
        modality,
        level,
        languages,
        interests,
        staff: with_subject(staff?.unwrap_or_else(|| from.staff.clone()), subject),
        room_features: room_features.unwrap_or_else(|| from.room_features.clone()),
        devices: devices?.unwrap_or_else(|| from.devices.clone()),
        size_min,
        size_max,
        provider: cells.provider.to_string(),
        place: cells.place.to_string(),
        site: site?,
        follows: None,
    })
}

/// Needs with `{subject}` replaced; needs that thereby become the same add up.
fn with_subject(needs: Vec<Need>, subject: &str) -> Vec<Need> {
    let mut named: Vec<Need> = Vec::with_capacity(needs.len());
    for need in needs {
        let tag = need.tag.replace("{subject}", subject);
        match named.iter_mut().find(|other| other.tag == tag) {
            Some(other) => other.count += need.count,
            None => named.push(Need { tag, count: need.count }),
        }
    }
    named.sort();
    named
}

/// A lesson has an id.
fn v421_lesson(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V421", "lesson", cell, text)
}

/// A lesson has a title.
fn v422_title(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V422", "title", cell, text)
}

/// A lesson's own competency, the first, is known; of further ones those that are known count.
fn v423_competency<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    known: &'k Known<'_>,
) -> Option<(CompetencyIdx, Vec<CompetencyIdx>)> {
    let (first, rest) = cell.split_once(';').unwrap_or((cell, ""));
    let own = row.required("V423", "competency", first.trim(), |id| known.competency(id));
    let also = row.references("V423", "competency", rest, &known.competencies, false);
    let own = own?;
    Some((own, also.into_iter().map(CompetencyIdx).filter(|&other| other != own).collect()))
}

/// A lesson's modality is known.
fn v424_modality<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<ModalityIdx> {
    row.required("V424", "modality", cell, |id| known.modality(id))
}

/// A lesson runs over at least one slot.
fn v425_slots(row: &mut RowCheck, cell: &str) -> Option<u32> {
    Some(row.strict("V425", "slots", cell, integer(1..=100))?.unwrap_or(1))
}

/// A level is a number.
fn v426_level(row: &mut RowCheck, cell: &str) -> Option<f64> {
    row.optional("V426", "level", cell, decimal(-1e6..=1e6))
}

/// Staff needs are tags with counts.
fn v427_staff(row: &mut RowCheck, cell: &str) -> Option<Option<Vec<Need>>> {
    row.strict("V427", "staff", cell, needs)
}

/// Device needs are pools with units.
fn v428_devices(row: &mut RowCheck, cell: &str) -> Option<Option<Vec<DeviceNeed>>> {
    row.strict("V428", "devices", cell, device_needs)
}

/// A session has at least one learner.
fn v429_size_min(row: &mut RowCheck, cell: &str) -> Option<Option<u32>> {
    row.strict("V429", "size_min", cell, integer(1..=100_000))
}

/// A session has a largest size.
fn v430_size_max(row: &mut RowCheck, cell: &str) -> Option<Option<u32>> {
    row.strict("V430", "size_max", cell, integer(1..=100_000))
}

/// The largest size, written or inherited, is not below the smallest.
fn v431_sizes(row: &mut RowCheck, (size_min, size_max): (u32, u32), cell: &str) -> Option<(u32, u32)> {
    if size_min <= size_max {
        return Some((size_min, size_max));
    }
    let fault =
        expected(format!("sizes in order, here {size_min} to {size_max} (an empty cell inherits from the modality)"));
    row.reject("V431", "size_max", cell, fault.maybe(Some("Maybe the other size should be written too.".to_string())));
    None
}

/// The site is known, or empty for every site.
fn v432_site<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<SiteIdx>> {
    row.strict("V432", "site", cell, |id| known.site(id))
}

/// The lesson that comes before is another known one.
fn v433_follows<'k>(checked: &mut Checked<'_, 'k, Lesson>, ids: &'k Ids<'_>) {
    checked.revisit(|row, cells: Row, lesson| {
        lesson.follows = row.optional("V433", "follows", cells.follows, |id| ids.find(id).map(LessonIdx));
    });
}

/// No lesson follows itself, not even by way of others. The first of a circle in the alphabet follows nothing.
fn v434_follows_cycle(checked: &mut Checked<'_, '_, Lesson>) {
    let before: Vec<Option<usize>> = checked.kept.iter().map(|kept| kept.value.follows.map(LessonIdx::i)).collect();
    for circle in chains_that_close(&before) {
        let names: Vec<&str> = circle.iter().map(|&at| checked.kept[at].value.id.as_str()).collect();
        let found = format!("a circle: {} follows {}", names.join(" follows "), names[0]);
        let kept = &mut checked.kept[circle[0]];
        (kept.value.follows, kept.repaired) = (None, true);
        let place = Place::cell(&checked.table.file, checked.table.line(kept.row as usize), "follows");
        checked.found.issues.push(Issue::warning("V434", place, found, "no circle (the cell counts as empty)"));
    }
}

/// A lesson at a station runs over one slot: its session is shared with other lessons.
fn v435_station_slots(row: &mut RowCheck, slots: u32, modality: &Modality, cell: &str) -> u32 {
    if !modality.station || slots == 1 {
        return slots;
    }
    row.repair("V435", "slots", cell, expected("1 in a modality that is a station"), "read as 1");
    1
}

/// Room features are a list; `none` asks for nothing whatever the modality asks.
fn v440_room_features(row: &mut RowCheck, cell: &str) -> Option<Vec<String>> {
    match cell {
        "" => None,
        _ if cell.eq_ignore_ascii_case("none") => Some(Vec::new()),
        _ => Some(row.tags("V440", "room_features", cell)),
    }
}

/// Languages are a list.
fn v441_languages(row: &mut RowCheck, cell: &str) -> Vec<String> {
    row.tags("V441", "languages", cell)
}

/// Interests are a list.
fn v442_interests(row: &mut RowCheck, cell: &str) -> Vec<String> {
    row.tags("V442", "interests", cell)
}

/// A lesson stands once.
fn v449_once(checked: &mut Checked<'_, '_, Lesson>) {
    checked.unique("V449", "lesson", |a, b| a.id.cmp(&b.id));
}
