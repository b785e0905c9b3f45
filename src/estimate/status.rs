//! One learner's trials folded into states: mastery today, how sure, mastered since when, due when.

use super::ability::Ability;
use super::evidence::{Slots, Trial, date_of};
use super::prior::Prior;
use super::trace::Trace;
use super::weights::Weights;
use super::{logit, sigmoid};
use crate::graph::CompetencyGraph;
use crate::model::ids::{CompetencyIdx, LearnerIdx};
use crate::model::rules::MasteryPolicy;
use crate::model::school::School;
use crate::model::states::{MasteryState, MasteryStatus};

/// So far below the threshold a demonstration is worth offering, as a probability.
const READY_TO_SHOW_BELOW: f64 = 0.15;

/// Mean outcome (-1 to 1) below which the own evidence alone counts: seven successes in ten.
const DOUBTFUL_BELOW: f64 = 0.4;

/// How fast failures undo what was known before them; steep, and yet without a step.
const REFUTED: f64 = 4.0;

/// So far below the threshold new failures take mastery back, in log odds.
const LOST_BELOW: f64 = 0.75;

/// Variance of log odds: without any trial, the information of a quiz, the growth a day, and the largest.
const VARIANCE_PRIOR: f64 = 1.5;
const INFORMATION_OF_A_QUIZ: f64 = 0.25;
const VARIANCE_A_DAY: f64 = 0.004;
const VARIANCE_MAX: f64 = 2.5;

/// What the fold of a learner's evidence needs.
pub(super) struct Fold<'a> {
    pub school: &'a School,
    pub graph: &'a CompetencyGraph,
    pub policy: &'a MasteryPolicy,
    pub ability: &'a Ability,
    pub prior: &'a Prior,
    pub weights: &'a Weights,
    /// Days since 2000-01-01.
    pub today: i32,
}

/// What a learner has shown of a competency.
pub(super) struct Shown {
    pub state: MasteryState,
    /// Failures are too many for what builds on it to speak for it.
    pub is_doubtful: bool,
}

/// What is kept of one competency while the trials go by.
struct Practice {
    competency: CompetencyIdx,
    /// Log odds without any evidence.
    prior: f64,
    /// Log odds of what has been tried, whatever came of it; not below the prior.
    baseline: f64,
    /// Log odds from which it counts as mastered.
    threshold: f64,
    trace: Trace,
    /// Pieces of evidence of the competency itself.
    n_pieces: u32,
    /// Pieces, where a teacher's judgement is worth as many as the policy asks.
    n_counted: u32,
    mastered: Option<Review>,
}

/// When a mastered competency is looked at again.
#[derive(Clone, Copy)]
struct Review {
    /// Days after the latest practice.
    interval_days: f64,
}

