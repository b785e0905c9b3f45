//! Tiny days against brute force: judge, validation and scheduler agree with trying everything.
//!
//! `ORACLE_SEEDS=5000 cargo test --release --test contract oracle` tries more days; a failure names the seed, and with
//! `ORACLE_SAVE=folder` its problem is written there.

#![expect(clippy::print_stdout, reason = "a run reports its counts, which --nocapture shows")]

use std::collections::BTreeMap;

use daybreak::check::{check, check_bound, check_hash, check_rules, recompute_bound};
use daybreak::config::ScheduleConfig;
use daybreak::issue::Severity;
use daybreak::model::certificate::Certificate;
use daybreak::model::problem::Problem;
use daybreak::schedule::{GIVEN_SESSIONS, ScheduleError, Solution, schedule};
use daybreak::validate::problem::validate_problem;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::support::brute::{Answer, solve};
use crate::support::fool::{foolish_branching, garbage};
use crate::support::nudge::nudge;
use crate::support::tiny::tiny_problem;

/// Steps of brute force before it gives a problem up.
const BUDGET: u64 = 300_000;

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
        ("a candidate's tags", candidates().any(|c| !c.tags.is_empty())),
        ("hard slots_min", requirements().any(|q| q.shortfall_cost.is_none() && q.slots_min > 0)),
        ("hard slots_max", requirements().any(|q| q.excess_cost.is_none() && q.slots_max.is_some())),
        ("shortfall cost", requirements().any(|q| q.shortfall_cost.is_some() && q.slots_min > 0)),
        ("excess cost", requirements().any(|q| q.excess_cost.is_some() && q.slots_max.is_some())),
        ("apart", !problem.apart.is_empty()),
        ("apart in place", !problem.apart_places.is_empty()),
        ("a learner's ways", problem.learners.iter().any(|l| l.room_change_cost > 0 && l.zone_change_cost > 0)),
        ("a person's ways", problem.staff.iter().any(|p| p.room_change_cost > 0 && p.zone_change_cost > 0)),
        ("an order", candidates().any(|c| c.follows.is_some() && c.early_cost > 0)),
        ("together", !problem.together.is_empty()),
        ("never alone, hard", problem.never_alone.iter().any(|n| n.cost.is_none())),
        ("never alone, with a cost", problem.never_alone.iter().any(|n| n.cost.is_some())),
        ("a pin", !problem.pins.is_empty()),
        ("a pin of a room", problem.pins.iter().any(|p| p.room.is_some())),
        ("a pin of a person", problem.pins.iter().any(|p| p.staff.is_some())),
        ("signed: size_max", problem.signed.iter().any(|row| row.size_max)),
        ("signed: group_size", problem.signed.iter().any(|row| row.group_size)),
        ("signed: never_alone", problem.signed.iter().any(|row| !row.never_alone.is_empty())),
        ("signed: apart", problem.signed.iter().any(|row| !row.apart.is_empty())),
        ("a previous plan", problem.previous.is_some()),
        ("a cost of a room", problem.previous.as_ref().is_some_and(|p| p.room_cost > 0)),
        ("a cost of people", problem.previous.as_ref().is_some_and(|p| p.people_cost > 0)),
        ("a cost of a duty", problem.previous.as_ref().is_some_and(|p| p.duty_cost > 0)),
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
    assert_eq!(count.len(), 56, "a kind never occurs: {count:#?}");
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

#[test]
fn no_plan_that_the_judge_accepts_beats_brute_force() {
    let (mut n_asked, mut n_accepted) = (0_u64, 0_u64);
    for seed in seeds(400) {
        let problem = tiny_problem(seed);
        let Answer::Optimum(optimum, best) = solve(&problem, BUDGET) else { continue };
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..200 {
            let mut plan = best.clone();
            for _ in 0..dice.random_range(1..5) {
                nudge(&problem, &mut plan, &mut dice);
            }
            let verdict = check_rules(&problem, &plan);
            n_asked += 1;
            n_accepted += u64::from(verdict.is_valid());
            let better = verdict.is_valid() && verdict.objective.total() > optimum;
            assert!(!better, "seed {seed}: {} points beat {optimum} with {plan:#?}", verdict.objective.total());
        }
    }
    println!("{n_accepted} of {n_asked} changed plans are valid");
    assert!(n_accepted * 50 > n_asked, "hardly any changed plan is valid: the test asks nothing");
}

#[test]
fn whatever_the_prices_no_plan_beats_the_bound() {
    let (mut n_asked, mut n_near) = (0_u64, 0_u64);
    for seed in seeds(400) {
        let problem = tiny_problem(seed);
        let Answer::Optimum(optimum, _) = solve(&problem, BUDGET) else { continue };
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..30 {
            let certificate = garbage(&problem, &mut dice);
            let bound = recompute_bound(&problem, &certificate).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
            assert!(
                bound >= i128::from(optimum),
                "seed {seed}: {bound} is below the optimum {optimum}: {certificate:#?}"
            );
            n_asked += 1;
            n_near += u64::from(bound <= i128::from(optimum) + 100);
        }
    }
    println!("{n_asked} bounds, {n_near} of them within 100 points of the optimum");
    assert!(n_near * 50 > n_asked, "hardly any bound is near the optimum: the test asks nothing");
}

