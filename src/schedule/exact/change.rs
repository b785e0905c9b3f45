//! What it costs to move learners and people, in the model: the same lesson in another room or with others, another duty.

use super::people::{both, serves};
use super::possible::{Model, Possible};
use crate::ids::{RoomIdx, StaffIdx};
use crate::instance::{Instance, Moved};
use daybreak_milp::{Column, Expression, Milp};

/// Adds the costs to the model, when changes are counted by people.
pub(super) fn add(inst: &Instance, model: &mut Model) {
    let Some(moved) = &inst.moved else { return };
    let Model { milp, sessions, .. } = model;
    for session in sessions.iter() {
        for &(l, c, seat) in &session.seats {
            let before = |t: usize| moved.seats[(l, t)].filter(|(offering, _)| *offering == inst.cands[c].offering);
            for (_, site) in session.slots(inst).filter_map(before) {
                moves(milp, moved, session, seat, site);
            }
        }
    }
    for p in inst.staff.ids() {
        for t in (0..inst.n_slots).filter(|t| inst.staff[p].slots >> t & 1 == 1) {
            duty(inst, milp, sessions, moved, (p, t));
        }
    }
}

/// One slot of a seat with the same offering as before.
fn moves(milp: &mut Milp, moved: &Moved, session: &Possible, seat: Column, site: usize) {
    let before = &moved.sessions[site];
    let other_room = milp.binary(-moved.room_cost);
    milp.at_most(Expression::from(seat) - is_in(session, before.room) - other_room, 0);
    let other_people = milp.binary(-moved.people_cost);
    // As many roles as people of before, all of them serving: then nobody else does.
    let all: Expression = session.people.values().map(|column| Expression::from(*column)).sum();
    let n = before.staff.len() as i64;
    let roles = session.people.len() as i64;
    milp.at_most(all.clone() + roles as f64 * seat - roles as f64 * other_people, roles + n);
    for &p in &before.staff {
        milp.at_most(Expression::from(seat) - serves(session, p) - other_people, 0);
    }
}

/// One slot of a person who is available: earns what no longer changes, pays what newly does.
fn duty(inst: &Instance, milp: &mut Milp, sessions: &[Possible], moved: &Moved, at: (StaffIdx, usize)) {
    let here = || sessions.iter().filter(|session| session.slots(inst).contains(&at.1));
    match moved.duties[at] {
        None => {
            let busy: Expression = here().map(|session| serves(session, at.0)).sum();
            let changed = milp.binary(-moved.duty_cost);
            milp.at_most(busy - changed, 0);
        }
        Some((Some(activity), room)) => {
            for session in here().filter(|session| session.activity == activity) {
                both(milp, serves(session, at.0), is_in(session, room), moved.duty_cost);
            }
        }
        Some((None, _)) => {}
    }
}

/// 1 when the session is in the room.
fn is_in(session: &Possible, room: RoomIdx) -> Expression {
    session.rooms.iter().filter(|r| r.0 == room).map(|r| Expression::from(r.1)).sum()
}
