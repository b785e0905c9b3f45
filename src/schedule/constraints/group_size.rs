//! H3: least size <= learners <= largest size; without a station also at most the smallest `group_size_max`
//! among the learners. The least size is looked after when a move ends (`search::settle`).

use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;

impl State<'_> {
    /// Whether the group has a place for one more, who may want a small group.
    pub fn has_seat(&self, l: LearnerIdx, k: SessionIdx) -> bool {
        let session = &self.sessions[k];
        let size = session.members.len() as i64 + 1;
        let activity = &self.inst.activities[session.activity];
        if size > activity.size_max {
            return false;
        }
        let fits = |l: LearnerIdx| self.inst.learners[l].group_size_max >= size;
        activity.is_station || (fits(l) && session.members.iter().all(|m| fits(m.0)))
    }

    /// Whether session `k` has at least its least size.
    pub fn is_filled(&self, k: SessionIdx) -> bool {
        self.size(k) >= self.inst.activities[self.sessions[k].activity].size_min
    }

    /// How many learners could leave session `k` without ending it.
    pub fn spare(&self, k: SessionIdx) -> i64 {
        self.size(k) - self.inst.activities[self.sessions[k].activity].size_min.max(1)
    }
}
