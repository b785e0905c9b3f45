//! The promise in the day problem, and the prices at which changes from it are weighed.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::plan::Plan;
use daybreak_day::problem::{Points, Previous, Problem};
use daybreak_history::Base;
use daybreak_night::formulation::Formulation;
use daybreak_night::promise::{Promise, Whereabouts};
use daybreak_school::rules::ChangePrices;

use super::freeze::freeze;
use super::offers::{mean_as_published, name_as_published, offer_as_published};

/// Weighs a change of a learner's slot against all points that a day could earn, where changes come first. On top come the
/// policy's prices, so that of equal changes another adult is dearer than another room and another lesson dearest.
const A_CHANGE: Points = 1_000_000;

/// How many learners without a place outweigh one more change, where changes come first: who has nothing to do needs somebody
/// at once, so a session of two is given up for a hall of twenty.
const UNPLACED_PER_CHANGE: Points = 4;

/// Writes the promise into a day problem; says how many slots that have begun cannot stay as they were.
pub fn amend(formulation: &mut Formulation, promise: &Promise) -> u64 {
    let problem = &mut formulation.problem;
    if promise.same_offers {
        offer_as_published(problem, &promise.problem);
    }
    let before = Whereabouts::of(problem, &promise.plan);
    mean_as_published(problem, &before);
    let unfrozen = freeze(problem, promise, &before);
    problem.previous = Some(at_prices(&promise.plan, promise.prices));
    unfrozen
}

/// Lets a day stand beside its base: what both offer goes by the base's names (and on its terms, where there is only more than
/// there), and a difference from what people have in hand costs.
pub fn stand_beside(formulation: &mut Formulation, base: &Base, prices: ChangePrices) {
    let problem = &mut formulation.problem;
    let name = if base.only_more { offer_as_published } else { name_as_published };
    name(problem, &base.problem);
    mean_as_published(problem, &Whereabouts::of(problem, &base.in_hand));
    problem.previous = Some(at_prices(&base.in_hand, prices));
}

/// A plan from which changes cost.
fn at_prices(plan: &Plan, prices: ChangePrices) -> Previous {
    let ChangePrices { lesson, room, adult, duty } = prices;
    let plan = Plan { certificate: None, ..plan.clone() };
    Previous { plan, change_cost: lesson, room_cost: room, people_cost: adult, duty_cost: duty }
}

/// Learners who are there and had nothing in the published day: they are placed, not moved.
pub fn newcomers(problem: &Problem) -> BTreeSet<String> {
    let sessions = problem.previous.iter().flat_map(|previous| &previous.plan.sessions);
    let had: BTreeSet<&str> = sessions.flat_map(|session| &session.learners).map(|seat| seat.id.as_str()).collect();
    let all = problem.learners.iter().map(|learner| learner.id.as_str());
    all.filter(|id| !had.contains(id)).map(str::to_owned).collect()
}

/// Gives newcomers back what it costs that they have something now and had nothing then.
fn place_newcomers(problem: &mut Problem) {
    let change = problem.previous.as_ref().map_or(0, |previous| previous.change_cost);
    let newcomers = newcomers(problem);
    let lengths: BTreeMap<&str, u32> = problem.offerings.iter().map(|o| (o.id.as_str(), o.slots)).collect();
    for learner in problem.learners.iter_mut().filter(|learner| newcomers.contains(&learner.id)) {
        for candidate in &mut learner.candidates {
            let slots = lengths.get(candidate.offering.as_str()).copied().unwrap_or(1).max(1);
            candidate.utility = candidate.utility.saturating_add(change.saturating_mul(Points::from(slots)));
        }
    }
}

/// The problem at the prices of the policy, with newcomers placed for nothing.
pub fn by_price(problem: &Problem) -> Problem {
    let mut priced = problem.clone();
    place_newcomers(&mut priced);
    priced
}

/// The problem in which fewer changes are worth more than any points.
pub fn by_changes_first(problem: &Problem) -> Problem {
    let mut first = problem.clone();
    if let Some(previous) = &mut first.previous {
        for cost in [&mut previous.change_cost, &mut previous.room_cost, &mut previous.people_cost] {
            *cost = cost.saturating_add(A_CHANGE);
        }
    }
    place_newcomers(&mut first);
    first
}

/// The same, but for a few more changes for the sake of who would be without a place.
pub fn by_places_first(problem: &Problem) -> Problem {
    let mut first = by_changes_first(problem);
    for learner in &mut first.learners {
        learner.idle_cost = learner.idle_cost.saturating_add(A_CHANGE / UNPLACED_PER_CHANGE);
    }
    first
}

/// The problem in which nothing is worth anything but that learners' slots stay as they were: an upper bound of it, in units of
/// [`Previous::change_cost`], says how few changes there must be at least.
///
/// A lesson in another room and one with other adults are not added up, since they may be one change: rooms or adults count,
/// as told.
pub fn by_changes_alone(problem: &Problem, counts_rooms: bool) -> Problem {
    let mut alone = problem.clone();
    alone.offerings.iter_mut().for_each(|offering| offering.open_cost = 0);
    alone.stations.iter_mut().for_each(|station| station.open_cost = 0);
    for learner in &mut alone.learners {
        learner.idle_cost = 0;
        learner.staff_bonus.clear();
        for candidate in &mut learner.candidates {
            candidate.utility = 0;
            candidate.slot_bonus.clear();
        }
        for requirement in &mut learner.requirements {
            requirement.shortfall_cost = requirement.shortfall_cost.map(|_| 0);
            requirement.excess_cost = requirement.excess_cost.map(|_| 0);
        }
    }
    alone.together.clear();
    alone.never_alone.iter_mut().for_each(|rule| rule.cost = rule.cost.map(|_| 0));
    if let Some(previous) = &mut alone.previous {
        (previous.change_cost, previous.duty_cost) = (1_000, 0);
        (previous.room_cost, previous.people_cost) = if counts_rooms { (1_000, 0) } else { (0, 1_000) };
    }
    place_newcomers(&mut alone);
    alone
}
