//! Rooms and people, concretely: a place for a session that is to open, and better ones for those that are open.
//!
//! A session gets the smallest free room that holds it and the free people who can do least else. Where nothing
//! is free, one other session of the slot steps aside, if it can (an augmenting path of length one). Both are
//! kept exact inside the search, so that no plan is ever repaired afterwards.

pub mod polish;
pub mod rooms;
pub mod staff;
mod taker;

use std::collections::BTreeMap;

use super::instance::Pin;
use super::state::State;

use crate::constraints::rooms::{places_in, room_is_open};
use crate::constraints::staff::can_serve;
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, SessionIdx, StaffIdx};
use rooms::room_for;
use staff::{cast, staff_for};
pub use taker::Taker;

/// Where and by whom a session could be held.
#[derive(Clone, Debug)]
pub struct Placement {
    pub room: RoomIdx,
    pub staff: Vec<StaffIdx>,
}

/// A room and people for activity `a` from slot `start`, for `seats` learners if possible, as `pin` says and as
/// suits those who would come.
///
/// Other sessions may step aside: those changes are in the journal, also when the answer is none.
pub fn place(
    state: &mut State<'_>,
    a: ActivityIdx,
    start: usize,
    seats: i64,
    pin: Option<&Pin>,
    takers: &[Taker],
) -> Option<Placement> {
    let activity = &state.inst.activities[a];
    if state.copies[a] >= activity.sessions_max {
        return None;
    }
    let slots = start..start + activity.duration;
    let size_min = activity.size_min;
    let takers = &takers[..takers.len().min(seats.max(1) as usize)];
    if pin.is_none()
        && let Some(placement) = place_as_before(state, a, start, takers)
    {
        return Some(placement);
    }
    let staff = staff_for(state, a, slots.clone(), pin, takers)?;
    let room = room_for(state, a, slots, seats.max(size_min), pin, takers)?;
    Some(Placement { room, staff })
}

/// The room and people of the previous session from which most takers come for the same lesson, where it costs something
/// to move them, as far as both are free.
fn place_as_before(state: &State<'_>, a: ActivityIdx, start: usize, takers: &[Taker]) -> Option<Placement> {
    let moved = state.inst.moved.as_ref()?;
    let from = takers.iter().map(|taker| (taker.learner, taker.cand));
    let site = &moved.sessions[site_before(state, start, from)?];
    let activity = &state.inst.activities[a];
    let slots = start..start + activity.duration;
    let has_room = activity.rooms.contains(&site.room)
        && room_is_open(state, site.room, slots.clone())
        && places_in(state, site.room, slots.clone()) >= activity.size_min.max(1);
    let staff = cast(state, &activity.roles, &site.staff, slots).filter(|_| has_room)?;
    Some(Placement { room: site.room, staff })
}

/// The previous session in which most of these learners had the same lesson in the slot.
fn site_before(
    state: &State<'_>,
    start: usize,
    learners: impl Iterator<Item = (LearnerIdx, CandIdx)>,
) -> Option<usize> {
    let moved = state.inst.moved.as_ref()?;
    let mut count: BTreeMap<usize, usize> = BTreeMap::new();
    for (l, c) in learners {
        if let Some((_, site)) = moved.seats[(l, start)].filter(|before| before.0 == state.inst.cands[c].offering) {
            *count.entry(site).or_default() += 1;
        }
    }
    count.into_iter().max_by_key(|&(site, n)| (n, std::cmp::Reverse(site))).map(|(site, _)| site)
}

/// Whether a room and people are free, without anyone stepping aside: a quick look before work is spent.
pub fn could_place(state: &State<'_>, a: ActivityIdx, start: usize) -> bool {
    let activity = &state.inst.activities[a];
    let slots = start..start + activity.duration;
    state.copies[a] < activity.sessions_max
        && activity
            .rooms
            .iter()
            .any(|&r| room_is_open(state, r, slots.clone()) && places_in(state, r, slots.clone()) >= activity.size_min)
        && activity.roles.iter().enumerate().all(|(i, &tag)| {
            let needed = activity.roles[..=i].iter().filter(|&&t| t == tag).count();
            let people = &state.inst.people_with[tag];
            let free = |p: &&StaffIdx| can_serve(state, **p, slots.clone(), SessionIdx::NONE);
            people.iter().filter(free).take(needed).count() >= needed
        })
}
