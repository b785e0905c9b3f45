//! H12, apart in place: two learners named in `apart_places` are never in sessions in the same room in the same slot.

use crate::record::{Held, Record};
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    for [a, b] in &record.problem.apart_places {
        let (Some(&la), Some(&lb)) = (record.names.learners.get(a.as_str()), record.names.learners.get(b.as_str()))
        else {
            continue;
        };
        if la == lb {
            continue;
        }
        for (slot, named) in record.problem.slots.iter().enumerate() {
            for held in met(record, la, slot) {
                let shared = met(record, lb, slot).any(|other| held.room.is_some() && other.room == held.room);
                if let Some(room) = held.room.filter(|_| shared) {
                    let room = &record.problem.rooms[room].id;
                    let what = format!("learners {a} and {b} are named apart in place, both are in room {room}");
                    found.push(Violation::new(Breach::SamePlace, what).in_session(held.id).at(&named.id).of(a));
                }
            }
        }
    }
}

/// The sessions of a learner that run over the slot: one in a valid plan.
fn met<'r>(record: &'r Record<'_>, learner: usize, slot: usize) -> impl Iterator<Item = &'r Held<'r>> {
    let held = record.seats_of[learner].iter().map(|&(s, _)| &record.sessions[s]);
    held.filter(move |held| held.slots.contains(&slot))
}
