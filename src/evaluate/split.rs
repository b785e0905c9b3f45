//! Who is fitted to, and who is predicted.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::dense::Dense;
use super::{Protocol, read};
use daybreak_day::issue::{Issue, Place, counted};

/// Positions of learners, in order of id.
pub(super) struct Split {
    pub train: Vec<u32>,
    pub test: Vec<u32>,
}

/// The splits of a protocol, in order of fold.
pub(super) fn splits(protocol: &Protocol, dense: &Dense, issues: &mut Vec<Issue>) -> Vec<Split> {
    match protocol {
        Protocol::Files { .. } => {
            vec![Split { train: dense.of_file[0].clone(), test: dense.of_file[1].clone() }]
        }
        Protocol::Learners { file, folds, seed } => {
            let learners = &dense.of_file[0];
            e211_too_few_learners(&file.name, learners.len(), *folds, issues);
            let mut dealt: Vec<usize> = (0..learners.len()).map(|at| at % folds).collect();
            dealt.shuffle(&mut ChaCha8Rng::seed_from_u64(*seed));
            by_fold(learners, &dealt)
        }
        Protocol::Folds { file, folds } => {
            let pairs = read::pairs(folds, ["learner", "fold"], None, issues);
            let of_learner: BTreeMap<&str, &str> =
                pairs.iter().map(|(learner, fold, _)| (learner.as_str(), fold.as_str())).collect();
            let mut names: Vec<&str> = of_learner.values().copied().collect();
            names.sort_unstable();
            names.dedup();
            let fold_of = |learner: u32| {
                let fold = of_learner.get(dense.learners[learner as usize].1.as_str())?;
                names.binary_search(fold).ok()
            };
            let dealt: Vec<Option<usize>> = dense.of_file[0].iter().map(|&learner| fold_of(learner)).collect();
            let n_missing = dealt.iter().filter(|fold| fold.is_none()).count();
            if n_missing > 0 {
                let found = format!("{} of {} without a fold", counted(n_missing, "learner"), file.name);
                issues.push(Issue::error("E212", Place::file(&folds.name), found, "a fold for each"));
                return Vec::new();
            }
            e211_too_few_learners(&folds.name, names.len(), 2, issues);
            by_fold(&dense.of_file[0], &dealt.into_iter().flatten().collect::<Vec<usize>>())
        }
    }
}

/// Each fold predicted from all others.
fn by_fold(learners: &[u32], dealt: &[usize]) -> Vec<Split> {
    let n_folds = dealt.iter().max().map_or(0, |fold| fold + 1);
    let of = |is: &dyn Fn(usize) -> bool| -> Vec<u32> {
        learners.iter().zip(dealt).filter(|(_, fold)| is(**fold)).map(|(&learner, _)| learner).collect()
    };
    (0..n_folds).map(|fold| Split { train: of(&|f| f != fold), test: of(&|f| f == fold) }).collect()
}

/// Every fold has a learner.
fn e211_too_few_learners(file: &str, n: usize, folds: usize, issues: &mut Vec<Issue>) {
    if n < folds {
        let expected = format!("at least {folds}, one a fold");
        issues.push(Issue::error("E211", Place::file(file), counted(n, "learner"), expected));
    }
}
