//! Drops what cannot be: start slots of candidates that no room, person, pin or group size allows.
//!
//! Every drop follows from a hard rule, so neither the best plan nor the bound changes.

use super::rows::{Candidate, Instance, NEVER, SlotMask};
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, StaffIdx, Table};

/// Thins out the gains and lists who wants what.
pub(super) fn presolve(inst: &mut Instance) {
    let runs: Table<ActivityIdx, Vec<Option<SlotMask>>> = inst
        .activities
        .iter()
        .map(|a| (0..inst.n_slots).map(|s| inst.run(s, a.duration).filter(|run| can_open(inst, a, *run))).collect())
        .collect();
    for c in inst.cands.ids() {
        let cand = &inst.cands[c];
        let never: Vec<usize> = (0..inst.n_slots)
            .filter(|&s| {
                let run = runs[cand.activity][s];
                inst.gain[(c, s)] != NEVER && !run.is_some_and(|run| can_seat(inst, cand, s, run))
            })
            .collect();
        for s in never {
            inst.gain[(c, s)] = NEVER;
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
fn can_open(inst: &Instance, a: &super::rows::Activity, run: SlotMask) -> bool {
    let length = run.count_ones();
    let seats = a.size_min.max(1);
    let room = a
        .rooms
        .iter()
        .map(|&r| &inst.rooms[r])
        .any(|r| r.slots & run == run && r.capacity >= a.size_min && r.sessions_at_once > 0);
    let staffed = a.roles.iter().all(|&tag| {
        let needed = a.roles.iter().filter(|&&t| t == tag).count();
        let free = |p: &&StaffIdx| {
            let p = &inst.staff[**p];
            p.slots & run == run && p.sessions_max > 0 && p.consecutive_max >= length
        };
        inst.people_with[tag].iter().filter(free).count() >= needed
    });
    room && staffed && a.size_max >= seats && a.sessions_max > 0
}

/// Whether the learner could sit in a session of the candidate that starts in `s`.
fn can_seat(inst: &Instance, cand: &Candidate, s: usize, run: SlotMask) -> bool {
    let learner = &inst.learners[cand.learner];
    let a = &inst.activities[cand.activity];
    let seats = a.size_min.max(1);
    let room = a.rooms.iter().any(|&r| {
        let room = &inst.rooms[r];
        room.slots & run == run
            && room.capacity >= seats
            && room.sessions_at_once > 0
            && learner.rooms_ok.as_ref().is_none_or(|ok| ok[r])
    });
    let staffed = a.roles.iter().all(|&tag| {
        let needed = a.roles.iter().filter(|&&t| t == tag).count();
        let serves =
            |p: &&StaffIdx| inst.staff[**p].slots & run == run && learner.staff_barred.binary_search(*p).is_err();
        inst.people_with[tag].iter().filter(serves).count() >= needed
    });
    let devices = inst.offerings[cand.offering].devices.iter().all(|&(pool, units)| {
        let least = if a.is_station { units } else { units.saturating_mul(seats) };
        least <= inst.device_count[pool]
    });
    let required = cand.requirements.iter().all(|&q| {
        let q = &inst.requirements[q];
        q.excess_cost.is_some() || cand.duration as i64 <= q.slots_max
    });
    let small_enough = a.is_station || inst.group_size_max(cand.learner, cand.activity, s) >= seats;
    let there = learner.slots & run == run;
    there && cand.times_max > 0 && small_enough && room && staffed && devices && required && pinned(inst, cand, s)
}

/// Whether the pins of the covered slots allow the candidate.
fn pinned(inst: &Instance, cand: &Candidate, s: usize) -> bool {
    (s..s + cand.duration).all(|t| {
        let pin = inst.pin_at[(cand.learner, t)];
        if pin.is_none() {
            return true;
        }
        let pin = &inst.pins[pin];
        let a = &inst.activities[cand.activity];
        (pin.offering.is_none() || pin.offering == cand.offering)
            && (pin.room.is_none() || a.rooms.contains(&pin.room))
            && pin.staff.iter().all(|&p| inst.staff[p].tags.iter().any(|tag| a.roles.contains(tag)))
    })
}

/// A candidate with `after` cannot start before the other could have ended.
fn wait_for_after(inst: &mut Instance) {
    for c in inst.cands.ids() {
        let after = inst.cands[c].after;
        if after.is_none() {
            continue;
        }
        let duration = inst.cands[after].duration;
        let earliest = (0..inst.n_slots).find(|&s| inst.gain(after, s) != NEVER).map_or(usize::MAX, |s| s + duration);
        for s in 0..inst.n_slots.min(earliest) {
            inst.gain[(c, s)] = NEVER;
        }
    }
}

/// Drops start slots of activities that fewer learners want than a session needs; says whether any was dropped.
fn drop_starved(inst: &mut Instance) -> bool {
    let mut dropped = false;
    for a in inst.activities.ids() {
        for s in 0..inst.n_slots {
            let wanters = inst.wanters(a, s);
            let mut learners = 0;
            let mut last = LearnerIdx::NONE;
            for &(l, _) in wanters {
                learners += i64::from(l != last);
                last = l;
            }
            if learners > 0 && learners < inst.activities[a].size_min {
                let cands: Vec<CandIdx> = wanters.iter().map(|w| w.1).collect();
                for c in cands {
                    inst.gain[(c, s)] = NEVER;
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
    let mut from = vec![0; n_keys + 1];
    for (c, cand) in inst.cands.numbered() {
        for s in (0..inst.n_slots).filter(|s| inst.gain(c, *s) != NEVER) {
            from[inst.key(cand.activity, s) + 1] += 1;
        }
    }
    for key in 0..n_keys {
        from[key + 1] += from[key];
    }
    let mut next = from.clone();
    let mut wanters = vec![(LearnerIdx::NONE, CandIdx::NONE); from[n_keys]];
    for (c, cand) in inst.cands.numbered() {
        for s in (0..inst.n_slots).filter(|s| inst.gain(c, *s) != NEVER) {
            let slot = &mut next[inst.key(cand.activity, s)];
            wanters[*slot] = (cand.learner, c);
            *slot += 1;
        }
    }
    inst.wanters_from = from;
    inst.wanters = wanters;
}
