//! goals.csv: where the learners are going.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::positive;
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::Goal;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    learner: &'a str,
    competency: &'a str,
    due: &'a str,
    weight: &'a str,
    #[serde(rename = "set_by")]
    _set_by: &'a str,
    credits: &'a str,
}

/// The goals in order of learner and competency.
pub(in crate::validate) fn goals(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Goal> {
    let mut checked = check_rows(table, |row, cells: Row| {
        let learner = v701_learner(row, cells.learner, known);
        let competency = v702_competency(row, cells.competency, known);
        let due = v703_due(row, cells.due);
        let weight = v704_weight(row, cells.weight);
        let credits = v707_credits(row, cells.credits);
        Some(Goal { learner: learner?, competency: competency?, due, weight, credits })
    });
    v709_once(&mut checked);
    out.finish(TableKind::Goals, checked)
}

/// Whose goal it is, is known.
fn v701_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V701", "learner", cell, |id| known.learner(id))
}

/// What is to be mastered, is known.
fn v702_competency<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<CompetencyIdx> {
    row.required("V702", "competency", cell, |id| known.competency(id))
}

/// A goal is due on a date.
fn v703_due(row: &mut RowCheck, cell: &str) -> Option<Date> {
    row.optional("V703", "due", cell, date)
}

/// A goal's weight is above 0.
fn v704_weight(row: &mut RowCheck, cell: &str) -> f64 {
    row.optional("V704", "weight", cell, positive(1e6)).unwrap_or(1.0)
}

/// Credits are above 0.
fn v707_credits(row: &mut RowCheck, cell: &str) -> Option<f64> {
    row.optional("V707", "credits", cell, positive(1e6))
}

/// A goal stands once.
fn v709_once(checked: &mut Checked<'_, '_, Goal>) {
    checked.unique("V709", "competency", |a, b| (a.learner, a.competency).cmp(&(b.learner, b.competency)));
}
