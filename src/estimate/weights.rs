//! The weights of the link from what is counted to log odds of success, fitted to the school's own evidence.
//!
//! Pooled logistic regression, pulled to the shipped weights: a school with 200 pieces of evidence has the shipped
//! ones, a school with a million its own. Weights that carry the two guards (one more success never lowers a mastery, a
//! longer gap never raises one) are held at 0 or above.

use rayon::prelude::*;

use super::ability::{Ability, Running};
use super::evidence::{Log, Slots, Trial};
use super::trace::Trace;
use crate::graph::CompetencyGraph;
use crate::knowledge::solve::{self, Block, Hold};
use crate::model::ids::{CompetencyIdx, LearnerIdx};
use crate::model::rules::MasteryPolicy;
use crate::model::school::EvidenceKind;

/// Columns of the design: what the link sums, then how the kind of evidence shifts its scores.
const N: usize = 14;
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
        }
    }

    /// The link: log odds of success at a typical task.
    pub fn log_odds(&self, rasch: f64, trace: &Trace, needs: Needs) -> f64 {
        self.baseline + self.slope * rasch + self.gained(trace, needs) - self.lost * trace.lost()
    }

    /// The part of outcomes, its own and those of what it needs.
    pub fn gained(&self, trace: &Trace, needs: Needs) -> f64 {
        self.fast * trace.fast() + self.slow * trace.slow() + self.wins * trace.log_wins()
            - self.losses * trace.log_losses()
            + self.needs_least * needs.least
            + self.needs_mean * needs.mean
    }

    /// Fits to a school's evidence.
    pub fn fit(log: &Log, graph: &CompetencyGraph, ability: &Ability, policy: &MasteryPolicy) -> Self {
        let shipped = Weights::shipped();
        let prior = shipped.columns();
        let least: [f64; N] = std::array::from_fn(|j| if (1..GUARDED).contains(&j) { 0.0 } else { f64::NEG_INFINITY });
        let n_trials: usize = (0..log.n_learners()).map(|l| log.n_rows(LearnerIdx::at(l))).sum();
        let every = (n_trials / TRIALS_MAX).max(1);
        let learners: Vec<LearnerIdx> = (0..log.n_learners()).step_by(every).map(LearnerIdx::at).collect();
        let blocks: Vec<Block> = learners
            .par_chunks(16)
            .map_init(
                || Slots::new(graph.len()),
                |slots, learners| {
                    let rows: Vec<Row> = learners
                        .iter()
                        .flat_map(|&learner| rows(learner, log.of(learner), graph, ability, policy, slots))
                        .collect();
                    let mut block = Block::new(rows.len(), N);
                    rows.iter().enumerate().for_each(|(at, row)| block.set(at, &row.x, row.score, row.weight));
                    block
                },
            )
            .collect();
        let pull: [f64; N] = std::array::from_fn(|j| if j == LOST { PULL_LOST } else { PULL });
        let fitted = solve::fit(&blocks, &Hold { prior: &prior, pull: &pull, least: &least });
        let [baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, ..] = fitted[..] else {
            unreachable!("a weight a column")
        };
        Weights { baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean }
    }

    /// In the order of the design; how kinds of evidence shift scores comes from the simulation's kinds.
    fn columns(&self) -> [f64; N] {
        let Weights { baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean } = *self;
        [baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, FIRST, 0.2, 0.0, 0.2, 0.3]
    }
}

/// Log odds of a first meeting beside those of the link, which speaks of what has been tried.
const FIRST: f64 = -0.6;

/// One trial as the fit sees it: what was known just before it.
struct Row {
    x: [f32; N],
    score: f32,
    weight: f32,
}

/// The rows of a learner.
fn rows(
    learner: LearnerIdx,
    trials: impl Iterator<Item = Trial>,
    graph: &CompetencyGraph,
    ability: &Ability,
    policy: &MasteryPolicy,
    slots: &mut Slots,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut traces: Vec<Trace> = Vec::new();
    let mut running = Running::default();
    for trial in trials {
        let mut at = |competency: CompetencyIdx, traces: &mut Vec<Trace>| {
            let (at, is_new) = slots.get_or_insert(competency);
            if is_new {
                traces.push(Trace::new(policy.half_life_days, trial.day));
            }
            at
        };
        let own = at(trial.competency, &mut traces);
        let before = traces[own].faded(trial.day);
        let within: Vec<(usize, f64)> = match trial.score > 0.5 {
            true => graph.encompassed(trial.competency).iter().map(|&(c, s)| (at(c, &mut traces), s)).collect(),
            false => Vec::new(),
        };
        let needs = Needs::of(graph, trial.competency, |need| slots.get(need).map_or(0.0, |at| traces[at].slow()));
        let rasch = ability.mean + running.ability - ability.difficulty[trial.competency.i()];
        let is_first = before.information() == 0.0;
        let kind = |is: bool| f64::from(u8::from(is));
        let x = [
            1.0,
            rasch,
            before.fast(),
            before.slow(),
            -before.lost(),
            before.log_wins(),
            -before.log_losses(),
            needs.least,
            needs.mean,
            kind(is_first),
            kind(matches!(trial.kind, EvidenceKind::Practice | EvidenceKind::Homework | EvidenceKind::Other)),
            kind(matches!(trial.kind, EvidenceKind::Test | EvidenceKind::PerformanceTask | EvidenceKind::Portfolio)),
            kind(trial.kind == EvidenceKind::SelfRating),
            kind(trial.kind == EvidenceKind::TeacherJudgement),
        ];
        let gap_days = f64::from((trial.day - traces[own].day()).max(0));
        let share = if is_first { FIRST_MEETING } else { AT_ONCE + gap_days / (gap_days + HALF_DAYS) };
        let weight = (trial.weight.min(1.0) * share) as f32;
        rows.push(Row { x: x.map(|x| x as f32), score: trial.score as f32, weight });
        running.observe(&trial, ability.mean - ability.difficulty[trial.competency.i()]);
        traces[own].observe(trial.day, trial.score, trial.weight);
        for (at, share) in within {
            traces[at].observe(trial.day, trial.score, trial.weight * share);
        }
    }
    slots.clear();
    debug_assert!(learner.i() < ability.ability.len(), "a learner of the school");
    rows
}
