//! wishes.csv: voice and choice.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{Cell, expected, integer, text, word};
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{LearnerIdx, ModalityIdx, SiteIdx, StaffIdx};
use daybreak_school::school::{Span, Wish, WishFor};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    learner: &'a str,
    kind: &'a str,
    value: &'a str,
    rank: &'a str,
    from: &'a str,
    until: &'a str,
}

#[derive(Clone, Copy)]
enum Kind {
    Lesson,
    Competency,
    Modality,
    Interest,
    Place,
    Time,
    Partner,
    Staff,
}

const KINDS: &[(&str, Kind)] = &[
    ("lesson", Kind::Lesson),
    ("competency", Kind::Competency),
    ("modality", Kind::Modality),
    ("interest", Kind::Interest),
    ("place", Kind::Place),
    ("time", Kind::Time),
    ("partner", Kind::Partner),
    ("staff", Kind::Staff),
];

/// The wishes in order of learner, rank and what is wished.
pub(in crate::validate) fn wishes(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Wish> {
    let mut checked = check_rows(table, |row, cells: Row| {
        let learner = v711_learner(row, cells.learner, known);
        let kind = v712_kind(row, cells.kind);
        let what = learner.zip(kind).and_then(|(learner, kind)| v713_value(row, cells.value, kind, learner, known));
        let rank = v714_rank(row, cells.rank);
        let span = v715_span(row, &cells);
        Some(Wish { learner: learner?, what: what?, rank, span: span? })
    });
    v719_once(&mut checked);
    checked.kept.sort_by(|a, b| {
        let (a, b) = (&a.value, &b.value);
        (a.learner, a.rank, &a.what, a.span).cmp(&(b.learner, b.rank, &b.what, b.span))
    });
    out.finish(TableKind::Wishes, checked)
}

/// Who wishes, is known.
fn v711_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V711", "learner", cell, |id| known.learner(id))
}

/// A wish is of a known kind.
fn v712_kind(row: &mut RowCheck, cell: &str) -> Option<Kind> {
    row.required("V712", "kind", cell, word(KINDS))
}

/// What is wished is one of its kind, at the learner's site where sites have their own.
fn v713_value<'k>(
    row: &mut RowCheck<'_, 'k>,
    cell: &str,
    kind: Kind,
    learner: LearnerIdx,
    known: &'k Known<'_>,
) -> Option<WishFor> {
    let site = known.site_of(learner);
    row.required("V713", "value", cell, |value| match kind {
        Kind::Lesson => known.lesson(value).map(WishFor::Lesson),
        Kind::Competency => known.competency(value).map(WishFor::Competency),
        Kind::Modality => known.modality(value).map(WishFor::Modality),
        Kind::Interest => text(value).map(WishFor::Interest),
        Kind::Place => known.places.of(site).find(value).map(|_| WishFor::Place(value.to_string())),
        Kind::Time => time(value, site, known),
        Kind::Partner => match known.learner(value)? {
            other if other == learner => Err(expected("another learner than the one who wishes")),
            other => Ok(WishFor::Partner(other)),
        },
        Kind::Staff => known.staff.of(site).find(value).map(|at| WishFor::Staff(StaffIdx(at))),
    })
}

/// A slot, or a subject or modality in a slot.
fn time<'k>(value: &str, site: SiteIdx, known: &'k Known<'_>) -> Cell<'k, WishFor> {
    let (what, slot) = match value.split_once('@') {
        Some((what, slot)) => (Some(what.trim()), slot.trim()),
        None => (None, value),
    };
    known.slots.of(site).find(slot)?;
    let slot = slot.to_string();
    let Some(what) = what else { return Ok(WishFor::Time { slot, subject: None, modality: None }) };
    if let Some(modality) = known.modalities.get(what).map(ModalityIdx) {
        return Ok(WishFor::Time { slot, subject: None, modality: Some(modality) });
    }
    known.subjects.find(what).map(|_| WishFor::Time { slot, subject: Some(what.to_string()), modality: None })
}

/// A rank is a whole number; 1 is the dearest.
fn v714_rank(row: &mut RowCheck, cell: &str) -> u32 {
    row.optional("V714", "rank", cell, integer(1..=1_000)).unwrap_or(1)
}

/// A wish holds from a day until a day.
fn v715_span(row: &mut RowCheck, cells: &Row) -> Option<Span> {
    row.span("V715", cells.from, cells.until)
}

/// A wish for a time stands once.
fn v719_once(checked: &mut Checked<'_, '_, Wish>) {
    checked.unique("V719", "value", |a, b| (a.learner, &a.what, a.span).cmp(&(b.learner, &b.what, b.span)));
}
