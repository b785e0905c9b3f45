//! Branching in one part of the day: on how many sessions of an activity start in a slot, no more than so many or more.
//!
//! Each leaf has prices of its own for the rows of the part, and every plan of the part lies in one of the leaves; so
//! no plan earns more there than the highest leaf says. That leaf is looked at first (best first; Land and Doig, 1960).
//! Looking at a leaf walks to lower prices from those of its parent, sets aside what cannot reach the target (sides
//! that lose more than is left, at these very prices), and branches on the number of sessions that wavered most along
//! the walk.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::part::{Desk, Part, PartPriced, Ranges};
use super::walk::Terrain;

/// Steps of the walk at the first leaf, which has come from the day as a whole, and at others.
const STEPS: (u64, u64) = (400, 40);
/// Weight of the past in the running average of the numbers of sessions.
const PAST: f64 = 0.9;
/// A walk at a leaf with nothing left to branch on goes on while it takes this part off what is above the target.
const GOES_ON: i128 = 64;

/// A tree of branches with its leaves.
pub(super) struct Tree {
    /// The root is the first.
    pub nodes: Vec<Node>,
    /// Prices by row of the part; several leaves may share them.
    pub prices: Vec<Vec<i64>>,
    /// Leaves to look at: what they say, and their place.
    open: BinaryHeap<(i128, Reverse<usize>)>,
    /// The highest that leaves say at which there is no more to find.
    done: i128,
}

/// A branch or a leaf.
pub(super) enum Node {
    /// At most so many sessions of a key of the part, or more.
    Split { key: usize, at_most: i64, fewer: usize, more: usize },
    /// By place in the tree's prices.
    Leaf { prices: usize, ranges: Ranges },
}

/// What came of looking at a leaf.
pub(super) struct Look {
    leaf: usize,
    prices: Vec<i64>,
    value: i128,
    /// Whether another walk from here is worth it.
    goes_on: bool,
    /// Branches in turn, one side of each set aside.
    aside: Vec<Aside>,
    /// The branch at the end; none where every number of sessions is settled.
    branch: Option<Branch>,
}

/// At most so many sessions of a key, or more; and what both sides say.
struct Branch {
    key: usize,
    at_most: i64,
    fewer: i128,
    more: i128,
}

/// A branch of which one side is set aside.
struct Aside {
    key: usize,
    at_most: i64,
    /// Whether the side of more sessions is the one set aside.
    more: bool,
    value: i128,
}

impl Tree {
    /// A tree of one leaf.
    pub fn new(prices: Vec<i64>, ranges: Ranges, value: i128) -> Self {
        let open = BinaryHeap::from([(value, Reverse(0))]);
        Tree { nodes: vec![Node::Leaf { prices: 0, ranges }], prices: vec![prices], open, done: i128::MIN }
    }

    /// No plan of the part earns more, scaled, at the shared prices.
    pub fn value(&self) -> i128 {
        self.open.peek().map_or(self.done, |open| self.done.max(open.0))
    }

    /// Takes up to `n` leaves that say more than the target, the highest first; none once a leaf where there is no more
    /// to find is the highest.
    pub fn take(&mut self, n: usize, target: i128) -> Vec<usize> {
        let mut taken = Vec::new();
        while taken.len() < n {
            match self.open.peek() {
                Some(&(value, Reverse(leaf))) if value > target && value > self.done => taken.push(leaf),
                Some(_) | None => break,
            }
            self.open.pop();
        }
        taken
    }

