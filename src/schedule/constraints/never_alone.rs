//! H11 and its cost: in a session without a station, learners with the tag number 0 or at least 2. One for whom a
//! person has signed may be the only one.

use crate::ids::{AloneIdx, CandIdx, LearnerIdx, SessionIdx};
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
            // Who may be alone asks for nobody, and company brings nothing to who may be.
            None if sign > 0 && may_be_alone(state, l, tag, k) => {}
            None if sign < 0 && bearer(state, tag, k).is_some_and(|m| may_be_alone(state, m, tag, k)) => {}
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
        .filter_map(|(tag, _)| bearer(state, tag, k).filter(|&l| !may_be_alone(state, l, tag, k)))
        .collect();
    alone.sort_unstable();
    alone.dedup();
    alone
}

/// The first member of `k` with a tag.
fn bearer(state: &State<'_>, tag: AloneIdx, k: SessionIdx) -> Option<LearnerIdx> {
    let carries = |m: &&(LearnerIdx, CandIdx)| state.inst.learners[m.0].never_alone.contains(&tag);
    state.sessions[k].members.iter().find(carries).map(|m| m.0)
}

fn may_be_alone(state: &State<'_>, l: LearnerIdx, tag: AloneIdx, k: SessionIdx) -> bool {
    let session = &state.sessions[k];
    state.inst.may_be_alone(l, tag, session.activity, session.start)
}
