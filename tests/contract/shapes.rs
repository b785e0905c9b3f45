//! Days of every shape: each gets a valid plan whose bound can be recomputed, the same whatever the threads.

use daybreak::check::{check, check_bound};
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::issue::Severity;
use daybreak::model::problem::{Candidate, Pin, Problem, Requirement};
use daybreak::schedule::{Solution, schedule};
use daybreak::validate::problem::validate_problem;

/// Solves with a number of threads.
fn solve(problem: &Problem, config: &ScheduleConfig, n_threads: usize, what: &str) -> Solution {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("a small pool");
    pool.install(|| schedule(problem, "sha", config, &())).unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// The plan that everything promised holds for.
fn sound(problem: &Problem, config: &ScheduleConfig, what: &str) -> Solution {
    let issues = validate_problem("problem.json", problem);
    let refused: Vec<String> =
        issues.iter().filter(|issue| issue.severity == Severity::Error).map(ToString::to_string).collect();
    assert_eq!(refused, Vec::<String>::new(), "{what}: the day itself is at fault");
    let solution = solve(problem, config, 1, what);
    let verdict = check(problem, &solution.plan);
    assert!(verdict.is_valid(), "{what}: {:#?}", verdict.violations);
    assert_eq!(verdict.objective.total(), solution.plan.objective, "{what}");
    assert!(solution.plan.bound >= solution.plan.objective, "{what}: {}", solution.plan.bound);
    let unsupported = check_bound(problem, "sha", &solution.plan, Some(&solution.certificate));
    assert!(unsupported.is_empty(), "{what}: {unsupported:#?}");
    solution
}

fn day(n_learners: usize, n_slots: usize, rules: Rules) -> Problem {
    generate_problem(&ProblemSpec { n_learners, n_slots, rules, seed: 11, ..Default::default() })
}

fn candidates(problem: &mut Problem) -> impl Iterator<Item = &mut Candidate> {
    problem.learners.iter_mut().flat_map(|learner| &mut learner.candidates)
}

/// Drops the offerings that do not pass, and every candidate for them.
fn keep_offerings(problem: &mut Problem, keep: impl Fn(&daybreak::model::problem::Offering) -> bool) {
    problem.offerings.retain(keep);
    for learner in &mut problem.learners {
        learner.candidates.retain(|c| problem.offerings.iter().any(|o| o.id == c.offering));
    }
}

/// A day in which every seat of some plan is pinned with everything that can be said about it.
fn everyone_pinned() -> Problem {
    let mut problem = day(60, 4, Rules::All);
    let plan = sound(&problem, &ScheduleConfig { effort: 0.02, ..Default::default() }, "before the pins").plan;
    problem.pins.clear();
    for session in &plan.sessions {
        let first = problem.slots.iter().position(|slot| slot.id == session.slot).expect("a slot of the day");
        for seat in &session.learners {
            let offering = problem.offerings.iter().find(|o| o.id == seat.offering).expect("an offering of the day");
            for slot in &problem.slots[first..first + offering.slots as usize] {
                problem.pins.push(Pin {
                    learner: seat.id.clone(),
                    slot: slot.id.clone(),
                    offering: Some(seat.offering.clone()),
                    room: Some(session.room.clone()),
                    staff: session.staff.first().cloned(),
                });
            }
        }
    }
    problem
}

/// One learner may choose among 2,000 offerings; half of them take a single learner.
fn thousands_of_candidates() -> Problem {
    let mut problem = day(40, 4, Rules::Plain);
    let model = problem.offerings.iter().find(|o| o.station.is_none()).expect("a lesson").clone();
    let like = problem.learners[0].candidates[0].clone();
    for i in 0..2_000 {
        let mut offering = model.clone();
        offering.id = format!("choice{i:04}");
        offering.size_min = if i % 2 == 0 { 1 } else { offering.size_min };
        let candidate = Candidate { offering: offering.id.clone(), utility: i % 700, ..like.clone() };
        problem.offerings.push(offering);
        problem.learners[0].candidates.push(candidate);
    }
    problem
}

#[test]
fn days_of_every_shape_are_planned() {
    type Shape = (&'static str, fn() -> Problem);
    let shapes: [Shape; 23] = [
        ("stations only", || {
            let mut p = day(60, 4, Rules::Plain);
            keep_offerings(&mut p, |o| o.station.is_some());
            p
        }),
        ("no stations", || {
            let mut p = day(60, 4, Rules::Plain);
            keep_offerings(&mut p, |o| o.station.is_none());
            p.stations.clear();
            p
        }),
        ("one slot", || day(60, 1, Rules::All)),
        ("twelve slots", || day(60, 12, Rules::All)),
        ("one learner", || day(1, 6, Rules::Plain)),
        ("no staff", || {
            let mut p = day(60, 4, Rules::Plain);
            p.staff.clear();
            p
        }),
        ("no rooms", || {
            let mut p = day(60, 4, Rules::Plain);
            p.rooms.clear();
            p
        }),
        ("a single candidate each", || {
            let mut p = day(60, 4, Rules::Plain);
            p.learners.iter_mut().for_each(|l| l.candidates.truncate(1));
            p
        }),
        ("2,000 candidates for one learner", thousands_of_candidates),
        ("utilities of 0", || {
            let mut p = day(60, 4, Rules::All);
            candidates(&mut p).for_each(|c| c.utility = 0);
            p
        }),
        ("utilities of 10^9", || {
            let mut p = day(60, 4, Rules::All);
            candidates(&mut p).for_each(|c| c.utility = 1_000_000_000);
            p
        }),
        ("utilities of 0 and of 10^9", || {
            let mut p = day(60, 4, Rules::All);
            candidates(&mut p).enumerate().for_each(|(i, c)| c.utility = if i % 3 == 0 { 1_000_000_000 } else { 0 });
            p
        }),
        ("negative utilities", || {
            let mut p = day(60, 4, Rules::All);
            candidates(&mut p)
                .enumerate()
                .for_each(|(i, c)| c.utility = if i % 2 == 0 { -c.utility } else { c.utility });
            p
        }),
        ("300 pairs apart", || {
            let mut p = day(80, 4, Rules::Plain);
            let ids: Vec<String> = p.learners.iter().map(|l| l.id.clone()).collect();
            p.apart = (0..300).map(|i| [ids[i % 80].clone(), ids[(i % 80 + 1 + i / 80) % 80].clone()]).collect();
            p
        }),
        ("everyone pinned", everyone_pinned),
        ("groups of one size", || {
            let mut p = day(60, 4, Rules::Plain);
            p.offerings.iter_mut().for_each(|o| o.size_max = o.size_min);
            p.stations.iter_mut().for_each(|s| s.size_max = s.size_min);
            p
        }),
        ("five sessions at once in a room", || {
            let mut p = day(60, 4, Rules::All);
            p.rooms.iter_mut().for_each(|r| r.sessions_at_once = 5);
            p
        }),
        ("all want one lesson", || {
            let mut p = day(60, 4, Rules::Plain);
            let one = p.offerings.iter().find(|o| o.station.is_none()).expect("a lesson").id.clone();
            for learner in &mut p.learners {
                learner.candidates.truncate(1);
                learner.candidates[0].offering.clone_from(&one);
            }
            p
        }),
        ("exclusive everywhere", || {
            let mut p = day(60, 4, Rules::Plain);
            candidates(&mut p).enumerate().for_each(|(i, c)| c.exclusive = Some(format!("key{}", i % 2)));
            p
        }),
        ("chains of lessons", || {
            let mut p = day(60, 6, Rules::Plain);
            for learner in &mut p.learners {
                for i in 1..learner.candidates.len().min(5) {
                    learner.candidates[i].after = Some(learner.candidates[i - 1].offering.clone());
                }
            }
            p
        }),
        ("a chain that is owed", || {
            let mut p = day(60, 6, Rules::Plain);
            let learner = &mut p.learners[0];
            let stations: Vec<usize> = (0..learner.candidates.len())
                .filter(|i| learner.candidates[*i].offering.ends_with(".online"))
                .collect();
            for pair in stations.windows(2).take(2) {
                learner.candidates[pair[1]].after = Some(learner.candidates[pair[0]].offering.clone());
            }
            let last = learner.candidates[stations[2]].offering.clone();
            let tag = p.offerings.iter().find(|o| o.id == last).expect("known").id.clone();
            p.offerings.iter_mut().find(|o| o.id == last).expect("known").tags.push(tag.clone());
            p.learners[0].requirements.push(Requirement {
                id: "owed".to_owned(),
                tag,
                slots_min: 1,
                slots_max: None,
                shortfall_cost: None,
                excess_cost: None,
            });
            p
        }),
        ("scarce in everything", || {
            let (supply, demand) = (Supply::ScarceBoth, Demand::LongTail);
            generate_problem(&ProblemSpec { n_learners: 200, supply, demand, rules: Rules::All, ..Default::default() })
        }),
        ("mixed", || {
            let (supply, demand) = (Supply::Mixed, Demand::Spread);
            generate_problem(&ProblemSpec { n_learners: 200, supply, demand, rules: Rules::All, ..Default::default() })
        }),
    ];
    let config = ScheduleConfig { effort: 0.02, ..ScheduleConfig::default() };
    for (what, shape) in shapes {
        let problem = shape();
        let with_one = sound(&problem, &config, what);
        let with_four = solve(&problem, &config, 4, what);
        assert_eq!((with_one.plan, with_one.certificate), (with_four.plan, with_four.certificate), "{what}");
    }
}

/// The first full plan keeps every hard demand, before any search: at no effort, and when the clock has run out.
#[test]
fn the_first_plan_keeps_what_must_be() {
    let families = [
        (100, Supply::Rich, Demand::LongTail),
        (300, Supply::ScarceBoth, Demand::LongTail),
        (300, Supply::ScarceStaff, Demand::Spread),
        (300, Supply::ScarceRooms, Demand::LongTail),
        (1_000, Supply::Mixed, Demand::Spread),
    ];
    let no_effort = ScheduleConfig { effort: 0.0, ..ScheduleConfig::default() };
    let no_time = ScheduleConfig { seconds: Some(0.0), ..ScheduleConfig::default() };
    for (n_learners, supply, demand) in families {
        for seed in 1..=6 {
            let spec =
                ProblemSpec { n_learners, n_slots: 6, supply, demand, rules: Rules::All, seed, ..Default::default() };
            let problem = generate_problem(&spec);
            sound(&problem, &no_effort, &format!("{spec:?}"));
            sound(&problem, &no_time, &format!("{spec:?}, no time"));
        }
    }
}
