//! The day problem in dense ids: what every later pass reads, so that no string is touched again.
//!
//! Rows are sorted by their string ids before they are numbered, hence the order of rows in a file does not
//! reach the search. Two foldings make the objective additive per seat:
//!
//! - **idleness** is the zero point: [`Instance::base`] is the objective of a day without any session, and the
//!   gain of a seat is counted against the learner being idle in the slots that it covers;
//! - **changes** against a previous plan belong to a learner and a slot, so they are part of the same gain.
//!
//! An *activity* is what a session is opened on: an offering without a station, or a station.

mod build;
mod presolve;
mod previous;

use super::ScheduleError;
use daybreak_day::plan::Plan;
use daybreak_day::problem::{Points, Problem};

/// No index.
pub const NONE: u32 = u32::MAX;
/// The gain of a seat that cannot be.
pub const NEVER: Points = Points::MIN;
/// A set of slots, bit `t` for slot `t`.
pub type SlotMask = u128;

/// The day problem in dense ids. Vectors are in the order of the ids; see the module's page.
pub struct Instance {
    pub n_slots: usize,
    /// Block number by slot; neighbours with the same number are contiguous.
    pub block: Vec<u32>,
    pub rooms: Vec<Room>,
    pub staff: Vec<Person>,
    /// People by tag, those with the fewest wanted tags first.
    pub people_with: Vec<Vec<u32>>,
    /// Units by pool.
    pub device_count: Vec<i64>,
    pub activities: Vec<Activity>,
    pub offerings: Vec<Offering>,
    pub learners: Vec<Learner>,
    /// Learner by learner.
    pub cands: Vec<Candidate>,
    /// `cands x slots`: points over being idle when the candidate starts in the slot, or [`NEVER`].
    pub gain: Vec<Points>,
    /// Learner by learner.
    pub requirements: Vec<Requirement>,
    /// Cost by `never_alone` entry, in points; none: hard.
    pub never_alone: Vec<Option<Points>>,
    pub pins: Vec<Pin>,
    /// `learners x slots`: index of the pin or [`NONE`].
    pub pin_at: Vec<u32>,
    /// Which of an activity's wanters can start in a slot: offsets into `wanters`, `activities x slots + 1`.
    pub wanters_from: Vec<u32>,
    /// (learner, candidate), by activity, slot, learner.
    pub wanters: Vec<(u32, u32)>,
    /// Sessions of the previous plan that could take place again.
    pub kept: Vec<Kept>,
    /// Sessions of the plan to start from that could take place.
    pub start: Vec<Kept>,
    /// Entries of the plan to start from that name what the problem does not know.
    pub unknown_in_start: u64,
    /// Points for a kept session whose room or staff differs.
    pub change_cost: Points,
    /// Objective of a day without sessions, requirements' shortfalls apart.
    pub base: Points,
    /// What one unmet hard demand weighs in the search; above all points that a seat could bring.
    pub hard_weight: Points,
    pub names: Names,
}

/// The string ids, by dense id.
pub struct Names {
    pub slots: Vec<String>,
    pub rooms: Vec<String>,
    pub staff: Vec<String>,
    pub offerings: Vec<String>,
    /// The activity's offering or station.
    pub activities: Vec<String>,
    pub learners: Vec<String>,
    pub requirements: Vec<String>,
    pub devices: Vec<String>,
    /// The key of each exclusive group.
    pub exclusive: Vec<String>,
    /// Ids of all sessions of the previous plan, sorted: a new session never takes one.
    pub previous_sessions: Vec<String>,
}

pub struct Room {
    pub capacity: i64,
    pub sessions_at_once: u32,
    pub slots: SlotMask,
}

pub struct Person {
    pub slots: SlotMask,
    pub sessions_max: u32,
    pub consecutive_max: u32,
    /// Wanted tags, sorted.
    pub tags: Vec<u32>,
}

/// What a session is opened on: an offering without a station, or a station.
pub struct Activity {
    pub is_station: bool,
    /// Slots it runs over.
    pub duration: usize,
    pub size_min: i64,
    pub size_max: i64,
    /// One tag a role: a need of two people is two roles.
    pub roles: Vec<u32>,
    /// Rooms with the features, small ones first.
    pub rooms: Vec<u32>,
    pub open_cost: Points,
    pub sessions_max: u32,
}

pub struct Offering {
    pub activity: u32,
    /// (pool, units per learner), units at least 1.
    pub devices: Vec<(u32, i64)>,
}

