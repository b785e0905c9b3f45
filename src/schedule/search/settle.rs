//! Ends a move: sessions that are too small are topped up or closed, learners alone by a hard rule leave.

use crate::ids::{LearnerIdx, SessionIdx};
use crate::state::State;

impl State<'_> {
    /// Makes every session touched since the mark valid again. Learners who lose their seat become idle.
    pub fn settle(&mut self, mark: usize) {
        // Every pass closes a session or takes a learner out for good, unless it is the last.
        loop {
            let mut changed = false;
            for k in self.touched_since(mark) {
                if self.sessions[k].open {
                    changed |= self.settle_session(k);
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Makes one session valid; says whether other sessions may have been touched by that.
    fn settle_session(&mut self, k: SessionIdx) -> bool {
        let mut changed = false;
        loop {
            let alone = self.alone_by_rule(k);
            let Some(&l) = alone.first() else { break };
            self.leave(l, k);
            changed = true;
        }
        let empty = self.sessions[k].members.is_empty();
        if !self.is_filled(k) && !empty {
            changed |= self.top_up(k);
        }
        if empty || !self.is_filled(k) || self.pays_to_close(k) || !self.alone_by_rule(k).is_empty() {
            self.dismiss(k);
            changed = true;
        }
        changed
    }

    /// Seats whoever might come, from idleness or from sessions that can spare them.
    pub fn top_up(&mut self, k: SessionIdx) -> bool {
        let mark = self.mark();
        let session = &self.sessions[k];
        let takers = self.takers(session.activity, session.start);
        self.seat_takers(k, &takers);
        if !self.is_filled(k) {
            self.rollback(mark);
        }
        !self.unchanged_since(mark)
    }

    /// Whether the plan is worth more without the session.
    fn pays_to_close(&mut self, k: SessionIdx) -> bool {
        let (mark, before) = (self.mark(), self.value());
        self.dismiss(k);
        let pays = self.value() > before;
        self.rollback(mark);
        pays
    }

    /// Closes a session; its learners become idle.
    pub fn dismiss(&mut self, k: SessionIdx) {
        while let Some(&(l, _)) = self.sessions[k].members.last() {
            self.leave(l, k);
        }
        self.close(k);
    }

    /// Learners who are idle in a slot of theirs with something they could start there.
    pub fn is_idle(&self, l: LearnerIdx, t: usize) -> bool {
        self.session_at(l, t).is_none() && self.inst.learners[l].slots >> t & 1 == 1
    }
}
