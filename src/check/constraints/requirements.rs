//! H10, requirements without a cost: the learner's slots in offerings with the tag number at least `slots_min`
//! (unless a shortfall costs) and at most `slots_max` (unless an excess costs). An offering over two slots counts
//! two; it has the tag for a learner if the offering carries it or the learner's candidate for it does.

use crate::record::Record;
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    for (l, learner) in record.problem.learners.iter().enumerate() {
        for requirement in &learner.requirements {
            let n = slots_with_tag(record, l, &requirement.tag);
            let what = |side: &str, limit: u32| {
                let (id, tag) = (&requirement.id, &requirement.tag);
                format!("requirement {id}: {n} slots with tag {tag}, {side} {limit} must be")
            };
            if requirement.shortfall_cost.is_none() && n < u64::from(requirement.slots_min) {
                let what = what("at least", requirement.slots_min);
                found.push(Violation::new(Breach::SlotsMin, what).of(&learner.id));
            }
            if let Some(max) = requirement.slots_max
                && requirement.excess_cost.is_none()
                && n > u64::from(max)
            {
                found.push(Violation::new(Breach::SlotsMax, what("at most", max)).of(&learner.id));
            }
        }
    }
}

/// How many slots the learner spends in offerings with the tag, by the offering's own tags or by the candidate's.
pub(crate) fn slots_with_tag(record: &Record, learner: usize, tag: &str) -> u64 {
    record.seats_of[learner]
        .iter()
        .map(|&(s, k)| (&record.sessions[s], record.sessions[s].seats[k]))
        .filter(|&(_, seat)| {
            record.offering_of(seat).is_some_and(|offering| {
                let own = &record.problem.learners[learner].candidates;
                let for_learner = own.iter().filter(|c| c.offering == offering.id).flat_map(|c| &c.tags);
                offering.tags.iter().chain(for_learner).any(|t| t == tag)
            })
        })
        .map(|(held, _)| held.slots.len() as u64)
        .sum()
}
