//! The sheet by group: everybody, sites, grades, tags, with whatever would speak of too few learners withheld.

use std::collections::BTreeMap;

use daybreak_privacy::{Cell, Counted, hide};
use daybreak_school::groups::{Group, groups};
use daybreak_school::ids::LearnerIdx;
use daybreak_school::quality::{QualityFigures, QualityKey, QualityMeasure, QualityRow, SiteQuality, Tally};
use daybreak_school::school::School;

/// The rows: everybody, then sites, grades and tags, each in order, measure by measure; of sessions and adults only everybody and
/// sites. `before` holds the figures of the night before.
///
/// A figure of few learners is withheld, and so is whatever would let one be worked out. Of a measure those count who have
/// something to count: three learners with a wish are few, though their grade be large.
pub fn rows<'s>(
    school: &School,
    sites: impl IntoIterator<Item = &'s SiteQuality>,
    before: &BTreeMap<QualityKey, f64>,
) -> Vec<QualityRow> {
    let sites: Vec<&SiteQuality> = sites.into_iter().collect();
    let learners: Vec<LearnerIdx> = sites.iter().flat_map(|site| site.learners.iter().copied()).collect();
    let groups = groups(school, learners.iter().copied());
    let mut shown = Shown::new(&groups, learners.len());
    let mut by_measure: BTreeMap<QualityMeasure, Vec<Option<Tally>>> = BTreeMap::new();
    for &measure in QualityMeasure::ALL {
        let tallies = of_groups(school, &sites, &groups, measure, &mut shown);
        by_measure.insert(measure, tallies);
    }
    let all: BTreeMap<QualityMeasure, Tally> = (QualityMeasure::ALL.iter())
        .map(|&measure| (measure, sites.iter().map(|site| site.tally(measure, |_| true)).sum()))
        .collect();
    let mut rows = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        for &measure in QualityMeasure::ALL {
            if !measure.is_by_learner() && !["all", "site"].contains(&group.by) {
                continue;
            }
            let key = [group.by.to_owned(), group.name.clone(), measure.word().to_owned()];
            let figures = by_measure[&measure][at].map(|tally| QualityFigures {
                tally,
                figure: tally.read(measure, all[&measure]),
                before: before.get(&key).copied(),
            });
            rows.push(QualityRow { by: group.by, group: group.name.clone(), measure, figures });
        }
    }
    rows
}

/// What was counted of each group; none: withheld.
fn of_groups(
    school: &School,
    sites: &[&SiteQuality],
    groups: &[Group],
    measure: QualityMeasure,
    shown: &mut Shown<'_>,
) -> Vec<Option<Tally>> {
    if !measure.is_by_learner() {
        let is_shown = shown.at_all.clone();
        let of = |group: &Group| {
            let own = sites.iter().filter(|site| group.by != "site" || school.sites[site.site.i()].id == group.name);
            own.map(|site| site.tally(measure, |_| true)).sum::<Tally>()
        };
        return groups.iter().zip(is_shown).map(|(group, is_shown)| is_shown.then(|| of(group))).collect();
    }
    let tallies: Vec<Tally> = sites.iter().flat_map(|site| site.by_learner[&measure].iter().copied()).collect();
    let is_shown = shown.of(tallies.iter().map(|tally| tally.of > 0).collect());
    let sum = |group: &Group| group.members.iter().map(|&at| tallies[at]).sum::<Tally>();
    groups.iter().zip(is_shown).map(|(group, is_shown)| is_shown.then(|| sum(group))).collect()
}

/// Which groups may be told of, by who has something to count: many measures count the same learners.
struct Shown<'g> {
    groups: &'g [Group],
    /// Whether a group may be told of at all.
    at_all: Vec<bool>,
    known: BTreeMap<Vec<bool>, Vec<bool>>,
}

impl<'g> Shown<'g> {
    fn new(groups: &'g [Group], n_learners: usize) -> Self {
        let cells = hidden(groups, &vec![true; n_learners]);
        let at_all: Vec<bool> = cells.iter().map(|cell| cell.is_shown).collect();
        Shown { groups, known: BTreeMap::from([(vec![true; n_learners], at_all.clone())]), at_all }
    }

    /// Of each group whether it may be told of. Where nobody has anything to count a group tells nothing, and may; what is
    /// withheld of a group of few is withheld of each of its parts.
    fn of(&mut self, counts: Vec<bool>) -> Vec<bool> {
        if let Some(known) = self.known.get(&counts) {
            return known.clone();
        }
        let cells = hidden(self.groups, &counts);
        let shown: Vec<bool> = (cells.iter().zip(&self.at_all))
            .map(|(cell, &at_all)| at_all && (cell.is_shown || cell.things.is_clear()))
            .collect();
        self.known.insert(counts, shown.clone());
        shown
    }
}

/// The groups as cells of those who count, hidden where too little would be told of too few.
fn hidden(groups: &[Group], counts: &[bool]) -> Vec<Cell> {
    let things: Vec<Counted> = (0..counts.len()).map(Counted::learner).collect();
    let own = |group: &Group| Cell::of(group.members.iter().copied().filter(|&at| counts[at]));
    let mut cells: Vec<Cell> = groups.iter().map(own).collect();
    hide(&things, &mut cells);
    cells
}
