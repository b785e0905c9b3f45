//! What binds a learner's seats in the model: H1, H2, H8 to H11, and the points that depend on several seats.

use std::collections::BTreeMap;

use super::people::{both, serves};
use super::possible::{Model, Possible};
use crate::ids::{AloneIdx, CandIdx, GroupIdx, LearnerIdx};
use crate::instance::Instance;
use daybreak_milp::{Expression, Milp};

/// Adds learners to the model.
pub(super) fn add(inst: &Instance, model: &mut Model) {
    let Model { milp, sessions, .. } = model;
    for l in inst.learners.ids() {
        one_place(inst, milp, sessions, l);
        candidates(inst, milp, sessions, l);
    }
    company(inst, milp, sessions);
    requirements(inst, milp, sessions);
    pins(inst, milp, sessions);
}

/// H1.
fn one_place(inst: &Instance, milp: &mut Milp, sessions: &[Possible], l: LearnerIdx) {
    for t in 0..inst.n_slots {
        milp.at_most(sessions.iter().filter(|s| s.slots(inst).contains(&t)).map(|s| s.seat_of(l)).sum(), 1);
    }
}

/// Uses of a candidate that start in the slots.
fn uses(sessions: &[Possible], c: CandIdx, starts: impl Fn(usize) -> bool) -> Expression {
    let seats = sessions.iter().filter(|s| starts(s.start)).flat_map(|s| &s.seats);
    seats.filter(|seat| seat.1 == c).map(|seat| Expression::from(seat.2)).sum()
}

/// H2: times, exclusive, after.
fn candidates(inst: &Instance, milp: &mut Milp, sessions: &[Possible], l: LearnerIdx) {
    let mut groups: BTreeMap<GroupIdx, Expression> = BTreeMap::new();
    for c in inst.cands_of(l) {
        let cand = &inst.cands[c];
        let most = i64::from(cand.times_max).min(inst.n_slots as i64);
        milp.at_most(uses(sessions, c, |_| true), most);
        if cand.exclusive.is_some() {
            // One candidate of the group, however often it is used.
            let used = milp.binary(0);
            milp.at_most(uses(sessions, c, |_| true) - most as f64 * used, 0);
            *groups.entry(cand.exclusive).or_insert_with(|| Expression::from(0.0)) += used;
        }
        if cand.after.is_some() {
            let duration = inst.cands[cand.after].duration;
            for s in 0..inst.n_slots {
                // A use from slot `s` needs one of the other that is over by then.
                let before = uses(sessions, cand.after, |start| start + duration <= s);
                milp.at_most(uses(sessions, c, |start| start == s) - before, 0);
            }
        }
    }
    for (_, used) in groups {
        milp.at_most(used, 1);
    }
    for c in inst.cands_of(l).filter(|c| !inst.cands[*c].follows.is_empty()) {
        early(inst, milp, sessions, c);
    }
}

/// `early_cost`: a use of the candidate before any of one that it follows has ended, where that is used at all.
fn early(inst: &Instance, milp: &mut Milp, sessions: &[Possible], c: CandIdx) {
    let lost = milp.binary(-inst.cands[c].early_cost);
    for &follows in &inst.cands[c].follows {
        let duration = inst.cands[follows].duration;
        let used = milp.binary(0);
        for s in 0..inst.n_slots {
            milp.at_most(uses(sessions, follows, |start| start == s) - used, 0);
            let ended = uses(sessions, follows, |start| start + duration <= s);
            milp.at_most(uses(sessions, c, |start| start == s) + used - lost - ended, 1);
        }
    }
}

/// H8, bonuses of being together, H11 and its cost.
fn company(inst: &Instance, milp: &mut Milp, sessions: &[Possible]) {
    for session in sessions {
        let here = |l: LearnerIdx| session.seats.iter().any(|s| s.0 == l);
        for (l, learner) in inst.learners.numbered().filter(|(l, _)| here(*l)) {
            let parted = |o: &LearnerIdx| !inst.may_meet((l, *o), session.activity, session.start);
            for &other in learner.apart.iter().filter(|o| **o > l && here(**o) && parted(o)) {
                milp.at_most(session.seat_of(l) + session.seat_of(other), 1);
            }
            for &(other, bonus) in learner.together.iter().filter(|o| o.0 > l && here(o.0)) {
                both(milp, session.seat_of(l), session.seat_of(other), bonus);
            }
        }
        if !inst.activities[session.activity].is_station {
            for tag in inst.never_alone.ids() {
                alone(inst, milp, session, tag);
            }
        }
    }
}

/// Exactly one learner with the tag: forbidden, or at its cost.
fn alone(inst: &Instance, milp: &mut Milp, session: &Possible, tag: AloneIdx) {
    let mut group: Vec<LearnerIdx> =
        session.seats.iter().map(|s| s.0).filter(|l| inst.learners[*l].never_alone.contains(&tag)).collect();
    group.dedup();
    let all: Expression = group.iter().map(|l| session.seat_of(*l)).sum();
    match inst.never_alone[tag] {
        Some(cost) if cost < 0 => {
            let column = milp.binary(-cost);
            milp.at_most(Expression::from(column) - all.clone(), 0);
            let n = group.len() as i64;
            milp.at_most(all + (n - 1).max(0) as f64 * column, n.max(1));
        }
        cost => {
            let column = cost.map(|cost| milp.binary(-cost));
            let may_be = |l: LearnerIdx| cost.is_none() && inst.may_be_alone(l, tag, session.activity, session.start);
            for &l in group.iter().filter(|l| !may_be(**l)) {
                // 2 x l - all is 1 when l is alone, at most 0 when another is there or l is not.
                let mut alone = 2.0 * session.seat_of(l) - all.clone();
                if let Some(column) = column {
                    alone -= column;
                }
                milp.at_most(alone, 0);
            }
        }
    }
}

/// H10 and its costs.
fn requirements(inst: &Instance, milp: &mut Milp, sessions: &[Possible]) {
    for (i, q) in inst.requirements.numbered() {
        let mut counted = Expression::from(0.0);
        for session in sessions {
            for &(_, c, seat) in session.seats.iter().filter(|s| inst.cands[s.1].requirements.contains(&i)) {
                counted.add_mul(inst.cands[c].duration as f64, seat);
            }
        }
        let mut reached = counted.clone();
        if let Some(cost) = q.shortfall_cost {
            reached += milp.integer(-cost, q.slots_min);
        }
        if q.slots_min > 0 {
            milp.at_least(reached, q.slots_min);
        }
        if q.slots_max < inst.n_slots as i64 {
            if let Some(cost) = q.excess_cost {
                counted -= milp.integer(-cost, inst.n_slots as i64);
            }
            milp.at_most(counted, q.slots_max);
        }
    }
}

/// H9.
fn pins(inst: &Instance, milp: &mut Milp, sessions: &[Possible]) {
    for pin in &inst.pins {
        let covering = || sessions.iter().filter(|s| s.slots(inst).contains(&pin.slot));
        milp.equal(covering().map(|s| s.seat_of(pin.learner)).sum(), 1);
        for session in covering() {
            if pin.room.is_some() {
                let there: Expression =
                    session.rooms.iter().filter(|r| r.0 == pin.room).map(|r| Expression::from(r.1)).sum();
                milp.at_most(session.seat_of(pin.learner) - there, 0);
            }
            for &p in &pin.staff {
                milp.at_most(session.seat_of(pin.learner) - serves(session, p), 0);
            }
        }
    }
}
