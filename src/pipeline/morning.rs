//! The plan of a morning: near the one that is published, with a proof of how few changes there must be.
//!
//! First the changes alone are looked at: what is proven there about learners' slots holds for every plan. From the plan found
//! so the day itself is planned; where fewest changes come first, at prices beyond all points. What is written is judged at the
//! prices of the policy.

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

/// Effort of the look at changes alone, and of the plan near the published one, as shares: most of such a day is decided at once.
/// On the example with two adults and twenty learners away, three mornings, ten times as much ends at the same numbers of
/// changes.
const ALONE: f64 = 0.02;
const NEAR: f64 = 0.02;

/// The plan, and what became of the promise; `unfrozen`: slots that have begun and cannot stay, as the problem was amended.
pub fn solve(solve: &Solve<'_>, promise: &Promise, unfrozen: u64) -> Result<(Solution, Kept), ScheduleError> {
    let config = ScheduleConfig { effort: solve.config.effort * ALONE, ..solve.config.clone() };
    let mut least = 0;
    let mut nearest: Option<Solution> = None;
    // Adults, and rooms where one is missing: whichever proves more.
    for counts_rooms in [false, true].into_iter().take(1 + usize::from(a_room_is_missing(solve.problem))) {
        let alone = uphold::by_changes_alone(solve.problem, counts_rooms);
        let found = schedule::schedule_from(&alone, solve.hash, Start::default(), &config, solve.watch)?;
        least = least.max(changes_at_least(&alone, found.plan.bound));
        let is_nearer = nearest.as_ref().is_none_or(|nearest| found.plan.objective > nearest.plan.objective);
        if is_nearer {
            nearest = Some(found);
        }
    }
    let nearest = nearest.map(|found| found.plan);
    let config = ScheduleConfig { effort: solve.config.effort * NEAR, ..solve.config.clone() };
    let start = Start { plan: nearest.as_ref(), ..solve.start };
    let near = if promise.is_least { uphold::by_changes_first(solve.problem) } else { uphold::by_price(solve.problem) };
    let found = schedule::schedule_from(&near, solve.hash, start, &config, solve.watch)?;
    let prices = solve.start.certificate;
    let proven = schedule::prove(solve.problem, solve.hash, &found.plan, prices, &config, solve.watch)?;
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
