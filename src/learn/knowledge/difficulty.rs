//! How hard items and skills are, seen by one fold of learners through the answers of the others.
//!
//! A statistic of an item that contains the very answer to be explained would tell it to the fit: so learners are
//! dealt into folds, and each fold sees means without its own answers. New learners see all of them.
//! Means are shrunk: an item toward its skills, a skill toward all (empirical Bayes).

use super::log::{Log, logit};

/// Folds among the learners of a fit.
pub const FOLDS: usize = 5;

/// Answers that a skill's mean weighs against an item's own, and the mean of all against a skill's.
const ITEM_SHRINK: f64 = 5.0;
const SKILL_SHRINK: f64 = 10.0;

/// How hard things are for one fold.
pub struct View {
    /// Log odds of success of all.
    pub mean: f32,
    /// Log odds of success by item, and by skill.
    pub item: Vec<f32>,
    pub skill: Vec<f32>,
    /// Answers behind an item's value.
    pub item_n: Vec<f32>,
}

/// The fold of the learner at a position among those of a fit.
pub fn fold_of(position: usize) -> usize {
    position % FOLDS
}

/// `FOLDS` views, each without that fold's answers, then one of all.
pub fn views(log: &Log, learners: &[u32]) -> Vec<View> {
    let mut items = vec![(0.0f64, 0.0f64); log.n_items() * FOLDS];
    for (position, &learner) in learners.iter().enumerate() {
        let fold = fold_of(position);
        for answer in log.of(learner) {
            let sums = &mut items[answer.item as usize * FOLDS + fold];
            sums.0 += 1.0;
            sums.1 += f64::from(answer.score);
        }
    }
    (0..=FOLDS).map(|fold| view(log, &items, fold)).collect()
}

fn view(log: &Log, items: &[(f64, f64)], without: usize) -> View {
    let total = |of: &[(f64, f64)]| {
        let seen = of.iter().enumerate().filter(|(fold, _)| *fold != without);
        seen.fold((0.0, 0.0), |sum, (_, add)| (sum.0 + add.0, sum.1 + add.1))
    };
    let own: Vec<(f64, f64)> = items.chunks(FOLDS).map(total).collect();
    let mut of_skill = vec![(0.0f64, 0.0f64); log.n_skills];
    let mut of_all = (1.0, 0.65);
    for (item, sums) in own.iter().enumerate() {
        of_all = (of_all.0 + sums.0, of_all.1 + sums.1);
        for &skill in log.skills.of(item) {
            let skill = &mut of_skill[skill as usize];
            *skill = (skill.0 + sums.0, skill.1 + sums.1);
        }
    }
    let mean = of_all.1 / of_all.0;
    let skill_mean: Vec<f64> =
        of_skill.iter().map(|(n, wins)| (wins + SKILL_SHRINK * mean) / (n + SKILL_SHRINK)).collect();
    let item = |item: usize| {
        let skills = log.skills.of(item);
        let toward = match skills.len() {
            0 => mean,
            n => skills.iter().map(|&skill| skill_mean[skill as usize]).sum::<f64>() / n as f64,
        };
        let (n, wins) = own[item];
        logit((wins + ITEM_SHRINK * toward) / (n + ITEM_SHRINK)) as f32
    };
    View {
        mean: logit(mean) as f32,
        item: (0..log.n_items()).map(item).collect(),
        skill: skill_mean.iter().map(|&p| logit(p) as f32).collect(),
        item_n: own.iter().map(|&(n, _)| n as f32).collect(),
    }
}
