//! Subgroups of learners, named by a table of the caller's, and how well predictions fit each of them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::dense::Dense;
use super::split::Split;
use daybreak_day::issue::{Issue, Place, counted};
use daybreak_learn::calibration::{self, Foretold, Group};
use daybreak_school::calibration::{Calibration, CalibrationCell, CalibrationFigures, Met};

/// The groups of a table (learner, group, line), in order of name; a learner may be in several.
pub(super) fn groups(
    file: &str,
    pairs: &[(String, String, u64)],
    dense: &Dense,
    issues: &mut Vec<Issue>,
) -> Vec<Group> {
    let mut of_learner: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, learner)) in dense.learners.iter().enumerate() {
        of_learner.entry(learner).or_default().push(at);
    }
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    let mut n_unknown = 0;
    for (learner, name, _) in pairs {
        let Some(positions) = of_learner.get(learner.as_str()) else {
            n_unknown += 1;
            continue;
        };
        let fresh = || Group { kind: "group", name: name.clone(), learners: Default::default() };
        let group = groups.entry(name).or_insert_with(fresh);
        positions.iter().for_each(|&at| group.learners.grow_and_insert(at));
    }
    e213_unknown_learners(file, n_unknown, issues);
    groups.into_values().collect()
}

/// Groups are of learners of the log.
fn e213_unknown_learners(file: &str, n: usize, issues: &mut Vec<Issue>) {
    if n > 0 {
        let found = format!("{} of learners who are not in the log", counted(n, "row"));
        issues.push(Issue::warning("E213", Place::file(file), found, "learners of the log (the others are left out)"));
    }
}

/// The table of all predictions. `met`: how often the learner had met the least practised skill, from 1.
pub(super) fn calibration(dense: &Dense, folds: &[(Split, Vec<f32>)], met: &[u32], groups: &[Group]) -> Calibration {
    let answers = folds.iter().flat_map(|(split, predicted)| {
        let scores =
            split.test.iter().flat_map(|&learner| dense.log.of(learner).iter().map(move |a| (learner, a.score)));
        scores.zip(predicted)
    });
    let foretold: Vec<Foretold> = answers
        .zip(met)
        .map(|(((learner, score), &predicted), &met)| Foretold { learner, predicted, score, is_first: met == 1 })
        .collect();
    calibration::calibrate(dense.log.n_learners(), &foretold, groups)
}

/// The table for people: a line a group, and whether it is off.
pub(super) fn text(table: &Calibration) -> String {
    let mut text = format!(
        "  by group (differences within {:.2} are no alarm; all intervals hold at once in {:.0} of 100 cases)\n",
        table.tolerance,
        100.0 * table.confidence
    );
    for cell in table.cells.iter().filter(|cell| cell.met == Met::All && cell.bin.is_none()) {
        writeln!(text, "    {}", line(cell)).expect("a string takes all");
    }
    text
}

fn line(cell: &CalibrationCell) -> String {
    let name = if cell.group.is_empty() { "everybody" } else { &cell.group };
    let Some(figures) = &cell.figures else { return format!("{name:12} not shown: it would tell about few learners") };
    let CalibrationFigures { learners, pieces, predicted, observed, error, interval, is_off } = figures;
    let (low, high) = interval.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    format!(
        "{name:12} {learners:6} learners, {pieces:7} answers, predicted {predicted:.3}, scored {observed:.3}, difference \
         between {low:+.3} and {high:+.3}, calibration error {:.3}{}",
        error.unwrap_or_default(),
        if *is_off { ": OFF" } else { "" }
    )
}
