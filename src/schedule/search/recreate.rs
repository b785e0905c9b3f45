//! Opens sessions where they pay, and puts a ruined part together again.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::appraise::{Appraisal, Taker};
use crate::model::problem::Points;
use crate::schedule::instance::{NEVER, NONE, Pin, SlotMask};
use crate::schedule::state::State;

/// How many activities are appraised for one opening.
const APPRAISED_MAX: usize = 10;
/// How many sessions one repair opens at most.
const OPENED_MAX: usize = 12;

impl State<'_> {
    /// Fills, opens and fills again until nothing more pays in the slots. The plan is valid afterwards.
    pub fn recreate(&mut self, mark: usize, slots: SlotMask, rng: &mut ChaCha8Rng) {
        self.settle(mark);
        self.fill(slots, Some(rng));
        for _ in 0..OPENED_MAX {
            if !self.open_best(slots, rng) {
                break;
            }
            self.fill(slots, None);
        }
        self.settle(mark);
        self.fill(slots, None);
        for k in self.touched_since(mark) {
            if self.sessions[k as usize].open {
                self.polish(k);
            }
        }
    }

    /// Opens the session that pays most among those that idle learners want most; says whether one opened.
    fn open_best(&mut self, slots: SlotMask, rng: &mut ChaCha8Rng) -> bool {
        let mut offers: Vec<(Points, u32, usize, Appraisal)> = Vec::new();
        for (_, a, s) in self.wanted(slots, rng) {
            if !self.could_place(a, s) {
                continue;
            }
            let appraisal = self.appraise(a, s, self.largest_room(a, s));
            if let Some(appraisal) = appraisal.filter(|appraisal| appraisal.value > 0) {
                // A little noise lets the search see other orders of opening.
                let noise = rng.random_range(80..=100i64);
                offers.push((appraisal.value / 100 * noise, a, s, appraisal));
            }
        }
        offers.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        offers.into_iter().any(|(_, a, s, appraisal)| self.open_session(a, s, &appraisal, None).is_some())
    }

    /// Places in the largest room that is open for the activity.
    pub fn largest_room(&self, a: u32, start: usize) -> i64 {
        let activity = &self.inst.activities[a as usize];
        let slots = start..start + activity.duration;
        let places = |r: &u32| if self.room_is_open(*r, slots.clone()) { self.places_in(*r, slots.clone()) } else { 0 };
        activity.rooms.iter().map(places).max().unwrap_or(0)
    }

    /// The activities and start slots that idle learners gain most from, best first: (weight, activity, slot).
    fn wanted(&self, slots: SlotMask, rng: &mut ChaCha8Rng) -> Vec<(Points, u32, usize)> {
        let inst = self.inst;
        let mut weights: std::collections::BTreeMap<(u32, usize), Points> = std::collections::BTreeMap::new();
        for t in (0..inst.n_slots).filter(|t| slots >> t & 1 == 1) {
            for l in 0..inst.learners.len() as u32 {
                if self.session_at(l, t) != NONE {
                    continue;
                }
                for c in inst.cands_of(l) {
                    let cand = &inst.cands[c as usize];
                    // A long lesson that covers the slot may start before it.
                    for s in (t + 1).saturating_sub(cand.duration)..=t {
                        let gain = inst.gain(c, s);
                        if gain != NEVER && self.may_use(c, s) {
                            let value = gain + self.requirement_hard(c) * inst.hard_weight;
                            *weights.entry((cand.activity, s)).or_default() += value.max(0);
                        }
                    }
                }
            }
        }
        let mut wanted: Vec<(Points, u32, usize)> =
            weights.into_iter().map(|((a, s), weight)| (weight / 100 * rng.random_range(70..=100i64), a, s)).collect();
        wanted.sort_unstable_by(|x, y| y.cmp(x));
        wanted.truncate(APPRAISED_MAX);
        wanted
    }

    /// Opens a session and seats the takers; takes everything back, and says none, unless the plan gets better.
    pub fn open_session(&mut self, a: u32, start: usize, appraisal: &Appraisal, pin: Option<&Pin>) -> Option<u32> {
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
    pub fn seat_takers(&mut self, k: u32, takers: &[Taker]) {
        let size_max = self.inst.activities[self.sessions[k as usize].activity as usize].size_max;
        for taker in takers {
            if self.size(k) >= size_max {
                break;
            }
            self.bring(taker.learner, taker.cand, k);
        }
    }

    /// Brings a learner from wherever they are into session `k`, if that is allowed and pays or is needed there.
    pub fn bring(&mut self, l: u32, c: u32, k: u32) -> bool {
        let (mark, before) = (self.mark(), self.value());
        let needed = !self.is_filled(k);
        for t in self.slots_of(k) {
            let other = self.session_at(l, t);
            if other == k || other != NONE && self.spare(other) <= 0 {
                self.rollback(mark);
                return false;
            }
            if other != NONE {
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
