//! The plan of a morning: near the one that is published, with a proof of how few changes there must be.
//!
//! Where fewest changes come first, a plan is looked for at prices of changes beyond all points, and from it one in which a few
//! more changes find a place for whoever would be without. What is proven of changes alone about learners' slots holds for
//! every plan. What is written is judged at the prices of the policy.

use daybreak_day::plan::{Plan, Session};
use daybreak_day::problem::{Points, Problem, is_there};
use daybreak_night::promise::{Kept, Promise, Whereabouts};

use crate::config::ScheduleConfig;
use crate::schedule::{self, ScheduleError, Solution, Start, Watch};
use crate::uphold;

/// What is to be solved, and with what.
pub struct Solve<'a> {
    pub problem: &'a Problem,
    pub hash: &'a str,
    pub start: Start<'a>,
    pub config: &'a ScheduleConfig,
    pub watch: &'a dyn Watch,
}

impl Solve<'_> {
    /// The problem as it is.
    pub fn freely(&self) -> Result<Solution, ScheduleError> {
        schedule::schedule_from(self.problem, self.hash, self.start, self.config, self.watch)
    }
}

/// Efforts, as shares: of the look for fewest changes, of the plan near the published one, and of the proofs. Most of such a day is
/// decided at once; what takes time is whoever would be without a place.
const FEWEST: f64 = 0.02;
const NEAR: f64 = 0.1;
const PROOF: f64 = 0.02;

/// The plan, and what became of the promise; `unfrozen`: slots that have begun and cannot stay, as the problem was amended.
pub fn solve(solve: &Solve<'_>, promise: &Promise, unfrozen: u64) -> Result<(Solution, Kept), ScheduleError> {
    let at_effort = |share: f64| ScheduleConfig { effort: solve.config.effort * share, ..solve.config.clone() };
    let near = |problem: &Problem, plan: Option<&Plan>, effort: f64| {
        let start = Start { plan, certificate: None };
        schedule::improve(problem, solve.hash, start, &at_effort(effort), solve.watch)
    };
    let found = if promise.is_least {
        let fewest = near(&uphold::by_changes_first(solve.problem), solve.start.plan, FEWEST)?;
        near(&uphold::by_places_first(solve.problem), Some(&fewest), NEAR)?
    } else {
        near(&uphold::by_price(solve.problem), solve.start.plan, NEAR)?
    };
    let prove = |problem: &Problem, prices| {
        schedule::prove(problem, solve.hash, &found, prices, &at_effort(PROOF), solve.watch)
    };
    let mut least = 0;
    // Adults, and rooms where one is missing: whichever proves more.
    for counts_rooms in [false, true].into_iter().take(1 + usize::from(a_room_is_missing(solve.problem))) {
        let alone = uphold::by_changes_alone(solve.problem, counts_rooms);
        least = least.max(changes_at_least(&alone, prove(&alone, None)?.plan.bound));
    }
    let proven = prove(solve.problem, solve.start.certificate)?;
    let kept = kept(solve.problem, promise, &proven.plan);
    Ok((proven, Kept { least, unfrozen, ..kept }))
}

/// What can be read off a plan about a promise.
fn kept(problem: &Problem, promise: &Promise, plan: &Plan) -> Kept {
    let slots = problem.slots_of_learners() as u64;
    let filled = Whereabouts::of(problem, plan).learners.len() as u64;
    Kept {
        moved: uphold::moved(problem, promise, plan),
        newcomers: uphold::newcomers(problem),
        slots,
        unplaced: slots.saturating_sub(filled),
        ..Kept::default()
    }
}

/// Whether a published session cannot be in its room.
fn a_room_is_missing(problem: &Problem) -> bool {
    let sessions = problem.previous.iter().flat_map(|previous| &previous.plan.sessions);
    let is_missing = |session: &Session| {
        let room = problem.rooms.iter().find(|room| room.id == session.room);
        room.is_none_or(|room| !is_there(room.slots.as_deref(), &session.slot))
    };
    sessions.filter(|session| problem.slots.iter().any(|slot| slot.id == session.slot)).any(is_missing)
}

/// How many changes a bound of the problem of changes alone leaves unavoidable.
fn changes_at_least(alone: &Problem, bound: Points) -> u64 {
    let each = alone.previous.as_ref().map_or(1, |previous| previous.change_cost.max(1));
    u64::try_from(-bound).map_or(0, |lost| lost.div_ceil(each.unsigned_abs()))
}
