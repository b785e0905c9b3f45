//! Evidence to mastery: how likely each learner succeeds at each competency today, how sure that is, and when to
//! look again.
//!
//! A pooled logistic model, kept to statistics that are monotone, so that two guards hold by construction: one more
//! success never lowers a mastery, and a longer gap never raises one. With learner `l`, competency `c` and day `t`,
//!
//! ```text
//! logit mastery(l, c, t) = w0 + own(c) + own(grade) + w1 · rasch(l, c) + w2 · form(l, t)
//!                        + w3 · fast + w4 · slow + (w5 + own(c)) · ln(1 + wins) - (w6 + own(c)) · ln(1 + losses)
//!                        - w7 · lost(t) + w8 · needs least + w9 · mean
//! ```
//!
//! - **rasch** (`ability`): the learner's ability against the competency's difficulty, fitted together on all evidence
//!   of the school (Rasch 1960, with normal priors); never below what grade suggests (`prior`).
//! - **form** (`form`): how the learner fares lately, in whatever competency (Elo with a fixed step).
//! - **fast, slow, wins, losses** (`trace`): two exponentially weighted means of the outcomes, from -1 (all failed) to 1
//!   (all succeeded), the recent ones first, and their totals (performance factors with decay, Galyardt and Goldin 2015).
//! - **lost** (`trace`): what forgetting has cost, logarithmic in the days gone by, the slower the more often the
//!   competency was recalled after a gap. Mastery is asked for some days ahead: what is gone in a week is no mastery.
//! - **needs** (`link`): how the direct prerequisites went, the weakest and on the whole.
//! - The **weights** are fitted to the school's own evidence, pulled to shipped ones and held to the guards' signs;
//!   **own** are small effects of single competencies and grades, within the same signs (`weights`).
//! - **Who is stuck** (`stuck`): the detector of unproductive repetition of [`crate::knowledge::spinning`].
//! - What only shifts scores (first meeting, kind of evidence, the item and what was done at it, what was done just before:
//!   `design`) is fitted beside, and is no part of mastery.
//! - What the graph says of its neighbours (`infer`): who has shown what builds on a competency has it; who
//!   failed what it needs is not taken to have it.
//!
//! The last word is a teacher's: an overrule stands above the estimate. Whether estimates are right on the whole, for every
//! group of learners, is told beside them (`foretell`).
//!
//! Folding is O(1) a piece; learners are folded side by side and gathered in order. Each night folds all evidence anew: what
//! was kept of the night before would give the same bits (a property holds this) only as long as nothing is fitted anew, and
//! the fit reads all evidence anyway.

mod ability;
mod account;
mod design;
mod evidence;
mod foretell;
mod form;
mod infer;
mod items;
mod link;
mod overrule;
mod pace;
mod prior;
mod status;
mod stuck;
mod trace;
mod walk;
mod weights;

use rayon::prelude::*;

use crate::knowledge::spinning::Pair;
use daybreak_day::time::Date;
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::MasteryPolicy;
use daybreak_school::school::School;
use daybreak_school::states::{LearnerStates, MasteryAccount, MasteryState};

pub use foretell::{Foreteller, Model, Told, calibration};

/// What each learner knows on `today`. Evidence after `today` is not seen; `policy` says when a competency counts
/// as mastered and when it is looked at again.
///
/// The entries of a learner are sorted by competency. The same school gives the same bytes for any number of
/// threads.
pub fn estimate(school: &School, today: Date, policy: &MasteryPolicy) -> LearnerStates {
    let n_competencies = school.competencies.len();
    let fitted = Fitted::new(school, today, policy);
    let Fitted { log, graph, prior, .. } = &fitted;
    let fold = fitted.fold(school, policy);

    let learners: Vec<LearnerIdx> = (0..school.learners.len()).map(LearnerIdx::at).collect();
    let rows: Vec<Row> = learners
        .par_iter()
        .map_init(
            || evidence::Slots::new(n_competencies),
            |slots, &learner| {
                let mut memory = status::Memory::default();
                fold.remember(learner, &mut memory, log.of(learner), slots);
                let shown = fold.shown(&memory, slots);
                let pace = pace::of(school, today, policy, learner, &shown);
                let mut states = infer::complete(graph, prior, policy, learner, &shown);
                overrule::apply(school, today, prior, learner, &mut states);
                Row { states, pace, pairs: status::Fold::pairs(learner, &memory).collect() }
            },
        )
        .collect();
    gather(rows, fitted.prior, n_competencies, policy)
}

