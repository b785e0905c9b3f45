//! The change cost of sessions: a session kept from the previous plan (same id) whose room or staff differs.
//!
//! Which session keeps which id is the planner's to say, so a session keeps the id of a previous one exactly when
//! activity, slot, room and people are the same: then the cost never falls due. That rooms and people stay where
//! nothing speaks against it is the work of `assign::polish`. Changes of a learner's slot are part of
//! the gains.

use crate::ids::ActivityIdx;
use crate::instance::Kept;
use crate::state::State;

/// Previous sessions of the same activity in the same slot.
pub fn kept_like<'i>(state: &State<'i>, activity: ActivityIdx, start: usize) -> &'i [Kept] {
    let key = |k: &Kept| (k.activity, k.slot);
    let from = state.inst.kept.partition_point(|k| key(k) < (activity, start));
    let to = state.inst.kept.partition_point(|k| key(k) <= (activity, start));
    &state.inst.kept[from..to]
}
