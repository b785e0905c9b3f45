//! Forces one seat: whoever and whatever stands in the way goes, those first whose hard demands weigh least.
//!
//! A seat is in an open session, or in one that opens for it. Sessions may be left with too few or somebody alone;
//! the caller settles them, and takes the whole back if it was not worth it.

use std::ops::Range;

use super::appraise::takers;
use super::demands::{Demand, Way, as_pin};
use super::open::seat_takers;
use super::settle::dismiss;
use crate::assign::rooms::{grow_room, room_for, suit_room};
use crate::assign::staff::staff_for;
use crate::constraints::apart::{may_meet, meets_nobody_apart, who_shares_place};
use crate::constraints::can_join;
use crate::constraints::devices::has_devices;
use crate::constraints::group_size::{has_seat, is_filled, spare};
use crate::constraints::never_alone::alone_by_rule;
use crate::constraints::only_candidates::may_use;
use crate::constraints::requirements::leaves_room_for_requirements;
use crate::constraints::rooms::{places_in, room_has_place, room_is_open, room_suits};
use crate::constraints::staff::can_serve;
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, PinIdx, RequirementIdx, RoomIdx, SessionIdx, StaffIdx, Table};
use crate::instance::{Instance, NEVER, Pin};
use crate::state::State;

/// How heavy each demand weighs: how often it was missed.
pub struct Weights {
    pins: Table<PinIdx, i64>,
    owed: Table<RequirementIdx, i64>,
}

impl Weights {
    pub fn new(inst: &Instance) -> Self {
        Weights { pins: Table::filled(1, inst.pins.len()), owed: Table::filled(1, inst.requirements.len()) }
    }

    pub fn of(&self, demand: Demand) -> i64 {
        match demand {
            Demand::Pin(i) => self.pins[i],
            Demand::Owed(q) => self.owed[q],
        }
    }

    pub fn raise(&mut self, demand: Demand) {
        match demand {
            Demand::Pin(i) => self.pins[i] += 1,
            Demand::Owed(q) => self.owed[q] += 1,
        }
    }
}

/// Seats a learner in an open session, or in a new one; false when even force does not help. Changes are in the
/// journal either way.
pub fn force(state: &mut State<'_>, way: Way, into: Option<SessionIdx>, weights: &Weights) -> bool {
    if !free_learner(state, way, weights) {
        return false;
    }
    let learner = state.inst.cands[way.cand].learner;
    match into {
        Some(k) => state.sessions[k].open && squeeze_in(state, learner, way.cand, k, weights),
        None => force_open(state, way, weights),
    }
}

/// Takes the learner out of everything that keeps them from using the candidate, and seats them where it waits for.
fn free_learner(state: &mut State<'_>, way: Way, weights: &Weights) -> bool {
    let inst = state.inst;
    let cand = &inst.cands[way.cand];
    let l = cand.learner;
    for t in way.start..way.start + cand.duration {
        let k = state.at[(l, t)];
        if k.is_some() {
            state.leave(l, k);
        }
    }
    for t in 0..inst.n_slots {
        let used = state.on[(l, t)];
        if used.is_none() {
            continue;
        }
        let other = &inst.cands[used];
        let excluded = used != way.cand && cand.exclusive.is_some() && other.exclusive == cand.exclusive;
        let spent = used == way.cand && state.cand_uses[used] >= cand.times_max;
        let limited = !leaves_room_for_requirements(state, way.cand)
            && other.requirements.iter().any(|q| cand.requirements.contains(q));
        if excluded || spent || limited {
            state.leave(l, state.at[(l, t)]);
        }
    }
    let waits = cand.after.is_some() && !may_use(state, way.cand, way.start);
    (!waits || force_before(state, cand.after, way, weights))
        && may_use(state, way.cand, way.start)
        && leaves_room_for_requirements(state, way.cand)
}

