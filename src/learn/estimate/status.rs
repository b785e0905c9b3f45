//! One learner's trials folded into states: mastery today, how sure, mastered since when, due when.

use super::ability::Ability;
use super::evidence::{Log, Slots, Trial, date_of};
use super::form::Form;
use super::items::{Items, fold_of};
use super::link::{Needs, Standing};
use super::prior::Prior;
use super::trace::Trace;
use super::weights::Weights;
use super::{logit, sigmoid};
use crate::knowledge::spinning::{Pair, Tries};
use daybreak_graph::CompetencyGraph;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::MasteryPolicy;
use daybreak_school::school::{EvidenceKind, School};
use daybreak_school::states::{MasteryState, MasteryStatus};

/// So far below the threshold a demonstration is worth offering, as a probability.
const READY_TO_SHOW_BELOW: f64 = 0.15;

/// Mean outcome (-1 to 1) below which the own evidence alone counts: seven successes in ten.
const DOUBTFUL_BELOW: f64 = 0.4;

/// What a piece of evidence still counts there after the next one.
const OWN_KEPT: f64 = 0.8;

/// So far below the threshold new failures take mastery back, in log odds.
const LOST_BELOW: f64 = 0.75;

/// So far below the threshold what was mastered is worth a look again, in log odds: seven of ten where four of five are asked.
const FADED_BELOW: f64 = 0.5;

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
    pub items: &'a Items,
    pub weights: &'a Weights,
    pub log: &'a Log<'a>,
}

/// What a competency's own practice is seen with.
#[derive(Clone, Copy)]
pub(super) struct Around {
    needs: Needs,
    form: f64,
}

/// What a learner has shown of a competency.
pub(super) struct Shown {
    pub state: MasteryState,
    /// Failures are too many for what builds on it to speak for it.
    pub is_doubtful: bool,
}

/// What is kept of one competency while the trials go by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Practice {
    competency: CompetencyIdx,
    /// The learner's, as effects count it.
    grade: usize,
    /// Log odds without any evidence.
    prior: f64,
    /// Ability against difficulty, in log odds.
    rasch: f64,
    /// Log odds from which it counts as mastered.
    threshold: f64,
    trace: Trace,
    /// Outcomes of its own pieces, -1 to 1, and their number, the recent ones weighing more.
    own: f64,
    own_seen: f64,
    /// Pieces of evidence of the competency itself.
    n_pieces: u32,
    /// Of these, judgements of a person.
    n_judged: u32,
    /// Pieces and independent successes, where a teacher's judgement is worth as many as the policy asks.
    n_counted: u32,
    n_successes: u32,
    /// The latest success that counted: on another day, or of another kind, the next one is independent.
    success: Option<(i32, EvidenceKind)>,
    /// A success of a kind that the policy demands.
    is_shown: bool,
    mastered: Option<Review>,
    tries: Tries,
}

/// When a mastered competency is looked at again.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Review {
    /// Days since 2000-01-01 on which it was mastered.
    mastered_on: i32,
    /// Days after the latest practice.
    interval_days: f64,
}

/// What is kept of one learner from night to night: a practice of each competency met, in order of first meeting, and how the
/// learner fares on the whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Memory {
    practices: Vec<Practice>,
    form: Form,
}

