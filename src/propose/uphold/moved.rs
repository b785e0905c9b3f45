//! Who is moved in the end, from what to what, and why.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::plan::Plan;
use daybreak_day::problem::{Problem, is_there};
use daybreak_night::promise::{Doing, Moved, MovedWho, MovedWhy, Promise, Whereabouts};

use super::least_sizes;

/// Every slot of a learner or adult who is there that is not as it was published, learners first.
pub fn moved(problem: &Problem, promise: &Promise, plan: &Plan) -> Vec<Moved> {
    let reader = Reader {
        problem,
        before: Whereabouts::of(problem, &promise.plan),
        after: Whereabouts::of(problem, plan),
        published: &promise.problem,
        sizes: least_sizes(problem),
    };
    let mut moved = Vec::new();
    for learner in &problem.learners {
        for (at, slot) in problem.slots.iter().enumerate() {
            if !is_there(learner.slots.as_deref(), &slot.id) {
                continue;
            }
            let key = (learner.id.clone(), at);
            let (before, after) = (reader.before.learners.get(&key), reader.after.learners.get(&key));
            let same = |before: &Doing, after: &Doing| {
                before.what == after.what && before.room == after.room && before.staff == after.staff
            };
            let is_same = match (before, after) {
                (Some(before), Some(after)) => same(before, after),
                (before, after) => before.is_none() && after.is_none(),
            };
            if !is_same {
                let why = reader.why_learner(&learner.id, at, before);
                moved.push(reader.row(MovedWho::Learner, &learner.id, at, (before, after), why));
            }
        }
    }
    for person in &problem.staff {
        for (at, slot) in problem.slots.iter().enumerate() {
            if !is_there(person.slots.as_deref(), &slot.id) {
                continue;
            }
            let key = (person.id.clone(), at);
            let (before, after) = (reader.before.people.get(&key), reader.after.people.get(&key));
            let duty = |doing: &Doing| (doing.what.clone(), doing.room.clone());
            if before.map(duty) != after.map(duty) {
                let why = reader.why_person(&person.id, at, before, after);
                moved.push(reader.row(MovedWho::Staff, &person.id, at, (before, after), why));
            }
        }
    }
    moved
}

/// What people decided of a learner's slot.
fn decisions<'a>(problem: &'a Problem, id: &str, slot: &str) -> BTreeSet<[Option<&'a str>; 3]> {
    let pins = problem.pins.iter().filter(|pin| pin.learner == id && pin.slot == slot);
    pins.map(|pin| [pin.offering.as_deref(), pin.room.as_deref(), pin.staff.as_deref()]).collect()
}

struct Reader<'a> {
    problem: &'a Problem,
    before: Whereabouts,
    after: Whereabouts,
    /// The day of then, with what people had decided by then.
    published: &'a Problem,
    /// The least size by offering or station.
    sizes: BTreeMap<&'a str, u32>,
}

