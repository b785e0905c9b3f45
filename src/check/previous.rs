//! What changes from the previous plan cost, recounted: by learner and slot, by person and slot, or by sessions that keep
//! their id.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::record::{Kind, Names, Record, is_there, run_of_slots};
use daybreak_day::plan::Session;
use daybreak_day::problem::{Previous, Problem};

/// A session of the previous plan as somebody met it in one slot.
#[derive(Clone, Copy)]
pub(super) struct Met<'a> {
    /// What the learner did there; for a person what was served does not ask for it.
    offering: &'a str,
    session: &'a Session,
}

/// Where the previous plan had everybody, in the slots of this problem. Who was in two places is read by the first.
pub(super) struct Before<'a> {
    previous: &'a Previous,
    learners: FxHashMap<(&'a str, usize), Met<'a>>,
    people: FxHashMap<(&'a str, usize), Met<'a>>,
}

impl<'a> Before<'a> {
    /// Reads the previous plan, if there is one.
    pub fn of(problem: &'a Problem, names: &Names<'a>) -> Option<Self> {
        let previous = problem.previous.as_ref()?;
        let (mut learners, mut people) = (FxHashMap::default(), FxHashMap::default());
        for session in &previous.plan.sessions {
            let Some(&first) = names.slots.get(session.slot.as_str()) else { continue };
            let (slots, _) = run_of_slots(problem, first, n_slots_before(problem, names, session));
            for slot in slots {
                for seat in &session.learners {
                    let met = Met { offering: &seat.offering, session };
                    learners.entry((seat.id.as_str(), slot)).or_insert(met);
                }
                for person in &session.staff {
                    people.entry((person.as_str(), slot)).or_insert(Met { offering: "", session });
                }
            }
        }
        Some(Before { previous, learners, people })
    }

    /// The offering that the learner had in the slot; none: idle.
    pub fn offering(&self, learner: &str, slot: usize) -> Option<&'a str> {
        self.learners.get(&(learner, slot)).map(|met| met.offering)
    }

    /// Whether an absence in the slot is counted as a change; not where people are counted.
    pub fn counts(&self, is_there: bool) -> bool {
        is_there || !self.previous.counts_people()
    }

    /// The least that a seat with the same offering as before costs in the slot, when its session can be in these rooms
    /// and be served by exactly as many people out of these lists.
    pub fn certain_cost(
        &self,
        problem: &Problem,
        learner: usize,
        slot: usize,
        rooms: &[usize],
        needs: &[(Vec<usize>, u64)],
    ) -> i128 {
        let learner = &problem.learners[learner];
        let Some(met) = self.learners.get(&(learner.id.as_str(), slot)).filter(|_| self.previous.counts_people())
        else {
            return 0;
        };
        let same_room = rooms.iter().any(|&r| problem.rooms[r].id == met.session.room);
        let people = people(met.session);
        let could_serve = |id: &&str| {
            let listed = needs.iter().any(|(list, _)| list.iter().any(|&p| problem.staff[p].id == **id));
            listed && !learner.staff_barred.iter().any(|barred| barred == *id)
        };
        let same_people =
            people.len() as u64 == needs.iter().map(|need| need.1).sum::<u64>() && people.iter().all(could_serve);
        let cost = |same: bool, cost: i64| if same { 0 } else { i128::from(cost.max(0)) };
        cost(same_room, self.previous.room_cost) + cost(same_people, self.previous.people_cost)
    }
}

/// All that the plan pays for changes.
pub(super) fn change_cost(record: &Record) -> i128 {
    let Some(before) = Before::of(record.problem, &record.names) else { return 0 };
    let previous = before.previous;
    let changed = by_learner(record, &before);
    if previous.counts_people() {
        return i128::from(previous.change_cost) * changed.offering
            + i128::from(previous.room_cost) * changed.room
            + i128::from(previous.people_cost) * changed.people
            + i128::from(previous.duty_cost) * duties_changed(record, &before);
    }
    i128::from(previous.change_cost) * (changed.offering + sessions_changed(record, previous))
}

