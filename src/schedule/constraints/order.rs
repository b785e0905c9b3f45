//! `early_cost`: lost once when the learner does a candidate and any that it follows, and the first start of the one lies
//! before the end of the first use of the other.

use crate::ids::{CandIdx, LearnerIdx};
use crate::state::State;
use daybreak_day::problem::Points;

/// A slot of a learner's day with the candidate in it, or none.
type Change = (usize, CandIdx);

/// What the learner's day loses if one more use of candidate `c` starts in slot `start`; below 0 where it puts in order.
pub fn early_cost(state: &State<'_>, l: LearnerIdx, c: CandIdx, start: usize) -> Points {
    early_shift(state, l, &[(start, c)])
}

/// What the learner's day loses or, below 0, gains when each of these slots holds the candidate named, or none, instead.
pub fn early_shift(state: &State<'_>, l: LearnerIdx, changes: &[Change]) -> Points {
    if !state.inst.learners[l].has_order {
        return 0;
    }
    // Only what comes or goes, and what follows it, can change.
    let mut touched: Vec<CandIdx> = Vec::new();
    for c in changes.iter().flat_map(|&(t, c)| [state.on[(l, t)], c]).filter(|c| c.is_some()) {
        let cand = &state.inst.cands[c];
        touched.extend((!cand.follows.is_empty()).then_some(c));
        touched.extend(&cand.followers);
    }
    if touched.is_empty() {
        return 0;
    }
    touched.sort_unstable();
    touched.dedup();
    touched.into_iter().map(|c| lost(state, l, c, changes) - lost(state, l, c, &[])).sum()
}

/// What is lost by a candidate that comes before one that it follows.
fn lost(state: &State<'_>, l: LearnerIdx, c: CandIdx, changes: &[Change]) -> Points {
    let Some(own) = first_start(state, l, c, changes) else { return 0 };
    let cand = &state.inst.cands[c];
    let is_early = |&other: &CandIdx| {
        let end = first_start(state, l, other, changes).map(|start| start + state.inst.cands[other].duration);
        end.is_some_and(|end| own < end)
    };
    if cand.follows.iter().any(is_early) { cand.early_cost } else { 0 }
}

/// The slot in which the first use of a candidate starts, with some slots as told; none when it is not used.
fn first_start(state: &State<'_>, l: LearnerIdx, c: CandIdx, changes: &[Change]) -> Option<usize> {
    let row = state.on.row(l);
    let on = |t: usize| changes.iter().rev().find(|change| change.0 == t).map_or(row[t], |change| change.1);
    (0..row.len()).find(|&t| on(t) == c)
}
