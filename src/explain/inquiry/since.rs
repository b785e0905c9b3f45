//! What of those concerned is another now: who and what was there in the published day, and is in the package's day now.

use std::collections::BTreeSet;

use daybreak_day::problem::Problem;

use super::Found;
use crate::scene::Scene;

/// Whom a question concerns, by id.
#[derive(Clone, Debug, Default)]
pub struct Concerned {
    pub learners: BTreeSet<String>,
    pub staff: BTreeSet<String>,
    pub rooms: BTreeSet<String>,
}

/// Of which kind something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Learner,
    Adult,
    Room,
}

/// Somebody or something that is there in other slots than when the plan was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    pub whose: Whose,
    pub id: String,
    /// The slots in which it is there; none: not at all.
    pub then: Vec<String>,
    pub now: Vec<String>,
}

/// Compares the published day with the one that the package would make now.
pub fn since(scene: &Scene<'_>, now: &Problem, concerned: &Concerned) -> Vec<Since> {
    let then = scene.day.problem;
    let all = concerned.learners.iter().map(|id| (Whose::Learner, id));
    let all = all.chain(concerned.staff.iter().map(|id| (Whose::Adult, id)));
    let all = all.chain(concerned.rooms.iter().map(|id| (Whose::Room, id)));
    let compare = |(whose, id): (Whose, &String)| {
        let (then, now) = (there(then, whose, id), there(now, whose, id));
        (then != now).then(|| Since { whose, id: id.clone(), then, now })
    };
    all.filter_map(compare).collect()
}

/// The slots in which something is there.
fn there(problem: &Problem, whose: Whose, id: &str) -> Vec<String> {
    let slots = match whose {
        Whose::Learner => problem.learners.iter().find(|row| row.id == id).map(|row| &row.slots),
        Whose::Adult => problem.staff.iter().find(|row| row.id == id).map(|row| &row.slots),
        Whose::Room => problem.rooms.iter().find(|row| row.id == id).map(|row| &row.slots),
    };
    let all = || problem.slots.iter().map(|slot| slot.id.clone()).collect();
    slots.map_or(vec![], |slots| slots.clone().unwrap_or_else(all))
}

/// Whom an answer is about.
pub fn concerned(scene: &Scene<'_>, found: &Found) -> Concerned {
    let school = scene.known.school;
    let problem = scene.day.problem;
    let mut concerned = Concerned::default();
    match found {
        Found::Wishes(wishes) => {
            let of = |at: daybreak_school::ids::WishIdx| school.wishes[at.i()].learner;
            concerned.learners.extend(wishes.iter().map(|one| school.learners[of(one.at).i()].id.clone()));
        }
        Found::Requests(requests, _) => {
            for one in requests {
                let row = &school.requests[one.at.i()];
                concerned.learners.insert(school.learners[row.learner.i()].id.clone());
                concerned.staff.insert(school.staff[row.staff.i()].id.clone());
            }
        }
        Found::Session(session) => {
            let seats = session.seats.iter().map(|seat| problem.learners[seat.learner].id.clone());
            concerned.learners.extend(seats);
            concerned.staff.extend(session.staff.iter().map(|&person| problem.staff[person].id.clone()));
            concerned.rooms.insert(problem.rooms[session.room].id.clone());
        }
        Found::Adult(adult) => drop(concerned.staff.insert(adult.id.clone())),
        Found::Room(room) => drop(concerned.rooms.insert(room.id.clone())),
        Found::Slot(_) => {
            // Everybody: a slot is what all of them are there for.
            concerned.staff.extend(problem.staff.iter().map(|row| row.id.clone()));
            concerned.rooms.extend(problem.rooms.iter().map(|row| row.id.clone()));
        }
        Found::Lines(lines) => {
            let subjects = lines.iter().map(|line| daybreak_history::rows::cell(&line.row, "subject").to_owned());
            concerned.learners.extend(subjects);
        }
        Found::NotThere(id) => {
            concerned.staff.insert(id.clone());
            concerned.rooms.insert(id.clone());
        }
        Found::Rule(_) => {}
    }
    concerned
}
