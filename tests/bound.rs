//! A bound is what its certificate supports: any prices give a valid bound, and every way of cheating is named.

#![expect(clippy::print_stdout, reason = "a run reports its counts, which --nocapture shows")]

mod support;

use std::collections::BTreeSet;

use daybreak::check::{check_bound, recompute_bound};
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{ProblemSpec, Rules, generate_problem};
use daybreak::model::certificate::{CERTIFICATE_FORMAT, Certificate, PRICE_MAX, Prices, Table};
use daybreak::model::plan::Plan;
use daybreak::model::problem::Problem;
use daybreak::model::verdict::{Breach, Rule};
use daybreak::schedule::{Solution, schedule};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use support::brute::{Answer, solve};
use support::tiny::tiny_problem;

/// Draws foolish prices.
struct Fool<'d> {
    dice: &'d mut ChaCha8Rng,
    /// How dear a price may be, and the share of prices that are not 0, in percent.
    dear: i64,
    share: u32,
}

impl Fool<'_> {
    fn price(&mut self, highest: i64) -> i64 {
        let is_there = self.dice.random_range(0..100) < self.share;
        if is_there { self.dice.random_range(0..=self.dear).min(highest) } else { 0 }
    }

    fn put(&mut self, table: &mut Table, outer: &str, inner: &str, highest: i64) {
        table.entry(outer.to_owned()).or_default().insert(inner.to_owned(), self.price(highest));
    }
}

/// Random prices on everything that the problem limits, most of them foolish.
fn garbage(problem: &Problem, dice: &mut ChaCha8Rng) -> Certificate {
    let scale = dice.random_range(1..=1024);
    let dear = [1, 10, 100, 100_000][dice.random_range(0..4)] * scale;
    let share = dice.random_range(0..=100);
    let mut fool = Fool { dice, dear, share };
    let mut prices = Prices::default();
    for learner in &problem.learners {
        for slot in &problem.slots {
            fool.put(&mut prices.learner, &learner.id, &slot.id, PRICE_MAX);
        }
        for candidate in &learner.candidates {
            fool.put(&mut prices.candidate, &learner.id, &candidate.offering, PRICE_MAX);
            if let Some(key) = &candidate.exclusive {
                fool.put(&mut prices.exclusive, &learner.id, key, PRICE_MAX);
            }
        }
        for q in &learner.requirements {
            let cost = |cost: Option<i64>| cost.map_or(PRICE_MAX, |cost| cost.max(0) * scale);
            fool.put(&mut prices.shortfall, &learner.id, &q.id, cost(q.shortfall_cost));
            if q.slots_max.is_some() {
                fool.put(&mut prices.excess, &learner.id, &q.id, cost(q.excess_cost));
            }
        }
    }
    for slot in &problem.slots {
        problem.devices.iter().for_each(|d| fool.put(&mut prices.device, &d.id, &slot.id, PRICE_MAX));
        for room in &problem.rooms {
            fool.put(&mut prices.room, &room.id, &slot.id, PRICE_MAX);
            fool.put(&mut prices.place, &room.id, &slot.id, PRICE_MAX);
        }
        for person in &problem.staff {
            let day = prices.staff.entry(person.id.clone()).or_default().entry(slot.id.clone()).or_default();
            for length in 1..=3 {
                day.insert(length, fool.price(PRICE_MAX));
            }
        }
    }
    for o in problem.offerings.iter().filter(|o| o.station.is_none() && o.sessions_max.is_some()) {
        prices.offering.insert(o.id.clone(), fool.price(PRICE_MAX));
    }
    for s in problem.stations.iter().filter(|s| s.sessions_max.is_some()) {
        prices.station.insert(s.id.clone(), fool.price(PRICE_MAX));
    }
    Certificate {
        format: CERTIFICATE_FORMAT.into(),
        problem_sha256: String::new(),
        bound: 0,
        scale,
        prices,
        given_sessions: None,
    }
}

