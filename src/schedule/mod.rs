//! Schedules one site's day: from a day problem to a valid plan and a proven bound.
//!
//! In reading order: [`instance`] numbers the problem and drops what cannot be; `state` is a plan under
//! construction, every change reversible; `constraints` says what a seat may and earns, one idea a file; `assign`
//! finds rooms and people; `search` builds a first plan and improves it; `bound` proves how far the best plan
//! can be; `write` turns the result into the document. [`schedule`] shows the whole on one screen.
//!
//! Budgets are rounds and nodes; the clock (in `budget`) is only a guard.

mod error;
mod log;

mod budget;
mod instance;

mod assign;
mod constraints;
mod state;

mod bound;
mod search;

mod write;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

pub use error::ScheduleError;
pub use log::{Progress, SolveLog, Tries, Watch};

use crate::config::ScheduleConfig;
use crate::model::plan::{Plan, Stopped, gap};
use crate::model::problem::{Points, Problem};
use budget::{Budget, Cut};
use instance::Instance;
use search::Outcome;

/// Plans a day: a valid plan, the best found within the budget, with a proven bound.
///
/// `problem` has passed validation; `problem_sha256` names it in the plan. The same problem, seed, effort and gap
/// give the same plan whatever the number of threads, unless the clock or `watch` ended the search.
///
/// # Errors
///
/// [`ScheduleError::NoValidPlan`] when hard requirements, pins or company cannot all be met, with the proof's
/// standing; [`ScheduleError::TooLarge`] and [`ScheduleError::Unknown`] for documents that validation refuses.
pub fn schedule(
    problem: &Problem,
    problem_sha256: &str,
    config: &ScheduleConfig,
    watch: &dyn Watch,
) -> Result<(Plan, SolveLog), ScheduleError> {
    let budget = Budget::start(config, watch);
    let inst = Instance::new(problem)?;
    let mut log = SolveLog::default();

    let bound = bound::wish_bound(&inst);
    log.bounds.push(("wishes", bound));

    let mut rng = stream(problem, config.seed, "search");
    let mut state = search::construct(&inst, &budget);
    log.first_objective = (state.hard == 0).then_some(state.points);
    watch.improved(&Progress { round: 0, objective: log.first_objective, bound });

    let rounds = budget.rounds(rounds(&inst));
    let target = target(bound, config.gap);
    let (outcome, priced) = rayon::join(
        || search::search(&mut state, rounds, target, &budget, &mut rng, &mut log),
        || bound::price_bound(&inst, budget.rounds(400), &budget),
    );
    log.bounds.push(("prices", priced));
    let bound = bound.min(priced);
    if outcome.best.hard > 0 {
        return Err(ScheduleError::NoValidPlan { why: unmet(&inst, &outcome), proven: false });
    }
    let stopped = stopped(&outcome, bound, config.gap);
    Ok((write::write_plan(&inst, &outcome.best, bound, stopped, problem_sha256), log))
}

/// Rounds of the default effort: as many as there are sessions to arrange, times a constant.
fn rounds(inst: &Instance) -> u64 {
    let seats: u64 = inst.learners.iter().map(|l| u64::from(l.slots.count_ones().min(inst.n_slots as u32))).sum();
    2_000 + 2 * seats
}

/// The least objective at which the wanted gap is reached.
fn target(bound: Points, wanted: f64) -> Points {
    let slack = wanted.max(0.0) * (bound.unsigned_abs().max(1) as f64);
    bound.saturating_sub(slack.min(1e18) as Points)
}

/// A random stream for one task, from the seed and the day.
fn stream(problem: &Problem, seed: u64, task: &str) -> ChaCha8Rng {
    let text = format!("{seed}/{}/{}/{task}", problem.site, problem.date);
    ChaCha8Rng::from_seed(Sha256::digest(text.as_bytes()).into())
}

/// Why the search ended.
fn stopped(outcome: &Outcome, bound: Points, wanted: f64) -> Stopped {
    if outcome.reached || gap(outcome.best.points, bound) <= wanted {
        return Stopped::Gap;
    }
    match outcome.cut {
        Some(Cut::Deadline) => Stopped::Deadline,
        Some(Cut::Interrupted) => Stopped::Interrupted,
        None => Stopped::Budget,
    }
}

/// Which hard demands the best plan leaves unmet, in words.
fn unmet(inst: &Instance, outcome: &Outcome) -> String {
    let _ = (inst, outcome);
    format!("{} hard demands stay unmet", outcome.best.hard)
}
