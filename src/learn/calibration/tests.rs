//! Tables of calibration: figures counted by hand, small cells, alarms that are planted, and how often one is false.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

fn group(kind: &'static str, name: &str, learners: impl Iterator<Item = usize>) -> Group {
    Group { kind, name: name.into(), learners: learners.collect() }
}

/// Pieces of learners whose chances are known, and who do worse than predicted by `bias` where `is_biased`.
fn drawn(seed: u64, n_learners: u32, n_pieces: usize, bias: f32, is_biased: impl Fn(u32) -> bool) -> Vec<Foretold> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut pieces = Vec::new();
    for learner in 0..n_learners {
        // A learner's own luck: pieces of one learner lean together.
        let luck = rng.random_range(-0.08..0.08f32);
        for at in 0..n_pieces {
            let predicted = rng.random_range(0.2..0.9f32);
            let chance = predicted + luck - if is_biased(learner) { bias } else { 0.0 };
            let score = f32::from(u8::from(rng.random_bool(f64::from(chance.clamp(0.0, 1.0)))));
            pieces.push(Foretold { learner, predicted, score, is_first: at < 3 });
        }
    }
    pieces
}

fn cell<'a>(table: &'a Calibration, group: &str, met: Met, bin: Option<u8>) -> &'a CalibrationCell {
    let is = |cell: &&CalibrationCell| cell.group == group && cell.met == met && cell.bin == bin;
    table.cells.iter().find(is).unwrap_or_else(|| panic!("a row of {group:?} {met:?} {bin:?}"))
}

#[test]
fn figures_of_a_case_counted_by_hand() {
    // Ten learners, each .25 and 1 once, and .75 and 0 once: off by .75 in two bins, and by nothing on the whole.
    let of = |learner| {
        let piece = |predicted, score, is_first| Foretold { learner, predicted, score, is_first };
        [piece(0.25, 1.0, true), piece(0.75, 0.0, false)]
    };
    let pieces: Vec<Foretold> = (0..10).flat_map(of).collect();
    let table = calibrate(10, &pieces, &[]);
    let all = cell(&table, "", Met::All, None).figures.expect("ten learners");
    assert_eq!((all.learners, all.pieces, all.predicted, all.observed, all.error), (10, 20, 0.5, 0.5, Some(0.75)));
    let first = cell(&table, "", Met::First, None).figures.expect("ten learners");
    assert_eq!((first.pieces, first.predicted, first.observed), (10, 0.25, 1.0));
    let bin = cell(&table, "", Met::All, Some(7)).figures.expect("ten learners");
    assert_eq!((bin.pieces, bin.observed), (10, 0.0));
    assert!(!all.is_off);
}

#[test]
fn small_groups_and_those_that_would_give_them_away_are_hidden() {
    let pieces = drawn(1, 100, 12, 0.0, |_| false);
    let groups = [
        group("grade", "1", 0..50),
        group("grade", "2", 50..92),
        group("grade", "3", 92..100),
        group("tag", "few", 3..9),
        group("tag", "nearly all", 0..95),
        group("tag", "half", 0..50),
        group("tag", "half but five", 0..45),
    ];
    let table = calibrate(100, &pieces, &groups);
    let is_shown = |name| cell(&table, name, Met::All, None).figures.is_some();
    assert!(is_shown("") && is_shown("half"));
    assert!(!is_shown("3") && !is_shown("few"), "fewer than ten");
    assert!(!is_shown("2"), "with everybody and grade 1 it gives grade 3 away");
    assert!(!is_shown("nearly all"), "everybody else is five");
    assert!(!is_shown("half but five"), "the other half's five");
    for of_group in table.cells.chunk_by(|a, b| a.group == b.group) {
        let hidden = of_group[0].figures.is_none();
        assert!(!hidden || of_group.iter().all(|cell| cell.figures.is_none_or(|f| f.learners >= 10)));
        for bin in of_group.iter().filter_map(|cell| cell.figures) {
            assert!(bin.learners >= 10 && bin.pieces >= 10);
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures are for people")]
fn a_planted_bias_is_found_and_seldom_one_that_is_not_there() {
    let groups: Vec<Group> = (0..12)
        .map(|at| group("tag", &format!("t{at:02}"), (0..400).filter(move |l| (l * 7 + at * 3) % (6 + at) < 2)))
        .collect();
    let (mut found, mut others, mut false_alarms) = (0, 0, 0);
    for seed in 0..100 {
        let biased = calibrate(400, &drawn(seed, 400, 40, 0.12, |l| groups[3].learners.contains(l as usize)), &groups);
        found += usize::from(biased.off().any(|(cell, _)| cell.group == "t03"));
        others += biased.off().filter(|(cell, _)| cell.group != "t03").count();
        let fair = calibrate(400, &drawn(1_000 + seed, 400, 40, 0.0, |_| false), &groups);
        false_alarms += usize::from(fair.off().next().is_some());
    }
    eprintln!("of 100 tables: planted bias found {found}, other groups named {others}, false alarms {false_alarms}");
    assert!(found >= 95, "{found} of 100 found");
    assert!(others <= 10, "{others} alarms for other groups");
    assert!(false_alarms <= 5, "{false_alarms} of 100 fair tables");
}

#[test]
fn intervals_hold_together_as_often_as_they_say() {
    // Without tolerance: how often any of the intervals misses the truth, 0.
    let groups: Vec<Group> =
        (0..8).map(|at| group("tag", &format!("t{at}"), (0..240).filter(move |l| (l * 5 + at) % 9 < 2))).collect();
    let misses = |seed| {
        let table = calibrate(240, &drawn(seed, 240, 25, 0.0, |_| false), &groups);
        table.cells.iter().filter_map(|cell| cell.figures?.interval).any(|(low, high)| low > 0.0 || high < 0.0)
    };
    let missed = (0..200).filter(|&seed| misses(seed)).count();
    assert!(missed <= 20, "{missed} of 200 tables, 10 expected at most");
}
