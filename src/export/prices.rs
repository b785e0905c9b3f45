//! What one more of everything scarce would be worth, read off the certificate's prices. An estimate.
//!
//! A price is right for a little more, at the best plan that may divide sessions; a whole person more changes what
//! is scarce. `daybreak whatif` plans with it and tells the difference.

use std::collections::BTreeSet;

use daybreak_day::certificate::{Certificate, Table};
use daybreak_day::problem::{Points, Problem, Room};

/// What one more of something would be worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    pub what: Scarce,
    /// The slot's id; none: the whole day.
    pub slot: Option<String>,
    /// Points, rounded; an estimate.
    pub points: Points,
}

/// Something of which there could be more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scarce {
    /// A person with the tag.
    Staff(String),
    /// A room like the dearest with the feature.
    Room(String),
    /// A unit of the pool.
    Device(String),
}

/// Every tag, feature and pool: the whole day, then each slot.
pub fn worths(problem: &Problem, certificate: &Certificate) -> Vec<Worth> {
    let tags: BTreeSet<&String> = problem
        .offerings
        .iter()
        .flat_map(|o| &o.staff)
        .chain(problem.stations.iter().flat_map(|s| &s.staff))
        .map(|need| &need.tag)
        .collect();
    let features: BTreeSet<&String> = problem.rooms.iter().flat_map(|room| &room.features).collect();
    let all = tags.into_iter().map(|tag| Scarce::Staff(tag.clone()));
    let all = all.chain(features.into_iter().map(|feature| Scarce::Room(feature.clone())));
    let all = all.chain(problem.devices.iter().map(|device| Scarce::Device(device.id.clone())));
    let mut worths = Vec::new();
    for what in all {
        let slots = problem.slots.iter().map(|slot| Some(slot.id.clone()));
        for slot in std::iter::once(None).chain(slots) {
            let points = worth(problem, certificate, &what, slot.as_deref());
            worths.push(Worth { what: what.clone(), slot, points });
        }
    }
    worths
}

/// What one more would be worth in a slot, or all day.
pub fn worth(problem: &Problem, certificate: &Certificate, what: &Scarce, slot: Option<&str>) -> Points {
    let price = |table: &Table, id: &str, slot: &str| {
        i128::from(table.get(id).and_then(|row| row.get(slot)).copied().unwrap_or(0))
    };
    let asked = problem.slots.iter().map(|s| s.id.as_str()).filter(|id| slot.is_none_or(|slot| slot == *id));
    let scaled: i128 = match what {
        Scarce::Staff(tag) => day_of_person(problem, certificate, tag, slot),
        Scarce::Room(feature) => dearest_room(problem, certificate, feature)
            .map_or(0, |room| asked.map(|slot| room_price(certificate, room, slot)).sum()),
        Scarce::Device(pool) => asked.map(|slot| price(&certificate.prices.device, pool, slot)).sum(),
    };
    let scale = i128::from(certificate.scale.max(1));
    Points::try_from((scaled + scale / 2).div_euclid(scale)).unwrap_or(Points::MAX)
}

/// The room with the feature that is dearest over the day; of equals the first by id.
pub fn dearest_room<'p>(problem: &'p Problem, certificate: &Certificate, feature: &str) -> Option<&'p Room> {
    let day = |room: &Room| problem.slots.iter().map(|slot| room_price(certificate, room, &slot.id)).sum::<i128>();
    let rooms = problem.rooms.iter().filter(|room| room.features.iter().any(|f| f == feature));
    rooms.max_by(|a, b| day(a).cmp(&day(b)).then(b.id.cmp(&a.id)))
}

/// The price of all that a room offers in a slot.
fn room_price(certificate: &Certificate, room: &Room, slot: &str) -> i128 {
    let price = |table: &Table| i128::from(table.get(&room.id).and_then(|row| row.get(slot)).copied().unwrap_or(0));
    let prices = &certificate.prices;
    price(&prices.room) * i128::from(room.sessions_at_once) + price(&prices.place) * i128::from(room.capacity)
}

/// The sessions that bring the most to one more person with the tag, each at the price of the cheapest colleague.
fn day_of_person(problem: &Problem, certificate: &Certificate, tag: &str, only: Option<&str>) -> i128 {
    let slots = &problem.slots;
    let is_asked = |slot: usize| only.is_none_or(|only| only == slots[slot].id);
    // best[t]: the most from slot t on.
    let mut best = vec![0_i128; slots.len() + 1];
    for t in (0..slots.len()).rev() {
        best[t] = best[t + 1];
        for length in lengths(problem, tag) {
            let end = t + length;
            let fits = end <= slots.len() && (t..end).all(|s| slots[s].block == slots[t].block && is_asked(s));
            if let Some(price) = fits.then(|| cheapest(problem, certificate, tag, t, length)).flatten() {
                best[t] = best[t].max(price + best[end]);
            }
        }
    }
    best[0]
}

/// How many slots sessions run over that need the tag.
fn lengths(problem: &Problem, tag: &str) -> BTreeSet<usize> {
    let alone = problem.offerings.iter().filter(|o| o.station.is_none()).map(|o| (o.slots as usize, &o.staff));
    let all = alone.chain(problem.stations.iter().map(|s| (1, &s.staff)));
    all.filter(|(_, needs)| needs.iter().any(|need| need.tag == tag)).map(|(length, _)| length).collect()
}

/// What the cheapest person with the tag who is there costs for a session; none when nobody is.
fn cheapest(problem: &Problem, certificate: &Certificate, tag: &str, first: usize, length: usize) -> Option<i128> {
    let run = &problem.slots[first..first + length];
    let is_there =
        |list: &Option<Vec<String>>| run.iter().all(|slot| list.as_ref().is_none_or(|list| list.contains(&slot.id)));
    let people = problem.staff.iter().filter(|p| p.tags.iter().any(|t| t == tag) && is_there(&p.slots));
    let price = |id: &String| {
        let day = certificate.prices.staff.get(id).and_then(|day| day.get(&run[0].id));
        i128::from(day.and_then(|prices| prices.get(&u32::try_from(length).ok()?)).copied().unwrap_or(0))
    };
    people.map(|person| price(&person.id)).min()
}
