//! The way to goals: the cheapest set of unknown competencies that, learned in order, reaches them.
//!
//! Without alternatives it is plain reverse reachability that stops at what is known. With alternatives and steps
//! shared between routes, the cheapest set is NP-hard (it contains set cover). So: a first answer by Knuth's
//! generalisation of Dijkstra's algorithm to and/or graphs (Knuth 1977, *A generalization of Dijkstra's
//! algorithm*; it counts a shared step once per use), then branch and bound over the open choices, which is exact
//! unless it meets its limit of nodes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;

use super::CompetencyGraph;
use crate::model::ids::CompetencyIdx;

/// Partial answers that the branch and bound looks at; some ten milliseconds of work at most.
const PARTIALS_MAX: usize = 20_000;

/// Costs are counted in thousandths of a minute, so that sums do not depend on their order.
const PER_MINUTE: f64 = 1_000.0;

/// The competencies to learn on the way to some goals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closure {
    /// In an order in which they can be learned.
    pub steps: Vec<CompetencyIdx>,
    /// Where there was a choice: (competency, the alternative it relies on), by competency.
    pub chosen: Vec<(CompetencyIdx, CompetencyIdx)>,
    /// Whether no cheaper set exists; false only when the search met its limit.
    pub exact: bool,
}

impl CompetencyGraph {
    /// The cheapest set of unknown competencies that reaches all `goals`, shared steps counted once.
    ///
    /// Goals that are known need nothing. A known competency needs nothing further, even where what it builds on
    /// is unknown. `minutes` is what a competency still costs; negative and undefined costs count as 0.
    pub fn closure(
        &self,
        goals: &[CompetencyIdx],
        is_known: impl Fn(CompetencyIdx) -> bool,
        minutes: impl Fn(CompetencyIdx) -> f64,
    ) -> Closure {
        let search = Search { graph: self, is_known, minutes };
        let open: Vec<usize> = goals.iter().filter(|&&c| !(search.is_known)(c)).map(|&c| search.bundle(c)).collect();
        let mut forced = Partial::new(self.bundles.len());
        search.add(&mut forced, &open);
        let (answer, exact) = search.settle(forced, &open);
        search.closure(&answer.bundles, exact)
    }
}

/// What a closure is asked about.
struct Search<'a, K, M> {
    graph: &'a CompetencyGraph,
    is_known: K,
    minutes: M,
}

/// A set of bundles with everything they need whatever else, and the choices still open.
#[derive(Clone)]
struct Partial {
    bundles: FixedBitSet,
    cost: u64,
    /// (bundle, position in its sets of alternatives), neither known nor in `bundles`.
    open: Vec<(usize, usize)>,
}

impl Partial {
    fn new(n: usize) -> Self {
        Partial { bundles: FixedBitSet::with_capacity(n), cost: 0, open: Vec::new() }
    }
}

/// The prices of the bundles by Knuth's algorithm.
struct Prices {
    /// For each bundle on any way and each of its open sets of alternatives: the alternative that is learned first
    /// when every step is learned as soon as its price allows, hence the cheapest. Following them never runs in a
    /// circle.
    cheapest: FxHashMap<(usize, usize), CompetencyIdx>,
}

