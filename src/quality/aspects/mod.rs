//! The aspects, a file each: what is counted for each of its measures.

mod adults;
mod company;
mod conversation;
mod minutes;
mod order;
mod place;
mod review;
mod voice;

use daybreak_school::quality::{QualityMeasure, SiteQuality, Tally};

use crate::laid::Laid;

/// Counts all measures.
pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    company::count(laid, sheet);
    place::count(laid, sheet);
    adults::count(laid, sheet);
    minutes::count(laid, sheet);
    order::count(laid, sheet);
    review::count(laid, sheet);
    voice::count(laid, sheet);
    // Who is worst off has been worked out for the report on access.
    let days = laid.sight.days;
    each(sheet, QualityMeasure::WorstOff, laid, |learner| Tally::one(days[learner].is_worst_tenth));
    conversation::count(laid, sheet);
}

/// Counts a measure for each learner.
fn each(sheet: &mut SiteQuality, measure: QualityMeasure, laid: &Laid<'_>, of: impl FnMut(usize) -> Tally) {
    sheet.by_learner.insert(measure, (0..laid.n_learners()).map(of).collect());
}
