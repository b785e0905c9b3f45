//! H10 and its costs: a learner's slots in offerings with the tag number at least `slots_min`, at most `slots_max`.

use crate::instance::NONE;
use crate::state::State;
use daybreak_day::problem::Points;

impl State<'_> {
    /// (points, hard demands) of requirement `q` when `count` slots count for it. A hard upper limit is never passed.
    pub fn requirement_cost(&self, q: u32, count: i64) -> (Points, i64) {
        let q = &self.inst.requirements[q as usize];
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
    pub fn leaves_room_for_requirements(&self, c: u32) -> bool {
        let cand = &self.inst.cands[c as usize];
        cand.requirements.iter().all(|&q| {
            let row = &self.inst.requirements[q as usize];
            row.excess_cost.is_some() || self.required[q as usize] + cand.duration as i64 <= row.slots_max
        })
    }

    /// Points that one more use of the candidate brings.
    pub fn requirement_points(&self, c: u32) -> Points {
        self.requirement_change(c).0
    }

    /// Hard demands that one more use of the candidate meets.
    pub fn requirement_hard(&self, c: u32) -> i64 {
        self.requirement_change(c).1
    }

    fn requirement_change(&self, c: u32) -> (Points, i64) {
        let cand = &self.inst.cands[c as usize];
        cand.requirements.iter().fold((0, 0), |sum, &q| {
            let count = self.required[q as usize];
            let (now, then) = (self.requirement_cost(q, count), self.requirement_cost(q, count + cand.duration as i64));
            (sum.0 + now.0 - then.0, sum.1 + now.1 - then.1)
        })
    }

    /// What it changes, hard demands weighed, when the learner leaves some candidates and takes up others; [`NONE`]s
    /// stand for nothing. A hard upper limit that would be passed weighs like a demand that is missed.
    pub fn requirement_shift(&self, l: u32, left: &[u32], taken: &[u32]) -> Points {
        let (from, to) = self.inst.learners[l as usize].requirements;
        let counted = |c: &&u32, q: u32| **c != NONE && self.inst.cands[**c as usize].requirements.contains(&q);
        let slots = |list: &[u32], q: u32| -> i64 {
            list.iter().filter(|c| counted(c, q)).map(|c| self.inst.cands[*c as usize].duration as i64).sum()
        };
        (from..to)
            .map(|q| {
                let change = slots(taken, q) - slots(left, q);
                if change == 0 {
                    return 0;
                }
                let count = self.required[q as usize];
                let (now, then) = (self.requirement_cost(q, count), self.requirement_cost(q, count + change));
                now.0 - then.0 + (now.1 - then.1) * self.inst.hard_weight
            })
            .sum()
    }
}