/// Forces a use of the candidate that another one waits for, in time for it.
fn force_before(state: &mut State<'_>, first: CandIdx, way: Way, weights: &Weights) -> bool {
    let inst = state.inst;
    let row = &inst.cands[first];
    let starts = 0..(way.start + 1).saturating_sub(row.duration);
    for start in starts.filter(|s| inst.gain(first, *s) != NEVER) {
        let open = state.by_key[(row.activity, start)].clone();
        for into in open.into_iter().map(Some).chain([None]) {
            let mark = state.mark();
            if force(state, Way { cand: first, start }, into, weights) && may_use(state, way.cand, way.start) {
                return true;
            }
            state.rollback(mark);
        }
    }
    false
}

/// Seats a free learner in session `k` at the cost of others.
fn squeeze_in(state: &mut State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx, weights: &Weights) -> bool {
    while !can_join(state, l, c, k) {
        let eased = suit_room(state, k, l) || grow_room(state, k);
        if !eased && !send_one_away(state, l, c, k, weights) {
            return false;
        }
    }
    state.join(l, c, k);
    true
}

/// Sends one learner away who stands between `l` and a seat in `k`; false when nobody does, or none can help.
fn send_one_away(state: &mut State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx, weights: &Weights) -> bool {
    let inst = state.inst;
    let session = &state.sessions[k];
    let members = |k: SessionIdx| state.sessions[k].members.iter().map(move |m| (m.0, k));
    let slots = state.slots_of(k);
    let blockers: Vec<(LearnerIdx, SessionIdx)> = if !meets_nobody_apart(state, l, k) {
        let apart = &inst.learners[l].apart;
        members(k).filter(|m| apart.contains(&m.0) && !may_meet(state, l, m.0, k)).collect()
    } else if let Some(beside) = who_shares_place(state, l, k, session.room) {
        vec![beside]
    } else if !has_seat(state, l, k) {
        members(k).collect()
    } else if !room_has_place(state, k) {
        let beside = sessions_in(state, slots).into_iter().filter(|o| state.sessions[*o].room == session.room);
        beside.flat_map(members).collect()
    } else if !has_devices(state, c, k) {
        let wanted = &inst.offerings[inst.cands[c].offering].devices;
        let uses = |cand: CandIdx| {
            let devices = &inst.offerings[inst.cands[cand].offering].devices;
            devices.iter().any(|used| wanted.iter().any(|w| w.0 == used.0))
        };
        let users = |k: SessionIdx| {
            let members = state.sessions[k].members.iter();
            members.filter(|m| uses(m.1)).map(move |m| (m.0, k)).collect::<Vec<_>>()
        };
        sessions_in(state, slots).into_iter().flat_map(users).collect()
    } else {
        return false;
    };
    let lightest = blockers.into_iter().min_by_key(|&(m, k)| {
        // Among equals, who needs a smaller group than the others goes, and who is spared more easily.
        (weight_of_seat(state, m, k, weights), inst.learners[m].group_size_max, spare(state, k) <= 0, m, k)
    });
    if let Some((m, k)) = lightest {
        state.leave(m, k);
    }
    lightest.is_some()
}

/// Opens a session for the seat, freeing a copy, people and a room, and fills it.
fn force_open(state: &mut State<'_>, way: Way, weights: &Weights) -> bool {
    let (pin, a) = (as_pin(state.inst, way), state.inst.cands[way.cand].activity);
    let activity = &state.inst.activities[a];
    let slots = way.start..way.start + activity.duration;
    if state.copies[a] >= activity.sessions_max {
        let copies: Vec<SessionIdx> = (0..state.inst.n_slots).flat_map(|s| state.by_key[(a, s)].clone()).collect();
        end_lightest(state, copies, weights);
    }
    let seats = state.inst.size_max(a, way.start);
    free_people(state, a, slots.clone(), &pin, weights);
    let Some(staff) = staff_for(state, a, slots.clone(), Some(&pin), &[]) else { return false };
    let room = room_for(state, a, slots.clone(), seats, Some(&pin), &[]).or_else(|| {
        free_room(state, a, slots, &pin, weights);
        room_for(state, a, way.start..way.start + activity.duration, seats, Some(&pin), &[])
    });
    let Some(room) = room else { return false };
    // Those who were sent away may have been what the learner's candidate waits for.
    if !may_use(state, way.cand, way.start) || state.copies[a] >= activity.sessions_max {
        return false;
    }
    let k = state.open(a, way.start, room, staff);
    if !squeeze_in(state, pin.learner, way.cand, k, weights) {
        return false;
    }
    // Asked only now: those who have just lost their seats may want one here.
    let takers = takers(state, a, way.start);
    seat_takers(state, k, &takers);
    gather(state, k, weights);
    is_filled(state, k)
}

