//! Who could sit where: every offering or station in every first slot, with the learners who could be there and the
//! most that each could bring.
//!
//! A seat is left out only where a rule for one learner and one session forbids it whatever else takes place (H1 to
//! H6, H9, H10), or where fewer learners could come than a session needs.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::prices::Paid;
use crate::previous::Before;
use crate::record::{Kind, Names, Record, Terms, is_there, run_of_slots, terms};
use daybreak_day::plan::Plan;
use daybreak_day::problem::{Learner, Offering, Problem, Signed};

/// All sessions that could be, with their seats.
pub(super) struct Seats<'a> {
    pub problem: &'a Problem,
    pub keys: Vec<Key<'a>>,
    /// Where the previous plan had everybody.
    before: Option<Before<'a>>,
}

/// An offering or station in a first slot in which a session of it could be held.
pub(super) struct Key<'a> {
    pub kind: Kind,
    pub slots: Range<usize>,
    pub terms: Terms<'a>,
    /// Rooms that are there, have the features and hold the fewest learners.
    pub rooms: Vec<usize>,
    /// For each tag needed: who could serve, and how many are needed.
    pub needs: Vec<(Vec<usize>, u64)>,
    /// Sessions at least, and at most: by rooms, people and `sessions_max`.
    pub n_min: u64,
    pub n_max: u64,
    /// By learner.
    pub seats: Vec<Seat>,
}

/// A learner with one of their candidates, and the most points that the seat could bring over being idle.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    pub learner: usize,
    pub candidate: usize,
    pub offering: usize,
    pub points: i128,
}

impl<'a> Seats<'a> {
    pub fn of(problem: &'a Problem) -> Self {
        let names = Names::of(problem);
        let before = Before::of(problem, &names);
        let mut seats = Seats { problem, keys: keys(problem), before };
        let by_place: FxHashMap<(Kind, usize), usize> =
            seats.keys.iter().enumerate().map(|(k, key)| ((key.kind, key.slots.start), k)).collect();
        for (l, learner) in problem.learners.iter().enumerate() {
            let there: Vec<bool> = problem.slots.iter().map(|s| is_there(learner.slots.as_deref(), &s.id)).collect();
            for (c, candidate) in learner.candidates.iter().enumerate() {
                let Some(&o) = names.offerings.get(candidate.offering.as_str()) else { continue };
                let station = problem.offerings[o].station.as_ref();
                let kind = match station.map(|id| names.stations.get(id.as_str())) {
                    None => Kind::Offering(o),
                    Some(Some(&s)) => Kind::Station(s),
                    Some(None) => continue,
                };
                for (t, slot) in problem.slots.iter().enumerate() {
                    let Some(&k) = by_place.get(&(kind, t)) else { continue };
                    let key = &seats.keys[k];
                    let allowed = candidate.times_max > 0
                        && is_there(candidate.slots.as_deref(), &slot.id)
                        && there[key.slots.clone()].iter().all(|there| *there)
                        && could_sit(problem, &names, key, l, (c, o));
                    if allowed {
                        seats.keys[k].seats.push(Seat { learner: l, candidate: c, offering: o, points: 0 });
                    }
                }
            }
        }
        while seats.drop_late() | seats.drop_starved() {}
        seats.count_points(&names);
        seats
    }

    /// The same with as many sessions of each offering and station in each first slot as a plan holds.
    pub fn given(mut self, plan: &Plan) -> Self {
        let mut held: FxHashMap<(Kind, usize), u64> = FxHashMap::default();
        for session in &Record::read(self.problem, plan).0.sessions {
            if let Some(kind) = session.kind {
                *held.entry((kind, session.slots.start)).or_default() += 1;
            }
        }
        for key in &mut self.keys {
            key.n_min = held.get(&(key.kind, key.slots.start)).copied().unwrap_or(0);
            key.n_max = key.n_min;
        }
        self.keys.retain(|key| key.n_max > 0);
        self
    }

