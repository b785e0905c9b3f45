//! H2, only candidates: a learner does a candidate of theirs, starting in one of its slots; a candidate is used at
//! most `times_max` times; among candidates with the same `exclusive` key at most one is used; a candidate with
//! `after: X` is used only when the candidate for X is used and its first use ends before the other starts.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::record::{Record, is_there};
use daybreak_day::problem::{Candidate, Learner};
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    for (l, learner) in record.problem.learners.iter().enumerate() {
        if record.seats_of[l].is_empty() {
            continue;
        }
        let uses = uses(record, l, found);
        start_slots(record, learner, &uses, found);
        times_max(learner, &uses, found);
        exclusive(learner, &uses, found);
        after(record, learner, &uses, found);
    }
}

/// One use of a candidate: the session's id and its slots (empty when they cannot be read).
type Use<'a> = (&'a str, Range<usize>);

/// The candidates that a learner uses, by position among their candidates, each with its uses.
type Uses<'a> = BTreeMap<usize, Vec<Use<'a>>>;

/// Sorts a learner's seats by candidate; a seat whose offering is no candidate is a violation.
fn uses<'a>(record: &Record<'a>, l: usize, found: &mut Vec<Violation>) -> Uses<'a> {
    let learner = &record.problem.learners[l];
    let mut uses = Uses::new();
    for &(s, k) in &record.seats_of[l] {
        let held = &record.sessions[s];
        // An offering that the problem does not have is a fault of form, reported already.
        let Some(offering) = record.offering_of(held.seats[k]) else { continue };
        match learner.candidates.iter().position(|c| c.offering == offering.id) {
            Some(c) => uses.entry(c).or_default().push((held.id, held.slots.clone())),
            None => {
                let what = format!("offering {} is none of the learner's candidates", offering.id);
                found.push(Violation::new(Breach::NotCandidate, what).in_session(held.id).of(&learner.id));
            }
        }
    }
    uses
}

fn start_slots(record: &Record, learner: &Learner, uses: &Uses, found: &mut Vec<Violation>) {
    for (&c, uses) in uses {
        let candidate = &learner.candidates[c];
        for (session, slots) in uses.iter().filter(|(_, slots)| !slots.is_empty()) {
            let slot = record.slot_id(slots.start);
            if !is_there(candidate.slots.as_deref(), slot) {
                let what = format!("candidate {} may not start in this slot", candidate.offering);
                found.push(Violation::new(Breach::StartSlot, what).in_session(session).at(slot).of(&learner.id));
            }
        }
    }
}

fn times_max(learner: &Learner, uses: &Uses, found: &mut Vec<Violation>) {
    for (&c, uses) in uses {
        let Candidate { offering, times_max, .. } = &learner.candidates[c];
        if uses.len() as u64 > u64::from(*times_max) {
            let what = format!("candidate {offering} is used {} times, at most {times_max} is allowed", uses.len());
            found.push(Violation::new(Breach::TimesMax, what).of(&learner.id));
        }
    }
}

fn exclusive(learner: &Learner, uses: &Uses, found: &mut Vec<Violation>) {
    let mut used: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for &c in uses.keys() {
        if let Some(key) = &learner.candidates[c].exclusive {
            used.entry(key).or_default().push(&learner.candidates[c].offering);
        }
    }
    for (key, offerings) in used.iter().filter(|(_, offerings)| offerings.len() > 1) {
        let what = format!("of the candidates exclusive by {key:?} only one may be used, not {}", offerings.join(", "));
        found.push(Violation::new(Breach::Exclusive, what).of(&learner.id));
    }
}

fn after(record: &Record, learner: &Learner, uses: &Uses, found: &mut Vec<Violation>) {
    for (&c, later) in uses {
        let candidate = &learner.candidates[c];
        let Some(first) = &candidate.after else { continue };
        let first_end = learner
            .candidates
            .iter()
            .position(|other| other.offering == *first)
            .and_then(|other| uses.get(&other))
            .and_then(|earlier| {
                earlier.iter().filter(|(_, slots)| !slots.is_empty()).map(|(_, slots)| slots.end).min()
            });
        for (session, slots) in later.iter().filter(|(_, slots)| !slots.is_empty()) {
            let what = match first_end {
                None => format!("candidate {} comes after {first}, which is not used", candidate.offering),
                Some(end) if end > slots.start => {
                    format!("candidate {} comes after {first}, which has not ended here", candidate.offering)
                }
                Some(_) => continue,
            };
            let slot = record.slot_id(slots.start);
            found.push(Violation::new(Breach::After, what).in_session(session).at(slot).of(&learner.id));
        }
    }
}
