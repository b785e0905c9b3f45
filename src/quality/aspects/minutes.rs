//! Minutes: whether what is planned is about what is left to do.

use std::collections::BTreeMap;

use daybreak_school::ids::{CompetencyIdx, LearnerIdx};
use daybreak_school::pathway::Step;
use daybreak_school::quality::{QualityMeasure, SLOTS_OF_ONE, SiteQuality, Tally};

use super::each;
use crate::laid::Laid;

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let left = left(laid);
    let work: Vec<_> = (0..laid.n_learners()).map(|learner| laid.work_of(learner)).collect();
    // Of each step with work today: minutes beyond what is expected.
    let over = |learner: usize| -> Vec<u64> {
        let beyond = |(competency, slots): (&CompetencyIdx, &Vec<(usize, usize)>)| {
            let left = left[learner].get(competency)?;
            let planned: u64 = slots.iter().map(|(slot, _)| laid.minutes[*slot]).sum();
            Some(planned.saturating_sub(*left))
        };
        work[learner].iter().filter_map(beyond).collect()
    };
    each(sheet, QualityMeasure::OverMinutes, laid, |learner| Tally::new(over(learner).into_iter().sum(), 1));
    each(sheet, QualityMeasure::OverSteps, laid, |learner| {
        over(learner).into_iter().map(|minutes| Tally::one(minutes > 0)).sum()
    });
    each(sheet, QualityMeasure::OneCompetency, laid, |learner| {
        Tally::one(work[learner].values().any(|slots| slots.len() as u64 >= SLOTS_OF_ONE))
    });
}

/// Expected minutes of each learner's steps, in whole minutes as `pathways.csv` has them; of a step on several ways the most.
fn left(laid: &Laid<'_>) -> Vec<BTreeMap<CompetencyIdx, u64>> {
    let (ways, positions) = (laid.sight.pathways, laid.positions());
    let mut left: Vec<BTreeMap<CompetencyIdx, u64>> = vec![BTreeMap::new(); laid.n_learners()];
    let mut add = |learner: LearnerIdx, steps: &[Step]| {
        let Some(&at) = positions.get(&learner) else { return };
        for step in steps {
            let minutes = left[at].entry(step.competency).or_default();
            *minutes = (*minutes).max(step.minutes.max(0.0).round() as u64);
        }
    };
    for way in &ways.pathways {
        add(laid.sight.school.goals[way.goal.i()].learner, &way.steps);
    }
    for focus in &ways.focus {
        add(focus.learner, &focus.steps);
    }
    left
}
