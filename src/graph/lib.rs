//! The competency graph: what must be known before what, on petgraph.
//!
//! A competency has *needs*. A need is met by one competency (a hard prerequisite) or by any one of several
//! (rows of `prerequisites.csv` with the same `any_of` label). `helpful` edges advise and never block;
//! `encompasses` says how far practising one competency also practises another.
//!
//! Real catalogues contain slips, so the graph never refuses: competencies that need each other in a circle
//! become one *bundle*, taught together, and `faults` names the circle. In a graph without circles every bundle
//! holds one competency.
//!
//! Terms (outer and inner fringe) follow Doignon and Falmagne, *Knowledge Spaces*; the bundles are the strongly
//! connected components of Tarjan (1972).

mod circles;
mod closure;
mod construct;
mod facts;
mod faults;
mod frontier;
mod route;

use petgraph::graph::DiGraph;

pub use circles::{learnable, needs, rows_that_close};
pub use closure::{Closure, Target};
pub use facts::{CompetencyFacts, GraphFacts};
pub use frontier::Frontier;

use daybreak_school::ids::CompetencyIdx;
use daybreak_school::school::School;
use frontier::Use;

/// The graph of a school's competencies, ready for questions. Positions are those of `School::competencies`.
#[derive(Clone, Debug)]
pub struct CompetencyGraph {
    /// Every distinct row, from what is needed to what needs it; node `i` is competency `i`.
    net: DiGraph<CompetencyIdx, Edge>,
    /// The bundle of each competency.
    bundle_of: Vec<u32>,
    bundles: Vec<Bundle>,
    /// Competencies such that what is needed comes first (alternatives too, where they run in no circle).
    order: Vec<CompetencyIdx>,
    /// Position of each competency in `order`.
    rank: Vec<u32>,
    /// Length of the longest chain of needs below each competency, 0 for a start.
    layer: Vec<u32>,
    /// Competencies that directly need each competency, sorted.
    dependents: Vec<Box<[CompetencyIdx]>>,
    /// Where each competency counts as a need.
    uses: Vec<Box<[Use]>>,
    /// By bundle: hard needs and sets of alternatives.
    n_needs: Vec<u32>,
    /// Sets of alternatives of all bundles.
    n_sets: usize,
    /// Helpful prerequisites of each competency, sorted.
    helpful: Vec<Box<[CompetencyIdx]>>,
    /// What each competency encompasses and how far (above 0, at most 1), sorted.
    encompassed: Vec<Box<[(CompetencyIdx, f64)]>>,
    /// Needs between alternatives that could never be met, because they run in a circle; they are ignored.
    circular: Vec<(CompetencyIdx, Vec<CompetencyIdx>)>,
}

/// What a row of `prerequisites.csv` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Hard,
    /// One of several that would do.
    Alternative,
    Helpful,
}

/// Competencies learned together: one, unless the catalogue runs in a circle.
#[derive(Clone, Debug, Default)]
struct Bundle {
    /// Sorted.
    members: Vec<CompetencyIdx>,
    /// Needed whatever else; sorted, outside the bundle.
    all_of: Vec<CompetencyIdx>,
    /// Of each of these one is enough; sorted, outside the bundle, each with two or more.
    any_of: Vec<Vec<CompetencyIdx>>,
}

impl CompetencyGraph {
    /// The graph of a school. Never fails: circles become bundles, `faults` reports them.
    pub fn new(school: &School) -> Self {
        construct::build(school.competencies.len(), &school.prerequisites)
    }

    /// Competencies.
    pub fn len(&self) -> usize {
        self.bundle_of.len()
    }

    /// Whether there is no competency.
    pub fn is_empty(&self) -> bool {
        self.bundle_of.is_empty()
    }

    /// All competencies so that what is needed comes first; among equals the smaller index.
    pub fn order(&self) -> &[CompetencyIdx] {
        &self.order
    }

    /// Position of a competency in [`order`](Self::order).
    pub fn rank(&self, competency: CompetencyIdx) -> usize {
        self.rank[competency.i()] as usize
    }

    /// Length of the longest chain of needs below a competency: 0 where nothing is needed.
    pub fn layer(&self, competency: CompetencyIdx) -> usize {
        self.layer[competency.i()] as usize
    }

    /// Number of layers; 0 for an empty graph.
    pub fn n_layers(&self) -> usize {
        self.layer.iter().max().map_or(0, |&layer| layer as usize + 1)
    }

    /// What a competency needs whatever else, sorted; what is taught together with it is not among them.
    pub fn all_of(&self, competency: CompetencyIdx) -> &[CompetencyIdx] {
        &self.bundle(competency).all_of
    }

    /// Sets of alternatives: of each of them a competency needs one.
    pub fn any_of(&self, competency: CompetencyIdx) -> impl ExactSizeIterator<Item = &[CompetencyIdx]> + '_ {
        self.bundle(competency).any_of.iter().map(Vec::as_slice)
    }

    /// Competencies that directly need this one (as an alternative too), sorted.
    pub fn dependents(&self, competency: CompetencyIdx) -> &[CompetencyIdx] {
        &self.dependents[competency.i()]
    }

    /// Helpful prerequisites, sorted: knowing them makes the competency easier.
    pub fn helpful(&self, competency: CompetencyIdx) -> &[CompetencyIdx] {
        &self.helpful[competency.i()]
    }

    /// What practising this competency also practises, and how far (above 0, at most 1); sorted.
    pub fn encompassed(&self, competency: CompetencyIdx) -> &[(CompetencyIdx, f64)] {
        &self.encompassed[competency.i()]
    }

    /// The competencies taught together with this one, itself included; more than one only in a circle.
    pub fn taught_with(&self, competency: CompetencyIdx) -> &[CompetencyIdx] {
        &self.bundle(competency).members
    }

    /// Whether all needs of a competency are met by what is known.
    pub fn is_ready(&self, competency: CompetencyIdx, is_known: impl Fn(CompetencyIdx) -> bool) -> bool {
        self.bundle(competency).is_ready(&is_known)
    }

    /// The outer fringe: what is not known and can be learned next, in order of index.
    pub fn outer_fringe(&self, is_known: impl Fn(CompetencyIdx) -> bool) -> Vec<CompetencyIdx> {
        let is_next = |&c: &CompetencyIdx| !is_known(c) && self.bundle(c).is_ready(&is_known);
        (0..self.len()).map(CompetencyIdx::at).filter(is_next).collect()
    }

    /// The inner fringe: what is known while nothing known builds on it, in order of index. It is what a learner
    /// reached last, and where to look again when something new fails.
    pub fn inner_fringe(&self, is_known: impl Fn(CompetencyIdx) -> bool) -> Vec<CompetencyIdx> {
        let is_last = |&c: &CompetencyIdx| is_known(c) && !self.dependents(c).iter().any(|&next| is_known(next));
        (0..self.len()).map(CompetencyIdx::at).filter(is_last).collect()
    }

    fn bundle(&self, competency: CompetencyIdx) -> &Bundle {
        &self.bundles[self.bundle_of[competency.i()] as usize]
    }
}

impl Bundle {
    fn is_ready(&self, is_known: &impl Fn(CompetencyIdx) -> bool) -> bool {
        self.all_of.iter().all(|&need| is_known(need))
            && self.any_of.iter().all(|set| set.iter().any(|&need| is_known(need)))
    }
}

#[cfg(test)]
mod tests;
