//! The plan of a morning: near the one that is published, with a proof of how few changes there must be.
//!
//! First the changes alone are looked at: what is proven there about learners' slots holds for every plan. From the plan found
//! so the day itself is planned; where fewest changes come first, at prices beyond all points. What is written is judged at the
//! prices of the policy.

use daybreak_day::plan::Session;
use daybreak_day::problem::{Points, Problem};
use daybreak_night::promise::Promise;

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

/// The plan, and the fewest slots of learners that any plan changes.
pub fn solve(solve: &Solve<'_>, promise: &Promise) -> Result<(Solution, u64), ScheduleError> {
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
    Ok((proven, least))
}

/// Whether a published session cannot be in its room.
fn a_room_is_missing(problem: &Problem) -> bool {
    let sessions = problem.previous.iter().flat_map(|previous| &previous.plan.sessions);
    let is_missing = |session: &Session| {
        let room = problem.rooms.iter().find(|room| room.id == session.room);
        room.is_none_or(|room| room.slots.as_ref().is_some_and(|slots| !slots.contains(&session.slot)))
    };
    sessions.filter(|session| problem.slots.iter().any(|slot| slot.id == session.slot)).any(is_missing)
}

/// How many changes a bound of the problem of changes alone leaves unavoidable.
fn changes_at_least(alone: &Problem, bound: Points) -> u64 {
    let each = alone.previous.as_ref().map_or(1, |previous| previous.change_cost.max(1));
    u64::try_from(-bound).map_or(0, |lost| lost.div_ceil(each.unsigned_abs()))
}

/// Slots in which learners are there.
pub fn slots_there(problem: &Problem) -> u64 {
    let all = problem.slots.len();
    problem.learners.iter().map(|learner| learner.slots.as_ref().map_or(all, Vec::len) as u64).sum()
}
