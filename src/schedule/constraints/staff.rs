//! H5: every need filled by a person with its tag, who serves one session in any slot, is available, stays within
//! `sessions_max` and `consecutive_max`, and is barred by no learner there. And the bonus of people to learners.

use crate::ids::{CandIdx, LearnerIdx, SessionIdx, StaffIdx};
use crate::state::State;
use daybreak_day::problem::Points;

/// Whether nobody who serves the session is barred by the learner.
pub fn is_served(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> bool {
    let barred = &state.inst.learners[l].staff_barred;
    barred.is_empty() || state.sessions[k].staff.iter().all(|p| barred.binary_search(p).is_err())
}

/// Whether no member of the session bars the person.
pub fn is_welcome(state: &State<'_>, p: StaffIdx, k: SessionIdx) -> bool {
    let welcome = |m: &(LearnerIdx, CandIdx)| state.inst.learners[m.0].staff_barred.binary_search(&p).is_err();
    state.sessions[k].members.iter().all(welcome)
}

/// Whether the person could serve one more session in the slots, besides what they serve already.
///
/// With `instead_of`, as if they did not serve that session, which runs over the same slots or others.
pub fn can_serve(state: &State<'_>, p: StaffIdx, slots: std::ops::Range<usize>, instead_of: SessionIdx) -> bool {
    let person = &state.inst.staff[p];
    let row = state.staff_at.row(p);
    let busy = |t: usize| row[t].is_some() && row[t] != instead_of;
    let serves = instead_of.is_some() && state.sessions[instead_of].staff.contains(&p);
    let sessions = state.staff_sessions[p] - u32::from(serves);
    if sessions >= person.sessions_max || slots.clone().any(|t| person.slots >> t & 1 == 0 || busy(t)) {
        return false;
    }
    if person.consecutive_max == u32::MAX {
        return true;
    }
    let block = &state.inst.block;
    let before = (0..slots.start).rev().take_while(|&t| block[t] == block[slots.start] && busy(t)).count();
    let last = slots.end - 1;
    let after = (slots.end..state.inst.n_slots).take_while(|&t| block[t] == block[last] && busy(t)).count();
    before + slots.len() + after <= person.consecutive_max as usize
}

/// The learner's bonuses for the people of the session.
pub(super) fn staff_bonus(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> Points {
    state.sessions[k].staff.iter().map(|&p| bonus_of(state, l, p)).sum()
}

/// The learner's bonus for one person.
pub fn bonus_of(state: &State<'_>, l: LearnerIdx, p: StaffIdx) -> Points {
    let bonuses = &state.inst.learners[l].staff_bonus;
    bonuses.binary_search_by_key(&p, |b| b.0).map_or(0, |i| bonuses[i].1)
}

/// All bonuses of a session's members for its people.
pub(super) fn staff_points(state: &State<'_>, k: SessionIdx) -> Points {
    state.sessions[k].members.iter().map(|m| staff_bonus(state, m.0, k)).sum()
}
