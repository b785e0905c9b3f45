//! What people decided: pins that can hold together become part of the problem, the others are left out.

use daybreak_day::problem::{Pin, Problem};
use daybreak_night::concern::Concern;
use daybreak_night::explanation::PinFault;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::PinIdx;
use daybreak_school::school;

use super::lookup::{Lookup, Wanted};
use super::witness::{Witness, keep};

/// The pins of the day for the problem, and which were left out, and why.
pub fn pins(day: &SiteDay<'_>, problem: &Problem) -> (Vec<Pin>, Vec<Concern>) {
    let lookup = Lookup::new(problem);
    let mut wanted: Vec<(PinIdx, Wanted)> = Vec::new();
    let mut concerns = Vec::new();
    for (i, pin) in day.school.pins.iter().enumerate() {
        if pin.date != day.date || day.school.learners[pin.learner.i()].site != day.site {
            continue;
        }
        match positions(day, &lookup, pin).and_then(|found| suits(&lookup, found)) {
            Ok(found) => wanted.push((PinIdx::at(i), found)),
            Err(why) => concerns.push(Concern::PinLeftOut { pin: PinIdx::at(i), why }),
        }
    }
    // A pin that cannot hold alone must not stand in the way of others.
    wanted.retain(|&(pin, alone)| {
        let holds = keep(&lookup, &[alone]) == [true];
        if !holds {
            concerns.push(Concern::PinLeftOut { pin, why: why_not_alone(&lookup, alone) });
        }
        holds
    });
    let all: Vec<Wanted> = wanted.iter().map(|(_, wanted)| *wanted).collect();
    let kept = keep(&lookup, &all);
    let mut pins = Vec::new();
    for (at, &(pin, found)) in wanted.iter().enumerate() {
        if kept[at] {
            pins.push(document(problem, found));
        } else {
            let other = in_the_way(&lookup, &all, &kept, at);
            let why = other.map_or(PinFault::GroupTooSmall, |other| PinFault::Contradiction(wanted[other].0));
            concerns.push(Concern::PinLeftOut { pin, why });
        }
    }
    (pins, concerns)
}

/// The pin in positions of the problem, or what of it is not there today.
fn positions(day: &SiteDay<'_>, lookup: &Lookup<'_>, pin: &school::Pin) -> Result<Wanted, PinFault> {
    let problem = lookup.problem;
    let school = day.school;
    let id = &school.learners[pin.learner.i()].id;
    let learner = problem.learners.iter().position(|learner| learner.id == *id).ok_or(PinFault::LearnerAbsent)?;
    let slot = lookup.slots.get(pin.slot.as_str()).copied().ok_or(PinFault::NoSuchSlotToday)?;
    if !lookup.learner_there[learner][slot] {
        return Err(PinFault::LearnerAbsent);
    }
    let offering = match pin.lesson {
        None => None,
        Some(lesson) => {
            let id = &school.lessons[lesson.i()].id;
            // A learner with more time has the lesson under an id of its own, `ID~2`.
            let is_variant = |at: usize| {
                problem.offerings[at].id.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with('~'))
            };
            let own = || lookup.offering_of[learner].iter().copied();
            let at = own().find(|&at| problem.offerings[at].id == *id).or_else(|| own().find(|&at| is_variant(at)));
            Some(at.ok_or(PinFault::LessonNotHere)?)
        }
    };
    let room = match pin.room {
        None => None,
        Some(room) => {
            let id = &school.rooms[room.i()].id;
            let at = problem.rooms.iter().position(|room| room.id == *id);
            Some(at.filter(|&at| lookup.room_there[at][slot]).ok_or(PinFault::RoomUnavailable)?)
        }
    };
    let staff = match pin.staff {
        None => None,
        Some(staff) => {
            let id = &school.staff[staff.i()].id;
            let at = problem.staff.iter().position(|person| person.id == *id);
            Some(at.filter(|&at| lookup.staff_there[at][slot]).ok_or(PinFault::StaffUnavailable)?)
        }
    };
    Ok(Wanted { learner, slot, offering, room, staff })
}

/// Whether what the pin names goes together at all.
fn suits(lookup: &Lookup<'_>, wanted: Wanted) -> Result<Wanted, PinFault> {
    let problem = lookup.problem;
    let own: Vec<usize> = match wanted.offering {
        Some(offering) => vec![offering],
        None => lookup.offering_of[wanted.learner].clone(),
    };
    let is_needed = |person: usize| {
        let tags = &problem.staff[person].tags;
        own.iter().any(|&at| lookup.terms(lookup.unit(at)).needs.iter().any(|need| tags.contains(&need.tag)))
    };
    if wanted.staff.is_some_and(|person| !is_needed(person)) {
        return Err(PinFault::StaffNotNeeded);
    }
    let fits_room = |room: usize| {
        let room = &problem.rooms[room];
        let learner = &problem.learners[wanted.learner];
        own.iter().any(|&at| {
            let terms = lookup.terms(lookup.unit(at));
            room.capacity >= terms.size_min
                && terms.features.iter().chain(&learner.room_features).all(|feature| room.features.contains(feature))
        })
    };
    if wanted.room.is_some_and(|room| !fits_room(room)) {
        return Err(PinFault::RoomUnsuitable);
    }
    Ok(wanted)
}

/// Why a pin cannot hold even without the others: time, room, people or company.
fn why_not_alone(lookup: &Lookup<'_>, wanted: Wanted) -> PinFault {
    let witness = Witness { lookup, wanted: &[], held: Vec::new() };
    let own = 0..lookup.offering_of[wanted.learner].len();
    let of_pin = own.filter(|&candidate| {
        wanted.offering.is_none_or(|offering| lookup.offering_of[wanted.learner][candidate] == offering)
    });
    let can_start = of_pin.into_iter().any(|candidate| {
        let n_slots = lookup.problem.offerings[lookup.offering_of[wanted.learner][candidate]].slots as usize;
        let first = (wanted.slot + 1).saturating_sub(n_slots);
        (first..=wanted.slot).any(|start| witness.may_take((wanted.learner, candidate), start))
    });
    let without_staff = Wanted { staff: None, ..wanted };
    let without_room = Wanted { room: None, ..wanted };
    if !can_start {
        PinFault::LessonDoesNotFitSlot
    } else if wanted.staff.is_some() && keep(lookup, &[without_staff]) == [true] {
        PinFault::StaffUnavailable
    } else if wanted.room.is_some() && keep(lookup, &[without_room]) == [true] {
        PinFault::RoomUnavailable
    } else {
        PinFault::GroupTooSmall
    }
}

/// A kept pin that leaves no place for the one at a position.
fn in_the_way(lookup: &Lookup<'_>, all: &[Wanted], kept: &[bool], at: usize) -> Option<usize> {
    let others = || (0..all.len()).filter(|&other| kept[other] && other != at);
    let clash = others().find(|&other| !keep(lookup, &[all[other], all[at]]).iter().all(|&holds| holds));
    clash.or_else(|| others().find(|&other| all[other].slot == all[at].slot)).or_else(|| others().next())
}

/// The pin as the problem writes it.
fn document(problem: &Problem, wanted: Wanted) -> Pin {
    Pin {
        learner: problem.learners[wanted.learner].id.clone(),
        slot: problem.slots[wanted.slot].id.clone(),
        offering: wanted.offering.map(|at| problem.offerings[at].id.clone()),
        room: wanted.room.map(|at| problem.rooms[at].id.clone()),
        staff: wanted.staff.map(|at| problem.staff[at].id.clone()),
    }
}
