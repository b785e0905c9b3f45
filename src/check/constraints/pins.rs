//! H9, pins: a pinned learner is in a session that covers the slot, doing the offering and with the room and the
//! person that the pin names.

use crate::record::{Held, Record};
use daybreak_day::problem::Pin;
use daybreak_day::verdict::{Breach, Violation};

pub(super) fn judge(record: &Record, found: &mut Vec<Violation>) {
    for pin in &record.problem.pins {
        let covering = covering(record, pin);
        if covering.iter().any(|&(held, offering)| differing(record, pin, held, offering).is_empty()) {
            continue;
        }
        let what = match covering.first() {
            None => "the pinned learner is in no session in this slot".to_owned(),
            Some(&(held, offering)) => {
                format!("the pin asks for {}", differing(record, pin, held, offering).join(", "))
            }
        };
        let mut violation = Violation::new(Breach::PinBroken, what).at(&pin.slot).of(&pin.learner);
        if let Some((held, _)) = covering.first() {
            violation = violation.in_session(held.id);
        }
        found.push(violation);
    }
}

/// The learner's sessions that run over the pin's slot, with the offering that the learner does there.
fn covering<'r, 'a>(record: &'r Record<'a>, pin: &Pin) -> Vec<(&'r Held<'a>, Option<&'a str>)> {
    let (Some(&l), Some(slot)) =
        (record.names.learners.get(pin.learner.as_str()), record.names.slots.get(pin.slot.as_str()))
    else {
        return Vec::new();
    };
    record.seats_of[l]
        .iter()
        .map(|&(s, k)| (&record.sessions[s], record.offering_of(record.sessions[s].seats[k]).map(|o| o.id.as_str())))
        .filter(|(held, _)| held.slots.contains(slot))
        .collect()
}

/// What the pin names and the session does not have.
fn differing(record: &Record, pin: &Pin, held: &Held, offering: Option<&str>) -> Vec<String> {
    let mut differing = Vec::new();
    if let Some(wanted) = &pin.offering
        && offering != Some(wanted)
    {
        differing.push(format!("offering {wanted}"));
    }
    if let Some(wanted) = &pin.room
        && held.room.is_none_or(|r| record.problem.rooms[r].id != *wanted)
    {
        differing.push(format!("room {wanted}"));
    }
    if let Some(wanted) = &pin.staff
        && !held.staff.iter().any(|&p| record.problem.staff[p].id == *wanted)
    {
        differing.push(format!("person {wanted}"));
    }
    differing
}
