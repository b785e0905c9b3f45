//! What one learner could do in one slot instead of what they do now, the rest of the plan as it is.
//!
//! A learner may go to another session of the slot or be idle. A lesson that they have in another slot is to be had
//! here too, if that session can spare them; they then go on to the best open place there. Gains are what the
//! objective says, company at its present state.

use crate::instance::{NEVER, NONE};
use crate::state::State;
use daybreak_day::problem::Points;

/// Moves of a learner in one slot: what decides about them apart from what is needed to carry them out, because the
/// first is read far more often.
#[derive(Clone, Default)]
pub(super) struct Choices {
    pub offers: Vec<Offer>,
    pub moves: Vec<Move>,
}

/// What a move pays, and where it leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer {
    pub gain: Points,
    /// The session that the learner goes to, or [`NONE`] for being idle.
    pub to: u32,
    /// The number of that session's opening: its place in the list may be used again.
    pub serial: u32,
}

/// What a move consists of besides its goal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    /// The candidate that the learner takes up.
    pub cand: u32,
    /// The session in another slot that the learner leaves for it, or [`NONE`].
    pub released: u32,
    /// What the learner does there instead, if anything.
    pub refill: Refill,
}

/// A place that the learner takes in another slot: candidate, session and number of its opening.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refill {
    pub cand: u32,
    pub to: u32,
    pub serial: u32,
}

const NOTHING: Refill = Refill { cand: NONE, to: NONE, serial: 0 };

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
    /// The session to be left in another slot, or [`NONE`], and the candidate used there.
    released: u32,
    cand: u32,
    /// What the learner does there instead.
    refill: Refill,
    /// What that changes, requirements apart.
    worth: Points,
}

/// Adds the moves of learner `l` in slot `t` to the list, those to the sessions `only` if there are any, that cost no
/// more than `least` (a gain, below zero); none where a pin or a lesson that waits for this one holds the learner.
pub(super) fn choices(state: &State<'_>, l: u32, t: usize, only: &[u32], least: Points, list: &mut Choices) {
    let inst = state.inst;
    let at = l as usize * inst.n_slots + t;
    let (from, current) = (state.at[at], state.on[at]);
    if inst.learners[l as usize].slots >> t & 1 == 0
        || inst.pin_at[at] != NONE
        || current != NONE && (state.slots_of(from).len() != 1 || state.dependents_in_use(current))
    {
        return;
    }
    let stay = if current == NONE { 0 } else { seat(state, l, current, from) };
    if current != NONE && only.is_empty() {
        let gain = state.requirement_shift(l, &[current], &[]) - stay;
        list.push(Offer { gain, to: NONE, serial: 0 }, Move { cand: NONE, released: NONE, refill: NOTHING });
    }
    for c in inst.cands_of(l) {
        let cand = &inst.cands[c as usize];
        if cand.duration != 1 || inst.gain(c, t) == NEVER {
            continue;
        }
        let sessions = match only {
            [] => &state.by_key[inst.key(cand.activity, t)][..],
            [k, ..] if state.sessions[*k as usize].activity != cand.activity => continue,
            _ => only,
        };
        if sessions.is_empty() {
            continue;
        }
        let Some(way) = way_to(state, l, c, current, t) else { continue };
        let shift = state.requirement_shift(l, &[current, way.cand], &[c, way.refill.cand]);
        for &to in sessions {
            if to != from && suits(state, l, to) {
                let gain = seat(state, l, c, to) - stay + way.worth + shift;
                if gain < least {
                    continue;
                }
                let serial = state.sessions[to as usize].serial;
                list.push(Offer { gain, to, serial }, Move { cand: c, released: way.released, refill: way.refill });
            }
        }
    }
}

/// What a seat is worth besides requirements.
fn seat(state: &State<'_>, l: u32, c: u32, k: u32) -> Points {
    state.inst.gain(c, state.sessions[k as usize].start) + state.seat_company(l, k)
}

/// Whether the session's room, people and company suit the learner, if there is a place.
fn suits(state: &State<'_>, l: u32, k: u32) -> bool {
    let session = &state.sessions[k as usize];
    let row = &state.inst.activities[session.activity as usize];
    (row.is_station || state.inst.learners[l as usize].group_size_max >= state.size(k))
        && state.room_suits(l, session.room)
        && state.is_served(l, k)
        && state.meets_nobody_apart(l, k)
}

/// What the learner must give up in another slot to use candidate `c` in slot `t` instead of `current`; none where
/// one other use is not all that stands in the way.
fn way_to(state: &State<'_>, l: u32, c: u32, current: u32, t: usize) -> Option<Way> {
    let inst = state.inst;
    let cand = &inst.cands[c as usize];
    if cand.after != NONE && !state.may_use(c, t) {
        return None;
    }
    let group = |c: u32| inst.cands[c as usize].exclusive;
    let uses = state.cand_uses[c as usize] - u32::from(current == c);
    let others = match cand.exclusive {
        NONE => 0,
        g => {
            let here = current != NONE && current != c && group(current) == g;
            state.exclusive_uses[g as usize] - state.cand_uses[c as usize] - u32::from(here)
        }
    };
    if uses < cand.times_max && others == 0 {
        return Some(Way { released: NONE, cand: NONE, refill: NOTHING, worth: 0 });
    }
    if uses + others > 1 {
        return None;
    }
    let row = l as usize * inst.n_slots;
    let clash = |other: u32| other != NONE && (other == c || cand.exclusive != NONE && group(other) == cand.exclusive);
    let at = (0..inst.n_slots).find(|&u| u != t && clash(state.on[row + u]))?;
    let (k, used) = (state.at[row + at], state.on[row + at]);
    let leaves = state.slots_of(k).len() == 1 && inst.pin_at[row + at] == NONE && state.spare(k) > 0;
    if !leaves || state.dependents_in_use(used) {
        return None;
    }
    let (worth, refill) = refill(state, l, at, &[c, used], current);
    Some(Way { released: k, cand: used, refill, worth: worth - seat(state, l, used, k) })
}

/// The best open place for the learner in slot `at`, not on one of the `barred` candidates, as if `current` were not
/// in use, and what it is worth.
fn refill(state: &State<'_>, l: u32, at: usize, barred: &[u32; 2], current: u32) -> (Points, Refill) {
    let inst = state.inst;
    let group = |c: u32| inst.cands[c as usize].exclusive;
    let mut best = (0, NOTHING);
    for c in inst.cands_of(l) {
        let row = &inst.cands[c as usize];
        if row.duration != 1 || inst.gain(c, at) <= best.0 || row.after != NONE || barred.contains(&c) {
            continue;
        }
        let sessions = &state.by_key[inst.key(row.activity, at)];
        if sessions.is_empty() || state.cand_uses[c as usize] - u32::from(c == current) >= row.times_max {
            continue;
        }
        if row.exclusive != NONE {
            let here = current != NONE && group(current) == row.exclusive;
            let taken = state.exclusive_uses[row.exclusive as usize] > u32::from(here);
            if taken || barred.iter().any(|&b| group(b) == row.exclusive) {
                continue;
            }
        }
        for &k in sessions {
            if state.has_seat(l, k) && state.room_has_place(k) && suits(state, l, k) {
                let value = seat(state, l, c, k);
                if value > best.0 {
                    best = (value, Refill { cand: c, to: k, serial: state.sessions[k as usize].serial });
                }
            }
        }
    }
    best
}
