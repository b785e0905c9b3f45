//! What one learner could do in one slot instead of what they do now, the rest of the plan as it is.
//!
//! A learner may go to another session of the slot or be idle. A lesson that they have in another slot is to be had
//! here too, if that session can spare them; they then go on to the best open place there. Gains are what the
//! objective says, company at its present state.

use super::appraise::dependents_in_use;
use crate::constraints::apart::{is_apart_in_place, meets_nobody_apart};
use crate::constraints::group_size::{has_seat, spare};
use crate::constraints::only_candidates::may_use;
use crate::constraints::order::early_shift;
use crate::constraints::requirements::requirement_shift;
use crate::constraints::rooms::{room_has_place, room_suits};
use crate::constraints::seat_company;
use crate::constraints::staff::is_served;
use crate::ids::{CandIdx, GroupIdx, LearnerIdx, OfferIdx, SessionIdx, Table};
use crate::instance::NEVER;
use crate::state::State;
use daybreak_day::problem::Points;

/// Moves of a learner in one slot: what decides about them apart from what is needed to carry them out, because the
/// first is read far more often.
#[derive(Clone, Default)]
pub(super) struct Choices {
    pub offers: Table<OfferIdx, Offer>,
    pub moves: Table<OfferIdx, Move>,
}

/// What a move pays, and where it leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    pub gain: Points,
    /// The session that the learner goes to, or none for being idle.
    pub to: SessionIdx,
    /// The number of that session's opening: its place in the list may be used again.
    pub serial: u32,
}

/// What a move consists of besides its goal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    /// The candidate that the learner takes up.
    pub cand: CandIdx,
    /// The session in another slot that the learner leaves for it, or none.
    pub released: SessionIdx,
    /// What the learner does there instead, if anything.
    pub refill: Refill,
}

/// A place that the learner takes in another slot: candidate, session and number of its opening.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refill {
    pub cand: CandIdx,
    pub to: SessionIdx,
    pub serial: u32,
}

const NOTHING: Refill = Refill { cand: CandIdx::NONE, to: SessionIdx::NONE, serial: 0 };

impl Choices {
    pub fn clear(&mut self) {
        self.offers.clear();
        self.moves.clear();
    }

    fn push(&mut self, offer: Offer, step: Move) {
        self.offers.push(offer);
        self.moves.push(step);
    }
}

/// How a learner comes to be free for a candidate.
struct Way {
    /// The session to be left in another slot, or none, and the candidate used there.
    released: SessionIdx,
    cand: CandIdx,
    /// What the learner does there instead.
    refill: Refill,
    /// The slot of that session, or that of the move where none is left.
    at: usize,
    /// What that changes, requirements and order apart.
    worth: Points,
}

/// Adds the moves of learner `l` in slot `t` to the list, those to the sessions `only` if there are any, that cost no
/// more than `least` (a gain, below zero); none where a pin or a lesson that waits for this one holds the learner.
pub(super) fn choices(
    state: &State<'_>,
    l: LearnerIdx,
    t: usize,
    only: &[SessionIdx],
    least: Points,
    list: &mut Choices,
) {
    let inst = state.inst;
    let at = (l, t);
    let (from, current) = (state.at[at], state.on[at]);
    if inst.learners[l].slots >> t & 1 == 0
        || inst.pin_at[at].is_some()
        || current.is_some() && (state.slots_of(from).len() != 1 || dependents_in_use(state, current))
    {
        return;
    }
    let stay = if current.is_none() { 0 } else { seat(state, l, current, from) };
    if current.is_some() && only.is_empty() {
        let gain = requirement_shift(state, l, &[current], &[]) - early_shift(state, l, &[(t, CandIdx::NONE)]) - stay;
        let step = Move { cand: CandIdx::NONE, released: SessionIdx::NONE, refill: NOTHING };
        list.push(Offer { gain, to: SessionIdx::NONE, serial: 0 }, step);
    }
    for c in inst.cands_of(l) {
        let cand = &inst.cands[c];
        if cand.duration != 1 || inst.gain(c, t) == NEVER {
            continue;
        }
        let sessions = match only {
            [] => &state.by_key[(cand.activity, t)][..],
            [k, ..] if state.sessions[*k].activity != cand.activity => continue,
            _ => only,
        };
        if sessions.is_empty() {
            continue;
        }
        let Some(way) = way_to(state, l, c, current, t) else { continue };
        let shift = requirement_shift(state, l, &[current, way.cand], &[c, way.refill.cand])
            - early_shift(state, l, &[(way.at, way.refill.cand), (t, c)]);
        for &to in sessions {
            if to != from && suits(state, l, to) {
                let gain = seat(state, l, c, to) - stay + way.worth + shift;
                if gain < least {
                    continue;
                }
                let serial = state.sessions[to].serial;
                list.push(Offer { gain, to, serial }, Move { cand: c, released: way.released, refill: way.refill });
            }
        }
    }
}

