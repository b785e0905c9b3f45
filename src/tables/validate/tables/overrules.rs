//! overrules.csv: where a person's word on mastery stands above the estimate.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{text, yes_no};
use crate::validate::dates::date;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::time::Date;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::school::Overrule;
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    learner: &'a str,
    competency: &'a str,
    mastered: &'a str,
    at: &'a str,
    by: &'a str,
    until: &'a str,
    reason: &'a str,
}

/// The words in order of learner, competency and day.
pub(in crate::validate) fn overrules(table: &Table, known: &Known<'_>, out: &mut Out) -> Vec<Overrule> {
    let mut checked = check_rows(table, |row, cells: Row| {
        let learner = v731_learner(row, cells.learner, known);
        let competency = v732_competency(row, cells.competency, known);
        let mastered = v733_mastered(row, cells.mastered);
        let at = v734_at(row, cells.at);
        let by = v735_by(row, cells.by);
        let until = v736_until(row, cells.until);
        Some(Overrule {
            learner: learner?,
            competency: competency?,
            mastered: mastered?,
            at: at?,
            until: until?,
            by: by?,
            reason: cells.reason.to_string(),
        })
    });
    v739_once(&mut checked);
    checked.kept.sort_by_key(|row| (row.value.learner, row.value.competency, row.value.at));
    out.finish(TableKind::Overrules, checked)
}

/// Whose mastery is overruled, is known.
fn v731_learner<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<LearnerIdx> {
    row.required("V731", "learner", cell, |id| known.learner(id))
}

/// What is overruled, is known.
fn v732_competency<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<CompetencyIdx> {
    row.required("V732", "competency", cell, |id| known.competency(id))
}

/// Mastered is yes or no.
fn v733_mastered(row: &mut RowCheck, cell: &str) -> Option<bool> {
    row.required("V733", "mastered", cell, yes_no)
}

/// A word is given on a day.
fn v734_at(row: &mut RowCheck, cell: &str) -> Option<Date> {
    row.required("V734", "at", cell, date)
}

/// Somebody gives their word for it.
fn v735_by(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V735", "by", cell, text)
}

/// A word holds until a day; a damaged one must not hold for ever.
fn v736_until(row: &mut RowCheck, cell: &str) -> Option<Option<Date>> {
    row.strict("V736", "until", cell, date)
}

/// On a day one word is given.
fn v739_once(checked: &mut Checked<'_, '_, Overrule>) {
    checked.unique("V739", "at", |a, b| (a.learner, a.competency, a.at).cmp(&(b.learner, b.competency, b.at)));
}
