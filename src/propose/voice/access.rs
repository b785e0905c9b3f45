//! Who gets teachers, choice and work of their grade: means by site, grade and tag, with everything withheld that would
//! speak of fewer than ten learners.

use daybreak_privacy::{Cell, Counted, hide, is_small};
use daybreak_school::groups::{Group, groups};
use daybreak_school::school::School;
use daybreak_school::voice::{AccessFigures, AccessRow, LearnerDay};

/// The rows: everybody, then sites, grades and tags, each in order.
pub fn access(school: &School, days: &[LearnerDay]) -> Vec<AccessRow> {
    let groups = groups(school, days.iter().map(|day| day.learner));
    let things: Vec<Counted> = (0..days.len()).map(Counted::learner).collect();
    let mut cells: Vec<Cell> = groups.iter().map(|group| Cell::of(group.members.iter().copied())).collect();
    hide(&things, &mut cells);
    let row = |(group, cell): (Group, &Cell)| AccessRow {
        by: group.by,
        figures: cell.is_shown.then(|| figures(days, &group.members)),
        group: group.name,
    };
    groups.into_iter().zip(&cells).map(row).collect()
}

fn figures(days: &[LearnerDay], members: &[usize]) -> AccessFigures {
    let sum = |what: &dyn Fn(&LearnerDay) -> u32| members.iter().map(|&at| u64::from(what(&days[at]))).sum::<u64>();
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let n = members.len() as u64;
    let choosing = members.iter().filter(|&&at| days[at].asked > 0).count();
    AccessFigures {
        learners: u32::try_from(n).expect("fewer learners than 2^32"),
        teacher_minutes: share(sum(&|day| day.taught_minutes), n),
        choice_granted: (!is_small(choosing, choosing)).then(|| share(sum(&|day| day.granted), sum(&|day| day.asked))),
        on_grade: share(sum(&|day| day.on_grade), sum(&|day| day.graded)),
        worst_tenth: share(sum(&|day| u32::from(day.is_worst_tenth)), n),
    }
}
