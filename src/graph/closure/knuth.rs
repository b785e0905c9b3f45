//! Knuth's generalisation of Dijkstra's algorithm to and/or graphs: the price of every bundle, and from the prices a
//! first answer (Knuth 1977, *A generalization of Dijkstra's algorithm*, Information Processing Letters 6).
//!
//! A price counts a shared step once for each use, so it is never too low. Sets of credits are then filled greedily:
//! always the competency that costs least for a credit on top of what is on the way already.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use fixedbitset::FixedBitSet;
use rustc_hash::FxHashMap;

use super::{Partial, Search};
use daybreak_school::ids::CompetencyIdx;

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
    /// A first answer, on top of what is needed whatever else: each set of alternatives that nothing else on the way
    /// meets takes its cheapest, and credits are earned where the next one costs least.
    pub(super) fn by_prices(&self, forced: &Partial, region: &FixedBitSet) -> Partial {
        let prices = self.prices(region);
        let mut answer = forced.clone();
        self.complete(&mut answer, &prices);
        for quota in &self.quotas {
            while !quota.is_met(&answer.bundles) {
                let with = |&(b, credits): &(usize, u64)| {
                    let mut with = answer.clone();
                    self.add(&mut with, &[b]);
                    self.complete(&mut with, &prices);
                    // A credit more than is needed is worth nothing.
                    let useful = credits.min(quota.needed - quota.earned(&answer.bundles));
                    ((with.cost - answer.cost) as f64 / useful as f64, b, with)
                };
                let open = quota.from.iter().filter(|(b, _)| !answer.bundles[*b]).map(with);
                let best = open.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                answer = best.expect("a quota is at most what its list holds").2;
            }
        }
        answer
    }

    /// Decides all open choices by their prices.
    fn complete(&self, answer: &mut Partial, prices: &Prices) {
        let cheapest = |b: usize, at: usize| {
            let need = prices.cheapest.get(&(b, at)).expect("every bundle can be learned, whatever is known");
            self.bundle(*need)
        };
        while let Some(&(b, at)) = answer.open.first() {
            self.add(answer, &[cheapest(b, at)]);
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
            self.add(answer, &wanted);
        }
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
}
