//! Minutes: whether what is planned is about what is left to do.

use daybreak_school::ids::CompetencyIdx;
use daybreak_school::quality::{QualityMeasure, SLOTS_OF_ONE, SiteQuality, Tally};

use super::each;
use crate::laid::Laid;

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let left = laid.sight.pathways.minutes_left(laid.sight.school, &laid.sight.formulation.learners);
    let work: Vec<_> = (0..laid.n_learners()).map(|learner| laid.work_of(learner)).collect();
    let planned: Vec<_> = (0..laid.n_learners()).map(|learner| laid.minutes_of(learner)).collect();
    // Of each step with work today: minutes beyond what is expected.
    let over = |learner: usize| -> Vec<u64> {
        let beyond = |(competency, planned): (&CompetencyIdx, &u64)| {
            let left = left[learner].get(competency)?;
            Some(planned.saturating_sub(u64::from(*left)))
        };
        planned[learner].iter().filter_map(beyond).collect()
    };
    each(sheet, QualityMeasure::OverMinutes, laid, |learner| Tally::new(over(learner).into_iter().sum(), 1));
    each(sheet, QualityMeasure::OverSteps, laid, |learner| {
        over(learner).into_iter().map(|minutes| Tally::one(minutes > 0)).sum()
    });
    each(sheet, QualityMeasure::OneCompetency, laid, |learner| {
        Tally::one(work[learner].values().any(|slots| slots.len() as u64 >= SLOTS_OF_ONE))
    });
}
