//! Judge, reader and validation take whatever comes: no document makes them panic, and what they say does not depend
//! on the order of its lists.

use daybreak::check::{check, check_rules};
use daybreak::ingest::problem::{read_plan, read_problem};
use daybreak::model::plan::{PLAN_FORMAT, Plan, Seat, Session, Stopped};
use daybreak::model::problem::Problem;
use daybreak::validate::problem::validate_problem;
use proptest::prelude::*;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::support::tiny::tiny_problem;

/// An id of a tiny problem, or one that it does not have.
fn id(kind: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![8 => (0..4_u32).prop_map(move |i| format!("{kind}{i}")), 1 => Just("desk".into()), 1 => Just(String::new())]
}

/// Any plan, valid or not, about the ids that tiny problems have.
fn any_plan() -> impl Strategy<Value = Plan> {
    let seat = (id("l"), id("o")).prop_map(|(id, offering)| Seat { id, offering });
    let session = (
        (id("c"), id("s"), proptest::option::of(id("o")), proptest::option::of(Just("desk".to_owned())), id("r")),
        proptest::collection::vec(id("t"), 0..4),
        proptest::collection::vec(seat, 0..5),
    );
    let session = session.prop_map(|((id, slot, offering, station, room), staff, learners)| Session {
        id,
        slot,
        offering,
        station,
        room,
        staff,
        learners,
    });
    (proptest::collection::vec(session, 0..7), any::<i64>(), any::<i64>(), any::<f64>()).prop_map(
        |(sessions, objective, bound, gap)| Plan {
            format: PLAN_FORMAT.into(),
            problem_sha256: String::new(),
            sessions,
            objective,
            bound,
            gap,
            stopped: Stopped::Budget,
            certificate: None,
        },
    )
}

/// Changes a value somewhere: an extreme number, another word, an element twice or not at all.
fn damage(value: &mut Value, dice: &mut ChaCha8Rng) {
    match value {
        Value::Array(list) if !list.is_empty() && dice.random_bool(0.85) => {
            let at = dice.random_range(0..list.len());
            match dice.random_range(0..8) {
                0 => list.push(list[at].clone()),
                1 => drop(list.remove(at)),
                _ => damage(&mut list[at], dice),
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let at = dice.random_range(0..fields.len());
            let value = fields.values_mut().nth(at).expect("below its length");
            damage(value, dice);
        }
        Value::Number(_) => {
            let numbers = [json!(0), json!(1), json!(2), json!(u32::MAX), json!(i64::MAX), json!(i64::MIN), json!(-1)];
            *value = numbers[dice.random_range(0..numbers.len())].clone();
        }
        Value::String(_) => {
            let words = ["", "s0", "s3", "o0", "o1", "l0", "t0", "r0", "d0", "desk", "x", "m", "08:10", "b0"];
            *value = json!(words[dice.random_range(0..words.len())]);
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {}
    }
}

/// A tiny problem with some damage, as long as it can still be read.
fn damaged_problem(seed: u64) -> Problem {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut problem = tiny_problem(seed);
    for _ in 0..dice.random_range(0..12) {
        let mut value = serde_json::to_value(&problem).expect("JSON");
        damage(&mut value, &mut dice);
        let bytes = serde_json::to_vec(&value).expect("JSON");
        match read_problem("damaged.json", &bytes) {
            Ok(read) => problem = read,
            Err(issues) => assert!(!issues.is_empty(), "seed {seed}"),
        }
    }
    problem
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_plan_makes_the_judge_panic(seed in any::<u64>(), plan in any_plan()) {
        let verdict = check(&tiny_problem(seed), &plan);
        prop_assert!(verdict.violations.windows(2).all(|pair| pair[0] < pair[1]), "sorted, each once");
    }

    #[test]
    fn no_damage_makes_judge_or_validation_panic(seed in any::<u64>(), plan in any_plan()) {
        let problem = damaged_problem(seed);
        let _ = check(&problem, &plan);
        for issue in validate_problem("damaged.json", &problem) {
            prop_assert!(!issue.found.is_empty() && !issue.expected.is_empty());
            prop_assert!(issue.maybe.is_none_or(|hint| hint.starts_with("Maybe ")));
        }
    }

    #[test]
    fn documents_are_read_as_they_were_written(seed in any::<u64>(), plan in any_plan()) {
        let problem = damaged_problem(seed);
        let bytes = serde_json::to_vec_pretty(&problem).expect("JSON");
        prop_assert_eq!(read_problem("p.json", &bytes).expect("readable"), problem);
        if plan.gap.is_finite() {
            let read = read_plan("p.json", &serde_json::to_vec(&plan).expect("JSON")).expect("readable");
            prop_assert_eq!(read.sessions, plan.sessions);
        }
    }

    #[test]
    fn the_order_of_lists_changes_nothing(seed in any::<u64>(), plan in any_plan()) {
        let problem = tiny_problem(seed);
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let (mut shuffled, mut replan) = (problem.clone(), plan.clone());
        shuffled.rooms.shuffle(&mut dice);
        shuffled.staff.shuffle(&mut dice);
        shuffled.offerings.shuffle(&mut dice);
        shuffled.learners.shuffle(&mut dice);
        shuffled.together.shuffle(&mut dice);
        // Seats are left alone: of a learner listed twice in a session the first counts.
        for session in &mut replan.sessions {
            session.staff.shuffle(&mut dice);
        }
        prop_assert_eq!(check_rules(&problem, &plan), check_rules(&shuffled, &replan));
    }
}
