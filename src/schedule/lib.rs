//! Schedules one site's day: from a day problem to a valid plan and a proven bound.
//!
//! In reading order: `ids` are what rows are numbered by; `instance` numbers the problem and drops what cannot be;
//! `state` is a plan under construction, every change reversible; `constraints` says what a seat may and earns, one idea a
//! file; `assign` finds rooms and people; `search` builds a first plan and improves it; `bound` proves how far the best
//! plan can be; `stability` asks whether a single session more, less or elsewhere would help; `write` turns the result
//! into the document. [`schedule_from`] shows the whole on one screen.
//!
//! Each of these rooms is functions upon the plan or the instance, and knows those before it alone; only the changes of a
//! plan (`state::ops`) stand upon `constraints`, because they book what a seat earns. No files know each other in a circle.
//!
//! Budgets are rounds and nodes; the clock (in `budget`) is only a guard.

mod error;
mod log;

mod budget;
mod config;
mod ids;
mod instance;

mod assign;
mod constraints;
mod state;

mod bound;
mod search;
mod stability;

mod exact;

mod write;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

pub use config::ScheduleConfig;
pub use constraints::{Keeper, kept_by};
pub use error::ScheduleError;
pub use log::{Progress, SolveLog, Stability, Tries, Watch};

use crate::assign::polish::restore_placement;
use crate::ids::{ActivityIdx, Grid};
use crate::search::demands::missed;
use budget::{Budget, Cut};
use daybreak_day::certificate::Certificate;
use daybreak_day::plan::{Plan, Stopped, gap};
use daybreak_day::problem::{Points, Problem};
use daybreak_milp::Limits;
use instance::Instance;
use search::{Demand, End, Search};
use state::{Snapshot, State};

/// A plan with the proof of its bound.
#[derive(Clone, Debug)]
pub struct Solution {
    pub plan: Plan,
    /// From which anyone recomputes the plan's bound. Whoever writes it to a file names the file in the plan.
    pub certificate: Certificate,
    pub log: SolveLog,
}

/// Where a search may begin, from another day's or another run's documents; what they name and the problem does not know
/// is counted in the log and left aside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Start<'a> {
    /// The first plan is the better of this one, as far as it fits, and one of our own.
    pub plan: Option<&'a Plan>,
    /// Prices near which those of this problem are looked for.
    pub certificate: Option<&'a Certificate>,
}

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
) -> Result<Solution, ScheduleError> {
    schedule_from(problem, problem_sha256, Start::default(), config, watch)
}

/// As [`schedule`], from a former plan or from former prices. A valid plan to start from is never worsened.
///
/// # Errors
///
/// As [`schedule`].
pub fn schedule_from(
    problem: &Problem,
    problem_sha256: &str,
    start: Start<'_>,
    config: &ScheduleConfig,
    watch: &dyn Watch,
) -> Result<Solution, ScheduleError> {
    let guard = Budget::start(config, watch);
    let budget = guard.until(SEARCH_SHARE);
    let inst = Instance::new(problem, start.plan)?;
    let mut log = SolveLog { unknown_in_start: inst.unknown_in_start, ..SolveLog::default() };

    let bound = bound::first_bound(&inst);
    log.bounds.push(("wishes", bound));

    let state = first_plan(&inst, problem, config, &budget);
    log.first_objective = (state.hard == 0).then_some(state.points);
    budget.tell(&Progress { round: 0, objective: log.first_objective, bound });

    // The clock of what cools down begins where that begins.
    let budget = budget.rest();
    let mut search = search_from(state, problem, config, &budget);
    // Half of the search goes beside the pricing; the other half knows the bound, and ends when it is near enough.
    let (found, end) = rayon::join(
        || bound::price_bound(&inst, start.certificate, budget.rounds(PRICINGS), &budget),
        || search.run(0.5, bound, config.gap, &budget, &mut log),
    );
    let bound::Found { bound: priced, cut: bound_cut, unknown } = found;
    let bound = priced.points;
    log.unknown_in_prices = unknown;
    log.bounds.push(("prices", bound));
    let end = match end {
        End::Spent => search.run(1.0, bound, config.gap, &budget, &mut log),
        End::Reached | End::Stalled | End::Cut(_) => end,
    };
    let best = finish(&inst, search.best, bound, &budget, &guard, &mut log)?;
    let branched = bound::branched_bound(&inst, &priced, &best, &guard.until(BRANCHING_SHARE));
    let bound = branched.as_ref().map_or(bound, |branched| branched.points);
    log.bounds.extend(branched.as_ref().map(|branched| ("branching", branched.points)));
    log.nodes += branched.as_ref().map_or(0, |branched| branched.leaves);
    let stopped = stopped(end, bound_cut, gap(best.points, bound) <= config.gap);
    let given = bound::given_bound(&inst, &held(&inst, &best), &priced, budget.rounds(PRICINGS / 4), &guard.rest());
    log.bounds.push((GIVEN_SESSIONS, given.points));
    let plan = write::write_plan(&inst, &best, bound, stopped, problem_sha256);
    Ok(Solution { plan, certificate: bound::certificate(priced, branched, given, problem_sha256), log })
}

