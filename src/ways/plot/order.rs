//! The sequence of a learner's steps: needs first; among the free ones the step of the most urgent aim, then the
//! one that unlocks most for its minutes, then the first in the graph's order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::journey::Journey;
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::CompetencyIdx;

/// What decides between free steps; the greatest goes first.
type Priority = (Reverse<usize>, Reverse<usize>, u64, Reverse<usize>, Reverse<usize>);

/// Positions in the journey's closure, in the order in which they are to be learned; what is in `former` goes first, in its
/// order, as soon as its needs allow.
pub(super) fn sequence(graph: &CompetencyGraph, journey: &Journey, former: &[CompetencyIdx]) -> Vec<usize> {
    let steps = &journey.closure.steps;
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    let mut missing = vec![0usize; steps.len()];
    for (at, missing) in missing.iter_mut().enumerate() {
        let mut below: Vec<usize> = journey.relies_on(graph, at).collect();
        below.sort_unstable();
        below.dedup();
        *missing = below.len();
        below.into_iter().for_each(|need| above[need].push(at));
    }
    let priority = |at: usize| -> Priority {
        let first_goal = journey.parts.iter().position(|part| part[at]).unwrap_or(journey.parts.len());
        let value = value_per_minute(journey, at, above[at].len());
        let before = former.iter().position(|&c| c == steps[at]).unwrap_or(former.len());
        (Reverse(before), Reverse(first_goal), value, Reverse(graph.rank(steps[at])), Reverse(at))
    };
    let mut free: BinaryHeap<Priority> = (0..steps.len()).filter(|&at| missing[at] == 0).map(priority).collect();
    let mut sequence = Vec::with_capacity(steps.len());
    while let Some((_, _, _, _, Reverse(at))) = free.pop() {
        sequence.push(at);
        for &next in &above[at] {
            missing[next] -= 1;
            if missing[next] == 0 {
                free.push(priority(next));
            }
        }
    }
    assert_eq!(sequence.len(), steps.len(), "a closure runs in no circle");
    sequence
}

/// Weights of the aims that need a step, by what directly follows it and its minutes, in whole millionths.
fn value_per_minute(journey: &Journey, at: usize, n_above: usize) -> u64 {
    let needing = journey.parts.iter().zip(&journey.aims).filter(|(part, _)| part[at]);
    let weight: f64 = needing.map(|(_, aim)| aim.weight).sum();
    let value = weight * (1 + n_above) as f64 / journey.minutes[at].max(1.0);
    (value * 1_000_000.0).round() as u64
}
