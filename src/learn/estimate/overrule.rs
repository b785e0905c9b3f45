//! A teacher's word on mastery stands above the estimate, and is told from it: the estimate stays beside it.

use super::prior::Prior;
use super::sigmoid;
use daybreak_day::time::Date;
use daybreak_school::ids::LearnerIdx;
use daybreak_school::school::School;
use daybreak_school::states::{MasteryState, MasteryStatus};

/// Sets the status of what is overruled today; where nothing was shown, a state with the prior's mastery is added.
pub(super) fn apply(school: &School, today: Date, prior: &Prior, learner: LearnerIdx, states: &mut Vec<MasteryState>) {
    let first = school.overrules.partition_point(|row| row.learner < learner);
    let own = school.overrules[first..].iter().take_while(|row| row.learner == learner);
    // In order of day: of two words that hold, the later one is applied last.
    for word in own.filter(|word| word.holds(today)) {
        let at = match states.binary_search_by_key(&word.competency, |state| state.competency) {
            Ok(at) => at,
            Err(at) => {
                let mastery = sigmoid(prior.log_odds(learner, word.competency)) as f32;
                let state = MasteryState {
                    competency: word.competency,
                    mastery,
                    uncertainty: mastery * (1.0 - mastery),
                    evidence: 0,
                    last_seen: word.at,
                    status: MasteryStatus::NotStarted,
                    mastered_on: None,
                    due_review: None,
                };
                states.insert(at, state);
                at
            }
        };
        let status = if word.mastered { MasteryStatus::OverruledMastered } else { MasteryStatus::OverruledOpen };
        states[at].status = status;
        if word.mastered {
            states[at].mastered_on = states[at].mastered_on.or(Some(word.at));
        } else {
            (states[at].mastered_on, states[at].due_review) = (None, None);
        }
    }
}
