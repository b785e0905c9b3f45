//! Folds idleness and the changes against a previous plan into the gains, and numbers the sessions of other plans: those
//! to keep, and those to start from.

use super::dictionary::Dictionary;
use super::rows::{Instance, Kept, NEVER};
use crate::ids::{CandIdx, Grid, LearnerIdx, OfferingIdx, RoomIdx, StaffIdx};
use daybreak_day::plan::{Plan, Seat, Session};
use daybreak_day::problem::{Points, Problem};

/// What the previous plan says of a learner in a slot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Idle,
    /// A dense offering, or none for one that today's problem does not know.
    Offering(OfferingIdx),
}

/// Turns utilities into gains over being idle, and computes the objective of a day without sessions.
pub(super) fn fold(inst: &mut Instance, problem: &Problem, ids: &Dictionary<'_>) {
    let before = before(inst, problem, ids);
    let n_slots = inst.n_slots;
    let change = inst.change_cost;
    let mut idle: Grid<LearnerIdx, Points> = Grid::filled(0, inst.learners.len(), n_slots);
    for row in &problem.learners {
        let Some(l) = ids.learners.find(&row.id) else { continue };
        for t in 0..n_slots {
            let at = (l, t);
            if inst.learners[l].slots >> t & 1 == 1 {
                idle[at] -= row.idle_cost;
            }
            if problem.previous.is_some() && before[at] != Before::Idle {
                idle[at] -= change;
            }
        }
    }
    inst.base = idle.cells().iter().sum();
    for (c, cand) in inst.cands.numbered() {
        for s in 0..n_slots {
            let gain = &mut inst.gain[(c, s)];
            if *gain == NEVER || s + cand.duration > n_slots {
                *gain = NEVER;
                continue;
            }
            for t in s..s + cand.duration {
                let at = (cand.learner, t);
                *gain -= idle[at];
                if problem.previous.is_some() && before[at] != Before::Offering(cand.offering) {
                    *gain -= change;
                }
            }
        }
    }
    kept(inst, problem, ids);
}

/// Where the previous plan had each learner.
fn before(inst: &Instance, problem: &Problem, ids: &Dictionary<'_>) -> Grid<LearnerIdx, Before> {
    let mut before = Grid::filled(Before::Idle, inst.learners.len(), inst.n_slots);
    for session in problem.previous.iter().flat_map(|p| &p.plan.sessions) {
        let Some(slot) = ids.slots.find(&session.slot) else { continue };
        // A long lesson runs over the slots that its offering has today, within the block.
        let offering = session.offering.as_ref().and_then(|o| ids.offerings.find(o));
        let row = offering.map(|o| &inst.activities[inst.offerings[o].activity]);
        let duration = row.map_or(1, |a| a.duration.max(1));
        let end = slot + (slot..inst.n_slots).take(duration).take_while(|t| inst.block[*t] == inst.block[slot]).count();
        for seat in &session.learners {
            let Some(l) = ids.learners.find(&seat.id) else { continue };
            let offering = ids.offerings.find(&seat.offering).unwrap_or(OfferingIdx::NONE);
            for t in slot..end {
                let at = &mut before[(l, t)];
                // A plan that had the learner in two places is read by its first session.
                if *at == Before::Idle {
                    *at = Before::Offering(offering);
                }
            }
        }
    }
    before
}

/// The previous sessions whose activity and slot still exist.
fn kept(inst: &mut Instance, problem: &Problem, ids: &Dictionary<'_>) {
    let sessions = problem.previous.iter().flat_map(|p| &p.plan.sessions);
    inst.kept = sessions.filter_map(|session| held(inst, session, ids)).collect();
    sort(&mut inst.kept);
    // Two sessions of one id cannot both be kept, and nobody could tell which of them was.
    let mut times: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    for kept in &inst.kept {
        *times.entry(kept.id.clone()).or_default() += 1;
    }
    inst.kept.retain(|k| times[&k.id] == 1);
}

/// Numbers the sessions of a plan to start from, and counts what it names and the problem does not know.
pub(super) fn begin_from(inst: &mut Instance, start: Option<&Plan>, ids: &Dictionary<'_>) {
    for session in start.iter().flat_map(|plan| &plan.sessions) {
        inst.unknown_in_start += unknown(session, ids);
        inst.start.extend(held(inst, session, ids));
    }
    sort(&mut inst.start);
}

/// A session of another plan in today's numbers; none when its activity or slot does not exist any more.
fn held(inst: &Instance, session: &Session, ids: &Dictionary<'_>) -> Option<Kept> {
    let activity = match (&session.offering, &session.station) {
        (Some(offering), None) => {
            let activity = inst.offerings[ids.offerings.find(offering)?].activity;
            Some(activity).filter(|&a| !inst.activities[a].is_station)
        }
        (None, Some(station)) => ids.stations.find(station),
        (Some(_), Some(_)) | (None, None) => None,
    }?;
    let slot = ids.slots.find(&session.slot)?;
    let mut staff: Vec<StaffIdx> = session.staff.iter().map(|p| ids.staff.find(p).unwrap_or(StaffIdx::NONE)).collect();
    staff.sort_unstable();
    staff.dedup();
    let room = ids.rooms.find(&session.room).unwrap_or(RoomIdx::NONE);
    let members = members(inst, session, ids, slot);
    Some(Kept { id: session.id.clone(), activity, slot, room, staff, members })
}

/// Who could sit in another plan's session: its learners for whom its offering is a candidate in the slot.
fn members(inst: &Instance, session: &Session, ids: &Dictionary<'_>, slot: usize) -> Vec<(LearnerIdx, CandIdx)> {
    let seats = session.learners.iter().filter_map(|seat| {
        let (l, offering) = (ids.learners.find(&seat.id)?, ids.offerings.find(&seat.offering)?);
        let on = |c: &CandIdx| inst.cands[*c].offering == offering && inst.gain(*c, slot) != NEVER;
        inst.cands_of(l).find(on).map(|c| (l, c))
    });
    let mut members: Vec<(LearnerIdx, CandIdx)> = seats.collect();
    members.sort_unstable();
    members
}

/// How many entries of a session name what the problem does not know.
fn unknown(session: &Session, ids: &Dictionary<'_>) -> u64 {
    let is_known = |seat: &&Seat| ids.learners.find(&seat.id).is_some() && ids.offerings.find(&seat.offering).is_some();
    let seats = session.learners.len() - session.learners.iter().filter(is_known).count();
    let people = session.staff.iter().filter(|p| ids.staff.find(p).is_none()).count();
    let offering = session.offering.iter().filter(|o| ids.offerings.find(o).is_none()).count();
    let station = session.station.iter().filter(|s| ids.stations.find(s).is_none()).count();
    let place =
        usize::from(ids.slots.find(&session.slot).is_none()) + usize::from(ids.rooms.find(&session.room).is_none());
    (seats + people + offering + station + place) as u64
}

/// In order of activity, slot and id, whatever the order in the document.
fn sort(sessions: &mut [Kept]) {
    sessions.sort_by(|a, b| (a.activity, a.slot, &a.id).cmp(&(b.activity, b.slot, &b.id)));
}
