//! H5, staff: for each need `count` people with its tag, and nobody beyond the needs; a person fills one need of
//! one session in any slot, is available, has at most `sessions_max` sessions a day and at most `consecutive_max`
//! busy slots in a row within a block; nobody serves a session with a learner who bars them.

use crate::record::{Held, Record, Terms, is_there};
use daybreak_day::problem::Staff;
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    let mut sessions_of: Vec<Vec<&Held>> = vec![Vec::new(); record.problem.staff.len()];
    for held in &record.sessions {
        if let Some(kind) = held.kind {
            needs(record, held, &record.terms(kind), found);
        }
        barred(record, held, found);
        for &person in &held.staff {
            sessions_of[person].push(held);
        }
    }
    for (person, held) in record.problem.staff.iter().zip(&sessions_of) {
        day_of(record, person, held, found);
    }
}

/// The people listed can be matched one to one with the places of the needs.
fn needs(record: &Record, held: &Held, terms: &Terms, found: &mut Vec<Violation>) {
    let places: u64 = terms.staff.iter().map(|need| u64::from(need.count)).sum();
    let listed = held.staff.len() as u64;
    let filled = match_people(record, held, terms);
    let n_filled: u64 = filled.iter().map(|people| people.len() as u64).sum();
    if n_filled < places {
        let lacking: Vec<String> = terms
            .staff
            .iter()
            .zip(&filled)
            .filter(|(need, people)| (people.len() as u64) < u64::from(need.count))
            .map(|(need, people)| format!("{} of {} with tag {}", people.len(), need.count, need.tag))
            .collect();
        let what = format!("{} is served by {} only", terms.name, lacking.join(", "));
        found.push(Violation::new(Breach::NeedUnfilled, what).in_session(held.id));
    }
    if listed > places {
        let what = format!("{listed} people are listed, {} needs {places}", terms.name);
        found.push(Violation::new(Breach::BeyondNeeds, what).in_session(held.id));
    }
}

/// For each need the people (by position in `held.staff`) who fill it, as many as can be filled together.
///
/// Augmenting paths (Kuhn 1955, The Hungarian method), breadth first, with needs that take `count` people.
fn match_people(record: &Record, held: &Held, terms: &Terms) -> Vec<Vec<usize>> {
    let mut filled: Vec<Vec<usize>> = vec![Vec::new(); terms.staff.len()];
    for person in 0..held.staff.len() {
        // For each need, who would move there; needs are searched in the order in which they are reached.
        let mut mover: Vec<Option<usize>> = vec![None; terms.staff.len()];
        let mut reached = Vec::new();
        reach(record, held, terms, person, &mut mover, &mut reached);
        let mut next = 0;
        while let Some(&need) = reached.get(next) {
            next += 1;
            if (filled[need].len() as u64) < u64::from(terms.staff[need].count) {
                move_along(need, person, &mover, &mut filled);
                break;
            }
            for other in filled[need].clone() {
                reach(record, held, terms, other, &mut mover, &mut reached);
            }
        }
    }
    filled
}

/// Adds the needs that a person can fill and nobody has reached yet.
fn reach(
    record: &Record,
    held: &Held,
    terms: &Terms,
    person: usize,
    mover: &mut [Option<usize>],
    reached: &mut Vec<usize>,
) {
    let tags = &record.problem.staff[held.staff[person]].tags;
    for (need, asked) in terms.staff.iter().enumerate() {
        if mover[need].is_none() && tags.contains(&asked.tag) {
            mover[need] = Some(person);
            reached.push(need);
        }
    }
}

/// Fills a free place: everybody on the path moves one need on, `person` comes in at its start.
fn move_along(free: usize, person: usize, mover: &[Option<usize>], filled: &mut [Vec<usize>]) {
    let mut need = free;
    while let Some(who) = mover[need] {
        let from = filled.iter().position(|people| people.contains(&who));
        filled[need].push(who);
        match from {
            Some(from) if who != person => {
                filled[from].retain(|&other| other != who);
                need = from;
            }
            Some(_) | None => return,
        }
    }
}

fn barred(record: &Record, held: &Held, found: &mut Vec<Violation>) {
    for seat in &held.seats {
        let learner = &record.problem.learners[seat.learner];
        for &person in &held.staff {
            let id = &record.problem.staff[person].id;
            if learner.staff_barred.contains(id) {
                let what = format!("person {id} serves a learner who bars them");
                found.push(Violation::new(Breach::Barred, what).in_session(held.id).of(&learner.id));
            }
        }
    }
}

/// Availability, one session at a time, sessions a day and busy slots in a row.
fn day_of(record: &Record, person: &Staff, held: &[&Held], found: &mut Vec<Violation>) {
    let mut busy_with: Vec<Option<&str>> = vec![None; record.problem.slots.len()];
    for session in held {
        for slot in session.slots.clone() {
            let slot_id = record.slot_id(slot);
            if !is_there(person.slots.as_deref(), slot_id) {
                let what = format!("person {} is not available in this slot", person.id);
                found.push(Violation::new(Breach::StaffAbsent, what).in_session(session.id).at(slot_id));
            }
            match busy_with[slot] {
                None => busy_with[slot] = Some(session.id),
                Some(other) => {
                    let what = format!("person {} also serves session {other}, one in a slot is allowed", person.id);
                    found.push(Violation::new(Breach::StaffTwice, what).in_session(session.id).at(slot_id));
                }
            }
        }
    }
    if let Some(max) = person.sessions_max
        && held.len() as u64 > u64::from(max)
    {
        let what = format!("person {} serves {} sessions, at most {max} a day is allowed", person.id, held.len());
        found.push(Violation::new(Breach::StaffSessionsMax, what));
    }
    if let Some(max) = person.consecutive_max {
        in_a_row(record, person, &busy_with, max, found);
    }
}

/// One violation for every unbroken row of busy slots of one block that is longer than `max`.
fn in_a_row(record: &Record, person: &Staff, busy: &[Option<&str>], max: u32, found: &mut Vec<Violation>) {
    let slots = &record.problem.slots;
    let mut row = 0_u64;
    for slot in 0..slots.len() {
        row = if busy[slot].is_some() { row + 1 } else { 0 };
        let ends = slot + 1 == slots.len() || busy[slot + 1].is_none() || slots[slot + 1].block != slots[slot].block;
        if ends {
            if row > u64::from(max) {
                let what = format!(
                    "person {} is busy in {row} slots in a row up to here, at most {max} within a block is allowed",
                    person.id
                );
                found.push(Violation::new(Breach::ConsecutiveMax, what).at(&slots[slot].id));
            }
            row = 0;
        }
    }
}
