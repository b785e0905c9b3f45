//! From a vector of prices to prices by the ids of the problem. Rooms and people of one type share their prices.

use std::collections::BTreeMap;
use std::ops::Range;

use super::relaxation::Relaxation;
use crate::ids::{CandIdx, DeviceIdx, GroupIdx, LearnerIdx, RequirementIdx, StaffKind};
use daybreak_day::certificate::{self, Prices};

/// The prices by id, zeros left out.
pub(super) fn by_id(relaxation: &Relaxation<'_>, prices: &[i64]) -> Prices {
    let (inst, rows) = (relaxation.inst, &relaxation.rows);
    let names = &inst.names;
    let learner_of_cand = |c: CandIdx| &names.learners[inst.cands[c].learner];
    let requirement =
        |q: RequirementIdx| (names.learners[inst.requirements[q].learner].clone(), names.requirements[q].clone());
    let mut exclusive = BTreeMap::new();
    for cand in inst.cands.iter().filter(|cand| cand.exclusive.is_some()) {
        exclusive.insert(cand.exclusive, cand.learner);
    }
    let slot_of = |i: usize| names.slots[i % inst.n_slots].clone();
    let mut found = Prices {
        learner: table(prices, &rows.learner, |i| {
            (names.learners[LearnerIdx::at(i / inst.n_slots)].clone(), slot_of(i))
        }),
        candidate: table(prices, &rows.candidate, |i| {
            let c = CandIdx::at(i);
            (learner_of_cand(c).clone(), names.offerings[inst.cands[c].offering].clone())
        }),
        exclusive: table(prices, &rows.exclusive, |i| {
            let g = GroupIdx::at(i);
            (names.learners[exclusive[&g]].clone(), names.exclusive[g].clone())
        }),
        shortfall: table(prices, &rows.shortfall, |i| requirement(RequirementIdx::at(i))),
        excess: table(prices, &rows.excess, |i| requirement(RequirementIdx::at(i))),
        device: table(prices, &rows.device, |i| (names.devices[DeviceIdx::at(i / inst.n_slots)].clone(), slot_of(i))),
        ..Prices::default()
    };
    for (kind, of_kind) in relaxation.room_types.numbered() {
        for &room in &of_kind.members {
            let name = |i: usize| (names.rooms[room].clone(), slot_of(i));
            let part = |first: usize| first..first + inst.n_slots;
            found.room.extend(table(prices, &part(rows.of_room(kind, 0)), name));
            found.place.extend(table(prices, &part(rows.of_place(kind, 0)), name));
        }
    }
    for (kind, of_kind) in relaxation.staff_types.numbered() {
        let day = staff_day(relaxation, prices, kind);
        for &person in of_kind.members.iter().filter(|_| !day.is_empty()) {
            found.staff.insert(names.staff[person].clone(), day.clone());
        }
    }
    for (a, activity) in inst.activities.numbered() {
        let price = prices[rows.of_copies(a)];
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
fn table(prices: &[i64], rows: &Range<usize>, name: impl Fn(usize) -> (String, String)) -> certificate::Table {
    let mut table = certificate::Table::new();
    for (i, &price) in prices[rows.clone()].iter().enumerate().filter(|(_, price)| **price != 0) {
        let (outer, inner) = name(i);
        table.entry(outer).or_default().insert(inner, price);
    }
    table
}

/// By first slot and number of slots.
fn staff_day(relaxation: &Relaxation<'_>, prices: &[i64], kind: StaffKind) -> BTreeMap<String, BTreeMap<u32, i64>> {
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
