//! H6: in each slot the units in use are at most the pool's count.

use crate::ids::{CandIdx, SessionIdx};
use crate::state::State;

/// Whether the devices for one more learner on the candidate are there in all slots of the session.
pub fn has_devices(state: &State<'_>, c: CandIdx, k: SessionIdx) -> bool {
    let offering = state.inst.cands[c].offering;
    state.inst.offerings[offering].devices.iter().all(|&(pool, units)| {
        let free = |t: usize| state.devices_used[(pool, t)] + units <= state.inst.device_count[pool];
        state.slots_of(k).all(free)
    })
}
