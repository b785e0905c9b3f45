//! H3, group size: every session has from size_min to size_max learners (the offering's, or the station's), and a
//! session without a station no more than the smallest `group_size_max` among its learners. For whom a person has signed
//! there, does not count toward size_max, or has no limit of their own.

use crate::record::{Held, Kind, Record, Seated};
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    for held in &record.sessions {
        let Some(kind) = held.kind else { continue };
        let terms = record.terms(kind);
        let n = held.n_learners;
        if n < u64::from(terms.size_min) {
            let what = format!("{n} learners, {} asks for at least {}", terms.name, terms.size_min);
            found.push(Violation::new(Breach::SizeMin, what).in_session(held.id));
        }
        let signed = |seat: &&Seated| record.signed(held, seat.learner).any(|row| row.size_max);
        let not_counted = held.seats.iter().filter(signed).count() as u64;
        if n - not_counted > u64::from(terms.size_max) {
            let what = format!("{n} learners, {} allows at most {}", terms.name, terms.size_max);
            found.push(Violation::new(Breach::SizeMax, what).in_session(held.id));
        }
        match kind {
            Kind::Offering(_) => learners_limit(record, held, found),
            Kind::Station(_) => {}
        }
    }
}

fn learners_limit(record: &Record, held: &Held, found: &mut Vec<Violation>) {
    let strictest = held
        .seats
        .iter()
        .filter(|seat| !record.signed(held, seat.learner).any(|row| row.group_size))
        .map(|seat| &record.problem.learners[seat.learner])
        .filter_map(|learner| learner.group_size_max.map(|max| (max, &learner.id)))
        .min();
    if let Some((max, learner)) = strictest
        && held.n_learners > u64::from(max)
    {
        let what = format!("{} learners, this learner may be in a group of at most {max}", held.n_learners);
        found.push(Violation::new(Breach::GroupSizeMax, what).in_session(held.id).of(learner));
    }
}
