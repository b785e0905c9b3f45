//! What is had before what it follows, recounted: `early_cost` once when the learner does both the candidate and any
//! offering that it follows, and its first start lies before the end of the other's first use.

use super::record::Record;

/// All that the plan pays for being early.
pub(super) fn early_cost(record: &Record) -> i128 {
    let mut sum = 0;
    for (l, learner) in record.problem.learners.iter().enumerate() {
        for candidate in &learner.candidates {
            if candidate.early_cost == 0 {
                continue;
            }
            let Some((start, _)) = first_use(record, l, &candidate.offering) else { continue };
            let mut others = candidate.follows.iter().chain(&candidate.follows_also);
            if others.any(|other| first_use(record, l, other).is_some_and(|(_, end)| start < end)) {
                sum += i128::from(candidate.early_cost);
            }
        }
    }
    sum
}

/// Start and end, as positions in the list of slots, of a learner's first use of an offering.
fn first_use(record: &Record, learner: usize, offering: &str) -> Option<(usize, usize)> {
    let does = |s: usize, k: usize| {
        let held = &record.sessions[s];
        let done = record.offering_of(held.seats[k]).is_some_and(|o| o.id == offering);
        (done && !held.slots.is_empty()).then_some((held.slots.start, held.slots.end))
    };
    record.seats_of[learner].iter().filter_map(|&(s, k)| does(s, k)).min()
}
