//! What has begun stays as it was, as far as it can.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::plan::Seat;
use daybreak_day::problem::{Pin, Problem, Room, Staff, is_there};
use daybreak_night::promise::{Promise, Whereabouts};

use super::least_sizes;

/// Fixes what has begun: sessions that can still be held as they are become decisions, and who had nothing then has nothing. Says
/// how many slots of learners who are there could not be fixed.
pub fn freeze(problem: &mut Problem, promise: &Promise, before: &Whereabouts) -> u64 {
    let Some(now) = promise.now else { return 0 };
    let begun: Vec<usize> = (0..problem.slots.len()).filter(|&t| problem.slots[t].start <= now).collect();
    let own: BTreeMap<String, Option<Vec<String>>> =
        problem.staff.iter().map(|person| (person.id.clone(), person.slots.clone())).collect();
    be_there(problem, promise, before, &begun);
    let pins = decisions(problem, promise, before, &begun);
    go_again(problem, &own, &pins, &begun);
    let fixed: BTreeSet<(&str, &str)> = pins.iter().map(|pin| (pin.learner.as_str(), pin.slot.as_str())).collect();
    problem.pins.retain(|pin| !fixed.contains(&(pin.learner.as_str(), pin.slot.as_str())));
    let all: Vec<String> = problem.slots.iter().map(|slot| slot.id.clone()).collect();
    let mut unfixed = 0;
    for learner in &mut problem.learners {
        for &t in &begun {
            let slot = all[t].as_str();
            if !is_there(learner.slots.as_deref(), slot) {
                continue;
            }
            if !before.learners.contains_key(&(learner.id.clone(), t)) {
                learner.slots.get_or_insert_with(|| all.clone()).retain(|id| id != slot);
            } else if !fixed.contains(&(learner.id.as_str(), slot)) {
                unfixed += 1;
            }
        }
    }
    problem.pins.extend(pins);
    unfixed
}

/// Whoever and whatever was in use in a slot that has begun was there then, whatever is said of the rest of the day.
fn be_there(problem: &mut Problem, promise: &Promise, before: &Whereabouts, begun: &[usize]) {
    let mut people: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut rooms: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for ((person, t), doing) in before.people.iter().filter(|((_, t), _)| begun.contains(t)) {
        people.entry(person).or_default().insert(*t);
        rooms.entry(&doing.room).or_default().insert(*t);
    }
    for ((_, t), doing) in before.learners.iter().filter(|((_, t), _)| begun.contains(t)) {
        rooms.entry(&doing.room).or_default().insert(*t);
    }
    let all: Vec<String> = problem.slots.iter().map(|slot| slot.id.clone()).collect();
    // With what was there already, in order of time.
    let with = |known: &[String], at: &BTreeSet<usize>| -> Vec<String> {
        let slots = all.iter().enumerate().filter(|(t, id)| at.contains(t) || known.contains(id));
        slots.map(|(_, id)| id.clone()).collect()
    };
    let widen = |slots: &mut Option<Vec<String>>, at: &BTreeSet<usize>| {
        if let Some(list) = slots {
            *list = with(list, at);
        }
    };
    for (id, at) in people {
        match problem.staff.iter_mut().find(|person| person.id == id) {
            Some(person) => widen(&mut person.slots, &at),
            None => {
                let then = promise.problem.staff.iter().find(|person| person.id == id);
                problem.staff.extend(then.map(|then| Staff { slots: Some(with(&[], &at)), ..then.clone() }));
            }
        }
    }
    for (id, at) in rooms {
        match problem.rooms.iter_mut().find(|room| room.id == id) {
            Some(room) => widen(&mut room.slots, &at),
            None => {
                let then = promise.problem.rooms.iter().find(|room| room.id == id);
                problem.rooms.extend(then.map(|then| Room { slots: Some(with(&[], &at)), ..then.clone() }));
            }
        }
    }
}

/// Who is away and was there for nothing that could be fixed serves nothing else in what has begun.
fn go_again(problem: &mut Problem, own: &BTreeMap<String, Option<Vec<String>>>, pins: &[Pin], begun: &[usize]) {
    let begun: BTreeSet<&str> = begun.iter().map(|&t| problem.slots[t].id.as_str()).collect();
    let fixed: BTreeSet<(&str, &str)> =
        pins.iter().filter_map(|pin| Some((pin.staff.as_deref()?, pin.slot.as_str()))).collect();
    for person in &mut problem.staff {
        let (id, own) = (person.id.clone(), own.get(&person.id));
        let was_there = |slot: &str| own.is_some_and(|own| is_there(own.as_deref(), slot));
        if let Some(slots) = &mut person.slots {
            slots.retain(|slot| {
                !begun.contains(slot.as_str()) || was_there(slot) || fixed.contains(&(id.as_str(), slot.as_str()))
            });
        }
    }
}

/// The sessions that have begun, as decisions for each of their learners, slots and people; those that can no longer be held are
/// left out.
fn decisions(problem: &Problem, promise: &Promise, before: &Whereabouts, begun: &[usize]) -> Vec<Pin> {
    let sizes = least_sizes(problem);
    let mut pins = Vec::new();
    for session in &promise.plan.sessions {
        let first = problem.slots.iter().position(|slot| slot.id == session.slot);
        let Some(first) = first.filter(|first| begun.contains(first)) else { continue };
        let is_held_in = |t: &usize| {
            let doing = |seat: &Seat| before.learners.get(&(seat.id.clone(), *t));
            session.learners.iter().filter_map(doing).any(|doing| doing.session == session.id)
        };
        let slots: Vec<&str> =
            (first..problem.slots.len()).filter(is_held_in).map(|t| problem.slots[t].id.as_str()).collect();
        let throughout = |list: &Option<Vec<String>>| slots.iter().all(|slot| is_there(list.as_deref(), slot));
        let is_here = |seat: &&Seat| {
            let learner = problem.learners.iter().find(|learner| learner.id == seat.id);
            learner.is_some_and(|learner| {
                throughout(&learner.slots) && learner.candidates.iter().any(|c| c.offering == seat.offering)
            })
        };
        let seats: Vec<&Seat> = session.learners.iter().filter(is_here).collect();
        let is_staffed = session.staff.iter().all(|id| {
            let person = problem.staff.iter().find(|person| person.id == *id);
            person.is_some_and(|person| throughout(&person.slots))
        });
        let room = problem.rooms.iter().find(|room| room.id == session.room);
        let has_room = room.is_some_and(|room| throughout(&room.slots));
        let served = session.offering.as_deref().or(session.station.as_deref()).unwrap_or_default();
        let is_enough = sizes.get(served).is_some_and(|size_min| seats.len() as u32 >= *size_min);
        if !(is_staffed && has_room && is_enough) {
            continue;
        }
        let people: Vec<Option<&String>> = match session.staff.is_empty() {
            true => vec![None],
            false => session.staff.iter().map(Some).collect(),
        };
        for (seat, slot) in seats.iter().flat_map(|seat| slots.iter().map(move |slot| (seat, *slot))) {
            pins.extend(people.iter().map(|person| Pin {
                learner: seat.id.clone(),
                slot: slot.to_owned(),
                offering: Some(seat.offering.clone()),
                room: Some(session.room.clone()),
                staff: person.cloned(),
            }));
        }
    }
    pins
}
