//! Folds idleness and the changes against a previous plan into the gains, and numbers the sessions of other plans: those
//! to keep, and those to start from.

use super::dictionary::Dictionary;
use super::rows::{Instance, Kept, Moved, NEVER, Site};
use crate::ids::{ActivityIdx, CandIdx, Grid, LearnerIdx, OfferingIdx, RoomIdx, StaffIdx};
use daybreak_day::plan::{Plan, Seat, Session};
use daybreak_day::problem::{Points, Previous, Problem};

/// What the previous plan says of a learner in a slot: the offering, or none for one that today's problem does not know,
/// and the session's place in its list; none: idle.
type Before = Option<(OfferingIdx, usize)>;

/// The ids of the previous sessions, sorted.
pub(super) fn session_ids(problem: &Problem) -> Vec<String> {
    let sessions = problem.previous.iter().flat_map(|previous| &previous.plan.sessions);
    let mut ids: Vec<String> = sessions.map(|session| session.id.clone()).collect();
    ids.sort_unstable();
    ids
}

/// The most that changes could cost: in a learner's slot, and in a slot of all people together.
pub(super) fn magnitudes(problem: &Problem) -> (i128, i128) {
    let abs = |points: Points| i128::from(points.unsigned_abs());
    let of = |previous: &Previous| {
        let seat = abs(previous.change_cost) + abs(previous.room_cost) + abs(previous.people_cost);
        (seat, abs(previous.duty_cost) * problem.staff.len() as i128)
    };
    problem.previous.as_ref().map_or((0, 0), of)
}

/// Turns utilities into gains over being idle, and computes the objective of a day without sessions.
pub(super) fn fold(inst: &mut Instance, problem: &Problem, ids: &Dictionary<'_>) {
    let before = before(inst, problem, ids);
    let n_slots = inst.n_slots;
    let change = inst.change_cost;
    let counts_people = problem.previous.as_ref().is_some_and(Previous::counts_people);
    let mut idle: Grid<LearnerIdx, Points> = Grid::filled(0, inst.learners.len(), n_slots);
    for row in &problem.learners {
        let Some(l) = ids.learners.find(&row.id) else { continue };
        for t in 0..n_slots {
            let at = (l, t);
            let there = inst.learners[l].slots >> t & 1 == 1;
            if there {
                idle[at] -= row.idle_cost;
            }
            if before[at].is_some() && (there || !counts_people) {
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
                let same = before[at].is_some_and(|(offering, _)| offering == cand.offering);
                if problem.previous.is_some() && !same {
                    *gain -= change;
                }
            }
        }
    }
    kept(inst, problem, ids);
    if let Some(previous) = problem.previous.as_ref().filter(|_| counts_people) {
        let moved = moved(inst, previous, before, ids);
        // As long as nothing is served, every duty of before is a change.
        inst.base -= moved.duties_before(&inst.staff).count() as Points * moved.duty_cost;
        inst.moved = Some(moved);
    }
}

/// Whom the previous plan had where.
fn moved(inst: &Instance, previous: &Previous, seats: Grid<LearnerIdx, Before>, ids: &Dictionary<'_>) -> Moved {
    let mut duties = Grid::filled(None, inst.staff.len(), inst.n_slots);
    let mut sessions = Vec::with_capacity(previous.plan.sessions.len());
    for session in &previous.plan.sessions {
        let (staff, room) = (people(session, ids), ids.rooms.find(&session.room).unwrap_or(RoomIdx::NONE));
        let served = activity(inst, session, ids);
        for t in slots_before(inst, session, ids) {
            for &p in staff.iter().filter(|p| p.is_some()) {
                duties[(p, t)].get_or_insert((served, room));
            }
        }
        sessions.push(Site { room, staff });
    }
    let Previous { plan: _, change_cost: _, room_cost, people_cost, duty_cost } = *previous;
    Moved { room_cost, people_cost, duty_cost, sessions, seats, duties }
}

/// Where the previous plan had each learner.
fn before(inst: &Instance, problem: &Problem, ids: &Dictionary<'_>) -> Grid<LearnerIdx, Before> {
    let mut before = Grid::filled(None, inst.learners.len(), inst.n_slots);
    for (i, session) in problem.previous.iter().flat_map(|p| &p.plan.sessions).enumerate() {
        for seat in &session.learners {
            let Some(l) = ids.learners.find(&seat.id) else { continue };
            let offering = ids.offerings.find(&seat.offering).unwrap_or(OfferingIdx::NONE);
            for t in slots_before(inst, session, ids) {
                // A plan that had the learner in two places is read by its first session.
                before[(l, t)].get_or_insert((offering, i));
            }
        }
    }
    before
}

/// The slots of a previous session: a long lesson runs over as many as its offering has today, within the block.
fn slots_before(inst: &Instance, session: &Session, ids: &Dictionary<'_>) -> std::ops::Range<usize> {
    let Some(slot) = ids.slots.find(&session.slot) else { return 0..0 };
    let offering = session.offering.as_ref().and_then(|o| ids.offerings.find(o));
    let row = offering.map(|o| &inst.activities[inst.offerings[o].activity]);
    let duration = row.map_or(1, |a| a.duration.max(1));
    slot..slot + (slot..inst.n_slots).take(duration).take_while(|t| inst.block[*t] == inst.block[slot]).count()
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
    let activity = activity(inst, session, ids)?;
    let slot = ids.slots.find(&session.slot)?;
    let staff = people(session, ids);
    let room = ids.rooms.find(&session.room).unwrap_or(RoomIdx::NONE);
    let members = members(inst, session, ids, slot);
    Some(Kept { id: session.id.clone(), activity, slot, room, staff, members })
}

/// What another plan's session is held on; none when it does not exist any more.
fn activity(inst: &Instance, session: &Session, ids: &Dictionary<'_>) -> Option<ActivityIdx> {
    match (&session.offering, &session.station) {
        (Some(offering), None) => {
            let activity = inst.offerings[ids.offerings.find(offering)?].activity;
            Some(activity).filter(|&a| !inst.activities[a].is_station)
        }
        (None, Some(station)) => ids.stations.find(station),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

/// The people of another plan's session, sorted, each once; those that today's problem does not know are one None.
fn people(session: &Session, ids: &Dictionary<'_>) -> Vec<StaffIdx> {
    let mut staff: Vec<StaffIdx> = session.staff.iter().map(|p| ids.staff.find(p).unwrap_or(StaffIdx::NONE)).collect();
    staff.sort_unstable();
    staff.dedup();
    staff
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
