//! Recomputes the bound that a proof by branching supports.
//!
//! # Why branching proves a bound
//!
//! The day is cut into parts, each some slots, and sessions that lie within a part are that part's. What a plan keeps
//! over the day it keeps with the sessions of one part alone: using less is never forbidden, and somebody's day with
//! sessions left out is still a day that this person may serve. So in each part every row may be priced a second time,
//! with what there is of it paid for once more. Only requirements are different (slots owed over the day are owed by no
//! part of it): they are priced a second time only in a part that holds all slots, and no slot short or beyond at
//! more than its cost.
//!
//! Those second prices may differ from case to case, if every plan of the part is in one of the cases: it cannot earn
//! more than the best case says. A case is a leaf of the tree. A split asks of the number of sessions of one offering or
//! station that start in one slot whether it is at most so many, or more; both sides follow it in the list, so nothing
//! can be left out, and a list that ends early or late is no tree. Within a case those numbers limit how many
//! sessions are asked for; a case in which so many cannot be has no plan.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::day;
use super::prices::Paid;
use super::seats::{Key, Seats};
use super::sessions::Question;
use crate::record::{Kind, Names};
use daybreak_day::certificate::{Branching, BranchingNode, BranchingTree, Split};
use daybreak_day::problem::Problem;
use daybreak_day::verdict::{Breach, Violation};

/// The bound in the certificate's scale, with what is wrong with the proof.
pub(super) fn recompute(seats: &Seats<'_>, scale: i64, branching: &Branching, faults: &mut Vec<Violation>) -> i128 {
    let problem = seats.problem;
    let shared = Paid::read(problem, scale, &branching.prices, faults);
    let parts = parts(problem, &branching.trees, faults);
    let mut value = seats.without_sessions(&shared) + shared.of_all_there_is() + day::all_days(problem, &shared);
    let part_of = |key: &Key<'_>| parts.iter().position(|slots| key.slots.clone().all(|t| slots.contains(&t)));
    let mut keys: Vec<Vec<&Key<'_>>> = vec![Vec::new(); parts.len()];
    for key in &seats.keys {
        match part_of(key) {
            Some(part) => keys[part].push(key),
            None => value += Question::new(seats, &shared, key).best(key.n_min, key.n_max).unwrap_or(0),
        }
    }
    for ((tree, keys), slots) in branching.trees.iter().zip(keys).zip(&parts) {
        let whole_day = slots.len() == problem.slots.len();
        value += Tree { seats, scale, shared: &shared, tree, keys, whole_day }.best(faults);
    }
    value
}

/// The slots of each tree.
fn parts(problem: &Problem, trees: &[BranchingTree], faults: &mut Vec<Violation>) -> Vec<FxHashSet<usize>> {
    let names = Names::of(problem);
    let mut taken = FxHashSet::default();
    let mut part = |tree: &BranchingTree| {
        let mut slots = FxHashSet::default();
        for id in &tree.slots {
            match names.slots.get(id.as_str()) {
                Some(&t) if taken.insert(t) => _ = slots.insert(t),
                Some(_) => faults.push(fault(format!("slot {id} has its cases in two trees, or twice in one"))),
                None => faults.push(fault(format!("a tree is about slot {id:?}, which the problem does not have"))),
            }
        }
        slots
    };
    trees.iter().map(&mut part).collect()
}

fn fault(what: String) -> Violation {
    Violation::new(Breach::CertificateTree, what)
}

/// Sessions at least and at most, by key; those that no split asked about are left out.
type Case = BTreeMap<usize, (u64, u64)>;

/// The cases of one part.
struct Tree<'t> {
    seats: &'t Seats<'t>,
    scale: i64,
    shared: &'t Paid<'t>,
    tree: &'t BranchingTree,
    /// Sessions that lie within the part.
    keys: Vec<&'t Key<'t>>,
    whole_day: bool,
}

