//! A day plan under construction: who sits where, what is occupied, and what it earns, all kept up to date.
//!
//! Between two moves the hard rules H1 to H8, the upper limits of H10 and the room and staff parts of H9 hold
//! for every seat; what may still be open is counted in [`State::hard`]: unmet pins, hard requirements in
//! shortfall, learners alone where a rule forbids it. Sessions may be under their least size only inside a move;
//! `search::settle` ends that. Every change is journalled, so that a move that does not pay is taken back.

mod ops;
mod snapshot;

pub use snapshot::{Snapshot, SnapshotSession};

use super::instance::{Instance, NONE, SlotMask};
use daybreak_day::problem::Points;

/// A session in the plan.
#[derive(Clone, Debug)]
pub struct Session {
    pub activity: u32,
    pub start: usize,
    pub room: u32,
    /// A person for each role of the activity, in the order of its roles.
    pub staff: Vec<u32>,
    /// (learner, candidate), in the order in which they joined.
    pub members: Vec<(u32, u32)>,
    /// Members by `never_alone` entry.
    pub alone: Vec<u32>,
    pub open: bool,
    /// Number of the opening: places in the list of sessions are used again.
    pub serial: u32,
    /// The state's clock when it was last closed; 0: never.
    closed_at: u64,
}

/// One reversible change.
#[derive(Clone, Copy, Debug)]
enum Op {
    Joined {
        session: u32,
    },
    Left {
        session: u32,
        learner: u32,
        cand: u32,
        position: u32,
    },
    Opened {
        session: u32,
    },
    Closed {
        session: u32,
    },
    Room {
        session: u32,
        before: u32,
    },
    Person {
        session: u32,
        role: u32,
        before: u32,
    },
    /// Two people of two sessions in the same slots changed places.
    Swapped {
        session: u32,
        role: u32,
        other: u32,
        other_role: u32,
    },
}

/// A day plan under construction; see the module's page.
#[derive(Clone)]
pub struct State<'i> {
    pub inst: &'i Instance,
    pub sessions: Vec<Session>,
    /// Open sessions by activity and start slot.
    pub by_key: Vec<Vec<u32>>,
    /// Open sessions by start slot.
    pub by_slot: Vec<Vec<u32>>,
    /// `learners x slots`: the session the learner is in, or [`NONE`].
    pub at: Vec<u32>,
    /// `learners x slots`: the candidate the learner is on, or [`NONE`].
    pub on: Vec<u32>,
    pub cand_uses: Vec<u32>,
    /// Uses by exclusive group.
    pub exclusive_uses: Vec<u32>,
    /// Slots counted by requirement.
    pub required: Vec<i64>,
    /// `rooms x slots`.
    pub room_sessions: Vec<u32>,
    /// `rooms x slots`.
    pub room_learners: Vec<i64>,
    /// `staff x slots`: the session served, or [`NONE`].
    pub staff_at: Vec<u32>,
    /// Sessions served by person.
    pub staff_sessions: Vec<u32>,
    /// `pools x slots`.
    pub devices_used: Vec<i64>,
    /// Open sessions by activity.
    pub copies: Vec<u32>,
    /// By learner: a sum over the seats of the day; two equal ones mean, but for the odd collision, equal days.
    pub stamps: Vec<u64>,
    /// The objective as the contract counts it.
    pub points: Points,
    /// Unmet hard demands: pins, slots short of a hard requirement, learners alone by a hard rule.
    pub hard: i64,
    journal: Vec<Op>,
    /// Sessions that may be reused once the journal is cleared.
    closed: Vec<u32>,
    free: Vec<u32>,
    /// Counts openings and closings.
    pub clock: u64,
    /// Sessions opened or taken up again since somebody asked, with the time since which they were not there.
    reopened: Vec<(u32, u64)>,
    openings: u32,
}

