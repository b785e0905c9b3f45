//! Control of a search: former plans and prices to start from, the clock, signals, and how stable its plan is.

use std::time::{Duration, Instant};

use daybreak::check::{check, check_bound};
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::model::plan::Stopped;
use daybreak::model::problem::Problem;
use daybreak::schedule::{Solution, Start, schedule_from};

fn day(n_learners: usize, seed: u64) -> Problem {
    let (supply, demand) = (Supply::Mixed, Demand::Spread);
    generate_problem(&ProblemSpec { n_learners, supply, demand, rules: Rules::All, seed, ..Default::default() })
}

/// Schedules and asks the judge.
fn solve(problem: &Problem, effort: f64, start: Start<'_>) -> Solution {
    let config = ScheduleConfig { effort, ..ScheduleConfig::default() };
    let solution = schedule_from(problem, "sha", start, &config, &()).expect("a generated day has a plan");
    let verdict = check(problem, &solution.plan);
    assert!(verdict.is_valid(), "{:#?}", verdict.violations);
    let unsupported = check_bound(problem, "sha", &solution.plan, Some(&solution.certificate));
    assert!(unsupported.is_empty(), "{unsupported:#?}");
    solution
}

/// The day with a person and a few learners absent, and some wishes of another weight.
fn changed(problem: &Problem) -> Problem {
    let mut changed = problem.clone();
    let gone: Vec<String> = changed.learners.iter().step_by(25).map(|l| l.id.clone()).collect();
    changed.learners.retain(|l| !gone.contains(&l.id));
    changed.pins.clear();
    changed.apart.retain(|pair| pair.iter().all(|l| !gone.contains(l)));
    changed.together.retain(|pair| pair.learners.iter().all(|l| !gone.contains(l)));
    let absent = changed.staff.remove(0).id;
    for learner in &mut changed.learners {
        learner.staff_bonus.remove(&absent);
        learner.staff_barred.retain(|p| *p != absent);
        learner.requirements.iter_mut().for_each(|r| r.shortfall_cost = Some(r.shortfall_cost.unwrap_or(2_000)));
        learner.candidates.iter_mut().step_by(7).for_each(|c| c.utility += 40);
    }
    changed
}

#[test]
fn a_valid_start_is_never_worsened() {
    for seed in 1..=4 {
        let problem = day(70, seed);
        let before = solve(&problem, 0.15, Start::default());
        let start = Start { plan: Some(&before.plan), certificate: None };
        let after = solve(&problem, 0.0, start);
        assert!(after.plan.objective >= before.plan.objective, "seed {seed}");
        assert_eq!(after.log.unknown_in_start, 0);
    }
}

#[test]
fn a_start_of_a_similar_day_helps_and_what_is_unknown_is_counted() {
    let problem = day(100, 2);
    let before = solve(&problem, 0.5, Start::default());
    let today = changed(&problem);
    let own = solve(&today, 0.0, Start::default());
    let started = solve(&today, 0.0, Start { plan: Some(&before.plan), certificate: None });
    assert!(started.log.unknown_in_start > 0);
    assert!(started.plan.objective > own.plan.objective);
}

#[test]
fn prices_of_the_same_day_prove_the_same_bound_at_once() {
    let problem = day(60, 3);
    let before = solve(&problem, 0.2, Start::default());
    let after = solve(&problem, 0.0, Start { plan: None, certificate: Some(&before.certificate) });
    assert_eq!(after.plan.bound, before.plan.bound);
    assert_eq!(after.log.unknown_in_prices, 0);
}

#[test]
fn prices_of_last_night_save_most_pricings() {
    let problem = day(100, 4);
    let night = solve(&problem, 1.0, Start::default());
    let today = changed(&problem);
    let warm = solve(&today, 0.25, Start { plan: None, certificate: Some(&night.certificate) });
    let cold = solve(&today, 0.25, Start::default());
    let long = solve(&today, 1.0, Start::default());
    assert!(warm.log.unknown_in_prices > 0);
    // As many from scratch stay far above; four times as many end about where these do.
    let (warm, cold, long) = (warm.plan.bound, cold.plan.bound, long.plan.bound);
    assert!(warm < cold && warm <= long + long / 50, "{warm} from last night, {cold} and {long} from scratch");
}

#[test]
fn a_deadline_ends_the_search_and_asks_for_no_more() {
    let problem = day(60, 1);
    let config = |deadline| ScheduleConfig { effort: 0.1, deadline: Some(deadline), ..ScheduleConfig::default() };
    let run = |deadline| schedule_from(&problem, "sha", Start::default(), &config(deadline), &()).expect("a plan");
    let past = run(Instant::now()).plan;
    assert_eq!(past.stopped, Stopped::Deadline);
    assert!(check(&problem, &past).is_valid());
    let far = run(Instant::now() + Duration::from_secs(3_600));
    assert_eq!(far.log.rounds, solve(&problem, 0.1, Start::default()).log.rounds);
}

#[test]
fn no_session_is_better_left_out() {
    for seed in 1..=3 {
        let problem = day(80, seed);
        let Solution { plan, log, .. } = solve(&problem, 0.5, Start::default());
        let gain = log.stability.expect("time enough to look").gain;
        for i in 0..plan.sessions.len() {
            let mut without = plan.clone();
            without.sessions.remove(i);
            let verdict = check(&problem, &without);
            let objective = verdict.objective.total();
            // What the plan says of itself no longer holds; every other breach is a rule that needs the session.
            let breaks_a_rule = verdict.violations.iter().any(|v| v.rule.name() != "claim");
            assert!(breaks_a_rule || objective <= plan.objective + gain, "seed {seed}, {}", plan.sessions[i].id);
        }
    }
}

#[cfg(unix)]
mod signals {
    //! Sent to a child process that would search for hours.

    use std::process::{Child, Command, Stdio};

    use daybreak::model::plan::Plan;

    use super::*;

    fn hours(folder: &std::path::Path) -> Child {
        std::fs::write(folder.join("problem.json"), daybreak::pipeline::problem_json(&day(200, 1))).expect("writable");
        let child = Command::new(env!("CARGO_BIN_EXE_daybreak"))
            .args(["solve", "problem.json", "-o", "plan.json", "--effort", "10000", "-q"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_secs(3));
        child
    }

    fn send(child: &Child, signals: &[&str]) {
        let script: Vec<String> = signals.iter().map(|signal| format!("kill -{signal} {}", child.id())).collect();
        assert!(Command::new("sh").args(["-c", &script.join(";")]).status().expect("a shell").success());
    }

    #[test]
    fn the_first_returns_the_best_plan_so_far() {
        for signal in ["INT", "TERM"] {
            let folder = tempfile::tempdir().expect("a folder");
            let mut child = hours(folder.path());
            send(&child, &[signal]);
            assert_eq!(child.wait().expect("it ends").code(), Some(0), "{signal}");
            let bytes = std::fs::read(folder.path().join("plan.json")).expect("the plan is written");
            let plan: Plan = serde_json::from_slice(&bytes).expect("a plan");
            assert_eq!(plan.stopped, Stopped::Interrupted);
            assert!(folder.path().join("certificate.json").is_file());
        }
    }

    #[test]
    fn the_second_ends_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = hours(folder.path());
        send(&child, &["INT", "TERM"]);
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
        assert!(!folder.path().join("plan.json").exists());
    }
}
