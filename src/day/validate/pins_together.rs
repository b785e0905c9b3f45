//! Checks of pins against each other: what two of them ask for cannot always be had at once.

use std::collections::{BTreeMap, BTreeSet};

use super::Asked;
use super::names::runs_of_candidate;
use super::pins::{Known, candidate, known_pins};

/// P150: two pins of one learner in one slot name the same offering and the same room.
pub(super) fn p150_one_learner_one_slot(asked: &mut Asked) {
    let pins = known_pins(asked);
    for (a, b) in by_learner(&pins).iter().flat_map(|of_learner| pairs(of_learner)) {
        if a.slot != b.slot {
            continue;
        }
        let asks = [
            ("offering", a.pin.offering.as_ref(), b.pin.offering.as_ref()),
            ("room", a.pin.room.as_ref(), b.pin.room.as_ref()),
        ];
        for (what, first, second) in asks {
            if let (Some(first), Some(second)) = (first, second)
                && first != second
            {
                let found = format!("{what} {second}, and {first} in pins[{}]", a.i);
                let expected = format!("one {what} for learner {} in slot {}", a.pin.learner, a.pin.slot);
                asked.error("P150", format!("pins[{}].{what}", b.i), found, expected);
            }
        }
    }
}

/// P151: the pinned offerings of one learner keep times_max, exclusive and after.
pub(super) fn p151_candidate_rules(asked: &mut Asked) {
    let pins = known_pins(asked);
    let mut slots_of: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
    for pin in &pins {
        if let Some((candidate, offering)) = candidate(pin) {
            let slots = slots_of.entry((&pin.pin.learner, &offering.id)).or_default();
            slots.insert(pin.slot);
            if slots.len() as u64 > u64::from(candidate.times_max) * u64::from(offering.slots.max(1))
                && candidate.times_max > 0
            {
                let found = format!("{} pinned slots of offering {}", slots.len(), offering.id);
                let expected = format!("as many as times_max {} allows", candidate.times_max);
                asked.error("P151", format!("pins[{}].slot", pin.i), found, expected);
            }
            if let Some(found) = after_broken(asked, pin) {
                asked.error("P151", format!("pins[{}].slot", pin.i), found, "what it comes after ended before");
            }
        }
    }
    for (a, b) in by_learner(&pins).iter().flat_map(|of_learner| pairs(of_learner)) {
        if let (Some((first, _)), Some((second, _))) = (candidate(a), candidate(b))
            && first.offering != second.offering
            && first.exclusive.is_some()
            && first.exclusive == second.exclusive
        {
            let found = format!("{}, and {} in pins[{}]", second.offering, first.offering, a.i);
            let expected = format!("one of the candidates exclusive by {:?}", first.exclusive.as_deref().unwrap_or(""));
            asked.error("P151", format!("pins[{}].offering", b.i), found, expected);
        }
    }
}

/// Whether what the pinned offering comes after cannot end before any start that covers the slot.
fn after_broken(asked: &Asked, pin: &Known) -> Option<String> {
    let (later, offering) = candidate(pin)?;
    let after = later.after.as_ref()?;
    let earlier = pin.learner.candidates.iter().find(|c| c.offering == *after)?;
    let earlier_offering = &asked.problem.offerings[*asked.names.offerings.get(after.as_str())?];
    let latest_start = runs_of_candidate(asked.problem, pin.learner, later, offering)
        .filter(|run| run.contains(&pin.slot))
        .map(|run| run.start)
        .max()?;
    let first_end = runs_of_candidate(asked.problem, pin.learner, earlier, earlier_offering).map(|run| run.end).min();
    let possible = earlier.times_max > 0 && first_end.is_some_and(|end| end <= latest_start);
    (!possible).then(|| format!("offering {} comes after {after}, which cannot end before", offering.id))
}