impl<'i> State<'i> {
    /// The empty day.
    pub fn new(inst: &'i Instance) -> Self {
        let (n_slots, n_learners) = (inst.n_slots, inst.learners.len());
        let n_groups = inst.cands.iter().filter(|c| c.exclusive != NONE).map(|c| c.exclusive + 1).max().unwrap_or(0);
        let mut state = State {
            inst,
            sessions: Vec::new(),
            by_key: vec![Vec::new(); inst.activities.len() * n_slots],
            by_slot: vec![Vec::new(); n_slots],
            at: vec![NONE; n_learners * n_slots],
            on: vec![NONE; n_learners * n_slots],
            cand_uses: vec![0; inst.cands.len()],
            exclusive_uses: vec![0; n_groups as usize],
            required: vec![0; inst.requirements.len()],
            room_sessions: vec![0; inst.rooms.len() * n_slots],
            room_learners: vec![0; inst.rooms.len() * n_slots],
            staff_at: vec![NONE; inst.staff.len() * n_slots],
            staff_sessions: vec![0; inst.staff.len()],
            devices_used: vec![0; inst.device_count.len() * n_slots],
            copies: vec![0; inst.activities.len()],
            stamps: vec![1; n_learners],
            points: inst.base,
            hard: inst.pins.len() as i64,
            journal: Vec::new(),
            closed: Vec::new(),
            free: Vec::new(),
            clock: 0,
            reopened: Vec::new(),
            openings: 0,
        };
        for q in 0..inst.requirements.len() as u32 {
            let (points, hard) = state.requirement_cost(q, 0);
            state.points -= points;
            state.hard += hard;
        }
        state
    }

    /// What the search maximises: points, with hard demands before everything.
    pub fn value(&self) -> Points {
        self.points - self.hard * self.inst.hard_weight
    }

    /// The slots that session `k` covers.
    pub fn slots_of(&self, k: u32) -> std::ops::Range<usize> {
        let session = &self.sessions[k as usize];
        session.start..session.start + self.inst.activities[session.activity as usize].duration
    }

    /// The session in which the learner is in the slot, or [`NONE`].
    pub fn session_at(&self, l: u32, t: usize) -> u32 {
        self.at[l as usize * self.inst.n_slots + t]
    }

    /// Whether the learner is free in all the slots.
    pub fn is_free(&self, l: u32, slots: std::ops::Range<usize>) -> bool {
        let row = l as usize * self.inst.n_slots;
        self.at[row + slots.start..row + slots.end].iter().all(|k| *k == NONE)
    }

    /// Learners in session `k`.
    pub fn size(&self, k: u32) -> i64 {
        self.sessions[k as usize].members.len() as i64
    }

    /// The journal's length, to come back to with [`State::rollback`].
    pub fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Makes the changes so far final.
    pub fn commit(&mut self) {
        self.journal.clear();
        self.free.append(&mut self.closed);
    }

    /// Whether nothing was changed since the mark.
    pub fn unchanged_since(&self, mark: usize) -> bool {
        self.journal.len() == mark
    }

    /// The sessions opened or taken up again since the last call, closed ones perhaps among them; each with the time
    /// since which it was not there.
    pub fn take_reopened(&mut self) -> Vec<(u32, u64)> {
        std::mem::take(&mut self.reopened)
    }

    /// The slots of the sessions changed since the mark.
    pub fn slots_touched_since(&self, mark: usize) -> SlotMask {
        let slots = |k: u32| self.slots_of(k).fold(0, |mask: SlotMask, t| mask | 1 << t);
        self.touched_since(mark).into_iter().fold(0, |mask, k| mask | slots(k))
    }

    /// The sessions changed since the mark, sorted, each once.
    pub fn touched_since(&self, mark: usize) -> Vec<u32> {
        let session = |op: &Op| match *op {
            Op::Joined { session }
            | Op::Left { session, .. }
            | Op::Opened { session }
            | Op::Closed { session }
            | Op::Room { session, .. }
            | Op::Person { session, .. }
            | Op::Swapped { session, .. } => session,
        };
        let mut touched: Vec<u32> = self.journal[mark..].iter().map(session).collect();
        touched.sort_unstable();
        touched.dedup();
        touched
    }
}
