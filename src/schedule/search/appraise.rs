//! What a session would be worth if it opened: who would come, from idleness or from a session that can spare them.

use crate::assign::Taker;
use crate::constraints::group_size::spare;
use crate::constraints::only_candidates::may_use;
use crate::constraints::requirements::{leaves_room_for_requirements, requirement_hard, requirement_points};
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx};
use crate::instance::NEVER;
use crate::state::State;
use daybreak_day::problem::Points;

/// What a session would be worth.
#[derive(Clone, Debug)]
pub struct Appraisal {
    /// Points of the chosen takers less the opening cost.
    pub value: Points,
    /// How many learners that counts on.
    pub size: i64,
    /// Everybody who might come, the most valuable first.
    pub takers: Vec<Taker>,
}

/// Appraises a session of activity `a` from slot `start` with at most `cap` learners; none: too few would come.
pub fn appraise(state: &State<'_>, a: ActivityIdx, start: usize, cap: i64) -> Option<Appraisal> {
    let takers = takers(state, a, start);
    let activity = &state.inst.activities[a];
    let cap = cap.min(state.inst.size_max(a, start));
    let size_min = activity.size_min.max(1);
    let all = choose(state, &takers, (a, start), size_min, cap, false);
    let large = choose(state, &takers, (a, start), size_min, cap, true);
    let (value, size) = match (all, large) {
        (Some(all), Some(large)) => all.max(large),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Some(Appraisal { value: value - activity.open_cost, size, takers })
}

/// The best group: (value, size). With `large`, without those who need a small group.
fn choose(
    state: &State<'_>,
    takers: &[Taker],
    (a, start): (ActivityIdx, usize),
    min: i64,
    cap: i64,
    large: bool,
) -> Option<(Points, i64)> {
    let station = state.inst.activities[a].is_station;
    let (mut cap, mut value, mut size) = (cap, 0, 0);
    for taker in takers {
        if size >= cap || taker.value <= 0 && size >= min {
            break;
        }
        let group_max = state.inst.group_size_max(taker.learner, a, start);
        if !station && (group_max <= size || group_max < min || large && group_max < cap) {
            continue;
        }
        if !station {
            cap = cap.min(group_max);
        }
        value += taker.value;
        size += 1;
    }
    (size >= min).then_some((value, size))
}

/// Everybody who might come to a session of `a` from `start`, the most valuable first, each learner once.
pub fn takers(state: &State<'_>, a: ActivityIdx, start: usize) -> Vec<Taker> {
    let mut takers: Vec<Taker> = Vec::new();
    for &(learner, cand) in state.inst.wanters(a, start) {
        let Some(value) = taker_value(state, learner, cand, start) else { continue };
        match takers.last_mut() {
            Some(last) if last.learner == learner => {
                if value > last.value {
                    (last.value, last.cand) = (value, cand);
                }
            }
            Some(_) | None => takers.push(Taker { value, learner, cand }),
        }
    }
    takers.sort_unstable_by(|x, y| y.value.cmp(&x.value).then(x.cmp(y)));
    takers
}

/// What it brings if the learner comes: the seat itself, less what is left behind. Company and people apart.
fn taker_value(state: &State<'_>, l: LearnerIdx, c: CandIdx, start: usize) -> Option<Points> {
    let gain = state.inst.gain(c, start);
    if gain == NEVER || !may_use(state, c, start) || !leaves_room_for_requirements(state, c) {
        return None;
    }
    let inst = state.inst;
    let (mut value, mut t) = (gain, start);
    let end = start + inst.cands[c].duration;
    let mut pins = 0;
    while t < end {
        let k = state.at[(l, t)];
        let pinned = inst.pin_at[(l, t)].is_some();
        if k.is_none() {
            pins += i64::from(pinned);
            t += 1;
            continue;
        }
        // Leaving must not end the other session, break a pin, or take away what another candidate waits for.
        let current = state.on[(l, t)];
        if pinned || spare(state, k) <= 0 || dependents_in_use(state, current) {
            return None;
        }
        let session = &state.sessions[k];
        value -= inst.gain(current, session.start) + requirement_loss(state, current);
        t = session.start + inst.cands[current].duration;
    }
    if !inst.cands[c].requirements.is_empty() {
        value += requirement_points(state, c) + requirement_hard(state, c) * inst.hard_weight;
    }
    // Nobody who stays idle gladly is pulled; idle ones may still be needed to reach the least size.
    Some(value + pins * inst.hard_weight)
}

/// Whether something in use waits for this candidate.
pub fn dependents_in_use(state: &State<'_>, c: CandIdx) -> bool {
    state.inst.cands[c].dependents.iter().any(|d| state.cand_uses[*d] > 0)
}

/// What one use less of the candidate costs in requirements, hard demands weighed.
pub fn requirement_loss(state: &State<'_>, c: CandIdx) -> Points {
    let cand = &state.inst.cands[c];
    cand.requirements
        .iter()
        .map(|&q| {
            let count = state.required[q];
            let (now, then) =
                (state.inst.requirements[q].cost(count), state.inst.requirements[q].cost(count - cand.duration as i64));
            then.0 - now.0 + (then.1 - now.1) * state.inst.hard_weight
        })
        .sum()
}
