//! Statements that say nothing, or nothing that can be: availability, relations, pins, and services that were given.

use std::collections::{BTreeMap, BTreeSet};

use super::Package;
use daybreak_day::issue::{Issue, nearest};
use daybreak_school::dictionary::TableKind;
use daybreak_school::school::{Availability, DeliveredWhat, RelationKind};

/// A `yes` opens what a broader `no` has closed; without one it changes nothing, for absent rows mean yes.
pub(super) fn v238_changes_nothing(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let mut at_first = 0;
    for rows in package.school.availability.chunk_by(|a, b| a.subject == b.subject) {
        let idle = |row: &Availability| row.available && !rows.iter().any(|no| !no.available && is_broader(no, row));
        let idle: Vec<usize> = (0..rows.len()).filter(|&i| idle(&rows[i])).collect();
        if let Some(&first) = idle.first() {
            let place = package.place(TableKind::Availability, at_first + first, "available");
            let found = match idle.len() {
                1 => "a yes where nothing says no".to_string(),
                n => format!("{n} times yes where nothing says no"),
            };
            issues.push(
                Issue::warning("V238", place, found, "a row that changes something (without a row, the answer is yes)")
                    .maybe("Maybe a row with no for the other times is missing."),
            );
        }
        at_first += rows.len();
    }
}

/// Whether `no` speaks of some of the times of `yes` and is outweighed there.
fn is_broader(no: &Availability, yes: &Availability) -> bool {
    let meet = no.date.is_none_or(|date| yes.date.is_none_or(|other| other == date))
        && no.slot.as_ref().is_none_or(|slot| yes.slot.as_ref().is_none_or(|other| other == slot))
        && no.day_type.as_ref().is_none_or(|kind| yes.day_type.as_ref().is_none_or(|other| other == kind));
    let weight = |row: &Availability| (row.date.is_some(), row.slot.is_some(), row.day_type.is_some());
    meet && weight(no) < weight(yes)
}

/// Learners of different sites do not meet: nothing can keep them together, and nothing need keep them apart.
pub(super) fn v826_different_sites(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    for (at, relation) in school.relations.iter().enumerate() {
        let (learner, other) = (&school.learners[relation.learner.i()], &school.learners[relation.other.i()]);
        if learner.site == other.site {
            continue;
        }
        let expected = match relation.kind {
            RelationKind::Apart => "learners of one site (these never meet)",
            RelationKind::Together | RelationKind::Mentors => "learners of one site (these cannot meet)",
        };
        let place = package.place(TableKind::Relations, at, "other");
        let found = format!("{} and {}, of different sites", learner.id, other.id);
        issues.push(Issue::warning("V826", place, found, expected));
    }
}

/// A pin speaks of a slot that takes place.
pub(super) fn v907_no_such_time(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    for (at, pin) in school.pins.iter().enumerate() {
        let site = school.learners[pin.learner.i()].site;
        let (found, column) = match school.day_type(site, pin.date) {
            None => (format!("{}, a day without school", pin.date), "date"),
            Some(day_type) => {
                let rings = |slot: &daybreak_school::school::Slot| {
                    slot.site == site && slot.day_type == day_type && slot.id == pin.slot
                };
                if school.slots.iter().any(rings) {
                    continue;
                }
                (format!("slot {:?}, which is not in the bell schedule of {}", pin.slot, pin.date), "slot")
            }
        };
        let place = package.place(TableKind::Pins, at, column);
        issues.push(Issue::warning("V907", place, found, "a slot that takes place (the pin has no effect)"));
    }
}

/// What a waiver lifts of a session has its pin, which puts the learner there.
pub(super) fn v958_without_pin(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    for (at, waiver) in school.waivers.iter().enumerate() {
        let of_session: Vec<String> =
            waiver.waives.iter().filter(|waived| waived.is_of_a_session()).map(|waived| waived.word(school)).collect();
        if !of_session.is_empty() && !school.pins.iter().any(|pin| waiver.is_for(pin)) {
            let place = package.place(TableKind::Waivers, at, "waives");
            let expected = "a pin of the learner to the lesson that day (without it this lifts nothing)";
            issues.push(Issue::warning("V958", place, of_session.join(", "), expected));
        }
    }
}

/// A service that was given under an id that nobody is owed counts for no ledger: told once an id.
pub(super) fn v924_given_and_not_owed(package: &Package<'_>, issues: &mut Vec<Issue>) {
    let school = package.school;
    let owed: BTreeSet<&str> = school.services.iter().map(|service| service.service.as_str()).collect();
    let mut given: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, row) in school.delivered.iter().enumerate() {
        if let DeliveredWhat::Service(id) = &row.what
            && !owed.contains(id.as_str())
        {
            given.entry(id).or_insert((at, 0)).1 += 1;
        }
    }
    for (id, (first, n)) in given {
        let place = package.place(TableKind::Delivered, first, "lesson");
        let found = match n {
            1 => format!("service:{id}"),
            n => format!("service:{id}, {n} times"),
        };
        let issue = Issue::warning("V924", place, found, "a service of services.csv (its minutes count for nobody)");
        issues.push(match nearest(id, owed.iter().copied()) {
            Some(near) => issue.maybe(format!("Maybe service:{near}.")),
            None => issue,
        });
    }
}