impl Tree<'_> {
    /// The most that any case says.
    fn best(&self, faults: &mut Vec<Violation>) -> i128 {
        let cases = self.cases(faults);
        let n_places = self.tree.prices.first().map_or(0, Vec::len);
        let fits = |place: i64| usize::try_from(place).is_ok_and(|place| (1..=n_places).contains(&place));
        if !self.tree.places.all(fits) || self.tree.prices.iter().any(|prices| prices.len() != n_places) {
            faults.push(fault(format!("a list of {n_places} prices has another length, or not all the places")));
        }
        if !faults.is_empty() {
            return 0;
        }
        let lists = self.tree.prices.iter().zip(cases);
        lists.filter_map(|(prices, cases)| self.best_of(prices, &cases, faults)).max().unwrap_or(0)
    }

    /// The cases of each list of prices, by walking the list of nodes.
    fn cases(&self, faults: &mut Vec<Violation>) -> Vec<Vec<Case>> {
        let names = Names::of(self.seats.problem);
        let place: FxHashMap<(Kind, usize), usize> =
            self.keys.iter().enumerate().map(|(k, key)| ((key.kind, key.slots.start), k)).collect();
        let find = |split: &Split| {
            let kind = match (&split.offering, &split.station) {
                (Some(id), None) => Kind::Offering(*names.offerings.get(id.as_str())?),
                (None, Some(id)) => Kind::Station(*names.stations.get(id.as_str())?),
                (Some(_), Some(_)) | (None, None) => return None,
            };
            place.get(&(kind, *names.slots.get(split.slot.as_str())?)).copied()
        };
        let mut cases = vec![Vec::new(); self.tree.prices.len()];
        let mut next = vec![Case::new()];
        for node in &self.tree.nodes {
            let Some(case) = next.pop() else {
                faults.push(fault("nodes follow after the last case".to_owned()));
                break;
            };
            match node {
                BranchingNode::Leaf(list) => match cases.get_mut(*list) {
                    Some(of_list) => of_list.push(case),
                    None => faults.push(fault(format!("a case has list {list} of {} lists of prices", cases.len()))),
                },
                BranchingNode::Split(split) => {
                    let Some(key) = find(split) else {
                        faults.push(fault(format!("no session within the part is meant by {split:?}")));
                        break;
                    };
                    let (least, most) = case.get(&key).copied().unwrap_or((0, self.keys[key].n_max));
                    let (mut fewer, mut more) = (case.clone(), case);
                    fewer.insert(key, (least, most.min(split.at_most)));
                    more.insert(key, (least.max(split.at_most.saturating_add(1)), most));
                    next.extend([more, fewer]);
                }
            }
        }
        if !next.is_empty() && faults.is_empty() {
            faults.push(fault(format!("the list of nodes ends with {} sides missing", next.len())));
        }
        cases
    }

    /// The most that the cases of one list of prices say; none when no plan is in any.
    fn best_of(&self, prices: &[i64], cases: &[Case], faults: &mut Vec<Violation>) -> Option<i128> {
        let own = Paid::read(
            self.seats.problem,
            self.scale,
            &self.tree.places.with(|place| prices[place as usize - 1]),
            faults,
        );
        let both = own.on_top_of(self.shared);
        let may_require = self.whole_day && both.within_costs();
        if own.of_requirements().any(|price| price != 0) && !may_require {
            faults.push(fault("a case prices a requirement that spans other parts, or above its cost".to_owned()));
        }
        let of_part = own.of_all_there_is() + day::all_days(self.seats.problem, &own);
        let questions: Vec<Question> = self.keys.iter().map(|key| Question::new(self.seats, &both, key)).collect();
        let any: Vec<i128> =
            questions.iter().zip(&self.keys).map(|(question, key)| question.best(0, key.n_max).unwrap_or(0)).collect();
        let every: i128 = of_part + any.iter().sum::<i128>();
        let mut asked: FxHashMap<(usize, u64, u64), Option<i128>> = FxHashMap::default();
        let mut best = |key: usize, (least, most): (u64, u64)| {
            let ask = || (least <= most).then(|| questions[key].best(least, most)).flatten();
            *asked.entry((key, least, most)).or_insert_with(ask)
        };
        let mut value = |case: &Case| {
            let differences = case.iter().map(|(&key, &range)| Some(best(key, range)? - any[key]));
            Some(every + differences.sum::<Option<i128>>()?)
        };
        cases.iter().filter_map(&mut value).max()
    }
}
