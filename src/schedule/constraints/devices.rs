//! H6: in each slot the units in use are at most the pool's count.

use crate::state::State;

impl State<'_> {
    /// Whether the devices for one more learner on the candidate are there in all slots of the session.
    pub fn has_devices(&self, c: u32, k: u32) -> bool {
        let offering = self.inst.cands[c as usize].offering;
        self.inst.offerings[offering as usize].devices.iter().all(|&(pool, units)| {
            let row = pool as usize * self.inst.n_slots;
            let free = |t: usize| self.devices_used[row + t] + units <= self.inst.device_count[pool as usize];
            self.slots_of(k).all(free)
        })
    }
}
