//! The sessions that a small day could have, and what binds them: sizes, rooms, copies, devices.

use std::collections::BTreeMap;

use super::possible::{Model, Possible};
use crate::ids::{ActivityIdx, RoomIdx};
use crate::instance::{Instance, NEVER};
use daybreak_day::problem::Points;
use daybreak_milp::{Column, Expression, Milp};

/// Points beyond which the solver's tolerances are no longer fine enough for whole numbers.
const POINTS_MAX: i64 = 10_000_000;

/// Builds the model; none when the day has too many seats, too large points, or gains from missing a requirement.
pub(super) fn build(inst: &Instance, seats_max: usize) -> Option<Model> {
    let keys = keys(inst, seats_max)?;
    if !fits(inst) {
        return None;
    }
    let mut model = Model { milp: Milp::default(), sessions: Vec::new() };
    for (a, s, n) in keys {
        let mut twin: Option<Column> = None;
        for _ in 0..n {
            let possible = possible(inst, &mut model.milp, a, s);
            // Like sessions are held in order, so that the solver need not try them in every order.
            if let Some(twin) = twin {
                model.milp.at_most(Expression::from(possible.held) - twin, 0);
            }
            twin = Some(possible.held);
            sizes(inst, &mut model.milp, &possible);
            model.sessions.push(possible);
        }
    }
    if model.sessions.is_empty() {
        // Rows alone, such as a pin that nothing can meet, still want an answer.
        let _ = model.milp.binary(0);
    }
    rooms(inst, &mut model);
    copies(inst, &mut model);
    devices(inst, &mut model);
    super::people::add(inst, &mut model);
    super::seats::add(inst, &mut model);
    super::change::add(inst, &mut model);
    super::place::add(inst, &mut model);
    Some(model)
}

/// How many sessions of each activity from each slot could be held; none when that makes too many seats.
fn keys(inst: &Instance, seats_max: usize) -> Option<Vec<(ActivityIdx, usize, i64)>> {
    let mut keys = Vec::new();
    let mut seats = 0;
    for a in inst.activities.ids() {
        let activity = &inst.activities[a];
        for s in 0..inst.n_slots {
            let Some(run) = inst.run(s, activity.duration) else { continue };
            let wanters = inst.wanters(a, s).len();
            let keeps_duties = inst.moved.as_ref().is_some_and(|moved| moved.duty_cost > 0);
            let empty_pays = activity.size_min == 0 && (activity.open_cost < 0 || keeps_duties);
            if wanters == 0 && !empty_pays {
                continue;
            }
            let rooms = activity.rooms.iter().map(|&r| &inst.rooms[r]).filter(|r| r.slots & run == run);
            let at_once: i64 = rooms.map(|r| i64::from(r.sessions_at_once)).sum();
            let groups = if empty_pays { i64::MAX } else { wanters as i64 / activity.size_min.max(1) };
            let n = at_once.min(groups).min(i64::from(activity.sessions_max));
            seats += (n.max(0) as usize).saturating_mul(wanters + activity.rooms.len() + 1);
            if seats > seats_max {
                return None;
            }
            keys.push((a, s, n));
        }
    }
    Some(keys)
}

/// Whether all points are small enough, and no requirement pays for being missed.
fn fits(inst: &Instance) -> bool {
    let small = |p: Points| p.abs() <= POINTS_MAX;
    let seats = inst.gain.cells().iter().all(|g| *g == NEVER || small(*g));
    let sessions = inst.activities.iter().all(|a| small(a.open_cost));
    let paid = |cost: Option<Points>| (0..=POINTS_MAX).contains(&cost.unwrap_or(0));
    let requirements = inst.requirements.iter().all(|q| paid(q.shortfall_cost) && paid(q.excess_cost));
    let company = inst.never_alone.iter().all(|cost| small(cost.unwrap_or(0)));
    let moved = inst.moved.as_ref();
    let changes = moved.is_none_or(|m| small(m.room_cost) && small(m.people_cost) && small(m.duty_cost));
    let walks = inst.learners.iter().map(|l| l.walk).chain(inst.staff.iter().map(|p| p.walk));
    let ways = walks.into_iter().all(|walk| small(walk.room) && small(walk.zone));
    let order = inst.cands.iter().all(|c| small(c.early_cost));
    seats && sessions && requirements && company && changes && ways && order
}

