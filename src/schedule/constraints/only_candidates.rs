//! H2: a candidate is used at most `times_max` times; among candidates of one `exclusive` key at most one is
//! used; a candidate with `after` is used only if the first use of the other ends before it starts.

use crate::ids::{CandIdx, LearnerIdx, SessionIdx};
use crate::state::State;

impl State<'_> {
    /// Whether the learner may use the candidate once more, starting in slot `start`.
    pub fn may_use(&self, c: CandIdx, start: usize) -> bool {
        let cand = &self.inst.cands[c];
        let uses = self.cand_uses[c];
        uses < cand.times_max
            && (cand.exclusive.is_none() || self.exclusive_uses[cand.exclusive] == uses)
            && (cand.after.is_none() || self.first_end(cand.learner, cand.after).is_some_and(|end| end <= start))
    }

    /// The slot after the first use of a candidate; none when it is not used.
    fn first_end(&self, l: LearnerIdx, c: CandIdx) -> Option<usize> {
        self.first_start(l, c).map(|start| start + self.inst.cands[c].duration)
    }

    /// A session on a candidate that waited for `c`, which is not over in time any more; none when all is well.
    pub fn waits_in_vain(&self, l: LearnerIdx, c: CandIdx) -> Option<SessionIdx> {
        let end = self.first_end(l, c).unwrap_or(usize::MAX);
        self.inst.cands[c].dependents.iter().find_map(|&d| {
            let start = self.first_start(l, d).filter(|start| *start < end)?;
            Some(self.session_at(l, start))
        })
    }

    /// The slot in which the first use of a candidate starts; none when it is not used.
    fn first_start(&self, l: LearnerIdx, c: CandIdx) -> Option<usize> {
        if self.cand_uses[c] == 0 {
            return None;
        }
        self.on.row(l).iter().position(|on| *on == c)
    }
}
