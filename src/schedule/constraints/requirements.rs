//! H10 and its costs: a learner's slots in offerings with the tag number at least `slots_min`, at most `slots_max`.

use crate::ids::{CandIdx, LearnerIdx, RequirementIdx, span};
use crate::state::State;
use daybreak_day::problem::Points;

/// Whether one more use of the candidate stays within the hard upper limits.
pub fn leaves_room_for_requirements(state: &State<'_>, c: CandIdx) -> bool {
    let cand = &state.inst.cands[c];
    cand.requirements.iter().all(|&q| {
        let row = &state.inst.requirements[q];
        row.excess_cost.is_some() || state.required[q] + cand.duration as i64 <= row.slots_max
    })
}

/// Points that one more use of the candidate brings.
pub fn requirement_points(state: &State<'_>, c: CandIdx) -> Points {
    requirement_change(state, c).0
}

/// Hard demands that one more use of the candidate meets.
pub fn requirement_hard(state: &State<'_>, c: CandIdx) -> i64 {
    requirement_change(state, c).1
}

fn requirement_change(state: &State<'_>, c: CandIdx) -> (Points, i64) {
    let cand = &state.inst.cands[c];
    cand.requirements.iter().fold((0, 0), |sum, &q| {
        let count = state.required[q];
        let (now, then) =
            (state.inst.requirements[q].cost(count), state.inst.requirements[q].cost(count + cand.duration as i64));
        (sum.0 + now.0 - then.0, sum.1 + now.1 - then.1)
    })
}

/// What it changes, hard demands weighed, when the learner leaves some candidates and takes up others; ids
/// of nothing count for nothing. A hard upper limit that would be passed weighs like a demand that is missed.
pub fn requirement_shift(state: &State<'_>, l: LearnerIdx, left: &[CandIdx], taken: &[CandIdx]) -> Points {
    let (from, to) = state.inst.learners[l].requirements;
    let counted = |c: &&CandIdx, q: RequirementIdx| c.is_some() && state.inst.cands[**c].requirements.contains(&q);
    let slots = |list: &[CandIdx], q: RequirementIdx| -> i64 {
        list.iter().filter(|c| counted(c, q)).map(|c| state.inst.cands[*c].duration as i64).sum()
    };
    span(from, to)
        .map(|q| {
            let change = slots(taken, q) - slots(left, q);
            if change == 0 {
                return 0;
            }
            let count = state.required[q];
            let (now, then) = (state.inst.requirements[q].cost(count), state.inst.requirements[q].cost(count + change));
            now.0 - then.0 + (now.1 - then.1) * state.inst.hard_weight
        })
        .sum()
}
