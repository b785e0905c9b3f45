//! The bonus of `together`: for every session in which both learners are.

use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;
use daybreak_day::problem::Points;

/// Bonuses with those who are already in the session.
pub(super) fn together_bonus(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> Points {
    let start = state.sessions[k].start;
    let with = |&&(other, _): &&(LearnerIdx, Points)| state.session_at(other, start) == k;
    state.inst.learners[l].together.iter().filter(with).map(|(_, bonus)| bonus).sum()
}
