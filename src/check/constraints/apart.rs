//! H8, apart: two learners named apart are never in the same session, unless a person has signed that one of them may be
//! beside the other there.

use crate::record::Record;
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    for [a, b] in &record.problem.apart {
        let (Some(&la), Some(&lb)) = (record.names.learners.get(a.as_str()), record.names.learners.get(b.as_str()))
        else {
            continue;
        };
        for &(s, _) in record.seats_of[la].iter().filter(|(s, _)| record.seats_of[lb].iter().any(|(t, _)| t == s)) {
            let held = &record.sessions[s];
            let may_meet = |one: usize, other: &String| record.signed(held, one).any(|row| row.apart.contains(other));
            if la != lb && !may_meet(la, b) && !may_meet(lb, a) {
                let what = format!("learners {a} and {b} are named apart, they may not share a session");
                found.push(Violation::new(Breach::NotApart, what).in_session(record.sessions[s].id).of(a));
            }
        }
    }
}
