//! Folds idleness and the changes against a previous plan into the gains, and numbers the sessions to keep.

use super::build::Dictionary;
use super::{Instance, Kept, NEVER, NONE};
use crate::model::problem::{Points, Problem};

/// What the previous plan says of a learner in a slot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Idle,
    /// A dense offering, or [`NONE`] for one that today's problem does not know.
    Offering(u32),
}

/// Turns utilities into gains over being idle, and computes the objective of a day without sessions.
pub(super) fn fold(inst: &mut Instance, problem: &Problem, ids: &Dictionary<'_>) {
    let before = before(inst, problem, ids);
    let n_slots = inst.n_slots;
    let change = inst.change_cost;
    let mut idle: Vec<Points> = vec![0; inst.learners.len() * n_slots];
    for row in &problem.learners {
        let Some(l) = ids.learners.find(&row.id) else { continue };
        for t in 0..n_slots {
            let at = l as usize * n_slots + t;
            if inst.learners[l as usize].slots >> t & 1 == 1 {
                idle[at] -= row.idle_cost;
            }
            if problem.previous.is_some() && before[at] != Before::Idle {
                idle[at] -= change;
            }
        }
    }
    inst.base = idle.iter().sum();
    for (c, cand) in inst.cands.iter().enumerate() {
        for s in 0..n_slots {
            let gain = &mut inst.gain[c * n_slots + s];
            if *gain == NEVER || s + cand.duration > n_slots {
                *gain = NEVER;
                continue;
            }
            for t in s..s + cand.duration {
                let at = cand.learner as usize * n_slots + t;
                *gain -= idle[at];
                if problem.previous.is_some() && before[at] != Before::Offering(cand.offering) {
                    *gain -= change;
                }
            }
        }
    }
    kept(inst, problem, ids);
}

/// `learners x slots`: where the previous plan had each learner.
fn before(inst: &Instance, problem: &Problem, ids: &Dictionary<'_>) -> Vec<Before> {
    let mut before = vec![Before::Idle; inst.learners.len() * inst.n_slots];
    for session in problem.previous.iter().flat_map(|p| &p.plan.sessions) {
        let Some(slot) = ids.slots.find(&session.slot) else { continue };
        for seat in &session.learners {
            let Some(l) = ids.learners.find(&seat.id) else { continue };
            let offering = ids.offerings.find(&seat.offering).unwrap_or(NONE);
            let row = inst.offerings.get(offering as usize);
            let duration = row.map_or(1, |o| inst.activities[o.activity as usize].duration);
            for t in (slot as usize..).take(duration).take_while(|t| *t < inst.n_slots) {
                before[l as usize * inst.n_slots + t] = Before::Offering(offering);
            }
        }
    }
    before
}

/// The previous sessions whose activity and slot still exist.
fn kept(inst: &mut Instance, problem: &Problem, ids: &Dictionary<'_>) {
    for session in problem.previous.iter().flat_map(|p| &p.plan.sessions) {
        let activity = match (&session.offering, &session.station) {
            (Some(offering), None) => ids
                .offerings
                .find(offering)
                .map(|o| inst.offerings[o as usize].activity)
                .filter(|&a| !inst.activities[a as usize].is_station),
            (None, Some(station)) => ids.stations.find(station),
            (Some(_), Some(_)) | (None, None) => None,
        };
        let (Some(activity), Some(slot)) = (activity, ids.slots.find(&session.slot)) else { continue };
        let mut staff: Vec<u32> = session.staff.iter().map(|p| ids.staff.find(p).unwrap_or(NONE)).collect();
        staff.sort_unstable();
        let room = ids.rooms.find(&session.room).unwrap_or(NONE);
        inst.kept.push(Kept { id: session.id.clone(), activity, slot, room, staff });
    }
    inst.kept.sort_by(|a, b| (a.activity, a.slot, &a.id).cmp(&(b.activity, b.slot, &b.id)));
    // Two sessions of one id could not both be kept.
    let mut seen = std::collections::BTreeSet::new();
    inst.kept.retain(|k| seen.insert(k.id.clone()));
}
