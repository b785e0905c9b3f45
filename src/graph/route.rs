//! The critical path of a closure: the chain of steps that no amount of parallel work can shorten.

use super::{Closure, CompetencyGraph};
use daybreak_school::ids::CompetencyIdx;

impl CompetencyGraph {
    /// The steps of `closure` that `step` directly relies on there: hard needs and the alternatives chosen.
    pub fn relies_on<'a>(
        &'a self,
        closure: &'a Closure,
        step: CompetencyIdx,
    ) -> impl Iterator<Item = CompetencyIdx> + 'a {
        let first = closure.chosen.partition_point(|&(c, _)| c < step);
        let chosen = closure.chosen[first..].iter().take_while(move |&&(c, _)| c == step).map(|&(_, need)| need);
        self.all_of(step).iter().copied().chain(chosen)
    }

    /// The chain of steps with the most minutes in a closure, in order of learning, and its minutes. With endless
    /// time a day it still takes that long.
    pub fn critical_path(
        &self,
        closure: &Closure,
        minutes: impl Fn(CompetencyIdx) -> f64,
    ) -> (Vec<CompetencyIdx>, f64) {
        // For each step: minutes of the longest chain that ends with it, and the step before.
        let mut longest: Vec<Option<(f64, Option<CompetencyIdx>)>> = vec![None; self.len()];
        let mut last: Option<(CompetencyIdx, f64)> = None;
        for &step in &closure.steps {
            let mut before: Option<(f64, CompetencyIdx)> = None;
            for need in self.relies_on(closure, step) {
                let Some((length, _)) = longest[need.i()] else { continue };
                if before.is_none_or(|(best, _)| length > best) {
                    before = Some((length, need));
                }
            }
            let length = minutes(step).max(0.0) + before.map_or(0.0, |(length, _)| length);
            longest[step.i()] = Some((length, before.map(|(_, need)| need)));
            if last.is_none_or(|(_, best)| length > best) {
                last = Some((step, length));
            }
        }
        let Some((end, total)) = last else { return (Vec::new(), 0.0) };
        let mut chain = vec![end];
        while let Some((_, Some(before))) = longest[chain[chain.len() - 1].i()] {
            chain.push(before);
        }
        chain.reverse();
        (chain, total)
    }
}
