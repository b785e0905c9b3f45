//! Branch and bound over the open choices: exact where it ends before its limit.

use std::cmp::Reverse;

use super::{Partial, Search};
use daybreak_school::ids::CompetencyIdx;

/// Partial answers that it looks at; some ten milliseconds of work at most.
const PARTIALS_MAX: usize = 20_000;

impl<K, M> Search<'_, K, M>
where
    K: Fn(CompetencyIdx) -> bool,
    M: Fn(CompetencyIdx) -> f64,
{
    /// The best of `first` and of everything that settles the open choices of `forced`; and whether it is proven the
    /// cheapest.
    pub(super) fn branch(&self, forced: Partial, first: Partial) -> (Partial, bool) {
        let mut branching = Branching { search: self, best: first, n_partials: 0, exact: true };
        branching.branch(forced);
        (branching.best, branching.exact)
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