    /// Drops seats of candidates that must come after another which cannot end before; says whether any was dropped.
    fn drop_late(&mut self) -> bool {
        let mut first_end: FxHashMap<(usize, usize), usize> = FxHashMap::default();
        for key in &self.keys {
            for seat in &key.seats {
                let end = first_end.entry((seat.learner, seat.offering)).or_insert(usize::MAX);
                *end = key.slots.end.min(*end);
            }
        }
        let names = Names::of(self.problem);
        let learners = &self.problem.learners;
        let mut dropped = false;
        for key in &mut self.keys {
            let n = key.seats.len();
            key.seats.retain(|seat| {
                let after = learners[seat.learner].candidates[seat.candidate].after.as_ref();
                after.is_none_or(|x| {
                    let other = names.offerings.get(x.as_str()).map(|&o| (seat.learner, o));
                    other.and_then(|other| first_end.get(&other)).is_some_and(|end| *end <= key.slots.start)
                })
            });
            dropped |= key.seats.len() < n;
        }
        dropped
    }

    /// Drops the seats of sessions for which fewer learners could come than it needs; says whether any was dropped.
    fn drop_starved(&mut self) -> bool {
        let mut dropped = false;
        for key in &mut self.keys {
            let mut learners: Vec<usize> = key.seats.iter().map(|seat| seat.learner).collect();
            learners.dedup();
            if !learners.is_empty() && (learners.len() as u64) < u64::from(key.terms.size_min) {
                key.seats.clear();
                dropped = true;
            }
        }
        dropped
    }

    /// Utility, bonuses, and what is not paid for being idle or for a change, each at its most favourable.
    fn count_points(&mut self, names: &Names<'_>) {
        let problem = self.problem;
        let mut friends: Vec<Vec<(usize, i128)>> = vec![Vec::new(); problem.learners.len()];
        for pair in problem.together.iter().filter(|pair| pair.bonus > 0) {
            let [a, b] = [&pair.learners[0], &pair.learners[1]].map(|id| names.learners.get(id.as_str()).copied());
            if let (Some(a), Some(b)) = (a, b)
                && a != b
            {
                // Both must be there, so a half for each is enough; of an odd point, one half is the larger.
                let bonus = i128::from(pair.bonus);
                let (a, b) = if problem.learners[a].id < problem.learners[b].id { (a, b) } else { (b, a) };
                friends[a].push((b, bonus - bonus / 2));
                friends[b].push((a, bonus / 2));
            }
        }
        let change = problem.previous.as_ref().map_or(0, |previous| i128::from(previous.change_cost));
        for key in &mut self.keys {
            let here: Vec<usize> = key.seats.iter().map(|seat| seat.learner).collect();
            for seat in &mut key.seats {
                let learner = &problem.learners[seat.learner];
                let candidate = &learner.candidates[seat.candidate];
                let first = &problem.slots[key.slots.start].id;
                let mut points = i128::from(candidate.utility);
                points += i128::from(candidate.slot_bonus.get(first).copied().unwrap_or(0));
                for slot in key.slots.clone() {
                    let before = self.before.as_ref().and_then(|before| before.offering(&learner.id, slot));
                    points += i128::from(learner.idle_cost);
                    points += if before.is_some() { change } else { 0 };
                    points -= if before == Some(candidate.offering.as_str()) {
                        let certain = |before: &Before<'_>| {
                            before.certain_cost(problem, seat.learner, slot, &key.rooms, &key.needs)
                        };
                        self.before.as_ref().map_or(0, certain)
                    } else {
                        change
                    };
                }
                points += staff_bonus(problem, learner, &key.needs);
                let together = friends[seat.learner].iter().filter(|(other, _)| here.binary_search(other).is_ok());
                points += together.map(|(_, share)| share).sum::<i128>();
                points += paid_for_excess(problem, learner, seat) * key.slots.len() as i128;
                seat.points = points;
            }
        }
    }

    /// What a day without any session is worth at these prices, with costs below zero earned wherever they could be.
    pub fn without_sessions(&self, paid: &Paid) -> i128 {
        let problem = self.problem;
        let change = problem.previous.as_ref().map_or(0, |previous| i128::from(previous.change_cost));
        let mut points = 0;
        for learner in &problem.learners {
            for (t, slot) in problem.slots.iter().enumerate() {
                let there = is_there(learner.slots.as_deref(), &slot.id);
                if there {
                    points -= i128::from(learner.idle_cost);
                }
                let missed = |before: &Before<'_>| before.counts(there) && before.offering(&learner.id, t).is_some();
                if self.before.as_ref().is_some_and(missed) {
                    points -= change;
                }
            }
            for q in &learner.requirements {
                points += -i128::from(q.shortfall_cost.unwrap_or(0)).min(0) * i128::from(q.slots_min);
            }
        }
        let mut kept: Vec<&str> =
            problem.previous.iter().flat_map(|previous| &previous.plan.sessions).map(|s| s.id.as_str()).collect();
        kept.sort_unstable();
        kept.dedup();
        points += kept.len() as i128 * -change.min(0);
        points * paid.scale
    }
}

