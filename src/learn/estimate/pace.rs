//! Pace: minutes that a typical learner needs, divided by those that this one needed.
//!
//! What was earned (typical minutes of the part of a competency that the learner has by now) over what was spent
//! (minutes delivered), shrunk toward 1: learning rates are strikingly alike across learners (Koedinger et al. 2023),
//! so a pace is believed only after many hours.

use std::collections::BTreeMap;

use super::status::Shown;

use daybreak_day::time::Date;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::rules::{MasteryPolicy, PacingPolicy};
use daybreak_school::school::School;

/// Minutes at pace 1 that every learner is credited with in advance: about two weeks of one subject.
const SHRINK_MINUTES: f64 = 600.0;

/// Slowest and fastest pace believed.
const PACE_MIN: f64 = 0.5;
const PACE_MAX: f64 = 2.0;

/// The pace of a learner whose states with own evidence are `shown`; 1 without delivered lessons.
pub(super) fn of(school: &School, today: Date, policy: &MasteryPolicy, learner: LearnerIdx, shown: &[Shown]) -> f32 {
    let rows = school.delivered_of(learner).iter();
    let mut spent: BTreeMap<CompetencyIdx, f64> = BTreeMap::new();
    for row in rows.filter(|row| row.attended && row.is_reported && row.date <= today) {
        if let Some(competency) = row.competency {
            *spent.entry(competency).or_default() += f64::from(row.minutes);
        }
    }
    let (mut total_earned, mut total_spent) = (SHRINK_MINUTES, SHRINK_MINUTES);
    for (competency, minutes) in spent {
        let Ok(at) = shown.binary_search_by_key(&competency, |shown| shown.state.competency) else { continue };
        let about = &school.competencies[competency.i()];
        let threshold = policy.threshold_of(about).max(0.01);
        let part = if shown[at].state.status.is_mastered() {
            1.0
        } else {
            (f64::from(shown[at].state.mastery) / threshold).min(1.0)
        };
        let typical = about.minutes_typical.unwrap_or(PacingPolicy::default().minutes_typical);
        total_spent += minutes;
        // Who knew it before earns no more than was spent.
        total_earned += (typical * part).min(minutes * PACE_MAX);
    }
    (total_earned / total_spent).clamp(PACE_MIN, PACE_MAX) as f32
}
