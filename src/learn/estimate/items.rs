//! How much easier an item is than the competency's typical one, as other learners found it.
//!
//! Mastery speaks of typical tasks, so items are no part of it: they explain scores, and what they explain is not taken for
//! knowledge. Learners are dealt into folds, and each sees the answers of the other folds alone: a learner's own success
//! never makes an item look easier. Shares are shrunk, an item's toward its competency's (empirical Bayes).

use super::evidence::{Log, Trial};
use super::logit;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};

/// Folds of learners.
pub(super) const FOLDS: usize = 5;

/// The fold of a learner.
pub(super) fn fold_of(learner: LearnerIdx) -> usize {
    learner.i() % FOLDS
}

/// Trials that a competency's share weighs against an item's own, and the share of all against a competency's.
const ITEM_SHRINK: f64 = 5.0;
const COMPETENCY_SHRINK: f64 = 10.0;

/// Trials and successes.
#[derive(Clone, Copy, Default)]
struct Sum {
    n: f64,
    wins: f64,
}

impl Sum {
    fn share(self, toward: f64, shrink: f64) -> f64 {
        (self.wins + shrink * toward) / (self.n + shrink)
    }
}

/// Ease of items for each fold.
pub(super) struct Items {
    /// (Folds + 1) × items and competencies: without the fold's own answers, and in the last row all.
    items: Vec<Sum>,
    competencies: Vec<f64>,
    n_items: usize,
    n_competencies: usize,
}

impl Items {
    /// From the answers of these learners.
    pub fn new(log: &Log, n_items: usize, n_competencies: usize, learners: &[LearnerIdx]) -> Self {
        let mut items = vec![Sum::default(); FOLDS * n_items];
        let mut competencies = vec![Sum::default(); FOLDS * n_competencies];
        for &learner in learners {
            let fold = fold_of(learner);
            for trial in log.of(learner) {
                let add = |sum: &mut Sum| *sum = Sum { n: sum.n + 1.0, wins: sum.wins + trial.score };
                add(&mut competencies[fold * n_competencies + trial.competency.i()]);
                if let Some(item) = trial.item {
                    add(&mut items[fold * n_items + item as usize]);
                }
            }
        }
        let competencies = without_own(&competencies, n_competencies);
        let shares = competencies.chunks(n_competencies.max(1)).flat_map(|of_fold| {
            let all = of_fold.iter().fold(Sum::default(), |a, b| Sum { n: a.n + b.n, wins: a.wins + b.wins });
            let mean = all.share(0.65, 1.0);
            of_fold.iter().map(move |sum| sum.share(mean, COMPETENCY_SHRINK))
        });
        Items { items: without_own(&items, n_items), competencies: shares.collect(), n_items, n_competencies }
    }

    /// Number of items.
    pub fn len(&self) -> usize {
        self.n_items
    }

    /// Log odds by which a trial's item is easier than its competency, as a fold sees it (`FOLDS`: somebody of none); 0
    /// without an item.
    pub fn ease(&self, fold: usize, trial: &Trial) -> f64 {
        let Some(item) = trial.item else { return 0.0 };
        let CompetencyIdx(competency) = trial.competency;
        let typical = self.competencies[fold * self.n_competencies + competency as usize];
        logit(self.items[fold * self.n_items + item as usize].share(typical, ITEM_SHRINK)) - logit(typical)
    }
}

/// Sums of the other folds, (folds + 1) × members; the last row is of all folds.
fn without_own(of_folds: &[Sum], n: usize) -> Vec<Sum> {
    let of = |fold: usize, at: usize| {
        let others = (0..FOLDS).filter(|&other| other != fold).map(|other| of_folds[other * n + at]);
        others.fold(Sum::default(), |a, b| Sum { n: a.n + b.n, wins: a.wins + b.wins })
    };
    (0..=FOLDS).flat_map(|fold| (0..n).map(move |at| of(fold, at))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{TODAY, l, school, sorted, ticket};
    use super::*;
    use daybreak_school::school::Evidence;

    #[test]
    fn an_easy_item_is_seen_as_such_by_other_folds_alone() {
        // Learner 0 gets item 0 right ten times, learners 1 to 9 get it wrong and item 1 right.
        let row = |learner: usize, item: u32, score: f32| Evidence {
            learner: l(learner),
            item: Some(item),
            ..ticket(0, 1, score)
        };
        let mut school = school(10, 1);
        school.items = vec!["hard".into(), "easy".into()];
        let others = (1..10).flat_map(|learner| [row(learner, 0, 0.0), row(learner, 1, 1.0)]);
        school.evidence = sorted((0..10).map(|_| row(0, 0, 1.0)).chain(others).collect());
        let log = Log::new(&school, TODAY);
        let learners: Vec<LearnerIdx> = (0..10).map(l).collect();
        let ease = |fold: usize, item: u32| {
            let items = Items::new(&log, 2, 1, &learners);
            let trial = log.of(l(0)).next().expect("a trial");
            items.ease(fold, &Trial { item: Some(item), ..trial })
        };
        assert!(ease(FOLDS, 1) > 0.3, "everybody else gets it right");
        assert!(ease(fold_of(l(0)), 0) < ease(1, 0) - 0.5, "learner 0 does not see the own successes");
        let trial = Trial { item: None, ..log.of(l(0)).next().expect("a trial") };
        assert_eq!(Items::new(&log, 2, 1, &learners).ease(0, &trial), 0.0);
    }
}
