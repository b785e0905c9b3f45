//! Review: whether a look at what is known comes where it can tell something.

use std::collections::BTreeSet;

use daybreak_school::ids::CompetencyIdx;
use daybreak_school::quality::{QualityMeasure, SURE, SiteQuality, Tally};

use super::each;
use crate::laid::Laid;

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let states = laid.sight.states;
    // Of each mastered competency with work today: it, and in how many sessions.
    let reviews = |learner: usize| -> Vec<(CompetencyIdx, u64)> {
        let work = laid.work_of(learner).into_iter();
        let known = work.filter(|(competency, _)| states.status(laid.learner(learner), *competency).is_mastered());
        let sessions = |slots: Vec<(usize, usize)>| {
            slots.into_iter().map(|(_, held)| held).collect::<BTreeSet<usize>>().len() as u64
        };
        known.map(|(competency, slots)| (competency, sessions(slots))).collect()
    };
    each(sheet, QualityMeasure::ReviewedTwice, laid, |learner| {
        reviews(learner).into_iter().map(|(_, sessions)| Tally::one(sessions > 1)).sum()
    });
    each(sheet, QualityMeasure::SureReviews, laid, |learner| {
        let is_sure = |competency: CompetencyIdx| {
            // As mastery.csv has it, with three digits.
            (f64::from(states.mastery(laid.learner(learner), competency)) * 1_000.0).round() >= SURE * 1_000.0
        };
        let all = reviews(learner).into_iter();
        all.map(|(competency, n)| Tally::new(if is_sure(competency) { n } else { 0 }, n)).sum()
    });
}