impl Reader<'_> {
    fn row(
        &self,
        who: MovedWho,
        id: &str,
        at: usize,
        (before, after): (Option<&Doing>, Option<&Doing>),
        why: MovedWhy,
    ) -> Moved {
        let slot = self.problem.slots[at].id.clone();
        Moved { who, id: id.to_owned(), at, slot, before: before.cloned(), after: after.cloned(), why }
    }

    /// The nearest cause: what the learner's own session lost comes before what others needed.
    fn why_learner(&self, id: &str, at: usize, before: Option<&Doing>) -> MovedWhy {
        let slot = self.problem.slots[at].id.as_str();
        let (now, then) = (decisions(self.problem, id, slot), decisions(self.published, id, slot));
        if !now.is_subset(&then) {
            return MovedWhy::Decided;
        }
        // What was decided then and is not kept now was taken back, unless who and what it needs is not there.
        let taken_back = now != then;
        let otherwise = if taken_back { MovedWhy::Decided } else { MovedWhy::ForOthers };
        let Some(before) = before else { return otherwise };
        if let Some(away) = before.staff.iter().find(|person| !self.person_is_there(person, slot)) {
            return MovedWhy::AdultAway(away.clone());
        }
        let room = self.problem.rooms.iter().find(|room| room.id == before.room);
        if room.is_none_or(|room| !is_there(room.slots.as_deref(), slot)) {
            return MovedWhy::RoomClosed(before.room.clone());
        }
        if taken_back {
            return otherwise;
        }
        if !self.may_be(id, at, before) {
            return MovedWhy::NotOffered;
        }
        if let Some((there, size_min)) = self.too_small(before, at) {
            return MovedWhy::GroupTooSmall { there, size_min };
        }
        let mates = self.before.learners.iter().filter(|((_, t), doing)| *t == at && doing.session == before.session);
        let apart = |mate: &str| {
            let pair = |[a, b]: &[String; 2]| a == id && b == mate || b == id && a == mate;
            self.problem.apart.iter().any(pair)
        };
        if let Some(((mate, _), _)) = mates.into_iter().find(|((mate, _), _)| apart(mate)) {
            return MovedWhy::KeptApart(mate.clone());
        }
        let does =
            |at: &Whereabouts, t: usize| at.learners.get(&(id.to_owned(), t)).is_some_and(|d| d.what == before.what);
        let came = |t: &usize| does(&self.after, *t) && !does(&self.before, *t);
        match !does(&self.after, at) && (0..self.problem.slots.len()).any(|t| came(&t)) {
            true => MovedWhy::OwnDay,
            false => MovedWhy::ForOthers,
        }
    }

    /// Whether a learner may still have what was published: the lesson then, in the room, with its people.
    fn may_be(&self, id: &str, at: usize, before: &Doing) -> bool {
        let Some(learner) = self.problem.learners.iter().find(|learner| learner.id == id) else { return false };
        let Some(candidate) = learner.candidates.iter().find(|c| c.offering == before.what) else { return false };
        let had =
            |t: &usize| self.before.learners.get(&(id.to_owned(), *t)).is_some_and(|d| d.session == before.session);
        let start = (0..=at).rev().take_while(had).last().unwrap_or(at);
        let room = self.problem.rooms.iter().find(|room| room.id == before.room);
        is_there(candidate.slots.as_deref(), &self.problem.slots[start].id)
            && !before.staff.iter().any(|person| learner.staff_barred.contains(person))
            && room.is_some_and(|room| learner.room_features.iter().all(|feature| room.features.contains(feature)))
    }

    fn why_person(&self, id: &str, at: usize, before: Option<&Doing>, after: Option<&Doing>) -> MovedWhy {
        let slot = self.problem.slots[at].id.as_str();
        // Who else had what this person serves now.
        let same = |doing: &Doing, after: &Doing| doing.what == after.what && doing.room == after.room;
        let stands_in = after.and_then(|after| {
            let mut others = self.before.people.iter().filter(|((other, t), doing)| {
                *t == at && other != id && same(doing, after) && !self.person_is_there(other, slot)
            });
            others.next().map(|((other, _), _)| other.clone())
        });
        if let Some(away) = stands_in {
            return MovedWhy::StandsIn(away);
        }
        let Some(before) = before else { return MovedWhy::ForOthers };
        let room = self.problem.rooms.iter().find(|room| room.id == before.room);
        if room.is_none_or(|room| !is_there(room.slots.as_deref(), slot)) {
            return MovedWhy::RoomClosed(before.room.clone());
        }
        if let Some(away) = before.staff.iter().find(|person| !self.person_is_there(person, slot)) {
            return MovedWhy::AdultAway(away.clone());
        }
        if let Some((there, size_min)) = self.too_small(before, at) {
            return MovedWhy::GroupTooSmall { there, size_min };
        }
        let goes_on = self.after.people.iter().any(|((_, t), doing)| *t == at && same(doing, before));
        if goes_on { MovedWhy::ForOthers } else { MovedWhy::SessionEnded }
    }

    /// How many of a published session are there, and how many it needs, where those are too few.
    fn too_small(&self, before: &Doing, at: usize) -> Option<(u32, u32)> {
        let slot = self.problem.slots[at].id.as_str();
        let of_session =
            self.before.learners.iter().filter(|((_, t), doing)| *t == at && doing.session == before.session);
        let there = of_session.filter(|((id, _), _)| {
            let learner = self.problem.learners.iter().find(|learner| learner.id == *id);
            learner.is_some_and(|learner| is_there(learner.slots.as_deref(), slot))
        });
        let there = there.count() as u32;
        let size_min = *self.sizes.get(before.served.as_str())?;
        (there < size_min).then_some((there, size_min))
    }

    fn person_is_there(&self, id: &str, slot: &str) -> bool {
        let person = self.problem.staff.iter().find(|person| person.id == id);
        person.is_some_and(|person| is_there(person.slots.as_deref(), slot))
    }
}
