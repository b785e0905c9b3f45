//! What people decided comes first: a seat for every pin.

use crate::schedule::instance::{NEVER, Pin};
use crate::schedule::search::appraise::Appraisal;
use crate::schedule::state::State;

impl State<'_> {
    /// Tries to meet every unmet pin: in an open session, else in one opened for it.
    pub fn meet_pins(&mut self) {
        for i in self.unmet_pins() {
            let inst = self.inst;
            let pin = &inst.pins[i as usize];
            let mut seats: Vec<(i64, u32, usize)> = Vec::new();
            for c in inst.cands_of(pin.learner) {
                let duration = inst.cands[c as usize].duration;
                let slot = pin.slot as usize;
                for s in (slot + 1).saturating_sub(duration)..=slot {
                    if inst.gain(c, s) != NEVER && self.may_use(c, s) {
                        seats.push((-inst.gain(c, s), c, s));
                    }
                }
            }
            seats.sort_unstable();
            let joined = seats.iter().any(|&(_, c, s)| self.join_for_pin(pin, c, s));
            if !joined {
                let _ = seats.iter().any(|&(_, c, s)| self.open_for_pin(pin, c, s));
            }
        }
    }

    /// Joins an open session that is as the pin says.
    fn join_for_pin(&mut self, pin: &Pin, c: u32, s: usize) -> bool {
        let sessions = self.by_key[self.inst.key(self.inst.cands[c as usize].activity, s)].clone();
        sessions.into_iter().any(|k| self.bring(pin.learner, c, k))
    }

    /// Opens a session as the pin says, with the pinned learner and whoever else comes.
    fn open_for_pin(&mut self, pin: &Pin, c: u32, s: usize) -> bool {
        let a = self.inst.cands[c as usize].activity;
        let takers = self.takers(a, s);
        let activity = &self.inst.activities[a as usize];
        let useful = takers.iter().filter(|t| t.value > 0).count() as i64;
        let size = useful.clamp(activity.size_min, activity.size_max.max(activity.size_min));
        let appraisal = Appraisal { value: 0, size, takers };
        self.open_session(a, s, &appraisal, Some(pin)).is_some()
    }

    /// Seats the pinned learner first, on the best candidate that the session offers.
    pub fn seat_pinned(&mut self, k: u32, pin: &Pin) {
        let session = &self.sessions[k as usize];
        let (activity, start) = (session.activity, session.start);
        let mut cands: Vec<u32> = self
            .inst
            .cands_of(pin.learner)
            .filter(|&c| self.inst.cands[c as usize].activity == activity && self.inst.gain(c, start) != NEVER)
            .collect();
        cands.sort_by_key(|&c| (-self.inst.gain(c, start), c));
        let _ = cands.into_iter().any(|c| self.bring(pin.learner, c, k));
    }
}