fn possible(inst: &Instance, milp: &mut Milp, a: ActivityIdx, s: usize) -> Possible {
    let activity = &inst.activities[a];
    let run = inst.run(s, activity.duration).unwrap_or(0);
    let held = milp.binary(-activity.open_cost);
    let rooms: Vec<(RoomIdx, Column)> =
        activity.rooms.iter().filter(|&&r| inst.rooms[r].slots & run == run).map(|&r| (r, milp.binary(0))).collect();
    let seats = inst.wanters(a, s).iter().map(|&(l, c)| (l, c, milp.binary(inst.gain(c, s)))).collect();
    let one: Expression = rooms.iter().map(|r| Expression::from(r.1)).sum();
    milp.equal(one - held, 0);
    Possible { activity: a, start: s, held, rooms, people: BTreeMap::new(), seats }
}

/// H3, and the features that learners need of the room.
fn sizes(inst: &Instance, milp: &mut Milp, session: &Possible) {
    let activity = &inst.activities[session.activity];
    let (a, start) = (session.activity, session.start);
    let most = inst.size_max(a, start).min(session.seats.len() as i64);
    milp.at_least(session.size() - activity.size_min as f64 * session.held, 0);
    let counted = session.seats.iter().filter(|seat| inst.counts(seat.0, a, start));
    let counted: Expression = counted.map(|seat| Expression::from(seat.2)).sum();
    milp.at_most(counted - activity.size_max.min(most) as f64 * session.held, 0);
    for &(l, _, seat) in &session.seats {
        milp.at_most(Expression::from(seat) - session.held, 0);
        let learner = &inst.learners[l];
        let own = inst.group_size_max(l, a, start);
        if !activity.is_station && own < most {
            milp.at_most(session.size() + (most - own) as f64 * seat, most);
        }
        if let Some(ok) = &learner.rooms_ok {
            let suited: Expression = session.rooms.iter().filter(|r| ok[r.0]).map(|r| Expression::from(r.1)).sum();
            milp.at_most(Expression::from(seat) - suited, 0);
        }
    }
}

/// H4: sessions at once, and learners in the room over all its sessions.
fn rooms(inst: &Instance, model: &mut Model) {
    let Model { milp, sessions, .. } = model;
    for (r, room) in inst.rooms.numbered() {
        for t in 0..inst.n_slots {
            let there: Vec<(&Possible, Column)> = sessions
                .iter()
                .filter(|s| s.slots(inst).contains(&t))
                .filter_map(|s| s.rooms.iter().find(|(room, _)| *room == r).map(|(_, column)| (s, *column)))
                .collect();
            if there.is_empty() {
                continue;
            }
            let at_once: Expression = there.iter().map(|(_, column)| Expression::from(*column)).sum();
            milp.at_most(at_once, i64::from(room.sessions_at_once));
            let mut learners = Expression::from(0.0);
            for (session, here) in there {
                // `inside` is the session's size when it is held here, and free to be 0 when it is not.
                let most = session.seats.len() as i64;
                let inside = milp.integer(0, most);
                milp.at_most(session.size() - inside + most as f64 * here, most);
                learners += inside;
            }
            milp.at_most(learners, room.capacity);
        }
    }
}

/// H7.
fn copies(inst: &Instance, model: &mut Model) {
    for (a, activity) in inst.activities.numbered() {
        if activity.sessions_max != u32::MAX {
            let held: Expression =
                model.sessions.iter().filter(|s| s.activity == a).map(|s| Expression::from(s.held)).sum();
            model.milp.at_most(held, i64::from(activity.sessions_max));
        }
    }
}

/// H6.
fn devices(inst: &Instance, model: &mut Model) {
    for (pool, count) in inst.device_count.numbered() {
        for t in 0..inst.n_slots {
            let mut used = Expression::from(0.0);
            for session in model.sessions.iter().filter(|s| s.slots(inst).contains(&t)) {
                for &(_, c, seat) in &session.seats {
                    let devices = &inst.offerings[inst.cands[c].offering].devices;
                    for (_, units) in devices.iter().filter(|d| d.0 == pool) {
                        used.add_mul(*units as f64, seat);
                    }
                }
            }
            model.milp.at_most(used, *count);
        }
    }
}
