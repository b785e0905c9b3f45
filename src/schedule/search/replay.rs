//! Holds the sessions of another plan: yesterday's, one to start from, or another lane's.

use super::fill::fill;
use super::settle::{dismiss, settle, top_up};
use crate::assign::place;
use crate::assign::staff::cast;
use crate::constraints::can_join;
use crate::constraints::group_size::is_filled;
use crate::constraints::never_alone::alone_by_rule;
use crate::constraints::rooms::room_is_open;
use crate::constraints::staff::can_serve;
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx, StaffIdx};
use crate::instance::{Instance, Kept, Pin, SlotMask};
use crate::state::State;

/// A session as it was held elsewhere.
struct Held<'a> {
    activity: ActivityIdx,
    start: usize,
    /// None when today's problem does not know it.
    room: RoomIdx,
    /// None for a person today's problem does not know.
    staff: &'a [StaffIdx],
    /// (learner, candidate).
    members: &'a [(LearnerIdx, CandIdx)],
}

/// Holds the given sessions again, as far as rooms, people and learners are there: first those that can be as they were, then
/// the others with what is left, so that one gap does not run through the day.
pub fn hold_again(state: &mut State<'_>, sessions: &[Kept]) {
    let mut sessions: Vec<&Kept> = sessions.iter().collect();
    // In order of time: what a candidate waits for is seated before it.
    sessions.sort_by_key(|k| k.slot);
    let held: Vec<Held<'_>> = sessions
        .into_iter()
        .map(|k| Held { activity: k.activity, start: k.slot, room: k.room, staff: &k.staff, members: &k.members })
        .collect();
    let mut open: Vec<Option<SessionIdx>> = held.iter().map(|held| hold(state, held, as_it_was)).collect();
    for (k, held) in open.iter_mut().zip(&held) {
        if k.is_none() {
            *k = hold(state, held, reopen);
        }
    }
    // Whoever waited for a session that was held late.
    for (k, held) in open.iter().zip(&held) {
        if let Some(k) = k.filter(|k| state.sessions[*k].open) {
            seat(state, k, held);
        }
    }
}

/// The plan to start from, as it is; none where it does not keep every rule.
pub fn exactly(inst: &Instance) -> Option<State<'_>> {
    let mut state = State::new(inst);
    let mut sessions: Vec<&Kept> = inst.start.iter().collect();
    sessions.sort_by_key(|k| k.slot);
    for k in sessions {
        let held = Held { activity: k.activity, start: k.slot, room: k.room, staff: &k.staff, members: &k.members };
        let at = as_it_was(&mut state, &held)?;
        seat(&mut state, at, &held);
        if state.size(at) < k.members.len() as i64 || !is_filled(&state, at) || !alone_by_rule(&state, at).is_empty() {
            return None;
        }
    }
    state.commit();
    (state.hard == 0).then_some(state)
}

/// Replaces the sessions that start in the slots by those of another plan, as far as they fit.
pub fn replay(state: &mut State<'_>, other: &State<'_>, slots: SlotMask) {
    let mark = state.mark();
    for s in (0..state.inst.n_slots).filter(|s| slots >> s & 1 == 1) {
        for k in state.by_slot[s].clone() {
            dismiss(state, k);
        }
    }
    for s in (0..state.inst.n_slots).filter(|s| slots >> s & 1 == 1) {
        for &k in &other.by_slot[s] {
            let session = &other.sessions[k];
            let (activity, room) = (session.activity, session.room);
            let held = Held { activity, start: s, room, staff: &session.staff, members: &session.members };
            hold(state, &held, reopen);
        }
    }
    settle(state, mark);
    fill(state, slots, None);
    state.commit();
}

/// Opens a session somehow.
type Opening = fn(&mut State<'_>, &Held<'_>) -> Option<SessionIdx>;

/// Holds one session, with whom of its learners may come; not at all when they are too few and nobody tops it up.
///
/// Where it costs something to move people, neither if others who had to step aside lose more by it.
fn hold(state: &mut State<'_>, held: &Held<'_>, opening: Opening) -> Option<SessionIdx> {
    let (mark, before) = (state.mark(), state.value());
    let k = opening(state, held);
    if let Some(k) = k {
        seat(state, k, held);
    }
    let pays = |state: &State<'_>| state.inst.moved.is_none() || state.value() >= before;
    let stays = k.filter(|k| state.size(*k) > 0 && (is_filled(state, *k) || top_up(state, *k)) && pays(state));
    if stays.is_none() {
        state.rollback(mark);
    }
    stays
}

/// Seats those of a session's learners who may come and are not there.
fn seat(state: &mut State<'_>, k: SessionIdx, held: &Held<'_>) {
    for &(l, c) in held.members {
        if can_join(state, l, c, k) {
            state.join(l, c, k);
        }
    }
}

/// Opens a session in its room with its people.
fn as_it_was(state: &mut State<'_>, held: &Held<'_>) -> Option<SessionIdx> {
    let row = &state.inst.activities[held.activity];
    let slots = state.inst.run(held.start, row.duration).map(|_| held.start..held.start + row.duration)?;
    if !row.rooms.contains(&held.room)
        || !room_is_open(state, held.room, slots.clone())
        || state.copies[held.activity] >= row.sessions_max
    {
        return None;
    }
    let staff = cast(state, &row.roles, held.staff, slots)?;
    Some(state.open(held.activity, held.start, held.room, staff))
}

/// Opens a session in its room with its people, or with those of them who are there and others, or wherever it can be.
fn reopen(state: &mut State<'_>, held: &Held<'_>) -> Option<SessionIdx> {
    if let Some(k) = as_it_was(state, held) {
        return Some(k);
    }
    let (a, start, seats) = (held.activity, held.start, held.members.len() as i64);
    let row = &state.inst.activities[a];
    let slots = state.inst.run(start, row.duration).map(|_| start..start + row.duration)?;
    if let Some(&(learner, cand)) = held.members.first() {
        let is_free = |p: &&StaffIdx| p.is_some() && can_serve(state, **p, slots.clone(), SessionIdx::NONE);
        let staff: Vec<StaffIdx> = held.staff.iter().filter(is_free).copied().collect();
        let has_room = row.rooms.contains(&held.room) && room_is_open(state, held.room, slots.clone());
        let room = if has_room { held.room } else { RoomIdx::NONE };
        let offering = state.inst.cands[cand].offering;
        let mut as_far_as = |room: RoomIdx, staff: Vec<StaffIdx>| {
            let wanted = Pin { learner, slot: start, offering, room, staff };
            let mark = state.mark();
            let placement = place(state, a, start, seats, Some(&wanted), &[]);
            if placement.is_none() {
                state.rollback(mark);
            }
            placement
        };
        let placement = as_far_as(room, staff.clone()).or_else(|| as_far_as(room, Vec::new()));
        if let Some(placement) = placement.or_else(|| as_far_as(RoomIdx::NONE, staff)) {
            return Some(state.open(a, start, placement.room, placement.staff));
        }
    }
    let placement = place(state, a, start, seats, None, &[])?;
    Some(state.open(a, start, placement.room, placement.staff))
}
