//! Idle learners into open sessions, the most valuable seats first.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::model::problem::Points;
use crate::schedule::instance::{NEVER, NONE, SlotMask};
use crate::schedule::state::State;

impl State<'_> {
    /// Seats learners who are idle in the slots wherever an open session has a place for them and the seat pays.
    ///
    /// With `rng`, in a slightly shaken order, so that the search sees other fillings.
    pub fn fill(&mut self, slots: SlotMask, rng: Option<&mut ChaCha8Rng>) {
        let mut seats = Vec::new();
        for t in (0..self.inst.n_slots).filter(|t| slots >> t & 1 == 1) {
            for l in 0..self.inst.learners.len() as u32 {
                if self.session_at(l, t) == NONE {
                    self.seats_for(l, t, &mut seats);
                }
            }
        }
        if let Some(rng) = rng {
            for seat in &mut seats {
                seat.0 = (seat.0 / 64 * rng.random_range(48..=64i64)).max(1);
            }
        }
        self.take_seats(seats);
    }

    /// Open sessions from slot `t` that the idle learner could join with profit: (value, learner, candidate, session).
    fn seats_for(&mut self, l: u32, t: usize, seats: &mut Vec<(Points, u32, u32, u32)>) {
        for c in self.inst.cands_of(l) {
            if self.inst.gain(c, t) == NEVER {
                continue;
            }
            let key = self.inst.key(self.inst.cands[c as usize].activity, t);
            for i in 0..self.by_key[key].len() {
                let k = self.by_key[key][i];
                if !self.room_has_place(k) && !self.grow_room(k) {
                    continue;
                }
                let joins = self.can_join(l, c, k) || self.suit_room(k, l) && self.can_join(l, c, k);
                if !joins {
                    continue;
                }
                let value = self.seat_value(l, c, k);
                if value > 0 {
                    seats.push((value, l, c, k));
                }
            }
        }
    }

    /// Takes the seats in order of value, as far as they are still there and still pay.
    fn take_seats(&mut self, mut seats: Vec<(Points, u32, u32, u32)>) {
        seats.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
        for (_, l, c, k) in seats {
            if self.can_join(l, c, k) && self.seat_value(l, c, k) > 0 {
                self.join(l, c, k);
            }
        }
    }
}
