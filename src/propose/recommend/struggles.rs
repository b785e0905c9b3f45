//! What a learner works on in vain: counted from the outcomes of delivered lessons, and from evidence where the detector of
//! unproductive repetition is sure enough.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_school::ids::{CompetencyIdx, LearnerIdx, ModalityIdx};
use daybreak_school::school::Outcome;

use super::Stage;

/// What was tried in vain at one competency, since the last success.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struggle {
    pub tries: u32,
    pub ways: BTreeSet<ModalityIdx>,
    /// Learners of the smallest group in which it was tried; none: not known.
    pub smallest: Option<u32>,
    /// The chance that going on as before will not do, in percent, where the detector was asked.
    pub spinning_percent: Option<u32>,
}

/// What a learner works on in vain, by competency.
pub type Struggles = BTreeMap<CompetencyIdx, Struggle>;

impl Struggle {
    /// Counts a try with an outcome; a success begins anew.
    pub fn count(&mut self, way: Option<ModalityIdx>, group: Option<u32>, outcome: Outcome) {
        let in_vain = match outcome {
            Outcome::Mastered | Outcome::Progress => false,
            Outcome::NoProgress => true,
            // Four of five right is the usual pass of an exit ticket; below half nothing was gained.
            Outcome::Score(score) => score < 0.5,
        };
        if in_vain {
            self.tries += 1;
            self.ways.extend(way);
            self.smallest = match (self.smallest, group) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        } else {
            *self = Struggle::default();
        }
    }
}

/// Adds what the evidence says to what was delivered; what was not in vain is left out.
pub fn with_evidence(stage: &Stage<'_>, learner: LearnerIdx, mut struggles: Struggles) -> Struggles {
    for stuck in stage.states.stuck_of(learner) {
        let percent = (stuck.chance * 100.0).round() as u32;
        if f64::from(stuck.chance) >= stage.rules.struggle.spinning_from {
            let struggle = struggles.entry(stuck.competency).or_default();
            struggle.tries = struggle.tries.max(stuck.tries);
            struggle.spinning_percent = Some(percent);
        }
    }
    struggles.retain(|_, struggle| struggle.tries > 0);
    struggles
}
