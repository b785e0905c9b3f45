//! Whether a learner who is free could enter a session: one that there is, or a new one.

use std::ops::Range;

use super::day::{Day, Frame, What};
use super::own_day;
use super::resources;
use super::seating::{Held, Seating};
use crate::model::explanation::Obstacle;

/// Whether the learner could join session `k` to do `offering`.
pub fn join(day: &Day<'_>, seating: &Seating, learner: usize, offering: usize, k: usize) -> Result<(), Obstacle> {
    let held = &seating.sessions[k];
    let frame = day.frame(held.what);
    if held.seats.len() >= frame.size_max as usize {
        return Err(Obstacle::Full { learners_max: frame.size_max });
    }
    let mut group: Vec<usize> = held.seats.iter().map(|&(l, _)| l).collect();
    group.push(learner);
    suits(day, frame, &group)?;
    if day.learners[learner].apart.iter().any(|other| group.contains(other)) {
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
/// Of several reasons against it the one that nobody's moving would change comes first.
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
    let seats = gather(day, seating, frame, what, (learner, offering), span.clone())?;
    let group: Vec<usize> = seats.iter().map(|&(l, _)| l).collect();
    let staff = resources::staff(day, seating, frame.staff, &group, span.clone())?;
    let room = resources::room(day, seating, frame, &group, span.clone())?;
    resources::devices(day, seating, &seats, span.clone())?;
    pins_agree(day, learner, span.clone(), room, &staff)?;
    Ok(Held {
        what,
        start: span.start,
        len: span.len(),
        room,
        staff,
        seats,
        is_open: true,
        change_cost: 0,
        in_plan: None,
    })
}

/// The learner and as many free classmates as the smallest group needs, the dearest candidates first.
fn gather(
    day: &Day<'_>,
    seating: &Seating,
    frame: Frame<'_>,
    what: What,
    first: (usize, usize),
    span: Range<usize>,
) -> Result<Vec<(usize, usize)>, Obstacle> {
    let mut free: Vec<_> = day
        .takers(what)
        .iter()
        .filter(|&&(l, c)| l != first.0 && is_free_for(day, seating, l, c, span.clone()))
        .map(|&(l, c)| (std::cmp::Reverse(day.learners[l].candidates[c].points(span.start)), l, c))
        .collect();
    free.sort_unstable();
    let mut seats = vec![first];
    let mut group = vec![first.0];
    suits_so_far(day, frame, &group)?;
    for &(_, l, c) in &free {
        if seats.len() >= frame.size_min as usize {
            break;
        }
        let is_new = !group.contains(&l) && !day.learners[l].apart.iter().any(|other| group.contains(other));
        group.push(l);
        if is_new && suits_so_far(day, frame, &group).is_ok() {
            seats.push((l, day.learners[l].candidates[c].offering));
        } else {
            group.pop();
        }
    }
    if seats.len() < frame.size_min as usize {
        let learners = u32::try_from(seats.len()).expect("a group");
        return Err(Obstacle::TooFew { learners, needed: frame.size_min });
    }
    company(day, frame, &mut seats, &free)?;
    Ok(seats)
}

/// Adds classmates so that nobody is the only one with a tag, where that is a hard rule.
fn company(
    day: &Day<'_>,
    frame: Frame<'_>,
    seats: &mut Vec<(usize, usize)>,
    free: &[(std::cmp::Reverse<i64>, usize, usize)],
) -> Result<(), Obstacle> {
    for rule in day.problem.never_alone.iter().filter(|rule| rule.cost.is_none() && !frame.is_station) {
        let has = |l: usize| day.problem.learners[l].tags.contains(&rule.tag);
        if seats.iter().filter(|&&(l, _)| has(l)).count() != 1 {
            continue;
        }
        let group: Vec<usize> = seats.iter().map(|&(l, _)| l).collect();
        let is_company = |l: usize| {
            let meets_apart = day.learners[l].apart.iter().any(|other| group.contains(other));
            let larger: Vec<usize> = group.iter().copied().chain([l]).collect();
            has(l) && !group.contains(&l) && !meets_apart && suits_so_far(day, frame, &larger).is_ok()
        };
        match free.iter().find(|&&(_, l, _)| is_company(l)) {
            Some(&(_, l, c)) => seats.push((l, day.learners[l].candidates[c].offering)),
            None => return Err(Obstacle::Alone { tag: rule.tag.clone() }),
        }
    }
    let group: Vec<usize> = seats.iter().map(|&(l, _)| l).collect();
    suits(day, frame, &group)
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

/// Whether the group is not too large for the frame or for one of its learners.
fn suits_so_far(day: &Day<'_>, frame: Frame<'_>, group: &[usize]) -> Result<(), Obstacle> {
    let size = u32::try_from(group.len()).expect("a group");
    let suits_max = group.iter().filter_map(|&l| day.problem.learners[l].group_size_max).min();
    match suits_max {
        Some(learners_max) if !frame.is_station && size.max(frame.size_min) > learners_max => {
            Err(Obstacle::GroupLimit { learners_max })
        }
        Some(_) | None if size > frame.size_max => Err(Obstacle::Full { learners_max: frame.size_max }),
        Some(_) | None => Ok(()),
    }
}

/// Whether the whole group suits its learners, nobody being the only one with a tag where that is a hard rule.
fn suits(day: &Day<'_>, frame: Frame<'_>, group: &[usize]) -> Result<(), Obstacle> {
    suits_so_far(day, frame, group)?;
    let rules = day.problem.never_alone.iter().filter(|rule| rule.cost.is_none() && !frame.is_station);
    for rule in rules {
        let with_tag = group.iter().filter(|&&l| day.problem.learners[l].tags.contains(&rule.tag)).count();
        if with_tag == 1 {
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
