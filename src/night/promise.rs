//! A published day that is to be kept to, and what became of it: what crosses between the morning's stages.

use std::collections::{BTreeMap, BTreeSet};

use daybreak_day::plan::Plan;
use daybreak_day::problem::Problem;
use daybreak_day::time::TimeOfDay;
use daybreak_school::rules::ChangePrices;

/// What a site published for the day, and how dear it is.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The day problem of then.
    pub problem: Problem,
    pub plan: Plan,
    /// What changes cost.
    pub prices: ChangePrices,
    /// As few changes as can be, and then the most points; else by the prices.
    pub is_least: bool,
    /// Slots that have begun by then stay as they are; none: none has.
    pub now: Option<TimeOfDay>,
    /// Whether rules and lessons are those of then: what was offered then may be offered as it was.
    pub same_offers: bool,
}

/// What a learner does in a slot, or what an adult serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doing {
    /// The session's id.
    pub session: String,
    /// Of a learner the offering; of an adult what is served.
    pub what: String,
    /// The session's offering or station.
    pub served: String,
    pub room: String,
    /// Sorted.
    pub staff: Vec<String>,
}

/// Where everybody is in a plan.
#[derive(Clone, Debug, Default)]
pub struct Whereabouts {
    /// By learner and position of the slot.
    pub learners: BTreeMap<(String, usize), Doing>,
    /// By person and position of the slot.
    pub people: BTreeMap<(String, usize), Doing>,
}

impl Whereabouts {
    /// Reads a plan against the slots and lessons of a problem; who is in two places is read by the first.
    pub fn of(problem: &Problem, plan: &Plan) -> Self {
        let slots: BTreeMap<&str, usize> = problem.slots.iter().enumerate().map(|(t, s)| (s.id.as_str(), t)).collect();
        let lengths: BTreeMap<&str, u32> = problem.offerings.iter().map(|o| (o.id.as_str(), o.slots)).collect();
        let mut found = Whereabouts::default();
        for session in &plan.sessions {
            let Some(&first) = slots.get(session.slot.as_str()) else { continue };
            let length = session.offering.as_deref().and_then(|id| lengths.get(id)).copied().unwrap_or(1).max(1);
            let mut staff = session.staff.clone();
            staff.sort_unstable();
            staff.dedup();
            let served = session.offering.as_deref().or(session.station.as_deref()).unwrap_or_default();
            let doing = |what: &str| Doing {
                session: session.id.clone(),
                what: what.to_owned(),
                served: served.to_owned(),
                room: session.room.clone(),
                staff: staff.clone(),
            };
            let block = &problem.slots[first].block;
            for slot in (first..problem.slots.len()).take(length as usize) {
                if problem.slots[slot].block != *block {
                    break;
                }
                for seat in &session.learners {
                    found.learners.entry((seat.id.clone(), slot)).or_insert_with(|| doing(&seat.offering));
                }
                for person in &session.staff {
                    found.people.entry((person.clone(), slot)).or_insert_with(|| doing(served));
                }
            }
        }
        found
    }
}

/// Whom a change meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MovedWho {
    Learner,
    Staff,
}

impl MovedWho {
    pub fn word(self) -> &'static str {
        match self {
            MovedWho::Learner => "learner",
            MovedWho::Staff => "staff",
        }
    }
}

/// Why somebody is moved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MovedWhy {
    /// The adult with whom it was is not there then.
    AdultAway(String),
    /// The room cannot be used then.
    RoomClosed(String),
    /// So many of the group are there, and it needs so many.
    GroupTooSmall { there: u32, size_min: u32 },
    /// A person decided it.
    Decided,
    /// A classmate of then may not be in one session with the learner.
    KeptApart(String),
    /// What the learner had then is had in another slot now.
    OwnDay,
    /// The lesson is no longer among what the learner may have.
    NotOffered,
    /// The adult takes the place of another who is away.
    StandsIn(String),
    /// The session that the adult served does not take place.
    SessionEnded,
    /// Nothing of one's own: others need it, or the day gains by it.
    ForOthers,
}

/// One slot of somebody that is not as it was published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    pub who: MovedWho,
    pub id: String,
    /// Its position in the day.
    pub at: usize,
    pub slot: String,
    /// None: nothing.
    pub before: Option<Doing>,
    pub after: Option<Doing>,
    pub why: MovedWhy,
}

impl Moved {
    /// What is another: `lesson`, `room`, `adult`; of an adult `duty`.
    pub fn what(&self) -> Vec<&'static str> {
        let (before, after) = match (self.who, &self.before, &self.after) {
            (MovedWho::Staff, ..) => return vec!["duty"],
            (MovedWho::Learner, Some(before), Some(after)) if before.what == after.what => (before, after),
            (MovedWho::Learner, ..) => return vec!["lesson"],
        };
        let differs = [("room", before.room != after.room), ("adult", before.staff != after.staff)];
        differs.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
    }
}

/// What became of a promise.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// By learner or adult, then slot; learners first.
    pub moved: Vec<Moved>,
    /// Slots of learners who are there.
    pub slots: u64,
    /// Learners who had nothing in the published day (they are new, or were away): they are placed, not moved.
    pub newcomers: BTreeSet<String>,
    /// Slots of these in which a learner has no place.
    pub unplaced: u64,
    /// No plan that keeps every rule changes fewer slots of learners: proven.
    pub least: u64,
    /// Slots that had begun and could not stay as they were.
    pub unfrozen: u64,
}

impl Kept {
    /// Slots of learners that change in any way.
    pub fn changed(&self) -> u64 {
        self.learners().count() as u64
    }

    /// The learners' changes, those of newcomers apart.
    pub fn learners(&self) -> impl Iterator<Item = &Moved> {
        self.moved.iter().filter(|moved| moved.who == MovedWho::Learner && !self.newcomers.contains(&moved.id))
    }

    /// The adults' changes.
    pub fn duties(&self) -> impl Iterator<Item = &Moved> {
        self.moved.iter().filter(|moved| moved.who == MovedWho::Staff)
    }
}
