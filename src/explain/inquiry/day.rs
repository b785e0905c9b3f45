//! An adult's day, a room's day, and a slot with what is tight in it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use daybreak_day::certificate::{Certificate, Table};
use daybreak_day::problem::Points;
use daybreak_history::rows::{Row, cell};

use super::Documents;
use crate::attempt::Trial;
use crate::day::{Day, What};
use crate::resources;
use crate::scene::Scene;

/// A slot of an adult or a room.
pub struct InSlot {
    pub slot: usize,
    pub is_there: bool,
    /// The sessions, by position in the plan.
    pub sessions: Vec<usize>,
    /// Learners in them.
    pub learners: u32,
    /// What it is worth by the prices of the bound; none: no certificate was published.
    pub worth: Option<Points>,
}

/// An adult.
pub struct AdultFound {
    pub id: String,
    pub tags: Vec<String>,
    pub served: u32,
    pub sessions_max: Option<u32>,
    pub day: Vec<InSlot>,
    /// Lessons for which the tags suffice and which somebody else or nobody gives today: the offering, and how many learners could
    /// have it and do not; the most wanted first.
    pub could: Vec<(usize, usize)>,
    /// Requests of theirs: granted, and all.
    pub requests: (usize, usize),
}

/// A room.
pub struct RoomFound {
    pub id: String,
    pub capacity: u32,
    pub sessions_at_once: u32,
    pub features: Vec<String>,
    pub day: Vec<InSlot>,
}

/// A slot.
pub struct SlotFound {
    pub slot: usize,
    /// Learners who are there, and those with a place.
    pub learners: usize,
    pub placed: usize,
    pub sessions: usize,
    /// People by tag.
    pub tags: Vec<TagFound>,
    /// Rooms that are there and those in use; seats of those there and those taken.
    pub rooms: (usize, usize),
    pub seats: (u32, u32),
    /// Each pool: its id, units, and units in use.
    pub devices: Vec<(String, u32, u32)>,
    /// What one more would be worth then, as published: kind, id, points; the dearest first.
    pub worth: Vec<(String, String, Points)>,
    /// Exceptions of the slot: their place in the list, and what they say.
    pub exceptions: Vec<(usize, String)>,
}

/// People with a tag in a slot.
pub struct TagFound {
    pub tag: String,
    pub there: usize,
    pub busy: usize,
}

/// Lessons told of what else an adult could give.
const COULD_TOLD: usize = 5;

/// An adult of the published day; none: nobody of this id was there.
pub fn adult(scene: &Scene<'_>, trial: &Trial<'_>, documents: Documents<'_>, id: &str) -> Option<AdultFound> {
    let (day, seating) = (&scene.day, &trial.seating);
    let person = day.person(id)?;
    let row = &day.problem.staff[person];
    let slot = |slot: usize| {
        let k = seating.serving(person, slot);
        let held = k.map(|k| &seating.sessions[k]);
        let (first, len) = held.map_or((slot, 1), |held| (held.start, held.len));
        let worth = documents.certificate.map(|certificate| {
            let prices = certificate.prices.staff.get(id);
            let of_slot = prices.and_then(|day_of| day_of.get(&day.problem.slots[first].id));
            let price = of_slot.and_then(|by_len| by_len.get(&u32::try_from(len).ok()?)).copied().unwrap_or(0);
            // A session over several slots is priced whole, at its beginning.
            if first == slot { points(certificate, price) } else { 0 }
        });
        InSlot {
            slot,
            is_there: day.staff_here[person][slot],
            sessions: held.and_then(|held| held.in_plan).into_iter().collect(),
            learners: held.map_or(0, |held| u32::try_from(held.seats.len()).expect("a group")),
            worth,
        }
    };
    let tables = documents.tables.rows("requests.csv");
    let own: Vec<&Row> = tables.iter().filter(|row| cell(row, "staff") == id).collect();
    Some(AdultFound {
        id: id.to_owned(),
        tags: row.tags.clone(),
        served: seating.served(person),
        sessions_max: row.sessions_max,
        day: (0..day.n_slots).map(slot).collect(),
        could: could(scene, trial, person),
        requests: (own.iter().filter(|row| cell(row, "granted") == "yes").count(), own.len()),
    })
}

/// What else an adult could give by their tags, as far as learners could have it and do not.
fn could(scene: &Scene<'_>, trial: &Trial<'_>, person: usize) -> Vec<(usize, usize)> {
    let day = &scene.day;
    let tags = &day.problem.staff[person].tags;
    let gives = |what: What| {
        let mut held = trial.seating.sessions.iter();
        held.any(|held| held.what == what && held.staff.contains(&person))
    };
    let suits = |offering: &usize| {
        let what = day.offerings[*offering].what;
        let frame = day.frame(what);
        !frame.is_station
            && !frame.staff.is_empty()
            && frame.staff.iter().all(|need| tags.contains(&need.tag))
            && !gives(what)
    };
    let waiting = |offering: usize| {
        let takers = day.takers(day.offerings[offering].what).iter();
        takers.filter(|&&(learner, _)| trial.seating.uses(learner).all(|(_, doing)| doing != offering)).count()
    };
    let all = (0..day.offerings.len()).filter(suits).map(|offering| (offering, waiting(offering)));
    let mut found: Vec<(usize, usize)> = all.filter(|(_, n)| *n > 0).collect();
    found.sort_by_key(|&(offering, n)| (Reverse(n), offering));
    found.truncate(COULD_TOLD);
    found
}

