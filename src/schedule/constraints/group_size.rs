//! H3: least size <= learners <= largest size; without a station also at most the smallest `group_size_max`
//! among the learners. The least size is looked after when a move ends (`search::settle`).

use crate::state::State;

impl State<'_> {
    /// Whether the group has a place for one more, who may want a small group.
    pub fn has_seat(&self, l: u32, k: u32) -> bool {
        let session = &self.sessions[k as usize];
        let size = session.members.len() as i64 + 1;
        let activity = &self.inst.activities[session.activity as usize];
        if size > activity.size_max {
            return false;
        }
        let fits = |l: u32| self.inst.learners[l as usize].group_size_max >= size;
        activity.is_station || (fits(l) && session.members.iter().all(|m| fits(m.0)))
    }

    /// Whether session `k` has at least its least size.
    pub fn is_filled(&self, k: u32) -> bool {
        self.size(k) >= self.inst.activities[self.sessions[k as usize].activity as usize].size_min
    }

    /// How many learners could leave session `k` without ending it.
    pub fn spare(&self, k: u32) -> i64 {
        self.size(k) - self.inst.activities[self.sessions[k as usize].activity as usize].size_min.max(1)
    }
}
