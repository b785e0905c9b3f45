//! People for the roles of a session: those who can do least else first, and one step aside when nobody is free.

use std::ops::Range;

use super::taker::Taker;
use crate::constraints::pins::person_is_pinned;
use crate::constraints::staff::{bonus_of, can_serve, is_welcome};
use crate::ids::{ActivityIdx, LearnerIdx, SessionIdx, StaffIdx, TagIdx};
use crate::instance::Pin;
use crate::state::State;
use daybreak_day::problem::Points;

/// A person for each role of activity `a`, those that the pin names among them.
///
/// Those whom the takers like come first, those whom they bar last.
pub(crate) fn staff_for(
    state: &mut State<'_>,
    a: ActivityIdx,
    slots: Range<usize>,
    pin: Option<&Pin>,
    takers: &[Taker],
) -> Option<Vec<StaffIdx>> {
    let picky: Vec<&Taker> = takers.iter().filter(|t| cares_for_people(state, t.learner)).collect();
    let roles = &state.inst.activities[a].roles;
    let mut staff = vec![StaffIdx::NONE; roles.len()];
    for &person in pin.map_or(&[][..], |p| &p.staff) {
        let tags = &state.inst.staff[person].tags;
        let role = (0..roles.len()).find(|&i| staff[i].is_none() && tags.contains(&roles[i]))?;
        if !can_serve(state, person, slots.clone(), SessionIdx::NONE)
            && !step_aside(state, person, slots.clone(), &staff)
        {
            return None;
        }
        staff[role] = person;
    }
    let bars =
        |p: StaffIdx| pin.is_some_and(|pin| state.inst.learners[pin.learner].staff_barred.binary_search(&p).is_ok());
    let barred: Vec<StaffIdx> = state.inst.staff.ids().filter(|&p| pin.is_some() && bars(p)).collect();
    for role in 0..roles.len() {
        if staff[role].is_none() {
            staff[role] = person_for(state, roles[role], slots.clone(), &staff, &barred, &picky)?;
        }
    }
    Some(staff)
}

/// A free person with the tag, or one whom another can stand in for.
fn person_for(
    state: &mut State<'_>,
    tag: TagIdx,
    slots: Range<usize>,
    taken: &[StaffIdx],
    barred: &[StaffIdx],
    picky: &[&Taker],
) -> Option<StaffIdx> {
    let people = &state.inst.people_with[tag];
    let allowed = |p: &StaffIdx| !taken.contains(p) && !barred.contains(p);
    let free = |p: &StaffIdx| allowed(p) && can_serve(state, *p, slots.clone(), SessionIdx::NONE);
    // Among those who can do equally little else, the one with most of the day left.
    let load = |p: &StaffIdx| {
        let liked: Points = picky.iter().map(|t| liking(state, t, *p)).sum();
        (-liked, state.inst.staff[*p].tags.len(), state.staff_sessions[*p], *p)
    };
    if let Some(person) = people.iter().copied().filter(free).min_by_key(load) {
        return Some(person);
    }
    people.iter().copied().find(|p| allowed(p) && step_aside(state, *p, slots.clone(), taken))
}

fn cares_for_people(state: &State<'_>, l: LearnerIdx) -> bool {
    let learner = &state.inst.learners[l];
    !learner.staff_barred.is_empty() || !learner.staff_bonus.is_empty()
}

/// What a taker's seat gains from the person, or loses because the taker could not come.
fn liking(state: &State<'_>, taker: &Taker, p: StaffIdx) -> Points {
    let barred = state.inst.learners[taker.learner].staff_barred.binary_search(&p).is_ok();
    if barred { -taker.value.max(1) } else { bonus_of(state, taker.learner, p) }
}

/// Frees a person in the slots by giving the one session that they serve there to somebody else.
fn step_aside(state: &mut State<'_>, person: StaffIdx, slots: Range<usize>, taken: &[StaffIdx]) -> bool {
    let mut busy = slots.clone().map(|t| state.staff_at[(person, t)]).filter(|k| k.is_some());
    let Some(k) = busy.next() else { return false };
    if busy.any(|other| other != k) || !can_serve(state, person, slots, k) || person_is_pinned(state, k, person) {
        return false;
    }
    let Some(role) = state.sessions[k].staff.iter().position(|p| *p == person) else { return false };
    let tag = state.inst.activities[state.sessions[k].activity].roles[role];
    let stands_in = |p: &StaffIdx| {
        *p != person
            && !taken.contains(p)
            && can_serve(state, *p, state.slots_of(k), SessionIdx::NONE)
            && is_welcome(state, *p, k)
    };
    let Some(other) = state.inst.people_with[tag].iter().copied().find(stands_in) else { return false };
    state.set_person(k, role, other);
    true
}

/// Gives each role to somebody of these people who has its tag and is free; none where that cannot be.
///
/// People with several tags may have to change roles, so roles are matched along augmenting paths (Kuhn, 1955).
pub fn cast(state: &State<'_>, roles: &[TagIdx], people: &[StaffIdx], slots: Range<usize>) -> Option<Vec<StaffIdx>> {
    let is_free = |p: &StaffIdx| p.is_some() && can_serve(state, *p, slots.clone(), SessionIdx::NONE);
    let people: Vec<StaffIdx> = people.iter().copied().filter(is_free).collect();
    let plays = |person: StaffIdx, role: usize| state.inst.staff[person].tags.contains(&roles[role]);
    let mut role_of = vec![None; people.len()];
    for role in 0..roles.len() {
        if !give(role, &people, &plays, &mut role_of, &mut vec![false; people.len()]) {
            return None;
        }
    }
    let who = |role| role_of.iter().position(|r| *r == Some(role)).map(|i| people[i]);
    (0..roles.len()).map(who).collect()
}

/// Gives a role to somebody, who may hand on the one they had.
fn give(
    role: usize,
    people: &[StaffIdx],
    plays: &impl Fn(StaffIdx, usize) -> bool,
    role_of: &mut [Option<usize>],
    asked: &mut [bool],
) -> bool {
    for i in 0..people.len() {
        if asked[i] || !plays(people[i], role) {
            continue;
        }
        asked[i] = true;
        if role_of[i].is_none_or(|other| give(other, people, plays, role_of, asked)) {
            role_of[i] = Some(role);
            return true;
        }
    }
    false
}
