//! A plan set aside: the sessions alone, from which a state can be rebuilt.

use super::State;
use crate::ids::{ActivityIdx, CandIdx, LearnerIdx, RoomIdx, StaffIdx};
use daybreak_day::problem::Points;

/// A session of a plan set aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotSession {
    pub start: usize,
    pub activity: ActivityIdx,
    pub room: RoomIdx,
    pub staff: Vec<StaffIdx>,
    /// (learner, candidate), sorted.
    pub members: Vec<(LearnerIdx, CandIdx)>,
}

/// A plan set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Sorted.
    pub sessions: Vec<SnapshotSession>,
    pub points: Points,
    pub hard: i64,
}

impl Snapshot {
    /// The better plan has the lower rank: hard demands come before points.
    pub fn rank(&self) -> (i64, Points) {
        (self.hard, -self.points)
    }
}

impl State<'_> {
    /// As [`Snapshot::rank`], of the plan as it is.
    pub fn rank(&self) -> (i64, Points) {
        (self.hard, -self.points)
    }

    /// Sets the plan aside.
    pub fn snapshot(&self) -> Snapshot {
        let mut sessions: Vec<SnapshotSession> = self
            .sessions
            .iter()
            .filter(|s| s.open)
            .map(|s| {
                let mut members = s.members.clone();
                members.sort_unstable();
                SnapshotSession { start: s.start, activity: s.activity, room: s.room, staff: s.staff.clone(), members }
            })
            .collect();
        sessions.sort_unstable();
        Snapshot { sessions, points: self.points, hard: self.hard }
    }

    /// Replaces the whole plan by one set aside.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        *self = State::new(self.inst);
        for s in &snapshot.sessions {
            let k = self.open(s.activity, s.start, s.room, s.staff.clone());
            // A candidate with `after` is only ever checked by predicates, so the order of joining is free.
            for &(l, c) in &s.members {
                self.join(l, c, k);
            }
        }
        self.commit();
        debug_assert_eq!((self.points, self.hard), (snapshot.points, snapshot.hard));
    }
}
