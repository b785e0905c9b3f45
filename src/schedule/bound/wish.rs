//! The wish bound: every learner gets the best day there is, as if nobody else were there.
//!
//! Sizes, rooms, people and devices are left out. Per learner, slots and candidates form an assignment problem;
//! long lessons and `after` are left out by splitting a seat's points over its slots, see [`learner_wish`].

use super::favour::{best_gains, kept_favour, session_favour, sessions_most};
use crate::model::problem::Points;
use crate::schedule::instance::{Instance, NEVER};

/// An upper bound on the objective, in points.
pub fn wish_bound(inst: &Instance) -> Points {
    let gains = best_gains(inst);
    let learners: Points = (0..inst.learners.len() as u32).map(|l| learner_wish(inst, &gains, l)).sum();
    let sessions = (0..inst.activities.len() as u32).map(|a| {
        let each = session_favour(inst, a) - inst.activities[a as usize].open_cost;
        each.max(0).saturating_mul(sessions_most(inst, a))
    });
    let sessions = sessions.fold(kept_favour(inst), Points::saturating_add);
    inst.base.saturating_add(learners).saturating_add(sessions)
}

/// The most that learner `l` could add: the better of two valid bounds.
///
/// Slot by slot, the best share of a seat that covers it (a seat over `d` slots gives each a `d`-th, rounded up);
/// or use by use, the best seats that the learner's candidates allow, as many as there are slots.
fn learner_wish(inst: &Instance, gains: &[Points], l: u32) -> Points {
    let required = requirement_points(inst, l);
    let n_slots = inst.n_slots;
    let mut by_slot = vec![0; n_slots];
    let mut uses: Vec<Points> = Vec::new();
    for c in inst.cands_of(l) {
        let cand = &inst.cands[c as usize];
        let extra = saved_by(inst, c);
        let mut best = 0;
        for s in 0..n_slots {
            let gain = gains[c as usize * n_slots + s];
            if gain == NEVER {
                continue;
            }
            let gain = gain + extra;
            best = best.max(gain);
            let share = (gain + cand.duration as i64 - 1).div_euclid(cand.duration as i64);
            for most in &mut by_slot[s..s + cand.duration] {
                *most = share.max(*most);
            }
        }
        uses.extend(std::iter::repeat_n(best, (cand.times_max as usize).min(n_slots)));
    }
    uses.sort_unstable_by(|a, b| b.cmp(a));
    let by_use: Points = uses.iter().take(n_slots).sum();
    by_use.min(by_slot.iter().sum()) - required
}

/// Points that the requirements cost on a day without sessions.
fn requirement_points(inst: &Instance, l: u32) -> Points {
    let (from, to) = inst.learners[l as usize].requirements;
    inst.requirements[from as usize..to as usize]
        .iter()
        .map(|q| {
            // Beyond zero slots nothing is in excess; a negative cost per slot is a gain at most `slots_min` times.
            q.shortfall_cost.unwrap_or(0) * q.slots_min
        })
        .sum()
}

/// The most that one use of candidate `c` could save in requirements: each slot one slot of shortfall.
fn saved_by(inst: &Instance, c: u32) -> Points {
    let cand = &inst.cands[c as usize];
    cand.requirements
        .iter()
        .map(|&q| {
            let q = &inst.requirements[q as usize];
            cand.duration as i64 * (q.shortfall_cost.unwrap_or(0).max(0) + -q.excess_cost.unwrap_or(0).min(0))
        })
        .sum()
}