/// A plan that is better than the one to start from, or as good; nothing is proven of how good it is, which is most of the work
/// where little is searched for.
///
/// # Errors
///
/// As [`schedule`].
pub fn improve(
    problem: &Problem,
    problem_sha256: &str,
    start: Start<'_>,
    config: &ScheduleConfig,
    watch: &dyn Watch,
) -> Result<Plan, ScheduleError> {
    let guard = Budget::start(config, watch);
    let budget = guard.until(SEARCH_SHARE);
    let inst = Instance::new(problem, start.plan)?;
    let mut log = SolveLog::default();
    let bound = bound::first_bound(&inst);
    let state = first_plan(&inst, problem, config, &budget);
    let budget = budget.rest();
    let mut search = search_from(state, problem, config, &budget);
    let end = search.run(1.0, bound, config.gap, &budget, &mut log);
    let best = finish(&inst, search.best, bound, &budget, &guard, &mut log)?;
    let stopped = stopped(end, None, gap(best.points, bound) <= config.gap);
    Ok(write::write_plan(&inst, &best, bound, stopped, problem_sha256))
}

/// A plan as it is, with a proven bound: nothing is searched for.
///
/// # Errors
///
/// As [`schedule`], and [`ScheduleError::NoValidPlan`] where the plan does not keep the problem's rules.
pub fn prove(
    problem: &Problem,
    problem_sha256: &str,
    plan: &Plan,
    prices: Option<&Certificate>,
    config: &ScheduleConfig,
    watch: &dyn Watch,
) -> Result<Solution, ScheduleError> {
    let guard = Budget::start(config, watch);
    let inst = Instance::new(problem, Some(plan))?;
    let mut log = SolveLog { unknown_in_start: inst.unknown_in_start, ..SolveLog::default() };
    let Some(state) = search::replay::exactly(&inst) else {
        let why = "the plan does not keep the rules of the problem".to_owned();
        return Err(ScheduleError::NoValidPlan { why, proven: true });
    };
    let best = state.snapshot();
    let budget = guard.rest();
    let bound::Found { bound: priced, cut, unknown } =
        bound::price_bound(&inst, prices, budget.rounds(PRICINGS), &budget);
    log.unknown_in_prices = unknown;
    log.bounds.push(("prices", priced.points));
    let bound = priced.points;
    let stopped = stopped(End::Spent, cut, gap(best.points, bound) <= config.gap);
    let given = bound::given_bound(&inst, &held(&inst, &best), &priced, budget.rounds(PRICINGS / 4), &guard.rest());
    log.bounds.push((GIVEN_SESSIONS, given.points));
    let plan = write::write_plan(&inst, &best, bound, stopped, problem_sha256);
    Ok(Solution { plan, certificate: bound::certificate(priced, None, given, problem_sha256), log })
}

/// The plan from which the search begins.
fn first_plan<'i>(inst: &'i Instance, problem: &Problem, config: &ScheduleConfig, budget: &Budget<'_>) -> State<'i> {
    search::first_plan(inst, budget, &stream(problem, config.seed, "first plan"))
}

/// The search from a plan, for as many rounds as the budget has.
fn search_from<'i>(state: State<'i>, problem: &Problem, config: &ScheduleConfig, budget: &Budget<'_>) -> Search<'i> {
    let rounds = budget.rounds(rounds(state.inst));
    Search::new(state, rounds, budget, stream(problem, config.seed, "search"))
}

/// What makes a plan better at last: the exact model of a small day, single sessions, and whoever need not have moved.
fn finish(
    inst: &Instance,
    best: Snapshot,
    bound: Points,
    budget: &Budget<'_>,
    guard: &Budget<'_>,
    log: &mut SolveLog,
) -> Result<Snapshot, ScheduleError> {
    let best = improve_exactly(inst, best, bound, budget, guard, log)?;
    let mut state = State::new(inst);
    state.restore(&best);
    log.stability = stability::stabilise(&mut state, &guard.until(STABILITY_SHARE));
    restore_placement(&mut state);
    Ok(state.snapshot())
}

