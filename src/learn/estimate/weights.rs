//! The weights of the link from what is counted to log odds of success, fitted to the school's own evidence.
//!
//! Pooled logistic regression, pulled to the shipped weights: a school with 200 pieces of evidence has the shipped
//! ones, a school with a million its own. Weights that carry the two guards (one more success never lowers a mastery, a
//! longer gap never raises one) are held at 0 or above, and no effect of a single competency takes them below.

use rayon::prelude::*;

use super::ability::Ability;
use super::design::{self, BESIDE, EASE, LINK, LOSSES, LOST, N, ONE, RASCH, WINS, columns};
use super::evidence::{GRADES, Log, Slots, Trial};
use super::items::{Items, fold_of};
use super::walk::{Before, Path, walk};
use crate::knowledge::effects::{Column, Effects};
use crate::knowledge::log::Lists;
use crate::knowledge::solve::{self, Block, Hold};
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::rules::MasteryPolicy;

/// How strongly the weights are pulled to the shipped ones, as information: 200 scores move them little. Forgetting is
/// measured on public logs with long gaps, which a school's own first months do not have, so it is held firmer.
const PULL: f64 = 150.0;
const PULL_LOST: f64 = 5_000.0;

/// What stands beside carries no mastery, and a school's kinds of evidence and items are its own.
const PULL_BESIDE: f64 = 20.0;

/// Columns in which competencies, items and grades differ, with the precision of these effects. Those of competencies carry
/// mastery and are held firmer than `plr`'s: with 6 and 15 public logs are told better by .0005, and in a school with twenty
/// pieces of evidence a success could lower a mastery by way of the fit. A grade has its own level after about two hundred
/// scores, since those of one class resemble each other.
pub(super) const COMPETENCY: [Column; 4] = [(ONE, 100.0), (WINS, 200.0), (LOSSES, 200.0), (EASE, 15.0)];
pub(super) const ITEM: [Column; 2] = [(ONE, 4.0), (RASCH, 10.0)];
const GRADE: [Column; 1] = [(ONE, 50.0)];

/// Rounds of effects and weights; a third changes the AUC on public logs by .0001.
const ROUNDS: usize = 2;

/// Trials that are fitted to, about, for time: pooled weights need a third of them, effects of single items all there are.
const TRIALS_MAX: usize = 300_000;

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
    /// Per log odds by which the learner fares better lately than one of mean ability.
    pub form: f64,
    /// How scores lie beside the link, which speaks of what has been tried and of a typical task; no part of mastery.
    pub beside: [f64; BESIDE],
    /// What single competencies, grades and items add; none: nothing.
    pub effects: Option<Adds>,
}

/// Effects of single competencies, grades and items.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Adds {
    pub competencies: Effects,
    pub grades: Effects,
    pub items: Effects,
}

/// What is fitted to.
pub(super) struct Sample<'a> {
    pub log: &'a Log<'a>,
    pub graph: &'a CompetencyGraph,
    pub ability: &'a Ability,
    pub items: &'a Items,
    pub policy: &'a MasteryPolicy,
    /// Sorted.
    pub learners: &'a [LearnerIdx],
}

/// Rows of some learners, with the members that each row has effects of.
struct Part {
    block: Block,
    members: [Vec<u32>; 3],
}

impl Weights {
    /// What ships: the fits to simulated schools (a test holds it near them), whose learners learn and forget at the
    /// rates of the literature.
    pub fn shipped() -> Self {
        let mut beside = [0.0; BESIDE];
        // A first meeting; practice, homework, ratings of oneself and of a teacher, as the simulation has them; the ease of
        // the item; a trial that follows at once; ability at a first meeting; what forgetting takes within a day.
        let known = [(0, -1.3), (1, 0.2), (2, 0.2), (6, 0.45), (7, 0.3), (8, 1.0), (10, 0.2), (13, 0.4), (16, 0.95)];
        known.into_iter().for_each(|(column, weight)| beside[column] = weight);
        Weights {
            baseline: 1.4,
            slope: 0.55,
            fast: 0.2,
            slow: 1.0,
            lost: 1.0,
            wins: 0.05,
            losses: 0.45,
            needs_least: 0.0,
            needs_mean: 0.05,
            form: 0.0,
            beside,
            effects: None,
        }
    }

