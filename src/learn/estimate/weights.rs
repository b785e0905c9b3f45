//! The weights of the link from what is counted to log odds of success, fitted to the school's own evidence.
//!
//! Pooled logistic regression, pulled to the shipped weights: a school with 200 pieces of evidence has the shipped
//! ones, a school with a million its own. Weights that carry the two guards (one more success never lowers a mastery, a
//! longer gap never raises one) are held at 0 or above.

use rayon::prelude::*;

use super::ability::Ability;
use super::evidence::{Log, Slots, Trial};
use super::items::{Items, fold_of};
use super::trace::Trace;
use super::walk::{Before, walk};
use crate::knowledge::solve::{self, Block, Hold};
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::MasteryPolicy;
use daybreak_school::school::EvidenceKind;

/// Columns of the design: what the link sums, then how the kind of evidence shifts its scores.
const N: usize = 17;
const GUARDED: usize = 9;

/// How strongly the weights are pulled to the shipped ones, as information: 200 scores move them little. Forgetting is
/// measured on public logs with long gaps, which a school's own first months do not have, so it is held firmer.
const PULL: f64 = 150.0;
const PULL_LOST: f64 = 5_000.0;
const LOST: usize = 4;

/// How much a trial counts for the fit by the days since the one before, since mastery is success some days later:
/// `AT_ONCE` on the same day, half a trial more after `HALF_DAYS`. First meetings speak of ability alone.
const AT_ONCE: f64 = 0.1;
const HALF_DAYS: f64 = 3.0;
const FIRST_MEETING: f64 = 0.3;

/// How fast failures undo what was known before them; steep, and yet without a step.
const REFUTED: f64 = 4.0;

/// Trials that are fitted to, about: beyond, weights no longer change in the third place.
const TRIALS_MAX: usize = 120_000;

/// The link's weights, in log odds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    /// Of what has been tried, at Rasch log odds 0. Above 0, because trying also teaches.
    pub baseline: f64,
    /// Per Rasch log odds. Below 1, because the outcomes below explain a part of the same successes.
    pub slope: f64,
    /// Of nothing but successes lately.
    pub fast: f64,
    /// Of nothing but successes over time.
    pub slow: f64,
    /// Per log odds that forgetting is expected to cost.
    pub lost: f64,
    /// Per e-fold of successes, and of failures, in all.
    pub wins: f64,
    pub losses: f64,
    /// Of nothing but successes at the weakest need, and at the needs on the whole.
    pub needs_least: f64,
    pub needs_mean: f64,
    /// How scores lie beside the link, which speaks of what has been tried and of a typical task; no part of mastery.
    pub beside: [f64; N - GUARDED],
}

/// How a competency's direct needs went: outcomes from -1 to 1, 0 where nothing was shown or nothing is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Needs {
    pub least: f64,
    pub mean: f64,
}

impl Needs {
    /// Of a competency, given how a competency went; of alternatives the best counts.
    pub fn of(graph: &CompetencyGraph, competency: CompetencyIdx, went: impl Fn(CompetencyIdx) -> f64) -> Self {
        let all = graph.all_of(competency).iter().map(|&need| went(need));
        let either = graph.any_of(competency).map(|set| set.iter().map(|&need| went(need)).fold(-1.0, f64::max));
        let (mut least, mut sum, mut n) = (1.0f64, 0.0, 0.0);
        for outcome in all.chain(either) {
            (least, sum, n) = (least.min(outcome), sum + outcome, n + 1.0);
        }
        if n > 0.0 { Needs { least, mean: sum / n } } else { Needs::default() }
    }
}

impl Weights {
    /// What ships: the fits to simulated schools (a test holds it near them), whose learners learn and forget at the
    /// rates of the literature.
    pub fn shipped() -> Self {
        Weights {
            baseline: 1.3,
            slope: 0.6,
            fast: 0.4,
            slow: 1.1,
            lost: 1.0,
            wins: 0.0,
            losses: 0.35,
            needs_least: 0.05,
            needs_mean: 0.15,
            // A first meeting; practice, tests, ratings of oneself and of a teacher, as the simulation has them; the ease
            // of the item, another trial of the same day, and a piece of several competencies, which fails with one of them.
            beside: [-0.6, 0.2, 0.0, 0.2, 0.3, 1.0, 0.0, 0.0],
        }
    }

    /// The link: log odds of success at a typical task.
    pub fn log_odds(&self, rasch: f64, trace: &Trace, needs: Needs) -> f64 {
        self.baseline + self.slope * rasch + self.gained(trace, needs) - self.lost * trace.lost()
    }

