//! Checks of ids: unique in their lists, and known wherever they are named.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::issue::{Issue, Severity, nearest};

use super::Asked;

/// So many issues with a hint are worth the search for the nearest id; a file with more is wrong altogether.
const HINTS_MAX: usize = 100;

/// P102: ids are unique in their list, the requirements' in their learner's.
pub(super) fn p102_ids_unique(asked: &mut Asked) {
    let problem = asked.problem;
    unique(asked, "slots", problem.slots.iter().map(|x| &x.id));
    unique(asked, "rooms", problem.rooms.iter().map(|x| &x.id));
    unique(asked, "staff", problem.staff.iter().map(|x| &x.id));
    unique(asked, "devices", problem.devices.iter().map(|x| &x.id));
    unique(asked, "offerings", problem.offerings.iter().map(|x| &x.id));
    unique(asked, "stations", problem.stations.iter().map(|x| &x.id));
    unique(asked, "learners", problem.learners.iter().map(|x| &x.id));
    for (i, learner) in problem.learners.iter().enumerate() {
        unique(asked, &format!("learners[{i}].requirements"), learner.requirements.iter().map(|x| &x.id));
    }
}

fn unique<'a>(asked: &mut Asked, list: &str, ids: impl Iterator<Item = &'a String>) {
    let mut seen = FxHashSet::default();
    for (i, id) in ids.enumerate() {
        if !seen.insert(id) {
            asked.error("P102", format!("{list}[{i}].id"), format!("{id:?} again"), "an id of its own");
        }
    }
}

/// Where an id is named.
type Named<'a> = (String, &'a str);

/// P110: every slot that is named is one of the slots.
pub(super) fn p110_slots_known(asked: &mut Asked) {
    let problem = asked.problem;
    let mut named = Vec::new();
    let mut list = |path: &dyn Fn() -> String, slots: &'_ Option<Vec<String>>| {
        for (k, slot) in slots.iter().flatten().enumerate() {
            if !asked.names.slots.contains_key(slot.as_str()) {
                named.push((format!("{}.slots[{k}]", path()), slot.clone()));
            }
        }
    };
    for (i, x) in problem.rooms.iter().enumerate() {
        list(&|| format!("rooms[{i}]"), &x.slots);
    }
    for (i, x) in problem.staff.iter().enumerate() {
        list(&|| format!("staff[{i}]"), &x.slots);
    }
    for (i, x) in problem.learners.iter().enumerate() {
        list(&|| format!("learners[{i}]"), &x.slots);
        for (c, candidate) in x.candidates.iter().enumerate() {
            list(&|| format!("learners[{i}].candidates[{c}]"), &candidate.slots);
        }
    }
    for (i, x) in problem.learners.iter().enumerate() {
        for (c, candidate) in x.candidates.iter().enumerate() {
            for slot in candidate.slot_bonus.keys().filter(|slot| !asked.names.slots.contains_key(slot.as_str())) {
                named.push((format!("learners[{i}].candidates[{c}].slot_bonus.{slot}"), slot.clone()));
            }
        }
    }
    named.extend(problem.pins.iter().enumerate().map(|(i, pin)| (format!("pins[{i}].slot"), pin.slot.clone())));
    named.extend(problem.signed.iter().enumerate().map(|(i, row)| (format!("signed[{i}].slot"), row.slot.clone())));
    let named: Vec<Named> = named.iter().map(|(path, slot)| (path.clone(), slot.as_str())).collect();
    known(asked, "P110", "a slot", named, |asked| &asked.names.slots);
}

/// P111: every offering that is named is one of the offerings.
pub(super) fn p111_offerings_known(asked: &mut Asked) {
    let problem = asked.problem;
    let mut named = Vec::new();
    for (i, learner) in problem.learners.iter().enumerate() {
        for (c, candidate) in learner.candidates.iter().enumerate() {
            if !asked.names.offerings.contains_key(candidate.offering.as_str()) {
                named.push((format!("learners[{i}].candidates[{c}].offering"), candidate.offering.as_str()));
            }
            let also = candidate.follows_also.iter().enumerate().map(|(k, id)| (format!("follows_also[{k}]"), id));
            let others = candidate.after.iter().map(|id| ("after".to_owned(), id));
            let others = others.chain(candidate.follows.iter().map(|id| ("follows".to_owned(), id))).chain(also);
            for (field, other) in others.filter(|(_, id)| !asked.names.offerings.contains_key(id.as_str())) {
                named.push((format!("learners[{i}].candidates[{c}].{field}"), other));
            }
        }
    }
    let pins = problem.pins.iter().enumerate();
    named.extend(pins.filter_map(|(i, pin)| Some((format!("pins[{i}].offering"), pin.offering.as_deref()?))));
    let signed = problem.signed.iter().enumerate();
    named.extend(signed.map(|(i, row)| (format!("signed[{i}].offering"), row.offering.as_str())));
    known(asked, "P111", "an offering", named, |asked| &asked.names.offerings);
}

