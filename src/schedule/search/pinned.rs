//! Sessions that people have decided as a whole: where pins name room and lesson for enough learners to hold one.
//!
//! Such sessions are opened before anything else, those first whose people are all named; else a room or a person that
//! a pin names might be given to a session that could do with another.

use std::collections::BTreeMap;

use super::demands::{Demand, as_pin, ways};
use super::settle::{dismiss, top_up};
use crate::assign::place;
use crate::constraints::can_join;
use crate::constraints::group_size::is_filled;
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx, StaffIdx};
use crate::instance::Pin;
use crate::state::State;

/// What the pins of a session agree on: first slot, activity, room, people.
type Decided = (usize, ActivityIdx, RoomIdx, Vec<StaffIdx>);

/// Holds the sessions that pins describe, as far as they can be; the others are left to `meet_demands`.
pub fn hold_pinned(state: &mut State<'_>) {
    let decided = decided(state);
    let mut order: Vec<&Decided> = decided.keys().collect();
    let roles = |a: ActivityIdx| state.inst.activities[a].roles.len();
    order.sort_by_key(|(start, a, room, staff)| (roles(*a).saturating_sub(staff.len()), *start, *a, *room));
    let mut opened: Vec<(&Decided, SessionIdx)> = Vec::new();
    for key in order {
        let &(start, a, room, ref staff) = key;
        // The first of them speaks for all.
        let &(learner, cand) = decided[key].first().expect("whoever is pinned made the entry");
        let offering = state.inst.cands[cand].offering;
        let pin = Pin { learner, slot: start, offering, room, staff: staff.clone() };
        if let Some(placement) = place(state, a, start, decided[key].len() as i64, Some(&pin), &[]) {
            opened.push((key, state.open(a, start, placement.room, placement.staff)));
        }
    }
    // In order of time: what a candidate waits for is seated before it.
    opened.sort_unstable();
    for &(key, k) in &opened {
        for &(l, c) in &decided[key] {
            if can_join(state, l, c, k) {
                state.join(l, c, k);
            }
        }
    }
    for (_, k) in opened {
        if state.sessions[k].open && !is_filled(state, k) && !top_up(state, k) {
            dismiss(state, k);
        }
    }
}

/// The sessions that pins decide, with their (learner, candidate) pairs, where they are enough to hold one.
fn decided(state: &State<'_>) -> BTreeMap<Decided, Vec<(LearnerIdx, CandIdx)>> {
    let inst = state.inst;
    let mut decided: BTreeMap<Decided, Vec<(LearnerIdx, CandIdx)>> = BTreeMap::new();
    for i in inst.pins.ids() {
        let [way] = ways(inst, Demand::Pin(i))[..] else { continue };
        let pin = as_pin(inst, way);
        if pin.room.is_some() {
            let key = (way.start, inst.cands[way.cand].activity, pin.room, pin.staff);
            decided.entry(key).or_default().push((pin.learner, way.cand));
        }
    }
    for seats in decided.values_mut() {
        // A lesson over two slots is pinned in both.
        seats.sort_unstable();
        seats.dedup();
    }
    decided.retain(|key, seats| seats.len() as i64 >= inst.activities[key.1].size_min);
    decided
}
