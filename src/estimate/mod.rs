//! Evidence to mastery: how likely each learner succeeds at each competency today, how sure that is, and when to
//! look again.
//!
//! A compact logistic model, the ancestor of the pooled one (PLR) that fits itself: with learner `l`, competency
//! `c` and day `t`,
//!
//! ```text
//! logit mastery(l, c, t) = baseline(l, c) + a · fast(l, c) + b · slow(l, c) - lost(l, c, t)
//! ```
//!
//! - **baseline** (`ability`, `prior`): the learner's ability against the competency's difficulty, fitted
//!   together on all evidence of the school (Rasch 1960, with normal priors); never below what grade suggests.
//! - **fast, slow** (`trace`): two exponentially weighted means of the outcomes, from -1 (all failed) to 1 (all
//!   succeeded), the recent ones first (performance factors with decay, Galyardt and Goldin 2015).
//! - **lost** (`trace`): what forgetting has cost, logarithmic in the days gone by, the slower the more often the
//!   competency was recalled after a gap.
//! - What the graph says of its neighbours (`infer`): who has shown what builds on a competency has it; who
//!   failed what it needs is not taken to have it.
//!
//! Every step is monotone, so two guards hold by construction: one more success never lowers a mastery, and a
//! longer gap never raises one. Folding is O(1) a piece; learners are folded side by side and gathered in order.

mod ability;
mod evidence;
mod infer;
mod pace;
mod prior;
mod status;
mod trace;
mod weights;

use rayon::prelude::*;

use crate::graph::CompetencyGraph;
use crate::model::ids::LearnerIdx;
use crate::model::rules::MasteryPolicy;
use crate::model::school::School;
use crate::model::states::{LearnerStates, MasteryState};
use crate::model::time::Date;

/// What each learner knows on `today`. Evidence after `today` is not seen; `policy` says when a competency counts
/// as mastered and when it is looked at again.
///
/// The entries of a learner are sorted by competency. The same school gives the same bytes for any number of
/// threads.
pub fn estimate(school: &School, today: Date, policy: &MasteryPolicy) -> LearnerStates {
    let graph = CompetencyGraph::new(school);
    let n_competencies = school.competencies.len();
    let log = evidence::Log::new(school, today);
    let ability = ability::fit(&log, n_competencies);
    let prior = prior::Prior::new(school, &graph, &ability);
    let weights = weights::Weights::shipped();
    let fold = status::Fold {
        school,
        graph: &graph,
        policy,
        ability: &ability,
        prior: &prior,
        weights: &weights,
        today: log.today(),
    };

    let learners: Vec<LearnerIdx> = (0..school.learners.len()).map(LearnerIdx::at).collect();
    let rows: Vec<(Vec<MasteryState>, f32)> = learners
        .par_iter()
        .map_init(
            || evidence::Slots::new(n_competencies),
            |slots, &learner| {
                let shown = fold.learner(learner, log.of(learner), slots);
                let pace = pace::of(school, today, policy, learner, &shown);
                (infer::complete(&graph, &prior, policy, learner, &shown), pace)
            },
        )
        .collect();
    gather(rows, prior, n_competencies, policy)
}

/// One learner after the other into one list.
fn gather(
    rows: Vec<(Vec<MasteryState>, f32)>,
    prior: prior::Prior,
    n_competencies: usize,
    policy: &MasteryPolicy,
) -> LearnerStates {
    let mut states = LearnerStates { n_competencies, known_from: Some(policy.threshold as f32), ..Default::default() };
    states.entries.reserve(rows.iter().map(|(row, _)| row.len()).sum());
    states.first.push(0);
    for (row, pace) in rows {
        states.entries.extend(row);
        states.first.push(u32::try_from(states.entries.len()).expect("fewer than 2^32 entries"));
        states.pace.push(pace);
    }
    (states.prior, states.prior_class) = prior.into_tables();
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
mod simulation;
#[cfg(test)]
mod tests;