impl Fold<'_> {
    /// The states of a learner with evidence, own or by what encompasses it; sorted by competency.
    pub fn learner(&self, learner: LearnerIdx, trials: impl Iterator<Item = Trial>, slots: &mut Slots) -> Vec<Shown> {
        let mut practices: Vec<Practice> = Vec::new();
        for trial in trials {
            let at = self.practice(learner, trial.competency, trial.day, slots, &mut practices);
            practices[at].observe(&trial, self);
            if trial.score > 0.5 {
                for &(within, share) in self.graph.encompassed(trial.competency) {
                    let at = self.practice(learner, within, trial.day, slots, &mut practices);
                    practices[at].observe_within(&trial, share);
                }
            }
        }
        slots.clear();
        let mut shown: Vec<Shown> = practices.iter().map(|practice| self.shown(practice)).collect();
        shown.sort_unstable_by_key(|shown| shown.state.competency);
        shown
    }

    /// The position of a competency's practice, begun if need be.
    fn practice(
        &self,
        learner: LearnerIdx,
        competency: CompetencyIdx,
        day: i32,
        slots: &mut Slots,
        practices: &mut Vec<Practice>,
    ) -> usize {
        let (at, is_new) = slots.get_or_insert(competency);
        if is_new {
            let prior = self.prior.log_odds(learner, competency);
            let tried = self.weights.baseline + self.weights.slope * self.ability.log_odds(learner, competency);
            practices.push(Practice {
                competency,
                prior,
                // Who has met it knows no less than who has not.
                baseline: tried.max(prior),
                threshold: logit(self.school.competencies[competency.i()].mastery_at.unwrap_or(self.policy.threshold)),
                trace: Trace::new(self.policy.half_life_days, day),
                n_pieces: 0,
                n_counted: 0,
                mastered: None,
            });
        }
        at
    }

    fn shown(&self, practice: &Practice) -> Shown {
        let last_day = practice.trace.day();
        let today = practice.trace.faded(self.today);
        let mastery = sigmoid(practice.log_odds(&today, self.weights));
        let idle_days = f64::from(self.today - last_day);
        let variance = 1.0 / (1.0 / VARIANCE_PRIOR + INFORMATION_OF_A_QUIZ * practice.trace.information())
            + VARIANCE_A_DAY * idle_days;
        let due = practice.mastered.map(|review| last_day.saturating_add(review.interval_days.round() as i32));
        let status = match due {
            _ if practice.n_pieces == 0 => MasteryStatus::NotStarted,
            Some(due) if due <= self.today => MasteryStatus::DueForReview,
            Some(_) => MasteryStatus::Mastered,
            None => unmastered(mastery, sigmoid(practice.threshold)),
        };
        let state = MasteryState {
            competency: practice.competency,
            mastery: mastery as f32,
            uncertainty: (mastery * (1.0 - mastery) * variance.min(VARIANCE_MAX).sqrt()).min(0.5) as f32,
            evidence: practice.n_pieces,
            last_seen: date_of(last_day),
            status,
            due_review: due.map(date_of),
        };
        Shown { state, is_doubtful: today.mean_outcome() < DOUBTFUL_BELOW }
    }
}

/// The status of what has been tried and is not mastered.
pub(super) fn unmastered(mastery: f64, threshold: f64) -> MasteryStatus {
    if mastery >= threshold - READY_TO_SHOW_BELOW { MasteryStatus::ReadyToShow } else { MasteryStatus::Learning }
}

impl Practice {
    /// Log odds of success. While successes outweigh, forgetting never takes it below what was known before them.
    fn log_odds(&self, trace: &Trace, weights: &Weights) -> f64 {
        let gained = trace.gained(weights);
        (self.baseline + gained - trace.lost()).max(self.prior + REFUTED * gained.min(0.0))
    }

    /// A trial of the competency itself.
    fn observe(&mut self, trial: &Trial, fold: &Fold) {
        let policy = fold.policy;
        let gap = f64::from((trial.day - self.trace.day()).max(0));
        self.trace.observe(trial.day, trial.score, trial.weight);
        self.n_pieces += 1;
        self.n_counted = self.n_counted.saturating_add(if trial.judged { policy.evidence_min.max(1) } else { 1 });
        let log_odds = self.log_odds(&self.trace, fold.weights);
        let first_days = f64::from(policy.review_after_days.max(1));
        self.mastered = match self.mastered {
            None => {
                let enough = self.n_counted >= policy.evidence_min && trial.score > 0.5;
                (enough && log_odds >= self.threshold).then_some(Review { interval_days: first_days })
            }
            Some(_) if log_odds < self.threshold - LOST_BELOW => None,
            Some(review) => Some(review.after(trial.score, gap, first_days)),
        };
    }

    /// A trial of something that practises a share of this competency.
    fn observe_within(&mut self, trial: &Trial, share: f64) {
        let gap = f64::from((trial.day - self.trace.day()).max(0));
        self.trace.observe(trial.day, trial.score, trial.weight * share);
        if let Some(review) = self.mastered {
            // A longer wait, by the share of the gap that was bridged.
            self.mastered =
                Some(Review { interval_days: review.interval_days + share * gap.min(review.interval_days) });
        }
    }
}

impl Review {
    /// The interval after a trial `gap` days after the one before: a success adds the gap, up to doubling; a
    /// failure starts over.
    fn after(self, score: f64, gap: f64, first_days: f64) -> Review {
        let interval_days = if score > 0.5 {
            (self.interval_days + (2.0 * score - 1.0) * gap.min(self.interval_days)).min(3_650.0)
        } else {
            first_days
        };
        Review { interval_days }
    }
}