    /// The link within its guards. While successes outweigh, forgetting never takes it below `prior`, the log odds of what
    /// was known before them; and who has met it knows no less than who has not.
    pub fn guarded(&self, prior: f64, rasch: f64, trace: &Trace, needs: Needs) -> f64 {
        let tried = self.baseline + self.slope * rasch;
        let linked = self.log_odds(rasch, trace, needs) + (prior - tried).max(0.0);
        linked.max(prior + REFUTED * self.gained(trace, needs).min(0.0))
    }

    /// The part of outcomes, its own and those of what it needs.
    pub fn gained(&self, trace: &Trace, needs: Needs) -> f64 {
        self.fast * trace.fast() + self.slow * trace.slow() + self.wins * trace.log_wins()
            - self.losses * trace.log_losses()
            + self.needs_least * needs.least
            + self.needs_mean * needs.mean
    }

    /// Log odds of the score of a trial, as expected just before it.
    pub fn of_score(&self, before: &Before) -> f64 {
        let beside: f64 = self.beside.iter().zip(before.beside()).map(|(weight, x)| weight * x).sum();
        self.log_odds(before.rasch, &before.trace, before.needs) + beside
    }

    /// Fits to the evidence of some learners.
    pub fn fit(
        log: &Log,
        graph: &CompetencyGraph,
        ability: &Ability,
        items: &Items,
        policy: &MasteryPolicy,
        learners: &[LearnerIdx],
    ) -> Self {
        let shipped = Weights::shipped();
        let prior = shipped.columns();
        let least: [f64; N] = std::array::from_fn(|j| if (1..GUARDED).contains(&j) { 0.0 } else { f64::NEG_INFINITY });
        let n_trials: usize = learners.iter().map(|&learner| log.n_rows(learner)).sum();
        let every = (n_trials / TRIALS_MAX).max(1);
        let learners: Vec<LearnerIdx> = learners.iter().copied().step_by(every).collect();
        let blocks: Vec<Block> = learners
            .par_chunks(16)
            .map_init(
                || Slots::new(graph.len()),
                |slots, learners| {
                    let mut rows: Vec<([f32; N], f32, f32)> = Vec::new();
                    for &learner in learners {
                        let ease = |trial: &Trial| items.ease(fold_of(learner), trial);
                        walk(log.moments(learner), graph, ability, policy, slots, ease, |before| {
                            rows.extend(before.iter().map(|b| (columns(b), b.trial.score as f32, counts(b) as f32)));
                        });
                    }
                    let mut block = Block::new(rows.len(), N);
                    rows.iter().enumerate().for_each(|(at, (x, score, weight))| block.set(at, x, *score, *weight));
                    block
                },
            )
            .collect();
        let pull: [f64; N] = std::array::from_fn(|j| if j == LOST { PULL_LOST } else { PULL });
        let fitted = solve::fit(&blocks, &Hold { prior: &prior, pull: &pull, least: &least });
        let [baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, ref beside @ ..] = fitted[..]
        else {
            unreachable!("a weight a column")
        };
        let beside = beside.try_into().expect("a weight a column");
        Weights { baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, beside }
    }

    /// In the order of the design.
    fn columns(&self) -> [f64; N] {
        let Weights { baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, beside } = *self;
        let link = [baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean];
        std::array::from_fn(|j| if j < GUARDED { link[j] } else { beside[j - GUARDED] })
    }
}

/// The design's row of a trial.
fn columns(before: &Before) -> [f32; N] {
    let Before { rasch, trace, needs, .. } = before;
    let link = [
        1.0,
        *rasch,
        trace.fast(),
        trace.slow(),
        -trace.lost(),
        trace.log_wins(),
        -trace.log_losses(),
        needs.least,
        needs.mean,
    ];
    let beside = before.beside();
    std::array::from_fn(|j| if j < GUARDED { link[j] as f32 } else { beside[j - GUARDED] as f32 })
}

/// How much a trial counts for the fit.
fn counts(before: &Before) -> f64 {
    let gap_days = before.gap_days;
    let share = if before.is_first() { FIRST_MEETING } else { AT_ONCE + gap_days / (gap_days + HALF_DAYS) };
    before.trial.weight_of_score().min(1.0) * share
}

impl Before {
    /// What shifts a score beside the link: a first meeting, the kind of evidence, the item, what was just done.
    fn beside(&self) -> [f64; N - GUARDED] {
        let kind = |is: bool| f64::from(u8::from(is));
        [
            kind(self.is_first()),
            kind(matches!(self.trial.kind, EvidenceKind::Practice | EvidenceKind::Homework | EvidenceKind::Other)),
            kind(matches!(
                self.trial.kind,
                EvidenceKind::Test | EvidenceKind::PerformanceTask | EvidenceKind::Portfolio
            )),
            kind(self.trial.kind == EvidenceKind::SelfRating),
            kind(self.trial.kind == EvidenceKind::TeacherJudgement),
            self.ease,
            kind(!self.is_first() && self.gap_days == 0.0),
            self.trial.n_rows.ln(),
        ]
    }
}
