//! Ends a move: sessions that are too small are topped up or closed, learners alone by a hard rule leave.

use super::appraise::takers;
use super::open::seat_takers;
use crate::constraints::group_size::is_filled;
use crate::constraints::never_alone::alone_by_rule;
use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;

/// Makes every session touched since the mark valid again. Learners who lose their seat become idle.
pub fn settle(state: &mut State<'_>, mark: usize) {
    // Every pass closes a session or takes a learner out for good, unless it is the last.
    loop {
        let mut changed = false;
        for k in state.touched_since(mark) {
            if state.sessions[k].open {
                changed |= settle_session(state, k);
            }
        }
        if !changed {
            return;
        }
    }
}

/// Makes one session valid; says whether other sessions may have been touched by that.
fn settle_session(state: &mut State<'_>, k: SessionIdx) -> bool {
    let mut changed = false;
    loop {
        let alone = alone_by_rule(state, k);
        let Some(&l) = alone.first() else { break };
        state.leave(l, k);
        changed = true;
    }
    let empty = state.sessions[k].members.is_empty();
    if !is_filled(state, k) && !empty {
        changed |= top_up(state, k);
    }
    if empty || !is_filled(state, k) || pays_to_close(state, k) || !alone_by_rule(state, k).is_empty() {
        dismiss(state, k);
        changed = true;
    }
    changed
}

/// Seats whoever might come, from idleness or from sessions that can spare them.
pub fn top_up(state: &mut State<'_>, k: SessionIdx) -> bool {
    let mark = state.mark();
    let session = &state.sessions[k];
    let takers = takers(state, session.activity, session.start);
    seat_takers(state, k, &takers);
    if !is_filled(state, k) {
        state.rollback(mark);
    }
    !state.unchanged_since(mark)
}

/// Whether the plan is worth more without the session.
fn pays_to_close(state: &mut State<'_>, k: SessionIdx) -> bool {
    let (mark, before) = (state.mark(), state.value());
    dismiss(state, k);
    let pays = state.value() > before;
    state.rollback(mark);
    pays
}

/// Closes a session; its learners become idle.
pub fn dismiss(state: &mut State<'_>, k: SessionIdx) {
    while let Some(&(l, _)) = state.sessions[k].members.last() {
        state.leave(l, k);
    }
    state.close(k);
}

/// Learners who are idle in a slot of theirs with something they could start there.
pub fn is_idle(state: &State<'_>, l: LearnerIdx, t: usize) -> bool {
    state.session_at(l, t).is_none() && state.inst.learners[l].slots >> t & 1 == 1
}
