//! A learner's trials one by one, each with what was known just before it: what weights are fitted to, and what honest
//! predictions are made from. Nothing of an instant is seen by what else happened in it.

use rustc_hash::FxHashMap;

use super::ability::{Ability, Running};
use super::evidence::{Slots, Trial};
use super::form::Form;
use super::link::{Needs, Standing};
use super::trace::Trace;
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::CompetencyIdx;
use daybreak_school::rules::MasteryPolicy;

/// A trial, and what was known before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    pub trial: Trial,
    /// Where the learner stood; the trace is faded to the day.
    pub standing: Standing,
    /// Minutes since the trial of the competency before.
    pub gap_minutes: f64,
    /// Log odds by which the item is easier than a typical one.
    pub ease: f64,
    pub form: Form,
    /// What the learner did at the very item.
    pub met: Met,
    /// Whether the instant before was spent on the same competency.
    pub goes_on: bool,
}

/// What a learner did at one item before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Met {
    pub wins: f64,
    pub losses: f64,
    /// The latest outcome, -1 to 1; 0 before any.
    pub last: f64,
}

impl Before {
    /// Whether nothing was shown of the competency before, nor of what encompasses it.
    pub fn is_first(&self) -> bool {
        self.standing.trace.information() == 0.0
    }
}

/// What a walk needs of the school.
pub(super) struct Path<'a> {
    pub graph: &'a CompetencyGraph,
    /// Difficulties alone are used: a learner's own ability grows with the trials.
    pub ability: &'a Ability,
    pub policy: &'a MasteryPolicy,
    /// The learner's grade, as effects count it.
    pub grade: usize,
}

/// Where a competency was met last: the number of the instant, and its minute since 2000-01-01.
#[derive(Clone, Copy)]
struct Last {
    instant: usize,
    minute: i64,
}

/// Hands the trials of each instant to `meet`, in order of time. `ease_of` tells how much easier a trial's item is than a
/// typical one. `slots` is empty before and after.
pub(super) fn walk(
    moments: impl Iterator<Item = impl Iterator<Item = Trial>>,
    path: &Path,
    slots: &mut Slots,
    ease_of: impl Fn(&Trial) -> f64,
    mut meet: impl FnMut(&[Before]),
) {
    let &Path { graph, ability, policy, grade } = path;
    let mut traces: Vec<(Trace, Last)> = Vec::new();
    let mut items: FxHashMap<u32, Met> = FxHashMap::default();
    let mut running = Running::default();
    let mut form = Form::default();
    let mut now: Vec<Before> = Vec::new();
    for (instant, moment) in moments.enumerate() {
        now.clear();
        for trial in moment {
            let fresh = (Trace::new(policy.half_life_days, trial.day), None);
            let (trace, last) = slots.get(trial.competency).map_or(fresh, |at| (traces[at].0, Some(traces[at].1)));
            let went = |need| slots.get(need).map_or(0.0, |at: usize| traces[at].0.slow());
            let standing = Standing {
                competency: trial.competency,
                grade,
                rasch: running.ability + ability.typical(trial.competency),
                form: form.level,
                trace: trace.faded(trial.day),
                needs: Needs::of(graph, trial.competency, went),
            };
            now.push(Before {
                trial,
                standing,
                gap_minutes: last.map_or(0.0, |last| (trial.minute - last.minute).max(0) as f64),
                ease: ease_of(&trial),
                form,
                met: trial.item.and_then(|item| items.get(&item)).copied().unwrap_or_default(),
                goes_on: last.is_some_and(|last| last.instant + 1 == instant),
            });
        }
        meet(&now);
        for Before { trial, ease, .. } in &now {
            let last = Last { instant, minute: trial.minute };
            let mut observe = |competency: CompetencyIdx, weight: f64| {
                let (at, is_new) = slots.get_or_insert(competency);
                if is_new {
                    traces.push((Trace::new(policy.half_life_days, trial.day), last));
                }
                traces[at].0.observe(trial.day, trial.score, weight);
                traces[at].1 = last;
            };
            observe(trial.competency, trial.weight);
            if trial.score > 0.5 {
                let within = graph.encompassed(trial.competency);
                within.iter().for_each(|&(competency, share)| observe(competency, trial.weight * share));
            }
            let ease = ability.typical(trial.competency) + ease;
            running.observe(trial, ease);
            form.observe(trial, ease);
            if let Some(item) = trial.item {
                items.entry(item).or_default().observe(trial);
            }
        }
    }
    slots.clear();
}

impl Met {
    /// The rows of a piece count as one together.
    fn observe(&mut self, trial: &Trial) {
        self.wins += trial.score / trial.n_rows;
        self.losses += (1.0 - trial.score) / trial.n_rows;
        self.last = 2.0 * trial.score - 1.0;
    }
}
