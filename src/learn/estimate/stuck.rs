//! Who works at a competency in vain: the detector of unproductive repetition, fitted to the school's own tries.

use crate::knowledge::spinning::{self, OPPORTUNITIES, Pair};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::states::{LearnerStates, Stuck};

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

#[cfg(test)]
mod tests {
    use crate::estimate::Fitted;
    use crate::estimate::evidence::Slots;
    use crate::estimate::simulation::{Simulated, Spec, simulate};
    use crate::estimate::status::{Fold, Memory};
    use crate::knowledge::metrics;
    use crate::knowledge::spinning::{self, SHIPPED};
    use daybreak_school::ids::LearnerIdx;
    use daybreak_school::rules::MasteryPolicy;

    /// Simulated learners leave a competency after three successes in a row or twelve tries; the shipped weights of the
    /// detector are what several schools of them say, rounded.
    #[test]
    fn the_shipped_detector_is_what_simulated_learners_say() {
        let mut pairs = Vec::new();
        for seed in 0..4 {
            let spec = Spec { seed, learners: 400, competencies: 96, days: 120, trials_a_day: 5 };
            let Simulated { school, today, .. } = simulate(&spec);
            let policy = MasteryPolicy::default();
            let fitted = Fitted::new(&school, today, &policy);
            let mut slots = Slots::new(school.competencies.len());
            for learner in (0..400).map(LearnerIdx::at) {
                let mut memory = Memory::default();
                fitted.fold(&school, &policy).remember(learner, &mut memory, fitted.log.of(learner), &mut slots);
                // Each school's competencies are its own.
                let own = Fold::pairs(learner, &memory);
                pairs.extend(own.map(|p| spinning::Pair {
                    learner: p.learner + 400 * seed as u32,
                    skill: p.skill + 96 * seed as u32,
                    ..p
                }));
            }
        }
        let (train, test): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|pair| pair.learner % 5 != 0);
        let fitted = spinning::fit(4 * 96, &train, 5);
        for (weight, shipped) in fitted.weights().iter().zip(SHIPPED) {
            assert!((weight - shipped).abs() < 0.3, "{:?}", fitted.weights());
        }
        let found = fitted.detect(&test);
        assert!(metrics::auc(&found.predicted, &found.spins) > 0.75);
    }
}
