//! Company for a session of the witness: enough learners, and nobody alone of a tag where that is a hard rule.

use super::lookup::Unit;
use super::witness::Witness;
use daybreak_day::problem::Signed;

/// A session that looks for company.
pub struct Company<'w, 'a> {
    pub witness: &'w mut Witness<'a>,
    /// The session's position.
    pub at: usize,
}

impl Company<'_, '_> {
    /// Seats learners until the session is large enough and nobody is alone; whether that was possible.
    pub fn find(&mut self) -> bool {
        let size_min = self.witness.lookup.terms(self.witness.held[self.at].unit).size_min as usize;
        while self.witness.held[self.at].seats.len() < size_min {
            if !self.seat_one(None) {
                return false;
            }
        }
        // Whoever joins may be alone of another tag, so tags are looked at until all are content.
        while let Some(tag) = self.lonely_tag() {
            if !self.seat_one(Some(&tag)) {
                return false;
            }
        }
        true
    }

    /// A tag with a hard rule of which the session holds exactly one learner.
    fn lonely_tag(&self) -> Option<String> {
        let held = &self.witness.held[self.at];
        if matches!(held.unit, Unit::Station(_)) {
            return None;
        }
        let problem = self.witness.lookup.problem;
        let hard = problem.never_alone.iter().filter(|rule| rule.cost.is_none());
        let is_alone = |tag: &String| {
            let mut with_tag = held.seats.iter().filter(|seat| problem.learners[seat.0].tags.contains(tag));
            let first = with_tag.next().filter(|_| with_tag.next().is_none());
            let may = |row: &Signed| row.never_alone.contains(tag);
            first.is_some_and(|seat| !self.witness.lookup.is_signed(seat.0, (held.unit, held.start), may))
        };
        hard.map(|rule| &rule.tag).find(|tag| is_alone(tag)).cloned()
    }

    /// Seats one more learner (with a tag), first of all one whose own pin fits.
    fn seat_one(&mut self, tag: Option<&String>) -> bool {
        let lookup = self.witness.lookup;
        let learners = || (0..lookup.problem.learners.len()).filter(|&l| self.is_spared_for(l).is_some());
        let mut order: Vec<usize> = learners().collect();
        order.sort_by_key(|&learner| (self.is_spared_for(learner) != Some(true), learner));
        for learner in order {
            if tag.is_some_and(|tag| !lookup.problem.learners[learner].tags.contains(tag)) {
                continue;
            }
            for candidate in 0..lookup.offering_of[learner].len() {
                let held = &self.witness.held[self.at];
                let is_of_unit = lookup.unit(lookup.offering_of[learner][candidate]) == held.unit;
                let seat = (learner, candidate);
                if is_of_unit && self.witness.may_take(seat, held.start) && self.witness.can_sit(self.at, seat) {
                    self.witness.held[self.at].seats.push(seat);
                    return true;
                }
            }
        }
        false
    }

    /// Whether the learner may be asked: yes without a pin at that time (`false`) or with one that this session
    /// keeps (`true`); none when a pin wants the learner elsewhere.
    fn is_spared_for(&self, learner: usize) -> Option<bool> {
        let held = &self.witness.held[self.at];
        let mut has_pin = false;
        for pin in self.witness.wanted.iter().filter(|pin| pin.learner == learner && held.covers(pin.slot)) {
            let fits = pin.offering.is_none_or(|offering| self.witness.lookup.unit(offering) == held.unit)
                && pin.room.is_none_or(|room| room == held.room)
                && pin.staff.is_none_or(|person| held.staff.contains(&person));
            if !fits {
                return None;
            }
            has_pin = true;
        }
        Some(has_pin)
    }
}
