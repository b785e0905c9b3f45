//! Better rooms and people for open sessions: bonuses of people to learners, shorter ways, fewer changes from the previous
//! plan.

use super::rooms::{could_hold, only_session_in};
use super::site_before;
use crate::constraints::change::kept_like;
use crate::constraints::pins::{person_is_pinned, room_is_pinned};
use crate::constraints::rooms::room_suits_members;
use crate::constraints::staff::{can_serve, is_welcome};
use crate::ids::{RoomIdx, SessionIdx, StaffIdx};
use crate::instance::Walk;
use crate::state::State;

/// Exchanges that one polish of a session carries out at most, of rooms and of people.
const EXCHANGES_MAX: usize = 4;

/// Gives one session the room and people of before where changes are counted by people, then improves its room and
/// people as long as a single exchange pays.
pub fn polish(state: &mut State<'_>, k: SessionIdx) {
    restore(state, k);
    if walks(state, k) {
        let _ = (0..EXCHANGES_MAX).take_while(|_| polish_room(state, k)).count();
    }
    if cares_about_people(state, k) {
        let _ = (0..EXCHANGES_MAX).take_while(|_| polish_staff(state, k)).count();
    }
}

/// Whether it could pay to hold the session in another room: somebody in it pays for changes of place.
fn walks(state: &State<'_>, k: SessionIdx) -> bool {
    let inst = state.inst;
    let session = &state.sessions[k];
    let is_paid = |walk: Walk| walk != Walk::default();
    inst.walks
        && (session.members.iter().any(|m| is_paid(inst.learners[m.0].walk))
            || session.staff.iter().any(|p| is_paid(inst.staff[*p].walk)))
}

/// Whether any other person could change the objective.
fn cares_about_people(state: &State<'_>, k: SessionIdx) -> bool {
    let inst = state.inst;
    let session = &state.sessions[k];
    session.members.iter().any(|m| !inst.learners[m.0].staff_bonus.is_empty())
        || inst.walks && session.staff.iter().any(|p| inst.staff[*p].walk != Walk::default())
}

/// One move to another room, or one exchange of rooms with the only session there in the same slots, that pays.
fn polish_room(state: &mut State<'_>, k: SessionIdx) -> bool {
    let activity = state.sessions[k].activity;
    if room_is_pinned(state, k) {
        return false;
    }
    for i in 0..state.inst.activities[activity].rooms.len() {
        let room = state.inst.activities[activity].rooms[i];
        let own = state.sessions[k].room;
        if room == own {
            continue;
        }
        let (mark, points) = (state.mark(), state.points);
        if could_hold(state, k, room, state.size(k)) {
            state.set_room(k, room);
        } else if let Some(other) = only_session_in(state, room, state.slots_of(k))
            && can_exchange(state, k, other)
        {
            state.set_room(k, room);
            state.set_room(other, own);
        }
        if state.points > points {
            return true;
        }
        state.rollback(mark);
    }
    false
}

/// Whether two sessions, each alone in its room, could change rooms.
fn can_exchange(state: &State<'_>, k: SessionIdx, other: SessionIdx) -> bool {
    let inst = state.inst;
    let fits = |k: SessionIdx, room: RoomIdx| {
        let activity = &inst.activities[state.sessions[k].activity];
        activity.rooms.contains(&room)
            && inst.rooms[room].capacity >= state.size(k)
            && inst.rooms[room].sessions_at_once == 1
            && room_suits_members(state, k, room)
    };
    state.slots_of(k) == state.slots_of(other)
        && !room_is_pinned(state, other)
        && fits(k, state.sessions[other].room)
        && fits(other, state.sessions[k].room)
}

/// One exchange of a person with a free one, or with somebody of another session in the same slots.
fn polish_staff(state: &mut State<'_>, k: SessionIdx) -> bool {
    let activity = state.sessions[k].activity;
    for role in 0..state.sessions[k].staff.len() {
        let tag = state.inst.activities[activity].roles[role];
        for i in 0..state.inst.people_with[tag].len() {
            let person = state.inst.people_with[tag][i];
            if try_person(state, k, role, person, true) {
                return true;
            }
        }
    }
    false
}

