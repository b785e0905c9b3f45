//! An adult's day, a room's day, a slot.

use super::super::phrase;
use super::{held, line, named};
use crate::inquiry::{AdultFound, InSlot, RoomFound, SlotFound};
use crate::scene::Scene;

/// What is said of prices.
const BY_PRICES: &str = "by the prices behind the bound, an estimate; `daybreak whatif` plans with it";

/// Entries of a list that are told.
const TOLD: usize = 8;

pub fn adult(scene: &Scene<'_>, found: &AdultFound) -> String {
    let mut text = format!("{} on {}\n", found.id, scene.known.formulation.date);
    line(&mut text, 0, &format!("Tags: {}", found.tags.join(", ")));
    for slot in &found.day {
        let what = match (slot.is_there, slot.sessions.first()) {
            (_, Some(&session)) => format!(
                "{} in {}, {}",
                held(scene, session),
                scene.known.plan.sessions[session].room,
                phrase::count(slot.learners, &phrase::LEARNER)
            ),
            (true, None) => "free".to_owned(),
            (false, None) => "not there".to_owned(),
        };
        line(&mut text, 1, &format!("{}: {what}{}", phrase::slot(scene, slot.slot), worth(slot)));
    }
    let most = found.sessions_max.map(|max| format!(" of at most {max}")).unwrap_or_default();
    line(&mut text, 0, &format!("{}{most}.", phrase::count(found.served, &phrase::SESSION)));
    total(&mut text, &found.day, "A day of theirs");
    if !found.could.is_empty() {
        line(&mut text, 0, "What else they could give, with the learners who could have it and do not:");
    }
    for &(offering, n) in &found.could {
        let what = phrase::activity(scene.known.school, scene.known.formulation.activities[offering]);
        line(&mut text, 1, &format!("{what}: {n}"));
    }
    let (granted, all) = found.requests;
    if all > 0 {
        line(&mut text, 0, &format!("{granted} of {all} requests of theirs are granted."));
    }
    text
}

pub fn room(scene: &Scene<'_>, found: &RoomFound) -> String {
    let mut text = format!("Room {} on {}\n", found.id, scene.known.formulation.date);
    let features = if found.features.is_empty() { "no features".to_owned() } else { found.features.join(", ") };
    let at_once = phrase::count(found.sessions_at_once, &phrase::SESSION);
    line(&mut text, 0, &format!("{} seats, {at_once} at once, {features}", found.capacity));
    for slot in &found.day {
        let sessions: Vec<String> = slot.sessions.iter().map(|&at| held(scene, at)).collect();
        let what = match (slot.is_there, sessions.is_empty()) {
            (_, false) => format!("{}, {} of {} seats", sessions.join("; "), slot.learners, found.capacity),
            (true, true) => "free".to_owned(),
            (false, true) => "cannot be used".to_owned(),
        };
        line(&mut text, 1, &format!("{}: {what}{}", phrase::slot(scene, slot.slot), worth(slot)));
    }
    let there: Vec<&InSlot> = found.day.iter().filter(|slot| slot.is_there).collect();
    let used = there.iter().filter(|slot| !slot.sessions.is_empty()).count();
    let seats: u64 = there.iter().map(|slot| u64::from(slot.learners)).sum();
    let all = there.len() as u64 * u64::from(found.capacity);
    line(
        &mut text,
        0,
        &format!("In use in {used} of {}, {seats} of {all} seats.", phrase::count(there.len() as u64, &phrase::SLOT)),
    );
    total(&mut text, &found.day, "All that the room offers");
    text
}

fn worth(slot: &InSlot) -> String {
    slot.worth.filter(|points| *points > 0).map(|points| format!(" (worth {points} points)")).unwrap_or_default()
}

/// What a day of it is worth; nothing where no prices were published.
fn total(text: &mut String, day: &[InSlot], what: &str) {
    let worth: Option<i64> = day.iter().map(|slot| slot.worth).sum();
    match worth {
        None => {}
        Some(0) => line(text, 0, &format!("{what} is worth 0 points: it is not scarce ({BY_PRICES}).")),
        Some(points) => line(text, 0, &format!("{what} is worth {points} points ({BY_PRICES}).")),
    }
}

pub fn slot(scene: &Scene<'_>, found: &SlotFound) -> String {
    let slot = phrase::slot(scene, found.slot);
    let mut text = format!("{}{} on {}\n", slot[..1].to_uppercase(), &slot[1..], scene.known.formulation.date);
    let learners = phrase::count(found.learners as u64, &phrase::LEARNER);
    let sessions = phrase::count(found.sessions as u64, &phrase::SESSION);
    line(&mut text, 0, &format!("{learners} there, {} with a place, in {sessions}.", found.placed));
    let (rooms, used) = found.rooms;
    let (seats, taken) = found.seats;
    line(&mut text, 0, &format!("{used} of {rooms} rooms in use, {taken} of {seats} seats taken."));
    let (none, some): (Vec<_>, Vec<_>) = found.tags.iter().partition(|tag| tag.there == tag.busy);
    let none: Vec<String> = none.iter().map(|tag| format!("{} {}", tag.there, tag.tag)).collect();
    if !none.is_empty() {
        line(&mut text, 0, &format!("All who are there serve: {}", none.join(", ")));
    }
    let some: Vec<String> =
        some.iter().map(|tag| format!("{} of {} {}", tag.there - tag.busy, tag.there, tag.tag)).collect();
    if !some.is_empty() {
        line(&mut text, 0, &format!("Free: {}", some.join(", ")));
    }
    for (pool, units, used) in &found.devices {
        line(&mut text, 0, &format!("{used} of {units} {pool} in use."));
    }
    if !found.worth.is_empty() {
        line(&mut text, 0, &format!("What one more then is worth ({BY_PRICES}):"));
    }
    for (kind, id, points) in found.worth.iter().take(TOLD) {
        line(&mut text, 1, &format!("{kind} {id}: {points} points"));
    }
    for (number, what) in found.exceptions.iter().take(TOLD) {
        line(&mut text, 0, &format!("exception:{number} {what}"));
    }
    if found.exceptions.len() > TOLD {
        let more: Vec<String> =
            found.exceptions[TOLD..].iter().map(|(number, _)| format!("exception:{number}")).collect();
        line(&mut text, 0, &format!("and {}", named(&more)));
    }
    text
}
