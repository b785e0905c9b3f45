//! H6: in each slot the units in use are at most the pool's count.

use crate::ids::{CandIdx, SessionIdx};
use crate::state::State;

impl State<'_> {
    /// Whether the devices for one more learner on the candidate are there in all slots of the session.
    pub fn has_devices(&self, c: CandIdx, k: SessionIdx) -> bool {
        let offering = self.inst.cands[c].offering;
        self.inst.offerings[offering].devices.iter().all(|&(pool, units)| {
            let free = |t: usize| self.devices_used[(pool, t)] + units <= self.inst.device_count[pool];
            self.slots_of(k).all(free)
        })
    }
}