/// Gives the role to the person, exchanging if they are busy; keeps it only if the objective
/// rises, or at least does not fall when it need not `rise`.
fn try_person(state: &mut State<'_>, k: SessionIdx, role: usize, person: StaffIdx, rise: bool) -> bool {
    let now = state.sessions[k].staff[role];
    if state.sessions[k].staff.contains(&person) || person_is_pinned(state, k, now) || !is_welcome(state, person, k) {
        return false;
    }
    let (mark, points) = (state.mark(), state.points);
    let other = state.staff_at[(person, state.sessions[k].start)];
    if other.is_none() {
        if !can_serve(state, person, state.slots_of(k), SessionIdx::NONE) {
            return false;
        }
        state.set_person(k, role, person);
    } else if !change_places(state, k, role, other, person) {
        return false;
    }
    let pays = state.points > points || !rise && state.points == points;
    if !pays {
        state.rollback(mark);
    }
    pays
}

/// Lets two people of two sessions in the same slots change places, if both may.
fn change_places(state: &mut State<'_>, k: SessionIdx, role: usize, other: SessionIdx, person: StaffIdx) -> bool {
    let now = state.sessions[k].staff[role];
    let Some(other_role) = state.sessions[other].staff.iter().position(|p| *p == person) else {
        return false;
    };
    let tag = state.inst.activities[state.sessions[other].activity].roles[other_role];
    let able = state.slots_of(k) == state.slots_of(other)
        && state.inst.staff[now].tags.contains(&tag)
        && !state.sessions[other].staff.contains(&now)
        && !person_is_pinned(state, other, person)
        && is_welcome(state, now, other);
    if able {
        state.swap_people((k, role), (other, other_role));
    }
    able
}

/// Gives sessions the rooms and people of the previous plan back, wherever that costs nothing.
pub fn restore_placement(state: &mut State<'_>) {
    let open: Vec<SessionIdx> = state.by_slot.concat();
    for k in open {
        if state.inst.moved.is_some() {
            restore(state, k);
            continue;
        }
        let (activity, start) = (state.sessions[k].activity, state.sessions[k].start);
        let twins = &state.by_key[(activity, start)];
        let at = twins.iter().position(|twin| *twin == k).unwrap_or(0);
        if let Some(before) = kept_like(state, activity, start).get(at) {
            restore_to(state, k, before.room, &before.staff);
        }
    }
}

/// The same for one session, by where most of its learners were, when changes are counted by people.
fn restore(state: &mut State<'_>, k: SessionIdx) {
    let Some(moved) = &state.inst.moved else { return };
    let session = &state.sessions[k];
    if let Some(site) = site_before(state, session.start, session.members.iter().copied()) {
        let site = &moved.sessions[site];
        restore_to(state, k, site.room, &site.staff);
    }
}

fn restore_to(state: &mut State<'_>, k: SessionIdx, room: RoomIdx, staff: &[StaffIdx]) {
    restore_room(state, k, room);
    for &person in staff {
        restore_person(state, k, person);
    }
}

/// The previous session's room, if it is free and no point is lost.
fn restore_room(state: &mut State<'_>, k: SessionIdx, room: RoomIdx) {
    let session = &state.sessions[k];
    let usable = room.is_some()
        && room != session.room
        && state.inst.activities[session.activity].rooms.contains(&room)
        && !room_is_pinned(state, k)
        && could_hold(state, k, room, state.size(k));
    if usable {
        let (mark, points) = (state.mark(), state.points);
        state.set_room(k, room);
        if state.points < points {
            state.rollback(mark);
        }
    }
}

/// The previous session's person, if they are free or can change places, and no bonus is lost.
fn restore_person(state: &mut State<'_>, k: SessionIdx, person: StaffIdx) {
    if person.is_none() || state.sessions[k].staff.contains(&person) {
        return;
    }
    for role in 0..state.sessions[k].staff.len() {
        let tag = state.inst.activities[state.sessions[k].activity].roles[role];
        if state.inst.staff[person].tags.contains(&tag) && try_person(state, k, role, person, false) {
            return;
        }
    }
}
