//! What a person has signed for: rules that are not asked of a learner in a session of an activity that starts in a slot.

use super::Instance;
use super::dictionary::Dictionary;
use crate::ScheduleError;
use crate::ids::{ActivityIdx, AloneIdx, LearnerIdx, Table};
use daybreak_day::problem::{NeverAlone, Problem};

/// The exceptions of one learner in one activity and first slot.
pub struct Signed {
    pub learner: LearnerIdx,
    pub activity: ActivityIdx,
    pub start: usize,
    /// Not counted toward `size_max`.
    pub size_max: bool,
    /// Without a `group_size_max` of their own.
    pub group_size: bool,
    /// Of which tags the learner may be the only one.
    pub never_alone: Vec<AloneIdx>,
    /// Beside whom the learner may be.
    pub apart: Vec<LearnerIdx>,
}

impl Instance {
    /// What is signed for sessions of an activity that start in a slot. Nearly always nothing.
    pub fn signed(&self, a: ActivityIdx, start: usize) -> impl Iterator<Item = &Signed> {
        self.signed.iter().filter(move |row| row.activity == a && row.start == start)
    }

    fn is_signed(&self, l: LearnerIdx, (a, start): (ActivityIdx, usize), what: impl Fn(&Signed) -> bool) -> bool {
        self.signed(a, start).any(|row| row.learner == l && what(row))
    }

    /// The largest session of the activity in which the learner may be, stations apart.
    pub fn group_size_max(&self, l: LearnerIdx, a: ActivityIdx, start: usize) -> i64 {
        let own = self.learners[l].group_size_max;
        if own < i64::MAX && self.is_signed(l, (a, start), |row| row.group_size) { i64::MAX } else { own }
    }

    /// Whether the learner counts toward the most that a session holds.
    pub fn counts(&self, l: LearnerIdx, a: ActivityIdx, start: usize) -> bool {
        !self.is_signed(l, (a, start), |row| row.size_max)
    }

    /// Learners of a session at most, if all come who do not count.
    pub fn size_max(&self, a: ActivityIdx, start: usize) -> i64 {
        self.activities[a].size_max + self.signed(a, start).filter(|row| row.size_max).count() as i64
    }

    /// Whether a learner may be the only one with a tag.
    pub fn may_be_alone(&self, l: LearnerIdx, tag: AloneIdx, a: ActivityIdx, start: usize) -> bool {
        self.is_signed(l, (a, start), |row| row.never_alone.contains(&tag))
    }

    /// Whether two who are kept apart may meet.
    pub fn may_meet(&self, (one, other): (LearnerIdx, LearnerIdx), a: ActivityIdx, start: usize) -> bool {
        self.is_signed(one, (a, start), |row| row.apart.contains(&other))
            || self.is_signed(other, (a, start), |row| row.apart.contains(&one))
    }
}

/// Adds what the problem's rows say.
pub(super) fn add(
    inst: &mut Instance,
    problem: &Problem,
    alone: &Table<AloneIdx, &NeverAlone>,
    ids: &Dictionary<'_>,
) -> Result<(), ScheduleError> {
    for row in &problem.signed {
        let offering = ids.offerings.get(&row.offering)?;
        let Some(start) = problem.slots.iter().position(|slot| slot.id == row.slot) else { continue };
        inst.signed.push(Signed {
            learner: ids.learners.get(&row.learner)?,
            activity: inst.offerings[offering].activity,
            start,
            size_max: row.size_max,
            group_size: row.group_size,
            never_alone: alone
                .numbered()
                .filter(|(_, rule)| row.never_alone.contains(&rule.tag))
                .map(|(i, _)| i)
                .collect(),
            apart: row.apart.iter().map(|id| ids.learners.get(id)).collect::<Result<_, _>>()?,
        });
    }
    Ok(())
}
