//! Tiny random problems that use every field of the day problem, small enough to try every plan.
//!
//! Numbers are often awkward on purpose: negative utilities, idle costs and opening costs, limits that bind, rooms
//! that lack a feature. A share of the problems has no valid plan.

use std::collections::BTreeMap;

use daybreak::model::plan::{PLAN_FORMAT, Plan, Seat, Session, Stopped};
use daybreak::model::problem::{
    Candidate, Device, Learner, NeverAlone, Offering, PROBLEM_FORMAT, Pin, Points, Previous, Problem, Requirement,
    Room, Signed, Slot, Staff, StaffNeed, Station, Together,
};
use daybreak::model::time::{Date, TimeOfDay};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The tiny problem of a seed; well formed, but perhaps without a valid plan.
pub fn tiny_problem(seed: u64) -> Problem {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let slots = slots(&mut dice);
    let slot_ids: Vec<String> = slots.iter().map(|slot| slot.id.clone()).collect();
    let rooms = (0..dice.from(1, 2)).map(|i| room(&mut dice, i, &slot_ids)).collect();
    let staff: Vec<Staff> = (0..dice.from(0, 3)).map(|i| person(&mut dice, i, &slot_ids)).collect();
    let devices: Vec<Device> =
        (0..dice.from(0, 1)).map(|i| Device { id: format!("d{i}"), count: dice.from(1, 3) }).collect();
    let stations: Vec<Station> = if dice.chance(40) { vec![station(&mut dice)] } else { vec![] };
    let offerings: Vec<Offering> = (0..dice.from(2, 4)).map(|i| offering(&mut dice, i, &stations, &devices)).collect();
    let learners: Vec<Learner> =
        (0..dice.from(2, 4)).map(|i| learner(&mut dice, i, &slot_ids, &offerings, &staff)).collect();
    let mut problem = Problem {
        format: PROBLEM_FORMAT.into(),
        site: "tiny".into(),
        date: Date::constant(2026, 11, 23),
        slots,
        rooms,
        staff,
        devices,
        offerings,
        stations,
        learners,
        apart: vec![],
        apart_places: vec![],
        together: vec![],
        never_alone: vec![],
        pins: vec![],
        signed: vec![],
        previous: None,
    };
    relations(&mut dice, &mut problem);
    own_tags(&mut dice, &mut problem);
    places_and_order(&mut dice, &mut problem);
    if dice.chance(40) {
        problem.signed = (0..dice.from(1, 2)).filter_map(|_| signed(&mut dice, &problem)).collect();
    }
    problem
}

/// Chances and choices, all from one seed.
struct Dice(ChaCha8Rng);

impl Dice {
    fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    fn from(&mut self, low: u32, high: u32) -> u32 {
        self.0.random_range(low..=high)
    }

    fn points(&mut self, low: Points, high: Points) -> Points {
        self.0.random_range(low..=high)
    }

    fn maybe<T>(&mut self, percent: u32, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| value(self))
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.0.random_range(0..all.len())]
    }

    /// Each of them with a chance, in their order.
    fn some(&mut self, percent: u32, all: &[&str]) -> Vec<String> {
        all.iter().filter(|_| self.chance(percent)).map(|&x| x.to_owned()).collect()
    }

    /// Now and then a list of slots, otherwise none: all.
    fn slots(&mut self, percent: u32, slots: &[String]) -> Option<Vec<String>> {
        self.maybe(percent, |dice| slots.iter().filter(|_| dice.chance(65)).cloned().collect())
    }
}

fn slots(dice: &mut Dice) -> Vec<Slot> {
    let mut block = 0;
    (0..dice.from(1, 4))
        .map(|i| {
            block += u32::from(i > 0 && dice.chance(35));
            let at = |minutes| TimeOfDay::from_minutes(480 + 60 * i + minutes).expect("in the morning");
            Slot { id: format!("s{i}"), start: at(0), end: at(50), block: format!("b{block}") }
        })
        .collect()
}

