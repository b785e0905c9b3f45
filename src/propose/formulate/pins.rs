//! What people decided: pins that can hold together become part of the problem, the others are left out.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Pin, Problem};
use daybreak_night::concern::Concern;
use daybreak_night::explanation::PinFault;
use daybreak_night::formulation::Formulation;
use daybreak_school::day::SiteDay;
use daybreak_school::ids::{LearnerIdx, PinIdx, RoomIdx, StaffIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{self, RelationKind};
use daybreak_school::waiver::Waived;

use super::bans::Bans;
use super::lookup::{Lookup, Wanted};
use super::waivers::{self, Case};
use super::witness::{Witness, keep};

/// The pins of the day for the problem, and which were left out, and why.
pub fn pins(day: &SiteDay<'_>, rules: &Rules, formulation: &Formulation) -> (Vec<Pin>, Vec<Concern>) {
    let problem = &formulation.problem;
    let lookup = Lookup::new(problem);
    let nowhere = BTreeSet::new();
    let mixed = mixed(&Asked { day, rules, formulation, mixed: &nowhere }, &lookup);
    let asked = Asked { day, rules, formulation, mixed: &mixed };
    let mut wanted: Vec<(PinIdx, Wanted)> = Vec::new();
    let mut concerns = Vec::new();
    for (i, pin) in day.school.pins.iter().enumerate() {
        if pin.date != day.date || day.school.learners[pin.learner.i()].site != day.site {
            continue;
        }
        match positions(&asked, &lookup, pin).and_then(|found| suits(&lookup, found)) {
            Ok(found) => wanted.push((PinIdx::at(i), found)),
            Err(why) => {
                let lifting = if why == PinFault::LessonNotHere { asked.ban_of(pin) } else { Vec::new() };
                concerns.push(Concern::PinLeftOut { pin: PinIdx::at(i), why, lifting });
            }
        }
    }
    // A pin that cannot hold alone must not stand in the way of others.
    wanted.retain(|&(pin, alone)| {
        let holds = keep(&lookup, &[alone]) == [true];
        if !holds {
            let mut lifting = asked.ban_of(&day.school.pins[pin.i()]);
            lifting.extend(asked.lifting(&[pin]));
            concerns.push(Concern::PinLeftOut { pin, why: why_not_alone(&lookup, alone), lifting });
        }
        holds
    });
    let all: Vec<Wanted> = wanted.iter().map(|(_, wanted)| *wanted).collect();
    let kept = keep(&lookup, &all);
    let together: Vec<PinIdx> = wanted.iter().zip(&kept).filter(|(_, kept)| **kept).map(|((pin, _), _)| *pin).collect();
    let mut pins = Vec::new();
    for (at, &(pin, found)) in wanted.iter().enumerate() {
        if kept[at] {
            pins.push(document(problem, found));
        } else {
            let other = in_the_way(&lookup, &all, &kept, at);
            let why = other.map_or(PinFault::GroupTooSmall, |other| PinFault::Contradiction(wanted[other].0));
            let mut with = together.clone();
            with.push(pin);
            concerns.push(Concern::PinLeftOut { pin, why, lifting: asked.lifting(&with) });
        }
    }
    (pins, concerns)
}

/// What pins are read against.
struct Asked<'a> {
    day: &'a SiteDay<'a>,
    rules: &'a Rules,
    formulation: &'a Formulation,
    /// Where learners of several bands of grades are decided to be side by side.
    mixed: &'a BTreeSet<Placement<'a>>,
}

/// The slot, room and person of a decision.
type Placement<'a> = (&'a str, RoomIdx, StaffIdx);

fn placement(pin: &school::Pin) -> Option<Placement<'_>> {
    Some((&pin.slot, pin.room?, pin.staff?))
}

/// Where decisions put learners at several stations side by side: a hall of all ages is meant.
fn mixed<'a>(asked: &Asked<'a>, lookup: &Lookup<'_>) -> BTreeSet<Placement<'a>> {
    let mut stations: BTreeMap<Placement<'a>, BTreeSet<usize>> = BTreeMap::new();
    let day = asked.day;
    for pin in day.school.pins.iter().filter(|pin| pin.date == day.date) {
        let at = positions(asked, lookup, pin).ok().and_then(|wanted| lookup.station_of[wanted.offering?]);
        if let (Some(placement), Some(at)) = (placement(pin), at) {
            stations.entry(placement).or_default().insert(at);
        }
    }
    stations.into_iter().filter(|(_, stations)| stations.len() > 1).map(|(placement, _)| placement).collect()
}

