//! Adults: how many a learner meets, and what their hours are used for. Sums alone; nobody is named or ranked.

use std::collections::BTreeSet;

use daybreak_day::problem::Staff;
use daybreak_school::quality::{QualityMeasure, SiteQuality, Tally};

use super::each;
use crate::laid::Laid;

pub fn count(laid: &Laid<'_>, sheet: &mut SiteQuality) {
    let met = |learner: usize| -> BTreeSet<usize> {
        laid.sessions_of(learner).into_iter().flat_map(|held| laid.held[held].staff.iter().copied()).collect()
    };
    each(sheet, QualityMeasure::AdultsMet, laid, |learner| Tally::new(met(learner).len() as u64, 1));
    each(sheet, QualityMeasure::WithoutAdvisor, laid, |learner| {
        let advisor = laid.facts(learner).advisor.map(|at| &laid.sight.school.staff[at.i()].id);
        advisor.map_or(Tally::default(), |id| Tally::one(laid.person(id).is_none_or(|at| !met(learner).contains(&at))))
    });
    let demanded = demanded(laid);
    let could_teach = |person: &Staff| {
        demanded.iter().any(|tag| person.tags.contains(tag) || tag.strip_prefix("staff:") == Some(&person.id))
    };
    let problem = laid.problem();
    let untaught = laid.held.iter().filter(|held| !held.is_taught);
    let slots = untaught.flat_map(|held| held.staff.iter().map(move |&at| (at, held.slots.len() as u64)));
    let supervising = slots.map(|(at, n)| Tally::new(if could_teach(&problem.staff[at]) { n } else { 0 }, n)).sum();
    sheet.of_site.insert(QualityMeasure::QualifiedSupervising, supervising);
    let busy: BTreeSet<usize> = laid.held.iter().flat_map(|held| held.staff.iter().copied()).collect();
    let there =
        (0..problem.staff.len()).filter(|&at| problem.staff[at].slots.as_ref().is_none_or(|own| !own.is_empty()));
    let idle = there.map(|at| Tally::one(!busy.contains(&at))).sum();
    sheet.of_site.insert(QualityMeasure::WithoutDuty, idle);
}

/// Tags of teaching adults for which lessons among the candidates ask.
fn demanded(laid: &Laid<'_>) -> BTreeSet<String> {
    let problem = laid.problem();
    let proposed: BTreeSet<&str> =
        problem.learners.iter().flat_map(|row| &row.candidates).map(|own| own.offering.as_str()).collect();
    let taught = problem
        .offerings
        .iter()
        .filter(|offering| proposed.contains(offering.id.as_str()) && laid.sight.choice.is_taught(offering));
    let needs = taught.flat_map(|offering| &offering.staff);
    needs.filter(|need| laid.sight.choice.teaches(&need.tag)).map(|need| need.tag.clone()).collect()
}