/// Every offering without a station and every station, in every first slot in which a session could be held.
fn keys(problem: &Problem) -> Vec<Key<'_>> {
    let offerings = problem.offerings.iter().enumerate().filter(|(_, o)| o.station.is_none());
    let kinds = offerings.map(|(o, row)| (Kind::Offering(o), row.slots));
    let kinds = kinds.chain((0..problem.stations.len()).map(|s| (Kind::Station(s), 1)));
    let mut keys = Vec::new();
    for (kind, length) in kinds {
        for first in 0..problem.slots.len() {
            let (slots, fits) = run_of_slots(problem, first, length);
            keys.extend(fits.then(|| key(problem, kind, slots)).flatten());
        }
    }
    keys
}

fn key(problem: &Problem, kind: Kind, slots: Range<usize>) -> Option<Key<'_>> {
    let mut terms = terms(problem, kind);
    terms.size_max =
        terms.size_max.saturating_add(signed(problem, kind, slots.start).filter(|row| row.size_max).count() as u32);
    let always = |list: Option<&[String]>| slots.clone().all(|t| is_there(list, &problem.slots[t].id));
    let rooms: Vec<usize> = (0..problem.rooms.len())
        .filter(|&r| {
            let room = &problem.rooms[r];
            terms.room_features.iter().all(|f| room.features.contains(f))
                && room.sessions_at_once > 0
                && room.capacity >= terms.size_min
                && always(room.slots.as_deref())
        })
        .collect();
    let mut n_max: u64 = rooms.iter().map(|&r| u64::from(problem.rooms[r].sessions_at_once)).sum();
    n_max = n_max.min(terms.sessions_max.map_or(u64::MAX, u64::from));
    let mut count: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for need in terms.staff.iter().filter(|need| need.count > 0) {
        *count.entry(&need.tag).or_default() += u64::from(need.count);
    }
    let mut needs = Vec::new();
    for (tag, count) in count {
        let serves = |p: &usize| {
            let person = &problem.staff[*p];
            person.tags.iter().any(|t| t == tag)
                && person.sessions_max != Some(0)
                && person.consecutive_max.is_none_or(|max| max as usize >= slots.len())
                && always(person.slots.as_deref())
        };
        let people: Vec<usize> = (0..problem.staff.len()).filter(serves).collect();
        n_max = n_max.min(people.len() as u64 / count);
        needs.push((people, count));
    }
    (n_max > 0 && terms.size_min <= terms.size_max).then(|| Key {
        kind,
        slots,
        terms,
        rooms,
        needs,
        n_min: 0,
        n_max,
        seats: vec![],
    })
}

/// What a person has signed for sessions that start in a slot.
fn signed(problem: &Problem, kind: Kind, start: usize) -> impl Iterator<Item = &Signed> {
    problem.signed.iter().filter(move |row| {
        let is_of_kind = |offering: &Offering| match (kind, offering.station.as_deref()) {
            (Kind::Offering(o), None) => problem.offerings[o].id == offering.id,
            (Kind::Station(s), Some(station)) => problem.stations[s].id == station,
            (Kind::Offering(_), Some(_)) | (Kind::Station(_), None) => false,
        };
        row.slot == problem.slots[start].id
            && problem.offerings.iter().any(|offering| offering.id == row.offering && is_of_kind(offering))
    })
}

/// The largest session of the key in which a learner can be, stations apart.
pub(super) fn own_size_max(problem: &Problem, key: &Key<'_>, l: usize) -> Option<u32> {
    let learner = &problem.learners[l];
    let is_signed = |row: &Signed| row.group_size && row.learner == learner.id;
    learner.group_size_max.filter(|_| !signed(problem, key.kind, key.slots.start).any(is_signed))
}

