//! Generated day problems: every family is what its name says, uses what its rules promise, and has a valid plan.

use std::collections::BTreeSet;

use daybreak::check::check;
use daybreak::config::ScheduleConfig;
use daybreak::generate::problem::{Demand, ProblemSpec, Rules, Supply, generate_problem};
use daybreak::issue::Severity;
use daybreak::model::problem::Problem;
use daybreak::schedule::schedule;
use daybreak::validate::problem::validate_problem;

const SUPPLIES: [Supply; 5] =
    [Supply::Rich, Supply::ScarceStaff, Supply::ScarceRooms, Supply::ScarceBoth, Supply::Mixed];
const DEMANDS: [Demand; 3] = [Demand::Even, Demand::Spread, Demand::LongTail];

/// Every family at a size.
fn families(n_learners: usize, n_slots: usize, seed: u64) -> Vec<ProblemSpec> {
    let mut specs = Vec::new();
    for supply in SUPPLIES {
        for demand in DEMANDS {
            for rules in [Rules::Plain, Rules::All, Rules::Places] {
                specs.push(ProblemSpec { n_learners, n_slots, supply, demand, rules, seed, ..Default::default() });
            }
        }
    }
    specs
}

/// Places in rooms and people, for each learner.
fn supply_of(problem: &Problem) -> (f64, f64) {
    let places: u32 = problem.rooms.iter().map(|room| room.capacity).sum();
    let n = problem.learners.len() as f64;
    (f64::from(places) / n, problem.staff.len() as f64 / n)
}

fn n_lessons(problem: &Problem) -> usize {
    problem.offerings.iter().filter(|offering| offering.station.is_none()).count()
}

#[test]
fn a_plan_is_found_for_every_family() {
    let config = ScheduleConfig { effort: 0.2, ..ScheduleConfig::default() };
    let sizes = [(60, 4, 3), (100, 6, 1)];
    for spec in sizes.into_iter().flat_map(|(n_learners, n_slots, seed)| families(n_learners, n_slots, seed)) {
        let problem = generate_problem(&spec);
        let solution = schedule(&problem, "", &config, &()).unwrap_or_else(|error| panic!("{spec:?}: {error}"));
        let verdict = check(&problem, &solution.plan);
        assert!(verdict.is_valid(), "{spec:?}: {:#?}", verdict.violations);
    }
}

#[test]
fn every_family_is_valid_input_and_comes_back_from_its_seed() {
    let sizes = [(1, 1, 1), (2, 2, 2), (70, 1, 3), (70, 12, 4), (300, 8, 5)];
    for spec in sizes.into_iter().flat_map(|(n_learners, n_slots, seed)| families(n_learners, n_slots, seed)) {
        let problem = generate_problem(&spec);
        let issues = validate_problem("problem.json", &problem);
        let errors: Vec<String> =
            issues.iter().filter(|issue| issue.severity == Severity::Error).map(ToString::to_string).collect();
        assert_eq!(errors, Vec::<String>::new(), "{spec:?}");
        assert_eq!(problem, generate_problem(&spec), "{spec:?}");
        assert_eq!((problem.learners.len(), problem.slots.len()), (spec.n_learners, spec.n_slots));
    }
}

#[test]
fn supply_and_demand_are_as_named() {
    let of = |supply, demand| {
        generate_problem(&ProblemSpec { n_learners: 600, supply, demand, rules: Rules::Plain, ..Default::default() })
    };
    let [rich, staff, rooms, both, mixed] = SUPPLIES.map(|supply| supply_of(&of(supply, Demand::Even)));
    assert_eq!((rooms.1, staff.0), (rich.1, rich.0), "the one that is not short is as rich as ever");
    assert!(both.0 < mixed.0 && mixed.0 < rich.0, "places: {} {} {}", both.0, mixed.0, rich.0);
    assert!(both.1 < mixed.1 && mixed.1 < rich.1, "people: {} {} {}", both.1, mixed.1, rich.1);
    let [even, spread, tail] = DEMANDS.map(|demand| n_lessons(&of(Supply::Rich, demand)));
    assert!(even < spread && spread < tail && tail == 2 * even, "lessons: {even} {spread} {tail}");
}