/// Brings learners into session `k` who would rather not come, until it has its least size and nobody is alone
/// there against a rule.
fn gather(state: &mut State<'_>, k: SessionIdx, weights: &Weights) {
    let inst = state.inst;
    let (a, start) = (state.sessions[k].activity, state.sessions[k].start);
    let mut others: Vec<(i64, LearnerIdx, CandIdx)> = Vec::new();
    for &(l, cand) in inst.wanters(a, start) {
        let at = (start..start + inst.activities[a].duration).map(|t| state.session_at(l, t));
        let mut left: Vec<SessionIdx> = at.filter(|o| o.is_some()).collect();
        left.dedup();
        if !left.contains(&k) {
            let ends = |o: SessionIdx| if spare(state, o) > 0 { 0 } else { weight_of_session(state, o, weights) + 1 };
            let weight = left.iter().map(|o| ends(*o) + 2 * weight_of_seat(state, l, *o, weights)).sum();
            others.push((weight, l, cand));
        }
    }
    others.sort_unstable();
    for (_, l, c) in others {
        let alone = alone_by_rule(state, k);
        if is_filled(state, k) && alone.is_empty() {
            return;
        }
        let tags = |l: LearnerIdx| &inst.learners[l].never_alone;
        let keeps_company = alone.iter().any(|m| tags(*m).iter().any(|tag| tags(l).contains(tag)));
        if state.session_at(l, start) == k || is_filled(state, k) && !keeps_company {
            continue;
        }
        let mark = state.mark();
        let way = Way { cand: c, start };
        let came = state.inst.cands[c].after.is_none()
            && free_learner(state, way, weights)
            && (can_join(state, l, c, k) || grow_room(state, k) && can_join(state, l, c, k));
        if came {
            state.join(l, c, k);
        } else {
            state.rollback(mark);
        }
    }
}

/// Frees people until every need of the activity could be met, those first whom the pin names.
fn free_people(state: &mut State<'_>, a: ActivityIdx, slots: Range<usize>, pin: &Pin, weights: &Weights) {
    for &p in &pin.staff {
        free_person(state, p, slots.clone(), weights);
    }
    let inst = state.inst;
    let barred = &inst.learners[pin.learner].staff_barred;
    for (tag, count) in inst.activities[a].needs() {
        let able: Vec<StaffIdx> =
            inst.people_with[tag].iter().copied().filter(|p| barred.binary_search(p).is_err()).collect();
        let mut taken: Vec<(i64, StaffIdx)> = able
            .iter()
            .filter(|p| !can_serve(state, **p, slots.clone(), SessionIdx::NONE))
            .map(|p| (weight_of_person(state, *p, slots.clone(), weights), *p))
            .collect();
        taken.sort_unstable();
        for (_, p) in taken {
            if able.iter().filter(|p| can_serve(state, **p, slots.clone(), SessionIdx::NONE)).count() >= count {
                break;
            }
            free_person(state, p, slots.clone(), weights);
        }
    }
}

/// Ends sessions of a person until they could serve in the slots, if they are there at all.
fn free_person(state: &mut State<'_>, p: StaffIdx, slots: Range<usize>, weights: &Weights) {
    while !can_serve(state, p, slots.clone(), SessionIdx::NONE) {
        let busy = |range: Range<usize>| -> Vec<SessionIdx> {
            range.map(|t| state.staff_at[(p, t)]).filter(|k| k.is_some()).collect()
        };
        let there = busy(slots.clone());
        let ended = if there.is_empty() { busy(0..state.inst.n_slots) } else { there };
        if !end_lightest(state, ended, weights) {
            return;
        }
    }
}

