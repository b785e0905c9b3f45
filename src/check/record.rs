//! The plan as the judge reads it: every id looked up once, every slot that a session runs over spelled out.
//!
//! What cannot be read becomes a violation of form here; the rest is kept, so that the rules judge what can be
//! judged and no rule meets an unknown id.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use daybreak_day::plan::{PLAN_FORMAT, Plan, Session};
use daybreak_day::problem::{Offering, Points, Problem, Signed, StaffNeed};
use daybreak_day::verdict::{Breach, Violation};

/// A problem with the sessions of a plan, by position in the problem's lists.
pub(super) struct Record<'a> {
    pub problem: &'a Problem,
    pub names: Names<'a>,
    /// In the order of the plan.
    pub sessions: Vec<Held<'a>>,
    /// For each learner: every (session, seat) of theirs, by position, in the order of the plan.
    pub seats_of: Vec<Vec<(usize, usize)>>,
}

/// A session that is held, as far as it can be read.
pub(super) struct Held<'a> {
    pub id: &'a str,
    /// Positions of the slots it runs over; empty when its first slot is unknown.
    pub slots: Range<usize>,
    /// None when it names nothing that the problem has.
    pub kind: Option<Kind>,
    pub room: Option<usize>,
    /// The known people, each once.
    pub staff: Vec<usize>,
    /// The known learners, each once.
    pub seats: Vec<Seated>,
    /// Distinct learner ids, unknown ones included: they take seats as well.
    pub n_learners: u64,
}

/// A known learner in a session.
#[derive(Clone, Copy)]
pub(super) struct Seated {
    pub learner: usize,
    /// None when the problem does not have it.
    pub offering: Option<usize>,
}

/// What a session is held on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Offering(usize),
    Station(usize),
}

/// What the contract lets an offering, or else its station, decide about a session.
pub(super) struct Terms<'a> {
    /// For sentences: `offering X` or `station X`.
    pub name: String,
    pub size_min: u32,
    pub size_max: u32,
    pub staff: &'a [StaffNeed],
    pub room_features: &'a [String],
    pub open_cost: Points,
    pub sessions_max: Option<u32>,
}

/// Positions by id; of two things with one id the first counts.
pub(super) struct Names<'a> {
    pub slots: FxHashMap<&'a str, usize>,
    pub rooms: FxHashMap<&'a str, usize>,
    pub staff: FxHashMap<&'a str, usize>,
    pub devices: FxHashMap<&'a str, usize>,
    pub offerings: FxHashMap<&'a str, usize>,
    pub stations: FxHashMap<&'a str, usize>,
    pub learners: FxHashMap<&'a str, usize>,
}

impl<'a> Record<'a> {
    /// Reads a plan, with what is wrong in its form.
    pub fn read(problem: &'a Problem, plan: &'a Plan) -> (Self, Vec<Violation>) {
        let names = Names::of(problem);
        let mut faults = Vec::new();
        if plan.format != PLAN_FORMAT {
            let what = format!("the plan's format is {:?}, the judge knows {PLAN_FORMAT:?}", plan.format);
            faults.push(Violation::new(Breach::Format, what));
        }
        let mut ids = FxHashSet::default();
        let mut sessions = Vec::with_capacity(plan.sessions.len());
        for session in &plan.sessions {
            if !ids.insert(session.id.as_str()) {
                let what = "another session has this id, every session needs its own";
                faults.push(Violation::new(Breach::SessionTwice, what).in_session(&session.id));
            }
            sessions.push(Reader { problem, names: &names, session, faults: &mut faults }.read());
        }
        let mut seats_of = vec![Vec::new(); problem.learners.len()];
        for (s, held) in sessions.iter().enumerate() {
            for (k, seat) in held.seats.iter().enumerate() {
                seats_of[seat.learner].push((s, k));
            }
        }
        (Record { problem, names, sessions, seats_of }, faults)
    }

