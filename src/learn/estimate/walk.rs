//! A learner's trials one by one, each with what was known just before it: what weights are fitted to, and what honest
//! predictions are made from. Nothing of an instant is seen by what else happened in it.

use super::ability::{Ability, Running};
use super::evidence::{Slots, Trial};
use super::trace::Trace;
use super::weights::Needs;
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::rules::MasteryPolicy;

/// A trial, and what was known before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    pub trial: Trial,
    /// The learner's ability by then against the difficulty, in log odds.
    pub rasch: f64,
    /// The competency's trace, faded to the day.
    pub trace: Trace,
    pub needs: Needs,
    /// Days since the trial before.
    pub gap_days: f64,
    /// Log odds by which the item is easier than a typical one.
    pub ease: f64,
}

impl Before {
    /// Whether nothing was shown of the competency before, nor of what encompasses it.
    pub fn is_first(&self) -> bool {
        self.trace.information() == 0.0
    }
}

/// Hands the trials of each instant to `meet`, in order of time. Of `ability` only difficulties are used: the learner's own
/// grows with the trials. `ease_of` tells how much easier a trial's item is than a typical one. `slots` is empty before and after.
pub(super) fn walk(
    moments: impl Iterator<Item = impl Iterator<Item = Trial>>,
    graph: &CompetencyGraph,
    ability: &Ability,
    policy: &MasteryPolicy,
    slots: &mut Slots,
    ease_of: impl Fn(&Trial) -> f64,
    mut meet: impl FnMut(&[Before]),
) {
    let typical = |competency: CompetencyIdx| ability.mean - ability.difficulty[competency.i()];
    let mut traces: Vec<Trace> = Vec::new();
    let mut running = Running::default();
    let mut now: Vec<Before> = Vec::new();
    for moment in moments {
        now.clear();
        for trial in moment {
            let fresh = Trace::new(policy.half_life_days, trial.day);
            let trace = slots.get(trial.competency).map_or(fresh, |at| traces[at]);
            let went = |need| slots.get(need).map_or(0.0, |at: usize| traces[at].slow());
            now.push(Before {
                trial,
                rasch: running.ability + typical(trial.competency),
                trace: trace.faded(trial.day),
                needs: Needs::of(graph, trial.competency, went),
                gap_days: f64::from((trial.day - trace.day()).max(0)),
                ease: ease_of(&trial),
            });
        }
        meet(&now);
        for Before { trial, ease, .. } in &now {
            let mut observe = |competency: CompetencyIdx, weight: f64| {
                let (at, is_new) = slots.get_or_insert(competency);
                if is_new {
                    traces.push(Trace::new(policy.half_life_days, trial.day));
                }
                traces[at].observe(trial.day, trial.score, weight);
            };
            observe(trial.competency, trial.weight);
            if trial.score > 0.5 {
                let within = graph.encompassed(trial.competency);
                within.iter().for_each(|&(competency, share)| observe(competency, trial.weight * share));
            }
            running.observe(trial, typical(trial.competency) + ease);
        }
    }
    slots.clear();
}