/// What it would cost to free a person.
fn weight_of_person(state: &State<'_>, p: StaffIdx, slots: Range<usize>, weights: &Weights) -> i64 {
    let weigh = |range: Range<usize>| {
        range.map(|t| state.staff_at[(p, t)]).filter(|k| k.is_some()).map(|k| weight_of_session(state, k, weights) + 1)
    };
    match weigh(slots).max() {
        Some(weight) => weight,
        None => weigh(0..state.inst.n_slots).min().unwrap_or(i64::MAX),
    }
}

/// Ends the sessions in the room that is freed most easily.
fn free_room(state: &mut State<'_>, a: ActivityIdx, slots: Range<usize>, pin: &Pin, weights: &Weights) {
    let inst = state.inst;
    let activity = &inst.activities[a];
    let run = slots.clone().fold(0, |mask, t| mask | 1 << t);
    let around = sessions_in(state, slots.clone());
    let inside =
        |r: RoomIdx| -> Vec<SessionIdx> { around.iter().copied().filter(|k| state.sessions[*k].room == r).collect() };
    let suits = |r: &RoomIdx| {
        let room = &inst.rooms[*r];
        (pin.room.is_none() || pin.room == *r)
            && room.slots & run == run
            && room.capacity >= activity.size_min
            && room_suits(state, pin.learner, *r)
    };
    let weigh = |r: RoomIdx| (inside(r).into_iter().map(|k| weight_of_session(state, k, weights) + 1).sum::<i64>(), r);
    let Some((_, room)) = activity.rooms.iter().copied().filter(suits).map(weigh).min() else { return };
    let mut inside = inside(room);
    while !room_is_open(state, room, slots.clone()) || places_in(state, room, slots.clone()) < activity.size_min.max(1)
    {
        if !end_lightest(state, inside.clone(), weights) {
            return;
        }
        inside.retain(|k| state.sessions[*k].open);
    }
}

/// Ends the session that weighs least; false when there is none.
fn end_lightest(state: &mut State<'_>, sessions: Vec<SessionIdx>, weights: &Weights) -> bool {
    let weigh = |k: &SessionIdx| (weight_of_session(state, *k, weights), state.size(*k), *k);
    let lightest = sessions.into_iter().filter(|k| state.sessions[*k].open).min_by_key(weigh);
    if let Some(k) = lightest {
        dismiss(state, k);
    }
    lightest.is_some()
}

/// Sessions that run in some of the slots.
fn sessions_in(state: &State<'_>, slots: Range<usize>) -> Vec<SessionIdx> {
    let starts = 0..slots.end;
    let meets = |k: &SessionIdx| state.slots_of(*k).end > slots.start;
    starts.flat_map(|s| state.by_slot[s].iter().copied().filter(meets)).collect()
}

/// The hard demands that a session meets.
fn weight_of_session(state: &State<'_>, k: SessionIdx, weights: &Weights) -> i64 {
    state.sessions[k].members.iter().map(|m| weight_of_seat(state, m.0, k, weights)).sum()
}

/// The hard demands that a learner's seat in session `k` meets.
fn weight_of_seat(state: &State<'_>, l: LearnerIdx, k: SessionIdx, weights: &Weights) -> i64 {
    let inst = state.inst;
    let slots = state.slots_of(k);
    let cand = state.on[(l, slots.start)];
    let pins: i64 =
        slots.map(|t| inst.pin_at[(l, t)]).filter(|i| i.is_some()).map(|i| weights.of(Demand::Pin(i))).sum();
    if cand.is_none() {
        return pins;
    }
    let cand = &inst.cands[cand];
    let owed = cand.requirements.iter().map(|&q| {
        let row = &inst.requirements[q];
        let lost = (row.slots_min - state.required[q] + cand.duration as i64).clamp(0, cand.duration as i64);
        if row.shortfall_cost.is_none() { lost * weights.of(Demand::Owed(q)) } else { 0 }
    });
    pins + owed.sum::<i64>()
}
