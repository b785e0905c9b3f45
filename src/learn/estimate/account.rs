//! How an estimate came about: the learner's trials once more, noting what each did to one competency.

use super::evidence::{Slots, Trial, date_of};
use super::sigmoid;
use super::status::{Fold, Memory};
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::states::{MasteryAccount, Move};

impl Fold<'_> {
    /// The account of one learner and competency.
    pub fn account(
        &self,
        learner: LearnerIdx,
        competency: CompetencyIdx,
        trials: impl Iterator<Item = Trial>,
        slots: &mut Slots,
    ) -> MasteryAccount {
        let mut memory = Memory::default();
        let start = self.expected(learner, competency, &memory, self.log.today(), slots);
        let mut moves = Vec::new();
        let mut latest = start;
        for trial in trials {
            let within = self.graph.encompassed(trial.competency).iter().any(|(c, _)| *c == competency);
            let touches = trial.competency == competency || (within && trial.score > 0.5);
            let before = touches.then(|| self.expected(learner, competency, &memory, trial.day, slots));
            self.remember(learner, &mut memory, std::iter::once(trial), slots);
            if let Some(before) = before {
                latest = self.expected(learner, competency, &memory, trial.day, slots);
                let (day, score) = (date_of(trial.day), trial.score as f32);
                let Trial { kind, competency, .. } = trial;
                moves.push(Move { day, kind, competency, score, before, after: latest });
            }
        }
        MasteryAccount {
            prior: sigmoid(self.prior.log_odds(learner, competency)) as f32,
            start,
            moves,
            latest,
            today: self.expected(learner, competency, &memory, self.log.today(), slots),
            delay_days: self.policy.delay_days,
        }
    }
}
