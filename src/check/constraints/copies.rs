//! H7, copies: at most `sessions_max` sessions of an offering, or of a station, in a day. The limit of an offering
//! on a station is the station's.

use std::collections::BTreeMap;

use crate::record::Record;
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    let mut n_sessions = BTreeMap::new();
    for kind in record.sessions.iter().filter_map(|held| held.kind) {
        *n_sessions.entry(kind).or_insert(0_u64) += 1;
    }
    for (kind, n) in n_sessions {
        let terms = record.terms(kind);
        if let Some(max) = terms.sessions_max
            && n > u64::from(max)
        {
            let what = format!("{n} sessions of {}, at most {max} a day is allowed", terms.name);
            found.push(Violation::new(Breach::CopiesOver, what));
        }
    }
}
