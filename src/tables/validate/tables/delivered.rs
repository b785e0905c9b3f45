//! delivered.csv: what took place. The past is as it was: what the catalogue no longer knows is kept as far as it
//! can be.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{Cell, decimal, expected, integer, text, word, yes_no};
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use crate::validate::scale::{OffScale, off_scale, scale, share};
use daybreak_day::issue::{Issue, Place};
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, ModalityIdx, RoomIdx, SiteIdx, StaffIdx};
use daybreak_school::school::{Day, Delivered, DeliveredWhat, Outcome, Slot};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    date: &'a str,
    learner: &'a str,
    slot: &'a str,
    lesson: &'a str,
    competency: &'a str,
    modality: &'a str,
    staff: &'a str,
    room: &'a str,
    minutes: &'a str,
    attended: &'a str,
    outcome: &'a str,
}

/// The tables that tell how long a slot was.
pub(in crate::validate) struct Bells<'a> {
    pub slots: &'a [Slot],
    pub days: &'a [Day],
}

const OUTCOMES: &[(&str, Option<Outcome>)] = &[
    ("mastered", Some(Outcome::Mastered)),
    ("progress", Some(Outcome::Progress)),
    ("none", Some(Outcome::NoProgress)),
];

/// What took place in order of learner, date and slot.
pub(in crate::validate) fn delivered(
    table: &Table,
    scores: Option<(f64, f64)>,
    bells: &Bells<'_>,
    known: &Known<'_>,
    out: &mut Out,
) -> Vec<Delivered> {
    let off = v923_unit(table, scores);
    let unit = if off.is_some() { Unit::Other } else { Unit::Scale(scores) };
    let mut checked = check_rows(table, |row, cells: Row| delivery(row, &cells, unit, bells, known));
    checked.found.issues.extend(off);
    v929_once(&mut checked);
    out.finish(TableKind::Delivered, checked)
}

/// In what unit outcomes are that are scores.
#[derive(Clone, Copy)]
enum Unit {
    /// Between what stands for nothing and for all right; none: shares.
    Scale(Option<(f64, f64)>),
    /// In one that nobody has declared.
    Other,
}

fn delivery<'k>(
    row: &mut RowCheck<'_, 'k>,
    cells: &Row,
    unit: Unit,
    bells: &Bells<'_>,
    known: &'k Known<'_>,
) -> Option<Delivered> {
    let date = v911_date(row, cells.date);
    let learner = v912_learner(row, cells.learner, known);
    let slot = v913_slot(row, cells.slot);
    let what = v914_lesson(row, cells.lesson, known);
    let competency = v915_competency(row, cells.competency, known);
    let modality = v916_modality(row, cells.modality, known);
    let minutes = v919_minutes(row, cells.minutes);
    let attended = v920_attended(row, cells.attended);
    let outcome = v921_outcome(row, cells.outcome, unit);
    let (date, learner, slot) = (date?, learner?, slot?);
    let site = known.site_of(learner);
    let staff = v917_staff(row, cells.staff, site, known);
    let room = v918_room(row, cells.room, site, known);
    let minutes = match minutes {
        Some(minutes) if matches!(what, DeliveredWhat::Service(_)) => {
            v925_minutes_of_slot(row, minutes, slot_length(&slot, site, date, bells))
        }
        Some(minutes) => minutes,
        // A ledger is not paid off with minutes that nobody can read.
        None if matches!(what, DeliveredWhat::Service(_)) && !cells.minutes.is_empty() => 0,
        None => v922_slot_length(row, &slot, site, date, bells),
    };
    Some(Delivered {
        date,
        learner,
        slot,
        what,
        competency,
        modality,
        staff,
        room,
        minutes,
        attended: attended?,
        outcome,
        is_reported: true,
    })
}

/// It took place on a date.
fn v911_date(row: &mut RowCheck, cell: &str) -> Option<Date> {
    row.required("V911", "date", cell, date)
}

/// Who took part, is known.
fn v912_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V912", "learner", cell, |id| known.learner(id))
}

/// It took place in a slot, perhaps of an earlier bell schedule.
fn v913_slot(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V913", "slot", cell, text)
}

/// The lesson is known, or a service `service:ID`.
fn v914_lesson<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> DeliveredWhat {
    let what = row.optional("V914", "lesson", cell, |id| match id.strip_prefix("service:") {
        Some(service) => text(service.trim()).map(DeliveredWhat::Service),
        None => known.lesson(id).map(DeliveredWhat::Lesson),
    });
    what.unwrap_or(DeliveredWhat::Unknown)
}