    /// The id of the slot at a position.
    pub fn slot_id(&self, slot: usize) -> &'a str {
        &self.problem.slots[slot].id
    }

    /// What a session's offering or station asks.
    pub fn terms(&self, kind: Kind) -> Terms<'a> {
        terms(self.problem, kind)
    }

    /// What a person has signed for a learner in a session.
    pub fn signed<'r>(&'r self, held: &'r Held<'a>, learner: usize) -> impl Iterator<Item = &'a Signed> + 'r {
        let id = self.problem.learners[learner].id.as_str();
        let is_here = move |row: &&Signed| {
            self.names
                .slots
                .get(row.slot.as_str())
                .is_some_and(|&slot| held.slots.start == slot && !held.slots.is_empty())
                && self.names.offerings.get(row.offering.as_str()).is_some_and(|&o| held.kind == Some(self.kind_of(o)))
        };
        self.problem.signed.iter().filter(move |row| row.learner == id).filter(is_here)
    }

    /// On what an offering is held; an unknown station is none of the problem's, and so its own kind.
    fn kind_of(&self, offering: usize) -> Kind {
        let station = self.problem.offerings[offering].station.as_deref();
        station.and_then(|id| self.names.stations.get(id)).map_or(Kind::Offering(offering), |&s| Kind::Station(s))
    }

    /// The offering that a seat names, where it is known.
    pub fn offering_of(&self, seat: Seated) -> Option<&'a Offering> {
        seat.offering.map(|o| &self.problem.offerings[o])
    }
}

impl<'a> Names<'a> {
    pub fn of(problem: &'a Problem) -> Self {
        Names {
            slots: positions(problem.slots.iter().map(|x| x.id.as_str())),
            rooms: positions(problem.rooms.iter().map(|x| x.id.as_str())),
            staff: positions(problem.staff.iter().map(|x| x.id.as_str())),
            devices: positions(problem.devices.iter().map(|x| x.id.as_str())),
            offerings: positions(problem.offerings.iter().map(|x| x.id.as_str())),
            stations: positions(problem.stations.iter().map(|x| x.id.as_str())),
            learners: positions(problem.learners.iter().map(|x| x.id.as_str())),
        }
    }
}

/// What a session's offering or station asks.
pub(super) fn terms(problem: &Problem, kind: Kind) -> Terms<'_> {
    match kind {
        Kind::Offering(o) => {
            let o = &problem.offerings[o];
            Terms {
                name: format!("offering {}", o.id),
                size_min: o.size_min,
                size_max: o.size_max,
                staff: &o.staff,
                room_features: &o.room_features,
                open_cost: o.open_cost,
                sessions_max: o.sessions_max,
            }
        }
        Kind::Station(s) => {
            let s = &problem.stations[s];
            Terms {
                name: format!("station {}", s.id),
                size_min: s.size_min,
                size_max: s.size_max,
                staff: &s.staff,
                room_features: &s.room_features,
                open_cost: s.open_cost,
                sessions_max: s.sessions_max,
            }
        }
    }
}

/// Whether something with this list of slots (none: all) is there in the slot.
pub(super) fn is_there(slots: Option<&[String]>, slot: &str) -> bool {
    slots.is_none_or(|list| list.iter().any(|s| s == slot))
}

/// The slots from `first` on over which `n` slots run within one block, and whether there are enough of them.
pub(super) fn run_of_slots(problem: &Problem, first: usize, n: u32) -> (Range<usize>, bool) {
    let block = &problem.slots[first].block;
    let wanted = usize::try_from(n.max(1)).unwrap_or(usize::MAX);
    let there = problem.slots[first..].iter().take(wanted).take_while(|slot| slot.block == *block).count();
    (first..first + there, there == wanted)
}

fn positions<'a>(ids: impl Iterator<Item = &'a str>) -> FxHashMap<&'a str, usize> {
    let mut map = FxHashMap::default();
    for (i, id) in ids.enumerate() {
        map.entry(id).or_insert(i);
    }
    map
}

/// Reads one session and collects what is wrong in its form.
struct Reader<'a, 'r> {
    problem: &'a Problem,
    names: &'r Names<'a>,
    session: &'a Session,
    faults: &'r mut Vec<Violation>,
}