impl Asked<'_> {
    /// The fewest exceptions with which the last of these pins could hold beside the others, if a person signed for them; empty:
    /// none would help.
    fn lifting(&self, pins: &[PinIdx]) -> Vec<Waived> {
        let Some(last) = pins.last().map(|pin| &self.day.school.pins[pin.i()]) else { return Vec::new() };
        let mut left = waivers::of_a_session(self.rules);
        if !self.holds_with(pins, last, &left) {
            return Vec::new();
        }
        for what in left.clone() {
            let without: Vec<Waived> = left.iter().filter(|other| **other != what).cloned().collect();
            if self.holds_with(pins, last, &without) {
                left = without;
            }
        }
        self.by_name(last, left)
    }

    /// Of all from whom the learner is kept apart those who matter, each by name, where the others are decided on as well.
    fn by_name(&self, pin: &school::Pin, left: Vec<Waived>) -> Vec<Waived> {
        let school = self.day.school;
        let parted = |other: &LearnerIdx| {
            school.relations.iter().any(|relation| {
                let pair = (relation.learner, relation.other);
                relation.kind == RelationKind::Apart && (pair == (pin.learner, *other) || pair == (*other, pin.learner))
            })
        };
        let mates = school.pins.iter().filter(|other| (other.date, &other.slot) == (pin.date, &pin.slot));
        let mates: Vec<LearnerIdx> = mates.map(|other| other.learner).filter(parted).collect();
        let name = |what: Waived| match what {
            Waived::Apart(None) if !mates.is_empty() => mates.iter().map(|mate| Waived::Apart(Some(*mate))).collect(),
            other => vec![other],
        };
        left.into_iter().flat_map(name).collect()
    }

    /// Whether all the pins hold with these exceptions for one of them.
    fn holds_with(&self, pins: &[PinIdx], pin: &school::Pin, waived: &[Waived]) -> bool {
        let Some(lesson) = pin.lesson else { return false };
        let mut formulation = self.formulation.clone();
        let case = Case { learner: pin.learner, lesson, slots: vec![pin.slot.clone()] };
        let (first, rest): (Vec<&Waived>, Vec<&Waived>) = waived.iter().partition(|what| **what == Waived::SizeMin);
        for what in first.into_iter().chain(rest) {
            waivers::lift(self.day, self.rules, &mut formulation, &case, what);
        }
        let lookup = Lookup::new(&formulation.problem);
        let asked = Asked { formulation: &formulation, ..*self };
        let found: Result<Vec<Wanted>, PinFault> =
            pins.iter().map(|pin| positions(&asked, &lookup, &self.day.school.pins[pin.i()])).collect();
        found.is_ok_and(|found| keep(&lookup, &found).iter().all(|&holds| holds))
    }

    /// A ban that keeps the pin's lesson from its learner and slot.
    fn ban_of(&self, pin: &school::Pin) -> Vec<Waived> {
        let bans = Bans::new(self.day);
        let banned = self.day.slot(&pin.slot).is_some_and(|at| !bans.allow(pin.learner, pin.lesson, at, 1));
        if banned { vec![Waived::Ban] } else { Vec::new() }
    }
}

/// The pin in positions of the problem, or what of it is not there today.
fn positions(asked: &Asked<'_>, lookup: &Lookup<'_>, pin: &school::Pin) -> Result<Wanted, PinFault> {
    let problem = lookup.problem;
    let school = asked.day.school;
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
            let is_open_to_all = |at: usize| asked.formulation.losses[at].is_some();
            let is_mixed = placement(pin).is_some_and(|at| asked.mixed.contains(&at));
            // Where somebody has signed for fewer, that session is meant. A hall of the learner's age comes before one of all
            // ages, unless others of another age are decided to be there.
            let rank = |&at: &usize| match (problem.offerings[at].id == *id, is_variant(at)) {
                (false, false) => None,
                (_, true) if waivers::is_for_fewer(asked.formulation, at) => Some(0),
                _ if is_mixed && is_open_to_all(at) => Some(1),
                (true, _) if !is_open_to_all(at) => Some(2),
                (_, true) => Some(3),
                _ => Some(4),
            };
            let own = lookup.offering_of[learner].iter().copied();
            let at = own.filter_map(|at| Some((rank(&at)?, at))).min_by_key(|(rank, _)| *rank).map(|(_, at)| at);
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
