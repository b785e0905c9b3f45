//! Who gets teachers, choice and work of their grade: means by site, grade and tag, with everything withheld that would
//! speak of fewer than ten learners.

use std::collections::BTreeMap;

use daybreak_privacy::{Cell, Counted, hide, is_small};
use daybreak_school::school::{Grade, School};
use daybreak_school::voice::{AccessFigures, AccessRow, LearnerDay};

/// The rows: everybody, then sites, grades and tags, each in order.
pub fn access(school: &School, days: &[LearnerDay]) -> Vec<AccessRow> {
    let mut groups: BTreeMap<(u8, Key<'_>), Vec<usize>> = BTreeMap::new();
    for (at, day) in days.iter().enumerate() {
        let learner = &school.learners[day.learner.i()];
        groups.entry((0, Key::Word("all"))).or_default().push(at);
        groups.entry((1, Key::Word(&school.sites[day.site.i()].id))).or_default().push(at);
        groups.entry((2, Key::Grade(learner.grade))).or_default().push(at);
        let mut tags: Vec<&str> = learner.tags.iter().map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        for tag in tags {
            groups.entry((3, Key::Word(tag))).or_default().push(at);
        }
    }
    let things: Vec<Counted> = (0..days.len()).map(Counted::learner).collect();
    let mut cells: Vec<Cell> = groups.values().map(|group| Cell::of(group.iter().copied())).collect();
    hide(&things, &mut cells);
    let row = |((by, key), cell): (&(u8, Key<'_>), &Cell)| AccessRow {
        by: ["all", "site", "grade", "tag"][usize::from(*by)],
        group: key.text(),
        figures: cell.is_shown.then(|| figures(days, &groups[&(*by, *key)])),
    };
    groups.keys().zip(&cells).map(row).collect()
}

/// What names a group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Grade(Grade),
    Word(&'a str),
}

impl Key<'_> {
    fn text(&self) -> String {
        match self {
            Key::Grade(grade) => grade.to_string(),
            Key::Word(word) => (*word).to_string(),
        }
    }
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
