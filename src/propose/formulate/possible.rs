//! Leaves out what nobody present can staff, no open room holds, or for which devices are missing; with a concern.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Offering, StaffNeed};
use daybreak_night::candidate::Candidates;
use daybreak_night::concern::Concern;
use daybreak_night::explanation::Impossible;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LessonIdx, ServiceIdx};

use super::offerings::{Catalogue, Entry, Key};
use super::supply::Supply;

/// Drops impossible offerings from the catalogue.
pub fn drop_impossible(
    day: &SiteDay<'_>,
    supply: &Supply,
    catalogue: &mut Catalogue,
    candidates: &Candidates,
) -> Vec<Concern> {
    let faults: Vec<Option<Impossible>> =
        catalogue.entries.iter().map(|entry| fault(day, supply, catalogue, entry)).collect();
    let concerns = concerns(catalogue, candidates, &faults);
    catalogue.retain(|at| faults[at].is_none());
    concerns
}

/// A concern for each lesson wanted in vain, with the number of learners, and for each service none of whose ways
/// is possible.
fn concerns(catalogue: &Catalogue, candidates: &Candidates, faults: &[Option<Impossible>]) -> Vec<Concern> {
    let fault_of: BTreeMap<&str, Impossible> = (catalogue.entries.iter().zip(faults))
        .filter_map(|(entry, fault)| fault.map(|why| (entry.offering.id.as_str(), why)))
        .collect();
    let mut lessons: BTreeMap<(LessonIdx, Impossible), u32> = BTreeMap::new();
    let mut services: BTreeMap<ServiceIdx, Impossible> = BTreeMap::new();
    let mut possible: BTreeSet<ServiceIdx> = BTreeSet::new();
    for (learner, candidate) in candidates.each() {
        let Some(entry) = catalogue.entry(learner, candidate) else { continue };
        let why = fault_of.get(entry.offering.id.as_str()).copied();
        use daybreak_night::candidate::Activity::{Lesson, LessonWithService, Service};
        match (candidate.activity, why) {
            (Lesson(lesson), Some(why)) if matches!(entry.key, Key::Lesson(_, None, _)) => {
                *lessons.entry((lesson, why)).or_default() += 1;
            }
            (Service(service) | LessonWithService(_, service), Some(why)) => {
                services.insert(service, why);
            }
            (Service(service) | LessonWithService(_, service), None) => {
                possible.insert(service);
            }
            (Lesson(_), _) => {}
        }
    }
    let lessons =
        lessons.into_iter().map(|((lesson, why), learners)| Concern::LessonImpossible { lesson, why, learners });
    let services = services
        .into_iter()
        .filter(|(service, _)| !possible.contains(service))
        .map(|(service, why)| Concern::ServiceImpossible { service, why });
    lessons.chain(services).collect()
}

/// Why no session of the offering can take place today; none: one can.
fn fault(day: &SiteDay<'_>, supply: &Supply, catalogue: &Catalogue, entry: &Entry) -> Option<Impossible> {
    let offering = &entry.offering;
    let station = catalogue.stations.iter().find(|station| Some(&station.id) == offering.station.as_ref());
    let (features, size_min) = match station {
        Some(station) => (&station.room_features, station.size_min),
        None => (&offering.room_features, offering.size_min),
    };
    let starts: Vec<usize> = (0..supply.slots.len()).filter(|&at| day.can_start(at, offering.slots)).collect();
    let is_class = matches!(entry.key, Key::Lesson(..) | Key::WithService(..));
    let n_min = if station.is_some() || !is_class { 1 } else { size_min };
    let has_staff = |at: usize| staff_are_there(day, supply, &entry.needs, at, offering.slots);
    let has_room = |at: usize| {
        supply.rooms.iter().any(|room| {
            room.capacity >= size_min
                && features.iter().all(|feature| room.features.contains(feature))
                && covers(day, room.slots.as_deref(), at, offering.slots)
        })
    };
    let has_devices = |at: usize| devices_are_there(day, offering, at, n_min);
    if offering.size_min > offering.size_max {
        Some(Impossible::NoSize)
    } else if starts.is_empty() {
        Some(Impossible::NoSlots)
    } else if !starts.iter().any(|&at| has_staff(at)) {
        Some(Impossible::NoStaff)
    } else if !starts.iter().any(|&at| has_room(at)) {
        Some(Impossible::NoRoom)
    } else if !starts.iter().any(|&at| has_devices(at)) {
        Some(Impossible::NoDevices)
    } else {
        None
    }
}

/// Whether `slots` (none: all) hold every slot of a session that starts at a position.
pub fn covers(day: &SiteDay<'_>, slots: Option<&[String]>, at: usize, n_slots: u32) -> bool {
    slots.is_none_or(|slots| (at..at + n_slots as usize).all(|i| slots.iter().any(|slot| slot == day.slot_id(i))))
}

/// Whether there are people enough for each need, and for all needs together.
fn staff_are_there(day: &SiteDay<'_>, supply: &Supply, needs: &[StaffNeed], at: usize, n_slots: u32) -> bool {
    let there = |person: &&daybreak_day::problem::Staff| {
        person.sessions_max != Some(0) && covers(day, person.slots.as_deref(), at, n_slots)
    };
    let able = |tags: &[&str]| {
        supply
            .staff
            .iter()
            .filter(there)
            .filter(|person| tags.iter().any(|tag| person.tags.iter().any(|t| t == tag)))
            .count()
    };
    let all: Vec<&str> = needs.iter().map(|need| need.tag.as_str()).collect();
    let total: u64 = needs.iter().map(|need| u64::from(need.count)).sum();
    needs.iter().all(|need| able(&[need.tag.as_str()]) >= need.count as usize) && able(&all) as u64 >= total
}

/// Whether every pool that the offering uses is there from a position on, with units for the smallest session.
pub fn devices_are_there(day: &SiteDay<'_>, offering: &Offering, at: usize, n_learners: u32) -> bool {
    offering.devices.iter().all(|(device, &units)| {
        day.devices.iter().any(|pool| {
            let facts = &day.school.devices[pool.who.i()];
            facts.id == *device
                && u64::from(facts.count) >= u64::from(units) * u64::from(n_learners)
                && pool.there[at..at + offering.slots as usize].iter().all(|&there| there)
        })
    })
}
