//! Checks of single pins against H1 to H8: what a person decided must be possible at all.
//!
//! A pin with an unknown name is left to the checks of references.

use std::ops::Range;

use crate::problem::{Candidate, Learner, Offering, Pin, Room, Staff};

use super::Asked;
use super::names::{Terms, is_there, is_there_throughout, runs_of_candidate, terms};

/// A pin whose names are all known.
pub(super) struct Known<'a> {
    /// Position among the pins.
    pub i: usize,
    pub pin: &'a Pin,
    pub learner: &'a Learner,
    pub slot: usize,
    /// The offering, when one is pinned, with what decides about its sessions.
    pub offering: Option<(&'a Offering, Terms<'a>)>,
    pub room: Option<&'a Room>,
    pub staff: Option<&'a Staff>,
}

/// The pins whose names are all known.
pub(super) fn known_pins<'a>(asked: &Asked<'a>) -> Vec<Known<'a>> {
    let all = asked.problem.pins.iter().enumerate();
    all.filter_map(|(i, pin)| known(asked, i, pin)).collect()
}

fn known<'a>(asked: &Asked<'a>, i: usize, pin: &'a Pin) -> Option<Known<'a>> {
    let (problem, names) = (asked.problem, &asked.names);
    let offering = match &pin.offering {
        None => None,
        Some(id) => {
            let offering = &problem.offerings[*names.offerings.get(id.as_str())?];
            Some((offering, terms(problem, names, offering)?))
        }
    };
    let room = match &pin.room {
        None => None,
        Some(id) => Some(&problem.rooms[*names.rooms.get(id.as_str())?]),
    };
    let staff = match &pin.staff {
        None => None,
        Some(id) => Some(&problem.staff[*names.staff.get(id.as_str())?]),
    };
    let learner = &problem.learners[*names.learners.get(pin.learner.as_str())?];
    Some(Known { i, pin, learner, slot: *names.slots.get(pin.slot.as_str())?, offering, room, staff })
}

/// The learner's candidate for the pinned offering.
pub(super) fn candidate<'a>(pin: &Known<'a>) -> Option<(&'a Candidate, &'a Offering)> {
    let (offering, _) = pin.offering?;
    Some((pin.learner.candidates.iter().find(|c| c.offering == offering.id)?, offering))
}

/// The runs over the pinned slot in which the learner can do the pinned offering; none without such an offering.
fn covering(asked: &Asked, pin: &Known) -> Option<Vec<Range<usize>>> {
    let (candidate, offering) = candidate(pin)?;
    let runs = runs_of_candidate(asked.problem, pin.learner, candidate, offering);
    Some(runs.filter(|run| run.contains(&pin.slot)).collect())
}

/// P140: the learner is available in the pinned slot.
pub(super) fn p140_learner_there(asked: &mut Asked) {
    for pin in known_pins(asked) {
        if !is_there(asked.problem, pin.learner.slots.as_deref(), pin.slot) {
            let found = format!("learner {} is not available in slot {}", pin.pin.learner, pin.pin.slot);
            asked.error("P140", format!("pins[{}].slot", pin.i), found, "a slot in which the learner is available");
        }
    }
}

/// P141: the pinned offering is a candidate of the learner.
pub(super) fn p141_offering_is_candidate(asked: &mut Asked) {
    for pin in known_pins(asked) {
        if let Some((offering, _)) = pin.offering
            && candidate(&pin).is_none()
        {
            let found = format!("{:?} is no candidate of learner {}", offering.id, pin.pin.learner);
            asked.error("P141", format!("pins[{}].offering", pin.i), found, "one of the learner's candidates");
        }
    }
}

/// P142: the pinned offering, or else any candidate, can start so that it runs over the slot.
pub(super) fn p142_slot_can_be_covered(asked: &mut Asked) {
    for pin in known_pins(asked) {
        // An absent learner is P140, an offering that is no candidate P141.
        if !is_there(asked.problem, pin.learner.slots.as_deref(), pin.slot) {
            continue;
        }
        let (coverable, what) = match (pin.offering, covering(asked, &pin)) {
            (Some((offering, terms)), Some(runs)) => {
                let usable = candidate(&pin).is_some_and(|(c, _)| c.times_max > 0) && terms.sessions_max != Some(0);
                (usable && !runs.is_empty(), format!("offering {}", offering.id))
            }
            (Some(_), None) => continue,
            (None, _) => (any_candidate_covers(asked, &pin), "no candidate".to_owned()),
        };
        if !coverable {
            let found = match pin.offering {
                Some(_) => format!("{what} cannot run over slot {} for learner {}", pin.pin.slot, pin.pin.learner),
                None => format!("{what} of learner {} can run over slot {}", pin.pin.learner, pin.pin.slot),
            };
            let expected = "an allowed start, a block long enough and the learner available throughout";
            asked.error("P142", format!("pins[{}].slot", pin.i), found, expected);
        }
    }
}

