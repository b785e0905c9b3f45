//! What a new session would need and whether it is free: people, a room, devices.

use std::ops::Range;

use super::day::{Day, Frame};
use super::seating::Seating;
use daybreak_day::problem::StaffNeed;
use daybreak_night::explanation::Obstacle;

/// Whether the day could hold a session of the frame in those slots at all, were everything free.
pub fn ever(
    day: &Day<'_>,
    frame: Frame<'_>,
    learner: usize,
    offering: usize,
    span: Range<usize>,
) -> Result<(), Obstacle> {
    for need in frame.staff {
        let there = with_tag(day, &need.tag).filter(|&p| span.clone().all(|slot| day.staff_here[p][slot])).count();
        if there < need.count as usize {
            return Err(Obstacle::NoStaff { tag: need.tag.clone() });
        }
    }
    let size = frame.size_min.max(1);
    let mut rooms = (0..day.problem.rooms.len()).filter(|&r| suits(day, r, frame, &[learner], size, span.clone()));
    if rooms.next().is_none() {
        return Err(Obstacle::NoRoom);
    }
    for &(device, units) in &day.offerings[offering].devices {
        // On a station classmates may do without; elsewhere everyone needs the same.
        let learners = if frame.is_station { 1 } else { size };
        if units.saturating_mul(learners) > day.problem.devices[device].count {
            return Err(Obstacle::NoDevices { device });
        }
    }
    Ok(())
}

/// People who are free and fill the needs, as few as needed; those of `first` go first, then who earns the group more.
pub fn staff(
    day: &Day<'_>,
    seating: &Seating,
    needs: &[StaffNeed],
    group: &[usize],
    span: Range<usize>,
    first: &[usize],
) -> Result<Vec<usize>, Obstacle> {
    let mut free = free_people(day, seating, group, span.clone());
    free.sort_by_key(|person| !first.contains(person));
    match fill(day, needs, &free) {
        Ok(people) => Ok(people),
        Err(unfilled) => {
            // Were it not for those who are not to work with one of the group, the need could be filled.
            let anyone = free_people(day, seating, &[], span);
            match fill(day, needs, &anyone) {
                Ok(_) => Err(Obstacle::Barred),
                Err(_) => Err(Obstacle::StaffBusy { tag: unfilled.tag.clone() }),
            }
        }
    }
}

/// A suitable room with space in all the slots: the wanted one if any is named, else the smallest, then the first.
pub fn room(
    day: &Day<'_>,
    seating: &Seating,
    frame: Frame<'_>,
    group: &[usize],
    span: Range<usize>,
    wanted: Option<usize>,
) -> Result<usize, Obstacle> {
    let (suiting, free) = rooms(day, seating, frame, group, span);
    let found = free.into_iter().min_by_key(|&r| (Some(r) != wanted, day.problem.rooms[r].capacity, r));
    found.ok_or(if suiting.is_empty() { Obstacle::NoRoom } else { Obstacle::RoomsTaken })
}

/// Whether nobody is in the room in those slots from whom one of the group is kept apart in place.
pub fn are_apart_in_place(
    day: &Day<'_>,
    seating: &Seating,
    group: &[usize],
    room: usize,
    mut span: Range<usize>,
) -> bool {
    let is_in =
        |other: usize, slot: usize| seating.session(other, slot).is_some_and(|k| seating.sessions[k].room == room);
    let others: Vec<usize> = group.iter().flat_map(|&l| day.learners[l].apart_places.iter().copied()).collect();
    span.all(|slot| !others.iter().any(|&other| is_in(other, slot)))
}

/// The rooms that suit a group and are there, and of these the ones with space in all the slots.
pub fn rooms(
    day: &Day<'_>,
    seating: &Seating,
    frame: Frame<'_>,
    group: &[usize],
    span: Range<usize>,
) -> (Vec<usize>, Vec<usize>) {
    let size = u32::try_from(group.len()).expect("a group");
    let suiting: Vec<usize> =
        (0..day.problem.rooms.len()).filter(|&r| suits(day, r, frame, group, size, span.clone())).collect();
    let free = suiting.iter().copied().filter(|&r| has_space(day, seating, r, group, span.clone())).collect();
    (suiting, free)
}

/// Whether a room can take one more session, of this group, in all the slots.
fn has_space(day: &Day<'_>, seating: &Seating, r: usize, group: &[usize], mut span: Range<usize>) -> bool {
    let (room, size) = (&day.problem.rooms[r], u32::try_from(group.len()).expect("a group"));
    are_apart_in_place(day, seating, group, r, span.clone())
        && span.all(|slot| {
            let (sessions, learners) = seating.in_room(r, slot);
            sessions < room.sessions_at_once && learners + size <= room.capacity
        })
}

