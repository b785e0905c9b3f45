//! H10 and its costs: a learner's slots in offerings with the tag number at least `slots_min`, at most `slots_max`.

use crate::ids::{CandIdx, LearnerIdx, RequirementIdx, span};
use crate::state::State;
use daybreak_day::problem::Points;

impl State<'_> {
    /// (points, hard demands) of requirement `q` when `count` slots count for it. A hard upper limit is never passed.
    pub fn requirement_cost(&self, q: RequirementIdx, count: i64) -> (Points, i64) {
        let q = &self.inst.requirements[q];
        let short = (q.slots_min - count).max(0);
        let beyond = count.saturating_sub(q.slots_max).max(0);
        let (mut points, mut hard) = (0, 0);
        match q.shortfall_cost {
            Some(cost) => points += cost * short,
            None => hard += short,
        }
        if let Some(cost) = q.excess_cost {
            points += cost * beyond;
        }
        (points, hard)
    }

    /// Whether one more use of the candidate stays within the hard upper limits.
    pub fn leaves_room_for_requirements(&self, c: CandIdx) -> bool {
        let cand = &self.inst.cands[c];
        cand.requirements.iter().all(|&q| {
            let row = &self.inst.requirements[q];
            row.excess_cost.is_some() || self.required[q] + cand.duration as i64 <= row.slots_max
        })
    }

    /// Points that one more use of the candidate brings.
    pub fn requirement_points(&self, c: CandIdx) -> Points {
        self.requirement_change(c).0
    }

    /// Hard demands that one more use of the candidate meets.
    pub fn requirement_hard(&self, c: CandIdx) -> i64 {
        self.requirement_change(c).1
    }

    fn requirement_change(&self, c: CandIdx) -> (Points, i64) {
        let cand = &self.inst.cands[c];
        cand.requirements.iter().fold((0, 0), |sum, &q| {
            let count = self.required[q];
            let (now, then) = (self.requirement_cost(q, count), self.requirement_cost(q, count + cand.duration as i64));
            (sum.0 + now.0 - then.0, sum.1 + now.1 - then.1)
        })
    }

    /// What it changes, hard demands weighed, when the learner leaves some candidates and takes up others; ids
    /// of nothing count for nothing. A hard upper limit that would be passed weighs like a demand that is missed.
    pub fn requirement_shift(&self, l: LearnerIdx, left: &[CandIdx], taken: &[CandIdx]) -> Points {
        let (from, to) = self.inst.learners[l].requirements;
        let counted = |c: &&CandIdx, q: RequirementIdx| c.is_some() && self.inst.cands[**c].requirements.contains(&q);
        let slots = |list: &[CandIdx], q: RequirementIdx| -> i64 {
            list.iter().filter(|c| counted(c, q)).map(|c| self.inst.cands[*c].duration as i64).sum()
        };
        span(from, to)
            .map(|q| {
                let change = slots(taken, q) - slots(left, q);
                if change == 0 {
                    return 0;
                }
                let count = self.required[q];
                let (now, then) = (self.requirement_cost(q, count), self.requirement_cost(q, count + change));
                now.0 - then.0 + (now.1 - then.1) * self.inst.hard_weight
            })
            .sum()
    }
}
