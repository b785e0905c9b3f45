//! Prices that nobody would ask: a certificate made of them must still be valid.

use daybreak::model::certificate::{BranchingNode, CERTIFICATE_FORMAT, Certificate, PRICE_MAX, Prices, Table};
use daybreak::model::problem::Problem;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Draws foolish prices.
struct Fool<'d> {
    dice: &'d mut ChaCha8Rng,
    /// How dear a price may be, and the share of prices that are not 0, in percent.
    dear: i64,
    share: u32,
}

impl Fool<'_> {
    fn price(&mut self, highest: i64) -> i64 {
        let is_there = self.dice.random_range(0..100) < self.share;
        if is_there { self.dice.random_range(0..=self.dear).min(highest) } else { 0 }
    }

    fn put(&mut self, table: &mut Table, outer: &str, inner: &str, highest: i64) {
        table.entry(outer.to_owned()).or_default().insert(inner.to_owned(), self.price(highest));
    }
}

/// Random prices on everything that the problem limits, most of them foolish.
pub fn garbage(problem: &Problem, dice: &mut ChaCha8Rng) -> Certificate {
    let scale = dice.random_range(1..=1024);
    let dear = [1, 10, 100, 100_000][dice.random_range(0..4)] * scale;
    let share = dice.random_range(0..=100);
    let mut fool = Fool { dice, dear, share };
    let mut prices = Prices::default();
    for learner in &problem.learners {
        for slot in &problem.slots {
            fool.put(&mut prices.learner, &learner.id, &slot.id, PRICE_MAX);
        }
        for candidate in &learner.candidates {
            fool.put(&mut prices.candidate, &learner.id, &candidate.offering, PRICE_MAX);
            if let Some(key) = &candidate.exclusive {
                fool.put(&mut prices.exclusive, &learner.id, key, PRICE_MAX);
            }
        }
        for q in &learner.requirements {
            let cost = |cost: Option<i64>| cost.map_or(PRICE_MAX, |cost| cost.max(0) * scale);
            fool.put(&mut prices.shortfall, &learner.id, &q.id, cost(q.shortfall_cost));
            if q.slots_max.is_some() {
                fool.put(&mut prices.excess, &learner.id, &q.id, cost(q.excess_cost));
            }
        }
    }
    for slot in &problem.slots {
        problem.devices.iter().for_each(|d| fool.put(&mut prices.device, &d.id, &slot.id, PRICE_MAX));
        for room in &problem.rooms {
            fool.put(&mut prices.room, &room.id, &slot.id, PRICE_MAX);
            fool.put(&mut prices.place, &room.id, &slot.id, PRICE_MAX);
        }
        for person in &problem.staff {
            let day = prices.staff.entry(person.id.clone()).or_default().entry(slot.id.clone()).or_default();
            for length in 1..=3 {
                day.insert(length, fool.price(PRICE_MAX));
            }
        }
    }
    for o in problem.offerings.iter().filter(|o| o.station.is_none() && o.sessions_max.is_some()) {
        prices.offering.insert(o.id.clone(), fool.price(PRICE_MAX));
    }
    for s in problem.stations.iter().filter(|s| s.sessions_max.is_some()) {
        prices.station.insert(s.id.clone(), fool.price(PRICE_MAX));
    }
    Certificate {
        format: CERTIFICATE_FORMAT.into(),
        problem_sha256: String::new(),
        bound: 0,
        scale,
        prices,
        branching: None,
        given_sessions: None,
    }
}

/// A sound certificate with a proof by branching of which nothing is left but the slots and the offerings branched on:
/// random prices everywhere, other numbers of sessions, lists of prices dealt out anew.
pub fn foolish_branching(problem: &Problem, sound: &Certificate, dice: &mut ChaCha8Rng) -> Certificate {
    let garbage = garbage(problem, dice);
    let mut branching = sound.branching.clone().expect("a proof by branching");
    let prices = if dice.random_range(0..3) == 0 { Prices::default() } else { garbage.prices.clone() };
    // What a slot owed costs in all is limited, and half of it may be asked twice.
    branching.prices = prices;
    branching.prices.shortfall.clear();
    branching.prices.excess.clear();
    let dear = [1, 10, 100, 100_000][dice.random_range(0..4)] * garbage.scale;
    let share = dice.random_range(0..=100);
    for tree in &mut branching.trees {
        let n_places = tree.prices.first().map_or(0, Vec::len);
        let mut highest = vec![PRICE_MAX; n_places];
        for learner in &problem.learners {
            for q in &learner.requirements {
                for (table, cost) in [(&tree.places.shortfall, q.shortfall_cost), (&tree.places.excess, q.excess_cost)]
                {
                    if let (Some(place), Some(cost)) = (table.get(&learner.id).and_then(|row| row.get(&q.id)), cost) {
                        highest[*place as usize - 1] = cost.max(0) * garbage.scale;
                    }
                }
            }
        }
        let mut fool = Fool { dice: &mut *dice, dear, share };
        for list in &mut tree.prices {
            *list = highest.iter().map(|highest| fool.price(*highest)).collect();
        }
        let n_lists = tree.prices.len();
        for node in &mut tree.nodes {
            match node {
                BranchingNode::Split(split) => split.at_most = dice.random_range(0..3),
                BranchingNode::Leaf(list) => *list = dice.random_range(0..n_lists),
            }
        }
    }
    Certificate { branching: Some(branching), ..garbage }
}
