//! Predictions held against what came: a reliability table for everybody and by subgroup, and which group is off.
//!
//! A group is off when its mean prediction lies further from its mean score than the tolerance, beyond doubt (`interval`).
//! The expected calibration error stands beside (Naeini, Cooper and Hauskrecht 2015; Kleinberg, Mullainathan and Raghavan
//! 2017 on calibration within groups as what fairness of a risk score means). Small cells are hidden (`privacy`).

mod interval;

use fixedbitset::FixedBitSet;

use daybreak_privacy::{Cell, Counted, hide};
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
    let shown = shown(&groups, n_learners, foretold);
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
        for slice in [ALL, if piece.is_first { 1 } else { 2 }, 3 + bin(piece)] {
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
///
/// A figure may be worked out from other groups of its slice, and from other slices of its group: both are closed, one after the
/// other, until neither hides more. What one of them hid the other keeps hidden, so that a way through several cells of both kinds
/// ends at one that is not told.
fn shown(groups: &[&Group], n_learners: usize, foretold: &[Foretold]) -> Vec<bool> {
    let parts = parts(n_learners, foretold);
    let of_learner = |slice: usize, learner: usize| Counted {
        learners: vec![learner],
        n: (0..PARTS).filter(|&part| is_within(part, slice)).map(|part| parts[learner][part]).sum(),
    };
    let of_part = |group: &Group, part: usize| {
        let learners: Vec<usize> = group.learners.ones().filter(|&learner| parts[learner][part] > 0).collect();
        Counted { n: learners.iter().map(|&learner| parts[learner][part]).sum(), learners }
    };
    let mut cells: Vec<Vec<bool>> = vec![vec![true; SLICES]; groups.len()];
    loop {
        let mut hid = false;
        for slice in 0..SLICES {
            let things: Vec<Counted> = (0..n_learners).map(|learner| of_learner(slice, learner)).collect();
            let of =
                |(group, row): (&&Group, &Vec<bool>)| Cell { things: group.learners.clone(), is_shown: row[slice] };
            let mut column: Vec<Cell> = groups.iter().zip(&cells).map(of).collect();
            hid |= hide(&things, &mut column);
            cells.iter_mut().zip(&column).for_each(|(row, cell)| row[slice] = cell.is_shown);
        }
        for (row, group) in cells.iter_mut().zip(groups) {
            let things: Vec<Counted> = (0..PARTS).map(|part| of_part(group, part)).collect();
            let of = |slice: usize| (0..PARTS).filter(move |&part| is_within(part, slice));
            let mut slices: Vec<Cell> =
                (0..SLICES).map(|slice| Cell { is_shown: row[slice], ..Cell::of(of(slice)) }).collect();
            hid |= hide(&things, &mut slices);
            slices.iter().enumerate().for_each(|(slice, cell)| row[slice] = cell.is_shown);
        }
        if !hid {
            return cells.concat();
        }
    }
}

/// Parts of which every slice is made: each bin of first meetings, then of later ones.
const PARTS: usize = 2 * BINS;

/// Whether a part lies in a slice.
fn is_within(part: usize, slice: usize) -> bool {
    match slice {
        ALL => true,
        1 => part < BINS,
        2 => part >= BINS,
        bin => part % BINS == bin - 3,
    }
}

/// Pieces of each learner by part.
fn parts(n_learners: usize, foretold: &[Foretold]) -> Vec<[usize; PARTS]> {
    let mut parts = vec![[0; PARTS]; n_learners];
    for piece in foretold {
        let part = bin(piece) + if piece.is_first { 0 } else { BINS };
        parts[piece.learner as usize][part] += 1;
    }
    parts
}

/// The bin of a prediction.
fn bin(piece: &Foretold) -> usize {
    ((piece.predicted * BINS as f32) as usize).min(BINS - 1)
}

#[cfg(test)]
mod tests;
