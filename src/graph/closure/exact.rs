//! The way to goals as an integer program: exact where branching alone does not end, and for credits.
//!
//! A column a bundle (is it learned?), at the price of its minutes. Rows: what is learned has its hard needs, one of
//! each set of alternatives, and the credits wanted (after Belacel, Durand and Laplante 2014, *A binary integer
//! programming model for global optimization of learning path discovery*). Alternatives in a circle could meet only each
//! other: such an answer is forbidden by a row (a loop formula, Lin and Zhao 2004, *ASSAT*) and the program is solved
//! again, as often as it takes.

use fixedbitset::FixedBitSet;

use super::{Partial, Search};
use daybreak_milp::{Column, Expression, Limits, Milp, Solved};
use daybreak_school::ids::CompetencyIdx;

/// Answers looked at before the best so far is kept; a real catalogue needs one or two.
const SOLVES_MAX: usize = 40;

/// Nodes of each solve. The programs of real catalogues are solved at the root.
const NODES_MAX: i32 = 2_000;

impl<K, M> Search<'_, K, M>
where
    K: Fn(CompetencyIdx) -> bool,
    M: Fn(CompetencyIdx) -> f64,
{
    /// The best of `best` and of what the program finds on top of `forced`; and whether it is proven the cheapest.
    pub(super) fn by_program(&self, forced: &Partial, region: &FixedBitSet, best: Partial) -> (Partial, bool) {
        let mut loops = Vec::new();
        for _ in 0..SOLVES_MAX {
            let program = Program::new(self, forced, region, &loops);
            let columns = program.columns;
            let Solved::Solution { values, proven, .. } =
                program.milp.solve(Limits { nodes: NODES_MAX, seconds: None })
            else {
                return (best, false);
            };
            let mut found = forced.bundles.clone();
            let is_learned = |column: &Column| values.get(column.position).is_some_and(|&value| value > 0.5);
            found.extend((0..columns.len()).filter(|&b| columns[b].as_ref().is_some_and(is_learned)));
            let (sequence, _) = self.sequence(&found);
            if sequence.len() == found.count_ones(..) {
                let answer = self.needed_of(&found);
                let meets = self.quotas.iter().all(|quota| quota.is_met(&answer.bundles));
                assert!(meets, "an answer of the program meets every row");
                return if answer.cost < best.cost { (answer, proven) } else { (best, proven) };
            }
            let mut unfounded = found;
            sequence.into_iter().for_each(|b| unfounded.set(b, false));
            loops.push(unfounded);
        }
        (best, false)
    }

    /// What of an answer the targets need: a competency that costs nothing might be in it for nothing.
    fn needed_of(&self, found: &FixedBitSet) -> Partial {
        let (_, chosen) = self.sequence(found);
        let mut needed = Partial::new(found.len());
        let credits = self.quotas.iter().flat_map(|quota| quota.from.iter().map(|(b, _)| *b));
        let mut stack: Vec<usize> = self.goals.iter().copied().chain(credits.filter(|&b| found[b])).collect();
        while let Some(b) = stack.pop() {
            if needed.bundles.put(b) {
                continue;
            }
            needed.cost += self.cost(b);
            let hard = self.graph.bundles[b].all_of.iter().filter(|&&c| !(self.is_known)(c)).copied();
            let relied = chosen.iter().filter(|(of, _)| *of == b).map(|&(_, need)| need);
            stack.extend(hard.chain(relied).map(|c| self.bundle(c)));
        }
        needed
    }
}

/// The integer program of a search.
struct Program {
    milp: Milp,
    /// By bundle; only those of the region that are not learned whatever else have one.
    columns: Vec<Option<Column>>,
}

impl Program {
    fn new<K, M>(search: &Search<'_, K, M>, forced: &Partial, region: &FixedBitSet, loops: &[FixedBitSet]) -> Self
    where
        K: Fn(CompetencyIdx) -> bool,
        M: Fn(CompetencyIdx) -> f64,
    {
        let mut program = Program { milp: Milp::default(), columns: vec![None; region.len()] };
        for b in region.ones().filter(|&b| !forced.bundles[b]) {
            let cost = i64::try_from(search.cost(b)).expect("minutes of years at most");
            program.columns[b] = Some(program.milp.binary(-cost));
        }
        for b in region.ones() {
            let hard = search.graph.bundles[b].all_of.iter().filter(|&&c| !(search.is_known)(c));
            for need in hard.map(|&c| search.bundle(c)) {
                program.implies(b, &[need]);
            }
            for set in search.open_sets(b) {
                let set: Vec<usize> = set.iter().map(|&c| search.bundle(c)).collect();
                program.implies(b, &set);
            }
        }
        for quota in &search.quotas {
            let missing = quota.needed.saturating_sub(quota.earned(&forced.bundles));
            let open = quota.from.iter().filter_map(|(b, credits)| Some(*credits as f64 * program.columns[*b]?));
            let sum: Expression = open.sum();
            program.milp.at_least(sum, i64::try_from(missing).expect("credits of a school"));
        }
        for unfounded in loops {
            program.forbid(search, unfounded);
        }
        program
    }

    /// Where `b` is learned, one of `set` is.
    fn implies(&mut self, b: usize, set: &[usize]) {
        let columns: Option<Vec<Column>> = set.iter().map(|&b| self.columns[b]).collect();
        // Without a column it is learned whatever else, and the row holds.
        let Some(columns) = columns else { return };
        let sum: Expression = columns.into_iter().map(Expression::from).sum();
        match self.columns[b] {
            Some(learned) => self.milp.at_least(sum - learned, 0),
            None => self.milp.at_least(sum, 1),
        }
    }

    /// Some bundle of a set that could not be learned must be learned by way of others, or none of the set is.
    fn forbid<K, M>(&mut self, search: &Search<'_, K, M>, unfounded: &FixedBitSet)
    where
        K: Fn(CompetencyIdx) -> bool,
        M: Fn(CompetencyIdx) -> f64,
    {
        let mut ways_in = Vec::new();
        for b in unfounded.ones() {
            let needs_inside = |&c: &CompetencyIdx| !(search.is_known)(c) && unfounded[search.bundle(c)];
            if search.graph.bundles[b].all_of.iter().any(needs_inside) {
                continue;
            }
            let way_in = self.milp.binary(0);
            for set in search.open_sets(b) {
                let outside: Vec<usize> =
                    set.iter().map(|&c| search.bundle(c)).filter(|&need| !unfounded[need]).collect();
                let columns: Option<Vec<Column>> = outside.iter().map(|&b| self.columns[b]).collect();
                if let Some(columns) = columns {
                    let sum: Expression = columns.into_iter().map(Expression::from).sum();
                    self.milp.at_least(sum - way_in, 0);
                }
            }
            if let Some(learned) = self.columns[b] {
                self.milp.at_least(Expression::from(learned) - way_in, 0);
            }
            ways_in.push(way_in);
        }
        for b in unfounded.ones() {
            let sum: Expression = ways_in.iter().map(|&way_in| Expression::from(way_in)).sum();
            match self.columns[b] {
                Some(learned) => self.milp.at_least(sum - learned, 0),
                None => self.milp.at_least(sum, 1),
            }
        }
    }
}
