//! The scheduler on generated days: every plan verifies, bounds hold, threads and row order change nothing.

use std::sync::atomic::{AtomicU32, Ordering};

use daybreak::check::{check, check_bound};
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::model::plan::{Plan, Stopped};
use daybreak::model::problem::{Previous, Problem};
use daybreak::schedule::{ScheduleError, Solution, Watch, schedule};

fn config(effort: f64) -> ScheduleConfig {
    ScheduleConfig { effort, ..ScheduleConfig::default() }
}

/// Schedules and asks the judge.
fn sound(problem: &Problem, effort: f64, what: &str) -> Plan {
    let Solution { plan, certificate, log } =
        schedule(problem, "sha", &config(effort), &()).unwrap_or_else(|e| panic!("{what}: {e}"));
    let verdict = check(problem, &plan);
    assert!(verdict.is_valid(), "{what}: {:#?}", verdict.violations);
    assert_eq!(verdict.objective.total(), plan.objective, "{what}");
    let unsupported = check_bound(problem, "sha", &plan, Some(&certificate));
    assert!(unsupported.is_empty(), "{what}: {unsupported:#?}");
    assert!(log.bounds.iter().all(|(_, bound)| *bound >= plan.objective), "{what}: {:?}", log.bounds);
    plan
}

#[test]
fn plans_of_every_family_verify() {
    for supply in [Supply::Rich, Supply::ScarceStaff, Supply::ScarceRooms] {
        for demand in [Demand::Even, Demand::LongTail] {
            for rules in [Rules::Plain, Rules::All] {
                for n_slots in [1, 4, 6] {
                    let spec =
                        ProblemSpec { n_learners: 90, n_slots, supply, demand, rules, seed: 5, ..Default::default() };
                    let problem = generate_problem(&spec);
                    match schedule(&problem, "sha", &config(0.02), &()) {
                        Ok(_) => drop(sound(&problem, 0.02, &format!("{spec:?}"))),
                        // A generated day may ask for more than there is; it must say what.
                        Err(error) => assert!(matches!(error, ScheduleError::NoValidPlan { .. }), "{spec:?}: {error}"),
                    }
                }
            }
        }
    }
}

#[test]
fn one_and_two_threads_write_the_same_plan() {
    let problem = generate_problem(&ProblemSpec { n_learners: 80, rules: Rules::All, seed: 3, ..Default::default() });
    let with = |n: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a small pool");
        pool.install(|| schedule(&problem, "sha", &config(0.05), &()).map(|solution| solution.plan))
    };
    assert_eq!(with(1), with(2));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let problem = generate_problem(&ProblemSpec { n_learners: 80, rules: Rules::All, seed: 4, ..Default::default() });
    let mut turned = problem.clone();
    turned.rooms.reverse();
    turned.staff.reverse();
    turned.offerings.reverse();
    turned.learners.reverse();
    turned.apart.reverse();
    turned.together.reverse();
    turned.never_alone.reverse();
    turned.pins.reverse();
    for learner in &mut turned.learners {
        learner.candidates.reverse();
        learner.requirements.reverse();
    }
    let plan = |p: &Problem| schedule(p, "sha", &config(0.05), &()).map(|solution| solution.plan);
    assert_eq!(plan(&problem), plan(&turned));
}

#[test]
fn an_unchanged_day_keeps_its_plan() {
    let mut problem = generate_problem(&ProblemSpec { n_learners: 60, ..Default::default() });
    let before = sound(&problem, 0.1, "before");
    problem.previous =
        Some(Previous { plan: before.clone(), change_cost: 100_000, room_cost: 0, people_cost: 0, duty_cost: 0 });
    let after = sound(&problem, 0.1, "after");
    assert_eq!(before.sessions, after.sessions);
}

#[test]
fn the_clock_and_a_signal_return_a_valid_plan() {
    let problem = generate_problem(&ProblemSpec { n_learners: 120, ..Default::default() });
    let hurried = ScheduleConfig { seconds: Some(0.0), ..ScheduleConfig::default() };
    let Solution { plan, .. } = schedule(&problem, "sha", &hurried, &()).expect("nothing hard in it");
    assert_eq!(plan.stopped, Stopped::Deadline);
    assert!(check(&problem, &plan).is_valid());

    struct Impatient(AtomicU32);
    impl Watch for Impatient {
        fn interrupted(&self) -> bool {
            self.0.fetch_add(1, Ordering::Relaxed) > 3
        }
    }
    let Solution { plan, .. } =
        schedule(&problem, "sha", &config(1.0), &Impatient(AtomicU32::new(0))).expect("nothing hard in it");
    assert_eq!(plan.stopped, Stopped::Interrupted);
    assert!(check(&problem, &plan).is_valid());
}

#[test]
fn days_at_the_edges_are_planned() {
    let day = || generate_problem(&ProblemSpec { n_learners: 12, n_slots: 3, ..Default::default() });
    type Edge = (&'static str, fn(&mut Problem));
    let edges: [Edge; 8] = [
        ("nobody", |p| p.learners.clear()),
        ("one learner", |p| p.learners.truncate(1)),
        ("no staff", |p| p.staff.clear()),
        ("no rooms", |p| p.rooms.clear()),
        ("nothing offered", |p| {
            p.offerings.clear();
            p.learners.iter_mut().for_each(|l| l.candidates.clear());
        }),
        ("no slots", |p| p.slots.clear()),
        ("utilities of 0", |p| p.learners.iter_mut().flat_map(|l| &mut l.candidates).for_each(|c| c.utility = 0)),
        ("utilities of 10^9", |p| {
            p.learners.iter_mut().flat_map(|l| &mut l.candidates).for_each(|c| c.utility *= 1_000_000);
        }),
    ];
    for (what, change) in edges {
        let mut problem = day();
        change(&mut problem);
        sound(&problem, 0.1, what);
    }
}
