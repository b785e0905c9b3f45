//! H8: two learners named apart are never in the same session.

use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;

impl State<'_> {
    /// Whether nobody from whom the learner is kept apart is in the session.
    pub fn meets_nobody_apart(&self, l: LearnerIdx, k: SessionIdx) -> bool {
        let start = self.sessions[k].start;
        self.inst.learners[l].apart.iter().all(|&other| self.session_at(other, start) != k)
    }
}
