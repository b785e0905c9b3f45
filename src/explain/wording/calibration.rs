//! Groups of learners whose estimates are off, for whoever answers for fairness. For staff alone.

use super::name;
use daybreak_night::explanation::{Exception, Urgency};
use daybreak_school::calibration::{Calibration, CalibrationCell, CalibrationFigures};

/// A point of a hundred of bias, a piece of evidence, in points of the plan.
const POINTS_A_HUNDREDTH: f64 = 10.0;

/// A line for each group that is off, the furthest first.
pub fn exceptions(table: &Calibration) -> Vec<Exception> {
    let mut lines: Vec<Exception> = table.off().map(|(cell, figures)| exception(cell, figures)).collect();
    lines.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.subject.cmp(&b.subject)));
    lines
}

fn exception(cell: &CalibrationCell, figures: &CalibrationFigures) -> Exception {
    let CalibrationFigures { learners, pieces, predicted, observed, interval, .. } = *figures;
    let off = predicted - observed;
    let (who, subject) = match cell.kind {
        "all" => ("everybody".to_owned(), "everybody".to_owned()),
        kind => (format!("learners of {kind} {}", cell.group), format!("{kind}:{}", cell.group)),
    };
    let hundred = |share: f64| format!("{:.0}", 100.0 * share.abs());
    let (near, far) = match interval.unwrap_or((off, off)) {
        (low, high) if off > 0.0 => (low, high),
        (low, high) => (high, low),
    };
    let way = if off > 0.0 { "high" } else { "low" };
    Exception {
        urgency: Urgency::Look,
        kind: "estimates_off",
        subject,
        slot: None,
        what: format!("Estimates for {who} are too {way}, by {} points of a hundred on average.", hundred(off)),
        why: format!(
            "{} of {}: expected {} %, scored {} %; the difference lies between {} and {} points.",
            name::count(u64::from(pieces), "piece of evidence").replace("piece of evidences", "pieces of evidence"),
            name::count(u64::from(learners), "learner"),
            hundred(predicted),
            hundred(observed),
            hundred(near),
            hundred(far)
        ),
        what_would_help:
            "A look at how this evidence comes about: which kinds, in which language, by whom, with which help. \
                          calibration.csv has all groups."
                .to_owned(),
        weight: (POINTS_A_HUNDREDTH * 100.0 * off.abs()).round() as i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let lines = exceptions(&table);
        assert_eq!(lines.len(), 1);
        assert_eq!(
            lines[0].what,
            "Estimates for learners of tag ell are too low, by 11 points of a hundred on average."
        );
        assert_eq!(
            lines[0].why,
            "812 pieces of evidence of 23 learners: expected 61 %, scored 72 %; the difference lies between 7 and 15 points."
        );
    }
}