/// Whether the rules for this learner alone allow candidate `c`, of offering `o`, in a session of the key, availability
/// apart.
fn could_sit(problem: &Problem, names: &Names<'_>, key: &Key<'_>, l: usize, (c, o): (usize, usize)) -> bool {
    let (learner, offering) = (&problem.learners[l], &problem.offerings[o]);
    let on_station = matches!(key.kind, Kind::Station(_));
    let fewest = key.terms.size_min.max(1);
    let own = own_size_max(problem, key, l);
    let size = key.terms.size_max >= fewest && (on_station || own.is_none_or(|max| max >= fewest));
    let room = key.rooms.iter().any(|&r| {
        let room = &problem.rooms[r];
        room.capacity >= fewest && learner.room_features.iter().all(|f| room.features.contains(f))
    });
    let staff = key.needs.iter().all(|(people, count)| {
        let barred = people.iter().filter(|&&p| learner.staff_barred.contains(&problem.staff[p].id)).count();
        (people.len() - barred) as u64 >= *count
    });
    // All learners of a session without a station need the same devices.
    let together = if on_station { 1 } else { u64::from(fewest) };
    let devices = offering.devices.iter().all(|(pool, &units)| {
        let count = names.devices.get(pool.as_str()).map_or(0, |&d| problem.devices[d].count);
        u64::from(units) * together <= u64::from(count)
    });
    let required = learner.requirements.iter().all(|q| {
        let counts = q.excess_cost.is_none() && carries(problem, learner, (c, o), &q.tag);
        !counts || q.slots_max.is_none_or(|max| key.slots.len() as u64 <= u64::from(max))
    });
    size && room && staff && devices && required && pinned(problem, key, learner, &offering.id)
}

/// Whether the learner's pins in these slots could be met by a session of the key.
fn pinned(problem: &Problem, key: &Key<'_>, learner: &Learner, offering: &str) -> bool {
    let inside = |slot: &str| key.slots.clone().any(|t| problem.slots[t].id == slot);
    problem.pins.iter().filter(|pin| pin.learner == learner.id && inside(&pin.slot)).all(|pin| {
        let room = |id: &String| key.rooms.iter().any(|&r| problem.rooms[r].id == *id);
        let staff =
            |id: &String| key.needs.iter().any(|(people, _)| people.iter().any(|&p| problem.staff[p].id == *id));
        pin.offering.as_ref().is_none_or(|wanted| wanted == offering)
            && pin.room.as_ref().is_none_or(room)
            && pin.staff.as_ref().is_none_or(staff)
    })
}

/// The most that people could add: for each tag the best of those who are not barred.
fn staff_bonus(problem: &Problem, learner: &Learner, needs: &[(Vec<usize>, u64)]) -> i128 {
    if learner.staff_bonus.is_empty() {
        return 0;
    }
    let mut sum = 0;
    for (people, count) in needs {
        let ids = people.iter().map(|&p| &problem.staff[p].id).filter(|id| !learner.staff_barred.contains(id));
        let mut bonuses: Vec<i128> =
            ids.map(|id| i128::from(learner.staff_bonus.get(id).copied().unwrap_or(0))).collect();
        bonuses.sort_unstable_by(|a, b| b.cmp(a));
        sum += bonuses.iter().take(usize::try_from(*count).unwrap_or(usize::MAX)).sum::<i128>();
    }
    sum
}

/// Whether a slot of the learner's candidate `c`, of offering `o`, counts for the tag: by either's tags.
pub(super) fn carries(problem: &Problem, learner: &Learner, (c, o): (usize, usize), tag: &str) -> bool {
    problem.offerings[o].tags.iter().chain(&learner.candidates[c].tags).any(|t| t == tag)
}

/// The most that one slot of the seat could earn by excess costs below zero.
fn paid_for_excess(problem: &Problem, learner: &Learner, seat: &Seat) -> i128 {
    let own = (seat.candidate, seat.offering);
    let counted = learner.requirements.iter().filter(|q| carries(problem, learner, own, &q.tag));
    counted.map(|q| -i128::from(q.excess_cost.unwrap_or(0)).min(0)).sum()
}