/// The better of the plan in hand and that of the exact model, where the day is small enough to be asked.
fn improve_exactly(
    inst: &Instance,
    mut best: Snapshot,
    bound: Points,
    budget: &Budget<'_>,
    guard: &Budget<'_>,
    log: &mut SolveLog,
) -> Result<Snapshot, ScheduleError> {
    if (best.hard > 0 || best.points < bound) && guard.cut() != Some(Cut::Interrupted) {
        let nodes = i32::try_from(budget.rounds(NODES)).unwrap_or(i32::MAX);
        match exact::solve(inst, Limits { nodes, seconds: guard.until(EXACT_SHARE).seconds_left() }) {
            exact::Verdict::NotAsked => {}
            // A plan in hand refutes the solver.
            exact::Verdict::Infeasible if best.hard == 0 => {}
            exact::Verdict::Infeasible => {
                return Err(ScheduleError::NoValidPlan { why: unmet(inst, &best), proven: true });
            }
            exact::Verdict::Found { plan, nodes } => {
                log.nodes += nodes;
                if let Some(plan) = plan.filter(|p| best.hard > 0 || p.points > best.points) {
                    best = plan;
                }
            }
        }
    }
    if best.hard > 0 {
        return Err(ScheduleError::NoValidPlan { why: unmet(inst, &best), proven: false });
    }
    Ok(best)
}

/// The bound of a log that holds only for plans with the sessions of the plan found.
pub const GIVEN_SESSIONS: &str = "given sessions";

/// Shares of the clock's guard, if there is one, at which each part is over at the latest: the search beside the pricing,
/// the exact model of a small day, local stability, and branching for a lower bound. The rest is for the bound given the sessions.
const SEARCH_SHARE: f64 = 0.86;
const EXACT_SHARE: f64 = 0.90;
const STABILITY_SHARE: f64 = 0.93;
const BRANCHING_SHARE: f64 = 0.97;

/// Pricings of the default effort: enough for a bound within 0.1 % of its limit.
const PRICINGS: u64 = 800;

/// Branch-and-bound nodes of the default effort, for days small enough to be asked exactly.
const NODES: u64 = 2_000;

/// Rounds of the default effort: some seconds of search on two cores, because a round costs about as much as there are
/// seats to choose among, and fewer for the smallest days, which are soon done.
fn rounds(inst: &Instance) -> u64 {
    let choices = inst.wanters.len() as u64;
    (4_000 + 40 * inst.n_seats()).min(12_000 * 25_000 / choices.max(25_000))
}

/// A random stream for one task, from the seed and the day.
fn stream(problem: &Problem, seed: u64, task: &str) -> ChaCha8Rng {
    let text = format!("{seed}/{}/{}/{task}", problem.site, problem.date);
    ChaCha8Rng::from_seed(Sha256::digest(text.as_bytes()).into())
}

/// Sessions of each activity and start slot.
fn held(inst: &Instance, plan: &Snapshot) -> Grid<ActivityIdx, i64> {
    let mut held = Grid::filled(0, inst.activities.len(), inst.n_slots);
    for session in &plan.sessions {
        held[(session.activity, session.start)] += 1;
    }
    held
}

/// Why the search ended.
fn stopped(end: End, bound_cut: Option<Cut>, reached: bool) -> Stopped {
    if reached {
        return Stopped::Gap;
    }
    let cut = match end {
        End::Cut(cut) => Some(cut),
        End::Spent | End::Reached | End::Stalled => bound_cut,
    };
    match cut {
        Some(Cut::Deadline) => Stopped::Deadline,
        Some(Cut::Interrupted) => Stopped::Interrupted,
        None if end == End::Stalled => Stopped::NoBetterPlanFound,
        None => Stopped::Budget,
    }
}

/// Which hard demands the best plan leaves unmet, in words.
fn unmet(inst: &Instance, best: &Snapshot) -> String {
    let mut state = State::new(inst);
    state.restore(best);
    let name = |demand: Demand| match demand {
        Demand::Pin(i) => {
            let pin = &inst.pins[i];
            let (learner, slot) = (&inst.names.learners[pin.learner], &inst.names.slots[pin.slot]);
            format!("the pin of learner {learner:?} in slot {slot:?}")
        }
        Demand::Owed(q) => {
            let row = &inst.requirements[q];
            let learner = &inst.names.learners[row.learner];
            let (id, counted) = (&inst.names.requirements[q], state.required[q]);
            format!("requirement {id:?} of learner {learner:?} ({counted} of {} slots)", row.slots_min)
        }
    };
    let missed = search::demands(inst).into_iter().filter(|demand| missed(&state, *demand) > 0);
    let named: Vec<String> = missed.map(name).collect();
    let shown = named.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = if named.len() > 5 { format!(" and {} more", named.len() - 5) } else { String::new() };
    format!("what stays unmet in the best attempt: {shown}{more}")
}