/// P152: learners whom pins put into one session (the same person, or the same room that holds one session at a time)
/// can share it: one room, one offering or station, nobody apart, nobody barred, not too many.
pub(super) fn p152_one_session(asked: &mut Asked) {
    let pins = known_pins(asked);
    for group in session_groups(&pins) {
        let members: Vec<&Known> = group.iter().map(|&k| &pins[k]).collect();
        if let Some((at, found)) = cannot_share(asked, &members) {
            let others: Vec<String> = members.iter().filter(|m| m.i != at).map(|m| format!("pins[{}]", m.i)).collect();
            let expected = format!("one session that also keeps {}", others.join(", "));
            asked.error("P152", format!("pins[{at}]"), found, expected);
        }
    }
}

/// Groups of at least two pins, by position in `pins`, that must be kept by one session.
fn session_groups(pins: &[Known]) -> Vec<Vec<usize>> {
    // Pins with the same key share a session; a pin may have two keys and join two groups.
    let mut group_of: Vec<usize> = (0..pins.len()).collect();
    let mut first_with: BTreeMap<(usize, &str, &str), usize> = BTreeMap::new();
    for (k, pin) in pins.iter().enumerate() {
        let person = pin.pin.staff.as_deref().map(|id| ("staff", id));
        let room = pin.room.filter(|room| room.sessions_at_once == 1).map(|room| ("room", room.id.as_str()));
        let learner = Some(("learner", pin.pin.learner.as_str()));
        for (kind, id) in [person, room, learner].into_iter().flatten() {
            let first = *first_with.entry((pin.slot, kind, id)).or_insert(k);
            let (from, to) = (group_of[k].max(group_of[first]), group_of[k].min(group_of[first]));
            if from != to {
                group_of.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (k, &group) in group_of.iter().enumerate() {
        groups.entry(group).or_default().push(k);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// The pin (by position in the problem) that a session of all the members cannot keep, and why.
fn cannot_share(asked: &Asked, members: &[&Known]) -> Option<(usize, String)> {
    let learners: BTreeSet<&str> = members.iter().map(|m| m.pin.learner.as_str()).collect();
    for (a, b) in pairs(members) {
        if a.pin.learner == b.pin.learner {
            continue; // P150
        }
        if let (Some(first), Some(second)) = (a.room, b.room)
            && first.id != second.id
        {
            return Some((b.i, format!("room {}, and room {} in pins[{}]", second.id, first.id, a.i)));
        }
        if let (Some((_, first)), Some((_, second))) = (a.offering, b.offering)
            && first.session_of != second.session_of
        {
            let [first, second] = [first, second].map(|terms| format!("{} {}", terms.session_of.0, terms.session_of.1));
            return Some((b.i, format!("{second}, and {first} in pins[{}]", a.i)));
        }
        let apart = asked
            .problem
            .apart
            .iter()
            .any(|[x, y]| (x, y) == (&a.pin.learner, &b.pin.learner) || (y, x) == (&a.pin.learner, &b.pin.learner));
        let may_meet = |one: &Known, other: &Known| {
            asked.problem.signed_for(&one.pin.learner).any(|row| row.apart.contains(&other.pin.learner))
        };
        if apart && !may_meet(a, b) && !may_meet(b, a) {
            return Some((b.i, format!("learners {} and {}, who are named apart", a.pin.learner, b.pin.learner)));
        }
    }
    for (m, person) in members.iter().flat_map(|m| members.iter().filter_map(move |o| Some((m, o.staff?)))) {
        // A learner who bars the person of the very pin is P144.
        if m.learner.staff_barred.contains(&person.id) && m.pin.staff.as_ref() != Some(&person.id) {
            return Some((m.i, format!("learner {} bars person {}", m.pin.learner, person.id)));
        }
    }
    let n = learners.len() as u64;
    let not_counted = learners.iter().filter(|id| asked.problem.signed_for(id).any(|row| row.size_max)).count() as u64;
    for m in members {
        if let Some((offering, terms)) = m.offering {
            let is_limited =
                offering.station.is_none() && !asked.problem.signed_for(&m.pin.learner).any(|row| row.group_size);
            let own = m.learner.group_size_max.filter(|_| is_limited).map_or(u64::MAX, u64::from);
            let most = (u64::from(terms.size_max) + not_counted).min(own);
            if n > most && n > 1 {
                return Some((m.i, format!("{n} learners in one session, at most {most} may be in it")));
            }
        }
    }
    None
}

/// P153: the pins into one room in one slot are within its sessions_at_once and its capacity.
pub(super) fn p153_room_crowd(asked: &mut Asked) {
    let pins = known_pins(asked);
    let mut crowd: BTreeMap<(usize, &str), Vec<&Known>> = BTreeMap::new();
    for pin in &pins {
        if let Some(room) = pin.room {
            crowd.entry((pin.slot, &room.id)).or_default().push(pin);
        }
    }
    for ((_, room_id), pins) in crowd {
        let Some(room) = pins[0].room else { continue };
        let learners: BTreeSet<&str> = pins.iter().map(|p| p.pin.learner.as_str()).collect();
        let sessions: BTreeSet<_> = pins.iter().filter_map(|p| p.offering.map(|(_, terms)| terms.session_of)).collect();
        let last = pins[pins.len() - 1];
        let found = if learners.len() as u64 > u64::from(room.capacity) && learners.len() > 1 {
            format!("{} learners pinned into room {room_id}, its capacity is {}", learners.len(), room.capacity)
        } else if sessions.len() as u64 > u64::from(room.sessions_at_once) && room.sessions_at_once > 1 {
            // One session at a time is P152, which knows who would share it.
            format!("{} sessions pinned into room {room_id}, it holds {}", sessions.len(), room.sessions_at_once)
        } else {
            continue;
        };
        let expected = format!("no more than the room holds in slot {}", last.pin.slot);
        asked.error("P153", format!("pins[{}].room", last.i), found, expected);
    }
}

/// P154: the offerings pinned in one slot use no more units than the pool has.
pub(super) fn p154_devices(asked: &mut Asked) {
    let pins = known_pins(asked);
    let mut units: BTreeMap<(usize, &str), (BTreeSet<&str>, u128, usize)> = BTreeMap::new();
    for pin in &pins {
        let Some((offering, _)) = pin.offering else { continue };
        for (pool, &n) in &offering.devices {
            let (learners, sum, last) = units.entry((pin.slot, pool)).or_default();
            if learners.insert(&pin.pin.learner) {
                *sum += u128::from(n);
                *last = pin.i;
            }
        }
    }
    for ((slot, pool), (_, sum, last)) in units {
        let Some(&d) = asked.names.devices.get(pool) else { continue };
        let count = asked.problem.devices[d].count;
        if sum > u128::from(count) {
            let found =
                format!("{sum} units of {pool} for the learners pinned in slot {}", asked.problem.slots[slot].id);
            asked.error("P154", format!("pins[{last}].offering"), found, format!("at most {count} units"));
        }
    }
}

/// P155: pins do not put two learners who are kept apart in place into one room in one slot.
pub(super) fn p155_apart_places(asked: &mut Asked) {
    let pins = known_pins(asked);
    for [one, other] in &asked.problem.apart_places {
        for a in pins.iter().filter(|pin| pin.pin.learner == *one && pin.room.is_some() && one != other) {
            let meets = |b: &&Known| b.pin.learner == *other && b.slot == a.slot && b.pin.room == a.pin.room;
            if let Some(b) = pins.iter().find(meets) {
                let found = format!("learners {one} and {other} in room {}", a.pin.room.as_deref().unwrap_or_default());
                let expected = format!("another room than in pins[{}]: they are kept apart in place", a.i);
                asked.error("P155", format!("pins[{}].room", b.i), found, expected);
            }
        }
    }
}

/// The pins of each learner.
fn by_learner<'p, 'a>(pins: &'p [Known<'a>]) -> Vec<Vec<&'p Known<'a>>> {
    let mut of: BTreeMap<&str, Vec<&Known>> = BTreeMap::new();
    for pin in pins {
        of.entry(&pin.pin.learner).or_default().push(pin);
    }
    of.into_values().collect()
}

/// Every two elements, the earlier one first.
fn pairs<T>(all: &[T]) -> impl Iterator<Item = (&T, &T)> {
    all.iter().enumerate().flat_map(move |(i, a)| all[i + 1..].iter().map(move |b| (a, b)))
}
