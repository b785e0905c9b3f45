//! What the integer program of a small day is made of: the sessions that could be, and their columns.

use std::collections::BTreeMap;

use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, StaffIdx, TagIdx};
use crate::instance::Instance;
use daybreak_milp::{Column, Expression, Milp};

/// A session that could be held: its columns.
pub(super) struct Possible {
    pub activity: ActivityIdx,
    pub start: usize,
    pub held: Column,
    pub rooms: Vec<(RoomIdx, Column)>,
    /// (tag, person): serves this need.
    pub people: BTreeMap<(TagIdx, StaffIdx), Column>,
    /// (learner, candidate).
    pub seats: Vec<(LearnerIdx, CandIdx, Column)>,
}

impl Possible {
    /// The slots it covers.
    pub fn slots(&self, inst: &Instance) -> std::ops::Range<usize> {
        self.start..self.start + inst.activities[self.activity].duration
    }

    /// 1 when the learner has a seat.
    pub fn seat_of(&self, l: LearnerIdx) -> Expression {
        self.seats.iter().filter(|s| s.0 == l).map(|s| Expression::from(s.2)).sum()
    }

    /// Learners in the session.
    pub fn size(&self) -> Expression {
        self.seats.iter().map(|s| Expression::from(s.2)).sum()
    }
}

/// The model of a small day.
pub(super) struct Model {
    pub milp: Milp,
    pub sessions: Vec<Possible>,
}