/// How the estimate of one learner and competency came about; the same model and figures as [`estimate`].
pub fn account(
    school: &School,
    today: Date,
    policy: &MasteryPolicy,
    learner: LearnerIdx,
    competency: CompetencyIdx,
) -> MasteryAccount {
    let fitted = Fitted::new(school, today, policy);
    let mut slots = evidence::Slots::new(school.competencies.len());
    fitted.fold(school, policy).account(learner, competency, fitted.log.of(learner), &mut slots)
}

/// What all learners share: the evidence, and what was fitted to it.
struct Fitted<'a> {
    log: evidence::Log<'a>,
    graph: CompetencyGraph,
    ability: ability::Ability,
    prior: prior::Prior,
    items: items::Items,
    weights: weights::Weights,
}

impl<'a> Fitted<'a> {
    fn new(school: &'a School, today: Date, policy: &MasteryPolicy) -> Self {
        let graph = CompetencyGraph::new(school);
        let log = evidence::Log::new(school, today);
        let ability = ability::Pairs::new(&log, school.competencies.len()).fit(|_| true);
        let prior = prior::Prior::new(school, &graph, &ability);
        let everybody: Vec<LearnerIdx> = (0..school.learners.len()).map(LearnerIdx::at).collect();
        let items = items::Items::new(&log, school.items.len(), school.competencies.len(), &everybody);
        let weights = weights::Weights::fit(&weights::Sample {
            log: &log,
            graph: &graph,
            ability: &ability,
            items: &items,
            policy,
            learners: &everybody,
        });
        Fitted { log, graph, ability, prior, items, weights }
    }

    fn fold(&'a self, school: &'a School, policy: &'a MasteryPolicy) -> status::Fold<'a> {
        status::Fold {
            school,
            graph: &self.graph,
            policy,
            ability: &self.ability,
            prior: &self.prior,
            items: &self.items,
            weights: &self.weights,
            log: &self.log,
        }
    }
}

/// What is found for one learner.
struct Row {
    states: Vec<MasteryState>,
    pace: f32,
    pairs: Vec<Pair>,
}

/// One learner after the other into one list.
fn gather(rows: Vec<Row>, prior: prior::Prior, n_competencies: usize, policy: &MasteryPolicy) -> LearnerStates {
    let mut states = LearnerStates { n_competencies, known_from: Some(policy.threshold as f32), ..Default::default() };
    states.entries.reserve(rows.iter().map(|row| row.states.len()).sum());
    states.first.push(0);
    let mut pairs = Vec::new();
    for Row { states: row, pace, pairs: own } in rows {
        states.entries.extend(row);
        pairs.extend(own);
        states.first.push(u32::try_from(states.entries.len()).expect("fewer than 2^32 entries"));
        states.pace.push(pace);
    }
    (states.prior, states.prior_class) = prior.into_tables();
    states.stuck = stuck::find(&pairs, n_competencies, &states);
    states
}

/// Log odds of a probability, kept within ±7 (0.001 to 0.999).
fn logit(p: f64) -> f64 {
    let p = p.clamp(0.000_911, 0.999_089);
    (p / (1.0 - p)).ln()
}

/// Probability of log odds.
fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod guards;
#[cfg(test)]
mod misreading;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
