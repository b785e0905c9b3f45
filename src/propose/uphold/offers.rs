//! What is offered, held and named as it was published.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Candidate, Offering, Problem, Station};
use daybreak_night::naming::{lesson_and_place, without_band, without_number};
use daybreak_night::promise::{Doing, Whereabouts};

/// What is offered today and was offered then is held as it was: the absence of one adult changes neither the zone nor the size
/// of a lesson that others can give.
pub fn offer_as_published(problem: &mut Problem, published: &Problem) {
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
pub fn name_as_published(problem: &mut Problem, published: &Problem) {
    let is_like = |a: &Offering, b: &Offering| {
        without_number(&a.id) == without_number(&b.id)
            && (a.slots, a.sessions_max, &a.modality, tags(a)) == (b.slots, b.sessions_max, &b.modality, tags(b))
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
                    id = format!("{}~{n}", without_number(&offering.id));
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
        let Candidate { after, follows, follows_also, .. } = candidate;
        after.iter_mut().chain(follows).chain(follows_also).for_each(rename);
    }
    problem.pins.iter_mut().filter_map(|pin| pin.offering.as_mut()).for_each(rename);
    problem.signed.iter_mut().for_each(|row| rename(&mut row.offering));
}

/// A decision for what is published means it as it is published, with the specialist who comes along.
pub fn mean_as_published(problem: &mut Problem, before: &Whereabouts) {
    let positions: BTreeMap<String, usize> =
        problem.slots.iter().enumerate().map(|(t, slot)| (slot.id.clone(), t)).collect();
    let may: BTreeSet<(&str, &str)> = (problem.learners.iter())
        .flat_map(|learner| learner.candidates.iter().map(|c| (learner.id.as_str(), c.offering.as_str())))
        .collect();
    let stations: BTreeMap<&str, &String> =
        problem.offerings.iter().filter_map(|row| Some((row.id.as_str(), row.station.as_ref()?))).collect();
    for pin in &mut problem.pins {
        let Some(&at) = positions.get(&pin.slot) else { continue };
        let Some(offering) = &pin.offering else { continue };
        let is_it = |doing: &&Doing| {
            is_the_same(offering, &doing.what) && may.contains(&(pin.learner.as_str(), doing.what.as_str()))
        };
        // What the learner has, or what the others have where the decision puts the learner.
        let own = before.learners.get(&(pin.learner.clone(), at)).filter(is_it);
        let is_there = |doing: &&Doing| {
            pin.room.as_ref() == Some(&doing.room)
                && pin.staff.as_ref().is_none_or(|person| doing.staff.contains(person))
        };
        let others = before.learners.iter().filter(|((_, t), _)| *t == at).map(|(_, doing)| doing);
        let mut others = others.filter(is_there).peekable();
        // A hall may be of the learner's age or of all ages: the one that is held there is meant.
        let held = others.peek().map(|doing| doing.served.clone());
        if let Some(doing) = own.or_else(|| others.find(is_it)) {
            pin.offering = Some(doing.what.clone());
        } else if let Some(held) = held {
            let same_there =
                |id: &&str| is_the_same(offering, id) && stations.get(id).is_some_and(|station| **station == held);
            let own = may.iter().filter(|(learner, _)| *learner == pin.learner).map(|(_, id)| *id);
            if let Some(id) = own.into_iter().find(same_there) {
                pin.offering = Some(id.to_owned());
            }
        }
    }
}

/// Whether a decision for an offering means another: the same but for its number and its band of grades, or the same lesson where a wish binds it to a
/// place.
fn is_the_same(decided: &str, published: &str) -> bool {
    let plain = |id| without_band(without_number(id));
    let (decided, published) = (plain(decided), plain(published));
    decided == published || lesson_and_place(published).any(|(lesson, _)| lesson == decided)
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

#[cfg(test)]
mod tests {
    use daybreak_day::problem::PROBLEM_FORMAT;
    use serde_json::json;

    use super::*;

    /// A day with two offerings of lesson `a`, of one slot and of two, under the given ids, and a learner who has every
    /// reference to the shorter one that a candidate may have.
    fn day(short: &str, long: &str) -> Problem {
        let offering = |id, slots| json!({"id": id, "modality": "m", "slots": slots, "size_min": 1, "size_max": 9, "competency": "C"});
        let waits = json!({"offering": "b", "utility": 1, "after": short, "follows": short, "follows_also": [short], "early_cost": 5});
        let day = json!({
            "format": PROBLEM_FORMAT,
            "site": "s",
            "date": "2026-11-23",
            "slots": [],
            "rooms": [],
            "staff": [],
            "offerings": [offering(short, 1), offering(long, 2), offering("b", 1)],
            "learners": [{"id": "L1", "idle_cost": 0, "candidates": [{"offering": short, "utility": 1}, waits]}],
        });
        serde_json::from_value(day).expect("a day problem")
    }

    #[test]
    fn every_reference_to_an_offering_goes_by_its_published_name() {
        let mut today = day("a", "a~2");
        name_as_published(&mut today, &day("a~2", "a"));
        let candidate = &today.learners[0].candidates[1];
        assert_eq!(today.offerings[0].id, "a~2");
        assert_eq!(today.learners[0].candidates[0].offering, "a~2");
        assert_eq!(candidate.after.as_deref(), Some("a~2"));
        assert_eq!(candidate.follows.as_deref(), Some("a~2"));
        assert_eq!(candidate.follows_also, ["a~2"]);
    }
}
