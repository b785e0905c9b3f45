//! The change cost of sessions: a session kept from the previous plan (same id) whose room or staff differs.
//!
//! Which session keeps which id is the planner's to say, so a session keeps the id of a previous one exactly when
//! activity, slot, room and people are the same: then the cost never falls due. That rooms and people stay where
//! nothing speaks against it is the work of [`State::restore_placement`]. Changes of a learner's slot are part of
//! the gains.

use crate::ids::ActivityIdx;
use crate::instance::Kept;
use crate::state::State;

impl State<'_> {
    /// Previous sessions of the same activity in the same slot.
    pub(crate) fn kept_like(&self, activity: ActivityIdx, start: usize) -> &[Kept] {
        let key = |k: &Kept| (k.activity, k.slot);
        let from = self.inst.kept.partition_point(|k| key(k) < (activity, start));
        let to = self.inst.kept.partition_point(|k| key(k) <= (activity, start));
        &self.inst.kept[from..to]
    }
}
