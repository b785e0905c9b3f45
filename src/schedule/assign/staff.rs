//! People for the roles of a session: those who can do least else first, and one step aside when nobody is free.

use std::ops::Range;

use crate::ids::{ActivityIdx, LearnerIdx, SessionIdx, StaffIdx, TagIdx};
use crate::instance::Pin;
use crate::search::Taker;
use crate::state::State;
use daybreak_day::problem::Points;

impl State<'_> {
    /// A person for each role of activity `a`, those that the pin names among them.
    ///
    /// Those whom the takers like come first, those whom they bar last.
    pub(crate) fn staff_for(
        &mut self,
        a: ActivityIdx,
        slots: Range<usize>,
        pin: Option<&Pin>,
        takers: &[Taker],
    ) -> Option<Vec<StaffIdx>> {
        let picky: Vec<&Taker> = takers.iter().filter(|t| self.cares_for_people(t.learner)).collect();
        let roles = &self.inst.activities[a].roles;
        let mut staff = vec![StaffIdx::NONE; roles.len()];
        for &person in pin.map_or(&[][..], |p| &p.staff) {
            let tags = &self.inst.staff[person].tags;
            let role = (0..roles.len()).find(|&i| staff[i].is_none() && tags.contains(&roles[i]))?;
            if !self.can_serve(person, slots.clone(), SessionIdx::NONE)
                && !self.step_aside(person, slots.clone(), &staff)
            {
                return None;
            }
            staff[role] = person;
        }
        let bars =
            |p: StaffIdx| pin.is_some_and(|pin| self.inst.learners[pin.learner].staff_barred.binary_search(&p).is_ok());
        let barred: Vec<StaffIdx> = self.inst.staff.ids().filter(|&p| pin.is_some() && bars(p)).collect();
        for role in 0..roles.len() {
            if staff[role].is_none() {
                staff[role] = self.person_for(roles[role], slots.clone(), &staff, &barred, &picky)?;
            }
        }
        Some(staff)
    }

    /// A free person with the tag, or one whom another can stand in for.
    fn person_for(
        &mut self,
        tag: TagIdx,
        slots: Range<usize>,
        taken: &[StaffIdx],
        barred: &[StaffIdx],
        picky: &[&Taker],
    ) -> Option<StaffIdx> {
        let people = &self.inst.people_with[tag];
        let allowed = |p: &StaffIdx| !taken.contains(p) && !barred.contains(p);
        let free = |p: &StaffIdx| allowed(p) && self.can_serve(*p, slots.clone(), SessionIdx::NONE);
        // Among those who can do equally little else, the one with most of the day left.
        let load = |p: &StaffIdx| {
            let liked: Points = picky.iter().map(|t| self.liking(t, *p)).sum();
            (-liked, self.inst.staff[*p].tags.len(), self.staff_sessions[*p], *p)
        };
        if let Some(person) = people.iter().copied().filter(free).min_by_key(load) {
            return Some(person);
        }
        people.iter().copied().find(|p| allowed(p) && self.step_aside(*p, slots.clone(), taken))
    }

    fn cares_for_people(&self, l: LearnerIdx) -> bool {
        let learner = &self.inst.learners[l];
        !learner.staff_barred.is_empty() || !learner.staff_bonus.is_empty()
    }

    /// What a taker's seat gains from the person, or loses because the taker could not come.
    fn liking(&self, taker: &Taker, p: StaffIdx) -> Points {
        let barred = self.inst.learners[taker.learner].staff_barred.binary_search(&p).is_ok();
        if barred { -taker.value.max(1) } else { self.bonus_of(taker.learner, p) }
    }

    /// Frees a person in the slots by giving the one session that they serve there to somebody else.
    fn step_aside(&mut self, person: StaffIdx, slots: Range<usize>, taken: &[StaffIdx]) -> bool {
        let mut busy = slots.clone().map(|t| self.staff_at[(person, t)]).filter(|k| k.is_some());
        let Some(k) = busy.next() else { return false };
        if busy.any(|other| other != k) || !self.can_serve(person, slots, k) || self.person_is_pinned(k, person) {
            return false;
        }
        let Some(role) = self.sessions[k].staff.iter().position(|p| *p == person) else { return false };
        let tag = self.inst.activities[self.sessions[k].activity].roles[role];
        let stands_in = |p: &StaffIdx| {
            *p != person
                && !taken.contains(p)
                && self.can_serve(*p, self.slots_of(k), SessionIdx::NONE)
                && self.is_welcome(*p, k)
        };
        let Some(other) = self.inst.people_with[tag].iter().copied().find(stands_in) else { return false };
        self.set_person(k, role, other);
        true
    }
}
