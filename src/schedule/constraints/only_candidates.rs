//! H2: a candidate is used at most `times_max` times; among candidates of one `exclusive` key at most one is
//! used; a candidate with `after` is used only if the other is used and ends before it starts.

use crate::schedule::instance::NONE;
use crate::schedule::state::State;

impl State<'_> {
    /// Whether the learner may use the candidate once more, starting in slot `start`.
    pub fn may_use(&self, c: u32, start: usize) -> bool {
        let cand = &self.inst.cands[c as usize];
        let uses = self.cand_uses[c as usize];
        uses < cand.times_max
            && (cand.exclusive == NONE || self.exclusive_uses[cand.exclusive as usize] == uses)
            && (cand.after == NONE || self.last_end(cand.learner, cand.after).is_some_and(|end| end <= start))
            && cand
                .dependents
                .iter()
                .all(|&d| self.first_start(cand.learner, d).is_none_or(|first| start + cand.duration <= first))
    }

    /// The slot after the last use of a candidate; none when it is not used.
    fn last_end(&self, l: u32, c: u32) -> Option<usize> {
        if self.cand_uses[c as usize] == 0 {
            return None;
        }
        let row = l as usize * self.inst.n_slots;
        (0..self.inst.n_slots).rev().find(|t| self.on[row + t] == c).map(|t| t + 1)
    }

    /// The slot in which the first use of a candidate starts; none when it is not used.
    fn first_start(&self, l: u32, c: u32) -> Option<usize> {
        if self.cand_uses[c as usize] == 0 {
            return None;
        }
        let row = l as usize * self.inst.n_slots;
        (0..self.inst.n_slots).find(|t| self.on[row + t] == c)
    }
}
