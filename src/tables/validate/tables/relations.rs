//! relations.csv: who with whom.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{expected, word};
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::issue::{Issue, Place};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::{Relation, RelationKind};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    learner: &'a str,
    other: &'a str,
    kind: &'a str,
}

const KINDS: &[(&str, RelationKind)] =
    &[("apart", RelationKind::Apart), ("together", RelationKind::Together), ("mentors", RelationKind::Mentors)];

/// The relations in order of learner, other and kind; of pairs that are equal both ways, the first learner is the
/// first in the list of learners.
pub(in crate::validate) fn relations(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Relation> {
    let mut checked = check_rows(table, |row, cells: Row| {
        let learner = v821_learner(row, cells.learner, known);
        let other = v822_other(row, cells.other, known);
        let kind = v823_kind(row, cells.kind);
        let (learner, other, kind) = (learner?, other?, kind?);
        v824_self(row, learner, other, cells.other)?;
        Some(in_order(Relation { learner, other, kind }))
    });
    v829_once(&mut checked);
    v825_apart_and_together(&mut checked);
    out.finish(TableKind::Relations, checked)
}

/// Apart and together hold both ways.
fn in_order(relation: Relation) -> Relation {
    let Relation { learner, other, kind } = relation;
    match kind {
        RelationKind::Apart | RelationKind::Together => {
            Relation { learner: learner.min(other), other: learner.max(other), kind }
        }
        RelationKind::Mentors => relation,
    }
}

/// One learner is known.
fn v821_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V821", "learner", cell, |id| known.learner(id))
}

/// The other learner is known.
fn v822_other<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V822", "other", cell, |id| known.learner(id))
}

/// A relation is apart, together or mentors.
fn v823_kind(row: &mut RowCheck, cell: &str) -> Option<RelationKind> {
    row.required("V823", "kind", cell, word(KINDS))
}

/// A relation is between two learners.
fn v824_self(row: &mut RowCheck, learner: LearnerIdx, other: LearnerIdx, cell: &str) -> Option<()> {
    if learner == other {
        row.reject("V824", "other", cell, expected("another learner"));
        return None;
    }
    Some(())
}

/// A pair to be kept apart is not to be together, nor mentor and helped. Apart stays.
fn v825_apart_and_together(checked: &mut Checked<'_, '_, Relation>) {
    let is_apart = |relation: &Relation| match relation.kind {
        RelationKind::Apart => true,
        RelationKind::Together | RelationKind::Mentors => false,
    };
    let pair = |relation: &Relation| (relation.learner.min(relation.other), relation.learner.max(relation.other));
    let apart: FxHashSet<(LearnerIdx, LearnerIdx)> =
        checked.kept.iter().map(|kept| &kept.value).filter(|relation| is_apart(relation)).map(pair).collect();
    let (table, issues) = (checked.table, &mut checked.found.issues);
    checked.kept.retain(|kept| {
        let contradicts = !is_apart(&kept.value) && apart.contains(&pair(&kept.value));
        if contradicts {
            let place = Place::cell(&table.file, table.line(kept.row as usize), "kind");
            let found = "a pair that another row keeps apart";
            issues.push(Issue::error("V825", place, found, "apart, or together, not both (this row was not used)"));
        }
        !contradicts
    });
}

/// A relation stands once; apart and together hold both ways.
fn v829_once(checked: &mut Checked<'_, '_, Relation>) {
    checked.once("V829", "other", Ord::cmp);
}
