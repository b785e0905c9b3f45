//! Whether what people decided can hold together: a part of a day that keeps every pin and every hard rule.
//!
//! Pins are hard in the problem, so pins that contradict each other would leave a whole site without a plan. Here
//! sessions are made for one pin after the other, with room, staff and enough company, plainly and without regard to
//! points. What has its place here can be kept; a pin that finds none is left out (and so, rarely, is one that a
//! cleverer search could have kept).

use daybreak_day::problem::{Problem, Requirement};

use super::company::Company;
use super::lookup::{Lookup, Unit, Wanted};

/// A session of the witness.
#[derive(Clone, Debug)]
pub struct Held {
    pub unit: Unit,
    pub start: usize,
    pub n_slots: usize,
    pub room: usize,
    pub staff: Vec<usize>,
    /// Learner and the position of the candidate among the learner's own.
    pub seats: Vec<(usize, usize)>,
}

impl Held {
    pub fn covers(&self, slot: usize) -> bool {
        (self.start..self.start + self.n_slots).contains(&slot)
    }

    pub fn overlaps(&self, start: usize, n_slots: usize) -> bool {
        self.start < start + n_slots && start < self.start + self.n_slots
    }
}

/// Sessions that keep the pins placed so far.
pub struct Witness<'a> {
    pub lookup: &'a Lookup<'a>,
    /// All pins of the day, placed or not: their rooms, people and learners are spared for them.
    pub wanted: &'a [Wanted],
    pub held: Vec<Held>,
}

/// Which of the pins can hold together; same order.
///
/// As long as some find no place, the last of these is given up, so that it no longer stands in the others' way.
pub fn keep(lookup: &Lookup<'_>, wanted: &[Wanted]) -> Vec<bool> {
    let mut left: Vec<usize> = (0..wanted.len()).collect();
    loop {
        let pins: Vec<Wanted> = left.iter().map(|&at| wanted[at]).collect();
        let placed = place_all(lookup, &pins);
        match placed.iter().rposition(|&placed| !placed) {
            Some(last) => drop(left.remove(last)),
            None => return (0..wanted.len()).map(|at| left.contains(&at)).collect(),
        }
    }
}

/// Places the most particular pins first, and those that found no place before the others in a further try, which
/// often makes room for all.
fn place_all(lookup: &Lookup<'_>, wanted: &[Wanted]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&at| (usize::MAX - wanted[at].particulars(), at));
    let mut best = place_in_order(lookup, wanted, &order);
    for _ in 0..RETRIES {
        if best.iter().all(|&placed| placed) {
            break;
        }
        order.sort_by_key(|&at| best[at]);
        let again = place_in_order(lookup, wanted, &order);
        let count = |placed: &[bool]| placed.iter().filter(|&&placed| placed).count();
        if count(&again) <= count(&best) {
            break;
        }
        best = again;
    }
    best
}

/// Further tries in another order.
const RETRIES: usize = 4;

fn place_in_order(lookup: &Lookup<'_>, wanted: &[Wanted], order: &[usize]) -> Vec<bool> {
    let mut witness = Witness { lookup, wanted, held: Vec::new() };
    let mut placed = vec![false; wanted.len()];
    for &at in order {
        placed[at] = witness.place(&wanted[at]);
    }
    placed
}

