//! The sheet of quality: what an educator would read off a day, measured.
//!
//! A plan may keep every rule, prove its points, and still make an educator shake the head. Each measure of
//! `daybreak_school::quality` is counted here from what the plan, the day problem and the night's knowledge say, apart from
//! the solver and from the rules that shape a day: nothing of a plan hinges on it. [`measure`] counts one site's day, [`rows`]
//! puts sites together by group with small cells withheld, [`breaches`] holds the figures against the rules that bound them.
//!
//! A measure begins as its sentence in the noun's table; the file of its aspect here counts by that sentence and no more. Adults
//! are counted in sums alone: nobody among them is ranked or named.

mod aspects;
mod bounds;
mod laid;
mod rows;

use std::collections::BTreeMap;

use daybreak_day::plan::Plan;
use daybreak_night::explanation::Explanations;
use daybreak_night::formulation::Formulation;
use daybreak_school::pathway::Pathways;
use daybreak_school::policies::ChoicePolicy;
use daybreak_school::quality::{QualityMeasure, SiteQuality};
use daybreak_school::school::School;
use daybreak_school::states::LearnerStates;
use daybreak_school::voice::LearnerDay;

pub use bounds::breaches;
pub use rows::rows;

/// All that is read to measure a site's day.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    pub school: &'a School,
    /// Who watches over learners, and where goals are talked over.
    pub choice: &'a ChoicePolicy,
    pub states: &'a LearnerStates,
    pub pathways: &'a Pathways,
    pub formulation: &'a Formulation,
    pub plan: &'a Plan,
    /// Answers to wishes and requests.
    pub explanations: &'a Explanations,
    /// Whose day is worth least; in order of the formulation's learners.
    pub days: &'a [LearnerDay],
}

/// Counts every measure of a site's day. What a plan names and the problem does not know is left aside.
///
/// # Panics
/// When a measure is counted otherwise than its noun says: a slip of ours.
pub fn measure(sight: &Sight<'_>) -> SiteQuality {
    let laid = laid::Laid::new(*sight);
    let mut sheet = SiteQuality {
        site: sight.formulation.site,
        learners: sight.formulation.learners.clone(),
        by_learner: BTreeMap::new(),
        of_site: BTreeMap::new(),
    };
    aspects::count(&laid, &mut sheet);
    for &measure in QualityMeasure::ALL {
        let is_there = match measure.is_by_learner() {
            true => sheet.by_learner.get(&measure).is_some_and(|tallies| tallies.len() == sheet.learners.len()),
            false => sheet.of_site.contains_key(&measure),
        };
        assert!(is_there, "{} is counted as its noun says", measure.word());
    }
    sheet
}

#[cfg(test)]
mod tests;