impl Fold<'_> {
    /// Folds trials into a memory, O(1) each. Trials of one night after those of another give the same bits as all at
    /// once.
    pub fn remember(
        &self,
        learner: LearnerIdx,
        memory: &mut Memory,
        trials: impl Iterator<Item = Trial>,
        slots: &mut Slots,
    ) {
        let Memory { practices, form } = memory;
        slots.fill(practices.iter().map(|practice| practice.competency));
        for trial in trials {
            let at = self.practice(learner, trial.competency, trial.day, slots, practices);
            let ease = self.ability.typical(trial.competency) + self.items.ease(fold_of(learner), &trial);
            form.observe(&trial, ease);
            let around = self.around(trial.competency, slots, practices, form);
            practices[at].observe(&trial, around, self);
            if trial.score > 0.5 {
                for &(within, share) in self.graph.encompassed(trial.competency) {
                    let at = self.practice(learner, within, trial.day, slots, practices);
                    practices[at].observe_within(&trial, share);
                }
            }
        }
        slots.clear();
    }

    /// The states of a learner with evidence, own or by what encompasses it; sorted by competency.
    pub fn shown(&self, memory: &Memory, slots: &mut Slots) -> Vec<Shown> {
        let Memory { practices, form } = memory;
        slots.fill(practices.iter().map(|practice| practice.competency));
        let of =
            |practice: &Practice| self.shown_of(practice, self.around(practice.competency, slots, practices, form));
        let mut shown: Vec<Shown> = practices.iter().map(of).collect();
        slots.clear();
        shown.sort_unstable_by_key(|shown| shown.state.competency);
        shown
    }

    /// The tries of each competency with evidence of its own.
    pub fn pairs(learner: LearnerIdx, memory: &Memory) -> impl Iterator<Item = Pair> + '_ {
        let tried = memory.practices.iter().filter(|practice| !practice.tries.is_empty());
        tried.map(move |p| Pair { learner: learner.0, skill: p.competency.0, tries: p.tries })
    }

    /// Mastery of a competency as the memory has it on a day; before any evidence, what would be made of a first one.
    pub fn expected(
        &self,
        learner: LearnerIdx,
        competency: CompetencyIdx,
        memory: &Memory,
        day: i32,
        slots: &mut Slots,
    ) -> f32 {
        let Memory { practices, form } = memory;
        slots.fill(practices.iter().map(|practice| practice.competency));
        let around = self.around(competency, slots, practices, form);
        let log_odds = match slots.get(competency) {
            Some(at) => practices[at].later(&practices[at].trace.faded(day), around, self),
            None => {
                self.begun(learner, competency, day).later(&Trace::new(self.policy.half_life_days, day), around, self)
            }
        };
        slots.clear();
        sigmoid(log_odds) as f32
    }

    /// How the direct needs of a competency went so far, and how the learner fares.
    fn around(&self, competency: CompetencyIdx, slots: &Slots, practices: &[Practice], form: &Form) -> Around {
        let went = |need| slots.get(need).map_or(0.0, |at: usize| practices[at].trace.slow());
        Around { needs: Needs::of(self.graph, competency, went), form: form.level }
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
            practices.push(self.begun(learner, competency, day));
        }
        at
    }

    /// A practice before its first trial.
    fn begun(&self, learner: LearnerIdx, competency: CompetencyIdx, day: i32) -> Practice {
        Practice {
            competency,
            grade: self.log.grade(learner),
            prior: self.prior.log_odds(learner, competency),
            rasch: self.ability.log_odds(learner, competency),
            threshold: logit(self.policy.threshold_of(&self.school.competencies[competency.i()])),
            trace: Trace::new(self.policy.half_life_days, day),
            own: 0.0,
            own_seen: 0.0,
            n_pieces: 0,
            n_judged: 0,
            n_counted: 0,
            n_successes: 0,
            success: None,
            is_shown: self.policy.shown_by.is_empty(),
            mastered: None,
            tries: Tries::default(),
        }
    }

    fn shown_of(&self, practice: &Practice, around: Around) -> Shown {
        let last_day = practice.trace.day();
        let today = practice.trace.faded(self.log.today());
        let mastery = sigmoid(practice.later(&today, around, self));
        let idle_days = f64::from(self.log.today() - last_day);
        let variance = (variance(&practice.trace) + VARIANCE_A_DAY * idle_days).min(VARIANCE_MAX);
        let due = practice.mastered.map(|review| last_day.saturating_add(review.interval_days.round() as i32));
        let status = match due {
            _ if practice.n_pieces == 0 => MasteryStatus::NotStarted,
            Some(_) if practice.n_judged == practice.n_pieces => MasteryStatus::TakenAsKnown,
            // A date alone says little: what is known well fades slowly, and a holiday changes few of these.
            Some(due) if due <= self.log.today() && logit(mastery) < practice.threshold - FADED_BELOW => {
                MasteryStatus::ReviewSoon
            }
            Some(_) => MasteryStatus::Mastered,
            None => unmastered(mastery, sigmoid(practice.threshold)),
        };
        let state = MasteryState {
            competency: practice.competency,
            mastery: mastery as f32,
            uncertainty: (mastery * (1.0 - mastery) * variance.sqrt()).min(0.5) as f32,
            evidence: practice.n_pieces,
            last_seen: date_of(last_day),
            status,
            mastered_on: practice.mastered.map(|review| date_of(review.mastered_on)),
            due_review: due.map(date_of),
        };
        Shown { state, is_doubtful: today.mean_outcome() < DOUBTFUL_BELOW }
    }
}

