//! What changes from the previous plan cost beyond a learner's other lesson, which is part of the gains.
//!
//! By people: a learner's same lesson in another room, or with other people; another duty of a person. By sessions, where
//! people are not counted: a session kept from the previous plan (same id) whose room or staff differs. Which session keeps
//! which id is the planner's to say, so a session keeps the id of a previous one exactly when activity, slot, room and
//! people are the same: then that cost never falls due. That rooms and people stay where nothing speaks against it is the
//! work of `assign`.

use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, OfferingIdx, RoomIdx, SessionIdx, StaffIdx};
use crate::instance::{Kept, Moved};
use crate::state::State;
use daybreak_day::problem::Points;

/// What the seat costs because its room or people are not those that the learner had for the same lesson.
pub fn moved_cost(state: &State<'_>, l: LearnerIdx, c: CandIdx, k: SessionIdx) -> Points {
    let Some(moved) = &state.inst.moved else { return 0 };
    let session = &state.sessions[k];
    state
        .slots_of(k)
        .map(|t| seat_cost(moved, (l, t), state.inst.cands[c].offering, session.room, &session.staff))
        .sum()
}

/// The same of one slot, for any offering, room and people.
fn seat_cost(
    moved: &Moved,
    at: (LearnerIdx, usize),
    offering: OfferingIdx,
    room: RoomIdx,
    staff: &[StaffIdx],
) -> Points {
    let Some((_, before)) = moved.seats[at].filter(|(before, _)| *before == offering) else { return 0 };
    let before = &moved.sessions[before];
    let same_people = staff.len() == before.staff.len() && staff.iter().all(|p| before.staff.contains(p));
    let cost = |same: bool, cost: Points| if same { 0 } else { cost };
    cost(before.room == room, moved.room_cost) + cost(same_people, moved.people_cost)
}

/// What all seats of a session cost so.
pub fn moved_points(state: &State<'_>, k: SessionIdx) -> Points {
    if state.inst.moved.is_none() {
        return 0;
    }
    state.sessions[k].members.iter().map(|&(l, c)| moved_cost(state, l, c, k)).sum()
}

/// What the people of a session earn over having no duty in its slots: the cost of a change that it spares, less that of
/// one that it is.
pub fn duty_points(state: &State<'_>, k: SessionIdx) -> Points {
    let Some(moved) = state.inst.moved.as_ref().filter(|moved| moved.duty_cost != 0) else { return 0 };
    let session = &state.sessions[k];
    let duty = (Some(session.activity), session.room);
    let earned = |p: StaffIdx, t: usize| match moved.duties[(p, t)] {
        None => -moved.duty_cost,
        Some(before) if before == duty => moved.duty_cost,
        Some(_) => 0,
    };
    let slots = state.slots_of(k);
    session.staff.iter().map(|&p| slots.clone().map(|t| earned(p, t)).sum::<Points>()).sum()
}

/// Previous sessions of the same activity in the same slot.
pub fn kept_like<'i>(state: &State<'i>, activity: ActivityIdx, start: usize) -> &'i [Kept] {
    let key = |k: &Kept| (k.activity, k.slot);
    let from = state.inst.kept.partition_point(|k| key(k) < (activity, start));
    let to = state.inst.kept.partition_point(|k| key(k) <= (activity, start));
    &state.inst.kept[from..to]
}
