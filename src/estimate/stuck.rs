//! Who works at a competency in vain: the detector of unproductive repetition, fitted to the school's own tries.

use crate::knowledge::spinning::{self, OPPORTUNITIES, Pair};
use crate::model::ids::{CompetencyIdx, LearnerIdx};
use crate::model::states::{LearnerStates, Stuck};

/// Tries after which the detector is asked: from the fifth on it tells four such pairs of five (AUC about .80).
const ASKED_AFTER: u32 = 5;

/// Every pair that was tried five times or more and is neither mastered nor was three times right in a row, by learner, then
/// competency. After ten tries the chance is 1: that is what spinning means.
pub(super) fn find(pairs: &[Pair], n_competencies: usize, states: &LearnerStates) -> Vec<Stuck> {
    let detector = spinning::fit(n_competencies, pairs, ASKED_AFTER);
    let stuck = |pair: &Pair| {
        let (learner, competency) = (LearnerIdx(pair.learner), CompetencyIdx(pair.skill));
        let is_open = pair.tries.len() >= ASKED_AFTER
            && !pair.tries.is_mastered()
            && !states.status(learner, competency).is_mastered();
        let chance = if pair.tries.len() < OPPORTUNITIES { detector.chance(pair.tries, pair.skill) } else { 1.0 };
        is_open.then_some(Stuck { learner, competency, tries: pair.tries.len(), chance })
    };
    let mut found: Vec<Stuck> = pairs.iter().filter_map(stuck).collect();
    found.sort_by_key(|stuck| (stuck.learner, stuck.competency));
    found
}
