//! Opens sessions where they pay, and puts a ruined part together again.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::appraise::{Appraisal, Taker};
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx};
use crate::instance::{Pin, SlotMask};
use crate::state::State;
use daybreak_day::problem::Points;

/// How many sessions one repair opens at most.
const OPENED_MAX: usize = 12;

impl State<'_> {
    /// Fills, opens and fills again until nothing more pays in the slots. The plan is valid afterwards.
    pub fn recreate(&mut self, mark: usize, slots: SlotMask, rng: &mut ChaCha8Rng) {
        self.settle(mark);
        self.fill(slots, Some(rng));
        self.open_what_pays(slots, rng);
        self.settle(mark);
        self.fill(slots, None);
        for k in self.touched_since(mark) {
            if self.sessions[k].open {
                self.polish(k);
            }
        }
    }

    /// Opens sessions in the slots as long as one pays, the most valuable first.
    fn open_what_pays(&mut self, slots: SlotMask, rng: &mut ChaCha8Rng) {
        let mut offers: Vec<(Points, ActivityIdx, usize)> = Vec::new();
        for s in (0..self.inst.n_slots).filter(|s| slots >> s & 1 == 1) {
            for a in self.inst.activities.ids() {
                // A little noise lets the search see other orders of opening.
                let noise = rng.random_range(80..=100i64);
                offers.extend(self.worth_opening(a, s).map(|appraisal| (appraisal.value / 100 * noise, a, s)));
            }
        }
        offers.sort_unstable_by(|x, y| y.cmp(x));
        let mut opened = 0;
        for (value, a, s) in offers {
            // Openings take learners from one another: appraised anew, and left where it has lost too much.
            let Some(appraisal) = self.worth_opening(a, s) else { continue };
            if appraisal.value < value / 2 {
                continue;
            }
            opened += usize::from(self.open_session(a, s, &appraisal, None).is_some());
            if opened >= OPENED_MAX {
                return;
            }
        }
    }

    /// The appraisal of a session that could open and pay.
    fn worth_opening(&self, a: ActivityIdx, s: usize) -> Option<Appraisal> {
        if self.inst.wanters(a, s).is_empty() || !self.could_place(a, s) {
            return None;
        }
        self.appraise(a, s, self.largest_room(a, s)).filter(|appraisal| appraisal.value > 0)
    }

    /// Places in the largest room that is open for the activity.
    pub fn largest_room(&self, a: ActivityIdx, start: usize) -> i64 {
        let activity = &self.inst.activities[a];
        let slots = start..start + activity.duration;
        let places =
            |r: &RoomIdx| if self.room_is_open(*r, slots.clone()) { self.places_in(*r, slots.clone()) } else { 0 };
        activity.rooms.iter().map(places).max().unwrap_or(0)
    }

    /// Opens a session and seats the takers; takes everything back, and says none, unless the plan gets better.
    pub fn open_session(
        &mut self,
        a: ActivityIdx,
        start: usize,
        appraisal: &Appraisal,
        pin: Option<&Pin>,
    ) -> Option<SessionIdx> {
        let (mark, before) = (self.mark(), self.value());
        let opened =
            self.place(a, start, appraisal.size, pin, &appraisal.takers).map(|p| self.open(a, start, p.room, p.staff));
        let pays = opened.is_some_and(|k| {
            if let Some(pin) = pin {
                self.seat_pinned(k, pin);
            }
            self.seat_takers(k, &appraisal.takers);
            self.is_filled(k) && self.alone_by_rule(k).is_empty() && self.value() > before
        });
        if !pays {
            self.rollback(mark);
            return None;
        }
        opened
    }

    /// Seats takers in their order as long as each pays, or is needed for the least size.
    pub fn seat_takers(&mut self, k: SessionIdx, takers: &[Taker]) {
        let size_max = self.inst.activities[self.sessions[k].activity].size_max;
        for taker in takers {
            if self.size(k) >= size_max {
                break;
            }
            self.bring(taker.learner, taker.cand, k);
        }
    }

    /// Brings a learner from wherever they are into session `k`, if that is allowed and pays or is needed there.
    pub fn bring(&mut self, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> bool {
        let (mark, before) = (self.mark(), self.value());
        let needed = !self.is_filled(k);
        for t in self.slots_of(k) {
            let other = self.session_at(l, t);
            if other == k || other.is_some() && self.spare(other) <= 0 {
                self.rollback(mark);
                return false;
            }
            if other.is_some() {
                self.leave(l, other);
            }
        }
        let joins = self.can_join(l, c, k) || self.grow_room(k) && self.can_join(l, c, k);
        if !joins {
            self.rollback(mark);
            return false;
        }
        self.join(l, c, k);
        let pays = self.value() > before || needed;
        if !pays {
            self.rollback(mark);
        }
        pays
    }
}
