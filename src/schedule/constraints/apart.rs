//! H8: two learners named apart are never in the same session.

use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;

/// Whether nobody from whom the learner is kept apart is in the session.
pub fn meets_nobody_apart(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    let start = state.sessions[k].start;
    state.inst.learners[l].apart.iter().all(|&other| state.session_at(other, start) != k)
}
