//! H3: least size <= learners <= largest size; without a station also at most the smallest `group_size_max`
//! among the learners. For whom a person has signed does not count, or has no limit of their own. The least size is looked after when a move ends (`search::settle`).

use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;

/// Whether the group has a place for one more, who may want a small group.
pub fn has_seat(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    let session = &state.sessions[k];
    let (a, start) = (session.activity, session.start);
    let size = session.members.len() as i64 + 1;
    if is_full(state, k) && state.inst.counts(l, a, start) {
        return false;
    }
    let fits = |l: LearnerIdx| state.inst.group_size_max(l, a, start) >= size;
    state.inst.activities[a].is_station || (fits(l) && session.members.iter().all(|m| fits(m.0)))
}

/// Whether session `k` holds all the learners that it may, those apart who do not count.
pub fn is_full(state: &State<'_>, k: SessionIdx) -> bool {
    let session = &state.sessions[k];
    let (a, start) = (session.activity, session.start);
    let size_max = state.inst.activities[a].size_max;
    let counted = || session.members.iter().filter(|m| state.inst.counts(m.0, a, start)).count() as i64;
    state.size(k) >= size_max && (state.inst.signed.is_empty() || counted() >= size_max)
}

/// Whether session `k` has at least its least size.
pub fn is_filled(state: &State<'_>, k: SessionIdx) -> bool {
    state.size(k) >= state.inst.activities[state.sessions[k].activity].size_min
}

/// How many learners could leave session `k` without ending it.
pub fn spare(state: &State<'_>, k: SessionIdx) -> i64 {
    state.size(k) - state.inst.activities[state.sessions[k].activity].size_min.max(1)
}