#[test]
fn more_candidates_are_more_choice() {
    let per_learner = |n_candidates| {
        let problem = generate_problem(&ProblemSpec { n_candidates, demand: Demand::LongTail, ..Default::default() });
        problem.learners.iter().map(|learner| learner.candidates.len()).sum::<usize>() as f64 / 300.0
    };
    let means = [6, 20, 40, 80].map(per_learner);
    assert!(means.windows(2).all(|pair| pair[0] + 4.0 < pair[1]), "{means:?}");
}

#[test]
fn all_rules_with_places_are_every_kind_of_rule() {
    let spec = ProblemSpec { n_learners: 400, n_slots: 6, rules: Rules::Places, ..Default::default() };
    let p = generate_problem(&spec);
    let learners = || p.learners.iter();
    let candidates = || learners().flat_map(|learner| &learner.candidates);
    let requirements = || learners().flat_map(|learner| &learner.requirements);
    let used = [
        ("rooms closed at times", p.rooms.iter().any(|r| r.slots.is_some())),
        ("rooms for several sessions", p.rooms.iter().any(|r| r.sessions_at_once > 1)),
        ("part-time people", p.staff.iter().any(|s| s.slots.is_some())),
        ("sessions a day", p.staff.iter().any(|s| s.sessions_max.is_some())),
        ("slots in a row", p.staff.iter().any(|s| s.consecutive_max.is_some())),
        ("long lessons", p.offerings.iter().any(|o| o.slots == 2)),
        ("two needs", p.offerings.iter().any(|o| o.staff.len() == 2)),
        ("room features", p.offerings.iter().any(|o| !o.room_features.is_empty())),
        ("copies", p.offerings.iter().any(|o| o.sessions_max.is_some())),
        ("devices in a lesson", p.offerings.iter().any(|o| o.station.is_none() && !o.devices.is_empty())),
        ("absent learners", learners().any(|l| l.slots.is_some())),
        ("group limits", learners().any(|l| l.group_size_max.is_some())),
        ("room features of learners", learners().any(|l| !l.room_features.is_empty())),
        ("barred people", learners().any(|l| !l.staff_barred.is_empty())),
        ("favourite people", learners().any(|l| !l.staff_bonus.is_empty())),
        ("start slots", candidates().any(|c| c.slots.is_some())),
        ("slot bonuses", candidates().any(|c| !c.slot_bonus.is_empty())),
        ("repeats", candidates().any(|c| c.times_max > 1)),
        ("exclusive", candidates().any(|c| c.exclusive.is_some())),
        ("after", candidates().any(|c| c.after.is_some())),
        ("requirements at a cost", requirements().any(|q| q.shortfall_cost.is_some() && q.excess_cost.is_some())),
        ("slots that are owed", requirements().any(|q| q.slots_min > 0 && q.shortfall_cost.is_none())),
        ("limits without a cost", requirements().any(|q| q.slots_max.is_some() && q.excess_cost.is_none())),
        ("apart", !p.apart.is_empty()),
        ("apart in place", !p.apart_places.is_empty()),
        ("ways of learners", learners().any(|l| l.room_change_cost > 0 && l.zone_change_cost > 0)),
        ("ways of people", p.staff.iter().any(|s| s.room_change_cost > 0 && s.zone_change_cost > 0)),
        ("order", candidates().any(|c| c.follows.is_some() && c.early_cost > 0)),
        ("together", !p.together.is_empty()),
        ("never alone at a cost", p.never_alone.iter().any(|rule| rule.cost.is_some())),
        ("never alone", p.never_alone.iter().any(|rule| rule.cost.is_none())),
        ("pinned slots", p.pins.iter().any(|pin| pin.offering.is_none())),
        ("pinned offerings", p.pins.iter().any(|pin| pin.offering.is_some())),
        ("pinned rooms", p.pins.iter().any(|pin| pin.room.is_some())),
        ("pinned people", p.pins.iter().any(|pin| pin.staff.is_some())),
    ];
    let missing: BTreeSet<&str> = used.into_iter().filter(|(_, used)| !used).map(|(name, _)| name).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
