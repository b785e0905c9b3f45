//! Who was there on a planned day.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::issue::Issue;

use super::sources::Said;
use super::{Actual, Reports, Went, d104_learner, unknown};

/// Who was there. A list in which nobody is present is one of absences: everybody else was there.
///
/// It speaks of the sites of those whom it names: a list of one campus says nothing of another. A list with a row that cannot be
/// read says nothing of those whom it does not name.
pub(super) fn with_attendance(
    actual: &mut [Actual],
    rows: &[Said],
    reports: &Reports,
    learners: &BTreeSet<&str>,
    issues: &mut Vec<Issue>,
) {
    let before = issues.len();
    let mut said: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for row in rows {
        if !d104_learner(row, learners, issues) || !d105_slot(row, actual, issues) {
            continue;
        }
        match present(row.of("present")) {
            // Of two words the one that says away counts.
            Some(is_there) => *said.entry((row.of("learner"), row.of("slot"))).or_insert(is_there) &= is_there,
            None => issues.push(Issue::error(
                "D106",
                row.place("present"),
                format!("{:?}", row.of("present")),
                "yes, no, present, absent, tardy or excused",
            )),
        }
    }
    let is_sound = issues.len() == before;
    let are_absences = is_sound && !said.is_empty() && said.values().all(|there| !there);
    let named: BTreeSet<&str> = said.keys().map(|(learner, _)| *learner).collect();
    let sites: BTreeSet<String> = (actual.iter())
        .filter(|one| named.contains(one.planned.learner.as_str()))
        .map(|one| one.planned.site.clone())
        .collect();
    let are_there =
        |one: &Actual| is_sound && (reports.all_present || are_absences && sites.contains(&one.planned.site));
    let went: Vec<Went> = (actual.iter())
        .map(|one| {
            let of = |slot| said.get(&(one.planned.learner.as_str(), slot)).copied();
            match of(one.planned.slot.as_str()).or_else(|| of("")) {
                Some(true) => Went::Had,
                // Who came to something was there for it; told below.
                Some(false) if !one.outcome.is_empty() => Went::Had,
                Some(false) => Went::Away,
                None if are_there(one) => Went::Had,
                // Who came to something was there for it.
                None => one.went,
            }
        })
        .collect();
    for row in rows.iter().filter(|row| present(row.of("present")) == Some(false)) {
        d112_away_with_outcome(row, actual, issues);
    }
    actual.iter_mut().zip(went).for_each(|(one, went)| one.went = went);
}

/// Who is said to be away came to something all the same: the outcome counts.
fn d112_away_with_outcome(row: &Said, actual: &[Actual], issues: &mut Vec<Issue>) {
    let is_it = |one: &&Actual| {
        let slot = row.of("slot");
        one.planned.learner == row.of("learner")
            && (slot.is_empty() || slot == one.planned.slot)
            && !one.outcome.is_empty()
    };
    if let Some(one) = actual.iter().find(is_it) {
        let found = format!("{:?} and an outcome in {}", row.of("present"), one.planned.session);
        let expected = "one of both (the outcome counts, and the learner was there for it)";
        issues.push(Issue::warning("D112", row.place("present"), found, expected));
    }
}

/// A slot of the learner's day, where one is named.
fn d105_slot(row: &Said, actual: &[Actual], issues: &mut Vec<Issue>) -> bool {
    let slot = row.of("slot");
    let of_learner = || actual.iter().filter(|one| one.planned.learner == row.of("learner"));
    // Who has nothing planned was known to be away.
    let is_known = slot.is_empty() || of_learner().next().is_none() || of_learner().any(|one| one.planned.slot == slot);
    if !is_known {
        let slots = of_learner().map(|one| one.planned.slot.as_str());
        issues.push(unknown("D105", row, "slot", "a slot of the learner's day, or nothing for all of it", slots));
    }
    is_known
}

/// Whether a word says that somebody was there.
fn present(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "present" | "p" | "tardy" | "late" | "t" => Some(true),
        "no" | "n" | "false" | "0" | "absent" | "a" | "excused" | "unexcused" | "e" | "u" => Some(false),
        _ => None,
    }
}