#[test]
fn whatever_the_cases_no_plan_beats_the_bound() {
    let (mut n_asked, mut n_branched, mut n_lower) = (0_u64, 0_u64, 0_u64);
    for seed in seeds(150) {
        let problem = tiny_problem(seed);
        let Answer::Optimum(optimum, _) = solve(&problem, BUDGET) else { continue };
        let solved = schedule(&problem, "abc", &ScheduleConfig { effort: 0.1, ..ScheduleConfig::default() }, &());
        let Ok(Solution { certificate, .. }) = solved else { continue };
        if certificate.branching.is_none() {
            continue;
        }
        n_branched += 1;
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..50 {
            let foolish = foolish_branching(&problem, &certificate, &mut dice);
            let bound = recompute_bound(&problem, &foolish).unwrap_or_else(|faults| panic!("{seed}: {faults:#?}"));
            assert!(bound >= i128::from(optimum), "seed {seed}: {bound} is below the optimum {optimum}: {foolish:#?}");
            n_asked += 1;
            let by_prices = recompute_bound(&problem, &Certificate { branching: None, ..foolish });
            n_lower += u64::from(by_prices.is_ok_and(|by_prices| bound < by_prices));
        }
    }
    println!("{n_asked} bounds by {n_branched} proofs, {n_lower} of them lower than by prices alone");
    assert!(n_branched >= 10 && n_lower * 20 > n_asked, "hardly any proof by branching: the test asks nothing");
}

/// What the scheduler makes of the problems that brute force could solve.
#[derive(Default)]
struct Tally {
    n_plans: u64,
    n_optimal: u64,
    n_proven: u64,
    /// Sums over all plans, in points.
    optimum: i64,
    missed: i64,
    /// By kind of bound: how far the bounds lie beyond the optima, in points.
    beyond: BTreeMap<&'static str, i64>,
    /// What must never happen, each with its seed.
    faults: Vec<String>,
    /// Seeds whose plan misses the optimum, with the points missed.
    short: Vec<(u64, i64)>,
}

/// Asks one problem of the scheduler and compares the answer with brute force's.
fn compare(seed: u64, problem: &Problem, answer: &Answer, tally: &mut Tally) {
    let mut fault = |what: String| {
        tally.faults.push(format!("seed {seed}: {what}"));
        save(seed, problem);
    };
    let (Solution { plan, certificate, log }, optimum) =
        match (schedule(problem, "abc", &ScheduleConfig::default(), &()), answer) {
            (_, Answer::TooLarge) => return,
            (Ok(solution), Answer::Optimum(optimum, _)) => (solution, *optimum),
            (Ok(_), Answer::Infeasible) => return fault("a plan where none is valid".into()),
            (Err(ScheduleError::NoValidPlan { .. }), Answer::Infeasible) => return,
            (Err(error), Answer::Infeasible | Answer::Optimum(..)) => return fault(format!("no plan: {error}")),
        };
    let verdict = check(problem, &plan);
    if !verdict.is_valid() || check_hash(&plan, "abc").is_some() {
        let what: Vec<String> = verdict.violations.iter().map(ToString::to_string).collect();
        return fault(format!("the judge refuses the plan: {}", what.join("; ")));
    }
    if plan.objective > optimum {
        return fault(format!("{} points, trying everything gives {optimum}", plan.objective));
    }
    if plan.bound < optimum {
        return fault(format!("a bound of {} below the optimum {optimum}", plan.bound));
    }
    let unsupported = check_bound(problem, "abc", &plan, Some(&certificate));
    if !unsupported.is_empty() {
        return fault(format!("the judge refuses the bound: {unsupported:?}"));
    }
    // The plan's bound is the best of several; each must hold by itself.
    for (name, bound) in &log.bounds {
        let holds_for = if *name == GIVEN_SESSIONS { plan.objective } else { optimum };
        if *bound < holds_for {
            return fault(format!("a bound by {name} of {bound} below {holds_for}"));
        }
        *tally.beyond.entry(name).or_default() += bound - optimum;
    }
    tally.n_plans += 1;
    tally.n_optimal += u64::from(plan.objective == optimum);
    tally.n_proven += u64::from(plan.bound == optimum);
    tally.optimum += optimum.abs();
    tally.missed += optimum - plan.objective;
    if plan.objective < optimum {
        tally.short.push((seed, optimum - plan.objective));
    }
}

/// Writes a problem at fault into the folder that `ORACLE_SAVE` names.
fn save(seed: u64, problem: &Problem) {
    if let Ok(folder) = std::env::var("ORACLE_SAVE") {
        let json = serde_json::to_vec_pretty(problem).expect("a problem is JSON");
        std::fs::write(format!("{folder}/tiny-{seed}.json"), json).expect("a folder to write into");
    }
}

#[test]
fn the_scheduler_agrees_with_brute_force() {
    let mut tally = Tally::default();
    for seed in seeds(200) {
        let problem = tiny_problem(seed);
        let errors = validate_problem("tiny.json", &problem).iter().any(|issue| issue.severity == Severity::Error);
        if !errors {
            compare(seed, &problem, &solve(&problem, BUDGET), &mut tally);
        }
    }
    let Tally { n_plans, n_optimal, n_proven, optimum, missed, beyond, faults, short } = tally;
    println!(
        "{n_plans} plans: {n_optimal} optimal, {n_proven} with a bound equal to the optimum; {missed} of {optimum} points \
         missed; beyond: {beyond:?}; short: {:?}",
        &short[..short.len().min(20)]
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // A search within a budget may miss the best plan of a tiny day, but hardly ever.
    assert!(n_optimal * 100 >= n_plans * 95, "optimal in {n_optimal} of {n_plans} only");
}
