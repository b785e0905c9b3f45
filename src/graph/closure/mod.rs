//! The way to goals: the cheapest set of unknown competencies that, learned in order, reaches them.
//!
//! Without alternatives it is plain reverse reachability that stops at what is known. With alternatives and steps
//! shared between routes, the cheapest set is NP-hard (it contains set cover). So, one after the other and only as far
//! as needed: a first answer by prices (`knuth`), branch and bound over the open choices (`branch`), and an integer
//! program (`exact`), which ends where branching would not. Each keeps the best answer so far, and the answer says
//! whether it is proven the cheapest.

mod branch;
mod exact;
mod knuth;

use fixedbitset::FixedBitSet;

use super::CompetencyGraph;
use daybreak_school::ids::CompetencyIdx;

/// Costs are counted in thousandths of a minute, so that sums do not depend on their order.
const PER_MINUTE: f64 = 1_000.0;

/// The competencies to learn on the way to some goals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closure {
    /// In an order in which they can be learned.
    pub steps: Vec<CompetencyIdx>,
    /// Where there was a choice: (competency, the alternative it relies on), by competency.
    pub chosen: Vec<(CompetencyIdx, CompetencyIdx)>,
    /// Whether no cheaper set is known to be possible; false only when every search met its limit.
    pub exact: bool,
}

/// Where a way leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To one competency.
    One(CompetencyIdx),
    /// To credits from a list of competencies, whichever of them are cheapest: what each earns, and what is needed, in
    /// thousandths of a credit. What is known counts; when the list does not hold enough, all of it is the target.
    Credits { from: Vec<(CompetencyIdx, u64)>, needed: u64 },
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
        let targets: Vec<Target> = goals.iter().map(|&goal| Target::One(goal)).collect();
        self.closure_of(&targets, is_known, minutes)
    }

    /// As [`closure`](Self::closure), for targets that may also be credits.
    pub fn closure_of(
        &self,
        targets: &[Target],
        is_known: impl Fn(CompetencyIdx) -> bool,
        minutes: impl Fn(CompetencyIdx) -> f64,
    ) -> Closure {
        let mut search = Search { graph: self, is_known, minutes, goals: Vec::new(), quotas: Vec::new() };
        for target in targets {
            match target {
                Target::One(goal) if (search.is_known)(*goal) => {}
                Target::One(goal) => search.goals.push(search.bundle(*goal)),
                Target::Credits { from, needed } => search.quotas.extend(search.quota(from, *needed)),
            }
        }
        let (answer, exact) = search.settle();
        search.closure(&answer.bundles, exact)
    }
}

/// What a closure is asked about.
struct Search<'a, K, M> {
    graph: &'a CompetencyGraph,
    is_known: K,
    minutes: M,
    /// The bundles of the goals that are not known.
    goals: Vec<usize>,
    quotas: Vec<Quota>,
}

/// Credits still to be earned.
struct Quota {
    /// (bundle, thousandths of a credit that its unknown members earn), by bundle.
    from: Vec<(usize, u64)>,
    needed: u64,
}

impl Quota {
    /// Credits that these bundles earn.
    fn earned(&self, bundles: &FixedBitSet) -> u64 {
        self.from.iter().filter(|(b, _)| bundles[*b]).map(|(_, credits)| credits).sum()
    }

    fn is_met(&self, bundles: &FixedBitSet) -> bool {
        self.earned(bundles) >= self.needed
    }
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

    /// What is left to be earned of a list; none when nothing is.
    fn quota(&self, from: &[(CompetencyIdx, u64)], needed: u64) -> Option<Quota> {
        let (known, open): (Vec<_>, Vec<_>) = from.iter().partition(|(c, _)| (self.is_known)(*c));
        let needed = needed.saturating_sub(known.iter().map(|(_, credits)| credits).sum());
        let mut left: Vec<(usize, u64)> = open.iter().map(|&(c, credits)| (self.bundle(c), credits)).collect();
        left.sort_unstable();
        left.dedup_by(|later, first| {
            later.0 == first.0 && {
                first.1 += later.1;
                true
            }
        });
        left.retain(|(_, credits)| *credits > 0);
        let needed = needed.min(left.iter().map(|(_, credits)| credits).sum());
        (needed > 0).then_some(Quota { from: left, needed })
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

    /// The set of bundles to learn; and whether it is proven the cheapest.
    fn settle(&self) -> (Partial, bool) {
        let mut forced = Partial::new(self.graph.bundles.len());
        self.add(&mut forced, &self.goals);
        let quotas_met = self.quotas.iter().all(|quota| quota.is_met(&forced.bundles));
        if forced.open.is_empty() && quotas_met && self.is_learnable(&forced.bundles) {
            return (forced, true);
        }
        let region = self.region();
        let first = self.by_prices(&forced, &region);
        let (best, exact) = if quotas_met { self.branch(forced.clone(), first) } else { (first, false) };
        if exact { (best, true) } else { self.by_program(&forced, &region, best) }
    }

    /// Whether what is known leaves a set of alternatives unmet.
    fn is_open(&self, b: usize, at: usize) -> bool {
        !self.graph.bundles[b].any_of[at].iter().any(|&c| (self.is_known)(c))
    }

    /// The sets of alternatives of a bundle that what is known leaves unmet.
    fn open_sets(&self, b: usize) -> impl Iterator<Item = &[CompetencyIdx]> + '_ {
        let sets = self.graph.bundles[b].any_of.iter().map(Vec::as_slice);
        sets.filter(|set| !set.iter().any(|&c| (self.is_known)(c)))
    }

    /// All bundles on any way to the targets, whichever alternatives are taken.
    fn region(&self) -> FixedBitSet {
        let mut region = FixedBitSet::with_capacity(self.graph.bundles.len());
        let mut stack = self.goals.clone();
        stack.extend(self.quotas.iter().flat_map(|quota| quota.from.iter().map(|(b, _)| *b)));
        while let Some(b) = stack.pop() {
            if !region.put(b) {
                let hard = self.graph.bundles[b].all_of.iter().filter(|&&c| !(self.is_known)(c));
                stack.extend(hard.chain(self.open_sets(b).flatten()).map(|&c| self.bundle(c)));
            }
        }
        region
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
                for set in self.open_sets(b) {
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

#[cfg(test)]
mod tests;
