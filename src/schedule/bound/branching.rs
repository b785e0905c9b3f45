//! The bound by branching: what spans the day is priced once for all, and within each part of the day a tree of branches
//! plans whole sessions.
//!
//! Prices alone bound a plan by one that opens sessions in shares; on days with few rooms and people that is several
//! per cent too much. A day falls into parts that no session crosses, mostly its slots, and what is left in a part can be
//! branched on (part by part a decomposition after Dantzig and Wolfe, 1960, with branch and bound for each part). The
//! smallest days are branched on as a whole as well, because that prices nothing across its slots. How long to
//! grow the trees is a number of seats asked, so large days, for which trees this small do nothing, pay nothing.

use rayon::prelude::*;

use super::Bound;
use super::by_id::{by_id, places_by_id};
use super::part::{Part, parts};
use super::prices::seat_prices;
use super::relaxation::Relaxation;
use super::share::{Shares, dearest, share_out};
use super::tree::{Node, Tree};
use super::volume::points;
use super::walk::Terrain;
use crate::budget::Budget;
use crate::ids::{CandIdx, Table};
use crate::instance::Instance;
use crate::state::{Snapshot, SnapshotSession};
use daybreak_day::certificate::{Branching, BranchingNode, BranchingTree, Prices, Split};
use daybreak_day::problem::Points;

/// Seats that the default effort asks for, in all leaves of all trees: about a second on two cores.
const SEATS: u64 = 40_000_000;
/// Fewer leaves than this in each part do nothing for a bound; they are not begun.
const LEAVES_MIN: u64 = 50;
/// A quarter of the leaves must take this part off what lies between bound and plan; otherwise the rest does too little.
const FALL_MIN: i128 = 50;
/// Seats asked for at a leaf, in pricings of its part: a walk, and looks at both sides of what may be set aside.
const PRICINGS: u64 = 45;
/// Leaves looked at side by side in one part, and in all together: the same on any machine.
const BESIDE: usize = 8;
/// Steps on rows of sessions are longer by this factor: they hold many learners.
const SESSION_STEP: f64 = 2.0;

/// A bound by branching, with its proof.
pub struct Branched {
    /// No valid plan earns more.
    pub points: Points,
    pub proof: Branching,
    /// Leaves looked at.
    pub leaves: u64,
}

/// Looks for a bound below that of prices, towards the plan in hand; none where the day is too large for it, or where
/// it finds none.
pub fn branched_bound(inst: &Instance, from: &Bound, plan: &Snapshot, budget: &Budget<'_>) -> Option<Branched> {
    let relaxation = Relaxation::new(inst);
    let mut lowest: Option<Branched> = None;
    for whole_day in [false, true] {
        let reached = lowest.as_ref().map_or(from.points, |branched| branched.points);
        let slots = parts(&relaxation, whole_day);
        let done_before = whole_day && parts(&relaxation, false).len() <= 1;
        if done_before || reached <= plan.points {
            break;
        }
        let Shares { shared, own } = share_out(&relaxation, &slots, &from.prices);
        let parts = slots.into_iter().map(|slots| Part::new(&relaxation, slots, &shared)).collect();
        let mut forest = Forest::new(&relaxation, &shared, parts, own, plan);
        let leaves = forest.grow(budget);
        let found = forest.points();
        if found < reached {
            lowest = Some(Branched { points: found, proof: forest.proof(), leaves });
        }
    }
    lowest
}

/// The trees of all parts at the prices that they share.
struct Forest<'r> {
    relaxation: &'r Relaxation<'r>,
    shared: &'r [i64],
    parts: Vec<Part<'r>>,
    trees: Vec<Tree>,
    terrains: Vec<Terrain>,
    /// What the plan in hand earns in each part: no tree says less.
    targets: Vec<i128>,
}

impl<'r> Forest<'r> {
    fn new(
        relaxation: &'r Relaxation<'r>,
        shared: &'r [i64],
        parts: Vec<Part<'r>>,
        own: Vec<Vec<i64>>,
        plan: &Snapshot,
    ) -> Self {
        let tree = |(part, own): (&Part<'_>, Vec<i64>)| {
            let ranges = part.widest();
            let value = part.price(&mut part.desk(), &own, &ranges).value;
            Tree::new(own, ranges, value)
        };
        let trees = parts.iter().zip(own).map(tree).collect();
        let terrains = parts.iter().map(|part| terrain(relaxation, part, shared)).collect();
        let seats = seat_prices(relaxation, shared);
        let targets = parts.iter().map(|part| plan_value(relaxation, part, shared, &seats, plan)).collect();
        Forest { relaxation, shared, parts, trees, terrains, targets }
    }

    /// Looks at leaves until the budget is spent or nothing is left to find; returns how many.
    fn grow(&mut self, budget: &Budget<'_>) -> u64 {
        let a_leaf = PRICINGS * self.parts.iter().map(Part::n_seats).sum::<u64>() / self.parts.len().max(1) as u64;
        let n_leaves = budget.rounds(SEATS) / a_leaf.max(1);
        if n_leaves < LEAVES_MIN * self.parts.len() as u64 {
            return 0;
        }
        let in_each = BESIDE.div_ceil(self.parts.len().max(1));
        let (first, target) = (self.value(), self.targets.iter().sum::<i128>());
        let mut n = 0;
        while n < n_leaves && budget.cut().is_none() {
            if n >= n_leaves / 4 && (first - self.value()) * FALL_MIN < first - target {
                break;
            }
            let take = |(p, tree): (usize, &mut Tree)| {
                tree.take(in_each, self.targets[p]).into_iter().map(move |leaf| (p, leaf)).collect::<Vec<_>>()
            };
            let taken: Vec<(usize, usize)> = self.trees.iter_mut().enumerate().flat_map(take).collect();
            if taken.is_empty() {
                break;
            }
            n += taken.len() as u64;
            let look = |&(p, leaf): &(usize, usize)| {
                self.trees[p].look(leaf, &self.parts[p], &self.terrains[p], self.targets[p])
            };
            let looks: Vec<_> = taken.par_iter().map(look).collect();
            for (&(p, _), look) in taken.iter().zip(looks) {
                self.trees[p].enter(look);
            }
        }
        n
    }