impl Witness<'_> {
    /// Finds the pin a session, or makes one.
    pub fn place(&mut self, wanted: &Wanted) -> bool {
        let sits = |held: &Held| held.covers(wanted.slot) && held.seats.iter().any(|seat| seat.0 == wanted.learner);
        if let Some(at) = self.held.iter().position(sits) {
            return self.keeps(&self.held[at], wanted);
        }
        for candidate in 0..self.lookup.offering_of[wanted.learner].len() {
            let offering = self.lookup.offering_of[wanted.learner][candidate];
            if wanted.offering.is_some_and(|pinned| pinned != offering) {
                continue;
            }
            let n_slots = self.lookup.problem.offerings[offering].slots as usize;
            let first = (wanted.slot + 1).saturating_sub(n_slots);
            for start in first..=wanted.slot {
                let seat = (wanted.learner, candidate);
                if self.may_take(seat, start) && (self.join(seat, start, wanted) || self.open(seat, start, wanted)) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether the session is as the pin says.
    fn keeps(&self, held: &Held, wanted: &Wanted) -> bool {
        let seat = held.seats.iter().find(|seat| seat.0 == wanted.learner);
        let offering = seat.map(|&(learner, candidate)| self.lookup.offering_of[learner][candidate]);
        wanted.offering.is_none_or(|pinned| Some(pinned) == offering)
            && wanted.room.is_none_or(|pinned| pinned == held.room)
            && wanted.staff.is_none_or(|pinned| held.staff.contains(&pinned))
    }

    /// Whether the learner may use the candidate from this slot on, beside what the learner does already.
    pub fn may_take(&self, (learner, candidate): (usize, usize), start: usize) -> bool {
        let lookup = self.lookup;
        let offering = &lookup.problem.offerings[lookup.offering_of[learner][candidate]];
        let own = lookup.candidate(learner, candidate);
        let n_slots = offering.slots as usize;
        let is_free = lookup.is_run(start, n_slots)
            && (start..start + n_slots).all(|slot| lookup.learner_there[learner][slot])
            && !self.sessions_of(learner).any(|(held, _)| held.overlaps(start, n_slots));
        let starts_here = own.slots.as_ref().is_none_or(|slots| slots.contains(&lookup.problem.slots[start].id))
            && own.after.is_none();
        let used = self.sessions_of(learner).filter(|(_, other)| *other == candidate).count();
        let is_excluded = own.exclusive.is_some()
            && self
                .sessions_of(learner)
                .any(|(_, other)| other != candidate && lookup.candidate(learner, other).exclusive == own.exclusive);
        is_free
            && starts_here
            && used < own.times_max as usize
            && !is_excluded
            && lookup.problem.learners[learner]
                .requirements
                .iter()
                .all(|rule| self.stays_below(learner, rule, candidate))
    }

    /// Whether a hard maximum still holds with the candidate added.
    fn stays_below(&self, learner: usize, rule: &Requirement, added: usize) -> bool {
        let (Some(max), None) = (rule.slots_max, rule.excess_cost) else { return true };
        let offering = |candidate: usize| &self.lookup.problem.offerings[self.lookup.offering_of[learner][candidate]];
        let counts = |candidate: usize| {
            let own = &self.lookup.candidate(learner, candidate).tags;
            offering(candidate).tags.iter().chain(own).any(|tag| *tag == rule.tag)
        };
        if !counts(added) {
            return true;
        }
        let counted = self.sessions_of(learner).filter(|(_, candidate)| counts(*candidate));
        counted.map(|(held, _)| held.n_slots as u64).sum::<u64>() + u64::from(offering(added).slots) <= u64::from(max)
    }

    /// The learner's sessions, with the candidate used.
    fn sessions_of(&self, learner: usize) -> impl Iterator<Item = (&Held, usize)> {
        self.held
            .iter()
            .filter_map(move |held| held.seats.iter().find(|seat| seat.0 == learner).map(|seat| (held, seat.1)))
    }

    /// Takes a seat in a session that is held already.
    fn join(&mut self, seat: (usize, usize), start: usize, wanted: &Wanted) -> bool {
        let unit = self.lookup.unit(self.lookup.offering_of[seat.0][seat.1]);
        for at in 0..self.held.len() {
            let held = &self.held[at];
            let is_it = held.unit == unit && held.start == start;
            let as_pinned = wanted.room.is_none_or(|room| room == held.room)
                && wanted.staff.is_none_or(|person| held.staff.contains(&person));
            if is_it && as_pinned && self.can_sit(at, seat) {
                self.held[at].seats.push(seat);
                if self.complete(at) {
                    return true;
                }
                self.held[at].seats.pop();
            }
        }
        false
    }

    /// Opens a session for the seat, in a room and with people as the pin says.
    fn open(&mut self, seat: (usize, usize), start: usize, wanted: &Wanted) -> bool {
        let offering = self.lookup.offering_of[seat.0][seat.1];
        let unit = self.lookup.unit(offering);
        let n_slots = self.lookup.problem.offerings[offering].slots as usize;
        for room in self.rooms(unit, start, n_slots, wanted) {
            let Some(staff) = self.staff(unit, start, n_slots, wanted) else { return false };
            let at = self.held.len();
            self.held.push(Held { unit, start, n_slots, room, staff, seats: Vec::new() });
            if self.can_sit(at, seat) {
                self.held[at].seats.push(seat);
                if self.complete(at) {
                    return true;
                }
            }
            self.held.truncate(at);
        }
        false
    }

    /// Gives the session the company that it needs; on failure it is as before.
    fn complete(&mut self, at: usize) -> bool {
        let n_before = self.held[at].seats.len();
        let done = Company { witness: self, at }.find();
        if !done {
            self.held[at].seats.truncate(n_before);
        }
        done
    }

    /// Rooms in which the session could be held, the least useful to others first.
    fn rooms(&self, unit: Unit, start: usize, n_slots: usize, wanted: &Wanted) -> Vec<usize> {
        let lookup = self.lookup;
        let terms = lookup.terms(unit);
        let is_spared = |room: usize| {
            self.wanted.iter().any(|pin| pin.room == Some(room) && (start..start + n_slots).contains(&pin.slot))
        };
        // All who are decided into such a session then may have to find a place in it.
        let others = self.wanted.iter().filter(|pin| {
            pin.room.is_none_or(|room| wanted.room.is_none_or(|own| own == room))
                && (start..start + n_slots).contains(&pin.slot)
                && pin.offering.is_some_and(|offering| lookup.unit(offering) == unit)
        });
        let n_decided = (others.count() as u32).min(terms.size_max.saturating_add(lookup.problem.signed.len() as u32));
        let mut rooms: Vec<usize> = (0..lookup.problem.rooms.len())
            .filter(|&at| wanted.room.is_none_or(|pinned| pinned == at))
            .filter(|&at| {
                let room = &lookup.problem.rooms[at];
                room.capacity >= terms.size_min
                    && terms.features.iter().all(|feature| room.features.contains(feature))
                    && (start..start + n_slots).all(|slot| {
                        let n_held = self.held.iter().filter(|held| held.room == at && held.covers(slot)).count();
                        lookup.room_there[at][slot] && n_held < room.sessions_at_once as usize
                    })
            })
            .collect();
        rooms.sort_by_key(|&at| {
            let capacity = lookup.problem.rooms[at].capacity;
            (is_spared(at), capacity < n_decided, capacity, at)
        });
        rooms
    }

    /// People for every need of the unit, the pinned one among them; none when there are not enough.
    fn staff(&self, unit: Unit, start: usize, n_slots: usize, wanted: &Wanted) -> Option<Vec<usize>> {
        let needs: Vec<&str> = (self.lookup.terms(unit).needs.iter())
            .flat_map(|need| std::iter::repeat_n(need.tag.as_str(), need.count as usize))
            .collect();
        let is_spared = |person: usize| {
            self.wanted.iter().any(|pin| pin.staff == Some(person) && (start..start + n_slots).contains(&pin.slot))
        };
        let staff = &self.lookup.problem.staff;
        let mut free: Vec<usize> =
            (0..staff.len()).filter(|&at| self.can_serve(at, start, n_slots, wanted.learner)).collect();
        // The pinned person first: the matching below never drops whom it has placed.
        free.sort_by_key(|&at| (wanted.staff != Some(at), is_spared(at), staff[at].tags.len(), at));
        let has_tag = |person: usize, need: usize| staff[person].tags.iter().any(|tag| tag == needs[need]);
        let mut filled: Vec<Option<usize>> = vec![None; needs.len()];
        for &person in &free {
            if filled.iter().all(Option::is_some) {
                break;
            }
            let mut seen = vec![false; needs.len()];
            augment(person, &has_tag, &mut filled, &mut seen);
        }
        let mut chosen: Vec<usize> = filled.into_iter().collect::<Option<_>>()?;
        chosen.sort_unstable();
        wanted.staff.is_none_or(|pinned| chosen.contains(&pinned)).then_some(chosen)
    }

    /// Whether the person can serve one more session then.
    fn can_serve(&self, person: usize, start: usize, n_slots: usize, learner: usize) -> bool {
        let lookup = self.lookup;
        let facts = &lookup.problem.staff[person];
        let own: Vec<&Held> = self.held.iter().filter(|held| held.staff.contains(&person)).collect();
        let mut busy: Vec<bool> =
            (0..lookup.problem.slots.len()).map(|slot| own.iter().any(|held| held.covers(slot))).collect();
        let is_free = (start..start + n_slots).all(|slot| lookup.staff_there[person][slot] && !busy[slot]);
        if !is_free || facts.sessions_max.is_some_and(|max| own.len() >= max as usize) {
            return false;
        }
        busy[start..start + n_slots].fill(true);
        let is_barred = lookup.problem.learners[learner].staff_barred.contains(&facts.id);
        !is_barred && facts.consecutive_max.is_none_or(|max| longest_run(lookup.problem, &busy) <= max as usize)
    }

    /// Whether there is a seat for the learner: size, group, room, company, people, devices.
    pub fn can_sit(&self, at: usize, (learner, candidate): (usize, usize)) -> bool {
        let lookup = self.lookup;
        let held = &self.held[at];
        let facts = &lookup.problem.learners[learner];
        let room = &lookup.problem.rooms[held.room];
        let n = held.seats.len() + 1;
        let there = (held.unit, held.start);
        let fits_group = matches!(held.unit, Unit::Station(_))
            || held.seats.iter().map(|seat| seat.0).chain([learner]).all(|other| {
                lookup.problem.learners[other].group_size_max.is_none_or(|max| n <= max as usize)
                    || lookup.is_signed(other, there, |row| row.group_size)
            });
        let may_meet = |one: usize, other: usize| {
            lookup.is_signed(one, there, |row| row.apart.contains(&lookup.problem.learners[other].id))
        };
        let meets_nobody = !held.seats.iter().any(|&(other, _)| {
            lookup.are_apart(learner, other) && !may_meet(learner, other) && !may_meet(other, learner)
        });
        let meets_nobody_in_place = !self.held.iter().any(|other| {
            let is_beside = other.room == held.room && other.overlaps(held.start, held.n_slots);
            is_beside && other.seats.iter().any(|seat| lookup.are_apart_in_place(learner, seat.0))
        });
        let everybody = held.seats.iter().map(|seat| seat.0).chain([learner]);
        let counted = everybody.filter(|other| !lookup.is_signed(*other, there, |row| row.size_max)).count();
        let fits_people =
            !held.staff.iter().any(|&person| facts.staff_barred.contains(&lookup.problem.staff[person].id));
        let has_space = (held.start..held.start + held.n_slots).all(|slot| {
            let there = self.held.iter().filter(|other| other.room == held.room && other.covers(slot));
            there.map(|other| other.seats.len()).sum::<usize>() < room.capacity as usize
        });
        counted <= lookup.terms(held.unit).size_max as usize
            && fits_group
            && meets_nobody
            && meets_nobody_in_place
            && fits_people
            && has_space
            && facts.room_features.iter().all(|feature| room.features.contains(feature))
            && self.has_devices(held, lookup.offering_of[learner][candidate])
    }

    /// Whether the pools still have the units that one more learner uses.
    fn has_devices(&self, held: &Held, offering: usize) -> bool {
        let lookup = self.lookup;
        let units_of = |offering: usize, device: &String| {
            u64::from(lookup.problem.offerings[offering].devices.get(device).copied().unwrap_or(0))
        };
        lookup.problem.offerings[offering].devices.iter().all(|(device, &units)| {
            let count = lookup.problem.devices.iter().find(|pool| pool.id == *device).map_or(0, |pool| pool.count);
            (held.start..held.start + held.n_slots).all(|slot| {
                let seats = self.held.iter().filter(|other| other.covers(slot)).flat_map(|other| &other.seats);
                let used: u64 = seats.map(|&(l, c)| units_of(lookup.offering_of[l][c], device)).sum();
                used + u64::from(units) <= u64::from(count)
            })
        })
    }
}

/// One step of a bipartite matching (Kuhn): gives the person a need, moving others on where they can go.
fn augment(
    person: usize,
    has_tag: &impl Fn(usize, usize) -> bool,
    filled: &mut [Option<usize>],
    seen: &mut [bool],
) -> bool {
    for need in 0..filled.len() {
        if seen[need] || !has_tag(person, need) {
            continue;
        }
        seen[need] = true;
        let can_move = match filled[need] {
            None => true,
            Some(other) => augment(other, has_tag, filled, seen),
        };
        if can_move {
            filled[need] = Some(person);
            return true;
        }
    }
    false
}

/// The longest row of busy slots within a block.
fn longest_run(problem: &Problem, busy: &[bool]) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for (at, slot) in problem.slots.iter().enumerate() {
        let goes_on = at > 0 && problem.slots[at - 1].block == slot.block;
        run = if !busy[at] {
            0
        } else if goes_on {
            run + 1
        } else {
            1
        };
        longest = longest.max(run);
    }
    longest
}
