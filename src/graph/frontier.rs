//! The border of what a learner knows, kept as bitsets and counters: a night's changes cost only what they touch.
//!
//! Each bundle counts its unmet needs (a hard need is one, a set of alternatives is one), each set of alternatives how
//! many of its members are known. Learning or forgetting a competency updates the counters of what directly needs it,
//! so it takes as many operations as the competency has dependents.

use fixedbitset::FixedBitSet;

use super::CompetencyGraph;
use daybreak_school::ids::CompetencyIdx;

/// Where in the graph a competency counts: the bundle that needs it, and the set of alternatives, if it is in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub bundle: u32,
    /// Its number among all sets of alternatives of the graph; none: a hard need.
    pub set: Option<u32>,
}

/// What one learner knows and can learn next.
#[derive(Clone, Debug)]
pub struct Frontier<'g> {
    graph: &'g CompetencyGraph,
    known: FixedBitSet,
    /// Unknown, and everything needed is known.
    outer: FixedBitSet,
    /// By bundle: hard needs and sets of alternatives that are not met.
    unmet: Vec<u32>,
    /// By set of alternatives: how many of its members are known.
    alternatives_known: Vec<u32>,
}

impl<'g> Frontier<'g> {
    /// The border of a set of known competencies (positions beyond the graph are left aside).
    pub fn new(graph: &'g CompetencyGraph, known: &FixedBitSet) -> Self {
        let mut frontier = Frontier {
            graph,
            known: FixedBitSet::with_capacity(graph.len()),
            outer: FixedBitSet::with_capacity(graph.len()),
            unmet: graph.n_needs.clone(),
            alternatives_known: vec![0; graph.n_sets],
        };
        for c in known.ones().take_while(|&c| c < graph.len()).map(CompetencyIdx::at) {
            frontier.known.insert(c.i());
            frontier.meet(c, |_| {});
        }
        for c in (0..graph.len()).filter(|&c| frontier.unmet[graph.bundle_of[c] as usize] == 0) {
            frontier.outer.set(c, !frontier.known[c]);
        }
        frontier
    }

    /// What is known.
    pub fn known(&self) -> &FixedBitSet {
        &self.known
    }

    /// The outer fringe: what is not known and can be learned next.
    pub fn outer(&self) -> &FixedBitSet {
        &self.outer
    }

    /// The inner fringe: what is known while nothing known builds on it.
    pub fn inner(&self) -> FixedBitSet {
        let builds_on = |c: usize| self.graph.dependents(CompetencyIdx::at(c)).iter().any(|next| self.known[next.i()]);
        let mut inner = FixedBitSet::with_capacity(self.graph.len());
        inner.extend(self.known.ones().filter(|&c| !builds_on(c)));
        inner
    }

    /// Adds a competency to what is known.
    pub fn learn(&mut self, competency: CompetencyIdx) {
        if self.known.put(competency.i()) {
            return;
        }
        self.outer.set(competency.i(), false);
        let mut freed = Vec::new();
        self.meet(competency, |bundle| freed.push(bundle));
        for c in freed.into_iter().flat_map(|bundle| &self.graph.bundles[bundle as usize].members) {
            self.outer.set(c.i(), !self.known[c.i()]);
        }
    }

    /// Takes a competency out of what is known.
    pub fn forget(&mut self, competency: CompetencyIdx) {
        if !self.known[competency.i()] {
            return;
        }
        self.known.set(competency.i(), false);
        for &Use { bundle, set } in &self.graph.uses[competency.i()] {
            let was_last = match set {
                None => true,
                Some(set) => {
                    let known = &mut self.alternatives_known[set as usize];
                    *known -= 1;
                    *known == 0
                }
            };
            self.unmet[bundle as usize] += u32::from(was_last);
            if was_last {
                self.graph.bundles[bundle as usize].members.iter().for_each(|c| self.outer.set(c.i(), false));
            }
        }
        let is_ready = self.unmet[self.graph.bundle_of[competency.i()] as usize] == 0;
        self.outer.set(competency.i(), is_ready);
    }

    /// Counts a newly known competency where it is needed; tells each bundle of which nothing is unmet any more.
    fn meet(&mut self, competency: CompetencyIdx, mut ready: impl FnMut(u32)) {
        for &Use { bundle, set } in &self.graph.uses[competency.i()] {
            let is_first = match set {
                None => true,
                Some(set) => {
                    let known = &mut self.alternatives_known[set as usize];
                    *known += 1;
                    *known == 1
                }
            };
            let unmet = &mut self.unmet[bundle as usize];
            *unmet -= u32::from(is_first);
            if is_first && *unmet == 0 {
                ready(bundle);
            }
        }
    }
}
