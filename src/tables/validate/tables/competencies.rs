//! competencies.csv: what is learned.

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{decimal, grade_band, positive, text};
use crate::validate::cycles::chains_that_close;
use crate::validate::ids::Ids;
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::issue::{Issue, Place};
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Competency, Grade};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    competency: &'a str,
    subject: &'a str,
    title: &'a str,
    grade: &'a str,
    level: &'a str,
    parent: &'a str,
    mastery_at: &'a str,
    minutes_typical: &'a str,
    credits: &'a str,
    code: &'a str,
}

/// The competencies in order of id.
pub(in crate::validate) fn competencies<'t>(table: &'t Table, known: &mut Known<'t>, out: &mut Out) -> Vec<Competency> {
    let mut checked = check_rows(table, |row, cells: Row| competency(row, &cells));
    v319_once(&mut checked);
    known.competencies = Ids::new("a competency", checked.ids(0).map(|(at, id, _)| (id, at)));
    known.subjects = Ids::new("a subject", checked.ids(1).map(|(at, subject, _)| (subject, at)));
    v306_parent(&mut checked, known);
    v310_parent_cycle(&mut checked);
    out.finish(TableKind::Competencies, checked)
}

fn competency(row: &mut RowCheck, cells: &Row) -> Option<Competency> {
    let id = v301_competency(row, cells.competency);
    let subject = v302_subject(row, cells.subject);
    let title = v303_title(row, cells.title);
    let grades = v304_grade(row, cells.grade);
    Some(Competency {
        grade: grades.map(|(first, _)| first),
        grade_until: grades.and_then(|(_, last)| last),
        level: v305_level(row, cells.level),
        parent: None,
        mastery_at: v307_mastery_at(row, cells.mastery_at),
        minutes_typical: v308_minutes_typical(row, cells.minutes_typical),
        credits: v309_credits(row, cells.credits),
        code: cells.code.to_string(),
        id: id?,
        subject: subject?,
        title: title?,
    })
}

/// A competency has an id.
fn v301_competency(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V301", "competency", cell, text)
}

/// A competency belongs to a subject.
fn v302_subject(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V302", "subject", cell, text)
}

/// A competency says what the learner can do.
fn v303_title(row: &mut RowCheck, cell: &str) -> Option<String> {
    row.required("V303", "title", cell, text)
}

/// A competency's grade is PK, K or 1 to 13, or a band of them.
fn v304_grade(row: &mut RowCheck, cell: &str) -> Option<(Grade, Option<Grade>)> {
    row.optional("V304", "grade", cell, grade_band)
}

/// A level is a number.
fn v305_level(row: &mut RowCheck, cell: &str) -> Option<f64> {
    row.optional("V305", "level", cell, decimal(-1e6..=1e6))
}

/// The parent is another known competency.
fn v306_parent<'k>(checked: &mut Checked<'_, 'k, Competency>, known: &'k Known<'_>) {
    checked.revisit(|row, cells: Row, competency| {
        competency.parent = row.optional("V306", "parent", cells.parent, |id| known.competency(id));
    });
}

/// Mastery is a probability above 0.
fn v307_mastery_at(row: &mut RowCheck, cell: &str) -> Option<f64> {
    row.optional("V307", "mastery_at", cell, positive(1.0))
}

/// A competency takes more than no time.
fn v308_minutes_typical(row: &mut RowCheck, cell: &str) -> Option<f64> {
    row.optional("V308", "minutes_typical", cell, positive(1e6))
}

/// Credits are not negative.
fn v309_credits(row: &mut RowCheck, cell: &str) -> f64 {
    row.optional("V309", "credits", cell, decimal(0.0..=1e6)).unwrap_or(0.0)
}

/// No competency is part of itself, not even by way of others. The first of a circle in the alphabet becomes whole.
fn v310_parent_cycle(checked: &mut Checked<'_, '_, Competency>) {
    let parents: Vec<Option<usize>> = checked.kept.iter().map(|kept| kept.value.parent.map(CompetencyIdx::i)).collect();
    for circle in chains_that_close(&parents) {
        let names: Vec<&str> = circle.iter().map(|&at| checked.kept[at].value.id.as_str()).collect();
        let found = format!("{} is part of {}", names.join(" is part of "), names[0]);
        let kept = &mut checked.kept[circle[0]];
        (kept.value.parent, kept.repaired) = (None, true);
        let place = Place::cell(&checked.table.file, checked.table.line(kept.row as usize), "parent");
        let expected = "a parent that is not part of its own part (the cell counts as empty)";
        checked.found.issues.push(Issue::warning("V310", place, found, expected));
    }
}

/// A competency stands once.
fn v319_once(checked: &mut Checked<'_, '_, Competency>) {
    checked.unique("V319", "competency", |a, b| a.id.cmp(&b.id));
}
