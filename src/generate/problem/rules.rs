//! Every kind of constraint and of points, each on some rows of a generated day.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::witness::Witness;
use daybreak_day::problem::{Learner, NeverAlone, Pin, Problem, Requirement, StaffNeed, Together};

/// Draws for a learner and a slot that the witness can seat, before a pin or a requirement is left out.
const TRIES: usize = 40;

/// Adds them.
pub(super) fn add(problem: &mut Problem, rng: &mut ChaCha8Rng) {
    rules_of_offerings(problem, rng);
    for person in &mut problem.staff {
        if rng.random_bool(0.5) {
            person.consecutive_max = Some(2);
        }
    }
    let staff: Vec<String> = problem.staff.iter().map(|p| p.id.clone()).collect();
    let slots: Vec<String> = problem.slots.iter().map(|s| s.id.clone()).collect();
    for learner in &mut problem.learners {
        rules_of_learner(learner, &staff, &slots, rng);
    }
    let n = problem.learners.len();
    let pair = |rng: &mut ChaCha8Rng| {
        let a = rng.random_range(0..n);
        let b = (a + 1 + rng.random_range(0..n - 1)) % n;
        [a.min(b), a.max(b)]
    };
    if n >= 2 {
        for _ in 0..n / 20 {
            let [a, b] = pair(rng).map(|i| problem.learners[i].id.clone());
            problem.apart.push([a, b]);
            let learners = pair(rng).map(|i| problem.learners[i].id.clone());
            if learners != problem.apart[problem.apart.len() - 1] {
                problem.together.push(Together { learners, bonus: rng.random_range(50..300) });
            }
        }
    }
    problem.never_alone.push(NeverAlone { tag: "newcomer".into(), cost: Some(250) });
    problem.never_alone.push(NeverAlone { tag: "interpreter".into(), cost: None });
    limit_rooms(problem);
    let mut witness = Witness::default();
    pin(problem, &mut witness, rng);
    require(problem, &mut witness, rng);
}

/// Some rooms are closed in the last slot of a day that has others.
fn limit_rooms(problem: &mut Problem) {
    let all_but_last = problem.slots.len() - 1;
    if all_but_last == 0 {
        return;
    }
    for room in problem.rooms.iter_mut().skip(5).step_by(7) {
        room.slots = Some(problem.slots[..all_but_last].iter().map(|slot| slot.id.clone()).collect());
    }
}

/// What a person has decided: a learner's slot, often with the offering, sometimes with the room or the person.
fn pin(problem: &mut Problem, witness: &mut Witness, rng: &mut ChaCha8Rng) {
    for i in 0..problem.learners.len() / 50 {
        for _ in 0..TRIES {
            let (l, slot) = (rng.random_range(0..problem.learners.len()), rng.random_range(0..problem.slots.len()));
            let offering = rng.random_bool(0.5).then_some("mathematics.online");
            let Some(seated) = witness.seat(problem, l, slot, offering) else { continue };
            problem.pins.push(Pin {
                learner: problem.learners[l].id.clone(),
                slot: problem.slots[slot].id.clone(),
                offering: offering.map(str::to_owned),
                room: (i % 4 == 2).then(|| problem.rooms[seated.room].id.clone()),
                staff: (i % 4 == 3).then(|| problem.staff[seated.person].id.clone()),
            });
            break;
        }
    }
}

/// Requirements without a cost: a slot that is owed to some, a limit for others.
fn require(problem: &mut Problem, witness: &mut Witness, rng: &mut ChaCha8Rng) {
    for _ in 0..problem.learners.len() / 50 {
        for _ in 0..TRIES {
            let (l, slot) = (rng.random_range(0..problem.learners.len()), rng.random_range(0..problem.slots.len()));
            if witness.seat(problem, l, slot, Some("science.online")).is_some() {
                problem.learners[l].requirements.push(without_cost("owed", "science", 1, None));
                break;
            }
        }
    }
    for learner in problem.learners.iter_mut().step_by(37) {
        learner.requirements.push(without_cost("limit", "arts", 0, Some(2)));
    }
}

fn without_cost(id: &str, tag: &str, slots_min: u32, slots_max: Option<u32>) -> Requirement {
    let (id, tag) = (id.to_owned(), tag.to_owned());
    Requirement { id, tag, slots_min, slots_max, shortfall_cost: None, excess_cost: None }
}

fn rules_of_offerings(problem: &mut Problem, rng: &mut ChaCha8Rng) {
    for (i, offering) in problem.offerings.iter_mut().enumerate() {
        if offering.station.is_some() {
            continue;
        }
        if i % 11 == 5 && problem.slots.len() > 1 {
            offering.slots = 2;
            offering.modality = "project".to_owned();
        }
        if i % 17 == 3 {
            offering.staff.push(StaffNeed { tag: "aide".to_owned(), count: 1 });
        }
        if rng.random_bool(0.2) {
            offering.sessions_max = Some(2);
        }
        if rng.random_bool(0.1) {
            offering.devices.insert("laptop".to_owned(), 1);
        }
    }
}

fn rules_of_learner(learner: &mut Learner, staff: &[String], slots: &[String], rng: &mut ChaCha8Rng) {
    if rng.random_bool(0.05) {
        learner.group_size_max = Some(10);
    }
    if rng.random_bool(0.03) {
        learner.room_features.push("step_free".to_owned());
    }
    if rng.random_bool(0.05) {
        learner.staff_barred.extend(staff.choose(rng).cloned());
    }
    if rng.random_bool(0.2) {
        learner.staff_bonus.extend(staff.choose(rng).map(|p| (p.clone(), rng.random_range(50..200))));
    }
    if rng.random_bool(0.05) {
        learner.tags.push("newcomer".to_owned());
    }
    if rng.random_bool(0.03) {
        learner.tags.push("interpreter".to_owned());
    }
    if rng.random_bool(0.05) {
        learner.slots = Some(slots[..slots.len().div_ceil(2)].to_vec());
    }
    learner.requirements.push(Requirement {
        id: "reading".to_owned(),
        tag: "reading".to_owned(),
        slots_min: 1,
        slots_max: Some(2),
        shortfall_cost: Some(400),
        excess_cost: Some(200),
    });
    let first = learner.candidates.first().map(|c| c.offering.clone());
    for (i, candidate) in learner.candidates.iter_mut().enumerate() {
        if rng.random_bool(0.1) {
            candidate.slot_bonus.extend(slots.choose(rng).map(|s| (s.clone(), rng.random_range(20..200))));
        }
        if candidate.offering.ends_with("online") {
            candidate.times_max = 2;
        } else if i % 6 == 1 || i % 6 == 2 {
            candidate.exclusive = Some("either".to_owned());
        } else if i % 9 == 8 {
            candidate.after.clone_from(&first);
        }
        if rng.random_bool(0.05) {
            candidate.slots = Some(slots[slots.len() / 2..].to_vec());
        }
    }
}
