//! A day plan under construction: who sits where, what is occupied, and what it earns, all kept up to date.
//!
//! Between two moves the hard rules H1 to H8, the upper limits of H10 and the room and staff parts of H9 hold
//! for every seat; what may still be open is counted in [`State::hard`]: unmet pins, hard requirements in
//! shortfall, learners alone where a rule forbids it. Sessions may be under their least size only inside a move;
//! `search::settle` ends that. Every change is journalled, so that a move that does not pay is taken back.
//!
//! This file is what the rooms above read; what they do with a plan is their own. `constraints` stands upon it, and `ops`
//! upon both, because whoever books a seat books what it earns.

mod ops;
mod snapshot;

pub use snapshot::{Snapshot, SnapshotSession};

use super::instance::{Instance, SlotMask};
use crate::ids::{
    ActivityIdx, AloneIdx, CampIdx, CandIdx, DeviceIdx, Grid, GroupIdx, LearnerIdx, RequirementIdx, RoomIdx,
    SessionIdx, StaffIdx, Table,
};
use daybreak_day::problem::Points;

/// A session in the plan.
#[derive(Clone, Debug)]
pub struct Session {
    pub activity: ActivityIdx,
    pub start: usize,
    pub room: RoomIdx,
    /// A person for each role of the activity, in the order of its roles.
    pub staff: Vec<StaffIdx>,
    /// (learner, candidate), in the order in which they joined.
    pub members: Vec<(LearnerIdx, CandIdx)>,
    /// Members by `never_alone` entry.
    pub alone: Table<AloneIdx, u32>,
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
        session: SessionIdx,
    },
    Left {
        session: SessionIdx,
        learner: LearnerIdx,
        cand: CandIdx,
        position: usize,
    },
    Opened {
        session: SessionIdx,
    },
    Closed {
        session: SessionIdx,
    },
    Room {
        session: SessionIdx,
        before: RoomIdx,
    },
    Person {
        session: SessionIdx,
        role: usize,
        before: StaffIdx,
    },
    /// Two people of two sessions in the same slots changed places.
    Swapped {
        session: SessionIdx,
        role: usize,
        other: SessionIdx,
        other_role: usize,
    },
}

/// A day plan under construction; see the module's page.
#[derive(Clone)]
pub struct State<'i> {
    pub inst: &'i Instance,
    pub sessions: Table<SessionIdx, Session>,
    /// Open sessions by activity and start slot.
    pub by_key: Grid<ActivityIdx, Vec<SessionIdx>>,
    /// Open sessions by start slot.
    pub by_slot: Vec<Vec<SessionIdx>>,
    /// The session the learner is in, or none.
    pub at: Grid<LearnerIdx, SessionIdx>,
    /// The candidate the learner is on, or none.
    pub on: Grid<LearnerIdx, CandIdx>,
    pub cand_uses: Table<CandIdx, u32>,
    /// Uses by exclusive group.
    pub exclusive_uses: Table<GroupIdx, u32>,
    /// Slots counted by requirement.
    pub required: Table<RequirementIdx, i64>,
    pub room_sessions: Grid<RoomIdx, u32>,
    pub room_learners: Grid<RoomIdx, i64>,
    /// Learners in each room, by the camp to which they belong.
    pub room_camps: Table<CampIdx, Grid<RoomIdx, u32>>,
    /// The session served, or none.
    pub staff_at: Grid<StaffIdx, SessionIdx>,
    /// Sessions served by person.
    pub staff_sessions: Table<StaffIdx, u32>,
    pub devices_used: Grid<DeviceIdx, i64>,
    /// Open sessions by activity.
    pub copies: Table<ActivityIdx, u32>,
    /// By learner: a sum over the seats of the day; two equal ones mean, but for the odd collision, equal days.
    pub stamps: Table<LearnerIdx, u64>,
    /// The objective as the contract counts it.
    pub points: Points,
    /// Unmet hard demands: pins, slots short of a hard requirement, learners alone by a hard rule.
    pub hard: i64,
    journal: Vec<Op>,
    /// Sessions that may be reused once the journal is cleared.
    closed: Vec<SessionIdx>,
    free: Vec<SessionIdx>,
    /// Counts openings and closings.
    pub clock: u64,
    /// Sessions opened or taken up again since somebody asked, with the time since which they were not there.
    reopened: Vec<(SessionIdx, u64)>,
    openings: u32,
}

