//! What took place otherwise than planned.

use std::collections::BTreeSet;

use daybreak_day::issue::Issue;

use super::sources::Said;
use super::{Actual, Catalogue, Planned, Went, unknown};

/// What took place otherwise: a session that was cancelled, held with another lesson, or in another slot.
pub(super) fn with_changes(actual: &mut [Actual], rows: &[Said], catalogue: &Catalogue<'_>, issues: &mut Vec<Issue>) {
    let sessions: BTreeSet<(String, String)> =
        actual.iter().map(|one| (one.planned.session.clone(), one.planned.site.clone())).collect();
    for row in rows {
        let (session, site) = (row.of("session"), row.of("site"));
        let sites = sessions.iter().filter(|(id, of)| id == session && (site.is_empty() || of == site)).count();
        if sites != 1 {
            let known = sessions.iter().map(|(id, _)| id.as_str());
            issues.push(match sites {
                0 => unknown("D105", row, "session", "a session of the day", known),
                n => Issue::error("D105", row.place("site"), format!("{session:?}, which {n} sites have"), "its site"),
            });
            continue;
        }
        if !row.of("slot").is_empty() && !catalogue.slots.contains(row.of("slot")) {
            issues.push(unknown("D105", row, "slot", "a slot of the package", catalogue.slots.iter().copied()));
            continue;
        }
        let what = row.of("what").to_lowercase();
        let went = match what.as_str() {
            "held" => Went::Had,
            "cancelled" | "canceled" => Went::Cancelled,
            "swapped" => Went::Swapped,
            "moved" => Went::Moved,
            _ => {
                let found = format!("{what:?}");
                issues.push(Issue::error("D107", row.place("what"), found, "held, cancelled, swapped or moved"));
                continue;
            }
        };
        if !may_be_given(row, went, catalogue, issues) {
            continue;
        }
        let minutes = row.of("minutes").parse::<u32>().ok();
        let is_it = |one: &&mut Actual| one.planned.session == session && (site.is_empty() || one.planned.site == site);
        for one in actual.iter_mut().filter(is_it) {
            // Who was away was away, whatever took place.
            if one.went == Went::Away {
                continue;
            }
            // A change says that a session took place or not, and not who was there.
            if went == Went::Cancelled || one.went == Went::Had {
                one.went = went;
            }
            change(&mut one.given, row, went, minutes, catalogue);
        }
    }
}

/// Writes what a change says into what was given.
fn change(given: &mut Planned, row: &Said, went: Went, minutes: Option<u32>, catalogue: &Catalogue<'_>) {
    if went == Went::Swapped
        && let Some((competency, modality)) = catalogue.lessons.get(row.of("lesson"))
    {
        row.of("lesson").clone_into(&mut given.lesson);
        (*competency).clone_into(&mut given.competency);
        (*modality).clone_into(&mut given.modality);
        given.services.clear();
    }
    for (cell, to) in [("slot", &mut given.slot), ("room", &mut given.room), ("staff", &mut given.staff)] {
        if !row.of(cell).is_empty() && (cell != "slot" || went == Went::Moved) {
            row.of(cell).clone_into(to);
        }
    }
    given.minutes = minutes.unwrap_or(given.minutes);
}

/// Whether what a change names is known.
fn may_be_given(row: &Said, went: Went, catalogue: &Catalogue<'_>, issues: &mut Vec<Issue>) -> bool {
    let before = issues.len();
    if went == Went::Swapped && !catalogue.lessons.contains_key(row.of("lesson")) {
        issues.push(unknown("D105", row, "lesson", "the lesson that was given", catalogue.lessons.keys().copied()));
    }
    if went == Went::Moved && row.of("slot").is_empty() {
        issues.push(Issue::error("D105", row.place("slot"), "nothing", "the slot in which it took place"));
    }
    let staff = row.of("staff").split(';').map(str::trim).filter(|id| !id.is_empty());
    if staff.clone().any(|id| !catalogue.staff.contains(id)) {
        issues.push(unknown("D105", row, "staff", "people of the package", catalogue.staff.iter().copied()));
    }
    if !row.of("room").is_empty() && !catalogue.rooms.contains(row.of("room")) {
        issues.push(unknown("D105", row, "room", "a room of the package", catalogue.rooms.iter().copied()));
    }
    let minutes = row.of("minutes");
    if !minutes.is_empty() && !minutes.parse::<u32>().is_ok_and(|minutes| minutes <= 1_440) {
        issues.push(Issue::error("D110", row.place("minutes"), format!("{minutes:?}"), "whole minutes from 0 to 1440"));
    }
    issues.len() == before
}
