//! H5: every need filled by a person with its tag, who serves one session in any slot, is available, stays within
//! `sessions_max` and `consecutive_max`, and is barred by no learner there. And the bonus of people to learners.

use crate::ids::{CandIdx, LearnerIdx, SessionIdx, StaffIdx};
use crate::state::State;
use daybreak_day::problem::Points;

impl State<'_> {
    /// Whether nobody who serves the session is barred by the learner.
    pub fn is_served(&self, l: LearnerIdx, k: SessionIdx) -> bool {
        let barred = &self.inst.learners[l].staff_barred;
        barred.is_empty() || self.sessions[k].staff.iter().all(|p| barred.binary_search(p).is_err())
    }

    /// Whether no member of the session bars the person.
    pub fn is_welcome(&self, p: StaffIdx, k: SessionIdx) -> bool {
        let welcome = |m: &(LearnerIdx, CandIdx)| self.inst.learners[m.0].staff_barred.binary_search(&p).is_err();
        self.sessions[k].members.iter().all(welcome)
    }

    /// Whether the person could serve one more session in the slots, besides what they serve already.
    ///
    /// With `instead_of`, as if they did not serve that session, which runs over the same slots or others.
    pub fn can_serve(&self, p: StaffIdx, slots: std::ops::Range<usize>, instead_of: SessionIdx) -> bool {
        let person = &self.inst.staff[p];
        let row = self.staff_at.row(p);
        let busy = |t: usize| row[t].is_some() && row[t] != instead_of;
        let serves = instead_of.is_some() && self.sessions[instead_of].staff.contains(&p);
        let sessions = self.staff_sessions[p] - u32::from(serves);
        if sessions >= person.sessions_max || slots.clone().any(|t| person.slots >> t & 1 == 0 || busy(t)) {
            return false;
        }
        if person.consecutive_max == u32::MAX {
            return true;
        }
        let block = &self.inst.block;
        let before = (0..slots.start).rev().take_while(|&t| block[t] == block[slots.start] && busy(t)).count();
        let last = slots.end - 1;
        let after = (slots.end..self.inst.n_slots).take_while(|&t| block[t] == block[last] && busy(t)).count();
        before + slots.len() + after <= person.consecutive_max as usize
    }

    /// The learner's bonuses for the people of the session.
    pub(super) fn staff_bonus(&self, l: LearnerIdx, k: SessionIdx) -> Points {
        self.sessions[k].staff.iter().map(|&p| self.bonus_of(l, p)).sum()
    }

    /// The learner's bonus for one person.
    pub fn bonus_of(&self, l: LearnerIdx, p: StaffIdx) -> Points {
        let bonuses = &self.inst.learners[l].staff_bonus;
        bonuses.binary_search_by_key(&p, |b| b.0).map_or(0, |i| bonuses[i].1)
    }

    /// All bonuses of a session's members for its people.
    pub(crate) fn staff_points(&self, k: SessionIdx) -> Points {
        self.sessions[k].members.iter().map(|m| self.staff_bonus(m.0, k)).sum()
    }
}
