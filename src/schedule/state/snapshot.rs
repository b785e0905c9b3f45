//! A plan set aside: the sessions alone, from which a state can be rebuilt.

use super::State;
use crate::model::problem::Points;

/// A session of a plan set aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotSession {
    pub start: usize,
    pub activity: u32,
    pub room: u32,
    pub staff: Vec<u32>,
    /// (learner, candidate), sorted.
    pub members: Vec<(u32, u32)>,
    pub kept: u32,
}

/// A plan set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Sorted.
    pub sessions: Vec<SnapshotSession>,
    pub points: Points,
    pub hard: i64,
}

impl State<'_> {
    /// Sets the plan aside.
    pub fn snapshot(&self) -> Snapshot {
        let mut sessions: Vec<SnapshotSession> = self
            .sessions
            .iter()
            .filter(|s| s.open)
            .map(|s| {
                let mut members = s.members.clone();
                members.sort_unstable();
                SnapshotSession {
                    start: s.start,
                    activity: s.activity,
                    room: s.room,
                    staff: s.staff.clone(),
                    members,
                    kept: s.kept,
                }
            })
            .collect();
        sessions.sort_unstable();
        Snapshot { sessions, points: self.points, hard: self.hard }
    }

    /// Replaces the whole plan by one set aside.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        *self = State::new(self.inst);
        // Kept ids are given in order of opening; sorting by them first gives each session its own again.
        let mut order: Vec<_> = snapshot.sessions.iter().collect();
        order.sort_by_key(|s| s.kept);
        for s in order {
            let k = self.open_as(s.activity, s.start, s.room, s.staff.clone(), s.kept);
            // A candidate with `after` is only ever checked by predicates, so the order of joining is free.
            for &(l, c) in &s.members {
                self.join(l, c, k);
            }
        }
        self.commit();
        debug_assert_eq!((self.points, self.hard), (snapshot.points, snapshot.hard));
    }
}
