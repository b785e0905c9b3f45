//! Predictions held against what came: a reliability table for everybody and by subgroup, and which group is off.
//!
//! A group is off when its mean prediction lies further from its mean score than the tolerance, beyond doubt (`interval`).
//! The expected calibration error stands beside (Naeini, Cooper and Hauskrecht 2015; Kleinberg, Mullainathan and Raghavan
//! 2017 on calibration within groups as what fairness of a risk score means). Small cells are hidden (`privacy`).

mod interval;

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use daybreak_privacy::{Cell, Split, hide_small};
use daybreak_school::calibration::{Calibration, CalibrationCell, CalibrationFigures, Met};

/// Chance that all intervals of a table hold at once.
const CONFIDENCE: f64 = 0.95;

/// Differences up to this are no alarm: no decision on a learner turns on three points of a hundred.
const TOLERANCE: f64 = 0.03;

/// Bins of equal width.
const BINS: usize = 10;

/// The parts of a table that are told of each group: all, first and later meetings, then each bin.
const SLICES: usize = 3 + BINS;
const ALL: usize = 0;

/// A piece of evidence, and what was expected of it before it was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Foretold {
    /// Position of the learner.
    pub learner: u32,
    /// 0 to 1.
    pub predicted: f32,
    /// 0 to 1.
    pub score: f32,
    /// Whether the learner had not met its competency (of several: one of them) before.
    pub is_first: bool,
}

/// Learners who are looked at together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub kind: &'static str,
    pub name: String,
    pub learners: FixedBitSet,
}

/// Sums over the pieces of one learner, or of several.
#[derive(Clone, Copy, Default)]
struct Sums {
    n: usize,
    predicted: f64,
    score: f64,
}

/// The table of so many learners. Everybody is the first group; the others follow in their order.
pub fn calibrate(n_learners: usize, foretold: &[Foretold], groups: &[Group]) -> Calibration {
    let everybody = Group { kind: "all", name: String::new(), learners: (0..n_learners).collect() };
    let groups: Vec<&Group> = std::iter::once(&everybody).chain(groups).collect();
    let sums = sums(n_learners, foretold);
    let shown = shown(&groups, &sums);
    let n_tested = (0..groups.len()).filter(|&group| shown[group * SLICES + ALL]).count();
    let mut cells = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        for slice in 0..SLICES {
            let mut figures = figures(&group.learners, &sums, slice);
            if figures.pieces == 0 {
                continue;
            }
            if slice == ALL {
                let interval = interval::of_difference(&per_learner(group, &sums[ALL]), CONFIDENCE, n_tested);
                figures.interval = interval;
                figures.is_off = interval.is_some_and(|(low, high)| low > TOLERANCE || high < -TOLERANCE);
                figures.error = Some(error(&group.learners, &sums));
            }
            let (met, bin) = match slice {
                ALL => (Met::All, None),
                1 => (Met::First, None),
                2 => (Met::Later, None),
                bin => (Met::All, Some(u8::try_from(bin - 3).expect("ten bins"))),
            };
            let figures = shown[at * SLICES + slice].then_some(figures);
            cells.push(CalibrationCell { kind: group.kind, group: group.name.clone(), met, bin, figures });
        }
    }
    Calibration { confidence: CONFIDENCE, tolerance: TOLERANCE, cells }
}

/// Sums of each learner's pieces by slice.
fn sums(n_learners: usize, foretold: &[Foretold]) -> Vec<Vec<Sums>> {
    let mut sums = vec![vec![Sums::default(); n_learners]; SLICES];
    for piece in foretold {
        let bin = ((piece.predicted * BINS as f32) as usize).min(BINS - 1);
        for slice in [ALL, if piece.is_first { 1 } else { 2 }, 3 + bin] {
            let sum = &mut sums[slice][piece.learner as usize];
            sum.n += 1;
            sum.predicted += f64::from(piece.predicted);
            sum.score += f64::from(piece.score);
        }
    }
    sums
}

/// The sums of a group's learners who have any, in order of learner.
fn per_learner(group: &Group, of_slice: &[Sums]) -> Vec<(usize, f64)> {
    let own = group.learners.ones().map(|learner| of_slice[learner]).filter(|sum| sum.n > 0);
    own.map(|sum| (sum.n, sum.predicted - sum.score)).collect()
}