/// What a seat is worth besides requirements.
fn seat(state: &State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> Points {
    state.inst.gain(c, state.sessions[k].start) + seat_company(state, l, c, k)
}

/// Whether the session's room, people and company suit the learner, if there is a place.
fn suits(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    let session = &state.sessions[k];
    let row = &state.inst.activities[session.activity];
    (row.is_station || state.inst.group_size_max(l, session.activity, session.start) >= state.size(k))
        && room_suits(state, l, session.room)
        && is_served(state, l, k)
        && meets_nobody_apart(state, l, k)
        && is_apart_in_place(state, l, k)
}

/// What the learner must give up in another slot to use candidate `c` in slot `t` instead of `current`; none where
/// one other use is not all that stands in the way.
fn way_to(state: &State<'_>, l: LearnerIdx, c: CandIdx, current: CandIdx, t: usize) -> Option<Way> {
    let inst = state.inst;
    let cand = &inst.cands[c];
    if cand.after.is_some() && !may_use(state, c, t) {
        return None;
    }
    let group = |c: CandIdx| inst.cands[c].exclusive;
    let uses = state.cand_uses[c] - u32::from(current == c);
    let others = match cand.exclusive {
        GroupIdx::NONE => 0,
        g => {
            let here = current.is_some() && current != c && group(current) == g;
            state.exclusive_uses[g] - state.cand_uses[c] - u32::from(here)
        }
    };
    if uses < cand.times_max && others == 0 {
        return Some(Way { released: SessionIdx::NONE, cand: CandIdx::NONE, refill: NOTHING, at: t, worth: 0 });
    }
    if uses + others > 1 {
        return None;
    }
    let clash =
        |other: CandIdx| other.is_some() && (other == c || cand.exclusive.is_some() && group(other) == cand.exclusive);
    let at = (0..inst.n_slots).find(|&u| u != t && clash(state.on[(l, u)]))?;
    let (k, used) = (state.at[(l, at)], state.on[(l, at)]);
    let leaves = state.slots_of(k).len() == 1 && inst.pin_at[(l, at)].is_none() && spare(state, k) > 0;
    if !leaves || dependents_in_use(state, used) {
        return None;
    }
    let (worth, refill) = refill(state, l, at, &[c, used], current);
    Some(Way { released: k, cand: used, refill, at, worth: worth - seat(state, l, used, k) })
}

/// The best open place for the learner in slot `at`, not on one of the `barred` candidates, as if `current` were not
/// in use, and what it is worth.
fn refill(state: &State<'_>, l: LearnerIdx, at: usize, barred: &[CandIdx; 2], current: CandIdx) -> (Points, Refill) {
    let inst = state.inst;
    let group = |c: CandIdx| inst.cands[c].exclusive;
    let mut best = (0, NOTHING);
    for c in inst.cands_of(l) {
        let row = &inst.cands[c];
        if row.duration != 1 || inst.gain(c, at) <= best.0 || row.after.is_some() || barred.contains(&c) {
            continue;
        }
        let sessions = &state.by_key[(row.activity, at)];
        if sessions.is_empty() || state.cand_uses[c] - u32::from(c == current) >= row.times_max {
            continue;
        }
        if row.exclusive.is_some() {
            let here = current.is_some() && group(current) == row.exclusive;
            let taken = state.exclusive_uses[row.exclusive] > u32::from(here);
            if taken || barred.iter().any(|&b| group(b) == row.exclusive) {
                continue;
            }
        }
        for &k in sessions {
            if has_seat(state, l, k) && room_has_place(state, k) && suits(state, l, k) {
                let value = seat(state, l, c, k);
                if value > best.0 {
                    best = (value, Refill { cand: c, to: k, serial: state.sessions[k].serial });
                }
            }
        }
    }
    best
}
