//! H4, rooms: a room is available in all slots of its sessions; it has the features that the offering or station
//! and each of the learners need; at any slot it holds at most `sessions_at_once` sessions and, over all of them,
//! at most `capacity` learners.

use crate::record::{Held, Record, is_there};
use daybreak_day::problem::Room;
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    // By room and slot: the sessions held there and their learners.
    let n_slots = record.problem.slots.len();
    let mut held_in: Vec<Vec<&Held>> = vec![Vec::new(); record.problem.rooms.len() * n_slots];
    for held in &record.sessions {
        let Some(r) = held.room else { continue };
        let room = &record.problem.rooms[r];
        for slot in held.slots.clone() {
            held_in[r * n_slots + slot].push(held);
            if !is_there(room.slots.as_deref(), record.slot_id(slot)) {
                let what = format!("room {} is not available in this slot", room.id);
                found.push(Violation::new(Breach::RoomAbsent, what).in_session(held.id).at(record.slot_id(slot)));
            }
        }
        features(record, held, room, found);
    }
    for (r, room) in record.problem.rooms.iter().enumerate() {
        for slot in 0..n_slots {
            crowd(room, record.slot_id(slot), &held_in[r * n_slots + slot], found);
        }
    }
}

fn features(record: &Record, held: &Held, room: &Room, found: &mut Vec<Violation>) {
    if let Some(kind) = held.kind {
        let terms = record.terms(kind);
        for feature in terms.room_features.iter().filter(|f| !room.features.contains(f)) {
            let what = format!("room {} lacks {feature}, which {} needs", room.id, terms.name);
            found.push(Violation::new(Breach::RoomFeature, what).in_session(held.id));
        }
    }
    for seat in &held.seats {
        let learner = &record.problem.learners[seat.learner];
        for feature in learner.room_features.iter().filter(|f| !room.features.contains(f)) {
            let what = format!("room {} lacks {feature}, which the learner needs", room.id);
            found.push(Violation::new(Breach::RoomFeature, what).in_session(held.id).of(&learner.id));
        }
    }
}

/// Sessions and learners of one room in one slot.
fn crowd(room: &Room, slot: &str, held: &[&Held], found: &mut Vec<Violation>) {
    if held.len() as u64 > u64::from(room.sessions_at_once) {
        let ids: Vec<&str> = held.iter().map(|h| h.id).collect();
        let what = format!(
            "room {} holds {} sessions ({}), at most {} at once is allowed",
            room.id,
            held.len(),
            ids.join(", "),
            room.sessions_at_once
        );
        found.push(Violation::new(Breach::SessionsAtOnce, what).at(slot));
    }
    let n_learners: u64 = held.iter().map(|h| h.n_learners).sum();
    if n_learners > u64::from(room.capacity) {
        let what = format!("room {} holds {n_learners} learners, its capacity is {}", room.id, room.capacity);
        found.push(Violation::new(Breach::Capacity, what).at(slot));
    }
}
