//! Tiny days against brute force: judge, validation and scheduler agree with trying everything.
//!
//! `ORACLE_SEEDS=5000 cargo test --release --test oracle` tries more days; a failure names the seed.

mod support;

use std::collections::BTreeMap;

use daybreak::check::check;
use daybreak::issue::Severity;
use daybreak::model::problem::Problem;
use daybreak::validate::problem::validate_problem;

use support::brute::{Answer, solve};
use support::tiny::tiny_problem;

/// Combinations of learners' days that brute force looks at before it gives a problem up.
const BUDGET: u64 = 400_000;

fn seeds(default: u64) -> std::ops::Range<u64> {
    0..std::env::var("ORACLE_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// Which kinds of things a problem has.
fn kinds(problem: &Problem) -> Vec<&'static str> {
    let candidates = || problem.learners.iter().flat_map(|l| &l.candidates);
    let requirements = || problem.learners.iter().flat_map(|l| &l.requirements);
    let all = [
        ("one slot", problem.slots.len() == 1),
        ("a block of two", problem.slots.windows(2).any(|w| w[0].block == w[1].block)),
        ("two blocks", problem.slots.windows(2).any(|w| w[0].block != w[1].block)),
        ("sessions at once", problem.rooms.iter().any(|r| r.sessions_at_once > 1)),
        ("an absent room", problem.rooms.iter().any(|r| r.slots.is_some())),
        ("staff availability", problem.staff.iter().any(|p| p.slots.is_some())),
        ("staff sessions_max", problem.staff.iter().any(|p| p.sessions_max.is_some())),
        ("consecutive_max", problem.staff.iter().any(|p| p.consecutive_max.is_some())),
        ("a person with two tags", problem.staff.iter().any(|p| p.tags.len() > 1)),
        ("two needs", problem.offerings.iter().any(|o| o.staff.len() > 1)),
        ("a need of two", problem.offerings.iter().any(|o| o.staff.iter().any(|n| n.count > 1))),
        ("devices", problem.offerings.iter().any(|o| !o.devices.is_empty())),
        ("a long lesson", problem.offerings.iter().any(|o| o.slots > 1)),
        ("a station", problem.offerings.iter().any(|o| o.station.is_some())),
        ("a station with two offerings", problem.offerings.iter().filter(|o| o.station.is_some()).count() > 1),
        ("size_min", problem.offerings.iter().any(|o| o.size_min > 1)),
        ("copies", problem.offerings.iter().any(|o| o.sessions_max.is_some())),
        ("copies of a station", problem.stations.iter().any(|s| s.sessions_max.is_some())),
        ("room features", problem.offerings.iter().any(|o| !o.room_features.is_empty())),
        ("a learner's room features", problem.learners.iter().any(|l| !l.room_features.is_empty())),
        ("an absent learner", problem.learners.iter().any(|l| l.slots.is_some())),
        ("group_size_max", problem.learners.iter().any(|l| l.group_size_max.is_some())),
        ("barred", problem.learners.iter().any(|l| !l.staff_barred.is_empty())),
        ("staff bonus", problem.learners.iter().any(|l| !l.staff_bonus.is_empty())),
        ("idle that pays", problem.learners.iter().any(|l| l.idle_cost < 0)),
        ("opening that pays", problem.offerings.iter().any(|o| o.open_cost < 0)),
        ("a utility below zero", candidates().any(|c| c.utility < 0)),
        ("start slots", candidates().any(|c| c.slots.is_some())),
        ("slot bonus", candidates().any(|c| !c.slot_bonus.is_empty())),
        ("times_max", candidates().any(|c| c.times_max > 1)),
        (
            "exclusive",
            problem.learners.iter().any(|l| l.candidates.iter().filter(|c| c.exclusive.is_some()).count() > 1),
        ),
        ("after", candidates().any(|c| c.after.is_some())),
        ("hard slots_min", requirements().any(|q| q.shortfall_cost.is_none() && q.slots_min > 0)),
        ("hard slots_max", requirements().any(|q| q.excess_cost.is_none() && q.slots_max.is_some())),
        ("shortfall cost", requirements().any(|q| q.shortfall_cost.is_some() && q.slots_min > 0)),
        ("excess cost", requirements().any(|q| q.excess_cost.is_some() && q.slots_max.is_some())),
        ("apart", !problem.apart.is_empty()),
        ("together", !problem.together.is_empty()),
        ("never alone, hard", problem.never_alone.iter().any(|n| n.cost.is_none())),
        ("never alone, with a cost", problem.never_alone.iter().any(|n| n.cost.is_some())),
        ("a pin", !problem.pins.is_empty()),
        ("a pin of a room", problem.pins.iter().any(|p| p.room.is_some())),
        ("a pin of a person", problem.pins.iter().any(|p| p.staff.is_some())),
        ("a previous plan", problem.previous.is_some()),
    ];
    all.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect()
}

#[test]
fn the_generator_is_varied() {
    let n = 300;
    let mut count: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..n {
        for kind in kinds(&tiny_problem(seed)) {
            *count.entry(kind).or_default() += 1;
        }
    }
    assert_eq!(count.len(), 44, "a kind never occurs: {count:#?}");
    let rare: Vec<_> = count.iter().filter(|(_, times)| **times < 6).collect();
    assert!(rare.is_empty(), "hardly ever in {n} problems: {rare:?}");
}

#[test]
fn judge_and_validation_agree_with_brute_force() {
    let (mut n_solved, mut n_infeasible, mut n_large, mut n_contradictions) = (0_u64, 0_u64, 0_u64, 0_u64);
    for seed in seeds(400) {
        let problem = tiny_problem(seed);
        let errors: Vec<_> = validate_problem("tiny.json", &problem)
            .into_iter()
            .filter(|issue| issue.severity == Severity::Error)
            .collect();
        match solve(&problem, BUDGET) {
            Answer::Optimum(value, plan) => {
                n_solved += 1;
                // The problems are well formed, so an error claims that no plan is valid.
                assert!(errors.is_empty(), "seed {seed}: a plan exists in spite of {errors:#?}");
                let verdict = check(&problem, &plan);
                assert!(verdict.is_valid(), "seed {seed}: {:#?}", verdict.violations);
                assert_eq!(verdict.objective.total(), value, "seed {seed}");
            }
            Answer::Infeasible => {
                n_infeasible += 1;
                n_contradictions += u64::from(!errors.is_empty());
            }
            Answer::TooLarge => n_large += 1,
        }
    }
    let n = n_solved + n_infeasible + n_large;
    println!(
        "{n} problems: {n_solved} with a plan, {n_infeasible} without ({n_contradictions} told by validation), {n_large} too large"
    );
    assert!(n_solved * 10 >= n * 6 && n_infeasible * 50 >= n, "the generator is out of balance");
    assert!(n_large * 20 <= n, "brute force gives up too often");
}
