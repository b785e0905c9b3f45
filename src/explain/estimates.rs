//! Groups of learners whose estimates of mastery are off, for whoever answers for fairness.

use super::concerns::Weighed;
use daybreak_night::concern::{Concern, EstimatesOff, PackageConcern};
use daybreak_night::explanation::Urgency;
use daybreak_school::calibration::{Calibration, CalibrationCell, CalibrationFigures};

/// A point of a hundred of bias, in points of the plan.
const POINTS_A_HUNDREDTH: f64 = 10.0;

/// The kind of the cells of everybody.
const OF_ALL: &str = "all";

/// Each group that is off, with its urgency and weight.
pub fn off(table: &Calibration) -> impl Iterator<Item = Weighed> + '_ {
    let weighed = |(cell, figures): (&CalibrationCell, &CalibrationFigures)| {
        let off = figures.predicted - figures.observed;
        let weight = (POINTS_A_HUNDREDTH * 100.0 * off.abs()).round() as i64;
        let concern = Concern::Package(PackageConcern::EstimatesOff(group(cell, figures)));
        Weighed { concern, urgency: Urgency::Look, weight }
    };
    table.off().map(weighed)
}

fn group(cell: &CalibrationCell, figures: &CalibrationFigures) -> EstimatesOff {
    let CalibrationFigures { learners, pieces, predicted, observed, interval, .. } = *figures;
    let off = predicted - observed;
    let too_high = off > 0.0;
    let (near, far) = match interval.unwrap_or((off, off)) {
        (low, high) if too_high => (low, high),
        (low, high) => (high, low),
    };
    // As figures are written: a half goes to the even neighbour. A share of a hundred fits.
    let hundred = |share: f64| (100.0 * share.abs()).round_ties_even() as u32;
    EstimatesOff {
        group: (cell.kind != OF_ALL).then(|| (cell.kind, cell.group.clone())),
        learners,
        pieces,
        too_high,
        off: hundred(off),
        off_min: hundred(near),
        off_max: hundred(far),
        predicted: hundred(predicted),
        observed: hundred(observed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{self, Language};
    use daybreak_school::calibration::Met;

    #[test]
    fn a_group_that_is_off_is_told_with_its_figures() {
        let figures = CalibrationFigures {
            learners: 23,
            pieces: 812,
            predicted: 0.61,
            observed: 0.72,
            error: Some(0.11),
            interval: Some((-0.15, -0.07)),
            is_off: true,
        };
        let cell = |group: &str, is_off| CalibrationCell {
            kind: "tag",
            group: group.into(),
            met: Met::All,
            bin: None,
            figures: Some(CalibrationFigures { is_off, ..figures }),
        };
        let table =
            Calibration { confidence: 0.95, tolerance: 0.03, cells: vec![cell("ell", true), cell("iep", false)] };
        let lines = wording::package_exceptions(Language::English, off(&table).collect());
        assert_eq!(lines.len(), 1);
        assert_eq!(
            lines[0].1.what,
            "Estimates for learners of tag ell are too low, by 11 points of a hundred on average."
        );
        assert_eq!(
            lines[0].1.why,
            "812 pieces of evidence of 23 learners: expected 61 %, scored 72 %; the difference lies between 7 and 15 points."
        );
    }
}
