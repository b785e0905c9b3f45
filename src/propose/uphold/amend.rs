//! The promise in the day problem: what was published is the previous plan, what has begun is fixed, what is offered is held
//! as it was.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Offering, Pin, Points, Previous, Problem, Room, Staff, Station};
use daybreak_night::formulation::Formulation;
use daybreak_night::promise::{Promise, Whereabouts};
use daybreak_school::rules::ChangePrices;

/// Weighs a change of a learner's slot against all points that a day could earn, where changes come first. On top come the
/// policy's prices, so that of equal changes another adult is dearer than another room and another lesson dearest.
const A_CHANGE: Points = 1_000_000;

/// Writes the promise into a day problem; says how many slots that have begun cannot stay as they were.
pub fn amend(formulation: &mut Formulation, promise: &Promise) -> u64 {
    let problem = &mut formulation.problem;
    if promise.same_offers {
        offer_as_published(problem, &promise.problem);
    }
    mean_as_published(problem, promise);
    let ChangePrices { lesson, room, adult, duty } = promise.prices;
    let unfrozen = freeze(problem, promise);
    let mut plan = promise.plan.clone();
    plan.certificate = None;
    problem.previous =
        Some(Previous { plan, change_cost: lesson, room_cost: room, people_cost: adult, duty_cost: duty });
    unfrozen
}

/// Learners who are there and had nothing in the published day: they are placed, not moved.
pub fn newcomers(problem: &Problem) -> BTreeSet<String> {
    let sessions = problem.previous.iter().flat_map(|previous| &previous.plan.sessions);
    let had: BTreeSet<&str> = sessions.flat_map(|session| &session.learners).map(|seat| seat.id.as_str()).collect();
    let all = problem.learners.iter().map(|learner| learner.id.as_str());
    all.filter(|id| !had.contains(id)).map(str::to_owned).collect()
}

/// Gives newcomers back what it costs that they have something now and had nothing then.
fn place_newcomers(problem: &mut Problem) {
    let change = problem.previous.as_ref().map_or(0, |previous| previous.change_cost);
    let newcomers = newcomers(problem);
    let lengths: BTreeMap<&str, u32> = problem.offerings.iter().map(|o| (o.id.as_str(), o.slots)).collect();
    for learner in problem.learners.iter_mut().filter(|learner| newcomers.contains(&learner.id)) {
        for candidate in &mut learner.candidates {
            let slots = lengths.get(candidate.offering.as_str()).copied().unwrap_or(1).max(1);
            candidate.utility = candidate.utility.saturating_add(change.saturating_mul(Points::from(slots)));
        }
    }
}

/// The problem at the prices of the policy, with newcomers placed for nothing.
pub fn by_price(problem: &Problem) -> Problem {
    let mut priced = problem.clone();
    place_newcomers(&mut priced);
    priced
}

/// The problem in which fewer changes are worth more than any points.
pub fn by_changes_first(problem: &Problem) -> Problem {
    let mut first = problem.clone();
    if let Some(previous) = &mut first.previous {
        for cost in [&mut previous.change_cost, &mut previous.room_cost, &mut previous.people_cost] {
            *cost = cost.saturating_add(A_CHANGE);
        }
    }
    place_newcomers(&mut first);
    first
}

/// The problem in which nothing is worth anything but that learners' slots stay as they were: an upper bound of it, in units of
/// [`Previous::change_cost`], says how few changes there must be at least.
///
/// A lesson in another room and one with other adults are not added up, since they may be one change: rooms or adults count,
/// as told.
pub fn by_changes_alone(problem: &Problem, counts_rooms: bool) -> Problem {
    let mut alone = problem.clone();
    alone.offerings.iter_mut().for_each(|offering| offering.open_cost = 0);
    alone.stations.iter_mut().for_each(|station| station.open_cost = 0);
    for learner in &mut alone.learners {
        learner.idle_cost = 0;
        learner.staff_bonus.clear();
        for candidate in &mut learner.candidates {
            candidate.utility = 0;
            candidate.slot_bonus.clear();
        }
        for requirement in &mut learner.requirements {
            requirement.shortfall_cost = requirement.shortfall_cost.map(|_| 0);
            requirement.excess_cost = requirement.excess_cost.map(|_| 0);
        }
    }
    alone.together.clear();
    alone.never_alone.iter_mut().for_each(|rule| rule.cost = rule.cost.map(|_| 0));
    if let Some(previous) = &mut alone.previous {
        (previous.change_cost, previous.duty_cost) = (1_000, 0);
        (previous.room_cost, previous.people_cost) = if counts_rooms { (1_000, 0) } else { (0, 1_000) };
    }
    place_newcomers(&mut alone);
    alone
}

