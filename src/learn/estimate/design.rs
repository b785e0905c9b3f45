//! The rows that weights are fitted to: the columns of the link, then what only shifts scores.
//!
//! The link speaks of what has been tried, at a typical task, on a later day. What else shifts a score stands beside it and is
//! no part of mastery: a first meeting, the kind of evidence, the item and what was done at it, what was done just before.

use super::walk::Before;
use super::weights::{COMPETENCY, ITEM, Weights};
use crate::knowledge::effects::Column;
use daybreak_school::school::EvidenceKind;

/// Columns of the link.
pub(super) const LINK: usize = 10;

/// Columns beside it.
pub(super) const BESIDE: usize = 21;

/// Columns of the design.
pub(super) const N: usize = LINK + BESIDE;

/// Columns beside the link from which on outcomes of the learner are counted.
const OF_OUTCOMES: usize = LINK + 13;

/// The least weight of each column: whatever a success makes greater has a weight of 0 or more, and so has what a gap makes
/// less.
pub(super) fn least() -> [f64; N] {
    std::array::from_fn(|j| if (1..LINK).contains(&j) || j >= OF_OUTCOMES { 0.0 } else { f64::NEG_INFINITY })
}

/// The column of what forgetting costs.
pub(super) const LOST: usize = 4;

/// Columns that competencies or items differ in.
pub(super) const ONE: usize = 0;
pub(super) const RASCH: usize = 1;
pub(super) const WINS: usize = 5;
pub(super) const LOSSES: usize = 6;
pub(super) const EASE: usize = LINK + 8;

/// Minutes after which nothing of the last trial is at hand as if it were just now.
const DAY_MINUTES: f64 = 1_440.0;

/// The design's row of a trial. What forgetting takes within a day has a weight of its own, beside.
pub(super) fn columns(before: &Before) -> [f32; N] {
    let at = &before.standing;
    let soon = before.soon();
    let link = [
        1.0,
        at.rasch,
        at.trace.fast(),
        at.trace.slow(),
        -(1.0 - soon) * at.trace.lost(),
        at.trace.log_wins(),
        -at.trace.log_losses(),
        at.needs.least,
        at.needs.mean,
        at.form,
    ];
    let beside = before.beside(soon);
    std::array::from_fn(|j| if j < LINK { link[j] as f32 } else { beside[j - LINK] as f32 })
}

impl Weights {
    /// Log odds of the score of a trial, as expected just before it: the link at a moment, with what stands beside it.
    pub fn of_score(&self, before: &Before) -> f64 {
        let x = columns(before).map(f64::from);
        let pooled: f64 = self.columns().iter().zip(x).map(|(weight, x)| weight * x).sum();
        let single = self.effects.as_ref().map_or(0.0, |effects| {
            let sum = |own: &[f64], of: &[Column]| -> f64 {
                own.iter().zip(of).map(|(effect, &(column, _))| effect * x[column]).sum()
            };
            let competency = effects.competencies.of(before.trial.competency.i());
            let item = before.trial.item.map_or(0.0, |item| sum(effects.items.of(item as usize), &ITEM));
            sum(competency, &COMPETENCY) + item + effects.grades.of(before.standing.grade)[0]
        });
        pooled + single
    }
}

impl Before {
    /// 1 right after the trial before, 0 from a day on and at a first meeting: then it is all the same what was just at hand.
    fn soon(&self) -> f64 {
        if self.is_first() { 0.0 } else { (1.0 - self.gap_minutes.ln_1p() / DAY_MINUTES.ln_1p()).max(0.0) }
    }

    /// What shifts a score beside the link.
    fn beside(&self, soon: f64) -> [f64; BESIDE] {
        let flag = |is: bool| f64::from(u8::from(is));
        let kind = |kinds: &[EvidenceKind]| flag(kinds.contains(&self.trial.kind));
        let first = flag(self.is_first());
        let goes_on = flag(self.goes_on);
        [
            first,
            kind(&[EvidenceKind::Practice, EvidenceKind::Other]),
            kind(&[EvidenceKind::Homework]),
            kind(&[EvidenceKind::Test]),
            kind(&[EvidenceKind::PerformanceTask, EvidenceKind::Portfolio]),
            kind(&[EvidenceKind::Observation]),
            kind(&[EvidenceKind::SelfRating]),
            kind(&[EvidenceKind::TeacherJudgement]),
            self.ease,
            first * self.ease,
            soon,
            self.trial.n_rows.ln(),
            goes_on,
            first * self.standing.rasch,
            self.form.mood,
            soon * self.standing.trace.last(),
            -soon * self.standing.trace.lost(),
            self.met.wins.ln_1p(),
            -self.met.losses.ln_1p(),
            self.met.last,
            goes_on * self.form.last,
        ]
    }
}
