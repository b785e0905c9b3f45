//! prerequisites.csv: the edges of the competency graph.

use std::cmp::Ordering;

use serde::Deserialize;

use super::{Known, Out};
use crate::validate::cells::{decimal, expected, word};
use crate::validate::row::{Checked, RowCheck, check_rows};
use daybreak_day::issue::{Issue, Place};
use daybreak_graph::rows_that_close;
use daybreak_school::dictionary::TableKind;
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::{Competency, Prerequisite, Strength};
use daybreak_school::tables::Table;

#[derive(Deserialize)]
pub(in crate::validate) struct Row<'a> {
    competency: &'a str,
    needs: &'a str,
    any_of: &'a str,
    strength: &'a str,
    encompasses: &'a str,
}

const STRENGTHS: &[(&str, Strength)] = &[("hard", Strength::Hard), ("helpful", Strength::Helpful)];

/// What becomes of rows that run in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::validate) enum Circles {
    /// Each is opened at its weakest row, which is rejected.
    Open,
    /// They stay, for whoever wants to see the graph as written.
    Keep,
}

/// The edges in order of competency, needed competency and label.
pub(in crate::validate) fn prerequisites(
    table: &Table,
    competencies: &[Competency],
    circles: Circles,
    known: &Known<'_>,
    out: &mut Out,
) -> Vec<Prerequisite> {
    let mut checked = check_rows(table, |row, cells: Row| edge(row, &cells, circles, known));
    v329_once(&mut checked);
    if circles == Circles::Open {
        v326_cycle(&mut checked, competencies);
    }
    out.finish(TableKind::Prerequisites, checked)
}

fn edge<'k>(row: &mut RowCheck<'_, 'k>, cells: &Row, circles: Circles, known: &'k Known<'_>) -> Option<Prerequisite> {
    let competency = v321_competency(row, cells.competency, known);
    let needs = v322_needs(row, cells.needs, known);
    let strength = v323_strength(row, cells.strength);
    let encompasses = v324_encompasses(row, cells.encompasses);
    let (competency, needs) = (competency?, needs?);
    if circles == Circles::Open {
        v325_self(row, competency, needs, cells.needs)?;
    }
    let any_of = (!cells.any_of.is_empty()).then(|| cells.any_of.to_string());
    Some(Prerequisite { competency, needs, any_of, strength, encompasses })
}

/// What is to be learned is known.
fn v321_competency<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<CompetencyIdx> {
    row.required("V321", "competency", cell, |id| known.competency(id))
}

/// What it needs is known.
fn v322_needs<'k>(row: &mut RowCheck<'_, 'k>, cell: &str, known: &'k Known<'_>) -> Option<CompetencyIdx> {
    row.required("V322", "needs", cell, |id| known.competency(id))
}

/// An edge is hard or helpful.
fn v323_strength(row: &mut RowCheck, cell: &str) -> Strength {
    row.optional("V323", "strength", cell, word(STRENGTHS)).unwrap_or(Strength::Hard)
}

/// What an edge encompasses is a share.
fn v324_encompasses(row: &mut RowCheck, cell: &str) -> f64 {
    row.optional("V324", "encompasses", cell, decimal(0.0..=1.0)).unwrap_or(0.0)
}

/// Nothing needs itself.
fn v325_self(row: &mut RowCheck, competency: CompetencyIdx, needs: CompetencyIdx, cell: &str) -> Option<()> {
    if competency == needs {
        row.reject("V325", "needs", cell, expected("another competency than the one that needs it"));
        return None;
    }
    Some(())
}

/// Nothing needs itself by way of others. A circle is opened where that costs least: at a row that needs something of a
/// higher grade or level, then at the last in the alphabet.
fn v326_cycle(checked: &mut Checked<'_, '_, Prerequisite>, competencies: &[Competency]) {
    let rows: Vec<Prerequisite> = checked.kept.iter().map(|kept| kept.value.clone()).collect();
    let mut leaves = vec![false; rows.len()];
    for (row, circle) in rows_that_close(competencies.len(), &rows, |row| strength(row, competencies)) {
        leaves[row] = true;
        let names: Vec<&str> = circle.iter().map(|at| competencies[at.i()].id.as_str()).collect();
        let found = format!("a circle: {} needs {}", names.join(" needs "), names[0]);
        let place = Place::cell(&checked.table.file, checked.table.line(checked.kept[row].row as usize), "needs");
        let expected = "no circle (this row was not used)";
        checked.found.issues.push(
            Issue::error("V326", place, found, expected)
                .maybe("Maybe one of these rows has its two competencies swapped."),
        );
    }
    let mut leaves = leaves.into_iter();
    checked.kept.retain(|_| !leaves.next().expect("one answer a row"));
}

/// How well founded a row is: whether what is needed comes earlier.
fn strength(row: &Prerequisite, competencies: &[Competency]) -> u32 {
    let (later, earlier) = (&competencies[row.competency.i()], &competencies[row.needs.i()]);
    let grades = later.grade.zip(earlier.grade).map_or(Ordering::Equal, |(a, b)| a.cmp(&b));
    let levels = || later.level.zip(earlier.level).map_or(Ordering::Equal, |(a, b)| a.total_cmp(&b));
    match grades.then_with(levels) {
        Ordering::Less => 0,
        Ordering::Equal => 1,
        Ordering::Greater => 2,
    }
}

/// An edge stands once, or once in each of several alternatives.
fn v329_once(checked: &mut Checked<'_, '_, Prerequisite>) {
    checked.unique("V329", "needs", |a, b| {
        let ends = |edge: &Prerequisite| (edge.competency, edge.needs);
        ends(a).cmp(&ends(b)).then_with(|| a.any_of.cmp(&b.any_of))
    });
}
