//! Holds the sessions of another plan: yesterday's, one to start from, or another lane's.

use super::fill::fill;
use super::settle::{dismiss, settle, top_up};
use crate::assign::place;
use crate::assign::staff::cast;
use crate::constraints::can_join;
use crate::constraints::group_size::is_filled;
use crate::constraints::rooms::room_is_open;
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx, StaffIdx};
use crate::instance::{Kept, SlotMask};
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

/// Holds the given sessions again, as far as rooms, people and learners are there.
pub fn hold_again(state: &mut State<'_>, sessions: &[Kept]) {
    let mut sessions: Vec<&Kept> = sessions.iter().collect();
    // In order of time: what a candidate waits for is seated before it.
    sessions.sort_by_key(|k| k.slot);
    for k in sessions {
        let start = k.slot;
        hold(state, &Held { activity: k.activity, start, room: k.room, staff: &k.staff, members: &k.members });
    }
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
            hold(
                state,
                &Held {
                    activity: session.activity,
                    start: s,
                    room: session.room,
                    staff: &session.staff,
                    members: &session.members,
                },
            );
        }
    }
    settle(state, mark);
    fill(state, slots, None);
    state.commit();
}

/// Holds one session, with whom of its learners may come; not at all when they are too few and nobody tops it up.
fn hold(state: &mut State<'_>, held: &Held<'_>) {
    let mark = state.mark();
    let k = reopen(state, held);
    for &(l, c) in held.members {
        if let Some(k) = k.filter(|k| can_join(state, l, c, *k)) {
            state.join(l, c, k);
        }
    }
    if !k.is_some_and(|k| state.size(k) > 0 && (is_filled(state, k) || top_up(state, k))) {
        state.rollback(mark);
    }
}

/// Opens a session in its room with its people, or in another room or with others.
fn reopen(state: &mut State<'_>, held: &Held<'_>) -> Option<SessionIdx> {
    let row = &state.inst.activities[held.activity];
    let slots = state.inst.run(held.start, row.duration).map(|_| held.start..held.start + row.duration)?;
    let same_room = row.rooms.contains(&held.room) && room_is_open(state, held.room, slots.clone());
    if same_room
        && state.copies[held.activity] < row.sessions_max
        && let Some(staff) = cast(state, &row.roles, held.staff, slots)
    {
        return Some(state.open(held.activity, held.start, held.room, staff));
    }
    let placement = place(state, held.activity, held.start, held.members.len() as i64, None, &[])?;
    Some(state.open(held.activity, held.start, placement.room, placement.staff))
}