/// How many learners' slots changed, and how.
#[derive(Default)]
struct Changed {
    /// Another offering, or idle where there was one, or the other way round.
    offering: i128,
    /// The same offering in another room.
    room: i128,
    /// The same offering with another set of people.
    people: i128,
}

fn by_learner(record: &Record, before: &Before<'_>) -> Changed {
    let mut changed = Changed::default();
    for (l, learner) in record.problem.learners.iter().enumerate() {
        for (slot, named) in record.problem.slots.iter().enumerate() {
            if !before.counts(is_there(learner.slots.as_deref(), &named.id)) {
                continue;
            }
            let then = before.learners.get(&(learner.id.as_str(), slot));
            let seat = record.seats_of[l].iter().find(|(s, _)| record.sessions[*s].slots.contains(&slot));
            let Some(&(s, k)) = seat else {
                changed.offering += i128::from(then.is_some());
                continue;
            };
            let held = &record.sessions[s];
            let now = record.offering_of(held.seats[k]).map_or("", |o| o.id.as_str());
            let Some(then) = then.filter(|met| met.offering == now) else {
                changed.offering += 1;
                continue;
            };
            let room = held.room.map(|r| record.problem.rooms[r].id.as_str());
            changed.room += i128::from(room != Some(then.session.room.as_str()));
            changed.people += i128::from(served_by(record, &held.staff) != people(then.session));
        }
    }
    changed
}

/// Slots of people of this problem, among those in which they are available, in which they serve something else than
/// before, or in another room, or serve where they did not, or the other way round.
fn duties_changed(record: &Record, before: &Before<'_>) -> i128 {
    let problem = record.problem;
    let mut changed = 0;
    for (p, person) in problem.staff.iter().enumerate() {
        for (slot, named) in problem.slots.iter().enumerate() {
            if !is_there(person.slots.as_deref(), &named.id) {
                continue;
            }
            let then = before.people.get(&(person.id.as_str(), slot)).map(|met| {
                (met.session.offering.as_deref(), met.session.station.as_deref(), Some(met.session.room.as_str()))
            });
            let held = record.sessions.iter().find(|held| held.slots.contains(&slot) && held.staff.contains(&p));
            let now = held.map(|held| {
                let (offering, station) = match held.kind {
                    Some(Kind::Offering(o)) => (Some(problem.offerings[o].id.as_str()), None),
                    Some(Kind::Station(s)) => (None, Some(problem.stations[s].id.as_str())),
                    None => (None, None),
                };
                (offering, station, held.room.map(|r| problem.rooms[r].id.as_str()))
            });
            changed += i128::from(then != now);
        }
    }
    changed
}

/// Sessions with the id of a previous one whose room or people differ, each once.
fn sessions_changed(record: &Record, previous: &Previous) -> i128 {
    let before: BTreeMap<&str, &Session> = previous.plan.sessions.iter().map(|s| (s.id.as_str(), s)).collect();
    let mut n_changes = 0;
    for held in &record.sessions {
        let Some(session) = before.get(held.id) else { continue };
        let room = held.room.map(|r| record.problem.rooms[r].id.as_str());
        if room != Some(session.room.as_str()) || served_by(record, &held.staff) != people(session) {
            n_changes += 1;
        }
    }
    n_changes
}

/// The ids of people of this problem, sorted.
fn served_by<'a>(record: &Record<'a>, staff: &[usize]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = staff.iter().map(|&p| record.problem.staff[p].id.as_str()).collect();
    ids.sort_unstable();
    ids
}

/// The people of a previous session, sorted, each once.
fn people(session: &Session) -> Vec<&str> {
    let mut staff: Vec<&str> = session.staff.iter().map(String::as_str).collect();
    staff.sort_unstable();
    staff.dedup();
    staff
}

/// How many slots a previous session ran over: what its offering has in this problem; one when it is gone.
fn n_slots_before(problem: &Problem, names: &Names<'_>, session: &Session) -> u32 {
    let offering = session.offering.as_ref().and_then(|id| names.offerings.get(id.as_str()));
    offering.map_or(1, |&o| problem.offerings[o].slots)
}