/// A room of the published day.
pub fn room(scene: &Scene<'_>, trial: &Trial<'_>, documents: Documents<'_>, id: &str) -> Option<RoomFound> {
    let day = &scene.day;
    let room = day.room(id)?;
    let row = &day.problem.rooms[room];
    let slot = |slot: usize| {
        let there = trial.seating.sessions.iter().filter(|held| held.is_open && held.room == room);
        let worth = documents.certificate.map(|certificate| {
            let of = |table: &Table| {
                table.get(id).and_then(|day_of| day_of.get(&day.problem.slots[slot].id)).copied().unwrap_or(0)
            };
            let (session, place) = (of(&certificate.prices.room), of(&certificate.prices.place));
            let whole = session
                .saturating_mul(i64::from(row.sessions_at_once))
                .saturating_add(place.saturating_mul(i64::from(row.capacity)));
            points(certificate, whole)
        });
        InSlot {
            slot,
            is_there: day.room_here[room][slot],
            sessions: there.filter(|held| held.span().contains(&slot)).filter_map(|held| held.in_plan).collect(),
            learners: trial.seating.in_room(room, slot).1,
            worth,
        }
    };
    Some(RoomFound {
        id: id.to_owned(),
        capacity: row.capacity,
        sessions_at_once: row.sessions_at_once,
        features: row.features.clone(),
        day: (0..day.n_slots).map(slot).collect(),
    })
}

/// A price in whole points, rounded.
fn points(certificate: &Certificate, price: i64) -> Points {
    let scale = certificate.scale.max(1);
    price.saturating_add(scale / 2).div_euclid(scale)
}

/// A slot of the published day.
pub fn slot(scene: &Scene<'_>, trial: &Trial<'_>, documents: Documents<'_>, id: &str) -> Option<SlotFound> {
    let (day, seating) = (&scene.day, &trial.seating);
    let slot = day.slot(id)?;
    let there: Vec<usize> = (0..day.learners.len()).filter(|&learner| day.learners[learner].here[slot]).collect();
    let rooms: Vec<usize> = (0..day.problem.rooms.len()).filter(|&room| day.room_here[room][slot]).collect();
    let capacity = |rooms: &[usize]| rooms.iter().map(|&room| day.problem.rooms[room].capacity).sum();
    let taken = rooms.iter().map(|&room| seating.in_room(room, slot).1).sum();
    let device =
        |(at, pool): (usize, &daybreak_day::problem::Device)| (pool.id.clone(), pool.count, seating.in_use(at, slot));
    let prices = documents
        .tables
        .rows("prices.csv")
        .iter()
        .filter(|row| cell(row, "slot") == id && cell(row, "site") == day.problem.site);
    let mut worth: Vec<(String, String, Points)> = prices
        .filter_map(|row| {
            Some((cell(row, "kind").to_owned(), cell(row, "id").to_owned(), cell(row, "worth").parse().ok()?))
        })
        .filter(|(_, _, points)| *points > 0)
        .collect();
    worth.sort_by_key(|(kind, id, points)| (Reverse(*points), kind.clone(), id.clone()));
    let lines = documents.tables.rows("exceptions.csv").iter().enumerate();
    let of_slot = lines.filter(|(_, row)| cell(row, "slot") == id && cell(row, "site") == day.problem.site);
    Some(SlotFound {
        slot,
        learners: there.len(),
        placed: there.iter().filter(|&&learner| seating.session(learner, slot).is_some()).count(),
        sessions: seating.sessions.iter().filter(|held| held.is_open && held.span().contains(&slot)).count(),
        tags: tags(day, trial, slot),
        rooms: (rooms.len(), rooms.iter().filter(|&&room| seating.in_room(room, slot).0 > 0).count()),
        seats: (capacity(&rooms), taken),
        devices: day.problem.devices.iter().enumerate().map(device).collect(),
        worth,
        exceptions: of_slot.map(|(at, row)| (at + 1, cell(row, "what").to_owned())).collect(),
    })
}

/// Each tag that something of the day needs: who is there with it, and who of them cannot serve one more session then.
fn tags(day: &Day<'_>, trial: &Trial<'_>, slot: usize) -> Vec<TagFound> {
    let needs = day.problem.offerings.iter().flat_map(|offering| &offering.staff);
    let needs = needs.chain(day.problem.stations.iter().flat_map(|station| &station.staff));
    let tags: BTreeSet<&String> = needs.map(|need| &need.tag).collect();
    let free = resources::free_people(day, &trial.seating, &[], slot..slot + 1);
    let found = |tag: &String| {
        let has = |person: &usize| day.problem.staff[*person].tags.contains(tag);
        let there = (0..day.problem.staff.len()).filter(has).filter(|&person| day.staff_here[person][slot]).count();
        TagFound { tag: tag.clone(), there, busy: there - free.iter().copied().filter(|person| has(person)).count() }
    };
    tags.into_iter().map(found).collect()
}