#[test]
fn whatever_the_prices_no_plan_beats_the_bound() {
    let n: u64 = std::env::var("ORACLE_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let (mut n_asked, mut n_near) = (0_u64, 0_u64);
    for seed in 0..n {
        let problem = tiny_problem(seed);
        let Answer::Optimum(optimum, _) = solve(&problem, 300_000) else { continue };
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

/// A day with every kind of rule, its plan and its certificate.
fn sound() -> (Problem, Plan, Certificate) {
    let spec = ProblemSpec { n_learners: 50, rules: Rules::All, seed: 2, ..ProblemSpec::default() };
    let problem = generate_problem(&spec);
    let config = ScheduleConfig { effort: 0.05, ..ScheduleConfig::default() };
    let Solution { plan, certificate, .. } = schedule(&problem, "00ff", &config, &()).expect("a plan");
    (problem, plan, certificate)
}

type Sabotage = (&'static str, fn(&Problem, &mut Plan, &mut Certificate), &'static [Breach]);

/// One price put on a row.
fn put(table: &mut Table, outer: &str, inner: &str, price: i64) {
    table.entry(outer.to_owned()).or_default().insert(inner.to_owned(), price);
}

#[rustfmt::skip]
const SABOTAGES: &[Sabotage] = &[
    ("nothing", |_, _, _| {}, &[]),
    ("another case of the hash", |_, _, c| c.problem_sha256 = "00FF".into(), &[]),
    ("a higher bound", |_, p, c| { p.bound += 1; c.bound += 1; }, &[]),
    ("the plan's bound one point lower", |_, p, _| p.bound -= 1, &[Breach::BoundUnsupported]),
    ("both bounds one point lower", |_, p, c| { p.bound -= 1; c.bound -= 1; }, &[Breach::BoundUnsupported; 2]),
    ("the sessions' bound one point lower", |_, _, c| c.given_sessions.as_mut().expect("it is there").bound -= 1,
        &[Breach::BoundUnsupported]),
    ("a sign flipped", |_, _, c| {
        let price = c.prices.learner.values_mut().flat_map(|row| row.values_mut()).next().expect("a price");
        *price = -*price;
    }, &[Breach::CertificatePrice]),
    ("a price too high for any sum", |q, _, c| put(&mut c.prices.learner, &q.learners[0].id, &q.slots[0].id, i64::MAX),
        &[Breach::CertificatePrice]),
    ("a shortfall dearer than its cost", |q, _, c| {
        let (learner, row) = q.learners.iter().flat_map(|l| l.requirements.iter().map(move |r| (l, r)))
            .find(|(_, r)| r.shortfall_cost.is_some()).expect("a requirement with a cost");
        put(&mut c.prices.shortfall, &learner.id, &row.id, row.shortfall_cost.expect("a cost") * c.scale + 1);
    }, &[Breach::CertificatePrice]),
    ("all prices gone", |_, _, c| c.prices = Prices::default(), &[Breach::BoundUnsupported; 2]),
    ("another file", |_, _, c| c.problem_sha256 = "00fe".into(), &[Breach::CertificateProblem]),
    ("another format", |_, _, c| c.format = "daybreak.plan/1".into(), &[Breach::CertificateForm]),
    ("no scale", |_, _, c| c.scale = 0, &[Breach::CertificateForm]),
    ("a scale below 0", |_, _, c| c.scale = i64::MIN, &[Breach::CertificateForm]),
    ("an unknown learner", |q, _, c| put(&mut c.prices.learner, "nobody", &q.slots[0].id, 1), &[Breach::CertificateRow]),
    ("an unknown slot", |q, _, c| put(&mut c.prices.room, &q.rooms[0].id, "never", 1), &[Breach::CertificateRow]),
    ("no candidate", |q, _, c| put(&mut c.prices.candidate, &q.learners[0].id, "nothing", 1), &[Breach::CertificateRow]),
    ("an unknown key", |q, _, c| put(&mut c.prices.exclusive, &q.learners[0].id, "no key", 1), &[Breach::CertificateRow]),
    ("no requirement", |q, _, c| put(&mut c.prices.excess, &q.learners[0].id, "none", 1), &[Breach::CertificateRow]),
    ("an unknown pool", |q, _, c| put(&mut c.prices.device, "none", &q.slots[0].id, 1), &[Breach::CertificateRow]),
    ("an unknown person", |q, _, c| {
        let day = c.prices.staff.entry("nobody".into()).or_default();
        day.entry(q.slots[0].id.clone()).or_default().insert(1, 1);
    }, &[Breach::CertificateRow]),
    ("copies that nothing limits", |q, _, c| {
        let free = q.offerings.iter().find(|o| o.sessions_max.is_none()).expect("an offering without a limit");
        c.prices.offering.insert(free.id.clone(), 1);
    }, &[Breach::CertificateRow]),
    ("an unknown station", |_, _, c| { c.prices.station.insert("none".into(), 1); }, &[Breach::CertificateRow]),
    ("all at once", |_, _, c| {
        (c.problem_sha256, c.scale) = (String::new(), -1);
        put(&mut c.prices.room, "nowhere", "never", -1);
        put(&mut c.prices.place, "nowhere", "never", -1);
    }, &[Breach::CertificateForm, Breach::CertificateProblem, Breach::CertificateRow, Breach::CertificateRow]),
];

#[test]
fn every_sabotage_of_a_certificate_is_named() {
    let day = sound();
    let mut seen = BTreeSet::from([Breach::CertificateMissing]);
    for (name, change, expected) in SABOTAGES {
        let (problem, mut plan, mut certificate) = day.clone();
        change(&problem, &mut plan, &mut certificate);
        let found = check_bound(&problem, "00ff", &plan, Some(&certificate));
        assert_eq!(found.iter().map(|v| v.breach).collect::<Vec<_>>(), *expected, "{name}: {found:#?}");
        seen.extend(*expected);
    }
    let missing = check_bound(&day.0, "00ff", &day.1, None);
    assert_eq!(missing.iter().map(|v| v.breach).collect::<Vec<_>>(), [Breach::CertificateMissing]);
    let untested: Vec<_> = Breach::ALL.iter().filter(|b| b.rule() == Rule::Bound && !seen.contains(b)).collect();
    assert!(untested.is_empty(), "no sabotage for {untested:?}");
}

#[test]
fn the_dearest_prices_do_no_harm() {
    let (problem, _, mut certificate) = sound();
    let tables = [&mut certificate.prices.learner, &mut certificate.prices.candidate, &mut certificate.prices.room];
    tables.into_iter().flat_map(|t| t.values_mut()).flat_map(|row| row.values_mut()).for_each(|p| *p = PRICE_MAX);
    assert!(recompute_bound(&problem, &certificate).is_ok_and(|bound| bound > i128::from(i32::MAX)));
}
