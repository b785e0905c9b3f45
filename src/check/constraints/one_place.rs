//! H1, one place at a time: a learner is in at most one session in any slot, and available in every slot over
//! which their sessions run.

use crate::record::{Record, is_there};
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    for (l, seats) in record.seats_of.iter().enumerate() {
        let learner = &record.problem.learners[l];
        let mut session_in = vec![None; record.problem.slots.len()];
        for &(s, _) in seats {
            let held = &record.sessions[s];
            for slot in held.slots.clone() {
                let slot_id = record.slot_id(slot);
                if !is_there(learner.slots.as_deref(), slot_id) {
                    let what = "the learner is not available in this slot";
                    found.push(
                        Violation::new(Breach::LearnerAbsent, what).in_session(held.id).at(slot_id).of(&learner.id),
                    );
                }
                match session_in[slot] {
                    None => session_in[slot] = Some(held.id),
                    Some(other) => {
                        let what = format!("the learner is also in session {other}, one session in a slot is allowed");
                        found.push(
                            Violation::new(Breach::LearnerTwice, what).in_session(held.id).at(slot_id).of(&learner.id),
                        );
                    }
                }
            }
        }
    }
}