    /// Looks at a leaf.
    pub fn look(&self, leaf: usize, part: &Part<'_>, terrain: &Terrain, target: i128) -> Look {
        let Node::Leaf { prices, ranges } = &self.nodes[leaf] else { unreachable!("only leaves are looked at") };
        let mut desk = part.desk();
        let mut held = vec![0.0; ranges.len()];
        let (mut weight, mut first) = (0.0, None);
        let mut ask = |own: &[i64]| {
            let priced = part.price(&mut desk, own, ranges);
            weight = PAST * weight + 1.0;
            for (held, answer) in held.iter_mut().zip(&priced.answers) {
                *held = PAST * *held + answer.n_sessions as f64;
            }
            first.get_or_insert(priced.value);
            (priced.value, priced.slack)
        };
        let n_steps = if leaf == 0 { STEPS.0 } else { STEPS.1 };
        let prices = terrain.walk(self.prices[*prices].clone(), n_steps, target, &mut ask);
        let first = first.expect("a walk asks where it begins");
        held.iter_mut().for_each(|held| *held /= weight);
        let priced = part.price(&mut desk, &prices, ranges);
        let mut ranges = ranges.clone();
        let aside = set_aside(part, &desk, &priced, &mut ranges, target);
        let branch = wavering(&held, &ranges).map(|key| {
            let (least, most) = ranges[key];
            let at_most = (held[key].floor() as i64).clamp(least, most - 1);
            let says = |range| says(part, &desk, &priced, key, range);
            Branch { key, at_most, fewer: says((least, at_most)), more: says((at_most + 1, most)) }
        });
        let goes_on = (first - priced.value) * GOES_ON > first - target;
        Look { leaf, prices, value: priced.value, goes_on, aside, branch }
    }

    /// Enters what came of looking at a leaf.
    pub fn enter(&mut self, look: Look) {
        let prices = self.prices.len();
        self.prices.push(look.prices);
        let mut at = look.leaf;
        for Aside { key, at_most, more: more_aside, value } in look.aside {
            let (fewer, more) = self.split(at, prices, key, at_most);
            let aside = if more_aside { more } else { fewer };
            self.open.push((value, Reverse(aside)));
            at = if more_aside { fewer } else { more };
        }
        if let Some(branch) = look.branch {
            let (fewer, more) = self.split(at, prices, branch.key, branch.at_most);
            self.open.push((branch.fewer, Reverse(fewer)));
            self.open.push((branch.more, Reverse(more)));
            return;
        }
        if let Node::Leaf { prices: of_leaf, .. } = &mut self.nodes[at] {
            *of_leaf = prices;
        }
        match look.goes_on {
            true => self.open.push((look.value, Reverse(at))),
            false => self.done = self.done.max(look.value),
        }
    }

    /// Makes a leaf a branch with two leaves of the same prices.
    fn split(&mut self, leaf: usize, prices: usize, key: usize, at_most: i64) -> (usize, usize) {
        let (fewer, more) = (self.nodes.len(), self.nodes.len() + 1);
        let split = Node::Split { key, at_most, fewer, more };
        let Node::Leaf { ranges, .. } = std::mem::replace(&mut self.nodes[leaf], split) else {
            unreachable!("only leaves are split")
        };
        let (mut low, mut high) = (ranges.clone(), ranges);
        (low[key].1, high[key].0) = (at_most, at_most + 1);
        self.nodes.push(Node::Leaf { prices, ranges: low });
        self.nodes.push(Node::Leaf { prices, ranges: high });
        (fewer, more)
    }
}

/// What the part is worth at the prices last asked with another range for one key.
fn says(part: &Part<'_>, desk: &Desk, priced: &PartPriced, key: usize, range: (i64, i64)) -> i128 {
    priced.value - i128::from(priced.answers[key].value) + i128::from(part.answer(desk, key, range))
}

/// Narrows the ranges by every side that stays below the target, in the order of the keys.
fn set_aside(part: &Part<'_>, desk: &Desk, priced: &PartPriced, ranges: &mut Ranges, target: i128) -> Vec<Aside> {
    let mut aside = Vec::new();
    for (key, range) in ranges.iter_mut().enumerate() {
        let n = priced.answers[key].n_sessions.clamp(range.0, range.1);
        if n < range.1 {
            let value = says(part, desk, priced, key, (n + 1, range.1));
            if value <= target {
                aside.push(Aside { key, at_most: n, more: true, value });
                range.1 = n;
            }
        }
        if n > range.0 {
            let value = says(part, desk, priced, key, (range.0, n - 1));
            if value <= target {
                aside.push(Aside { key, at_most: n - 1, more: false, value });
                range.0 = n;
            }
        }
    }
    aside
}

/// The key whose number of sessions was least settled along a walk, among those that may still differ.
fn wavering(held: &[f64], ranges: &Ranges) -> Option<usize> {
    let wavers = |key: usize| (held[key] - held[key].round()).abs();
    let open = (0..held.len()).filter(|&key| ranges[key].0 < ranges[key].1);
    open.max_by(|&x, &y| wavers(x).total_cmp(&wavers(y)).then(y.cmp(&x)))
}