/// The status of what has been tried and is not mastered.
pub(super) fn unmastered(mastery: f64, threshold: f64) -> MasteryStatus {
    if mastery >= threshold - READY_TO_SHOW_BELOW { MasteryStatus::ReadyToShow } else { MasteryStatus::Learning }
}

/// Variance of log odds right after the latest trial.
fn variance(trace: &Trace) -> f64 {
    1.0 / (1.0 / VARIANCE_PRIOR + INFORMATION_OF_A_QUIZ * trace.information())
}

impl Practice {
    /// Log odds of success at a typical task.
    fn log_odds(&self, trace: Trace, Around { needs, form }: Around, weights: &Weights) -> f64 {
        let &Practice { competency, grade, prior, rasch, .. } = self;
        weights.guarded(prior, &Standing { competency, grade, rasch, form, trace, needs })
    }

    /// The same after the policy's delay, seen from the day of the trace.
    fn later(&self, trace: &Trace, around: Around, fold: &Fold) -> f64 {
        let days = i32::try_from(fold.policy.delay_days).unwrap_or(i32::MAX);
        self.log_odds(trace.faded(trace.day().saturating_add(days)), around, fold.weights)
    }

    /// A trial of the competency itself.
    fn observe(&mut self, trial: &Trial, around: Around, fold: &Fold) {
        let policy = fold.policy;
        let gap = f64::from((trial.day - self.trace.day()).max(0));
        self.trace.observe(trial.day, trial.score, trial.weight);
        self.own = OWN_KEPT * self.own + 2.0 * trial.score - 1.0;
        self.own_seen = OWN_KEPT * self.own_seen + 1.0;
        self.n_pieces += 1;
        self.n_judged += u32::from(trial.kind == EvidenceKind::TeacherJudgement);
        self.tries.push(trial.score);
        self.count(trial, policy);
        let log_odds = self.later(&self.trace, around, fold);
        let first_days = f64::from(policy.review_after_days.max(1));
        self.mastered = match self.mastered {
            None => {
                let counts = self.n_counted >= policy.evidence_min && self.n_successes >= policy.successes_min;
                let is_sure = log_odds - doubt(policy.certainty) * variance(&self.trace).sqrt() >= self.threshold;
                let is_shown = self.is_shown && trial.score > 0.5 && !self.fails_often();
                let is_mastered = counts && is_shown && is_sure;
                is_mastered.then_some(Review { mastered_on: trial.day, interval_days: first_days })
            }
            Some(_) if log_odds < self.threshold - LOST_BELOW => None,
            Some(review) => Some(review.after(trial.score, gap, first_days)),
        };
    }

    /// Whether its own latest pieces fail too often to call it mastered. One more success never makes it so.
    fn fails_often(&self) -> bool {
        self.own < DOUBTFUL_BELOW * self.own_seen
    }

    /// Counts pieces, and successes that do not lean on each other.
    fn count(&mut self, trial: &Trial, policy: &MasteryPolicy) {
        let judged = trial.kind == EvidenceKind::TeacherJudgement;
        let worth = |enough: u32| if judged { enough.max(1) } else { 1 };
        self.n_counted = self.n_counted.saturating_add(worth(policy.evidence_min));
        if trial.score > 0.5 {
            if self.success.is_none_or(|(day, kind)| day != trial.day || kind != trial.kind) {
                self.n_successes = self.n_successes.saturating_add(worth(policy.successes_min));
            }
            self.success = Some((trial.day, trial.kind));
            self.is_shown |= policy.shown_by.contains(&trial.kind);
        }
    }

    /// A trial of something that practises a share of this competency.
    fn observe_within(&mut self, trial: &Trial, share: f64) {
        let gap = f64::from((trial.day - self.trace.day()).max(0));
        self.trace.observe(trial.day, trial.score, trial.weight * share);
        if let Some(review) = self.mastered {
            // A longer wait, by the share of the gap that was bridged.
            self.mastered =
                Some(Review { interval_days: review.interval_days + share * gap.min(review.interval_days), ..review });
        }
    }
}

/// Standard deviations that a certainty asks for (logistic, close to normal); 0 at one half.
fn doubt(certainty: f64) -> f64 {
    logit(certainty) / 1.702
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
        Review { interval_days, ..self }
    }
}
