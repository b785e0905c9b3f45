//! What the day offers: slots, rooms, staff and devices that are there.

use std::collections::BTreeSet;

use daybreak_day::problem::{Device, Room, Slot, Staff};
use daybreak_school::day::{Presence, SiteDay};
use daybreak_school::rules::Rules;

use super::accommodations::SetAside;
use super::offerings::Catalogue;
use super::places;

/// The supply side of the problem.
pub struct Supply {
    pub slots: Vec<Slot>,
    pub rooms: Vec<Room>,
    pub staff: Vec<Staff>,
    pub devices: Vec<Device>,
}

/// Everything that is there in at least one slot.
///
/// Units set aside for one learner are not in the pools any more. Rooms get the features `zone:ZONE` and `room:ID`, people the tag `staff:ID`, where an offering asks for them.
pub fn supply(day: &SiteDay<'_>, rules: &Rules, catalogue: &Catalogue, aside: &SetAside) -> Supply {
    let walk = places::of_adults(day, rules);
    let features: BTreeSet<&str> = catalogue.features_asked().collect();
    let tags: BTreeSet<&str> = catalogue.tags_asked().collect();
    let school = day.school;
    let slots = day.slots.iter().map(|&at| {
        let slot = &school.slots[at.i()];
        Slot { id: slot.id.clone(), start: slot.start, end: slot.end, block: slot.block.clone() }
    });
    let rooms = day.rooms.iter().map(|presence| {
        let room = &school.rooms[presence.who.i()];
        let asked = [format!("zone:{}", room.zone), format!("room:{}", room.id)];
        let mut all = room.features.clone();
        all.extend(
            asked.into_iter().filter(|feature| features.contains(feature.as_str()) && !room.features.contains(feature)),
        );
        Room {
            id: room.id.clone(),
            capacity: room.capacity,
            sessions_at_once: room.sessions_at_once,
            features: all,
            zone: room.zone.clone(),
            slots: slots_of(day, presence),
        }
    });
    let staff = day.staff.iter().map(|presence| {
        let person = &school.staff[presence.who.i()];
        let own = format!("staff:{}", person.id);
        let mut all = person.tags.clone();
        all.extend((tags.contains(own.as_str()) && !person.tags.contains(&own)).then_some(own));
        Staff {
            id: person.id.clone(),
            tags: all,
            slots: slots_of(day, presence),
            sessions_max: person.sessions_max,
            consecutive_max: person.consecutive_max,
            room_change_cost: walk.0,
            zone_change_cost: walk.1,
        }
    });
    let devices = day.devices.iter().map(|presence| {
        let pool = &school.devices[presence.who.i()];
        Device { id: pool.id.clone(), count: pool.count - aside.get(&pool.id).copied().unwrap_or(0).min(pool.count) }
    });
    Supply { slots: slots.collect(), rooms: rooms.collect(), staff: staff.collect(), devices: devices.collect() }
}

/// The ids of the slots in which it is there; none: all.
pub fn slots_of<T>(day: &SiteDay<'_>, presence: &Presence<T>) -> Option<Vec<String>> {
    if presence.is_always() {
        return None;
    }
    let there = presence.there.iter().enumerate().filter(|(_, there)| **there);
    Some(there.map(|(at, _)| day.slot_id(at).to_string()).collect())
}
