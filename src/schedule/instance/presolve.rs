//! Drops what cannot be: start slots of candidates that no room, person, pin or group size allows.
//!
//! Every drop follows from a hard rule, so neither the best plan nor the bound changes.

use super::{Candidate, Instance, NEVER, NONE, SlotMask};

/// Thins out the gains and lists who wants what.
pub(super) fn presolve(inst: &mut Instance) {
    let runs: Vec<Vec<Option<SlotMask>>> = inst
        .activities
        .iter()
        .map(|a| (0..inst.n_slots).map(|s| inst.run(s, a.duration).filter(|run| can_open(inst, a, *run))).collect())
        .collect();
    for c in 0..inst.cands.len() {
        let cand = &inst.cands[c];
        let row = c * inst.n_slots;
        let never: Vec<usize> = (0..inst.n_slots)
            .filter(|&s| {
                let run = runs[cand.activity as usize][s];
                inst.gain[row + s] != NEVER && !run.is_some_and(|run| can_seat(inst, cand, s, run))
            })
            .collect();
        for s in never {
            inst.gain[row + s] = NEVER;
        }
    }
    wait_for_after(inst);
    // Dropping one key's wanters can starve another only through `after`; few rounds reach the end in practice,
    // and stopping early only leaves more to search.
    for _ in 0..3 {
        list_wanters(inst);
        if !drop_starved(inst) {
            break;
        }
        wait_for_after(inst);
    }
    list_wanters(inst);
}

/// Whether some room, and enough people for every role, are there in all slots of the run.
fn can_open(inst: &Instance, a: &super::Activity, run: SlotMask) -> bool {
    let length = run.count_ones();
    let seats = a.size_min.max(1);
    let room = a
        .rooms
        .iter()
        .map(|&r| &inst.rooms[r as usize])
        .any(|r| r.slots & run == run && r.capacity >= a.size_min && r.sessions_at_once > 0);
    let staffed = a.roles.iter().all(|&tag| {
        let needed = a.roles.iter().filter(|&&t| t == tag).count();
        let free = |p: &&u32| {
            let p = &inst.staff[**p as usize];
            p.slots & run == run && p.sessions_max > 0 && p.consecutive_max >= length
        };
        inst.people_with[tag as usize].iter().filter(free).count() >= needed
    });
    room && staffed && a.size_max >= seats && a.sessions_max > 0
}

/// Whether the learner could sit in a session of the candidate that starts in `s`.
fn can_seat(inst: &Instance, cand: &Candidate, s: usize, run: SlotMask) -> bool {
    let learner = &inst.learners[cand.learner as usize];
    let a = &inst.activities[cand.activity as usize];
    let seats = a.size_min.max(1);
    let room = a.rooms.iter().any(|&r| {
        let room = &inst.rooms[r as usize];
        room.slots & run == run
            && room.capacity >= seats
            && room.sessions_at_once > 0
            && learner.rooms_ok.as_ref().is_none_or(|ok| ok[r as usize])
    });
    let staffed = a.roles.iter().all(|&tag| {
        let needed = a.roles.iter().filter(|&&t| t == tag).count();
        let serves =
            |p: &&u32| inst.staff[**p as usize].slots & run == run && learner.staff_barred.binary_search(*p).is_err();
        inst.people_with[tag as usize].iter().filter(serves).count() >= needed
    });
    let devices = inst.offerings[cand.offering as usize].devices.iter().all(|&(pool, units)| {
        let least = if a.is_station { units } else { units.saturating_mul(seats) };
        least <= inst.device_count[pool as usize]
    });
    let required = cand.requirements.iter().all(|&q| {
        let q = &inst.requirements[q as usize];
        q.excess_cost.is_some() || cand.duration as i64 <= q.slots_max
    });
    let small_enough = a.is_station || learner.group_size_max >= seats;
    let there = learner.slots & run == run;
    there && cand.times_max > 0 && small_enough && room && staffed && devices && required && pinned(inst, cand, s)
}

/// Whether the pins of the covered slots allow the candidate.
fn pinned(inst: &Instance, cand: &Candidate, s: usize) -> bool {
    (s..s + cand.duration).all(|t| {
        let pin = inst.pin_at[cand.learner as usize * inst.n_slots + t];
        if pin == NONE {
            return true;
        }
        let pin = &inst.pins[pin as usize];
        let a = &inst.activities[cand.activity as usize];
        (pin.offering == NONE || pin.offering == cand.offering)
            && (pin.room == NONE || a.rooms.contains(&pin.room))
            && pin.staff.iter().all(|&p| inst.staff[p as usize].tags.iter().any(|tag| a.roles.contains(tag)))
    })
}

/// A candidate with `after` cannot start before the other could have ended.
fn wait_for_after(inst: &mut Instance) {
    for c in 0..inst.cands.len() {
        let after = inst.cands[c].after;
        if after == NONE {
            continue;
        }
        let duration = inst.cands[after as usize].duration;
        let earliest = (0..inst.n_slots).find(|&s| inst.gain(after, s) != NEVER).map_or(usize::MAX, |s| s + duration);
        let row = c * inst.n_slots;
        for s in 0..inst.n_slots.min(earliest) {
            inst.gain[row + s] = NEVER;
        }
    }
}

/// Drops start slots of activities that fewer learners want than a session needs; says whether any was dropped.
fn drop_starved(inst: &mut Instance) -> bool {
    let mut dropped = false;
    for a in 0..inst.activities.len() as u32 {
        for s in 0..inst.n_slots {
            let wanters = inst.wanters(a, s);
            let mut learners = 0;
            let mut last = NONE;
            for &(l, _) in wanters {
                learners += i64::from(l != last);
                last = l;
            }
            if learners > 0 && learners < inst.activities[a as usize].size_min {
                let cands: Vec<u32> = wanters.iter().map(|w| w.1).collect();
                for c in cands {
                    inst.gain[c as usize * inst.n_slots + s] = NEVER;
                }
                dropped = true;
            }
        }
    }
    dropped
}

/// Lists the wanters of every activity and slot by counting, so that they come out by learner.
fn list_wanters(inst: &mut Instance) {
    let n_keys = inst.activities.len() * inst.n_slots;
    let mut from = vec![0u32; n_keys + 1];
    for (c, cand) in inst.cands.iter().enumerate() {
        for s in (0..inst.n_slots).filter(|s| inst.gain[c * inst.n_slots + s] != NEVER) {
            from[cand.activity as usize * inst.n_slots + s + 1] += 1;
        }
    }
    for key in 0..n_keys {
        from[key + 1] += from[key];
    }
    let mut next = from.clone();
    let mut wanters = vec![(0, 0); from[n_keys] as usize];
    for (c, cand) in inst.cands.iter().enumerate() {
        for s in (0..inst.n_slots).filter(|s| inst.gain[c * inst.n_slots + s] != NEVER) {
            let slot = &mut next[cand.activity as usize * inst.n_slots + s];
            wanters[*slot as usize] = (cand.learner, c as u32);
            *slot += 1;
        }
    }
    inst.wanters_from = from;
    inst.wanters = wanters;
}