/// What is offered today and was offered then is held as it was: the absence of one adult changes neither the zone nor the size
/// of a lesson that others can give.
fn offer_as_published(problem: &mut Problem, published: &Problem) {
    name_as_published(problem, published);
    let before: BTreeMap<&str, &Offering> = published.offerings.iter().map(|o| (o.id.as_str(), o)).collect();
    let mut stations: BTreeMap<String, Station> =
        published.stations.iter().map(|station| (station.id.clone(), station.clone())).collect();
    let today: BTreeMap<String, Station> =
        problem.stations.iter().map(|station| (station.id.clone(), station.clone())).collect();
    for offering in &mut problem.offerings {
        if let Some(&before) = before.get(offering.id.as_str()) {
            offering.clone_from(before);
        } else if let Some(station) = offering.station.as_ref().and_then(|id| today.get(id)) {
            offering.station = Some(station_like(&mut stations, station));
        }
    }
    let used: BTreeSet<&str> = problem.offerings.iter().filter_map(|offering| offering.station.as_deref()).collect();
    problem.stations = stations.values().filter(|station| used.contains(station.id.as_str())).cloned().collect();
    // Offerings name rooms, zones and people by features and tags that only those who are asked for carry.
    for room in &mut problem.rooms {
        let then = published.rooms.iter().find(|then| then.id == room.id);
        let named = then.into_iter().flat_map(|then| &then.features);
        let named = named.filter(|feature| feature.starts_with("zone:") || feature.starts_with("room:"));
        let own = [format!("zone:{}", room.zone), format!("room:{}", room.id)];
        let missing: Vec<String> =
            named.filter(|feature| own.contains(*feature) && !room.features.contains(*feature)).cloned().collect();
        room.features.extend(missing);
    }
    for person in &mut problem.staff {
        let own = format!("staff:{}", person.id);
        let then = published.staff.iter().find(|then| then.id == person.id);
        if then.is_some_and(|then| then.tags.contains(&own)) && !person.tags.contains(&own) {
            person.tags.push(own);
        }
    }
}

/// Gives offerings that share a lesson's name the numbers that they were published under, since the numbers hinge on who is there.
fn name_as_published(problem: &mut Problem, published: &Problem) {
    let is_like = |a: &Offering, b: &Offering| {
        name(&a.id) == name(&b.id) && (a.slots, &a.modality, tags(a)) == (b.slots, &b.modality, tags(b))
    };
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut known = BTreeMap::new();
    for offering in &problem.offerings {
        let then = published.offerings.iter().find(|then| is_like(offering, then) && !taken.contains(&then.id));
        if let Some(then) = then {
            taken.insert(then.id.clone());
            known.insert(offering.id.clone(), then.id.clone());
        }
    }
    let of_then: BTreeSet<&str> = published.offerings.iter().map(|then| then.id.as_str()).collect();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for offering in &problem.offerings {
        let id = match known.get(&offering.id) {
            Some(id) => id.clone(),
            None => {
                let mut id = offering.id.clone();
                let mut n = 2;
                // Nothing new goes by a name that meant something else.
                while of_then.contains(id.as_str()) || taken.contains(&id) {
                    id = format!("{}~{n}", name(&offering.id));
                    n += 1;
                }
                taken.insert(id.clone());
                id
            }
        };
        ids.insert(offering.id.clone(), id);
    }
    let rename = |id: &mut String| {
        if let Some(new) = ids.get(id) {
            id.clone_from(new);
        }
    };
    problem.offerings.iter_mut().for_each(|offering| rename(&mut offering.id));
    for candidate in problem.learners.iter_mut().flat_map(|learner| &mut learner.candidates) {
        rename(&mut candidate.offering);
        candidate.after.iter_mut().for_each(rename);
    }
    problem.pins.iter_mut().filter_map(|pin| pin.offering.as_mut()).for_each(rename);
}

