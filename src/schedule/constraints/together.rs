//! The bonus of `together`: for every session in which both learners are.

use crate::state::State;
use daybreak_day::problem::Points;

impl State<'_> {
    /// Bonuses with those who are already in the session.
    pub(super) fn together_bonus(&self, l: u32, k: u32) -> Points {
        let start = self.sessions[k as usize].start;
        let with = |&&(other, _): &&(u32, Points)| self.session_at(other, start) == k;
        self.inst.learners[l as usize].together.iter().filter(with).map(|(_, bonus)| bonus).sum()
    }
}
