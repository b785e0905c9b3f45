//! From the solver's columns back to a plan, asked about every rule on the way.

use super::possible::Possible;
use crate::constraints::can_join;
use crate::constraints::group_size::is_filled;
use crate::constraints::never_alone::alone_by_rule;
use crate::constraints::rooms::room_is_open;
use crate::constraints::staff::can_serve;
use crate::ids::{SessionIdx, StaffIdx, TagIdx};
use crate::instance::Instance;
use crate::state::{Snapshot, State};
use daybreak_milp::Column;

/// Rebuilds the plan; none when it does not pass the predicates, as a solver's tolerances may let happen.
pub(super) fn read(inst: &Instance, sessions: &[Possible], values: &[f64]) -> Option<Snapshot> {
    let is_on = |column: &Column| values.get(column.position).is_some_and(|v| *v > 0.5);
    let mut state = State::new(inst);
    let mut held: Vec<&Possible> = sessions.iter().filter(|s| is_on(&s.held)).collect();
    held.sort_by_key(|s| s.start);
    for session in held {
        let room = session.rooms.iter().find(|r| is_on(&r.1))?.0;
        let staff = roles(inst, session, &is_on)?;
        let slots = session.slots(inst);
        let activity = &inst.activities[session.activity];
        let sound = room_is_open(&state, room, slots.clone())
            && state.copies[session.activity] < activity.sessions_max
            && staff.iter().all(|&p| can_serve(&state, p, slots.clone(), SessionIdx::NONE));
        if !sound {
            return None;
        }
        let k = state.open(session.activity, session.start, room, staff);
        for (l, c, seat) in &session.seats {
            if is_on(seat) {
                if !can_join(&state, *l, *c, k) {
                    return None;
                }
                state.join(*l, *c, k);
            }
        }
        if !is_filled(&state, k) || !alone_by_rule(&state, k).is_empty() {
            return None;
        }
    }
    (state.hard == 0).then(|| state.snapshot())
}

/// A different person for each role.
fn roles(inst: &Instance, session: &Possible, is_on: &dyn Fn(&Column) -> bool) -> Option<Vec<StaffIdx>> {
    let mut staff: Vec<StaffIdx> = Vec::new();
    for &tag in &inst.activities[session.activity].roles {
        let free = |((t, p), column): &(&(TagIdx, StaffIdx), &Column)| *t == tag && is_on(column) && !staff.contains(p);
        let person = session.people.iter().find(free).map(|((_, p), _)| *p)?;
        staff.push(person);
    }
    Some(staff)
}
