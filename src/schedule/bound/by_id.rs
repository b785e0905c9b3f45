//! From a vector of prices to prices by the ids of the problem. Rooms and people of one type share their prices.

use std::collections::BTreeMap;
use std::ops::Range;

use super::relaxation::Relaxation;
use daybreak_day::certificate::{Prices, Table};

/// The prices by id, zeros left out.
pub(super) fn by_id(relaxation: &Relaxation<'_>, prices: &[i64]) -> Prices {
    let (inst, rows) = (relaxation.inst, &relaxation.rows);
    let names = &inst.names;
    let learner_of_cand = |c: usize| &names.learners[inst.cands[c].learner as usize];
    let requirement =
        |q: usize| (names.learners[inst.requirements[q].learner as usize].clone(), names.requirements[q].clone());
    let mut exclusive = vec![None; rows.exclusive.len()];
    for cand in inst.cands.iter().filter(|cand| (cand.exclusive as usize) < rows.exclusive.len()) {
        exclusive[cand.exclusive as usize] = Some(cand.learner as usize);
    }
    let slot_of = |i: usize| names.slots[i % inst.n_slots].clone();
    let mut found = Prices {
        learner: table(prices, &rows.learner, |i| (names.learners[i / inst.n_slots].clone(), slot_of(i))),
        candidate: table(prices, &rows.candidate, |c| {
            (learner_of_cand(c).clone(), names.offerings[inst.cands[c].offering as usize].clone())
        }),
        exclusive: table(prices, &rows.exclusive, |g| {
            (names.learners[exclusive[g].expect("a group has a candidate")].clone(), names.exclusive[g].clone())
        }),
        shortfall: table(prices, &rows.shortfall, requirement),
        excess: table(prices, &rows.excess, requirement),
        device: table(prices, &rows.device, |i| (names.devices[i / inst.n_slots].clone(), slot_of(i))),
        ..Prices::default()
    };
    for (kind, of_kind) in relaxation.room_types.iter().enumerate() {
        for &room in &of_kind.members {
            let name = |i: usize| (names.rooms[room as usize].clone(), slot_of(i));
            let part = |rows: &Range<usize>| rows.start + kind * inst.n_slots..rows.start + (kind + 1) * inst.n_slots;
            found.room.extend(table(prices, &part(&rows.room), name));
            found.place.extend(table(prices, &part(&rows.place), name));
        }
    }
    for (kind, of_kind) in (0u32..).zip(&relaxation.staff_types) {
        let day = staff_day(relaxation, prices, kind);
        for &person in of_kind.members.iter().filter(|_| !day.is_empty()) {
            found.staff.insert(names.staff[person as usize].clone(), day.clone());
        }
    }
    for (a, activity) in inst.activities.iter().enumerate() {
        let price = prices[rows.copies.start + a];
        let table = if activity.is_station { &mut found.station } else { &mut found.offering };
        if price != 0 {
            table.insert(names.activities[a].clone(), price);
        }
    }
    found
}

/// Places, counted from 1 in the order of these rows, by id; rooms and people of one type share theirs.
pub(super) fn places_by_id(relaxation: &Relaxation<'_>, rows: &[usize]) -> Prices {
    let mut places = vec![0; relaxation.available.len()];
    (1..).zip(rows).for_each(|(place, row)| places[*row] = place);
    by_id(relaxation, &places)
}

/// The prices of a range of rows, by the two ids of each.
fn table(prices: &[i64], rows: &Range<usize>, name: impl Fn(usize) -> (String, String)) -> Table {
    let mut table = Table::new();
    for (i, &price) in prices[rows.clone()].iter().enumerate().filter(|(_, price)| **price != 0) {
        let (outer, inner) = name(i);
        table.entry(outer).or_default().insert(inner, price);
    }
    table
}

/// By first slot and number of slots.
fn staff_day(relaxation: &Relaxation<'_>, prices: &[i64], kind: u32) -> BTreeMap<String, BTreeMap<u32, i64>> {
    let mut day: BTreeMap<String, BTreeMap<u32, i64>> = BTreeMap::new();
    for s in 0..relaxation.inst.n_slots {
        for (i, &length) in relaxation.lengths.iter().enumerate() {
            let price = prices[relaxation.staff_row(kind, s, i)];
            if price != 0 {
                day.entry(relaxation.inst.names.slots[s].clone()).or_default().insert(length as u32, price);
            }
        }
    }
    day
}
