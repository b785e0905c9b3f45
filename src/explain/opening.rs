//! Whether a learner who is free could enter a session: one that there is, or a new one.

use std::collections::BTreeSet;
use std::ops::Range;

use super::day::{Day, Frame, What};
use super::own_day;
use super::resources;
use super::seating::{Held, Seating};
use daybreak_night::explanation::Obstacle;

/// Whether the learner could join session `k` to do `offering`.
pub fn join(day: &Day<'_>, seating: &Seating, learner: usize, offering: usize, k: usize) -> Result<(), Obstacle> {
    let held = &seating.sessions[k];
    let frame = day.frame(held.what);
    let mut group: Vec<usize> = held.seats.iter().map(|&(l, _)| l).collect();
    group.push(learner);
    let at = (held.what, held.start);
    if counted(day, at, &group) > frame.size_max as usize {
        return Err(Obstacle::Full { learners_max: frame.size_max });
    }
    suits(day, frame, at, &group)?;
    if group.iter().any(|&other| day.are_apart(learner, other, at)) {
        return Err(Obstacle::Apart);
    }
    if !resources::are_apart_in_place(day, seating, &[learner], held.room, held.span()) {
        return Err(Obstacle::Apart);
    }
    if day.learners[learner].barred.iter().any(|person| held.staff.contains(person)) {
        return Err(Obstacle::Barred);
    }
    resources::fits_room(day, learner, held.room)?;
    if held.span().any(|slot| seating.in_room(held.room, slot).1 >= day.problem.rooms[held.room].capacity) {
        return Err(Obstacle::NoSeat);
    }
    resources::devices(day, seating, &[(learner, offering)], held.span())?;
    pins_agree(day, learner, held.span(), held.room, &held.staff)
}

/// The session that could be opened for the learner, with free classmates where the group must be larger.
///
/// Of several reasons against it the one that nobody's moving would change comes first. Where no group that is tried
/// can be held, the reason is that of the first group, the one with the dearest candidates.
pub fn open(
    day: &Day<'_>,
    seating: &Seating,
    learner: usize,
    offering: usize,
    span: Range<usize>,
) -> Result<Held, Obstacle> {
    let what = day.offerings[offering].what;
    let frame = day.frame(what);
    resources::ever(day, frame, learner, offering, span.clone())?;
    if frame.sessions_max.is_some_and(|max| seating.copies(what) >= max) {
        return Err(Obstacle::NoCopies);
    }
    suits_so_far(day, frame, (what, span.start), &[learner])?;
    let free = free(day, seating, what, learner, span.clone());
    let classmates: BTreeSet<usize> = free.iter().map(|&(l, _)| l).collect();
    if classmates.len() + 1 < frame.size_min as usize {
        let learners = u32::try_from(classmates.len() + 1).expect("a group");
        return Err(Obstacle::TooFew { learners, needed: frame.size_min });
    }
    let search = Search { day, seating, frame, what, span, free };
    let mut found = Found { held: None, first: None, largest: 1, steps_left: STEPS_MAX };
    search.extend(&mut vec![(learner, offering)], 0, &mut found);
    let too_few = Obstacle::TooFew { learners: found.largest, needed: frame.size_min };
    found.held.ok_or_else(|| found.first.unwrap_or(too_few))
}

/// Groups looked at on the way to one that can be held, at most. The first ones nearly always tell: only classmates
/// who may not meet ask for more.
const STEPS_MAX: u32 = 2_000;

/// Looks for a group of the learner and free classmates, no larger than it must be.
struct Search<'a, 'd> {
    day: &'a Day<'d>,
    seating: &'a Seating,
    frame: Frame<'d>,
    what: What,
    span: Range<usize>,
    /// Free classmates with the offering that each would do, the dearest first.
    free: Vec<(usize, usize)>,
}

/// What the search has found.
struct Found {
    held: Option<Held>,
    /// Why the first group in which nobody is alone cannot be held; without one, who is alone.
    first: Option<Obstacle>,
    /// The largest group made.
    largest: u32,
    steps_left: u32,
}

impl Search<'_, '_> {
    /// Holds the group, or adds classmates from position `next` on until it can be held.
    fn extend(&self, seats: &mut Vec<(usize, usize)>, next: usize, found: &mut Found) {
        found.steps_left -= 1;
        found.largest = found.largest.max(u32::try_from(seats.len()).expect("a group"));
        let group: Vec<usize> = seats.iter().map(|&(l, _)| l).collect();
        let is_large_enough = seats.len() >= self.frame.size_min as usize;
        if is_large_enough {
            match suits(self.day, self.frame, self.at(), &group).and_then(|()| self.hold(seats, &group)) {
                Ok(held) => found.held = Some(held),
                Err(obstacle) => {
                    // Only company can help a learner who would be alone; what else is missing, more would miss too.
                    let is_alone = |obstacle: &Obstacle| matches!(obstacle, Obstacle::Alone { .. });
                    let goes_on = is_alone(&obstacle);
                    if found.first.as_ref().is_none_or(|first| is_alone(first) && !goes_on) {
                        found.first = Some(obstacle);
                    }
                    if !goes_on {
                        return;
                    }
                }
            }
        }
        for at in next..self.free.len() {
            let is_hopeless = seats.len() + (self.free.len() - at) < self.frame.size_min as usize;
            if found.held.is_some() || found.steps_left == 0 || is_hopeless {
                return;
            }
            let (l, offering) = self.free[at];
            let facts = &self.day.learners[l];
            let is_apart = facts.apart_places.iter().any(|other| group.contains(other))
                || group.iter().any(|&other| other == l || self.day.are_apart(l, other, self.at()));
            let larger: Vec<usize> = group.iter().copied().chain([l]).collect();
            if !is_apart && suits_so_far(self.day, self.frame, self.at(), &larger).is_ok() {
                seats.push((l, offering));
                self.extend(seats, at + 1, found);
                seats.pop();
            }
        }
    }

