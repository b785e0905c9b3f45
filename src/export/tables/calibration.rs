//! `calibration.csv`: whether estimates are right on the whole, for everybody and by subgroup. For staff.

use daybreak_night::report::Report;
use daybreak_privacy::CELL_MIN;
use daybreak_school::calibration::{Calibration, CalibrationCell, CalibrationFigures};

use super::Table;
use super::columns::Columns;
use crate::sheet::{Audience, Cell, Form, Sheet, id, integer, maybe, text};

pub struct CalibrationTable;

/// The sheet of any calibration.
pub fn of(calibration: &Calibration) -> Sheet<'_> {
    super::sheet::<CalibrationTable, _>(|| calibration.cells.iter())
}

impl Table for CalibrationTable {
    const NAME: &'static str = "calibration";
    const WHAT: &'static str = "whether estimates are right on the whole: what was expected of each piece of evidence before it was seen, by weights fitted to other learners, against how it went; everybody first, then by tag, grade and language. Rows of fewer than ten learners or pieces, and rows that would give such a row away, have no figures";
    const AUDIENCE: &'static [Audience] = &[Audience::Staff, Audience::Coordinator];
    type Row<'a> = &'a CalibrationCell;

    fn columns<'a>() -> Columns<'a, &'a CalibrationCell> {
        const SCORE: Form = Form::Decimal(3, "score, 0 to 1");
        Columns::<&CalibrationCell>::new()
            .column("kind", Form::Word, "all, tag, grade or language", |row| text(row.kind))
            .column("group", Form::Id, "which tag, grade or language; empty: everybody", |row| id(&row.group))
            .column(
                "met",
                Form::Word,
                "all, first (the learner had not met the competency before) or later",
                |row| text(row.met.word()),
            )
            .column(
                "bin",
                Form::Decimal(1, "expected score, 0.0 to 0.9"),
                "only predictions from here on, by tenths; empty: all of them",
                |row| maybe(row.bin, |bin| Cell::Decimal(f64::from(bin) / 10.0)),
            )
            .column("shown", Form::Flag, "whether its figures may be told", |row| Cell::Flag(row.figures.is_some()))
            .column("learners", Form::Integer("learners"), "learners with such evidence", |row| {
                figure(row, |all| integer(all.learners))
            })
            .column(
                "evidence",
                Form::Integer("pieces"),
                "pieces of evidence; a piece of several competencies counts once",
                |row| figure(row, |all| integer(all.pieces)),
            )
            .column("predicted", SCORE, "mean expected score", |row| figure(row, |all| Cell::Decimal(all.predicted)))
            .column("scored", SCORE, "mean score", |row| figure(row, |all| Cell::Decimal(all.observed)))
            .column(
                "difference",
                Form::Decimal(3, "score, -1 to 1"),
                "expected less scored: above 0 the estimate flatters, below 0 it belittles",
                |row| figure(row, |all| Cell::Decimal(all.predicted - all.observed)),
            )
            .column(
                "low",
                Form::Decimal(3, "score, -1 to 1"),
                "the lower end of the difference's interval, for whole groups; the intervals of all groups hold together in 95 of 100 cases",
                |row| figure(row, |all| maybe(all.interval, |(low, _)| Cell::Decimal(low))),
            )
            .column("high", Form::Decimal(3, "score, -1 to 1"), "and the upper end", |row| {
                figure(row, |all| maybe(all.interval, |(_, high)| Cell::Decimal(high)))
            })
            .column(
                "calibration_error",
                SCORE,
                "mean distance of expected and scored over the ten bins, for whole groups",
                |row| figure(row, |all| maybe(all.error, Cell::Decimal)),
            )
            .column(
                "off",
                Form::Flag,
                "yes: the whole interval lies more than 0.03 from 0; empty: not tested",
                |row| figure(row, |all| maybe(all.interval, |_| Cell::Flag(all.is_off))),
            )
    }

    /// Rows in the order of the table's cells: everybody, then by group.
    fn rows(report: &Report) -> impl Iterator<Item = &CalibrationCell> {
        report.calibration.cells.iter()
    }
}

/// Of a cell that may be told.
fn figure<'a>(row: &CalibrationCell, cell: fn(CalibrationFigures) -> Cell<'a>) -> Cell<'a> {
    maybe(row.figures, |figures| {
        debug_assert!(figures.learners as usize >= CELL_MIN, "small cells are hidden");
        cell(figures)
    })
}
