//! H5 in the model: needs, one place at a time, limits of the day, who is barred, and bonuses.

use std::collections::BTreeMap;

use super::possible::{Model, Possible};
use crate::ids::{LearnerIdx, StaffIdx, TagIdx};
use crate::instance::Instance;
use daybreak_milp::{Expression, Milp};

/// Adds people to the model.
pub(super) fn add(inst: &Instance, model: &mut Model) {
    let Model { milp, sessions, .. } = model;
    for session in sessions.iter_mut() {
        needs(inst, milp, session);
        likes(inst, milp, session);
    }
    for p in inst.staff.ids() {
        limits(inst, milp, sessions, p);
    }
}

/// Whether person `p` serves the session.
pub(super) fn serves(session: &Possible, p: StaffIdx) -> Expression {
    session.people.iter().filter(|((_, person), _)| *person == p).map(|(_, column)| Expression::from(*column)).sum()
}

/// As many people with each tag as are needed, nobody twice.
fn needs(inst: &Instance, milp: &mut Milp, session: &mut Possible) {
    let activity = &inst.activities[session.activity];
    let run = inst.run(session.start, activity.duration).unwrap_or(0);
    let mut count: BTreeMap<TagIdx, i64> = BTreeMap::new();
    for &tag in &activity.roles {
        *count.entry(tag).or_default() += 1;
    }
    for (tag, needed) in count {
        let mut there = Expression::from(0.0);
        for &p in inst.people_with[tag].iter().filter(|&&p| inst.staff[p].slots & run == run) {
            let column = milp.binary(0);
            session.people.insert((tag, p), column);
            there += column;
        }
        milp.equal(there - needed as f64 * session.held, 0);
    }
}

/// Barred people, and bonuses of people to learners.
fn likes(inst: &Instance, milp: &mut Milp, session: &Possible) {
    let mut learners: Vec<LearnerIdx> = session.seats.iter().map(|s| s.0).collect();
    learners.dedup();
    for l in learners {
        let learner = &inst.learners[l];
        for &p in &learner.staff_barred {
            milp.at_most(session.seat_of(l) + serves(session, p), 1);
        }
        for &(p, bonus) in &learner.staff_bonus {
            if session.people.keys().any(|(_, person)| *person == p) {
                both(milp, session.seat_of(l), serves(session, p), bonus);
            }
        }
    }
}

/// Adds `points` when both sums are 1.
pub(super) fn both(milp: &mut Milp, one: Expression, other: Expression, points: i64) {
    let column = milp.binary(points);
    if points >= 0 {
        milp.at_most(Expression::from(column) - one, 0);
        milp.at_most(Expression::from(column) - other, 0);
    } else {
        milp.at_most(one + other - column, 1);
    }
}

/// One session at a time, so many a day, so many slots in a row.
fn limits(inst: &Instance, milp: &mut Milp, sessions: &[Possible], p: StaffIdx) {
    let person = &inst.staff[p];
    let busy =
        |t: usize| -> Expression { sessions.iter().filter(|s| s.slots(inst).contains(&t)).map(|s| serves(s, p)).sum() };
    for t in 0..inst.n_slots {
        milp.at_most(busy(t), 1);
    }
    for session in sessions {
        milp.at_most(serves(session, p), 1);
    }
    if person.sessions_max != u32::MAX {
        milp.at_most(sessions.iter().map(|s| serves(s, p)).sum(), i64::from(person.sessions_max));
    }
    let in_a_row = person.consecutive_max as usize;
    for t in 0..inst.n_slots {
        let end = t.saturating_add(in_a_row);
        if end < inst.n_slots && inst.block[t..=end].iter().all(|b| *b == inst.block[t]) {
            milp.at_most((t..=end).map(busy).sum(), in_a_row as i64);
        }
    }
}