    /// The bound that the trees prove.
    fn points(&self) -> Points {
        let relaxation = self.relaxation;
        let mut value = i128::from(relaxation.constant);
        for (row, price) in self.shared.iter().enumerate().filter(|(row, _)| !relaxation.rows.staff.contains(row)) {
            value += i128::from(*price) * i128::from(relaxation.available[row]);
        }
        let per_kind = relaxation.inst.n_slots * relaxation.lengths.len();
        for (kind, staff) in relaxation.staff_types.numbered() {
            let first = relaxation.staff_row(kind, 0, 0);
            let day = dearest(relaxation, kind, &self.shared[first..first + per_kind]);
            value += staff.members.len() as i128 * i128::from(day);
        }
        points(relaxation, value + self.value())
    }

    /// What the parts are worth together at the shared prices, scaled.
    fn value(&self) -> i128 {
        self.trees.iter().map(Tree::value).sum()
    }

    /// The trees by the ids of the problem.
    fn proof(&self) -> Branching {
        let trees = self.parts.iter().zip(&self.trees).map(|(part, tree)| self.tree_by_id(part, tree)).collect();
        Branching { prices: by_id(self.relaxation, self.shared), trees }
    }

    /// A tree in the order in which anyone walks it, with the prices that its leaves use.
    fn tree_by_id(&self, part: &Part<'_>, tree: &Tree) -> BranchingTree {
        let names = &self.relaxation.inst.names;
        let keys: Vec<_> = part.keys().collect();
        let (mut nodes, mut prices) = (Vec::with_capacity(tree.nodes.len()), Vec::new());
        let mut place_of = vec![None; tree.prices.len()];
        let mut next = vec![0];
        while let Some(at) = next.pop() {
            match &tree.nodes[at] {
                Node::Leaf { prices: of_leaf, .. } => {
                    let place = *place_of[*of_leaf].get_or_insert_with(|| {
                        prices.push(tree.prices[*of_leaf].clone());
                        prices.len() - 1
                    });
                    nodes.push(BranchingNode::Leaf(place));
                }
                &Node::Split { key, at_most, fewer, more } => {
                    let key = keys[key];
                    let is_station = self.relaxation.inst.activities[key.activity].is_station;
                    let id = &names.activities[key.activity];
                    nodes.push(BranchingNode::Split(Split {
                        offering: (!is_station).then(|| id.clone()),
                        station: is_station.then(|| id.clone()),
                        slot: names.slots[key.start].clone(),
                        at_most: u64::try_from(at_most).expect("a number of sessions"),
                    }));
                    next.extend([more, fewer]);
                }
            }
        }
        let slots = (0..names.slots.len()).filter(|t| part.slots.mask >> t & 1 == 1);
        let slots = slots.map(|t| names.slots[t].clone()).collect();
        let places: Prices = places_by_id(self.relaxation, &part.slots.rows);
        BranchingTree { slots, places, prices, nodes }
    }
}

/// Where the prices of a part may walk.
fn terrain(relaxation: &Relaxation<'_>, part: &Part<'_>, shared: &[i64]) -> Terrain {
    let rows = &relaxation.rows;
    let of_sessions = |r: &usize| rows.staff.contains(r) || rows.room.contains(r) || rows.copies.contains(r);
    Terrain {
        highest: part.slots.rows.iter().map(|&r| relaxation.highest[r] - shared[r]).collect(),
        weight: part.slots.rows.iter().map(|r| if of_sessions(r) { SESSION_STEP } else { 1.0 }).collect(),
    }
}

/// What a plan earns in a part at the shared prices, scaled, with everything at its most favourable.
fn plan_value(
    relaxation: &Relaxation<'_>,
    part: &Part<'_>,
    shared: &[i64],
    seats: &Table<CandIdx, i64>,
    plan: &Snapshot,
) -> i128 {
    let inst = relaxation.inst;
    let mut value = 0;
    for key in part.keys() {
        let activity = &inst.activities[key.activity];
        let here = |s: &&SnapshotSession| s.activity == key.activity && s.start == key.start;
        for session in plan.sessions.iter().filter(here) {
            value -= i128::from(key.cost + shared[relaxation.rows.of_copies(key.activity)]);
            for person in &session.staff {
                let kind = relaxation.staff_types.numbered().find(|(_, kind)| kind.members.contains(person));
                let length = relaxation.lengths.binary_search(&activity.duration);
                let (kind, length) = (kind.expect("who serves has a type").0, length.expect("a length with people"));
                value -= i128::from(shared[relaxation.staff_row(kind, key.start, length)]);
            }
            for &(_, cand) in &session.members {
                let seat = key.seats.iter().find(|seat| seat.cand == cand).expect("who sits there could");
                value += i128::from(seat.gain - seats[cand]);
            }
        }
    }
    value
}
