//! A session: who is in it and why, why then and there, what keeps it open, who was considered.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use daybreak_day::problem::Points;
use daybreak_night::candidate::{Activity, Reason};
use daybreak_night::explanation::{Obstacle, SlotWhy};

use crate::attempt::{Ask, Trial};
use crate::day::What;
use crate::resources;
use crate::scene::Scene;
use crate::seating::Held;
use crate::slots;

/// A session of the plan. Learners, people, rooms and slots by position in the problem.
pub struct SessionFound {
    /// Its position in the plan.
    pub in_plan: usize,
    pub start: usize,
    pub len: usize,
    pub room: usize,
    pub staff: Vec<usize>,
    pub is_station: bool,
    pub size_min: u32,
    pub size_max: u32,
    pub open_cost: Points,
    pub seats: Vec<SeatFound>,
    /// The other slots in which it could start.
    pub times: Vec<TimeFound>,
    /// Rooms that would suit the group, and those of them that are free then.
    pub rooms_suiting: usize,
    pub rooms_free: Vec<usize>,
    /// Each tag that it needs, with who is there then with it and free.
    pub people: Vec<(String, Vec<usize>)>,
    /// Who could take part then and does not: first those who may, then those for whom it would be worth most.
    pub considered: Vec<Considered>,
}

/// A learner who could take part.
pub struct Considered {
    pub learner: usize,
    /// What it would earn them.
    pub points: Points,
    /// What the plan would gain, or what stands against it.
    pub answer: Result<Points, Obstacle>,
}

/// A learner in it.
pub struct SeatFound {
    pub learner: usize,
    pub activity: Activity,
    pub reasons: Vec<(Reason, Points)>,
    /// What it earns then.
    pub points: Points,
}

/// Another slot: what the same group would earn, and what is taken.
pub struct TimeFound {
    pub slot: usize,
    /// None: one of them may not begin it then, or is not there.
    pub points: Option<Points>,
    /// Of its people, those who are not there then, and those who serve another session.
    pub staff_away: Vec<usize>,
    pub staff_busy: Vec<usize>,
    pub is_room_taken: bool,
}

/// Looks a session up by its id; none: the plan has none.
pub fn session(scene: &Scene<'_>, trial: &Trial<'_>, id: &str) -> Option<SessionFound> {
    let in_plan = scene.known.plan.sessions.iter().position(|session| session.id == id)?;
    let k = trial.seating.sessions.iter().position(|held| held.in_plan == Some(in_plan))?;
    let held = &trial.seating.sessions[k];
    let frame = scene.day.frame(held.what);
    let group: Vec<usize> = held.seats.iter().map(|&(learner, _)| learner).collect();
    let (suiting, free) = resources::rooms(&scene.day, &trial.seating, frame, &group, held.span());
    let idle = resources::free_people(&scene.day, &trial.seating, &group, held.span());
    let with_tag = |tag: &String| {
        let has = |person: &usize| scene.day.problem.staff[*person].tags.contains(tag);
        (tag.clone(), idle.iter().copied().filter(has).collect())
    };
    Some(SessionFound {
        in_plan,
        start: held.start,
        len: held.len,
        room: held.room,
        staff: held.staff.clone(),
        is_station: frame.is_station,
        size_min: frame.size_min,
        size_max: frame.size_max,
        open_cost: frame.open_cost,
        seats: seats(scene, trial, held),
        times: times(scene, trial, held),
        rooms_suiting: suiting.len(),
        rooms_free: free,
        people: frame.staff.iter().map(|need| with_tag(&need.tag)).collect(),
        considered: considered(scene, trial, k),
    })
}

fn seats(scene: &Scene<'_>, trial: &Trial<'_>, held: &Held) -> Vec<SeatFound> {
    let mut trial = trial.clone();
    let seat = |&(learner, offering): &(usize, usize)| {
        let candidate = scene.day.candidate(learner, offering)?;
        let SlotWhy::Placed { activity, reasons } = slots::why(scene, &mut trial, learner, held.start) else {
            return None;
        };
        let points = scene.day.learners[learner].candidates[candidate].points(held.start);
        Some(SeatFound { learner, activity, reasons, points })
    };
    let mut found: Vec<SeatFound> = held.seats.iter().filter_map(seat).collect();
    found.sort_by_key(|seat| (Reverse(seat.points), seat.learner));
    found
}

/// Where else it could start, by time. A station is open all day; when it is used is for each learner's own day to say.
fn times(scene: &Scene<'_>, trial: &Trial<'_>, held: &Held) -> Vec<TimeFound> {
    let What::Offering(offering) = held.what else { return vec![] };
    let day = &scene.day;
    let other = (0..day.n_slots).filter(|&start| start != held.start);
    let spans = other.filter_map(|start| Some((start, day.span(offering, start)?)));
    let time = |(start, span): (usize, std::ops::Range<usize>)| {
        let of_seat = |&(learner, offering): &(usize, usize)| {
            let candidate = &day.learners[learner].candidates[day.candidate(learner, offering)?];
            let is_there = span.clone().all(|slot| day.learners[learner].here[slot]);
            (candidate.starts[start] && is_there).then(|| candidate.points(start))
        };
        let is_there = |person: &usize| span.clone().all(|slot| day.staff_here[*person][slot]);
        let serves = |person: &usize| {
            span.clone().any(|slot| {
                trial.seating.serving(*person, slot).is_some_and(|k| trial.seating.sessions[k].in_plan != held.in_plan)
            })
        };
        let (there, staff_away): (Vec<usize>, Vec<usize>) = held.staff.iter().partition(|person| is_there(person));
        let sessions = day.problem.rooms[held.room].sessions_at_once;
        TimeFound {
            slot: start,
            points: held.seats.iter().map(of_seat).sum(),
            staff_away,
            staff_busy: there.into_iter().filter(serves).collect(),
            is_room_taken: span
                .clone()
                .any(|slot| !day.room_here[held.room][slot] || trial.seating.in_room(held.room, slot).0 >= sessions),
        }
    };
    spans.map(time).collect()
}

/// Who has it among their candidates then, and sits elsewhere; on a station each with the dearest of their candidates.
fn considered(scene: &Scene<'_>, trial: &Trial<'_>, k: usize) -> Vec<Considered> {
    let day = &scene.day;
    let held = &trial.seating.sessions[k];
    let (what, start) = (held.what, held.start);
    let mut dearest: BTreeMap<usize, (Points, usize)> = BTreeMap::new();
    for &(learner, candidate) in day.takers(what) {
        let is_in = held.seats.iter().any(|&(other, _)| other == learner);
        let facts = &day.learners[learner];
        if is_in || !facts.here[start] || !facts.candidates[candidate].starts[start] {
            continue;
        }
        let points = facts.candidates[candidate].points(start);
        let best = dearest.entry(learner).or_insert((points, candidate));
        if points > best.0 {
            *best = (points, candidate);
        }
    }
    let mut trial = trial.clone();
    let mut found: Vec<Considered> = (dearest.into_iter())
        .map(|(learner, (points, candidate))| {
            let answer = trial.joins(Ask { learner, candidate, start, may_leave: true }, k);
            Considered { learner, points, answer }
        })
        .collect();
    found.sort_by_key(|one| (Reverse(one.answer.as_ref().ok().copied()), Reverse(one.points), one.learner));
    found
}