impl<'a> Reader<'a, '_> {
    fn read(mut self) -> Held<'a> {
        let kind = self.kind();
        let slots = self.slots(kind);
        let room = self.known(self.names.rooms.get(self.session.room.as_str()), "room", &self.session.room);
        let staff = self.staff();
        let (seats, n_learners) = self.seats(kind);
        Held { id: &self.session.id, slots, kind, room, staff, seats, n_learners }
    }

    /// A session names either an offering without a station or a station.
    fn kind(&mut self) -> Option<Kind> {
        match (&self.session.offering, &self.session.station) {
            (Some(offering), None) => {
                let o = self.known(self.names.offerings.get(offering.as_str()), "offering", offering)?;
                if let Some(station) = &self.problem.offerings[o].station {
                    let what = format!("offering {offering} belongs on station {station}: open the session there");
                    self.fault(Breach::Kind, what);
                }
                Some(Kind::Offering(o))
            }
            (None, Some(station)) => {
                self.known(self.names.stations.get(station.as_str()), "station", station).map(Kind::Station)
            }
            (Some(_), Some(_)) => {
                self.fault(Breach::Kind, "the session names an offering and a station, it needs one of the two");
                None
            }
            (None, None) => {
                self.fault(Breach::Kind, "the session names neither an offering nor a station");
                None
            }
        }
    }

    /// A session starts in a slot of the problem and runs over slots of one block.
    fn slots(&mut self, kind: Option<Kind>) -> Range<usize> {
        let Some(first) = self.known(self.names.slots.get(self.session.slot.as_str()), "slot", &self.session.slot)
        else {
            return 0..0;
        };
        let n_slots = match kind {
            Some(Kind::Offering(o)) => self.problem.offerings[o].slots,
            Some(Kind::Station(_)) | None => 1,
        };
        let (slots, enough) = run_of_slots(self.problem, first, n_slots);
        if !enough {
            let what = format!(
                "it runs over {n_slots} slots, block {} has {} from here",
                self.problem.slots[first].block,
                slots.len()
            );
            let violation = Violation::new(Breach::BeyondBlock, what);
            self.faults.push(violation.in_session(&self.session.id).at(&self.session.slot));
        }
        slots
    }

    fn staff(&mut self) -> Vec<usize> {
        let mut seen = FxHashSet::default();
        let mut staff = Vec::with_capacity(self.session.staff.len());
        for id in &self.session.staff {
            if !seen.insert(id.as_str()) {
                self.fault(Breach::ListedTwice, format!("person {id} is listed twice"));
            } else if let Some(person) = self.known(self.names.staff.get(id.as_str()), "person", id) {
                staff.push(person);
            }
        }
        staff
    }

    /// The known learners, and how many distinct ids there are.
    fn seats(&mut self, kind: Option<Kind>) -> (Vec<Seated>, u64) {
        let mut seen = FxHashSet::default();
        let mut seats = Vec::with_capacity(self.session.learners.len());
        for seat in &self.session.learners {
            if !seen.insert(seat.id.as_str()) {
                self.learner_fault(Breach::ListedTwice, &seat.id, "the learner is listed twice".to_owned());
                continue;
            }
            let offering = self.seat_offering(kind, &seat.id, &seat.offering);
            if let Some(learner) = self.known(self.names.learners.get(seat.id.as_str()), "learner", &seat.id) {
                seats.push(Seated { learner, offering });
            }
        }
        (seats, seen.len() as u64)
    }

    /// A learner does the session's offering, or one of its station's.
    fn seat_offering(&mut self, kind: Option<Kind>, learner: &str, offering: &str) -> Option<usize> {
        let Some(&o) = self.names.offerings.get(offering) else {
            let what = format!("the learner does offering {offering}, which the problem does not have");
            self.learner_fault(Breach::Unknown, learner, what);
            return None;
        };
        match kind {
            Some(Kind::Offering(of)) if of != o => {
                let what = format!(
                    "the learner does offering {offering} in a session of offering {}",
                    self.problem.offerings[of].id
                );
                self.learner_fault(Breach::SeatOffering, learner, what);
            }
            Some(Kind::Station(s))
                if self.problem.offerings[o].station.as_ref() != Some(&self.problem.stations[s].id) =>
            {
                let what = format!(
                    "the learner does offering {offering}, which is none of station {}",
                    self.problem.stations[s].id
                );
                self.learner_fault(Breach::SeatOffering, learner, what);
            }
            Some(Kind::Offering(_) | Kind::Station(_)) | None => {}
        }
        Some(o)
    }

    /// The position found for an id, or a violation.
    fn known(&mut self, found: Option<&usize>, what: &str, id: &str) -> Option<usize> {
        if found.is_none() {
            self.fault(Breach::Unknown, format!("the problem has no {what} {id}"));
        }
        found.copied()
    }

    fn fault(&mut self, breach: Breach, what: impl Into<String>) {
        self.faults.push(Violation::new(breach, what).in_session(&self.session.id));
    }

    fn learner_fault(&mut self, breach: Breach, learner: &str, what: String) {
        self.faults.push(Violation::new(breach, what).in_session(&self.session.id).of(learner));
    }
}
