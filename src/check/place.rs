//! What changes of place cost, recounted: for every two neighbouring slots of the list in both of which a learner or a person
//! is in a session, when the two rooms differ, and on top when both rooms name a zone and the zones differ.

use super::record::{Held, Record};
use daybreak_day::problem::Points;

/// All that the plan pays for changes of place.
pub(super) fn place_cost(record: &Record) -> i128 {
    let problem = record.problem;
    let mut sum = 0;
    for (l, learner) in problem.learners.iter().enumerate() {
        let costs = [learner.room_change_cost, learner.zone_change_cost];
        sum += cost_of_day(record, costs, |held| held.seats.iter().any(|seat| seat.learner == l));
    }
    for (p, person) in problem.staff.iter().enumerate() {
        let costs = [person.room_change_cost, person.zone_change_cost];
        sum += cost_of_day(record, costs, |held| held.staff.contains(&p));
    }
    sum
}

/// What one day costs somebody who is in the sessions that `is_there` tells.
fn cost_of_day(record: &Record, [of_room, of_zone]: [Points; 2], is_there: impl Fn(&Held<'_>) -> bool) -> i128 {
    if of_room == 0 && of_zone == 0 {
        return 0;
    }
    let mut room_in = vec![None; record.problem.slots.len()];
    for held in record.sessions.iter().filter(|held| is_there(held)) {
        for slot in held.slots.clone() {
            room_in[slot] = room_in[slot].or(held.room);
        }
    }
    let mut sum = 0;
    for two in room_in.windows(2) {
        let [Some(before), Some(after)] = [two[0], two[1]] else { continue };
        if before != after {
            sum += i128::from(of_room);
            let [before, after] = [before, after].map(|room: usize| record.problem.rooms[room].zone.as_str());
            if !before.is_empty() && !after.is_empty() && before != after {
                sum += i128::from(of_zone);
            }
        }
    }
    sum
}
