//! What a learner's day and a session are worth: the objective of the day problem, told apart by who brings it.
//!
//! The sum over all learners and open sessions is the objective. A move changes only the learners and sessions it
//! touches, so its worth is the difference of a few of these sums. A test compares it with the judge's recount.

use std::collections::BTreeSet;

use super::day::{Day, What};
use super::seating::{Held, Seating};
use daybreak_day::plan::Session;
use daybreak_day::problem::{Points, Previous, Requirement};

/// The previous plan by position, for the cost of changes.
pub struct Before<'a> {
    previous: &'a Previous,
    /// Learners × slots: the offering's id in the previous plan, and its session there.
    doing: Vec<Option<(&'a str, &'a Session)>>,
    /// People × slots: the session served in the previous plan.
    serving: Vec<Option<&'a Session>>,
}

impl<'a> Before<'a> {
    /// Reads the previous plan; none: changes cost nothing.
    pub fn new(day: &Day<'a>) -> Option<Self> {
        let previous = day.problem.previous.as_ref()?;
        let mut doing = vec![None; day.problem.learners.len() * day.n_slots];
        let mut serving = vec![None; day.problem.staff.len() * day.n_slots];
        for session in &previous.plan.sessions {
            let Some(start) = day.slot(&session.slot) else { continue };
            // A long lesson of then runs over the slots that its offering has now, within its block.
            let len = session.offering.as_deref().and_then(|id| day.offering(id)).map_or(1, |o| day.offerings[o].len);
            let block = &day.problem.slots[start].block;
            let in_block = |slot: &usize| day.problem.slots[*slot].block == *block;
            for slot in (start..day.n_slots).take(len).take_while(in_block) {
                for seat in &session.learners {
                    if let Some(learner) = day.learner(&seat.id) {
                        doing[learner * day.n_slots + slot].get_or_insert((seat.offering.as_str(), session));
                    }
                }
                for person in session.staff.iter().filter_map(|id| day.person(id)) {
                    serving[person * day.n_slots + slot].get_or_insert(session);
                }
            }
        }
        Some(Before { previous, doing, serving })
    }

    /// What the learner's slots cost as changes.
    fn cost(&self, day: &Day<'_>, seating: &Seating, learner: usize) -> Points {
        let Previous { plan: _, change_cost, room_cost, people_cost, duty_cost: _ } = *self.previous;
        let by_people = self.previous.counts_people();
        let mut cost: Points = 0;
        for slot in (0..day.n_slots).filter(|&slot| !by_people || day.learners[learner].here[slot]) {
            let then = self.doing[learner * day.n_slots + slot];
            let now = seating.doing(learner, slot).map(|o| day.problem.offerings[o].id.as_str());
            if now != then.map(|(offering, _)| offering) {
                cost = cost.saturating_add(change_cost);
            } else if let (true, Some((_, session)), Some(k)) = (by_people, then, seating.session(learner, slot)) {
                let held = &seating.sessions[k];
                let points = |same: bool, cost: Points| if same { 0 } else { cost };
                cost = cost.saturating_add(points(day.problem.rooms[held.room].id == session.room, room_cost));
                cost = cost.saturating_add(points(has_people(day, &held.staff, session), people_cost));
            }
        }
        cost
    }

    /// What the people of a session earn over having no duty in its slots.
    fn duties(&self, day: &Day<'_>, held: &Held) -> Points {
        let cost = if self.previous.counts_people() { self.previous.duty_cost } else { 0 };
        let (offering, station) = match held.what {
            What::Offering(at) => (Some(day.problem.offerings[at].id.as_str()), None),
            What::Station(at) => (None, Some(day.problem.stations[at].id.as_str())),
        };
        let now = (offering, station, day.problem.rooms[held.room].id.as_str());
        let earned = |(&person, slot): (&usize, usize)| match self.serving[person * day.n_slots + slot] {
            None => -cost,
            Some(s) if (s.offering.as_deref(), s.station.as_deref(), s.room.as_str()) == now => cost,
            Some(_) => 0,
        };
        held.staff.iter().flat_map(|person| held.span().map(move |slot| (person, slot))).map(earned).sum()
    }
}

/// Whether these are the people of a previous session, all of them and nobody else.
fn has_people(day: &Day<'_>, staff: &[usize], session: &Session) -> bool {
    let now: BTreeSet<&str> = staff.iter().map(|&person| day.problem.staff[person].id.as_str()).collect();
    now == session.staff.iter().map(String::as_str).collect()
}

