//! Ability of learners against difficulty of competencies, fitted together.
//!
//! The Rasch model with normal priors: a trial of learner `l` at competency `c` succeeds with log odds
//! `mean + ability(l) - difficulty(c)`. Its joint posterior is concave; alternating Newton steps climb it. One more
//! success of `l` at `c` raises `ability(l)` and `ability(l) - difficulty(c)` at its top, whatever else is known.

use rayon::prelude::*;

use super::evidence::{Log, Slots, Trial};
use super::{logit, sigmoid};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};

/// Alternations; the steps are below 0.001 log odds well before.
const SWEEPS: usize = 12;

/// Trials of one learner at one competency resemble each other; together they say at most as much as these many
/// independent ones.
const TRIALS_OF_A_PAIR_MAX: f64 = 6.0;

/// Share of success before any evidence, and the trials it is worth. In 27 data sets learners start at 65 %
/// (Koedinger et al. 2023).
const SHARE_PRIOR: f64 = 0.65;
const SHARE_PRIOR_TRIALS: f64 = 50.0;

/// Largest distance of an ability or difficulty from the mean, in log odds.
const LIMIT: f64 = 4.0;

/// Abilities and difficulties in log odds around 0, with standard deviation about 1.
pub(super) struct Ability {
    /// Log odds of the mean learner at the mean competency.
    pub mean: f64,
    /// By learner.
    pub ability: Vec<f64>,
    /// By competency.
    pub difficulty: Vec<f64>,
}

impl Ability {
    /// Log odds of success.
    pub fn log_odds(&self, learner: LearnerIdx, competency: CompetencyIdx) -> f64 {
        self.ability[learner.i()] + self.typical(competency)
    }

    /// Log odds of success of a learner of mean ability.
    pub fn typical(&self, competency: CompetencyIdx) -> f64 {
        self.mean - self.difficulty[competency.i()]
    }
}

/// A learner's ability while the trials go by: the most probable one given those so far, at O(1) a trial. The fit of
/// weights must not see an ability that knows the very outcome it explains.
#[derive(Clone, Copy, Debug)]
pub(super) struct Running {
    pub ability: f64,
    precision: f64,
}

impl Default for Running {
    fn default() -> Self {
        Running { ability: 0.0, precision: 1.0 }
    }
}

impl Running {
    /// Folds in a trial whose log odds at ability 0 are `ease`. The rows of a piece count as one together: a record that names
    /// thirty competencies of earlier years is one judgement, not thirty, of how able the learner is.
    pub fn observe(&mut self, trial: &Trial, ease: f64) {
        let p = sigmoid(self.ability + ease);
        let weight = trial.weight_of_score();
        self.precision += weight * p * (1.0 - p);
        self.ability += weight * (trial.score - p) / self.precision;
        self.ability = self.ability.clamp(-LIMIT, LIMIT);
    }
}

/// How one learner fared at one competency, or the other way round.
#[derive(Clone, Copy)]
struct Pair {
    /// Competency in a learner's list, learner in a competency's.
    other: u32,
    trials: f64,
    wins: f64,
}

/// How every learner fared at every competency, from which abilities are fitted to all learners or to some.
pub(super) struct Pairs {
    by_learner: Vec<Vec<Pair>>,
    n_competencies: usize,
}

impl Pairs {
    /// All evidence up to today.
    pub fn new(log: &Log, n_competencies: usize) -> Self {
        Pairs { by_learner: pairs(log, n_competencies), n_competencies }
    }

    /// Fits abilities and difficulties to the learners that are seen; the others get the ability of the mean learner.
    pub fn fit(&self, is_seen: impl Fn(LearnerIdx) -> bool) -> Ability {
        let all = self.by_learner.iter().enumerate();
        let by_learner: Vec<&[Pair]> =
            all.map(|(at, pairs)| if is_seen(LearnerIdx::at(at)) { &pairs[..] } else { &[] }).collect();
        let by_competency = transpose(&by_learner, self.n_competencies);
        let mut fitted = Ability {
            mean: mean(&by_learner),
            ability: vec![0.0; by_learner.len()],
            difficulty: vec![0.0; self.n_competencies],
        };
        for _ in 0..SWEEPS {
            let Ability { mean, ability, difficulty } = &fitted;
            let ability: Vec<f64> = by_learner
                .par_iter()
                .zip(ability)
                .map(|(pairs, &own)| step(pairs, own, |competency| mean - difficulty[competency]))
                .collect();
            // A difficulty is an ability to resist: the same step with wins and losses as they are, and the sign turned.
            let difficulty = by_competency
                .par_iter()
                .zip(difficulty)
                .map(|(pairs, &own)| -step(pairs, -own, |learner| mean + ability[learner]))
                .collect();
            fitted = Ability { mean: *mean, ability, difficulty };
        }
        fitted
    }
}

/// One Newton step on a value whose prior is standard normal, when pair `i` has log odds `value + rest(i)`.
fn step(pairs: &[Pair], value: f64, rest: impl Fn(usize) -> f64) -> f64 {
    let (mut gradient, mut curvature) = (-value, 1.0);
    for pair in pairs {
        let p = sigmoid(value + rest(pair.other as usize));
        gradient += pair.wins - pair.trials * p;
        curvature += pair.trials * p * (1.0 - p);
    }
    (value + (gradient / curvature).clamp(-1.0, 1.0)).clamp(-LIMIT, LIMIT)
}

/// Each learner's pairs, in order of first trial; the rows of a piece count as one together.
fn pairs(log: &Log, n_competencies: usize) -> Vec<Vec<Pair>> {
    (0..log.n_learners())
        .into_par_iter()
        .map_init(
            || Slots::new(n_competencies),
            |slots, learner| {
                let mut pairs: Vec<Pair> = Vec::new();
                for trial in log.of(LearnerIdx::at(learner)) {
                    let (at, is_new) = slots.get_or_insert(trial.competency);
                    if is_new {
                        pairs.push(Pair { other: trial.competency.0, trials: 0.0, wins: 0.0 });
                    }
                    let weight = trial.weight_of_score();
                    pairs[at].trials += weight;
                    pairs[at].wins += weight * trial.score;
                }
                slots.clear();
                for pair in &mut pairs {
                    // Approaches the maximum as trials grow, and keeps the share of success.
                    let shrink = 1.0 / (1.0 + pair.trials / TRIALS_OF_A_PAIR_MAX);
                    pair.trials *= shrink;
                    pair.wins *= shrink;
                }
                pairs
            },
        )
        .collect()
}

/// The same pairs by competency, in order of learner.
fn transpose(by_learner: &[&[Pair]], n_competencies: usize) -> Vec<Vec<Pair>> {
    let mut by_competency = vec![Vec::new(); n_competencies];
    for (learner, pairs) in by_learner.iter().enumerate() {
        let learner = LearnerIdx::at(learner).0;
        for pair in *pairs {
            by_competency[pair.other as usize].push(Pair { other: learner, ..*pair });
        }
    }
    by_competency
}

/// Log odds of the school's share of success.
fn mean(by_learner: &[&[Pair]]) -> f64 {
    let (mut wins, mut trials) = (SHARE_PRIOR * SHARE_PRIOR_TRIALS, SHARE_PRIOR_TRIALS);
    for pair in by_learner.iter().copied().flatten() {
        wins += pair.wins;
        trials += pair.trials;
    }
    logit(wins / trials)
}
