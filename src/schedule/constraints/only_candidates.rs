//! H2: a candidate is used at most `times_max` times; among candidates of one `exclusive` key at most one is
//! used; a candidate with `after` is used only if the first use of the other ends before it starts.

use crate::ids::{CandIdx, LearnerIdx, SessionIdx};
use crate::state::State;

/// Whether the learner may use the candidate once more, starting in slot `start`.
pub fn may_use(state: &State<'_>, c: CandIdx, start: usize) -> bool {
    let cand = &state.inst.cands[c];
    let uses = state.cand_uses[c];
    uses < cand.times_max
        && (cand.exclusive.is_none() || state.exclusive_uses[cand.exclusive] == uses)
        && (cand.after.is_none() || first_end(state, cand.learner, cand.after).is_some_and(|end| end <= start))
}

/// The slot after the first use of a candidate; none when it is not used.
fn first_end(state: &State<'_>, l: LearnerIdx, c: CandIdx) -> Option<usize> {
    first_start(state, l, c).map(|start| start + state.inst.cands[c].duration)
}

/// A session on a candidate that waited for `c`, which is not over in time any more; none when all is well.
pub fn waits_in_vain(state: &State<'_>, l: LearnerIdx, c: CandIdx) -> Option<SessionIdx> {
    let end = first_end(state, l, c).unwrap_or(usize::MAX);
    state.inst.cands[c].dependents.iter().find_map(|&d| {
        let start = first_start(state, l, d).filter(|start| *start < end)?;
        Some(state.session_at(l, start))
    })
}

/// The slot in which the first use of a candidate starts; none when it is not used.
fn first_start(state: &State<'_>, l: LearnerIdx, c: CandIdx) -> Option<usize> {
    if state.cand_uses[c] == 0 {
        return None;
    }
    state.on.row(l).iter().position(|on| *on == c)
}
