//! Opens sessions where they pay, and puts a ruined part together again.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::appraise::{Appraisal, appraise};
use super::fill::fill;
use super::open::{largest_room, open_session};
use super::settle::settle;
use crate::assign::could_place;
use crate::assign::polish::polish;
use crate::ids::ActivityIdx;
use crate::instance::SlotMask;
use crate::state::State;
use daybreak_day::problem::Points;

/// How many sessions one repair opens at most.
const OPENED_MAX: usize = 12;

/// Fills, opens and fills again until nothing more pays in the slots. The plan is valid afterwards.
pub fn recreate(state: &mut State<'_>, mark: usize, slots: SlotMask, rng: &mut ChaCha8Rng) {
    settle(state, mark);
    fill(state, slots, Some(rng));
    open_what_pays(state, slots, rng);
    settle(state, mark);
    fill(state, slots, None);
    for k in state.touched_since(mark) {
        if state.sessions[k].open {
            polish(state, k);
        }
    }
}

/// Opens sessions in the slots as long as one pays, the most valuable first.
fn open_what_pays(state: &mut State<'_>, slots: SlotMask, rng: &mut ChaCha8Rng) {
    let mut offers: Vec<(Points, ActivityIdx, usize)> = Vec::new();
    for s in (0..state.inst.n_slots).filter(|s| slots >> s & 1 == 1) {
        for a in state.inst.activities.ids() {
            // A little noise lets the search see other orders of opening.
            let noise = rng.random_range(80..=100i64);
            offers.extend(worth_opening(state, a, s).map(|appraisal| (appraisal.value / 100 * noise, a, s)));
        }
    }
    offers.sort_unstable_by(|x, y| y.cmp(x));
    let mut opened = 0;
    for (value, a, s) in offers {
        // Openings take learners from one another: appraised anew, and left where it has lost too much.
        let Some(appraisal) = worth_opening(state, a, s) else { continue };
        if appraisal.value < value / 2 {
            continue;
        }
        opened += usize::from(open_session(state, a, s, &appraisal, None).is_some());
        if opened >= OPENED_MAX {
            return;
        }
    }
}

/// The appraisal of a session that could open and pay.
fn worth_opening(state: &State<'_>, a: ActivityIdx, s: usize) -> Option<Appraisal> {
    if state.inst.wanters(a, s).is_empty() || !could_place(state, a, s) {
        return None;
    }
    appraise(state, a, s, largest_room(state, a, s)).filter(|appraisal| appraisal.value > 0)
}