impl<K, M> Search<'_, K, M>
where
    K: Fn(CompetencyIdx) -> bool,
    M: Fn(CompetencyIdx) -> f64,
{
    /// What a bundle's unknown members cost, in thousandths of a minute.
    fn cost(&self, b: usize) -> u64 {
        let unknown = self.graph.bundles[b].members.iter().filter(|&&c| !(self.is_known)(c));
        // A year of minutes is beyond any use; the cap keeps sums far from overflow. NaN becomes 0.
        unknown.map(|&c| ((self.minutes)(c).clamp(0.0, 525_600.0) * PER_MINUTE).round() as u64).sum()
    }

    fn bundle(&self, competency: CompetencyIdx) -> usize {
        self.graph.bundle_of[competency.i()] as usize
    }

    /// Adds bundles with all they need whatever else, and notes the choices that this opens.
    fn add(&self, partial: &mut Partial, bundles: &[usize]) {
        let mut stack: Vec<usize> = bundles.to_vec();
        while let Some(b) = stack.pop() {
            if partial.bundles.put(b) {
                continue;
            }
            partial.cost += self.cost(b);
            let bundle = &self.graph.bundles[b];
            stack.extend(bundle.all_of.iter().filter(|&&c| !(self.is_known)(c)).map(|&c| self.bundle(c)));
            for (at, set) in bundle.any_of.iter().enumerate() {
                if !set.iter().any(|&c| (self.is_known)(c)) {
                    partial.open.push((b, at));
                }
            }
        }
        partial
            .open
            .retain(|&(b, at)| !self.graph.bundles[b].any_of[at].iter().any(|&c| partial.bundles[self.bundle(c)]));
    }

    /// Decides all open choices; and whether the answer is proven the cheapest.
    fn settle(&self, forced: Partial, goals: &[usize]) -> (Partial, bool) {
        if forced.open.is_empty() && self.is_learnable(&forced.bundles) {
            return (forced, true);
        }
        let mut branching = Branching { search: self, best: self.by_knuth(goals), n_partials: 0, exact: true };
        branching.branch(forced);
        (branching.best, branching.exact)
    }

    /// Knuth's answer: each set of alternatives that nothing else on the way meets takes its cheapest.
    fn by_knuth(&self, goals: &[usize]) -> Partial {
        let prices = self.prices(&self.region(goals));
        let cheapest = |b: usize, at: usize| {
            let need = prices.cheapest.get(&(b, at)).expect("every bundle can be learned, whatever is known");
            self.bundle(*need)
        };
        let mut answer = Partial::new(self.graph.bundles.len());
        self.add(&mut answer, goals);
        while let Some(&(b, at)) = answer.open.first() {
            self.add(&mut answer, &[cheapest(b, at)]);
        }
        // Alternatives that were on the way anyway met some sets; around a circle they may only meet each other.
        // Then every set takes its own cheapest.
        while !self.is_learnable(&answer.bundles) {
            let unmet = |b: usize| (0..self.graph.bundles[b].any_of.len()).filter(move |&at| self.is_open(b, at));
            let wanted: Vec<usize> = answer
                .bundles
                .ones()
                .flat_map(|b| unmet(b).map(move |at| (b, at)))
                .map(|(b, at)| cheapest(b, at))
                .collect();
            self.add(&mut answer, &wanted);
        }
        answer
    }

    /// Whether what is known leaves a set of alternatives unmet.
    fn is_open(&self, b: usize, at: usize) -> bool {
        !self.graph.bundles[b].any_of[at].iter().any(|&c| (self.is_known)(c))
    }

    /// All bundles on any way to the goals, whichever alternatives are taken.
    fn region(&self, goals: &[usize]) -> FixedBitSet {
        let mut region = FixedBitSet::with_capacity(self.graph.bundles.len());
        let mut stack = goals.to_vec();
        while let Some(b) = stack.pop() {
            if !region.put(b) {
                let bundle = &self.graph.bundles[b];
                let open = (0..bundle.any_of.len()).filter(|&at| self.is_open(b, at));
                let either = open.flat_map(|at| bundle.any_of[at].iter());
                let needs = bundle.all_of.iter().filter(|&&c| !(self.is_known)(c)).chain(either);
                stack.extend(needs.map(|&c| self.bundle(c)));
            }
        }
        region
    }

    /// Dijkstra over the bundles of a region: one is settled when its last need is, at its own cost plus the prices
    /// of its needs.
    fn prices(&self, region: &FixedBitSet) -> Prices {
        let bundles = &self.graph.bundles;
        let mut prices = Prices { cheapest: FxHashMap::default() };
        let mut unmet = vec![0usize; bundles.len()];
        let mut price = vec![0u64; bundles.len()];
        let mut heap = BinaryHeap::new();
        for b in region.ones() {
            let n_hard = bundles[b].all_of.iter().filter(|&&c| !(self.is_known)(c)).count();
            let n_open = (0..bundles[b].any_of.len()).filter(|&at| self.is_open(b, at)).count();
            unmet[b] = n_hard + n_open;
            price[b] = self.cost(b);
            if unmet[b] == 0 {
                heap.push(Reverse((price[b], b)));
            }
        }
        let mut above: Vec<usize> = Vec::new();
        while let Some(Reverse((_, b))) = heap.pop() {
            for &c in bundles[b].members.iter().filter(|&&c| !(self.is_known)(c)) {
                above.clear();
                above.extend(self.graph.dependents[c.i()].iter().map(|&next| self.bundle(next)));
                above.retain(|&next| region[next]);
                above.sort_unstable();
                above.dedup();
                for &next in &above {
                    let newly = self.newly_met(next, c, &mut prices);
                    if newly == 0 {
                        continue;
                    }
                    price[next] = price[next].saturating_add(price[b].saturating_mul(newly as u64));
                    unmet[next] -= newly;
                    if unmet[next] == 0 {
                        heap.push(Reverse((price[next], next)));
                    }
                }
            }
        }
        prices
    }

    /// How many needs of bundle `b` competency `c` meets that nothing met before; notes it as their cheapest.
    fn newly_met(&self, b: usize, c: CompetencyIdx, prices: &mut Prices) -> usize {
        let bundle = &self.graph.bundles[b];
        let mut newly = usize::from(bundle.all_of.binary_search(&c).is_ok());
        for (at, set) in bundle.any_of.iter().enumerate() {
            if set.contains(&c) && self.is_open(b, at) && !prices.cheapest.contains_key(&(b, at)) {
                prices.cheapest.insert((b, at), c);
                newly += 1;
            }
        }
        newly
    }

    /// Whether the bundles can be learned one after the other: no alternatives that only meet each other.
    fn is_learnable(&self, bundles: &FixedBitSet) -> bool {
        bundles.ones().all(|b| self.graph.bundles[b].any_of.is_empty())
            || self.sequence(bundles).0.len() == bundles.count_ones(..)
    }

    /// The bundles in an order of learning (smallest rank first among those that are ready), as far as it goes,
    /// and for each decided set of alternatives (bundle, the alternative learned first).
    fn sequence(&self, bundles: &FixedBitSet) -> (Vec<usize>, Vec<(usize, CompetencyIdx)>) {
        let rank = |b: usize| self.graph.rank(self.graph.bundles[b].members[0]);
        let mut waiting: Vec<usize> = bundles.ones().collect();
        waiting.sort_by_key(|&b| rank(b));
        let mut learned = FixedBitSet::with_capacity(self.graph.bundles.len());
        let mut sequence = Vec::with_capacity(waiting.len());
        let mut chosen = Vec::new();
        // In order of rank one sweep is enough unless alternatives run in a circle.
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|&b| {
                let has = |c: CompetencyIdx| (self.is_known)(c) || learned[self.bundle(c)];
                if !self.graph.bundles[b].is_ready(&has) {
                    return true;
                }
                for set in self.graph.bundles[b].any_of.iter().filter(|set| !set.iter().any(|&c| (self.is_known)(c))) {
                    let first =
                        set.iter().copied().filter(|&c| learned[self.bundle(c)]).min_by_key(|&c| self.graph.rank(c));
                    chosen.extend(first.map(|c| (b, c)));
                }
                learned.insert(b);
                sequence.push(b);
                false
            });
            if waiting.len() == before {
                break;
            }
        }
        (sequence, chosen)
    }

    fn closure(&self, bundles: &FixedBitSet, exact: bool) -> Closure {
        let (sequence, chosen) = self.sequence(bundles);
        assert_eq!(sequence.len(), bundles.count_ones(..), "a closure can be learned in its order");
        let unknown = |b: usize| self.graph.bundles[b].members.iter().copied().filter(|&c| !(self.is_known)(c));
        let steps = sequence.iter().flat_map(|&b| unknown(b)).collect();
        let mut chosen: Vec<_> = chosen.into_iter().flat_map(|(b, need)| unknown(b).map(move |c| (c, need))).collect();
        chosen.sort();
        Closure { steps, chosen, exact }
    }
}

