//! proposals.csv: what a learner proposes for a slot of a day. What cannot be read as a whole is refused: half a proposal
//! is another one.

use serde::Deserialize;

use super::{Known, Out, slot_of};
use crate::validate::cells::expected;
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx, LessonIdx, ModalityIdx, SiteIdx};
use daybreak_school::tables::Table;
use daybreak_school::voice::Proposal;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    learner: &'a str,
    date: &'a str,
    slot: &'a str,
    lesson: &'a str,
    competency: &'a str,
    modality: &'a str,
    place: &'a str,
    partner: &'a str,
}

/// The proposals in order of learner, date and slot.
pub(in crate::validate) fn proposals(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Proposal> {
    let mut checked = check_rows(table, |row, cells: Row| proposal(row, &cells, known));
    v749_once(&mut checked);
    checked.kept.sort_by(|a, b| {
        let (a, b) = (&a.value, &b.value);
        (a.learner, a.date, &a.slot).cmp(&(b.learner, b.date, &b.slot))
    });
    out.finish(TableKind::Proposals, checked)
}

fn proposal<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, known: &'k Known<'_>) -> Option<Proposal> {
    let learner = v741_learner(row, cells.learner, known);
    let site = learner.map(|learner| known.site_of(learner));
    let date = v742_date(row, cells.date);
    let slot = v743_slot(row, cells.slot, site, known);
    let lesson = v744_lesson(row, cells.lesson, known);
    let competency = v745_competency(row, cells.competency, known);
    let modality = v746_modality(row, cells.modality, known);
    let place = site.and_then(|site| v747_place(row, cells.place, site, known));
    let partner = learner.and_then(|learner| v748_partner(row, cells.partner, learner, known));
    let is_something = v740_something(row, cells);
    let proposal = Proposal {
        learner: learner?,
        date: date?,
        slot: slot?,
        lesson: lesson?,
        competency: competency?,
        modality: modality?,
        place: place?,
        partner: partner?,
    };
    is_something.then_some(proposal)
}

/// A proposal names something.
fn v740_something(row: &mut RowCheck, cells: &Row) -> bool {
    let named = [cells.lesson, cells.competency, cells.modality, cells.place, cells.partner];
    let is_something = named.iter().any(|cell| !cell.is_empty());
    if !is_something {
        row.reject("V740", "lesson", "", expected("a lesson, competency, modality, place or partner"));
    }
    is_something
}

/// Who proposes, is known.
fn v741_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V741", "learner", cell, |id| known.learner(id))
}

/// A proposal is for a date.
fn v742_date(row: &mut RowCheck, cell: &str) -> Option<Date> {
    row.required("V742", "date", cell, date)
}

/// The slot is one of the learner's site.
fn v743_slot<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: Option<SiteIdx>,
    known: &'k Known<'_>,
) -> Option<String> {
    slot_of(row, "V743", cell, site, known)
}

/// The lesson is known, or empty for any.
fn v744_lesson<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<LessonIdx>> {
    row.strict("V744", "lesson", cell, |id| known.lesson(id))
}

/// The competency is known, or empty for any.
fn v745_competency<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<CompetencyIdx>> {
    row.strict("V745", "competency", cell, |id| known.competency(id))
}

/// The modality is known, or empty for any.
fn v746_modality<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<Option<ModalityIdx>> {
    row.strict("V746", "modality", cell, |id| known.modality(id))
}

/// The place is a zone or room of the learner's site, or empty for any.
fn v747_place<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    site: SiteIdx,
    known: &'k Known<'_>,
) -> Option<Option<String>> {
    row.strict("V747", "place", cell, |id| known.places.of(site).find(id).map(|_| id.to_string()))
}

/// The partner is another learner, or empty for anybody.
fn v748_partner<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    learner: LearnerIdx,
    known: &'k Known<'_>,
) -> Option<Option<LearnerIdx>> {
    row.strict("V748", "partner", cell, |id| match known.learner(id)? {
        other if other == learner => Err(expected("another learner than the one who proposes")),
        other => Ok(other),
    })
}

/// A learner proposes one thing for a slot of a day.
fn v749_once(checked: &mut Checked<'_, '_, Proposal>) {
    checked.unique("V749", "slot", |a, b| (a.learner, a.date, &a.slot).cmp(&(b.learner, b.date, &b.slot)));
}
