//! Places in the model: what changes of place cost, and who is kept apart in place (H12).
//!
//! Whether somebody is in a room in a slot is one column; those of a slot add up to whether they are in a session at all.

use std::collections::BTreeMap;

use super::people::serves;
use super::possible::{Model, Possible};
use crate::ids::{LearnerIdx, RoomIdx};
use crate::instance::{Instance, Walk};
use daybreak_milp::{Column, Expression, Milp};

/// The rooms in which somebody may be in one slot.
type There = BTreeMap<RoomIdx, Column>;

/// Adds places to the model, where they matter to anybody.
pub(super) fn add(inst: &Instance, model: &mut Model) {
    let Model { milp, sessions, .. } = model;
    let mut placed: BTreeMap<LearnerIdx, Vec<There>> = BTreeMap::new();
    for (l, learner) in inst.learners.numbered() {
        if learner.walk == Walk::default() && learner.apart_places.is_empty() {
            continue;
        }
        let day = day(inst, milp, sessions, |session| session.seat_of(l));
        ways(inst, milp, &day, learner.walk);
        placed.insert(l, day);
    }
    for (l, learner) in inst.learners.numbered() {
        for other in learner.apart_places.iter().filter(|other| **other > l) {
            let days = (&placed[&l], &placed[other]);
            for (one, two) in days.0.iter().zip(days.1) {
                for (room, column) in one {
                    if let Some(beside) = two.get(room) {
                        milp.at_most(Expression::from(*column) + *beside, 1);
                    }
                }
            }
        }
    }
    for (p, person) in inst.staff.numbered().filter(|(_, person)| person.walk != Walk::default()) {
        let day = day(inst, milp, sessions, |session| serves(session, p));
        ways(inst, milp, &day, person.walk);
    }
}

/// Where somebody is, slot by slot; `takes_part`: 1 when they are in the session.
fn day(
    inst: &Instance,
    milp: &mut Milp,
    sessions: &[Possible],
    takes_part: impl Fn(&Possible) -> Expression,
) -> Vec<There> {
    (0..inst.n_slots)
        .map(|t| {
            let mut there = There::new();
            let mut busy = Expression::from(0.0);
            for session in sessions.iter().filter(|session| session.slots(inst).contains(&t)) {
                busy += takes_part(session);
                for &(room, held) in &session.rooms {
                    let column = *there.entry(room).or_insert_with(|| milp.binary(0));
                    milp.at_most(takes_part(session) + held - column, 1);
                }
            }
            let all: Expression = there.values().map(|column| Expression::from(*column)).sum();
            milp.equal(all - busy, 0);
            there
        })
        .collect()
}

/// What the ways of a day cost.
fn ways(inst: &Instance, milp: &mut Milp, day: &[There], walk: Walk) {
    let sum = |there: &There, is_meant: &dyn Fn(RoomIdx) -> bool| -> Expression {
        there.iter().filter(|(room, _)| is_meant(**room)).map(|(_, column)| Expression::from(*column)).sum()
    };
    for two in day.windows(2) {
        let (changed, far) = (milp.binary(-walk.room), milp.binary(-walk.zone));
        for room in two[0].keys() {
            let here = sum(&two[0], &|r| r == *room);
            milp.at_most(here + sum(&two[1], &|r| r != *room) - changed, 1);
        }
        let mut zones: Vec<u32> = two[0].keys().filter_map(|room| inst.rooms[*room].zone).collect();
        zones.sort_unstable();
        zones.dedup();
        for zone in zones {
            let of = |room: RoomIdx| inst.rooms[room].zone;
            let here = sum(&two[0], &|r| of(r) == Some(zone));
            let elsewhere = sum(&two[1], &|r| of(r).is_some_and(|other| other != zone));
            milp.at_most(here + elsewhere - far, 1);
        }
    }
}
