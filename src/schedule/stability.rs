//! Local stability: what would the plan gain by a single opening, closing or moving of a session?
//!
//! Each change is tried upon the plan with the best reseating at hand: a new session draws idle learners and those whom
//! their sessions can spare, learners of a closed one go where there is a place, and places left behind are filled. Then
//! it is taken back. A change that helps is carried out, and the plan is looked at again, so that what is reported is
//! true of the plan as written. The plan is read side by side in shares of fixed size, each on a copy of its own; hence
//! the number of threads changes nothing.

use rayon::prelude::*;

use super::budget::Budget;
use super::log::Stability;
use super::state::State;
use crate::assign::{could_place, place};
use crate::ids::{ActivityIdx, SessionIdx, Table};
use crate::search::appraise::appraise;
use crate::search::fill::fill;
use crate::search::open::{largest_room, seat_takers};
use crate::search::settle::{dismiss, settle};
use daybreak_day::problem::Points;

/// Changes that the default effort looks at: about twenty times all those of a day of 1,000 learners and 6 slots.
const LOOKS: u64 = 60_000;
/// Changes tried on one copy of the plan.
const SHARE: usize = 128;

/// One change of a single session.
#[derive(Clone, Copy)]
enum Change {
    Open {
        activity: ActivityIdx,
        start: usize,
    },
    Close {
        session: SessionIdx,
    },
    /// Closes a session and opens one of its activity in another slot.
    Move {
        session: SessionIdx,
        start: usize,
    },
}

/// Carries out changes of single sessions as long as one helps, and says what the best one left would gain; none when
/// the budget did not suffice to look at all of them.
pub fn stabilise(state: &mut State<'_>, budget: &Budget<'_>) -> Option<Stability> {
    let mut stability = Stability::default();
    loop {
        let changes = changes(state);
        stability.looked_at += changes.len() as u64;
        if stability.looked_at > budget.rounds(LOOKS) {
            return None;
        }
        let gains = gains(state, &changes, budget)?;
        stability.gain = gains.iter().copied().max().unwrap_or(0).max(0);
        let may_look_again = stability.looked_at + changes.len() as u64 <= budget.rounds(LOOKS);
        let taken = if may_look_again { take(state, &changes, &gains) } else { 0 };
        if taken == 0 {
            return Some(stability);
        }
        stability.taken += taken;
    }
}

/// Every change that could be: sessions of all activities wherever enough learners could come, and all that there are.
fn changes(state: &State<'_>) -> Vec<Change> {
    let inst = state.inst;
    let could_be = |a: ActivityIdx, s: usize| {
        let activity = &inst.activities[a];
        inst.run(s, activity.duration).is_some() && inst.wanters(a, s).len() as i64 >= activity.size_min.max(1)
    };
    let starts = |a: ActivityIdx| (0..inst.n_slots).filter(move |&s| could_be(a, s));
    let mut changes = Vec::new();
    for a in inst.activities.ids() {
        changes.extend(starts(a).map(|start| Change::Open { activity: a, start }));
    }
    for k in state.by_slot.iter().flatten().copied() {
        let held = &state.sessions[k];
        changes.push(Change::Close { session: k });
        changes
            .extend(starts(held.activity).filter(|s| *s != held.start).map(|start| Change::Move { session: k, start }));
    }
    changes
}

/// What each change would gain, in points; none when a guard came first.
fn gains(state: &State<'_>, changes: &[Change], budget: &Budget<'_>) -> Option<Vec<Points>> {
    let shares: Option<Vec<Vec<Points>>> = changes
        .par_chunks(SHARE)
        .map(|share| {
            let mut copy = state.clone();
            let gain = |change: &Change| {
                let (mark, before) = (copy.mark(), copy.value());
                make(&mut copy, *change);
                let gain = copy.value() - before;
                copy.rollback(mark);
                budget.cut().is_none().then_some(gain)
            };
            share.iter().map(gain).collect()
        })
        .collect();
    Some(shares?.concat())
}

/// Carries out the changes that help, the best first, as far as they still do; returns how many.
fn take(state: &mut State<'_>, changes: &[Change], gains: &[Points]) -> u64 {
    let serials: Table<SessionIdx, u32> = state.sessions.iter().map(|session| session.serial).collect();
    let mut helpful: Vec<usize> = (0..changes.len()).filter(|&i| gains[i] > 0).collect();
    helpful.sort_by_key(|&i| (-gains[i], i));
    let mut taken = 0;
    for i in helpful {
        let there = match changes[i] {
            Change::Open { .. } => true,
            Change::Close { session } | Change::Move { session, .. } => {
                let held = &state.sessions[session];
                held.open && held.serial == serials[session]
            }
        };
        let (mark, before) = (state.mark(), state.value());
        if there {
            make(state, changes[i]);
        }
        if state.value() > before {
            state.commit();
            taken += 1;
        } else {
            state.rollback(mark);
        }
    }
    taken
}

/// Changes one session and seats whoever may come or was left without a seat. The plan stays valid.
fn make(state: &mut State<'_>, change: Change) {
    let mark = state.mark();
    match change {
        Change::Open { activity, start } => try_open(state, activity, start),
        Change::Close { session } => dismiss(state, session),
        Change::Move { session, start } => {
            let activity = state.sessions[session].activity;
            dismiss(state, session);
            try_open(state, activity, start);
        }
    }
    settle(state, mark);
    fill(state, state.slots_touched_since(mark), None);
}

/// Opens a session with those for whom it is worth most, whether or not that pays by itself.
fn try_open(state: &mut State<'_>, a: ActivityIdx, start: usize) {
    if !could_place(state, a, start) {
        return;
    }
    let Some(appraisal) = appraise(state, a, start, largest_room(state, a, start)) else { return };
    let Some(placement) = place(state, a, start, appraisal.size, None, &appraisal.takers) else { return };
    let k = state.open(a, start, placement.room, placement.staff);
    seat_takers(state, k, &appraisal.takers);
}