    /// On what, and from which slot.
    fn at(&self) -> (What, usize) {
        (self.what, self.span.start)
    }

    /// The session with its people and room.
    fn hold(&self, seats: &[(usize, usize)], group: &[usize]) -> Result<Held, Obstacle> {
        let (day, seating, span) = (self.day, self.seating, self.span.clone());
        let pinned = Pinned::of(day, group[0], span.clone());
        // Devices first: one more person would not help where the devices are all in use.
        resources::devices(day, seating, seats, span.clone())?;
        let staff = resources::staff(day, seating, self.frame.staff, group, span.clone(), &pinned.staff)?;
        let room = resources::room(day, seating, self.frame, group, span.clone(), pinned.room)?;
        pins_agree(day, group[0], span.clone(), room, &staff)?;
        Ok(Held {
            what: self.what,
            start: span.start,
            len: span.len(),
            room,
            staff,
            seats: seats.to_vec(),
            is_open: true,
            change_cost: 0,
            in_plan: None,
        })
    }
}

/// The room and the people that the learner's pins ask for in those slots.
struct Pinned {
    room: Option<usize>,
    staff: Vec<usize>,
}

impl Pinned {
    fn of(day: &Day<'_>, learner: usize, span: Range<usize>) -> Self {
        let pins: Vec<_> =
            span.flat_map(|slot| &day.learners[learner].pins[slot]).map(|&pin| &day.problem.pins[pin]).collect();
        Pinned {
            room: pins.iter().find_map(|pin| day.room(pin.room.as_deref()?)),
            staff: pins.iter().filter_map(|pin| day.person(pin.staff.as_deref()?)).collect(),
        }
    }
}

/// Classmates who have nothing in those slots and could do something of it, the dearest candidates first.
fn free(day: &Day<'_>, seating: &Seating, what: What, learner: usize, span: Range<usize>) -> Vec<(usize, usize)> {
    let mut free: Vec<_> = day
        .takers(what)
        .iter()
        .filter(|&&(l, c)| l != learner && is_free_for(day, seating, l, c, span.clone()))
        .map(|&(l, c)| (std::cmp::Reverse(day.learners[l].candidates[c].points(span.start)), l, c))
        .collect();
    free.sort_unstable();
    free.into_iter().map(|(_, l, c)| (l, day.learners[l].candidates[c].offering)).collect()
}

/// Whether a classmate has nothing in those slots and could do the candidate.
fn is_free_for(day: &Day<'_>, seating: &Seating, learner: usize, candidate: usize, span: Range<usize>) -> bool {
    let candidate = &day.learners[learner].candidates[candidate];
    day.offerings[candidate.offering].len == span.len()
        && own_day::span(day, learner, candidate, span.start).is_ok()
        && span.clone().all(|slot| seating.session(learner, slot).is_none())
        && span.clone().all(|slot| day.learners[learner].pins[slot].is_empty())
        && own_day::may_have(day, seating, learner, candidate, span.start).is_ok()
}

/// Learners of a group who count toward the most that a session holds.
fn counted(day: &Day<'_>, at: (What, usize), group: &[usize]) -> usize {
    group.iter().filter(|&&l| !day.is_signed(l, at, |row| row.size_max)).count()
}

/// Whether the group is not too large for the frame or for one of its learners.
fn suits_so_far(day: &Day<'_>, frame: Frame<'_>, at: (What, usize), group: &[usize]) -> Result<(), Obstacle> {
    let size = u32::try_from(group.len()).expect("a group");
    let limit = |&l: &usize| {
        let own = day.problem.learners[l].group_size_max;
        own.filter(|_| !day.is_signed(l, at, |row| row.group_size))
    };
    match group.iter().filter_map(limit).min() {
        Some(learners_max) if !frame.is_station && size.max(frame.size_min) > learners_max => {
            Err(Obstacle::GroupLimit { learners_max })
        }
        Some(_) | None if counted(day, at, group) > frame.size_max as usize => {
            Err(Obstacle::Full { learners_max: frame.size_max })
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether the whole group suits its learners, nobody being the only one with a tag where that is a hard rule.
fn suits(day: &Day<'_>, frame: Frame<'_>, at: (What, usize), group: &[usize]) -> Result<(), Obstacle> {
    suits_so_far(day, frame, at, group)?;
    let rules = day.problem.never_alone.iter().filter(|rule| rule.cost.is_none() && !frame.is_station);
    for rule in rules {
        let mut with_tag = group.iter().filter(|&&l| day.problem.learners[l].tags.contains(&rule.tag));
        if let (Some(&alone), None) = (with_tag.next(), with_tag.next())
            && !day.is_signed(alone, at, |row| row.never_alone.contains(&rule.tag))
        {
            return Err(Obstacle::Alone { tag: rule.tag.clone() });
        }
    }
    Ok(())
}

/// Whether the room and the people are those that the learner's pins name.
fn pins_agree(day: &Day<'_>, learner: usize, span: Range<usize>, room: usize, staff: &[usize]) -> Result<(), Obstacle> {
    let agrees = |pin: usize| {
        let pin = &day.problem.pins[pin];
        pin.room.as_deref().is_none_or(|id| day.room(id) == Some(room))
            && pin.staff.as_deref().is_none_or(|id| day.person(id).is_some_and(|person| staff.contains(&person)))
    };
    let pins = &day.learners[learner].pins;
    if span.flat_map(|slot| &pins[slot]).all(|&pin| agrees(pin)) { Ok(()) } else { Err(Obstacle::Pinned) }
}
