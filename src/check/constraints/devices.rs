//! H6, devices: in each slot the units in use are at most the pool's count. A learner uses the units of the offering
//! that they do, over all its slots, on a station as elsewhere.

use crate::record::Record;
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    let n_slots = record.problem.slots.len();
    let mut in_use = vec![0_u128; record.problem.devices.len() * n_slots];
    for held in &record.sessions {
        for offering in held.seats.iter().filter_map(|&seat| record.offering_of(seat)) {
            for (pool, &units) in &offering.devices {
                let Some(&d) = record.names.devices.get(pool.as_str()) else { continue };
                for slot in held.slots.clone() {
                    in_use[d * n_slots + slot] += u128::from(units);
                }
            }
        }
    }
    for (d, pool) in record.problem.devices.iter().enumerate() {
        for slot in 0..n_slots {
            let units = in_use[d * n_slots + slot];
            if units > u128::from(pool.count) {
                let what = format!("{units} units of {} are in use, there are {}", pool.id, pool.count);
                found.push(Violation::new(Breach::DevicesOver, what).at(record.slot_id(slot)));
            }
        }
    }
}