fn room(dice: &mut Dice, i: u32, slots: &[String]) -> Room {
    Room {
        id: format!("r{i}"),
        capacity: dice.from(1, 5),
        sessions_at_once: if dice.chance(30) { dice.from(2, 3) } else { 1 },
        features: dice.some(60, &["sink", "ramp"]),
        zone: dice.one(&["", "far", "near"]).to_string(),
        slots: dice.slots(15, slots),
    }
}

fn person(dice: &mut Dice, i: u32, slots: &[String]) -> Staff {
    Staff {
        id: format!("t{i}"),
        tags: dice.some(60, &["x", "y"]),
        slots: dice.slots(20, slots),
        sessions_max: dice.maybe(25, |d| d.from(1, 3)),
        consecutive_max: dice.maybe(25, |d| d.from(1, 2)),
        room_change_cost: 0,
        zone_change_cost: 0,
    }
}

fn needs(dice: &mut Dice) -> Vec<StaffNeed> {
    let mut needs: Vec<StaffNeed> =
        dice.some(30, &["x", "y"]).into_iter().map(|tag| StaffNeed { tag, count: 1 }).collect();
    if let Some(need) = needs.first_mut()
        && dice.chance(10)
    {
        need.count = 2;
    }
    needs
}

fn station(dice: &mut Dice) -> Station {
    let size_min = if dice.chance(75) { 1 } else { 2 };
    Station {
        id: "desk".into(),
        size_min,
        size_max: dice.from(size_min, 4),
        staff: needs(dice),
        room_features: dice.some(10, &["sink", "ramp"]),
        open_cost: dice.points(-5, 30),
        sessions_max: dice.maybe(35, |d| d.from(1, 2)),
    }
}

fn offering(dice: &mut Dice, i: u32, stations: &[Station], devices: &[Device]) -> Offering {
    let station = stations.first().filter(|_| dice.chance(55)).map(|station| station.id.clone());
    let size_min = if dice.chance(60) { 1 } else { dice.from(2, 3) };
    Offering {
        id: format!("o{i}"),
        competency: String::new(),
        modality: "any".into(),
        tags: dice.some(45, &["m", "n"]),
        slots: if station.is_none() && dice.chance(30) { dice.from(2, 3) } else { 1 },
        station,
        size_min,
        size_max: dice.from(size_min, 4),
        staff: needs(dice),
        room_features: dice.some(10, &["sink", "ramp"]),
        devices: devices.iter().filter(|_| dice.chance(40)).map(|d| (d.id.clone(), 1)).collect::<BTreeMap<_, _>>(),
        open_cost: dice.points(-10, 40),
        sessions_max: dice.maybe(30, |d| d.from(1, 2)),
        competencies_also: vec![],
    }
}

fn learner(dice: &mut Dice, i: u32, slots: &[String], offerings: &[Offering], staff: &[Staff]) -> Learner {
    let mut candidates: Vec<Candidate> = Vec::new();
    for offering in offerings {
        if candidates.len() < 3 && dice.chance(65) {
            let after = candidates.last().map(|earlier| earlier.offering.clone());
            candidates.push(candidate(dice, offering, slots, after));
        }
    }
    // Now and then the order is the other way round, so that what comes after may be listed before.
    if dice.chance(50) {
        candidates.reverse();
    }
    Learner {
        id: format!("l{i}"),
        slots: dice.slots(20, slots),
        idle_cost: dice.points(-8, 30),
        candidates,
        requirements: (0..dice.from(0, 4).saturating_sub(2)).map(|k| requirement(dice, k)).collect(),
        group_size_max: dice.maybe(15, |d| d.from(1, 3)),
        room_features: dice.some(6, &["sink", "ramp"]),
        staff_barred: staff.iter().filter(|_| dice.chance(8)).map(|p| p.id.clone()).collect(),
        staff_bonus: staff
            .iter()
            .filter_map(|p| dice.maybe(30, |d| (p.id.clone(), d.points(-15, 25))))
            .collect::<BTreeMap<_, _>>(),
        tags: dice.some(40, &["u"]),
        room_change_cost: 0,
        zone_change_cost: 0,
    }
}

