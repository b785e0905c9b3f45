//! `calibration.csv`: whether estimates are right on the whole, for everybody and by subgroup. For staff.

use serde::Serialize;

use super::OutputFile;
use super::table;
use daybreak_night::report::Report;
use daybreak_privacy::CELL_MIN;
use daybreak_school::calibration::{Calibration, CalibrationCell, CalibrationFigures};

#[derive(Default, Serialize)]
struct Row<'a> {
    kind: &'a str,
    group: &'a str,
    met: &'a str,
    bin: String,
    shown: &'a str,
    learners: String,
    evidence: String,
    predicted: String,
    scored: String,
    difference: String,
    low: String,
    high: String,
    calibration_error: String,
    off: &'a str,
}

/// The table of a run.
pub fn table(report: &Report) -> OutputFile {
    of(&report.calibration)
}

/// Rows in the order of the table's cells: everybody, then by group.
pub fn of(table: &Calibration) -> OutputFile {
    table::file("calibration", table.cells.iter().map(row))
}

fn row(cell: &CalibrationCell) -> Row<'_> {
    let bin = cell.bin.map(|bin| format!("{:.1}", f64::from(bin) / 10.0)).unwrap_or_default();
    let base = Row { kind: cell.kind, group: &cell.group, met: cell.met.word(), bin, ..Row::default() };
    let Some(figures) = cell.figures else { return Row { shown: "no", ..base } };
    let CalibrationFigures { learners, pieces, predicted, observed, error, interval, is_off } = figures;
    debug_assert!(learners as usize >= CELL_MIN, "small cells are hidden");
    let decimals = |value: Option<f64>| value.map(|value| format!("{value:.3}")).unwrap_or_default();
    Row {
        shown: "yes",
        learners: learners.to_string(),
        evidence: pieces.to_string(),
        predicted: decimals(Some(predicted)),
        scored: decimals(Some(observed)),
        difference: decimals(Some(predicted - observed)),
        low: decimals(interval.map(|(low, _)| low)),
        high: decimals(interval.map(|(_, high)| high)),
        calibration_error: decimals(error),
        off: match interval {
            None => "",
            Some(_) if is_off => "yes",
            Some(_) => "no",
        },
        ..base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_rows() {
        crate::table::assert_header("calibration", Row::default());
    }
}
