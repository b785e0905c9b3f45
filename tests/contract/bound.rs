//! A bound is what its certificate supports, and every way of cheating is named. That any prices give a valid bound is
//! asked in tests/contract/oracle.rs.

use std::collections::BTreeSet;

use daybreak::check::{check_bound, recompute_bound};
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::model::certificate::{Branching, BranchingNode, Certificate, PRICE_MAX, Prices, Split, Table};
use daybreak::model::plan::Plan;
use daybreak::model::problem::{Problem, Requirement};
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

/// A small day short of people and rooms, whose bound is proven by branching, slot by slot.
fn branched() -> (Problem, Plan, Certificate) {
    let (supply, demand) = (Supply::ScarceBoth, Demand::LongTail);
    let spec = ProblemSpec { n_learners: 100, n_slots: 3, supply, demand, ..ProblemSpec::default() };
    let mut problem = generate_problem(&spec);
    let tag = problem.offerings[0].tags[0].clone();
    let owed = Requirement {
        id: "owed".into(),
        tag,
        slots_min: 1,
        slots_max: None,
        shortfall_cost: Some(50),
        excess_cost: None,
    };
    problem.learners[0].requirements.push(owed);
    let config = ScheduleConfig { effort: 0.3, ..ScheduleConfig::default() };
    let Solution { plan, certificate, .. } = schedule(&problem, "00ff", &config, &()).expect("a plan");
    (problem, plan, certificate)
}

/// The proof by branching.
fn proof(certificate: &mut Certificate) -> &mut Branching {
    certificate.branching.as_mut().expect("a proof by branching")
}

/// The splits of the first tree.
fn splits(certificate: &mut Certificate) -> impl Iterator<Item = &mut Split> {
    proof(certificate).trees[0].nodes.iter_mut().filter_map(|node| match node {
        BranchingNode::Split(split) => Some(split),
        BranchingNode::Leaf(_) => None,
    })
}

/// The root's split of the first tree.
fn root(certificate: &mut Certificate) -> &mut Split {
    splits(certificate).next().expect("a branch")
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

#[rustfmt::skip]
const SABOTAGES_OF_BRANCHING: &[Sabotage] = &[
    ("nothing", |_, _, _| {}, &[]),
    ("both bounds one point lower", |_, p, c| { p.bound -= 1; c.bound -= 1; }, &[Breach::BoundUnsupported; 2]),
    ("the proof gone", |_, _, c| c.branching = None, &[Breach::BoundUnsupported; 2]),
    ("a tree gone", |_, _, c| { proof(c).trees.pop(); }, &[Breach::BoundUnsupported; 2]),
    ("a side missing", |_, _, c| { proof(c).trees[0].nodes.pop(); }, &[Breach::CertificateTree]),
    ("a side too many", |_, _, c| proof(c).trees[0].nodes.push(BranchingNode::Leaf(0)), &[Breach::CertificateTree]),
    ("no nodes", |_, _, c| proof(c).trees[0].nodes.clear(), &[Breach::CertificateTree]),
    ("all sides moved by one session", |_, _, c| splits(c).for_each(|split| split.at_most += 1),
        &[Breach::BoundUnsupported; 2]),
    ("cases of another slot", |_, _, c| {
        let [a, b, ..] = &mut proof(c).trees[..] else { panic!("one tree only") };
        std::mem::swap(&mut a.nodes, &mut b.nodes);
    }, &[Breach::CertificateTree; 2]),
    ("prices of another slot", |_, _, c| {
        let [a, b, ..] = &mut proof(c).trees[..] else { panic!("one tree only") };
        std::mem::swap(&mut a.prices, &mut b.prices);
        std::mem::swap(&mut a.places, &mut b.places);
        let n = a.prices.len().min(b.prices.len()) - 1;
        let lists = a.nodes.iter_mut().chain(&mut b.nodes);
        lists.for_each(|node| if let BranchingNode::Leaf(list) = node { *list = n.min(*list) });
    }, &[Breach::BoundUnsupported; 2]),
    ("a slot in two trees", |_, _, c| proof(c).trees[1].slots = proof(c).trees[0].slots.clone(),
        &[Breach::CertificateTree, Breach::CertificateTree]),
    ("an unknown slot", |_, _, c| proof(c).trees[0].slots.push("never".into()), &[Breach::CertificateTree]),
    ("a split on nothing", |_, _, c| root(c).offering = None, &[Breach::CertificateTree]),
    ("a split on two things", |q, _, c| {
        (root(c).offering, root(c).station) = (Some(q.offerings[0].id.clone()), Some(q.stations[0].id.clone()));
    }, &[Breach::CertificateTree]),
    ("an unknown offering", |_, _, c| (root(c).offering, root(c).station) = (Some("none".into()), None),
        &[Breach::CertificateTree]),
    ("splits beyond all numbers", |_, _, c| splits(c).for_each(|split| split.at_most = u64::MAX),
        &[Breach::BoundUnsupported; 2]),
    ("the same prices for all cases", |_, _, c| for node in &mut proof(c).trees[0].nodes {
        if let BranchingNode::Leaf(list) = node { *list = 0; }
    }, &[Breach::BoundUnsupported; 2]),
    ("a list that is not there", |_, _, c| {
        *proof(c).trees[0].nodes.last_mut().expect("a node") = BranchingNode::Leaf(usize::MAX);
    }, &[Breach::CertificateTree]),
    ("a list too short", |_, _, c| { proof(c).trees[0].prices[1].pop(); }, &[Breach::CertificateTree]),
    ("a place that no list has", |q, _, c| {
        put(&mut proof(c).trees[0].places.learner, &q.learners[0].id, &q.slots[0].id, i64::MAX);
    }, &[Breach::CertificateTree]),
    ("prices without places", |_, _, c| proof(c).trees[0].places = Prices::default(), &[Breach::BoundUnsupported; 2]),
    ("all prices of the cases halved", |_, _, c| {
        proof(c).trees[0].prices.iter_mut().flatten().for_each(|price| *price /= 2);
    }, &[Breach::BoundUnsupported; 2]),
    ("shared prices gone", |_, _, c| proof(c).prices = Prices::default(), &[Breach::BoundUnsupported; 2]),
    ("a shared price below 0", |q, _, c| {
        let prices = &mut proof(c).prices;
        put(&mut prices.candidate, &q.learners[0].id, &q.learners[0].candidates[0].offering, -1);
    }, &[Breach::CertificatePrice]),
    ("a price of a case below 0", |_, _, c| {
        let tree = &mut proof(c).trees[0];
        let used = tree.nodes.iter().find_map(|node| match node { BranchingNode::Leaf(list) => Some(*list), _ => None });
        tree.prices[used.expect("a case")][0] = -1;
    }, &[Breach::CertificatePrice]),
    ("an unknown learner in the places", |q, _, c| {
        put(&mut proof(c).trees[0].places.learner, "nobody", &q.slots[0].id, 1);
    }, &[Breach::CertificateRow]),
    ("slots owed by a part of the day", |q, _, c| {
        let tree = &mut proof(c).trees[0];
        put(&mut tree.places.shortfall, &q.learners[0].id, "owed", 1);
        tree.prices.iter_mut().for_each(|prices| prices[0] = 1);
    }, &[Breach::CertificateTree]),
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
    let day = branched();
    for (name, change, expected) in SABOTAGES_OF_BRANCHING {
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
