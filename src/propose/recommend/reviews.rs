//! Looks at what is known: the reviews planned for today, worth what they save, and whatever else is due.
//!
//! A planned review stands in front of what it saves (`Review::saved`), with what it practises by the way on top. Where
//! new work of today practises something that is due, its lessons earn that review's points and no lesson is spent on the
//! review itself: implicit repetition, as in Math Academy's FIRe. What is due and not planned for today is kept as a
//! choice at half the points, for slots that nothing better fills.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::problem::Points;
use daybreak_day::time::Date;
use daybreak_night::candidate::Reason;
use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::Review;
use daybreak_school::school::School;
use daybreak_school::states::MasteryStatus;

use super::Stage;
use super::by_learner::ByLearner;
use super::purpose::Purposes;

/// What a review saves that earns the rules' points for a review, half a lesson of progress by default: a lesson moves a
/// competency about a fifth of the way, for itself and for one step that builds on it, and half of that is this.
const SAVED_TYPICAL: f64 = 0.2;

/// Percent of the rules' points that a review of its own earns at least, and any review at most.
const PERCENT_MIN: f64 = 50.0;
const PERCENT_MAX: f64 = 200.0;

/// The reviews planned for the date, as positions in `reviews`.
pub fn of_date(school: &School, reviews: &[Review], date: Date) -> ByLearner<u32> {
    let today = reviews.iter().enumerate().filter(|(_, review)| review.date == date);
    let at = |i: usize| u32::try_from(i).expect("fewer than 2^32 reviews");
    ByLearner::new(school.learners.len(), today.map(|(i, review)| (review.learner, at(i))))
}

/// Adds the learner's reviews to what is worth working on; new work must be among `purposes` already.
pub fn add(stage: &Stage<'_>, learner: LearnerIdx, purposes: &mut Purposes) {
    let mut cleared: BTreeSet<CompetencyIdx> = BTreeSet::new();
    let mut own: BTreeMap<CompetencyIdx, Vec<(Reason, Points)>> = BTreeMap::new();
    let planned = stage.asks.reviews.of(learner).iter().map(|&at| &stage.pathways.reviews[at as usize]);
    let (by_the_way, alone): (Vec<&Review>, Vec<&Review>) = planned.partition(|review| review.by.is_some());
    for review in alone.iter().filter(|review| is_offered(stage, review.competency)) {
        let reason = (Reason::Review(review.competency), points(stage, review, PERCENT_MIN));
        own.insert(review.competency, vec![reason]);
        cleared.insert(review.competency);
    }
    for review in by_the_way {
        let work = review.by.expect("it is done by the way of something");
        let reason = (Reason::Review(review.competency), points(stage, review, 0.0));
        let reasons = match (own.get_mut(&work), purposes.get_mut(&work)) {
            (Some(reasons), _) => reasons,
            // Earned in the measure of the way of learning, and not where the new work is merely shown.
            (None, Some(purpose)) if is_offered(stage, work) => &mut purpose.progress,
            (None, _) => continue,
        };
        if cleared.insert(review.competency) && reason.1 > 0 {
            reasons.push(reason);
        }
    }
    for (competency, reasons) in own {
        purposes.entry(competency).or_default().flat.extend(reasons);
    }
    let half = stage.rules.scores.review * PERCENT_MIN as Points / 100;
    for state in stage.states.of(learner) {
        // Only what fades; a date that is past is no reason to spend a slot on what is known well.
        let is_due = state.status == MasteryStatus::ReviewSoon;
        if is_due && !cleared.contains(&state.competency) {
            let reason = (Reason::Review(state.competency), half);
            purposes.entry(state.competency).or_default().flat.push(reason);
        }
    }
}

/// Whether the site has a lesson of it that can take place today.
fn is_offered(stage: &Stage<'_>, competency: CompetencyIdx) -> bool {
    stage.catalogue.of(competency).iter().any(|&lesson| stage.catalogue.offer(lesson).impossible.is_none())
}

/// The rules' points for a review, by what it saves.
fn points(stage: &Stage<'_>, review: &Review, percent_min: f64) -> Points {
    let percent = (review.saved / SAVED_TYPICAL * 100.0).clamp(percent_min, PERCENT_MAX);
    (stage.rules.scores.review as f64 * percent / 100.0).round() as Points
}