/// Whether the pools have units for these seats on top of what is in use.
pub fn devices(day: &Day<'_>, seating: &Seating, seats: &[(usize, usize)], span: Range<usize>) -> Result<(), Obstacle> {
    let mut needed = vec![0_u32; day.problem.devices.len()];
    for &(_, offering) in seats {
        for &(device, units) in &day.offerings[offering].devices {
            needed[device] = needed[device].saturating_add(units);
        }
    }
    for (device, &units) in needed.iter().enumerate().filter(|&(_, &units)| units > 0) {
        let count = day.problem.devices[device].count;
        if units > count {
            return Err(Obstacle::NoDevices { device });
        }
        if span.clone().any(|slot| seating.in_use(device, slot) > count - units) {
            return Err(Obstacle::DevicesInUse { device });
        }
    }
    Ok(())
}

/// Whether a room has what a learner needs.
pub fn fits_room(day: &Day<'_>, learner: usize, room: usize) -> Result<(), Obstacle> {
    let has = &day.problem.rooms[room].features;
    let suits = day.problem.learners[learner].room_features.iter().all(|feature| has.contains(feature));
    if suits { Ok(()) } else { Err(Obstacle::RoomUnfit) }
}

/// Whether a room is there, has the features for all, and seats for so many.
fn suits(day: &Day<'_>, r: usize, frame: Frame<'_>, group: &[usize], size: u32, span: Range<usize>) -> bool {
    let room = &day.problem.rooms[r];
    room.capacity >= size
        && room.sessions_at_once > 0
        && frame.room_features.iter().all(|feature| room.features.contains(feature))
        && group.iter().all(|&l| fits_room(day, l, r).is_ok())
        && span.clone().all(|slot| day.room_here[r][slot])
}

/// People who could serve one more session in those slots, with nobody of the group barred: dearest to it first.
pub fn free_people(day: &Day<'_>, seating: &Seating, group: &[usize], span: Range<usize>) -> Vec<usize> {
    let mut free: Vec<_> = (0..day.problem.staff.len())
        .filter(|&p| is_free(day, seating, p, span.clone()))
        .filter(|&p| !group.iter().any(|&l| day.learners[l].barred.contains(&p)))
        .map(|p| {
            let bonuses = group.iter().flat_map(|&l| &day.learners[l].staff_bonus);
            let bonus: i64 = bonuses.filter(|(person, _)| *person == p).map(|&(_, points)| points).sum();
            (std::cmp::Reverse(bonus), p)
        })
        .collect();
    free.sort_unstable();
    free.into_iter().map(|(_, p)| p).collect()
}

/// Whether a person is there, serves nothing else, and may serve one more.
fn is_free(day: &Day<'_>, seating: &Seating, p: usize, span: Range<usize>) -> bool {
    let person = &day.problem.staff[p];
    let is_there = span.clone().all(|slot| day.staff_here[p][slot] && seating.serving(p, slot).is_none());
    is_there
        && person.sessions_max.is_none_or(|max| seating.served(p) < max)
        && person.consecutive_max.is_none_or(|max| run_with(day, seating, p, span) <= max as usize)
}

/// The busy slots in a row within a block, were the person to serve in `span` too.
fn run_with(day: &Day<'_>, seating: &Seating, p: usize, span: Range<usize>) -> usize {
    let block = &day.problem.slots[span.start].block;
    let is_busy = |slot: &usize| day.problem.slots[*slot].block == *block && seating.serving(p, *slot).is_some();
    let earlier = (0..span.start).rev().take_while(is_busy).count();
    let later = (span.end..day.n_slots).take_while(is_busy).count();
    earlier + span.len() + later
}

/// Fills the needs one to one from `people`, earlier ones first; an error is the first need that cannot be filled.
fn fill<'a>(day: &Day<'_>, needs: &'a [StaffNeed], people: &[usize]) -> Result<Vec<usize>, &'a StaffNeed> {
    let places: Vec<&StaffNeed> =
        needs.iter().flat_map(|need| std::iter::repeat_n(need, need.count as usize)).collect();
    let mut place_of: Vec<Option<usize>> = vec![None; people.len()];
    for (place, need) in places.iter().enumerate() {
        let mut seen = vec![false; people.len()];
        if !seat(day, &places, people, place, &mut place_of, &mut seen) {
            return Err(need);
        }
    }
    let mut chosen: Vec<usize> = (0..people.len()).filter(|&i| place_of[i].is_some()).map(|i| people[i]).collect();
    chosen.sort_unstable();
    Ok(chosen)
}

/// One augmenting path of the bipartite matching between places and people.
fn seat(
    day: &Day<'_>,
    places: &[&StaffNeed],
    people: &[usize],
    place: usize,
    place_of: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for i in 0..people.len() {
        if seen[i] || !day.problem.staff[people[i]].tags.iter().any(|tag| *tag == places[place].tag) {
            continue;
        }
        seen[i] = true;
        let is_open = match place_of[i] {
            None => true,
            Some(other) => seat(day, places, people, other, place_of, seen),
        };
        if is_open {
            place_of[i] = Some(place);
            return true;
        }
    }
    false
}

/// People with a tag.
fn with_tag<'a>(day: &'a Day<'_>, tag: &'a str) -> impl Iterator<Item = usize> + 'a {
    (0..day.problem.staff.len()).filter(move |&p| day.problem.staff[p].tags.iter().any(|t| t == tag))
}
