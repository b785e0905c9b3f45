//! H11 and its cost: in a session without a station, learners with the tag number 0 or at least 2.

use crate::ids::{CandIdx, LearnerIdx, SessionIdx};
use crate::state::State;
use daybreak_day::problem::Points;

/// (points, hard demands) that one more learner adds to the session; negative where company arrives.
pub(super) fn alone_cost(state: &State<'_>, l: LearnerIdx, k: SessionIdx) -> (Points, i64) {
    let session = &state.sessions[k];
    if session.alone.is_empty() {
        return (0, 0);
    }
    let (mut points, mut hard) = (0, 0);
    for &tag in &state.inst.learners[l].never_alone {
        let sign = match session.alone[tag] {
            0 => 1,
            1 => -1,
            _ => 0,
        };
        match state.inst.never_alone[tag] {
            Some(cost) => points += sign * cost,
            None => hard += sign,
        }
    }
    (points, hard)
}

/// The members of `k` who are alone with a tag where a hard rule forbids it.
pub fn alone_by_rule(state: &State<'_>, k: SessionIdx) -> Vec<LearnerIdx> {
    let session = &state.sessions[k];
    let mut alone: Vec<LearnerIdx> = session
        .alone
        .numbered()
        .filter(|(tag, count)| **count == 1 && state.inst.never_alone[*tag].is_none())
        .filter_map(|(tag, _)| {
            let carries = |m: &&(LearnerIdx, CandIdx)| state.inst.learners[m.0].never_alone.contains(&tag);
            session.members.iter().find(carries).map(|m| m.0)
        })
        .collect();
    alone.sort_unstable();
    alone.dedup();
    alone
}
