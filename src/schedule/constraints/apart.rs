//! H8: two learners named apart are never in the same session.

use crate::state::State;

impl State<'_> {
    /// Whether nobody from whom the learner is kept apart is in the session.
    pub fn meets_nobody_apart(&self, l: u32, k: u32) -> bool {
        let start = self.sessions[k as usize].start;
        self.inst.learners[l as usize].apart.iter().all(|&other| self.session_at(other, start) != k)
    }
}