/// Branch and bound over the open choices, cheapest alternative first.
struct Branching<'a, 'b, K, M> {
    search: &'b Search<'a, K, M>,
    best: Partial,
    n_partials: usize,
    exact: bool,
}

impl<K, M> Branching<'_, '_, K, M>
where
    K: Fn(CompetencyIdx) -> bool,
    M: Fn(CompetencyIdx) -> f64,
{
    fn branch(&mut self, partial: Partial) {
        if partial.open.is_empty() {
            if partial.cost < self.best.cost {
                if self.search.is_learnable(&partial.bundles) {
                    self.best = partial;
                } else {
                    // Alternatives that only meet each other: another one on top might still be cheaper.
                    self.exact = false;
                }
            }
            return;
        }
        if self.n_partials >= PARTIALS_MAX {
            self.exact = false;
            return;
        }
        let (mut children, bound) = self.children(&partial);
        if bound >= self.best.cost {
            return;
        }
        children.sort_by_key(|child| child.cost);
        for child in children {
            if child.cost < self.best.cost {
                self.branch(child);
            }
        }
    }

    /// The children for the choice whose cheapest alternative costs most (the fewest alternatives among equals),
    /// and a lower bound: every open set must take one of its alternatives, with all that it needs whatever else.
    fn children(&mut self, partial: &Partial) -> (Vec<Partial>, u64) {
        let mut hardest: Option<(u64, Reverse<usize>, Vec<Partial>)> = None;
        for &(b, at) in &partial.open {
            let children: Vec<Partial> = self.search.graph.bundles[b].any_of[at]
                .iter()
                .map(|&c| {
                    let mut child = partial.clone();
                    self.search.add(&mut child, &[self.search.bundle(c)]);
                    child
                })
                .collect();
            self.n_partials += children.len();
            let cheapest = children.iter().map(|child| child.cost).min().expect("a set has two alternatives or more");
            let key = (cheapest, Reverse(children.len()));
            if hardest.as_ref().is_none_or(|(cost, n, _)| key > (*cost, *n)) {
                hardest = Some((cheapest, key.1, children));
            }
        }
        hardest.map_or((Vec::new(), partial.cost), |(bound, _, children)| (children, bound))
    }
}
