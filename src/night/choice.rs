//! What a learner may take in the morning instead of what is planned, with the seat held.

use std::collections::BTreeSet;

use daybreak_day::plan::{Plan, Seat, Session};
use daybreak_day::problem::Points;
use daybreak_school::ids::{LearnerIdx, LessonIdx};

/// One of a learner's choices. Each learner may take one of theirs; whoever takes which, the plan keeps every hard rule, and
/// nobody else has anything else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub learner: LearnerIdx,
    /// 1 is the learner's first.
    pub number: u32,
    /// The first slot that it is about, and how many: positions in the problem.
    pub start: usize,
    pub n_slots: usize,
    /// The lessons that it takes the place of, in order of time.
    pub instead_of: Vec<LessonIdx>,
    /// The sessions that are left, positions in the plan, in order of time; the one that is joined is among them when only
    /// the lesson changes.
    pub leaves: Vec<usize>,
    /// The session that is joined, a position in the plan.
    pub joins: usize,
    /// What is done there: a position in the problem's offerings, and its lesson.
    pub offering: usize,
    pub lesson: LessonIdx,
    pub differs: Differs,
    /// What the plan earns with it over what it earns now, alone, without what a change from an earlier plan costs.
    pub points: Points,
    /// Told to the learner.
    pub words: String,
}

/// In what a choice differs from what is planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Differs {
    /// Another lesson.
    pub what: bool,
    /// Another room.
    pub place: bool,
    /// Another group, or another adult.
    pub company: bool,
}

impl Differs {
    /// The words of the table.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let all = [(self.what, "what"), (self.place, "where"), (self.company, "with_whom")];
        all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word)
    }
}

/// The sessions of a plan after learners have taken choices; of a learner who is named twice the first counts. `learner` gives
/// a learner's id, `offering` an offering's.
pub fn taken<'a>(
    plan: &Plan,
    choices: impl IntoIterator<Item = &'a Choice>,
    learner: impl Fn(LearnerIdx) -> &'a str,
    offering: impl Fn(usize) -> &'a str,
) -> Vec<Session> {
    let mut sessions = plan.sessions.clone();
    let mut who: BTreeSet<LearnerIdx> = BTreeSet::new();
    for choice in choices {
        if !who.insert(choice.learner) {
            continue;
        }
        let id = learner(choice.learner);
        for &left in &choice.leaves {
            sessions[left].learners.retain(|seat| seat.id != id);
        }
        sessions[choice.joins]
            .learners
            .push(Seat { id: id.to_owned(), offering: offering(choice.offering).to_owned() });
    }
    sessions
}
