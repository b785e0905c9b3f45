//! Idle learners into open sessions, the most valuable seats first.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::ids::{CandIdx, LearnerIdx, SessionIdx};
use crate::instance::SlotMask;
use crate::state::State;
use daybreak_day::problem::Points;

impl State<'_> {
    /// Seats learners who are idle in the slots wherever an open session has a place for them and the seat pays.
    ///
    /// With `rng`, in a slightly shaken order, so that the search sees other fillings.
    pub fn fill(&mut self, slots: SlotMask, rng: Option<&mut ChaCha8Rng>) {
        let mut seats = Vec::new();
        for t in (0..self.inst.n_slots).filter(|t| slots >> t & 1 == 1) {
            for i in 0..self.by_slot[t].len() {
                self.seats_in(self.by_slot[t][i], &mut seats);
            }
        }
        if let Some(rng) = rng {
            for seat in &mut seats {
                seat.0 = (seat.0 / 64 * rng.random_range(48..=64i64)).max(1);
            }
        }
        self.take_seats(seats);
    }

    /// Who could join session `k` from idleness with profit: (value, learner, candidate, session).
    fn seats_in(&mut self, k: SessionIdx, seats: &mut Vec<(Points, LearnerIdx, CandIdx, SessionIdx)>) {
        let inst = self.inst;
        let session = &self.sessions[k];
        let (activity, start) = (session.activity, session.start);
        let full = self.size(k) >= inst.activities[activity].size_max;
        if full || !self.room_has_place(k) && !self.grow_room(k) {
            return;
        }
        for &(l, c) in inst.wanters(activity, start) {
            if self.session_at(l, start).is_some() {
                continue;
            }
            let joins = self.can_join(l, c, k) || self.suit_room(k, l) && self.can_join(l, c, k);
            let value = if joins { self.seat_value(l, c, k) } else { 0 };
            if value > 0 {
                seats.push((value, l, c, k));
            }
        }
    }

    /// Takes the seats in order of value, as far as they are still there and still pay.
    fn take_seats(&mut self, mut seats: Vec<(Points, LearnerIdx, CandIdx, SessionIdx)>) {
        seats.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
        for (_, l, c, k) in seats {
            if self.can_join(l, c, k) && self.seat_value(l, c, k) > 0 {
                self.join(l, c, k);
            }
        }
    }
}
