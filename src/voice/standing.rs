//! What each wish, request and proposal is worth tonight.
//!
//! A wish earns its points by rank, a request by priority, and both more for every day on which they were declined.
//! Of several requests for one learner in one slot only one can be met: the one worth most comes first, then the more
//! urgent, then the one by the smaller staff id. The others keep a tenth of their points, so that they are met where the
//! first cannot be.

use std::collections::BTreeMap;

use super::turns::{key_of_request, key_of_wish};
use crate::model::ids::{LearnerIdx, RequestIdx, WishIdx};
use crate::model::problem::Points;
use crate::model::rules::Rules;
use crate::model::school::{Request, School};
use crate::model::time::Date;
use crate::model::voice::{ComesFirstBy, Contest, TurnKey, TurnKind};

/// What is left of a request's points while another for the same learner and slot comes first.
const SECOND_DIVISOR: Points = 10;

/// The points of everything asked for on a day.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// By wish; 0 when it is not in force.
    wishes: Vec<Points>,
    /// By request; 0 when it is not in force.
    requests: Vec<Points>,
    /// By request: who comes first among those for the same learner and slot.
    contests: BTreeMap<RequestIdx, Contest>,
}

impl Standing {
    /// Of a day, with what former nights declined.
    pub fn of(school: &School, rules: &Rules, date: Date) -> Self {
        let has_memory = !school.turns.is_empty();
        let credit = |key: &dyn Fn() -> TurnKey| if has_memory { credit(school, rules, &key(), date) } else { 0 };
        let percent = |credit: u32| rules.fairness.percent(credit);
        let wish = |(i, wish): (usize, &crate::model::school::Wish)| {
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
        standing.settle(school, date);
        standing
    }

    /// Points of a wish.
    pub fn wish(&self, at: WishIdx) -> Points {
        self.wishes[at.i()]
    }

    /// Points of a request.
    pub fn request(&self, at: RequestIdx) -> Points {
        self.requests[at.i()]
    }

    /// Who comes first among the requests for the same learner and slot; none: nobody else asks.
    pub fn contest(&self, at: RequestIdx) -> Option<Contest> {
        self.contests.get(&at).copied()
    }

    /// Puts the requests for one learner and slot in order.
    fn settle(&mut self, school: &School, date: Date) {
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
            requests.sort_by_key(|at| (-self.requests[at.i()], urgency(at), staff(at), *at));
            let first = requests[0];
            for (place, &at) in requests.iter().enumerate() {
                let other = if place == 0 { requests[1] } else { at };
                let by = match urgency(&first).cmp(&urgency(&other)) {
                    std::cmp::Ordering::Less => ComesFirstBy::Priority,
                    // As urgent and worth more, or less urgent and worth more: it has waited.
                    _ if self.requests[first.i()] > self.requests[other.i()] => ComesFirstBy::Turn,
                    _ => ComesFirstBy::Id,
                };
                self.contests.insert(at, Contest { first, by });
            }
            for &at in &requests[1..] {
                self.requests[at.i()] /= SECOND_DIVISOR;
            }
        }
    }
}

/// What is left today of the days in vain, in hundredths.
fn credit(school: &School, rules: &Rules, key: &TurnKey, date: Date) -> u32 {
    school.turns.get(key).map_or(0, |turn| {
        let (credit, days) = super::turns::at_beginning(turn, date);
        rules.fairness.left(credit, days)
    })
}
