//! Minutes that a competency still costs a learner.

use crate::model::ids::{CompetencyIdx, LearnerIdx};
use crate::model::rules::PacingPolicy;
use crate::model::school::School;
use crate::model::states::LearnerStates;

/// Probability of mastery from which the typical minutes count: a beginner who was ready.
const START: f64 = 0.25;

/// Share of the typical minutes that is left at least: it still has to be shown.
const SHARE_MIN: f64 = 0.1;

/// Threshold of mastery where the states name none.
const THRESHOLD: f64 = 0.8;

/// Typical minutes, divided by the learner's pace, by the share still to learn. Learning proceeds evenly in log odds
/// (Koedinger et al. 2023: about 0.1 an opportunity), so the share is that of the way in log odds.
pub(super) fn minutes(
    school: &School,
    states: &LearnerStates,
    policy: &PacingPolicy,
    learner: LearnerIdx,
    competency: CompetencyIdx,
) -> f64 {
    let about = &school.competencies[competency.i()];
    let typical = about.minutes_typical.unwrap_or(policy.minutes_typical);
    let pace = states.pace.get(learner.i()).map_or(1.0, |&pace| f64::from(pace));
    let goal = about.mastery_at.or(states.known_from.map(f64::from)).unwrap_or(THRESHOLD);
    typical / pace * share(f64::from(states.mastery(learner, competency)), goal)
}

/// The share of the way from a beginner's log odds to the threshold's that is left, SHARE_MIN to 1.
fn share(mastery: f64, threshold: f64) -> f64 {
    let log_odds = |p: f64| {
        let p = p.clamp(0.001, 0.999);
        (p / (1.0 - p)).ln()
    };
    let whole = log_odds(threshold) - log_odds(START);
    let left = log_odds(threshold) - log_odds(mastery);
    if whole > 0.0 { (left / whole).clamp(SHARE_MIN, 1.0) } else { SHARE_MIN }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn the_share_falls_from_one_to_the_showing() {
        assert_eq!(share(0.05, 0.8), 1.0);
        assert_eq!(share(0.25, 0.8), 1.0);
        assert!((share(0.5, 0.8) - 0.558).abs() < 0.001);
        assert_eq!(share(0.9, 0.8), 0.1);
        assert_eq!(share(0.1, 0.2), 0.1, "a threshold below the beginner's");
    }
}