fn figures(learners: &FixedBitSet, sums: &[Vec<Sums>], slice: usize) -> CalibrationFigures {
    let (mut total, mut n_learners) = (Sums::default(), 0);
    for sum in learners.ones().map(|learner| sums[slice][learner]).filter(|sum| sum.n > 0) {
        n_learners += 1;
        total.n += sum.n;
        total.predicted += sum.predicted;
        total.score += sum.score;
    }
    let n = total.n.max(1) as f64;
    CalibrationFigures {
        learners: n_learners,
        pieces: u32::try_from(total.n).expect("fewer than 2^32 pieces"),
        predicted: total.predicted / n,
        observed: total.score / n,
        error: None,
        interval: None,
        is_off: false,
    }
}

/// Expected calibration error: the mean distance of prediction and score over bins, by their pieces.
fn error(learners: &FixedBitSet, sums: &[Vec<Sums>]) -> f64 {
    let bins = (3..SLICES).map(|slice| figures(learners, sums, slice));
    let (distance, n) = bins.fold((0.0, 0.0), |(distance, n), bin| {
        let pieces = f64::from(bin.pieces);
        (distance + pieces * (bin.predicted - bin.observed).abs(), n + pieces)
    });
    distance / n.max(1.0)
}

/// Which cells may be shown, groups × slices.
fn shown(groups: &[&Group], sums: &[Vec<Sums>]) -> Vec<bool> {
    let cell = |learners: &FixedBitSet, slice: usize, is_shown: bool| {
        let met: FixedBitSet = learners.ones().filter(|&learner| sums[slice][learner].n > 0).collect();
        let n = met.ones().map(|learner| sums[slice][learner].n).sum();
        Cell { learners: met, n, is_shown }
    };
    let mut cells: Vec<Cell> =
        groups.iter().flat_map(|group| (0..SLICES).map(|slice| cell(&group.learners, slice, true))).collect();
    let mut splits = Vec::new();
    // First and later meetings make up a group, and so do its bins.
    for group in 0..groups.len() {
        let of = |slice: usize| group * SLICES + slice;
        splits.push(Split { whole: of(ALL), parts: vec![of(1), of(2)] });
        splits.push(Split { whole: of(ALL), parts: (3..SLICES).map(of).collect() });
    }
    // A group and the rest of a larger one make that up, slice by slice; so do all groups of a kind that has no overlap.
    for (whole, parts) in families(groups) {
        let covered = parts.iter().fold(FixedBitSet::new(), |mut all, &part| {
            all.grow(groups[part].learners.len());
            all.union_with(&groups[part].learners);
            all
        });
        let rest: FixedBitSet = groups[whole].learners.difference(&covered).collect();
        for slice in 0..SLICES {
            cells.push(cell(&rest, slice, false));
            let parts = parts.iter().map(|part| part * SLICES + slice).chain([cells.len() - 1]).collect();
            splits.push(Split { whole: whole * SLICES + slice, parts });
        }
    }
    hide_small(&mut cells, &splits);
    cells.iter().take(groups.len() * SLICES).map(|cell| cell.is_shown).collect()
}

/// Larger groups with disjoint groups inside them: each group within each that contains it, and all groups of one kind
/// within everybody, where no learner is in two.
fn families(groups: &[&Group]) -> Vec<(usize, Vec<usize>)> {
    let mut families = Vec::new();
    for (whole, larger) in groups.iter().enumerate() {
        for (part, group) in groups.iter().enumerate().filter(|&(part, _)| part != whole) {
            if group.learners.is_subset(&larger.learners) && (part > whole || group.learners != larger.learners) {
                families.push((whole, vec![part]));
            }
        }
    }
    let mut of_kind: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    groups.iter().enumerate().skip(1).for_each(|(at, group)| of_kind.entry(group.kind).or_default().push(at));
    for parts in of_kind.into_values() {
        let overlap = parts
            .iter()
            .enumerate()
            .any(|(i, &a)| parts[..i].iter().any(|&b| !groups[a].learners.is_disjoint(&groups[b].learners)));
        if !overlap {
            families.push((0, parts));
        }
    }
    families
}

#[cfg(test)]
mod tests;