fn candidate(dice: &mut Dice, offering: &Offering, slots: &[String], after: Option<String>) -> Candidate {
    Candidate {
        offering: offering.id.clone(),
        utility: dice.points(-20, 100),
        slots: dice.slots(20, slots),
        slot_bonus: slots.iter().filter_map(|s| dice.maybe(20, |d| (s.clone(), d.points(-20, 30)))).collect(),
        times_max: if dice.chance(25) { dice.from(2, 3) } else { 1 },
        exclusive: dice.maybe(20, |_| "one".into()),
        after: after.filter(|_| dice.chance(20)),
        tags: vec![],
        follows: None,
        follows_also: vec![],
        early_cost: 0,
    }
}

fn requirement(dice: &mut Dice, k: u32) -> Requirement {
    let slots_min = dice.from(0, 2);
    Requirement {
        id: format!("q{k}"),
        tag: dice.one(&["m", "n"]).to_string(),
        slots_min,
        slots_max: dice.maybe(40, |d| d.from(slots_min, 3)),
        shortfall_cost: dice.maybe(85, |d| d.points(0, 40)),
        excess_cost: dice.maybe(70, |d| d.points(0, 40)),
    }
}

/// What binds learners to each other, to a person's decisions and to the plan in force.
fn relations(dice: &mut Dice, problem: &mut Problem) {
    let ids: Vec<String> = problem.learners.iter().map(|learner| learner.id.clone()).collect();
    let two = |dice: &mut Dice| {
        let first = dice.from(0, ids.len() as u32 - 1) as usize;
        let second = (first + 1 + dice.from(0, ids.len() as u32 - 2) as usize) % ids.len();
        [ids[first].clone(), ids[second].clone()]
    };
    problem.apart = (0..dice.from(0, 4).saturating_sub(3)).map(|_| two(dice)).collect();
    problem.together = (0..dice.from(0, 3).saturating_sub(1))
        .map(|_| Together { learners: two(dice), bonus: dice.points(-15, 30) })
        .collect();
    if dice.chance(30) {
        problem.never_alone.push(NeverAlone { tag: "u".into(), cost: dice.maybe(60, |d| d.points(0, 40)) });
    }
    if dice.chance(25) {
        problem.pins = (0..dice.from(1, 2)).map(|_| pin(dice, problem)).collect();
    }
    if dice.chance(25) {
        let plan = previous_plan(dice, problem);
        let change_cost = dice.points(0, 15);
        let mut cost = || if dice.chance(40) { dice.points(0, 12) } else { 0 };
        let [room_cost, people_cost, duty_cost] = [cost(), cost(), cost()];
        problem.previous = Some(Previous { plan, change_cost, room_cost, people_cost, duty_cost });
    }
}

/// What an offering is for one learner alone: sometimes a tag that the offering carries anyway.
fn own_tags(dice: &mut Dice, problem: &mut Problem) {
    for learner in problem.learners.iter_mut().filter(|learner| !learner.requirements.is_empty()) {
        for candidate in &mut learner.candidates {
            candidate.tags = dice.some(30, &["m", "n"]);
        }
    }
}