impl<'i> State<'i> {
    /// The empty day.
    pub fn new(inst: &'i Instance) -> Self {
        let (n_slots, n_learners) = (inst.n_slots, inst.learners.len());
        let mut state = State {
            inst,
            sessions: Table::new(),
            by_key: Grid::filled(Vec::new(), inst.activities.len(), n_slots),
            by_slot: vec![Vec::new(); n_slots],
            at: Grid::filled(SessionIdx::NONE, n_learners, n_slots),
            on: Grid::filled(CandIdx::NONE, n_learners, n_slots),
            cand_uses: Table::filled(0, inst.cands.len()),
            exclusive_uses: Table::filled(0, inst.names.exclusive.len()),
            required: Table::filled(0, inst.requirements.len()),
            room_sessions: Grid::filled(0, inst.rooms.len(), n_slots),
            room_learners: Grid::filled(0, inst.rooms.len(), n_slots),
            room_camps: Table::filled(Grid::filled(0, inst.rooms.len(), n_slots), inst.camps.len()),
            staff_at: Grid::filled(SessionIdx::NONE, inst.staff.len(), n_slots),
            staff_sessions: Table::filled(0, inst.staff.len()),
            devices_used: Grid::filled(0, inst.device_count.len(), n_slots),
            copies: Table::filled(0, inst.activities.len()),
            stamps: Table::filled(1, n_learners),
            points: inst.base,
            hard: inst.pins.len() as i64,
            journal: Vec::new(),
            closed: Vec::new(),
            free: Vec::new(),
            clock: 0,
            reopened: Vec::new(),
            openings: 0,
        };
        for q in inst.requirements.ids() {
            let (points, hard) = state.inst.requirements[q].cost(0);
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
    pub fn slots_of(&self, k: SessionIdx) -> std::ops::Range<usize> {
        let session = &self.sessions[k];
        session.start..session.start + self.inst.activities[session.activity].duration
    }

    /// The session in which the learner is in the slot, or none.
    pub fn session_at(&self, l: LearnerIdx, t: usize) -> SessionIdx {
        self.at[(l, t)]
    }

    /// Whether the learner is free in all the slots.
    pub fn is_free(&self, l: LearnerIdx, slots: std::ops::Range<usize>) -> bool {
        self.at.row(l)[slots].iter().all(|k| k.is_none())
    }

    /// Learners in session `k`.
    pub fn size(&self, k: SessionIdx) -> i64 {
        self.sessions[k].members.len() as i64
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
    pub fn take_reopened(&mut self) -> Vec<(SessionIdx, u64)> {
        std::mem::take(&mut self.reopened)
    }

    /// The slots of the sessions changed since the mark.
    pub fn slots_touched_since(&self, mark: usize) -> SlotMask {
        let slots = |k: SessionIdx| self.slots_of(k).fold(0, |mask: SlotMask, t| mask | 1 << t);
        self.touched_since(mark).into_iter().fold(0, |mask, k| mask | slots(k))
    }

    /// The sessions changed since the mark, sorted, each once.
    pub fn touched_since(&self, mark: usize) -> Vec<SessionIdx> {
        let session = |op: &Op| match *op {
            Op::Joined { session }
            | Op::Left { session, .. }
            | Op::Opened { session }
            | Op::Closed { session }
            | Op::Room { session, .. }
            | Op::Person { session, .. }
            | Op::Swapped { session, .. } => session,
        };
        let mut touched: Vec<SessionIdx> = self.journal[mark..].iter().map(session).collect();
        touched.sort_unstable();
        touched.dedup();
        touched
    }
}
