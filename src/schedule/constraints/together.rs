//! The bonus of `together`: for every session in which both learners are.

use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;
use daybreak_day::problem::Points;

impl State<'_> {
    /// Bonuses with those who are already in the session.
    pub(super) fn together_bonus(&self, l: LearnerIdx, k: SessionIdx) -> Points {
        let start = self.sessions[k].start;
        let with = |&&(other, _): &&(LearnerIdx, Points)| self.session_at(other, start) == k;
        self.inst.learners[l].together.iter().filter(with).map(|(_, bonus)| bonus).sum()
    }
}