/// A decision for what is published means it as it is published, with the specialist who comes along.
fn mean_as_published(problem: &mut Problem, promise: &Promise) {
    let before = Whereabouts::of(problem, &promise.plan);
    let positions: BTreeMap<String, usize> =
        problem.slots.iter().enumerate().map(|(t, slot)| (slot.id.clone(), t)).collect();
    let may: BTreeSet<(&str, &str)> = (problem.learners.iter())
        .flat_map(|learner| learner.candidates.iter().map(|c| (learner.id.as_str(), c.offering.as_str())))
        .collect();
    for pin in &mut problem.pins {
        let Some(&at) = positions.get(&pin.slot) else { continue };
        let Some(doing) = before.learners.get(&(pin.learner.clone(), at)) else { continue };
        if let Some(offering) = pin.offering.as_mut().filter(|offering| name(offering) == name(&doing.what))
            && may.contains(&(pin.learner.as_str(), doing.what.as_str()))
        {
            offering.clone_from(&doing.what);
        }
    }
}

/// An offering's id without the number at its end.
fn name(id: &str) -> &str {
    match id.rsplit_once('~') {
        Some((name, n)) if !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => id,
    }
}

fn tags(offering: &Offering) -> BTreeSet<&str> {
    offering.tags.iter().map(String::as_str).collect()
}

/// The id of a station with the same terms, added where there is none.
fn station_like(stations: &mut BTreeMap<String, Station>, station: &Station) -> String {
    let same = |other: &Station| Station { id: station.id.clone(), ..other.clone() } == *station;
    if let Some(known) = stations.values().find(|other| same(other)) {
        return known.id.clone();
    }
    let mut id = station.id.clone();
    let mut n = 2;
    while stations.contains_key(&id) {
        id = format!("{}~{n}", station.id);
        n += 1;
    }
    stations.insert(id.clone(), Station { id: id.clone(), ..station.clone() });
    id
}

/// Whoever and whatever was in use in a slot that has begun was there then, whatever is said of the rest of the day.
fn be_there(problem: &mut Problem, promise: &Promise, begun: &[usize]) {
    let before = Whereabouts::of(problem, &promise.plan);
    let all: Vec<String> = problem.slots.iter().map(|slot| slot.id.clone()).collect();
    let in_order = |slots: &mut Vec<String>| slots.sort_by_key(|id| all.iter().position(|slot| slot == id));
    let mut people: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut rooms: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for ((person, t), doing) in before.people.iter().filter(|((_, t), _)| begun.contains(t)) {
        people.entry(person).or_default().insert(*t);
        rooms.entry(&doing.room).or_default().insert(*t);
    }
    for ((_, t), doing) in before.learners.iter().filter(|((_, t), _)| begun.contains(t)) {
        rooms.entry(&doing.room).or_default().insert(*t);
    }
    let widen = |slots: &mut Option<Vec<String>>, at: &BTreeSet<usize>| {
        if let Some(list) = slots {
            list.extend(at.iter().map(|t| all[*t].clone()));
            in_order(list);
            list.dedup();
        }
    };
    for (id, at) in people {
        match problem.staff.iter_mut().find(|person| person.id == id) {
            Some(person) => widen(&mut person.slots, &at),
            None => {
                let then = promise.problem.staff.iter().find(|person| person.id == id);
                problem.staff.extend(
                    then.map(|then| Staff {
                        slots: Some(at.iter().map(|t| all[*t].clone()).collect()),
                        ..then.clone()
                    }),
                );
            }
        }
    }
    for (id, at) in rooms {
        match problem.rooms.iter_mut().find(|room| room.id == id) {
            Some(room) => widen(&mut room.slots, &at),
            None => {
                let then = promise.problem.rooms.iter().find(|room| room.id == id);
                problem.rooms.extend(
                    then.map(|then| Room { slots: Some(at.iter().map(|t| all[*t].clone()).collect()), ..then.clone() }),
                );
            }
        }
    }
}

