//! Small random changes of a plan, sound or not: what a careless planner might do.

use daybreak::model::plan::{Plan, Seat};
use daybreak::model::problem::Problem;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Changes one thing about the plan; sometimes nothing, when the plan has no such thing.
pub fn nudge(problem: &Problem, plan: &mut Plan, dice: &mut ChaCha8Rng) {
    let slot = problem.slots[dice.random_range(0..problem.slots.len())].id.clone();
    let room = problem.rooms[dice.random_range(0..problem.rooms.len())].id.clone();
    let person =
        (!problem.staff.is_empty()).then(|| problem.staff[dice.random_range(0..problem.staff.len())].id.clone());
    if plan.sessions.is_empty() {
        return open(problem, plan, slot, room, person, dice);
    }
    let at = dice.random_range(0..plan.sessions.len());
    let session = &mut plan.sessions[at];
    match dice.random_range(0..9) {
        0 => session.slot = slot,
        1 => session.room = room,
        2 => session.staff.extend(person),
        3 => drop(session.staff.pop()),
        4 => {
            session.staff.pop();
            session.staff.extend(person);
        }
        5 => drop(session.learners.pop()),
        6 => {
            let learner = &problem.learners[dice.random_range(0..problem.learners.len())];
            let offering = match (&session.offering, learner.candidates.is_empty()) {
                (Some(offering), _) => offering.clone(),
                (None, true) => return,
                (None, false) => learner.candidates[dice.random_range(0..learner.candidates.len())].offering.clone(),
            };
            session.learners.push(Seat { id: learner.id.clone(), offering });
        }
        7 => drop(plan.sessions.remove(at)),
        _ => open(problem, plan, slot, room, person, dice),
    }
}

/// One more session, of an offering that somebody may take.
fn open(problem: &Problem, plan: &mut Plan, slot: String, room: String, person: Option<String>, dice: &mut ChaCha8Rng) {
    let offering = &problem.offerings[dice.random_range(0..problem.offerings.len())];
    let takers = problem.learners.iter().filter(|l| l.candidates.iter().any(|c| c.offering == offering.id));
    let learners =
        takers.filter(|_| dice.random_bool(0.5)).map(|l| Seat { id: l.id.clone(), offering: offering.id.clone() });
    plan.sessions.push(daybreak::model::plan::Session {
        id: format!("nudge{}", plan.sessions.len()),
        slot,
        offering: offering.station.is_none().then(|| offering.id.clone()),
        station: offering.station.clone(),
        room,
        learners: learners.collect(),
        staff: person.into_iter().filter(|_| dice.random_bool(0.5)).collect(),
    });
}