/// The competency is known.
fn v915_competency<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<CompetencyIdx> {
    row.optional("V915", "competency", cell, |id| known.competency(id))
}

/// The modality is known.
fn v916_modality<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<ModalityIdx> {
    row.optional("V916", "modality", cell, |id| known.modality(id))
}

/// Who was there are staff of the learner's site.
fn v917_staff<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, site: SiteIdx, known: &'k Known<'_>) -> Vec<StaffIdx> {
    let mut staff = row.references("V917", "staff", cell, known.staff.of(site), false);
    staff.sort_unstable();
    staff.into_iter().map(StaffIdx).collect()
}

/// The room is one of the learner's site.
fn v918_room<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, site: SiteIdx, known: &'k Known<'_>) -> Option<RoomIdx> {
    row.optional("V918", "room", cell, |id| known.rooms.of(site).find(id).map(RoomIdx))
}

/// Minutes are counted, from 0.
fn v919_minutes(row: &mut RowCheck, cell: &str) -> Option<u32> {
    row.optional("V919", "minutes", cell, integer(0..=1_440))
}

/// Whether the learner was there is yes or no; a guess would count minutes that were not delivered.
fn v920_attended(row: &mut RowCheck, cell: &str) -> Option<bool> {
    Some(row.strict("V920", "attended", cell, yes_no)?.unwrap_or(true))
}

/// An outcome is mastered, progress, none or a score.
fn v921_outcome(row: &mut RowCheck, cell: &str, unit: Unit) -> Option<Outcome> {
    match unit {
        Unit::Scale(scores) => row.optional("V921", "outcome", cell, |cell| outcome(cell, scores)),
        Unit::Other if cell.parse::<f64>().is_ok() => None,
        Unit::Other => row.optional("V921", "outcome", cell, |cell| outcome(cell, None)),
    }
}

/// Outcomes that are scores are shares on the whole; a column in another unit says nothing.
fn v923_unit(table: &Table, scores: Option<(f64, f64)>) -> Option<Issue> {
    let OffScale { found, expected, maybe } = off_scale(TableKind::Delivered, "outcome", table, scores)?;
    let expected = format!("{expected} (none of them is used)");
    Some(Issue { maybe, ..Issue::warning("V923", Place::cell(&table.file, 1, "outcome"), found, expected) })
}

fn outcome<'k>(cell: &str, scores: Option<(f64, f64)>) -> Cell<'k, Outcome> {
    if let Ok(Some(outcome)) = word(OUTCOMES)(cell) {
        return Ok(outcome);
    }
    let (min, max) = scale(scores);
    decimal(min..=max)(cell)
        .map(|score| Outcome::Score(share(score, scores)))
        .map_err(|fault| expected("mastered, progress, none or a score from 0 to 1").maybe(fault.maybe))
}

/// Without minutes, the slot's length counts; without a known slot, none do.
fn v922_slot_length(row: &mut RowCheck, slot: &str, site: SiteIdx, date: Date, bells: &Bells<'_>) -> u32 {
    slot_length(slot, site, date, bells).unwrap_or_else(|| {
        row.repair("V922", "slot", slot, expected("a slot of the site, or minutes"), "counts 0 minutes");
        0
    })
}

/// Minutes of a service are at most those of its slot: a ledger is not paid off by a slip of the pen.
fn v925_minutes_of_slot(row: &mut RowCheck, minutes: u32, slot: Option<u32>) -> u32 {
    let Some(length) = slot.filter(|length| minutes > *length) else { return minutes };
    let fault = expected(format!("at most the {length} minutes of the slot"));
    row.repair("V925", "minutes", &minutes.to_string(), fault, "counts as these");
    length
}

/// The minutes of a slot on a date; none: the site has no such slot.
fn slot_length(slot: &str, site: SiteIdx, date: Date, bells: &Bells<'_>) -> Option<u32> {
    let day = bells.days.binary_search_by(|day| (day.site, day.date).cmp(&(site, date))).ok();
    let day_type = day.map_or("", |at| bells.days[at].day_type.as_str());
    let of_site = || bells.slots.iter().filter(|one| one.site == site && one.id == slot);
    // A slot's id may stand in several bell schedules, with other times: that of the day counts.
    of_site().find(|one| one.day_type == day_type).or_else(|| of_site().next()).map(Slot::minutes)
}

/// What took place stands once.
fn v929_once(checked: &mut Checked<'_, '_, Delivered>) {
    checked.unique("V929", "slot", |a, b| {
        (a.learner, a.date, &a.slot, &a.what).cmp(&(b.learner, b.date, &b.slot, &b.what))
    });
}
