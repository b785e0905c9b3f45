//! What each wish, request and proposal is worth tonight.
//!
//! A wish earns its points by rank, a request by priority, and both more for every day on which they were declined.
//! Of several requests for one learner in one slot only one can be met: the one that a rule of kind `priority` puts first,
//! then the one worth most, then the more urgent, then the one by the smaller staff id. The others keep a tenth of their points, so that they are met where the
//! first cannot be.

use std::collections::BTreeMap;

use super::claims;
use daybreak_day::problem::Points;
use daybreak_day::time::Date;
use daybreak_history::memory::{at_beginning, key_of_request, key_of_wish};
use daybreak_night::standing::Standing;
use daybreak_school::ids::{LearnerIdx, RequestIdx, WishIdx};
use daybreak_school::rules::Rules;
use daybreak_school::school::{Request, School, Wish};
use daybreak_school::voice::{ComesFirstBy, Contest, TurnKey, TurnKind, Turns};

/// What is left of a request's points while another for the same learner and slot comes first.
const SECOND_DIVISOR: Points = 10;

/// What everything asked for is worth on a day, with what former nights declined.
pub fn standing(school: &School, rules: &Rules, turns: &Turns, date: Date) -> Standing {
    let credit = |key: &dyn Fn() -> TurnKey| if turns.is_empty() { 0 } else { credit(turns, rules, &key(), date) };
    let percent = |credit: u32| rules.fairness.percent(credit);
    let wish = |(i, wish): (usize, &Wish)| {
        if !wish.span.covers(date) {
            return 0;
        }
        let own = credit(&|| key_of_wish(school, WishIdx::at(i)));
        let day = credit(&|| (wish.learner, TurnKind::Turn, String::new()));
        rules.scores.wish / Points::from(wish.rank.max(1)) * percent(own.max(day)) / 100
    };
    let request = |(i, request): (usize, &Request)| {
        if !request.span.covers(date) {
            return 0;
        }
        let own = credit(&|| key_of_request(school, RequestIdx::at(i)));
        rules.scores.request / Points::from(request.priority.max(1)) * percent(own) / 100
    };
    let mut standing = Standing {
        wishes: school.wishes.iter().enumerate().map(wish).collect(),
        requests: school.requests.iter().enumerate().map(request).collect(),
        contests: BTreeMap::new(),
    };
    settle(&mut standing, school, rules, turns, date);
    standing
}

/// Puts the requests for one learner and slot in order.
fn settle(standing: &mut Standing, school: &School, rules: &Rules, turns: &Turns, date: Date) {
    let mut rivals: BTreeMap<(LearnerIdx, &str), Vec<RequestIdx>> = BTreeMap::new();
    for (i, request) in school.requests.iter().enumerate().filter(|(_, request)| request.span.covers(date)) {
        if let Some(slot) = &request.slot {
            rivals.entry((request.learner, slot)).or_default().push(RequestIdx::at(i));
        }
    }
    for mut requests in rivals.into_values() {
        let staff = |at: &RequestIdx| school.requests[at.i()].staff;
        if requests.iter().all(|at| staff(at) == staff(&requests[0])) {
            continue;
        }
        let urgency = |at: &RequestIdx| school.requests[at.i()].priority;
        let by_rule = |at: &RequestIdx| {
            let waited = credit(turns, rules, &key_of_request(school, *at), date);
            claims::rule_of(school, rules, date, *at)
                .map_or_else(Vec::new, |rule| claims::places(school, rule, date, *at, waited))
        };
        requests.sort_by_cached_key(|at| (by_rule(at), -standing.request(*at), urgency(at), staff(at), *at));
        let first = requests[0];
        for (place, &at) in requests.iter().enumerate() {
            let other = if place == 0 { requests[1] } else { at };
            // Whether points alone would put the other first, or leave the two equal.
            let is_against_points = standing.request(first) <= standing.request(other);
            let by = match urgency(&first).cmp(&urgency(&other)) {
                _ if by_rule(&first) < by_rule(&other) && is_against_points => ComesFirstBy::Rule,
                std::cmp::Ordering::Less => ComesFirstBy::Priority,
                // As urgent and worth more, or less urgent and worth more: it has waited.
                _ if standing.request(first) > standing.request(other) => ComesFirstBy::Turn,
                _ => ComesFirstBy::Id,
            };
            standing.contests.insert(at, Contest { first, by });
        }
        for &at in &requests[1..] {
            standing.requests[at.i()] /= SECOND_DIVISOR;
        }
    }
}

/// What is left today of the days in vain, in hundredths.
fn credit(turns: &Turns, rules: &Rules, key: &TurnKey, date: Date) -> u32 {
    turns.get(key).map_or(0, |turn| {
        let (credit, days) = at_beginning(turn, date);
        rules.fairness.left(credit, days)
    })
}
