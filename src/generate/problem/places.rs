//! Where and in what order: what it costs to walk, who is kept apart in place, what is better had before what.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use daybreak_day::problem::Problem;

/// Adds them. The day keeps its valid plan: whoever is pinned, or owed a slot, is not kept apart in place from anybody.
pub(super) fn add(problem: &mut Problem, rng: &mut ChaCha8Rng) {
    for learner in &mut problem.learners {
        // Little ones should hardly walk; most may.
        (learner.room_change_cost, learner.zone_change_cost) = match rng.random_range(0..4) {
            0 => (0, 0),
            1 => (100, 60),
            _ => (30, 20),
        };
        // The ladder of a subject: what is lower is better had before.
        for at in 1..learner.candidates.len() {
            let (before, own) = (learner.candidates[at - 1].offering.clone(), &mut learner.candidates[at]);
            let subject = |id: &str| id.split_once('.').map(|(subject, _)| subject.to_owned());
            if subject(&before) == subject(&own.offering) && rng.random_bool(0.5) {
                (own.follows, own.early_cost) = (Some(before), rng.random_range(50..300));
            }
        }
    }
    for person in problem.staff.iter_mut().step_by(2) {
        (person.room_change_cost, person.zone_change_cost) = (40, 40);
    }
    let is_bound = |i: usize| {
        let learner = &problem.learners[i];
        let owed = learner.requirements.iter().any(|q| q.shortfall_cost.is_none() && q.slots_min > 0);
        owed || problem.pins.iter().any(|pin| pin.learner == learner.id)
    };
    let free: Vec<usize> = (0..problem.learners.len()).filter(|&i| !is_bound(i)).collect();
    for two in free.chunks_exact(2).step_by(12) {
        let [a, b] = [two[0], two[1]].map(|i| problem.learners[i].id.clone());
        problem.apart_places.push([a, b]);
    }
}
