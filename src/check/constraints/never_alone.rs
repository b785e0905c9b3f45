//! H11, never alone without a cost: in a session without a station the learners with the tag number 0 or at least 2,
//! unless a person has signed that the one learner may be alone there.

use crate::record::{Held, Kind, Record};
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    for rule in record.problem.never_alone.iter().filter(|rule| rule.cost.is_none()) {
        for held in &record.sessions {
            if let Some(learner) = alone(record, held, &rule.tag)
                && !record.signed(held, record.names.learners[learner]).any(|row| row.never_alone.contains(&rule.tag))
            {
                let what = format!("the learner is the only one with tag {} in the session", rule.tag);
                found.push(Violation::new(Breach::Alone, what).in_session(held.id).of(learner));
            }
        }
    }
}

/// The learner who is the only one with the tag, in a session without a station.
pub(crate) fn alone<'a>(record: &Record<'a>, held: &Held, tag: &str) -> Option<&'a str> {
    match held.kind {
        Some(Kind::Station(_)) | None => None,
        Some(Kind::Offering(_)) => {
            let mut with_tag = held
                .seats
                .iter()
                .map(|seat| &record.problem.learners[seat.learner])
                .filter(|learner| learner.tags.iter().any(|t| t == tag));
            match (with_tag.next(), with_tag.next()) {
                (Some(learner), None) => Some(&learner.id),
                (Some(_), Some(_)) | (None, _) => None,
            }
        }
    }
}
