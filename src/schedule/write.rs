//! From dense ids back to the plan document.

use std::collections::BTreeSet;

use super::instance::{Instance, Kept};
use super::state::{Snapshot, SnapshotSession};
use daybreak_day::plan::{PLAN_FORMAT, Plan, Seat, Session, Stopped, gap};
use daybreak_day::problem::Points;

/// Writes a plan: sessions in order of slot, then id; seats in order of learner.
pub fn write_plan(inst: &Instance, best: &Snapshot, bound: Points, stopped: Stopped, problem_sha256: &str) -> Plan {
    let mut used: BTreeSet<String> = inst.names.previous_sessions.iter().cloned().collect();
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let mut sessions: Vec<(usize, Session)> = best
        .sessions
        .iter()
        .map(|s| {
            let activity = &inst.activities[s.activity];
            let name = inst.names.activities[s.activity].clone();
            let slot = inst.names.slots[s.start].clone();
            let id = kept_id(inst, s, &mut kept).unwrap_or_else(|| fresh_id(&name, &slot, &mut used));
            let mut staff: Vec<String> = s.staff.iter().map(|&p| inst.names.staff[p].clone()).collect();
            staff.sort_unstable();
            let learners = s
                .members
                .iter()
                .map(|&(l, c)| Seat {
                    id: inst.names.learners[l].clone(),
                    offering: inst.names.offerings[inst.cands[c].offering].clone(),
                })
                .collect();
            let (offering, station) = if activity.is_station { (None, Some(name)) } else { (Some(name), None) };
            let room = inst.names.rooms[s.room].clone();
            (s.start, Session { id, slot, offering, station, room, staff, learners })
        })
        .collect();
    sessions.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    Plan {
        format: PLAN_FORMAT.to_owned(),
        problem_sha256: problem_sha256.to_owned(),
        sessions: sessions.into_iter().map(|(_, session)| session).collect(),
        objective: best.points,
        bound,
        gap: gap(best.points, bound),
        stopped,
        certificate: None,
    }
}

/// The id of a previous session that is held again in the same slot and room, by the same people.
fn kept_id<'i>(inst: &'i Instance, session: &SnapshotSession, used: &mut BTreeSet<&'i str>) -> Option<String> {
    let mut staff = session.staff.clone();
    staff.sort_unstable();
    let same =
        |k: &&Kept| (k.activity, k.slot, k.room) == (session.activity, session.start, session.room) && k.staff == staff;
    inst.kept.iter().filter(same).find(|k| used.insert(&k.id)).map(|k| k.id.clone())
}

/// A new session's id: what and when, and a number from the second copy on. Never one of the previous plan.
fn fresh_id(name: &str, slot: &str, used: &mut BTreeSet<String>) -> String {
    let mut id = format!("{name}@{slot}");
    let mut copy = 2;
    while !used.insert(id.clone()) {
        id = format!("{name}@{slot}.{copy}");
        copy += 1;
    }
    id
}
