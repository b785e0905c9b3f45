//! The change cost of sessions: a session kept from the previous plan (same id) whose room or staff differs.
//!
//! Which session keeps which id is the planner's to say. A session keeps the id of a previous one of the same
//! activity in the same slot, whatever that costs: a new name for the same lesson would hide the change from
//! the people it concerns. Changes of a learner's slot are part of the gains.

use crate::model::problem::Points;
use crate::schedule::instance::NONE;
use crate::schedule::state::State;

impl State<'_> {
    /// The unused previous session whose id a session would keep with the least change, or [`NONE`].
    pub fn kept_for(&self, activity: u32, start: usize, room: u32, staff: &[u32]) -> u32 {
        let from = self.inst.kept.partition_point(|k| (k.activity, k.slot as usize) < (activity, start));
        let same = self.inst.kept[from..].iter().take_while(|k| (k.activity, k.slot as usize) == (activity, start));
        (from as u32..)
            .zip(same)
            .filter(|(i, _)| !self.kept_used[*i as usize])
            .min_by_key(|(i, _)| (self.change_cost(*i, room, staff), *i))
            .map_or(NONE, |(i, _)| i)
    }

    /// What session `k` pays for another room or other people than it had.
    pub(in crate::schedule) fn kept_cost(&self, k: u32) -> Points {
        let session = &self.sessions[k as usize];
        self.change_cost(session.kept, session.room, &session.staff)
    }

    /// What previous session `kept` (or [`NONE`]) pays for being held in this room by these people.
    fn change_cost(&self, kept: u32, room: u32, staff: &[u32]) -> Points {
        let Some(kept) = self.inst.kept.get(kept as usize) else { return 0 };
        let mut sorted = staff.to_vec();
        sorted.sort_unstable();
        let differs = kept.room != room || kept.staff != sorted;
        if differs { self.inst.change_cost } else { 0 }
    }
}