/// P112: every station that is named is one of the stations.
pub(super) fn p112_stations_known(asked: &mut Asked) {
    let offerings = asked.problem.offerings.iter().enumerate();
    let named =
        offerings.filter_map(|(i, o)| Some((format!("offerings[{i}].station"), o.station.as_deref()?))).collect();
    known(asked, "P112", "a station", named, |asked| &asked.names.stations);
}

/// P113: every person that is named is one of the staff.
pub(super) fn p113_staff_known(asked: &mut Asked) {
    let problem = asked.problem;
    let mut named: Vec<Named> = Vec::new();
    for (i, learner) in problem.learners.iter().enumerate() {
        for (k, person) in learner.staff_barred.iter().enumerate() {
            named.push((format!("learners[{i}].staff_barred[{k}]"), person));
        }
        named.extend(learner.staff_bonus.keys().map(|p| (format!("learners[{i}].staff_bonus.{p}"), p.as_str())));
    }
    let pins = problem.pins.iter().enumerate();
    named.extend(pins.filter_map(|(i, pin)| Some((format!("pins[{i}].staff"), pin.staff.as_deref()?))));
    known(asked, "P113", "a person", named, |asked| &asked.names.staff);
}

/// P114: every pool and every room that is named is there.
pub(super) fn p114_devices_known(asked: &mut Asked) {
    let problem = asked.problem;
    let mut named = Vec::new();
    for (i, offering) in problem.offerings.iter().enumerate() {
        named.extend(offering.devices.keys().map(|pool| (format!("offerings[{i}].devices.{pool}"), pool.as_str())));
    }
    known(asked, "P114", "a device pool", named, |asked| &asked.names.devices);
    let pins = problem.pins.iter().enumerate();
    let rooms = pins.filter_map(|(i, pin)| Some((format!("pins[{i}].room"), pin.room.as_deref()?))).collect();
    known(asked, "P114", "a room", rooms, |asked| &asked.names.rooms);
}

/// P115: every learner that is named is one of the learners.
pub(super) fn p115_learners_known(asked: &mut Asked) {
    let problem = asked.problem;
    let mut named: Vec<Named> = Vec::new();
    for (list, pairs) in [("apart", &problem.apart), ("apart_places", &problem.apart_places)] {
        for (i, pair) in pairs.iter().enumerate() {
            named.extend(pair.iter().enumerate().map(|(k, id)| (format!("{list}[{i}][{k}]"), id.as_str())));
        }
    }
    for (i, pair) in problem.together.iter().enumerate() {
        let learners = pair.learners.iter().enumerate();
        named.extend(learners.map(|(k, id)| (format!("together[{i}].learners[{k}]"), id.as_str())));
    }
    named.extend(problem.pins.iter().enumerate().map(|(i, pin)| (format!("pins[{i}].learner"), pin.learner.as_str())));
    for (i, row) in problem.signed.iter().enumerate() {
        named.push((format!("signed[{i}].learner"), &row.learner));
        named.extend(row.apart.iter().enumerate().map(|(k, id)| (format!("signed[{i}].apart[{k}]"), id.as_str())));
    }
    known(asked, "P115", "a learner", named, |asked| &asked.names.learners);
}

/// P116 (warning): what the previous plan names is still there; what is gone counts as changed.
pub(super) fn p116_previous_known(asked: &mut Asked) {
    let Some(previous) = &asked.problem.previous else { return };
    for (i, session) in previous.plan.sessions.iter().enumerate() {
        let path = format!("previous.plan.sessions[{i}]");
        let names = &asked.names;
        let gone = [
            ("slot", !names.slots.contains_key(session.slot.as_str()), &session.slot),
            ("room", !names.rooms.contains_key(session.room.as_str()), &session.room),
        ];
        let staff = session.staff.iter().map(|id| ("person", !names.staff.contains_key(id.as_str()), id));
        let learners = session.learners.iter().map(|x| ("learner", !names.learners.contains_key(x.id.as_str()), &x.id));
        let gone: Vec<String> = gone
            .into_iter()
            .chain(staff)
            .chain(learners)
            .filter(|(_, gone, _)| *gone)
            .map(|(kind, _, id)| format!("{kind} {id}"))
            .collect();
        if !gone.is_empty() {
            let expected = "names that the problem still has; what is gone counts as changed";
            asked.warning("P116", path, gone.join(", "), expected);
        }
    }
}

/// An error for every name that is not among the known ones, with the nearest of them.
fn known<'a>(
    asked: &mut Asked<'a>,
    code: &'static str,
    kind: &str,
    named: Vec<Named>,
    known: for<'r> fn(&'r Asked<'a>) -> &'r FxHashMap<&'a str, usize>,
) {
    for (path, id) in named {
        if known(asked).contains_key(id) {
            continue;
        }
        let mut issue = Issue::error(code, asked.at(path), format!("{id:?}"), format!("{kind} of the problem"));
        let n_hints = asked.issues.iter().filter(|i| i.code == code && i.severity == Severity::Error).count();
        if n_hints < HINTS_MAX
            && let Some(near) = nearest(id, known(asked).keys().copied())
        {
            issue = issue.maybe(format!("Maybe {near}."));
        }
        asked.issues.push(issue);
    }
}