/// Fixes what has begun: sessions that can still be held as they are become decisions, and who had nothing then has nothing. Says
/// how many slots of learners who are there could not be fixed.
fn freeze(problem: &mut Problem, promise: &Promise) -> u64 {
    let Some(now) = promise.now else { return 0 };
    let begun: Vec<usize> = (0..problem.slots.len()).filter(|&t| problem.slots[t].start <= now).collect();
    let before = Whereabouts::of(problem, &promise.plan);
    let all_slots: Vec<String> = problem.slots.iter().map(|slot| slot.id.clone()).collect();
    be_there(problem, promise, &begun);
    let is_there =
        |slots: &Option<Vec<String>>, t: usize| slots.as_ref().is_none_or(|list| list.contains(&problem.slots[t].id));
    let mut pins = Vec::new();
    let mut idle: Vec<(usize, usize)> = Vec::new();
    let mut fixed: BTreeSet<(String, usize)> = BTreeSet::new();
    let sizes: BTreeMap<&str, u32> = (problem.offerings.iter().map(|o| (o.id.as_str(), o.size_min)))
        .chain(problem.stations.iter().map(|s| (s.id.as_str(), s.size_min)))
        .collect();
    for session in &promise.plan.sessions {
        let Some(first) = all_slots.iter().position(|id| *id == session.slot) else { continue };
        if !begun.contains(&first) {
            continue;
        }
        let slots: Vec<usize> = (first..all_slots.len())
            .filter(|&t| {
                session.learners.iter().any(|seat| {
                    before.learners.get(&(seat.id.clone(), t)).is_some_and(|doing| doing.session == session.id)
                })
            })
            .collect();
        let here = |seat: &&daybreak_day::plan::Seat| {
            let learner = problem.learners.iter().find(|learner| learner.id == seat.id);
            learner.is_some_and(|learner| {
                slots.iter().all(|&t| is_there(&learner.slots, t))
                    && learner.candidates.iter().any(|candidate| candidate.offering == seat.offering)
            })
        };
        let seats: Vec<&daybreak_day::plan::Seat> = session.learners.iter().filter(here).collect();
        let kind = session.offering.as_deref().or(session.station.as_deref()).unwrap_or_default();
        let staffed = session.staff.iter().all(|id| {
            let person = problem.staff.iter().find(|person| person.id == *id);
            person.is_some_and(|person| slots.iter().all(|&t| is_there(&person.slots, t)))
        });
        let room = problem.rooms.iter().find(|room| room.id == session.room);
        let roomed = room.is_some_and(|room| slots.iter().all(|&t| is_there(&room.slots, t)));
        let sized = sizes.get(kind).is_some_and(|size_min| seats.len() as u32 >= *size_min);
        if !(staffed && roomed && sized) {
            continue;
        }
        for (seat, &t) in seats.iter().flat_map(|seat| slots.iter().map(move |t| (seat, t))) {
            fixed.insert((seat.id.clone(), t));
            let pin = |staff: Option<String>| Pin {
                learner: seat.id.clone(),
                slot: all_slots[t].clone(),
                offering: Some(seat.offering.clone()),
                room: Some(session.room.clone()),
                staff,
            };
            match session.staff.is_empty() {
                true => pins.push(pin(None)),
                false => pins.extend(session.staff.iter().map(|person| pin(Some(person.clone())))),
            }
        }
    }
    let mut unfixed = 0;
    for (l, learner) in problem.learners.iter().enumerate() {
        for &t in begun.iter().filter(|&&t| is_there(&learner.slots, t)) {
            let key = (learner.id.clone(), t);
            if !before.learners.contains_key(&key) {
                idle.push((l, t));
            } else if !fixed.contains(&key) {
                unfixed += 1;
            }
        }
    }
    problem.pins.retain(|pin| !fixed.iter().any(|(id, t)| *id == pin.learner && all_slots[*t] == pin.slot));
    problem.pins.extend(pins);
    for (l, t) in idle {
        let slots = problem.learners[l].slots.get_or_insert_with(|| all_slots.clone());
        slots.retain(|id| *id != all_slots[t]);
    }
    unfixed
}
