//! H5: every need filled by a person with its tag, who serves one session in any slot, is available, stays within
//! `sessions_max` and `consecutive_max`, and is barred by no learner there. And the bonus of people to learners.

use crate::instance::NONE;
use crate::state::State;
use daybreak_day::problem::Points;

impl State<'_> {
    /// Whether nobody who serves the session is barred by the learner.
    pub fn is_served(&self, l: u32, k: u32) -> bool {
        let barred = &self.inst.learners[l as usize].staff_barred;
        barred.is_empty() || self.sessions[k as usize].staff.iter().all(|p| barred.binary_search(p).is_err())
    }

    /// Whether no member of the session bars the person.
    pub fn is_welcome(&self, p: u32, k: u32) -> bool {
        let welcome = |m: &(u32, u32)| self.inst.learners[m.0 as usize].staff_barred.binary_search(&p).is_err();
        self.sessions[k as usize].members.iter().all(welcome)
    }

    /// Whether the person could serve one more session in the slots, besides what they serve already.
    ///
    /// With `instead_of`, as if they did not serve that session, which runs over the same slots or others.
    pub fn can_serve(&self, p: u32, slots: std::ops::Range<usize>, instead_of: u32) -> bool {
        let person = &self.inst.staff[p as usize];
        let row = &self.staff_at[p as usize * self.inst.n_slots..(p as usize + 1) * self.inst.n_slots];
        let busy = |t: usize| row[t] != NONE && row[t] != instead_of;
        let serves = instead_of != NONE && self.sessions[instead_of as usize].staff.contains(&p);
        let sessions = self.staff_sessions[p as usize] - u32::from(serves);
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
    pub(super) fn staff_bonus(&self, l: u32, k: u32) -> Points {
        self.sessions[k as usize].staff.iter().map(|&p| self.bonus_of(l, p)).sum()
    }

    /// The learner's bonus for one person.
    pub fn bonus_of(&self, l: u32, p: u32) -> Points {
        let bonuses = &self.inst.learners[l as usize].staff_bonus;
        bonuses.binary_search_by_key(&p, |b| b.0).map_or(0, |i| bonuses[i].1)
    }

    /// All bonuses of a session's members for its people.
    pub(crate) fn staff_points(&self, k: u32) -> Points {
        self.sessions[k as usize].members.iter().map(|m| self.staff_bonus(m.0, k)).sum()
    }
}
