//! H3: least size <= learners <= largest size; without a station also at most the smallest `group_size_max`
//! among the learners. The least size is looked after when a move ends (`search::settle`).

use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;

/// Whether the group has a place for one more, who may want a small group.
pub fn has_seat(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    let session = &state.sessions[k];
    let size = session.members.len() as i64 + 1;
    let activity = &state.inst.activities[session.activity];
    if size > activity.size_max {
        return false;
    }
    let fits = |l: LearnerIdx| state.inst.learners[l].group_size_max >= size;
    activity.is_station || (fits(l) && session.members.iter().all(|m| fits(m.0)))
}

/// Whether session `k` has at least its least size.
pub fn is_filled(state: &State<'_>, k: SessionIdx) -> bool {
    state.size(k) >= state.inst.activities[state.sessions[k].activity].size_min
}

/// How many learners could leave session `k` without ending it.
pub fn spare(state: &State<'_>, k: SessionIdx) -> i64 {
    state.size(k) - state.inst.activities[state.sessions[k].activity].size_min.max(1)
}