/// What a learner's day earns: utilities, bonuses, less idle slots, requirements missed and changes.
pub fn learner(day: &Day<'_>, before: Option<&Before<'_>>, seating: &Seating, learner: usize) -> Points {
    let facts = &day.learners[learner];
    let mut points: Points = 0;
    for (start, offering) in seating.uses(learner) {
        if let Some(c) = day.candidate(learner, offering) {
            points = points.saturating_add(facts.candidates[c].points(start));
        }
        let k = seating.session(learner, start).expect("a use is in a session");
        let staff = &seating.sessions[k].staff;
        let bonus = facts.staff_bonus.iter().filter(|(person, _)| staff.contains(person)).map(|&(_, points)| points);
        points = points.saturating_add(bonus.sum());
    }
    let idle = (0..day.n_slots).filter(|&slot| facts.here[slot] && seating.session(learner, slot).is_none()).count();
    let asked = &day.problem.learners[learner];
    points = points.saturating_sub(times(asked.idle_cost, idle));
    for requirement in &asked.requirements {
        points = points.saturating_sub(requirement_cost(day, seating, learner, requirement));
    }
    let slots = |slot: usize| seating.session(learner, slot);
    let ways = ways(day, seating, [asked.room_change_cost, asked.zone_change_cost], slots);
    let spent = before.map_or(0, |before| before.cost(day, seating, learner));
    points.saturating_sub(ways).saturating_sub(early(day, seating, learner)).saturating_sub(spent)
}

/// What all people pay for changes of place.
pub fn ways_of_people(day: &Day<'_>, seating: &Seating) -> Points {
    let people = day.problem.staff.iter().enumerate();
    let costs = people.map(|(p, person)| (p, [person.room_change_cost, person.zone_change_cost]));
    costs.map(|(p, costs)| ways(day, seating, costs, |slot| seating.serving(p, slot))).sum()
}

/// What somebody pays for changes of place, of room and of zone, who is in a session in some slots.
fn ways(day: &Day<'_>, seating: &Seating, costs: [Points; 2], at: impl Fn(usize) -> Option<usize>) -> Points {
    if costs == [0, 0] {
        return 0;
    }
    let room = |slot: usize| at(slot).map(|k| &day.problem.rooms[seating.sessions[k].room]);
    let step = |slot: usize| {
        let (Some(from), Some(to)) = (room(slot - 1), room(slot)) else { return 0 };
        let is_far = from.zone != to.zone && !from.zone.is_empty() && !to.zone.is_empty();
        Points::from(from.id != to.id) * costs[0] + Points::from(is_far) * costs[1]
    };
    (1..day.n_slots).map(step).sum()
}

/// What the learner loses by having things before what they follow.
fn early(day: &Day<'_>, seating: &Seating, learner: usize) -> Points {
    let first = |offering: usize| seating.uses(learner).find(|used| used.1 == offering).map(|used| used.0);
    let is_early = |follows: usize, own: usize| match (first(own), first(follows)) {
        (Some(start), Some(other)) => start < other + day.offerings[follows].len,
        (None, _) | (_, None) => false,
    };
    let candidates = day.learners[learner].candidates.iter();
    let early = candidates.filter(|c| c.follows.iter().any(|&other| is_early(other, c.offering)));
    early.map(|c| c.early_cost).sum()
}

/// What a session earns beyond its learners: bonuses for pairs, less opening, lonely learners and changes. Duties are
/// counted over having none.
pub fn session(day: &Day<'_>, before: Option<&Before<'_>>, seating: &Seating, k: usize) -> Points {
    let held = &seating.sessions[k];
    if !held.is_open {
        return 0;
    }
    let frame = day.frame(held.what);
    let is_here = |learner: usize| held.seats.iter().any(|&(l, _)| l == learner);
    let pairs = held.seats.iter().flat_map(|&(l, _)| day.learners[l].together.iter().map(move |pair| (l, pair)));
    let together: Points = pairs.filter(|&(l, &(other, _))| l < other && is_here(other)).map(|(_, &(_, p))| p).sum();
    let lonely = day.problem.never_alone.iter().filter(|rule| !frame.is_station && with_tag(day, held, &rule.tag) == 1);
    let lonely: Points = lonely.filter_map(|rule| rule.cost).sum();
    let duties = before.map_or(0, |before| before.duties(day, held));
    together + duties - frame.open_cost - lonely - held.change_cost
}

/// Learners of a session with a tag.
pub fn with_tag(day: &Day<'_>, held: &Held, tag: &str) -> usize {
    held.seats.iter().filter(|&&(l, _)| day.problem.learners[l].tags.iter().any(|t| t == tag)).count()
}

/// The learner's slots in offerings that carry a tag, by themselves or for this learner.
pub fn slots_with(day: &Day<'_>, seating: &Seating, learner: usize, tag: &str) -> u32 {
    let carries = |&slot: &usize| seating.doing(learner, slot).is_some_and(|o| day.carries(learner, o, tag));
    u32::try_from((0..day.n_slots).filter(carries).count()).expect("fewer slots than 2^32")
}

fn requirement_cost(day: &Day<'_>, seating: &Seating, learner: usize, requirement: &Requirement) -> Points {
    let slots = slots_with(day, seating, learner, &requirement.tag);
    let short = requirement.slots_min.saturating_sub(slots);
    let excess = requirement.slots_max.map_or(0, |max| slots.saturating_sub(max));
    times(requirement.shortfall_cost.unwrap_or(0), short as usize)
        .saturating_add(times(requirement.excess_cost.unwrap_or(0), excess as usize))
}

fn times(points: Points, count: usize) -> Points {
    points.saturating_mul(Points::try_from(count).expect("a count of slots"))
}
