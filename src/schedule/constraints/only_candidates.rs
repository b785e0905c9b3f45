//! H2: a candidate is used at most `times_max` times; among candidates of one `exclusive` key at most one is
//! used; a candidate with `after` is used only if the first use of the other ends before it starts.

use crate::instance::NONE;
use crate::state::State;

impl State<'_> {
    /// Whether the learner may use the candidate once more, starting in slot `start`.
    pub fn may_use(&self, c: u32, start: usize) -> bool {
        let cand = &self.inst.cands[c as usize];
        let uses = self.cand_uses[c as usize];
        uses < cand.times_max
            && (cand.exclusive == NONE || self.exclusive_uses[cand.exclusive as usize] == uses)
            && (cand.after == NONE || self.first_end(cand.learner, cand.after).is_some_and(|end| end <= start))
    }

    /// The slot after the first use of a candidate; none when it is not used.
    fn first_end(&self, l: u32, c: u32) -> Option<usize> {
        self.first_start(l, c).map(|start| start + self.inst.cands[c as usize].duration)
    }

    /// A session on a candidate that waited for `c`, which is not over in time any more; none when all is well.
    pub fn waits_in_vain(&self, l: u32, c: u32) -> Option<u32> {
        let end = self.first_end(l, c).unwrap_or(usize::MAX);
        self.inst.cands[c as usize].dependents.iter().find_map(|&d| {
            let start = self.first_start(l, d).filter(|start| *start < end)?;
            Some(self.session_at(l, start))
        })
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
