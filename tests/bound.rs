//! A bound is what its certificate supports, and every way of cheating is named. That any prices give a valid bound is
//! asked in tests/oracle.rs.

use std::collections::BTreeSet;

use daybreak::check::{check_bound, recompute_bound};
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{ProblemSpec, Rules, generate_problem};
use daybreak::model::certificate::{Certificate, PRICE_MAX, Prices, Table};
use daybreak::model::plan::Plan;
use daybreak::model::problem::Problem;
use daybreak::model::verdict::{Breach, Rule};
use daybreak::schedule::{Solution, schedule};

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
