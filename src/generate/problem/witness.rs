//! A small plan that keeps everything a generated day insists on: the proof that some plan is valid.
//!
//! It holds at most one session of the practice station in each slot, in the largest room with every feature that
//! a learner may need, led by an aide. A pin or a requirement without a cost is asked for only after the witness has
//! seated it, so all of them can be kept at once; whoever the witness does not seat may stay idle.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::{Problem, Room, Staff};

/// The feature that some learners need of every room.
const LEARNERS_FEATURE: &str = "step_free";
/// The pool from which every learner at the station uses one unit.
const POOL: &str = "laptop";

/// The plan so far.
#[derive(Default)]
pub(super) struct Witness {
    /// By slot.
    sessions: BTreeMap<usize, Held>,
    /// Everybody who has a seat; one a learner, so that no limit of candidates can be broken.
    seated: BTreeSet<usize>,
}

/// A session of the station, with positions in the problem's lists.
#[derive(Clone)]
struct Held {
    room: usize,
    person: usize,
    learners: Vec<usize>,
}

/// Where a learner was seated, by positions in the problem's lists.
pub(super) struct Seated {
    pub room: usize,
    pub person: usize,
}

impl Witness {
    /// Seats a learner in a slot, with the offering (none: any of the station). None when that cannot be.
    pub(super) fn seat(&mut self, problem: &Problem, l: usize, slot: usize, offering: Option<&str>) -> Option<Seated> {
        let mut held = match self.sessions.get(&slot) {
            Some(held) => held.clone(),
            None => self.open(problem, slot)?,
        };
        if !self.fits(problem, &held, l, slot, offering) {
            return None;
        }
        held.learners.push(l);
        // Others fill the group up to its least size; they may do anything at the station.
        let size_min = problem.stations[0].size_min as usize;
        for other in 0..problem.learners.len() {
            if held.learners.len() < size_min && self.fits(problem, &held, other, slot, None) {
                held.learners.push(other);
            }
        }
        if held.learners.len() < size_min {
            return None;
        }
        self.seated.extend(&held.learners);
        let seated = Seated { room: held.room, person: held.person };
        self.sessions.insert(slot, held);
        Some(seated)
    }

    /// An empty session in the slot, if there are a room and an aide for it.
    fn open(&self, problem: &Problem, slot: usize) -> Option<Held> {
        let suits = |room: &Room| {
            is_there(problem, room.slots.as_deref(), slot) && room.features.iter().any(|f| f == LEARNERS_FEATURE)
        };
        let rooms = (0..problem.rooms.len()).filter(|&r| suits(&problem.rooms[r]));
        let room = rooms.max_by_key(|&r| (problem.rooms[r].capacity, std::cmp::Reverse(r)))?;
        let person = (0..problem.staff.len()).find(|&p| self.may_serve(problem, p, slot))?;
        Some(Held { room, person, learners: Vec::new() })
    }

    /// An aide who is there, and whose day stays within its limits.
    fn may_serve(&self, problem: &Problem, p: usize, slot: usize) -> bool {
        let person: &Staff = &problem.staff[p];
        let aide = problem.stations[0].staff.iter().all(|need| person.tags.contains(&need.tag));
        let busy = |t: usize| t == slot || self.sessions.get(&t).is_some_and(|held| held.person == p);
        let sessions = (0..problem.slots.len()).filter(|&t| busy(t)).count();
        let same_block = |t: &usize| problem.slots[*t].block == problem.slots[slot].block;
        let before = (0..slot).rev().take_while(same_block).take_while(|&t| busy(t)).count();
        let after = (slot + 1..problem.slots.len()).take_while(same_block).take_while(|&t| busy(t)).count();
        aide && is_there(problem, person.slots.as_deref(), slot)
            && person.sessions_max.is_none_or(|max| sessions <= max as usize)
            && person.consecutive_max.is_none_or(|max| before + 1 + after <= max as usize)
    }

    /// Whether the learner may join: free, there, wanting it, near nobody named apart, not barring the aide.
    fn fits(&self, problem: &Problem, held: &Held, l: usize, slot: usize, offering: Option<&str>) -> bool {
        let learner = &problem.learners[l];
        let units = problem.devices.iter().filter(|pool| pool.id == POOL).map(|pool| pool.count).sum();
        let most = problem.rooms[held.room].capacity.min(problem.stations[0].size_max).min(units);
        let wants = learner.candidates.iter().any(|c| {
            offering.map_or(c.offering.ends_with(".online"), |id| c.offering == id)
                && is_there(problem, c.slots.as_deref(), slot)
        });
        let named_apart = |other: usize| {
            let other = &problem.learners[other].id;
            problem.apart.iter().any(|pair| pair.contains(&learner.id) && pair.contains(other))
        };
        !self.seated.contains(&l)
            && !held.learners.contains(&l)
            && held.learners.len() < most as usize
            && wants
            && is_there(problem, learner.slots.as_deref(), slot)
            && !learner.staff_barred.contains(&problem.staff[held.person].id)
            && !held.learners.iter().any(|&other| named_apart(other))
    }
}

/// Whether something with this list of slots (none: all) is there in the slot at a position.
fn is_there(problem: &Problem, slots: Option<&[String]>, slot: usize) -> bool {
    slots.is_none_or(|list| list.contains(&problem.slots[slot].id))
}