fn any_candidate_covers(asked: &Asked, pin: &Known) -> bool {
    pin.learner.candidates.iter().filter(|candidate| candidate.times_max > 0).any(|candidate| {
        let Some(&o) = asked.names.offerings.get(candidate.offering.as_str()) else { return false };
        let offering = &asked.problem.offerings[o];
        runs_of_candidate(asked.problem, pin.learner, candidate, offering).any(|run| run.contains(&pin.slot))
    })
}

/// P143: the pinned room is available, large enough, and has the features that learner and offering need.
pub(super) fn p143_room_fits(asked: &mut Asked) {
    for pin in known_pins(asked) {
        let Some(room) = pin.room else { continue };
        let features = pin.offering.map_or(&[][..], |(_, terms)| terms.room_features);
        let lacking = features.iter().chain(&pin.learner.room_features).find(|f| !room.features.contains(f));
        let size_min = pin.offering.map_or(1, |(_, terms)| terms.size_min.max(1));
        let found = if !there_for_pin(asked, &pin, room.slots.as_deref()) {
            format!("room {} is not available then", room.id)
        } else if let Some(feature) = lacking {
            format!("room {} lacks {feature}", room.id)
        } else if room.capacity < size_min || room.sessions_at_once == 0 {
            format!("room {} is too small: {} learners, {} sessions", room.id, room.capacity, room.sessions_at_once)
        } else {
            continue;
        };
        let expected = "a room that is there, with the features and the size that learner and offering need";
        asked.error("P143", format!("pins[{}].room", pin.i), found, expected);
    }
}

/// P144: the pinned person is available, not barred, and has a tag that the offering needs.
pub(super) fn p144_person_fits(asked: &mut Asked) {
    for pin in known_pins(asked) {
        let Some(person) = pin.staff else { continue };
        let needs = pin.offering.map(|(_, terms)| terms.staff);
        let needed = needs.is_none_or(|needs| needs.iter().any(|n| n.count > 0 && person.tags.contains(&n.tag)));
        let found = if !there_for_pin(asked, &pin, person.slots.as_deref()) {
            format!("person {} is not available then", person.id)
        } else if pin.learner.staff_barred.contains(&person.id) {
            format!("learner {} bars person {}", pin.pin.learner, person.id)
        } else if !needed {
            format!("person {} has no tag that the offering needs", person.id)
        } else if person.sessions_max == Some(0) || person.consecutive_max == Some(0) {
            format!("person {} may serve no session", person.id)
        } else {
            continue;
        };
        let expected = "a person who is there, not barred, and fills a need of the offering";
        asked.error("P144", format!("pins[{}].staff", pin.i), found, expected);
    }
}

/// Whether something is there when the pinned session can be held: in some run of the pinned offering throughout, or
/// at least in the slot.
fn there_for_pin(asked: &Asked, pin: &Known, slots: Option<&[String]>) -> bool {
    match covering(asked, pin) {
        // Without a run P141 or P142 has told more.
        Some(runs) if !runs.is_empty() => runs.into_iter().any(|run| is_there_throughout(asked.problem, slots, run)),
        Some(_) | None => is_there(asked.problem, slots, pin.slot),
    }
}

/// P145: the learner's group_size_max allows the smallest group of the pinned offering.
pub(super) fn p145_group_size_fits(asked: &mut Asked) {
    for pin in known_pins(asked) {
        if let (Some((offering, terms)), Some(max)) = (pin.offering, pin.learner.group_size_max)
            && offering.station.is_none()
            && max < terms.size_min.max(1)
            && !asked.problem.signed_for(&pin.pin.learner).any(|row| row.group_size)
        {
            let found = format!("learner {} may be in groups of at most {max}", pin.pin.learner);
            let expected = format!("an offering with groups that small; {} has {}", offering.id, terms.size_min);
            asked.error("P145", format!("pins[{}].offering", pin.i), found, expected);
        }
    }
}