/// In two of five problems: what it costs to walk, who is kept apart in place, and what is better had before what.
fn places_and_order(dice: &mut Dice, problem: &mut Problem) {
    if dice.chance(60) {
        return;
    }
    for learner in &mut problem.learners {
        let cost = |dice: &mut Dice| if dice.chance(60) { dice.points(0, 25) } else { 0 };
        (learner.room_change_cost, learner.zone_change_cost) = (cost(dice), cost(dice));
        let offerings: Vec<String> = learner.candidates.iter().map(|c| c.offering.clone()).collect();
        for candidate in &mut learner.candidates {
            if dice.chance(40) {
                candidate.follows = Some(dice.one(&offerings).clone()).filter(|id| *id != candidate.offering);
                candidate.early_cost = dice.points(0, 40);
                let others = offerings.iter().filter(|id| **id != candidate.offering && dice.chance(40));
                candidate.follows_also = others.cloned().collect();
            }
        }
    }
    for person in &mut problem.staff {
        (person.room_change_cost, person.zone_change_cost) = (dice.points(0, 15), dice.points(0, 15));
    }
    let ids: Vec<String> = problem.learners.iter().map(|learner| learner.id.clone()).collect();
    if dice.chance(50) {
        problem.apart_places.push([ids[0].clone(), ids[1].clone()]);
    }
}

/// What somebody answers for, of a learner who has something to choose from.
fn signed(dice: &mut Dice, problem: &Problem) -> Option<Signed> {
    let learner = dice.one(&problem.learners);
    let offering = (!learner.candidates.is_empty()).then(|| dice.one(&learner.candidates).offering.clone())?;
    let others = problem.learners.iter().filter(|other| other.id != learner.id);
    Some(Signed {
        learner: learner.id.clone(),
        slot: dice.one(&problem.slots).id.clone(),
        offering,
        size_max: dice.chance(50),
        group_size: dice.chance(50),
        never_alone: dice.some(50, &["u"]),
        apart: others.filter(|_| dice.chance(50)).map(|other| other.id.clone()).collect(),
    })
}

fn pin(dice: &mut Dice, problem: &Problem) -> Pin {
    let learner = dice.one(&problem.learners);
    let candidate = (!learner.candidates.is_empty()).then(|| dice.one(&learner.candidates));
    Pin {
        learner: learner.id.clone(),
        slot: dice.one(&problem.slots).id.clone(),
        offering: candidate.filter(|_| dice.chance(60)).map(|candidate| candidate.offering.clone()),
        room: dice.maybe(25, |d| d.one(&problem.rooms).id.clone()),
        staff: problem.staff.first().filter(|_| dice.chance(15)).map(|person| person.id.clone()),
    }
}

/// A plan in force, not necessarily valid today; it may know a learner and a room that are gone. Nobody is in two of
/// its sessions at once.
fn previous_plan(dice: &mut Dice, problem: &Problem) -> Plan {
    let mut sessions: Vec<Session> = Vec::new();
    let mut busy_until = vec![0; problem.learners.len()];
    for (s, slot) in problem.slots.iter().enumerate() {
        for offering in &problem.offerings {
            let mut learners = Vec::new();
            for (l, learner) in problem.learners.iter().enumerate() {
                let candidate = learner.candidates.iter().any(|c| c.offering == offering.id);
                if candidate && busy_until[l] <= s && dice.chance(40) {
                    busy_until[l] = s + offering.slots as usize;
                    learners.push(Seat { id: learner.id.clone(), offering: offering.id.clone() });
                }
            }
            if !learners.is_empty() {
                sessions.push(Session {
                    id: format!("p{}", sessions.len()),
                    slot: slot.id.clone(),
                    offering: offering.station.is_none().then(|| offering.id.clone()),
                    station: offering.station.clone(),
                    room: if dice.chance(10) { "gone".into() } else { dice.one(&problem.rooms).id.clone() },
                    staff: problem.staff.iter().filter(|_| dice.chance(30)).map(|p| p.id.clone()).collect(),
                    learners,
                });
            }
        }
    }
    if let Some(session) = sessions.first_mut()
        && dice.chance(20)
    {
        session.learners.push(Seat { id: "gone".into(), offering: "o0".into() });
    }
    Plan {
        format: PLAN_FORMAT.into(),
        problem_sha256: String::new(),
        sessions,
        objective: 0,
        bound: 0,
        gap: 0.0,
        stopped: Stopped::Budget,
        certificate: None,
    }
}