pub struct Learner {
    pub slots: SlotMask,
    /// First and one past the last candidate.
    pub cands: (u32, u32),
    pub requirements: (u32, u32),
    /// Largest session without a station.
    pub group_size_max: i64,
    /// Rooms with the learner's features, by room; none: all.
    pub rooms_ok: Option<Vec<bool>>,
    /// Sorted.
    pub staff_barred: Vec<u32>,
    /// Sorted by person.
    pub staff_bonus: Vec<(u32, Points)>,
    /// `never_alone` entries whose tag the learner carries.
    pub never_alone: Vec<u32>,
    /// Sorted.
    pub apart: Vec<u32>,
    /// (other learner, bonus).
    pub together: Vec<(u32, Points)>,
}

pub struct Candidate {
    pub learner: u32,
    pub offering: u32,
    pub activity: u32,
    pub duration: usize,
    pub times_max: u32,
    /// Dense exclusive group or [`NONE`].
    pub exclusive: u32,
    /// The candidate that must end before, or [`NONE`].
    pub after: u32,
    /// Candidates that come after this one.
    pub dependents: Vec<u32>,
    /// Requirements that its slots count for.
    pub requirements: Vec<u32>,
}

pub struct Requirement {
    pub learner: u32,
    pub slots_min: i64,
    pub slots_max: i64,
    /// Points per slot; none: hard.
    pub shortfall_cost: Option<Points>,
    pub excess_cost: Option<Points>,
}

/// What people decided for one learner in one slot; several pins there are merged.
pub struct Pin {
    pub learner: u32,
    pub slot: u32,
    /// Or [`NONE`]; likewise the others.
    pub offering: u32,
    pub room: u32,
    pub staff: Vec<u32>,
}

/// A session of another plan. Of the previous one: whoever opens the same activity in the same slot keeps its id.
pub struct Kept {
    pub id: String,
    pub activity: u32,
    pub slot: u32,
    /// [`NONE`] when today's problem does not know it.
    pub room: u32,
    /// Sorted; [`NONE`] for a person today's problem does not know.
    pub staff: Vec<u32>,
    /// (learner, candidate) of those who could sit there again.
    pub members: Vec<(u32, u32)>,
}

impl Activity {
    /// How many people with each tag a session needs, by tag.
    pub fn needs(&self) -> impl Iterator<Item = (u32, usize)> + use<> {
        let mut roles = self.roles.clone();
        roles.sort_unstable();
        let mut needs: Vec<(u32, usize)> = Vec::new();
        for tag in roles {
            match needs.last_mut().filter(|need| need.0 == tag) {
                Some(need) => need.1 += 1,
                None => needs.push((tag, 1)),
            }
        }
        needs.into_iter()
    }
}

impl Instance {
    /// Numbers and presolves a day problem, and the plan to start from, if there is one.
    ///
    /// # Errors
    ///
    /// When ids do not resolve, when there are more than 128 slots, or when the points are too large to add up.
    pub fn new(problem: &Problem, start: Option<&Plan>) -> Result<Self, ScheduleError> {
        let mut inst = build::build(problem, start)?;
        presolve::presolve(&mut inst);
        Ok(inst)
    }

    /// Learners times the slots in which each is there.
    pub fn n_seats(&self) -> u64 {
        self.learners.iter().map(|l| u64::from(l.slots.count_ones().min(self.n_slots as u32))).sum()
    }

    /// Points over being idle when candidate `c` starts in slot `s`, or [`NEVER`].
    pub fn gain(&self, c: u32, s: usize) -> Points {
        self.gain[c as usize * self.n_slots + s]
    }

    /// Who could start activity `a` in slot `s`: (learner, candidate), by learner.
    pub fn wanters(&self, a: u32, s: usize) -> &[(u32, u32)] {
        let key = self.key(a, s);
        &self.wanters[self.wanters_from[key] as usize..self.wanters_from[key + 1] as usize]
    }

    /// The dense number of an activity in a start slot.
    pub fn key(&self, a: u32, s: usize) -> usize {
        a as usize * self.n_slots + s
    }

    /// The slots that a run of `duration` from `s` covers; none when it leaves the day or its block.
    pub fn run(&self, s: usize, duration: usize) -> Option<SlotMask> {
        let end = s.checked_add(duration)?;
        let inside = duration > 0 && end <= self.n_slots && self.block[s..end].iter().all(|b| *b == self.block[s]);
        inside.then(|| (s..end).fold(0, |mask, t| mask | 1 << t))
    }

    /// The candidates of learner `l`.
    pub fn cands_of(&self, l: u32) -> std::ops::Range<u32> {
        let (from, to) = self.learners[l as usize].cands;
        from..to
    }
}
