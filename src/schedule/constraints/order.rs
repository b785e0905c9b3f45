//! `early_cost`: lost once when the learner does both a candidate and the one that it follows, and the first start of the one
//! lies before the end of the first use of the other.

use crate::ids::{CandIdx, LearnerIdx};
use crate::state::State;
use daybreak_day::problem::Points;

/// What the learner's day loses if one more use of candidate `c` starts in slot `start`; below 0 where it puts in order.
pub fn early_cost(state: &State<'_>, l: LearnerIdx, c: CandIdx, start: usize) -> Points {
    let cand = &state.inst.cands[c];
    if cand.follows.is_none() && cand.followers.is_empty() {
        return 0;
    }
    let first = |of: CandIdx| first_start(state, l, of, &[]);
    let now = first(c);
    let then = now.map_or(start, |now| now.min(start));
    let pair = |follower: CandIdx, own: Option<usize>, other: Option<usize>| match (own, other) {
        (Some(own), Some(other)) => lost(state, follower, own, other),
        _ => 0,
    };
    let as_follower = if cand.follows.is_some() {
        let other = first(cand.follows);
        pair(c, Some(then), other) - pair(c, now, other)
    } else {
        0
    };
    let as_followed = cand.followers.iter().map(|&d| pair(d, first(d), Some(then)) - pair(d, first(d), now));
    as_follower + as_followed.sum::<Points>()
}

/// What the learner's day loses or, below 0, gains when each of these slots holds the candidate named, or none, instead.
pub fn early_shift(state: &State<'_>, l: LearnerIdx, changes: &[(usize, CandIdx)]) -> Points {
    if !state.inst.learners[l].has_order {
        return 0;
    }
    // Only pairs of what comes or goes can change.
    let mut followers: Vec<CandIdx> = Vec::new();
    for c in changes.iter().flat_map(|&(t, c)| [state.on[(l, t)], c]).filter(|c| c.is_some()) {
        let cand = &state.inst.cands[c];
        followers.extend(cand.follows.is_some().then_some(c));
        followers.extend(&cand.followers);
    }
    if followers.is_empty() {
        return 0;
    }
    followers.sort_unstable();
    followers.dedup();
    let day = |c: CandIdx, changes: &[(usize, CandIdx)]| {
        let own = first_start(state, l, c, changes);
        let other = first_start(state, l, state.inst.cands[c].follows, changes);
        own.zip(other).map_or(0, |(own, other)| lost(state, c, own, other))
    };
    followers.into_iter().map(|c| day(c, changes) - day(c, &[])).sum()
}

/// What is lost when the candidate starts first in `own` and the one that it follows in `other`.
fn lost(state: &State<'_>, c: CandIdx, own: usize, other: usize) -> Points {
    let cand = &state.inst.cands[c];
    let end = other + state.inst.cands[cand.follows].duration;
    if own < end { cand.early_cost } else { 0 }
}

/// The slot in which the first use of a candidate starts, with some slots as told; none when it is not used.
fn first_start(state: &State<'_>, l: LearnerIdx, c: CandIdx, changes: &[(usize, CandIdx)]) -> Option<usize> {
    let row = state.on.row(l);
    let on = |t: usize| changes.iter().rev().find(|change| change.0 == t).map_or(row[t], |change| change.1);
    (0..row.len()).find(|&t| on(t) == c)
}