    /// Fits to the evidence of some learners.
    pub fn fit(sample: &Sample) -> Self {
        let parts = parts(sample);
        let (mut blocks, members): (Vec<Block>, Vec<[Vec<u32>; 3]>) =
            parts.into_iter().map(|part| (part.block, part.members)).unzip();
        let prior = Weights::shipped().columns();
        let pull: [f64; N] = std::array::from_fn(|j| match j {
            LOST => PULL_LOST,
            0..LINK => PULL,
            _ => PULL_BESIDE,
        });
        let least = design::least();
        let hold = Hold { prior: &prior, pull: &pull, least: &least };
        let n_items = sample.items.len();
        let mut kinds = [
            (Effects::new(n_items + 1, &ITEM), lists(n_items)),
            (Effects::new(sample.graph.len() + 1, &COMPETENCY), lists(sample.graph.len())),
            (Effects::new(GRADES + 1, &GRADE), lists(GRADES)),
        ];
        let mut weights = solve::fit(&blocks, &hold);
        for _ in 0..ROUNDS {
            for kind in 0..kinds.len() {
                let look = |block: &Block| block.log_odds(&weights);
                let log_odds: Vec<Vec<f32>> = blocks.par_iter().map(look).collect();
                let seen = blocks.iter().zip(&members).zip(log_odds);
                let looked_at: Vec<(&Block, &[u32], Vec<f32>)> =
                    seen.map(|((block, members), x)| (block, members[kind].as_slice(), x)).collect();
                let (effects, lists) = &mut kinds[kind];
                effects.step(&looked_at, lists);
                effects.hold(&weights, &least);
                blocks.par_iter_mut().zip(&members).for_each(|(block, members)| {
                    block.offset.fill(0.0);
                    kinds.iter().zip(members).for_each(|((effects, lists), own)| effects.add_to(block, own, lists));
                });
            }
            weights = solve::refit(&blocks, &hold, weights);
            kinds.iter_mut().for_each(|(effects, _)| effects.hold(&weights, &least));
        }
        let [(items, _), (competencies, _), (grades, _)] = kinds;
        Weights::of(&weights, Some(Adds { competencies, grades, items }))
    }

    /// From the order of the design.
    fn of(columns: &[f64], effects: Option<Adds>) -> Self {
        let [baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, form, ref beside @ ..] =
            columns[..]
        else {
            unreachable!("a weight a column")
        };
        let beside = beside.try_into().expect("a weight a column");
        Weights { baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, form, beside, effects }
    }

    /// In the order of the design.
    pub fn columns(&self) -> [f64; N] {
        let &Weights { baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, form, .. } = self;
        let link = [baseline, slope, fast, slow, lost, wins, losses, needs_least, needs_mean, form];
        std::array::from_fn(|j| if j < LINK { link[j] } else { self.beside[j - LINK] })
    }
}

/// One list a member, and an empty one for rows without any.
fn lists(n: usize) -> Lists {
    let members = (0..n).map(|member| vec![u32::try_from(member).expect("fewer than 2^32 members")]);
    Lists::new(members.chain([Vec::new()]))
}

/// The rows of the learners, in blocks of whole learners that depend on nothing but their number.
fn parts(sample: &Sample) -> Vec<Part> {
    let &Sample { log, graph, ability, items, policy, learners } = sample;
    let n_trials: usize = learners.iter().map(|&learner| log.n_rows(learner)).sum();
    let every = (n_trials / TRIALS_MAX).max(1);
    let learners: Vec<LearnerIdx> = learners.iter().copied().step_by(every).collect();
    let no_item = u32::try_from(items.len()).expect("fewer than 2^32 items");
    let part = |slots: &mut Slots, learners: &[LearnerIdx]| {
        let mut rows: Vec<([f32; N], f32, f32)> = Vec::new();
        let mut members: [Vec<u32>; 3] = Default::default();
        for &learner in learners {
            let ease = |trial: &Trial| items.ease(fold_of(learner), trial);
            let path = Path { graph, ability, policy, grade: log.grade(learner) };
            walk(log.moments(learner), &path, slots, ease, |before| {
                let row = |b: &Before| (columns(b), b.trial.score as f32, b.trial.weight_of_score().min(1.0) as f32);
                rows.extend(before.iter().map(row));
                members[0].extend(before.iter().map(|b| b.trial.item.unwrap_or(no_item)));
                members[1].extend(before.iter().map(|b| b.trial.competency.0));
                members[2].extend(before.iter().map(|b| u32::try_from(b.standing.grade).expect("few grades")));
            });
        }
        let mut block = Block::new(rows.len(), N);
        rows.iter().enumerate().for_each(|(at, (x, score, weight))| block.set(at, x, *score, *weight));
        Part { block, members }
    };
    learners.par_chunks(16).map_init(|| Slots::new(graph.len()), part).collect()
}
